'use client';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { OrderButton } from '../../../orders/order-button.tsx';
import type { Order } from '../../../orders/use-order.tsx';
import { Note } from '../../../ui/note.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ForceText } from './force-text.tsx';
import { NewerJournals } from './newer-journals.tsx';
import { Paragraphs } from './paragraphs.tsx';

type Id = 'try' | 'force' | 'resume' | 'shutDown';
type MoreOrder = Order & { readonly id: Id; readonly help: string };

/**
 * What the product has only in ^MIRROR: to make this member the primary, gently or by force, and the isolated primary's two choices. Folded
 * up while none of them is possible, which is so on a quiet day.
 */
export function MoreActions({ target, monitor }: { target: Target; monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations('operator');
  const [done, setDone] = useState<Id | null>(null);
  const { offers, forceFacts } = monitor;
  const member = monitor.thisMember.name;
  const other = monitor.otherMember?.name ?? t('notAvailable');
  const orders: MoreOrder[] = [
    {
      id: 'try',
      label: t('tryPrimary'),
      help: t('tryHelp'),
      offer: offers['try-primary'],
      text: <Paragraphs texts={[t('tryText', { other }), t('tryDetail', { other })]} />,
      grave: { waits: true },
      command: () => ({ kind: 'try-primary' }),
    },
    {
      id: 'force',
      label: t('forcePrimary'),
      help: t('forceHelp'),
      offer: offers['force-primary'],
      text: (
        <>
          <ForceText facts={forceFacts} />
          <NewerJournals target={target} />
        </>
      ),
      grave: { waits: true },
      command: () => ({ kind: 'force-primary' }),
    },
    {
      id: 'resume',
      label: t('resumePrimary'),
      help: t('resumeHelp'),
      offer: offers['resume-primary'],
      text: <Paragraphs texts={[t('resumeText'), t('resumeDetail')]} />,
      grave: { confirmation: t('resumeConfirm', { other, file: forceFacts.journal?.file ?? t('notAvailable') }) },
      command: (confirmed) => ({ kind: 'resume-primary', confirmed }),
    },
    {
      id: 'shutDown',
      label: t('shutDownIsolated'),
      help: t('shutDownHelp'),
      offer: offers['shut-down'],
      text: <Paragraphs texts={[t('shutDownText', { member }), t('shutDownDetail')]} />,
      grave: {},
      command: () => ({ kind: 'shut-down', failover: true }),
    },
  ];
  const isAnyPossible = orders.some(({ offer }) => offer === null);
  const summary = useRef<HTMLElement>(null);
  // Before the browser finds that the button with the focus is folded away, and leaves the focus nowhere.
  useLayoutEffect(() => {
    if (!isAnyPossible && summary.current?.parentElement?.contains(document.activeElement)) summary.current.focus();
  }, [isAnyPossible]);
  return (
    <Panel title={t('title')}>
      {done && (
        <Note look="good" className="mb-3">
          {t(`done.${done}`)}
        </Note>
      )}
      {/* The attribute follows what is possible; in between the person may fold and unfold it. */}
      <details open={isAnyPossible}>
        <summary ref={summary} className="text-sm text-ink-soft">
          {t(isAnyPossible ? 'text' : 'nonePossible')}
        </summary>
        <ul className="mt-3 space-y-3">
          {orders.map(({ id, help, ...order }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
              <OrderButton target={target} order={{ ...order, onAsk: () => setDone(null), onDone: () => setDone(id) }} />
              <span className="text-sm text-ink-soft">{help}</span>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}
