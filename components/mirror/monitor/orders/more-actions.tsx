'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';
import { useForceText } from './force-text.tsx';
import { NewerJournals } from './newer-journals.tsx';
import { OrderDialog } from './order-dialog.tsx';

interface Order {
  readonly id: 'try' | 'force' | 'resume' | 'shutDown';
  readonly label: string;
  readonly help: string;
  readonly refusal: Refusal | null;
  readonly paragraphs: readonly string[];
  /** A sentence that the person has to tick. */
  readonly confirmation?: string;
  readonly command: (confirmed: boolean) => InstanceCommand;
}

/** What the product has only in ^MIRROR: to make this member the primary, gently or by force, and the isolated primary's two choices. */
export function MoreActions({ target, monitor }: { target: Target; monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('operator');
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [asked, setAsked] = useState<Order['id'] | null>(null);
  const [done, setDone] = useState<Order['id'] | null>(null);
  const forceText = useForceText(monitor.forceFacts);
  const other = monitor.otherMember?.name ?? t('notAvailable');
  const { actions } = monitor;
  const orders: Order[] = [
    {
      id: 'try',
      label: t('tryPrimary'),
      help: t('tryHelp'),
      refusal: actions.tryPrimary,
      paragraphs: [t('tryText', { other }), t('tryDetail', { other })],
      command: () => ({ kind: 'try-primary' }),
    },
    {
      id: 'force',
      label: t('forcePrimary'),
      help: t('forceHelp'),
      refusal: actions.forcePrimary,
      paragraphs: forceText,
      command: () => ({ kind: 'force-primary' }),
    },
    {
      id: 'resume',
      label: t('resumePrimary'),
      help: t('resumeHelp'),
      refusal: actions.resumePrimary,
      paragraphs: [t('resumeText'), t('resumeDetail')],
      confirmation: t('resumeConfirm', { other, file: monitor.forceFacts.journal?.file ?? t('notAvailable') }),
      command: (confirmed) => ({ kind: 'resume-primary', confirmed }),
    },
    {
      id: 'shutDown',
      label: t('shutDownIsolated'),
      help: t('shutDownHelp'),
      refusal: actions.shutDownIsolated,
      paragraphs: [t('shutDownText', { member: monitor.thisMember.name }), t('shutDownDetail')],
      command: () => ({ kind: 'shut-down', failover: true }),
    },
  ];
  const open = orders.find(({ id }) => id === asked);
  const ask = (id: Order['id']) => {
    forget();
    setDone(null);
    setAsked(id);
  };
  const confirm = async (order: Order, confirmed: boolean) => {
    const outcome = await send(order.command(confirmed));
    if (!outcome.ok) return;
    setAsked(null);
    setDone(order.id);
  };
  return (
    <Panel title={t('title')}>
      <p className="mb-3 text-sm text-ink-soft">{t('text')}</p>
      {done && (
        <Note look="good" className="mb-3">
          {t(`done.${done}`)}
        </Note>
      )}
      <ul className="space-y-3">
        {orders.map((order) => (
          <li key={order.id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <ReasonButton refusal={order.refusal} onPress={() => ask(order.id)}>
              {order.label}
            </ReasonButton>
            <span className="text-sm text-ink-soft">{order.help}</span>
          </li>
        ))}
      </ul>
      {open && (
        <OrderDialog
          key={open.id}
          title={open.label}
          paragraphs={open.paragraphs}
          facts={open.id === 'force' && <NewerJournals target={target} />}
          confirmation={open.confirmation}
          waits={open.id === 'try' || open.id === 'force'}
          busy={isPending}
          refusal={refusal}
          onConfirm={(confirmed) => confirm(open, confirmed)}
          onClose={() => setAsked(null)}
        />
      )}
    </Panel>
  );
}
