'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { OrderButton } from '../orders/order-button.tsx';
import type { Order } from '../orders/use-order.tsx';
import { announce } from '../ui/announce.ts';

/** Mount and dismount are answered at once; the others take as long as the database is large. */
export function DetailsActions({ target, details }: { target: Target; details: InstanceView<'database-details'> }) {
  const t = useTranslations('databases');
  const order = useTranslations('databaseOrder');
  const { name, actions, mirror } = details;
  const databases = [name];
  const common = (action: 'mount' | 'dismount' | 'compact' | 'integrityCheck', done: string) => ({
    label: t(`details.${action}`),
    title: `${t(`details.${action}`)}: ${name}`,
    text: t(`details.confirm.${action}`, { name }),
    offer: actions[action],
    onDone: () => announce(done),
  });
  const dismount = common('dismount', order('done', { count: 1 }));
  const orders: Order[] = [
    {
      ...common('mount', order('done', { count: 1 })),
      ...(mirror && { tick: { label: t('details.catchUp'), isTickedFirst: true } }),
      command: (catchUp) => ({ kind: 'mount-databases', databases, catchUp: catchUp || !mirror }),
    },
    {
      ...dismount,
      text: mirror ? `${dismount.text} ${t('details.confirm.dismountMirrored')}` : dismount.text,
      danger: true,
      command: () => ({ kind: 'dismount-databases', databases }),
    },
    { ...common('compact', order('begun')), command: () => ({ kind: 'compact-databases', databases, inBackground: true }) },
    { ...common('integrityCheck', order('begun')), command: () => ({ kind: 'integrity-check', databases, inBackground: true }) },
  ];
  return orders.map((order) => <OrderButton key={order.label} target={target} order={order} />);
}
