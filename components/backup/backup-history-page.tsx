'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { LinkButton } from '../ui/button.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref, fileNameOf } from './backup-paths.ts';
import { NoBackupYet } from './no-backup-yet.tsx';
import { RunTable } from './run-table.tsx';
import { useRunOrders } from './use-run-orders.tsx';
import { RUNS_SHOWN } from './watches.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

type Coverage = InstanceView<'backup-coverage'>['runs'][number];

/** View Backup History: all runs with their logs, and whether each backup could still be caught up. */
export function BackupHistoryPage({ target }: { target: Target }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-history', { limit: RUNS_SHOWN });
  const { value: coverage } = useInstance(target, 'backup-coverage', {});
  const { askAbort, askDelete, question } = useRunOrders(target);
  const covered = new Map(coverage?.runs.map((run) => [run.runId, run]));
  const runs = live.value?.runs;
  return (
    <BackupFrame
      target={target}
      title={t('title.backupHistory')}
      path="/backup/history"
      live={live}
      actions={<LinkButton href={backupHref.status(target)}>{t('backups.run.viewStatus')}</LinkButton>}
    >
      {runs &&
        (runs.length === 0 ? (
          <NoBackupYet target={target} />
        ) : (
          <RunTable
            target={target}
            caption={t('title.backupHistory')}
            runs={runs}
            onAbort={askAbort}
            journalKept={(run) => <JournalKept coverage={covered.get(run.id)} />}
            onDelete={(run) => askDelete(run, runs.find(({ id }) => id === run.id)?.neededBy ?? [])}
          />
        ))}
      {question}
    </BackupFrame>
  );
}

function JournalKept({ coverage }: { coverage: Coverage | undefined }) {
  const t = useTranslations('backups');
  const { sentenceText } = useRefusalTexts();
  if (!coverage) return t('journalUnknown');
  return (
    <>
      {coverage.missing === null ? (
        <StatusWord tone={coverage.warning ? 'warning' : 'good'}>{t('journalKept')}</StatusWord>
      ) : (
        <StatusWord tone="danger" className="whitespace-normal">
          {t('journalMissing', { file: fileNameOf(coverage.missing) })}
        </StatusWord>
      )}
      {coverage.warning && <span className="block max-w-72">{sentenceText(coverage.warning)}</span>}
    </>
  );
}
