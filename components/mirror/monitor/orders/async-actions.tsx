'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { instanceHref } from '../../../chrome/menu.ts';
import { OrderButton } from '../../../orders/order-button.tsx';
import type { Order } from '../../../orders/use-order.tsx';
import { LinkButton } from '../../../ui/button.tsx';
import { ReasonButton } from '../../../ui/reason-button.tsx';

interface AsyncActionsProps {
  readonly target: Target;
  readonly monitor: InstanceView<'mirror-monitor'>;
  readonly isInSeveral: boolean;
  readonly onPromote: () => void;
}

/** The ribbon of an async's Mirror Monitor. Of one in several mirrors each row of their table has its own stop and start. */
export function AsyncActions({ target, monitor, isInSeveral, onPromote }: AsyncActionsProps) {
  const t = useTranslations();
  const { offers } = monitor;
  const member = monitor.thisMember.name;
  const isRunning = monitor.dejournaling?.isRunning ?? false;
  const stopOrStart: Order =
    monitor.role === 'stopped'
      ? {
          label: t('monitor.startMirror'),
          text: t('async.monitor.confirmStart', { member }),
          offer: offers['start-mirror'],
          command: () => ({ kind: 'start-mirror' }),
        }
      : {
          label: t('monitor.stopMirror'),
          text: t('async.monitor.confirmStop', { member }),
          offer: offers['stop-mirror'],
          command: () => ({ kind: 'stop-mirror' }),
        };
  const dejournaling: Order = {
    label: t(isRunning ? 'async.monitor.stopDejournaling' : 'async.monitor.startDejournaling'),
    text: t(isRunning ? 'async.monitor.confirmStopDejournaling' : 'async.monitor.confirmStartDejournaling', { member }),
    offer: offers['set-dejournaling'],
    command: () => ({ kind: 'set-dejournaling', running: !isRunning }),
  };
  return (
    <>
      <LinkButton href={`${instanceHref(target, '/journals')}?show=mirror`}>{t('async.monitor.viewJournals')}</LinkButton>
      {!isInSeveral && <OrderButton target={target} order={stopOrStart} />}
      {!isInSeveral && <OrderButton target={target} order={dejournaling} />}
      {monitor.thisKind === 'disaster-recovery' && (
        <ReasonButton refusal={offers.promote} onPress={onPromote}>
          {t('async.promote.title')}
        </ReasonButton>
      )}
    </>
  );
}
