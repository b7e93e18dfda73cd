'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { NOT_ANSWERED } from '../ui/not-yet.ts';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { RefusalNotice } from '../ui/refusal-notice.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { TwoLists } from './two-lists.tsx';

/** Database Backup List: which databases the backups of the list take. What was chosen stays through a refusal. */
export function BackupListPage({ target }: { target: Target }) {
  const t = useTranslations();
  const formId = useId();
  const live = useInstance(target, 'backup-list', {});
  const { send, isPending, refusal } = useSendCommand(target);
  const [draft, setDraft] = useState<ReadonlySet<string> | null>(null);
  const [saved, setSaved] = useState<number | null>(null);
  const view = live.value;
  const stored = new Set(view?.selected.map(({ name }) => name));
  const selected = draft ?? stored;
  const edited = view !== null && !isSame(selected, stored);
  // Once the instance says the same, the page follows it again.
  if (draft && view && saved !== null && !edited) setDraft(null);
  const leaveQuestion = useLeaveGuard(edited && saved === null);
  const entries = [...(view?.available ?? []), ...(view?.selected ?? [])]
    .map(({ name, directory }) => ({ name, note: directory }))
    .sort((one, other) => one.name.localeCompare(other.name));

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const databases = entries.map(({ name }) => name).filter((name) => selected.has(name));
    const outcome = await send({ kind: 'save-backup-list', databases });
    if (outcome.ok) setSaved(databases.length);
  };
  return (
    <BackupFrame
      target={target}
      title={t('title.databaseBackupList')}
      path="/backup/list"
      live={live}
      edited={edited && saved === null}
      actions={
        <FormActions
          formId={formId}
          refusal={view === null ? NOT_ANSWERED : null}
          busy={isPending}
          cancelHref={backupHref.history(target)}
        />
      }
    >
      {view && (
        <form id={formId} onSubmit={save} noValidate className="max-w-5xl space-y-4">
          {refusal && <RefusalNotice refusal={refusal} alert />}
          {saved !== null && (
            <Note look="good">
              <p>{t('backups.list.saved', { count: saved })}</p>
              {saved > 0 && <p className="mt-1">{t('backups.list.fullNext')}</p>}
            </Note>
          )}
          <p>{t('backups.list.text')}</p>
          <Panel title={t('title.databaseBackupList')}>
            <TwoLists
              entries={entries}
              selected={selected}
              onChange={(next) => {
                setDraft(next);
                setSaved(null);
              }}
            />
            <p className="mt-2 text-sm text-ink-soft">{t('backups.list.help')}</p>
          </Panel>
        </form>
      )}
      {leaveQuestion}
    </BackupFrame>
  );
}

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((name) => other.has(name));
