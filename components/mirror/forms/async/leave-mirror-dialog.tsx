'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { PartState } from '../../../chrome/part-state.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { OptionBox } from '../../../ui/option-box.tsx';
import { NOT_ANSWERED } from '../../../ui/not-yet.ts';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { RefusalNotice } from '../../../ui/refusal-notice.tsx';
import { announce } from '../../../ui/announce.ts';

interface LeaveMirrorDialogProps {
  readonly target: Target;
  readonly mirrorName: string;
  /** Its only mirror: the instance must be restarted afterwards. */
  readonly isLast: boolean;
  readonly onClose: () => void;
}

/** Leave mirror: this async goes from one of its mirrors, with what is to go with it. */
export function LeaveMirrorDialog({ target, mirrorName, isLast, onClose }: LeaveMirrorDialogProps) {
  const t = useTranslations();
  const leaving = useInstance(target, 'leaving', { mirrorName });
  const { send, isPending, refusal } = useSendCommand(target);
  const [removeMirrorAttribute, setAttribute] = useState(false);
  const [deleteJournals, setJournals] = useState(true);
  const [removeTls, setTls] = useState(false);
  const { value } = leaving;

  async function leave() {
    const outcome = await send({ kind: 'leave-mirror', mirrorName, removeMirrorAttribute, deleteJournals, removeTls: isLast && removeTls });
    if (!outcome.ok) return;
    onClose();
    const { removedElsewhere } = outcome.value;
    if (isLast) announce(t('leaving.removed'));
    else if (removedElsewhere) announce(t('asyncForms.leave.left', { mirror: mirrorName }));
    if (!removedElsewhere)
      announce(t('asyncForms.leave.notElsewhere', { mirror: mirrorName }), { look: 'warning', duration: Number.POSITIVE_INFINITY });
  }

  return (
    <Dialog
      open
      busy={isPending}
      onClose={onClose}
      title={t('asyncForms.leave.title', { mirror: mirrorName })}
      actions={
        <ReasonButton
          look="danger"
          refusal={value ? value.actions.removeConfiguration : NOT_ANSWERED}
          busy={isPending}
          onPress={() => void leave()}
        >
          {isPending ? t('ui.working') : t('asyncForms.leave.action')}
        </ReasonButton>
      }
    >
      <PartState target={target} live={leaving} />
      {value && (
        <div className="space-y-3">
          <p>{t(isLast ? 'asyncForms.leave.textLast' : 'asyncForms.leave.text', { mirror: mirrorName })}</p>
          <fieldset className="space-y-3">
            <legend className="font-bold">{t('leaving.options')}</legend>
            <OptionBox
              label={t('leaving.attribute', { databases: value.mirroredDatabases.join(', ') || t('leaving.noDatabases') })}
              help={t('leaving.attributeHelp')}
              checked={removeMirrorAttribute}
              onChange={setAttribute}
            />
            <OptionBox
              label={t('leaving.journals', { count: value.mirrorJournalFiles })}
              help={t('leaving.journalsHelp', { mirror: mirrorName })}
              checked={deleteJournals}
              onChange={setJournals}
            />
            {isLast && value.hasTls && (
              <OptionBox label={t('leaving.tls')} help={t('leaving.tlsHelp')} checked={removeTls} onChange={setTls} />
            )}
          </fieldset>
          {refusal && <RefusalNotice refusal={refusal} alert />}
        </div>
      )}
    </Dialog>
  );
}
