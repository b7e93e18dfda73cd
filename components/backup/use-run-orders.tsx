import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useFormat } from '../messages/use-format.ts';
import { useOrder } from '../orders/use-order.tsx';

/** Aborting a run that goes on, and taking one that has ended out of the history; each is asked first. */
export function useRunOrders(target: Target) {
  const t = useTranslations('backups');
  const format = useFormat();
  const { ask, question } = useOrder(target);
  return {
    question,
    askAbort: ({ id, task }: Pick<BackupRunView, 'id' | 'task'>) =>
      ask({
        label: t('abort'),
        offer: null,
        text: t(task === 'Restore' ? 'confirmAbortRestore' : 'confirmAbortBackup'),
        danger: true,
        command: () => ({ kind: 'abort-backup', runId: id }),
      }),
    /** `neededBy`: file names of later backups that cannot be restored without it; only with a yes to losing them. */
    askDelete: ({ id, task, startedAt, file }: BackupRunView, neededBy: readonly string[]) =>
      ask({
        label: t('delete'),
        offer: null,
        title: t('deleteOf', { task: t(`taskName.${task}`), time: format.dateTime(startedAt) }),
        text: <span className="wrap-anywhere">{task === 'Restore' ? t('confirmDeleteRestore') : t('confirmDelete', { file })}</span>,
        danger: true,
        tick: neededBy.length > 0 ? { label: t('neededBy', { files: neededBy.join(', ') }) } : undefined,
        command: (confirmed) => ({ kind: 'delete-backup-run', runId: id, confirmed }),
      }),
  };
}
