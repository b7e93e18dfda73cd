'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { OrderButton } from '../orders/order-button.tsx';
import type { Order } from '../orders/use-order.tsx';
import { announce } from '../ui/announce.ts';

interface DejournalingActionsProps {
  readonly target: Target;
  readonly name: string;
  readonly dejournaling: NonNullable<InstanceView<'database-details'>['dejournaling']>;
}

/** What a person may do to the dejournaling of one mirrored copy: hold it, or declare that it lacks nothing. */
export function DejournalingActions({ target, name, dejournaling }: DejournalingActionsProps) {
  const t = useTranslations('databases');
  const order = useTranslations('databaseOrder');
  const databases = [name];
  const common = (action: 'pause' | 'markCaughtUp') => ({
    label: t(`details.dejournaling.${action}`),
    title: `${t(`details.dejournaling.${action}`)}: ${name}`,
    text: t(`details.dejournaling.confirm.${action}`, { name }),
    offer: dejournaling[action],
    onDone: () => announce(order('done', { count: 1 })),
  });
  const pause: Order = { ...common('pause'), command: () => ({ kind: 'pause-dejournaling', databases }) };
  const markCaughtUp: Order = {
    ...common('markCaughtUp'),
    danger: true,
    tick: { label: t('details.dejournaling.know') },
    command: (confirmed) => ({ kind: 'mark-caught-up', databases, confirmed }),
  };
  return (
    <>
      <OrderButton target={target} order={pause} />
      <OrderButton target={target} order={markCaughtUp} />
    </>
  );
}
