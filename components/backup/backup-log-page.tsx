'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { ScrollBox } from '../ui/scroll-box.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { RUNS_SHOWN } from './watches.ts';

/** The log of one run, as it is written; Search keeps the lines that hold a text. */
export function BackupLogPage({ target, runId }: { target: Target; runId: number }) {
  const t = useTranslations();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [contains, setContains] = useState('');
  const live = useInstance(target, 'backup-log', { runId, contains });
  const { value: history } = useInstance(target, 'backup-history', { limit: RUNS_SHOWN });
  const run = history?.runs.find(({ id }) => id === runId);
  const title = run
    ? t('backups.log.of', { task: t(`backups.taskName.${run.task}`), time: format.dateTime(run.startedAt) })
    : t('title.backupLog');
  const search = (event: FormEvent) => {
    event.preventDefault();
    setContains(typed.trim());
  };
  const view = live.value;
  return (
    <BackupFrame
      target={target}
      title={title}
      below={t('title.backupLog')}
      path="/backup/history"
      live={live}
      actions={<LinkButton href={backupHref.history(target)}>{t('menu.backupHistory')}</LinkButton>}
    >
      <form onSubmit={search} className="flex flex-wrap items-end gap-2">
        <label className="flex min-w-0 flex-wrap items-center gap-2 text-sm">
          {t('backups.log.searchLabel')}
          <input
            type="search"
            className="min-h-9 w-64 max-w-full rounded-md border border-line-strong bg-raised px-2.5 text-ink"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        <Button type="submit">{t('backups.log.search')}</Button>
        {contains !== '' && (
          <Button
            look="quiet"
            onClick={() => {
              setTyped('');
              setContains('');
            }}
          >
            {t('backups.log.clear')}
          </Button>
        )}
      </form>
      {view && (
        <>
          <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
            <span className="min-w-0 break-all">
              <b>{t('backups.log.file')}</b> {view.file}
            </span>
            <span role="status">{t('backups.log.count', { shown: view.lines.length, total: view.total })}</span>
          </p>
          {view.lines.length === 0 ? (
            <p className="text-ink-soft italic">{t('backups.log.nothing')}</p>
          ) : (
            <ScrollBox name={t('backups.log.caption')}>
              <pre lang="en" className="whitespace-pre-wrap bg-raised p-3 font-mono wrap-anywhere text-[13px] leading-5">
                {view.lines.join('\n')}
              </pre>
            </ScrollBox>
          )}
        </>
      )}
    </BackupFrame>
  );
}
