'use client';
import { useTranslations } from 'use-intl';
import type { BackupRunView } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { instanceHref } from '../chrome/menu.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { RunProgress } from './run-progress.tsx';
import { useRunOrders } from './use-run-orders.tsx';
import { RUNS_SHOWN } from './watches.ts';

/** How a restore goes, how it ended, and where to look next. */
export function RestoreOutcomePage({ target, runId }: { target: Target; runId: number }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-status', {});
  const { value: history } = useInstance(target, 'backup-history', { limit: RUNS_SHOWN });
  const { askAbort, question } = useRunOrders(target);
  const running = live.value?.running?.runId === runId ? live.value.running : null;
  const run = live.value?.recent.find(({ id }) => id === runId) ?? history?.runs.find(({ id }) => id === runId);
  return (
    <BackupFrame
      target={target}
      title={t('title.restore')}
      path="/backup/restore"
      live={live}
      actions={<LinkButton href={backupHref.status(target)}>{t('backups.run.viewStatus')}</LinkButton>}
    >
      {history && !running && !run && <RefusalNotice refusal={{ code: 'P104', args: [t('backups.taskName.Restore'), String(runId)] }} />}
      {(running || run) && (
        <>
          {running && (
            <Panel
              title={t('backups.progress.heading')}
              aside={
                <Button size="small" look="danger" onClick={() => askAbort({ id: runId, task: 'Restore' })}>
                  {t('backups.abort')}
                </Button>
              }
            >
              <p className="mb-3">{t('backups.restore.running')}</p>
              <RunProgress progress={running} />
            </Panel>
          )}
          {!running && run && run.status !== 'running' && <Ended target={target} run={run} />}
          {running && question}
        </>
      )}
    </BackupFrame>
  );
}

function Ended({ target, run }: { target: Target; run: BackupRunView }) {
  const t = useTranslations('backups.restore');
  const { value: summary } = useInstance(target, 'summary', {});
  const isRestored = run.status === 'completed' || run.status === 'warning';
  const text =
    run.status === 'completed'
      ? t('completed')
      : run.status === 'warning'
        ? t('withWarnings')
        : run.status === 'aborted'
          ? t('aborted')
          : t('failed');
  return (
    <>
      <Note look={run.status === 'completed' ? 'good' : 'warning'}>
        <p className="font-bold">{text}</p>
        {isRestored && run.databases.length > 0 && <p className="mt-0.5">{t('completedText', { databases: run.databases.join(', ') })}</p>}
        {run.reason && (
          <p className="mt-0.5" lang="en">
            <StatusWord tone={run.status === 'failed' ? 'danger' : 'quiet'} className="whitespace-normal">
              {run.reason}
            </StatusWord>
          </p>
        )}
      </Note>
      <div className="flex flex-wrap gap-2">
        {summary?.mirror && (
          <LinkButton look={isRestored ? 'main' : 'plain'} href={instanceHref(target, '/mirror/monitor')}>
            {t('viewMonitor')}
          </LinkButton>
        )}
        <LinkButton href={backupHref.log(target, run.id)}>{t('viewLog')}</LinkButton>
        <LinkButton href={backupHref.restore(target)}>{t('another')}</LinkButton>
      </div>
    </>
  );
}
