'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { AbortDialog } from './abort-dialog.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { RunProgress, type RunProgressView } from './run-progress.tsx';
import { RunTable } from './run-table.tsx';

/** View Backup Status: what runs and how far it is, and how the last ones ended. Follows the instance by itself. */
export function BackupStatusPage({ target }: { target: Target }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-status', {});
  const [aborting, setAborting] = useState<Pick<RunProgressView, 'runId' | 'task'> | null>(null);
  const view = live.value;
  const running = view?.running ?? null;
  return (
    <BackupFrame
      target={target}
      title={t('title.backupStatus')}
      area="operation"
      live={live}
      actions={<LinkButton href={backupHref.history(target)}>{t('menu.backupHistory')}</LinkButton>}
    >
      {view && (
        <>
          <Panel
            title={running ? t(`backups.taskName.${running.task}`) : t('backups.progress.heading')}
            aside={
              running && (
                <Button size="small" look="danger" onClick={() => setAborting(running)}>
                  {t('backups.abort')}
                </Button>
              )
            }
          >
            {running ? <RunProgress progress={running} /> : <p className="text-ink-soft">{t('backups.progress.none')}</p>}
          </Panel>
          <h2 className="font-bold">{t('backups.statusPage.recent')}</h2>
          {view.recent.length === 0 ? (
            <p className="text-ink-soft italic">{t('backups.statusPage.none')}</p>
          ) : (
            <RunTable
              target={target}
              caption={t('backups.statusPage.caption')}
              runs={view.recent}
              onAbort={(run) => setAborting({ runId: run.id, task: run.task })}
            />
          )}
          {aborting && <AbortDialog target={target} runId={aborting.runId} task={aborting.task} onClose={() => setAborting(null)} />}
        </>
      )}
    </BackupFrame>
  );
}
