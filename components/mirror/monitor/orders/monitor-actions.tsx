'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { OrderButton } from '../../../orders/order-button.tsx';
import type { Order } from '../../../orders/use-order.tsx';
import { LinkButton } from '../../../ui/button.tsx';
import { DemotionSteps } from '../promotion/demotion-steps.tsx';

/** The ribbon's buttons in the product's order; one that this member does not offer stays, with the reason. */
export function MonitorActions({ target, monitor }: { target: Target; monitor: InstanceView<'mirror-monitor'> }) {
  const t = useTranslations();
  const { offers, noFailover, role } = monitor;
  const member = monitor.thisMember.name;
  const stopOrStart: Order =
    role === 'stopped'
      ? {
          label: t('monitor.startMirror'),
          text: t('monitor.confirmStart', { member }),
          offer: offers['start-mirror'],
          command: () => ({ kind: 'start-mirror' }),
        }
      : {
          label: t('monitor.stopMirror'),
          text: t('monitor.confirmStop', { member }),
          offer: offers['stop-mirror'],
          command: () => ({ kind: 'stop-mirror' }),
          danger: true,
        };
  const setOrClear: Order = {
    label: t(noFailover ? 'monitor.clearNoFailover' : 'monitor.setNoFailover'),
    text: t(noFailover ? 'monitor.confirmClearNoFailover' : 'monitor.confirmSetNoFailover'),
    offer: offers['set-no-failover'],
    command: () => ({ kind: 'set-no-failover', set: !noFailover }),
  };
  const kind = role === 'primary' ? 'demote-other' : 'demote';
  const demotion: Order = {
    label: t(kind === 'demote' ? 'async.demote.self' : 'async.demote.other'),
    text: <DemotionSteps monitor={monitor} />,
    offer: offers[kind],
    command: () => ({ kind }),
    danger: true,
  };
  return (
    <>
      <LinkButton href={`${instanceHref(target, '/journals')}?show=mirror`}>{t('monitor.viewJournals')}</LinkButton>
      <OrderButton target={target} order={stopOrStart} />
      <OrderButton target={target} order={setOrClear} />
      <OrderButton target={target} order={demotion} />
    </>
  );
}
