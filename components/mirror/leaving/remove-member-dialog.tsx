'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Leaving } from '@/lib/contract/leaving.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { NOTHING_CHOSEN } from '../../ui/not-yet.ts';
import { ReasonButton } from '../../ui/reason-button.tsx';
import { RefusalNotice } from '../../ui/refusal-notice.tsx';
import { announce } from '../../ui/announce.ts';

interface Props {
  readonly target: Target;
  readonly leaving: Leaving;
  /** Of the configuration that the person looked at. */
  readonly version: number;
  readonly onClose: () => void;
}

/** Choose a member, read what follows, remove it. */
export function RemoveMemberDialog({ target, leaving, version, onClose }: Props) {
  const t = useTranslations();
  const group = useId();
  const { send, isPending, refusal } = useSendCommand(target);
  const [guid, setGuid] = useState(leaving.others[0]?.guid ?? '');
  const chosen = leaving.others.find((member) => member.guid === guid);

  async function remove() {
    if (!chosen) return;
    const outcome = await send({ kind: 'remove-other-member', expectedVersion: version, guid: chosen.guid });
    if (!outcome.ok) return;
    onClose();
    announce(t('leaving.otherRemoved', { member: chosen.name }));
  }
  return (
    <Dialog
      open
      busy={isPending}
      onClose={onClose}
      title={t('leaving.removeOther')}
      actions={
        <ReasonButton look="danger" refusal={chosen ? chosen.offer : NOTHING_CHOSEN} busy={isPending} onPress={() => void remove()}>
          {isPending ? t('ui.working') : t('leaving.removeOther')}
        </ReasonButton>
      }
    >
      {leaving.others.length === 0 && <p>{t('leaving.noOthers')}</p>}
      {chosen && (
        <div className="space-y-3">
          <fieldset className="space-y-1.5">
            <legend className="font-bold">{t('leaving.chooseMember')}</legend>
            {leaving.others.map((member) => (
              <label key={member.guid} className="flex min-h-[24px] items-center gap-2">
                <input
                  type="radio"
                  name={group}
                  className="size-4.5 shrink-0 accent-navy-fill"
                  checked={member.guid === guid}
                  onChange={() => setGuid(member.guid)}
                />
                <b>{member.name}</b>
                <span className="text-sm text-ink-soft">
                  {t('leaving.memberState', {
                    type: t(`memberType.${member.kind}`),
                    connection: t(member.connected ? 'leaving.connected' : 'leaving.notConnected'),
                  })}
                </span>
              </label>
            ))}
          </fieldset>
          <p>{t('leaving.otherWarning', { member: chosen.name, mirror: leaving.mirrorName })}</p>
          {chosen.kind === 'failover' && <Note look="warning">{t('leaving.backupWarning')}</Note>}
          {!chosen.connected && <p className="text-sm text-ink-soft">{t('leaving.unreachableWarning')}</p>}
          {refusal && <RefusalNotice refusal={refusal} alert />}
        </div>
      )}
    </Dialog>
  );
}
