'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { LinkButton } from '../../../ui/button.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';

interface Action {
  readonly label: string;
  readonly text: string;
  readonly refusal: Refusal | null;
  readonly command: InstanceCommand;
}

/** The ribbon of an async's Mirror Monitor. Of one in several mirrors each row of their table has its own stop and start. */
export function AsyncActions({
  target,
  monitor,
  isInSeveral,
  onPromote,
}: {
  target: Target;
  monitor: InstanceView<'mirror-monitor'>;
  isInSeveral: boolean;
  onPromote: () => void;
}) {
  const t = useTranslations();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Action | null>(null);
  const member = monitor.thisMember.name;
  const { actions } = monitor;
  const stopOrStart: Action =
    monitor.role === 'stopped'
      ? {
          label: t('monitor.startMirror'),
          text: t('async.monitor.confirmStart', { member }),
          refusal: actions.startMirror,
          command: { kind: 'start-mirror' },
        }
      : {
          label: t('monitor.stopMirror'),
          text: t('async.monitor.confirmStop', { member }),
          refusal: actions.stopMirror,
          command: { kind: 'stop-mirror' },
        };
  const dejournaling: Action = actions.startDejournaling
    ? {
        label: t('async.monitor.stopDejournaling'),
        text: t('async.monitor.confirmStopDejournaling', { member }),
        refusal: actions.stopDejournaling,
        command: { kind: 'set-dejournaling', running: false },
      }
    : {
        label: t('async.monitor.startDejournaling'),
        text: t('async.monitor.confirmStartDejournaling', { member }),
        refusal: null,
        command: { kind: 'set-dejournaling', running: true },
      };
  const ask = (action: Action) => {
    forget();
    setAsked(action);
  };
  const confirm = async (action: Action) => {
    const outcome = await send(action.command);
    if (outcome.ok) setAsked(null);
  };
  return (
    <>
      <LinkButton href={`${instanceHref(target, '/journals')}?show=mirror`}>{t('async.monitor.viewJournals')}</LinkButton>
      {(isInSeveral ? [] : [stopOrStart, dejournaling]).map((action) => (
        <ReasonButton key={action.command.kind} refusal={action.refusal} onPress={() => ask(action)}>
          {action.label}
        </ReasonButton>
      ))}
      {monitor.thisKind === 'disaster-recovery' && (
        <ReasonButton refusal={actions.promote} onPress={onPromote}>
          {t('async.promote.title')}
        </ReasonButton>
      )}
      {asked && (
        <ConfirmDialog
          open
          title={asked.label}
          text={asked.text}
          action={asked.label}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
