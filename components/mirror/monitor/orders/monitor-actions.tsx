'use client';
import { type ReactNode, useState } from 'react';
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
import { DemotionSteps } from '../promotion/demotion-steps.tsx';

interface Action {
  readonly label: string;
  readonly text: ReactNode;
  readonly refusal: Refusal | null;
  readonly command: InstanceCommand;
  readonly danger?: boolean;
}

/** The ribbon's buttons in the product's order; one that this member does not offer stays, with the reason. */
export function MonitorActions({ target, monitor }: { target: Target; monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('monitor');
  const words = useTranslations('async.demote');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Action | null>(null);
  const member = monitor.thisMember.name;
  const stopOrStart: Action =
    monitor.role === 'stopped'
      ? {
          label: t('startMirror'),
          text: t('confirmStart', { member }),
          refusal: monitor.actions.startMirror,
          command: { kind: 'start-mirror' },
        }
      : {
          label: t('stopMirror'),
          text: t('confirmStop', { member }),
          refusal: monitor.actions.stopMirror,
          command: { kind: 'stop-mirror' },
          danger: true,
        };
  const noFailover: Action = monitor.noFailover
    ? {
        label: t('clearNoFailover'),
        text: t('confirmClearNoFailover'),
        refusal: monitor.actions.clearNoFailover,
        command: { kind: 'set-no-failover', set: false },
      }
    : {
        label: t('setNoFailover'),
        text: t('confirmSetNoFailover'),
        refusal: monitor.actions.setNoFailover,
        command: { kind: 'set-no-failover', set: true },
      };
  const demotion: Action =
    monitor.role === 'primary'
      ? {
          label: words('other'),
          text: <DemotionSteps monitor={monitor} />,
          refusal: monitor.actions.demoteOther,
          command: { kind: 'demote-other' },
          danger: true,
        }
      : {
          label: words('self'),
          text: <DemotionSteps monitor={monitor} />,
          refusal: monitor.actions.demote,
          command: { kind: 'demote' },
          danger: true,
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
      <LinkButton href={`${instanceHref(target, '/journals')}?show=mirror`}>{t('viewJournals')}</LinkButton>
      {[stopOrStart, noFailover, demotion].map((action) => (
        <ReasonButton key={action.command.kind} refusal={action.refusal} onPress={() => ask(action)}>
          {action.label}
        </ReasonButton>
      ))}
      {asked && (
        <ConfirmDialog
          open
          title={asked.label}
          text={asked.text}
          action={asked.label}
          danger={asked.danger}
          busy={isPending}
          refusal={refusal}
          onConfirm={() => confirm(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
