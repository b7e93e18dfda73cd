import { useTranslations } from 'use-intl';
import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import type { Order } from '../../../orders/use-order.tsx';

export type Monitor = InstanceView<'mirror-monitor'>;
export type MirroredDatabase = Monitor['databases'][number];

/** In the order of the product's columns. */
const databaseActions = ['mount', 'activate', 'catchUp', 'download', 'remove'] as const;
export type DatabaseAction = (typeof databaseActions)[number];

/** A version of the product that does not download databases has no such column. */
export const databaseActionsOf = ({ downloads }: Pick<Monitor, 'downloads'>) =>
  databaseActions.filter((action) => action !== 'download' || downloads);

/** `databases` by the names that this instance gives them; what is downloaded is named as the mirror names it. */
export function commandOf(
  action: DatabaseAction,
  databases: string[],
  { mirrorName, catchUp = false, inBackground = false }: { mirrorName: string; catchUp?: boolean; inBackground?: boolean },
): InstanceCommand {
  switch (action) {
    case 'mount':
      return { kind: 'mount-databases', databases, inBackground };
    case 'activate':
      return { kind: 'activate-databases', databases, catchUp, inBackground };
    case 'catchUp':
      return { kind: 'catch-up-databases', databases, inBackground };
    case 'download':
      return { kind: 'download-databases', databases, mirrorName, inBackground };
    case 'remove':
      return { kind: 'remove-databases-from-mirror', databases, inBackground };
  }
}

/** What will happen, and what remains on the other members: one sentence or two for each paragraph. */
export function useActionText(monitor: Monitor): (action: DatabaseAction, subject: string) => string[] {
  const t = useTranslations('monitor.databaseAction.text');
  const mirror = monitor.mirrorName;
  const others = monitor.members.filter(({ guid }) => guid !== monitor.thisMember.guid).map(({ name }) => name);
  return (action, subject) => {
    if (action !== 'remove') return [t(action, { subject })];
    if (monitor.role !== 'primary')
      return [t('removeHere', { subject, mirror, member: monitor.thisMember.name }), t('removeHereOthers', { mirror })];
    return [
      t('removeAll', { subject, mirror }),
      ...(others.length > 0 ? [t('removeAllOthers', { others: others.join(', ') })] : []),
      t('removeAllBack'),
    ];
  };
}

/**
 * What a row of the table orders. What reads the journal goes on in the background as a task; `onDone` hears whether it does. Activating
 * can catch up at once.
 */
export function useDatabaseOrder(monitor: Monitor) {
  const t = useTranslations('monitor.databaseAction');
  const textOf = useActionText(monitor);
  return (action: DatabaseAction, database: MirroredDatabase, onDone: (isBegun: boolean) => void): Order => {
    const isBackground = (catchUp: boolean) => action !== 'remove' && (action !== 'activate' || catchUp);
    return {
      label: t(action),
      offer: database.actions[action],
      title: t('of', { action: t(action), name: database.name }),
      text: textOf(action, database.name).map((paragraph) => (
        <span key={paragraph} className="mb-2 block">
          {paragraph}
        </span>
      )),
      danger: action === 'remove',
      tick: action === 'activate' ? { label: t('alsoCatchUp') } : undefined,
      command: (catchUp) =>
        commandOf(action, [action === 'download' ? database.name : database.localName], {
          mirrorName: monitor.mirrorName,
          catchUp,
          inBackground: isBackground(catchUp),
        }),
      onDone: (_, catchUp) => onDone(isBackground(catchUp)),
    };
  };
}
