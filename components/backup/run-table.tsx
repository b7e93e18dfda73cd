'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useFormat } from '../messages/use-format.ts';
import { Button, TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { backupHref, fileNameOf } from './backup-paths.ts';
import { RunStatus } from './run-status.tsx';

interface RunTableProps {
  readonly target: Target;
  readonly caption: string;
  readonly runs: readonly BackupRunView[];
  readonly onAbort: (run: BackupRunView) => void;
  /** Whether what follows the backup can still be read from the journals; without: no such column. */
  readonly journalKept?: (run: BackupRunView) => ReactNode;
  /** Offered of runs that have ended; without: of none. */
  readonly onDelete?: (run: BackupRunView) => void;
}

/** Backups and restores that were run, newest first: when, how it ended, its log, and Abort while it runs. */
export function RunTable({ target, caption, runs, onAbort, journalKept, onDelete }: RunTableProps) {
  const t = useTranslations('backups');
  const format = useFormat();
  const nameOf = (run: BackupRunView) => ({ task: t(`taskName.${run.task}`), time: format.dateTime(run.startedAt) });
  const columns: Column<BackupRunView>[] = [
    {
      id: 'time',
      head: t('column.time'),
      cell: (run) => format.dateTime(run.startedAt),
      value: (run) => run.startedAt,
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'task', head: t('column.task'), cell: (run) => t(`taskName.${run.task}`), value: (run) => t(`taskName.${run.task}`) },
    {
      id: 'status',
      head: t('column.status'),
      cell: (run) => (
        <>
          <RunStatus status={run.status} />
          {run.reason && (
            <span lang="en" className="block max-w-80 break-words text-ink-soft">
              {run.reason}
            </span>
          )}
        </>
      ),
      value: (run) => t(`status.${run.status}`),
    },
    {
      id: 'databases',
      head: t('column.databases'),
      cell: (run) => run.databases.join(', '),
      value: (run) => run.databases.join(', '),
      className: 'sm:max-w-72 break-words',
    },
    {
      id: 'file',
      head: t('column.file'),
      cell: (run) => <span title={run.file}>{fileNameOf(run.file)}</span>,
      value: (run) => run.file,
      className: 'wrap-anywhere',
    },
    ...(journalKept
      ? [
          {
            id: 'journal',
            head: t('column.journal'),
            cell: (run: BackupRunView) => run.journalFiles.map(fileNameOf).join(', ') || t('journalUnknown'),
            value: (run: BackupRunView) => run.journalFiles.map(fileNameOf).join(', '),
            className: 'wrap-anywhere',
          },
          { id: 'kept', head: t('column.journalKept'), cell: (run: BackupRunView) => journalKept(run) },
        ]
      : []),
    {
      id: 'actions',
      head: t('column.actions'),
      cell: (run) => (
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <TextLink href={backupHref.log(target, run.id)} aria-label={t('viewOf', nameOf(run))}>
            {t('view')}
          </TextLink>
          {run.status === 'running' && (
            <Button size="small" look="danger" aria-label={t('abortOf', nameOf(run))} onClick={() => onAbort(run)}>
              {t('abort')}
            </Button>
          )}
          {onDelete && run.status !== 'running' && (
            <Button size="small" aria-label={t('deleteOf', nameOf(run))} onClick={() => onDelete(run)}>
              {t('delete')}
            </Button>
          )}
        </span>
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={runs} rowKey={(run) => String(run.id)} cards />;
}
