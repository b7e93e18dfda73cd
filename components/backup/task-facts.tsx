'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { ReadOnlyField } from '../ui/field.tsx';
import { backupHref } from './backup-paths.ts';
import { RunStatus } from './run-status.tsx';

export type TaskView = InstanceView<'backup-tasks'>['tasks'][number];

/** What a backup task takes, with the way to the list where there is one. */
export function TaskDatabases({ target, task }: { target: Target; task: TaskView }) {
  const t = useTranslations('backups.task');
  return (
    <ReadOnlyField label={t('databases')}>
      {task.databases.length > 0 ? task.databases.join(', ') : <i className="text-ink-soft">{t('noDatabases')}</i>}
      {task.name !== 'FullAllDatabases' && (
        <TextLink className="ml-3" href={backupHref.list(target)}>
          {t('editList')}
        </TextLink>
      )}
    </ReadOnlyField>
  );
}

/** When it ran last, and how that ended. */
export function LastRun({ task }: { task: TaskView }) {
  const t = useTranslations('backups.task');
  const format = useFormat();
  return (
    <ReadOnlyField label={t('lastRun')}>
      {task.lastRun ? (
        <span className="flex flex-wrap gap-x-3">
          {format.dateTime(task.lastRun.at)} <RunStatus status={task.lastRun.status} />
        </span>
      ) : (
        t('never')
      )}
    </ReadOnlyField>
  );
}
