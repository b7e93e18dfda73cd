'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { NoBackupYet } from './no-backup-yet.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunTable } from './run-table.tsx';
import { useRunOrders } from './use-run-orders.tsx';

/** View Backup Status: what runs and how far it is, and how the last ones ended. Follows the instance by itself. */
export function BackupStatusPage({ target }: { target: Target }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-status', {});
  const { askAbort, question } = useRunOrders(target);
  const view = live.value;
  const running = view?.running ?? null;
  return (
    <BackupFrame
      target={target}
      title={t('title.backupStatus')}
      path="/backup/status"
      live={live}
      actions={<LinkButton href={backupHref.history(target)}>{t('menu.backupHistory')}</LinkButton>}
    >
      {view && (
        <>
          <Panel
            title={running ? t(`backups.taskName.${running.task}`) : t('backups.progress.heading')}
            aside={
              running && (
                <Button size="small" look="danger" onClick={() => askAbort({ id: running.runId, task: running.task })}>
                  {t('backups.abort')}
                </Button>
              )
            }
          >
            {running ? <RunProgress progress={running} /> : <p className="text-ink-soft">{t('backups.progress.none')}</p>}
          </Panel>
          <h2 className="font-bold">{t('backups.statusPage.recent')}</h2>
          {view.recent.length === 0 ? (
            <NoBackupYet target={target} />
          ) : (
            <RunTable target={target} caption={t('backups.statusPage.caption')} runs={view.recent} onAbort={askAbort} />
          )}
          {question}
        </>
      )}
    </BackupFrame>
  );
}
