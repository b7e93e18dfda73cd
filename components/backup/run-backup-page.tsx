'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupTaskName } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { type Live, useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { LinkButton, TextLink } from '../ui/button.tsx';
import { Field, ReadOnlyField, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { useMarks } from '../messages/use-marks.ts';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { DeviceField } from './device-field.tsx';
import { LastRun, TaskDatabases, type TaskView } from './task-facts.tsx';

/** Run Backup Task: what would be backed up and where to; OK begins it. */
export function RunBackupPage({ target, task: name }: { target: Target; task: BackupTaskName }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-tasks', {});
  const task = live.value?.tasks.find((one) => one.name === name);
  if (!task || !live.value) return <BackupFrame target={target} title={t(`menu.run${name}`)} path={`/backup/run/${name}`} live={live} />;
  return <RunForm target={target} task={task} defaultFolder={live.value.defaultFolder} live={live} />;
}

function RunForm({ target, task, defaultFolder, live }: { target: Target; task: TaskView; defaultFolder: string; live: Live<unknown> }) {
  const t = useTranslations();
  const marks = useMarks();
  const formId = useId();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [draft, setDraft] = useState({ description: '', device: '' });
  const [started, setStarted] = useState<{ file?: string | undefined } | null>(null);
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const run = async () => {
    forget();
    setStarted(null);
    const description = draft.description.trim();
    const device = draft.device.trim();
    const outcome = await send({ kind: 'run-backup', task: task.name, ...(device && { device }), ...(description && { description }) });
    if (outcome.ok) setStarted(outcome.value);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!task.run) void run();
  };
  return (
    <BackupFrame
      target={target}
      title={t(`menu.run${task.name}`)}
      path={`/backup/run/${task.name}`}
      live={live}
      actions={
        <FormActions formId={formId} action={t('ui.ok')} refusal={task.run} busy={isPending} cancelHref={instanceHref(target)}>
          <LinkButton href={backupHref.task(target, task.name)}>{t('backups.task.configure')}</LinkButton>
          <LinkButton href={backupHref.status(target)}>{t('backups.run.viewStatus')}</LinkButton>
        </FormActions>
      }
    >
      <Form id={formId} refusal={refusal} onSubmit={submit} className="max-w-4xl space-y-4">
        {started && (
          <Note look="good">
            <p className="font-bold">{t('backups.run.started')}</p>
            {started.file && <p className="break-all">{t('backups.run.writesTo', { file: started.file })}</p>}
            <p className="mt-1">
              <TextLink href={backupHref.status(target)}>{t('backups.run.viewStatus')}</TextLink>
            </p>
          </Note>
        )}
        <Panel title={t('backups.run.box')}>
          <p className="mb-2">{t('backups.run.text')}</p>
          <ReadOnlyField label={t('backups.task.name')}>{task.name}</ReadOnlyField>
          <ReadOnlyField label={t('backups.task.type')}>{t(`backups.kind.${task.kind}`)}</ReadOnlyField>
          <TaskDatabases target={target} task={task} />
          <Field name="description" label={t('backups.task.description')} help={t('backups.run.descriptionHelp')} refusal={refusal}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={256}
                className="max-w-2xl"
                placeholder={task.description || undefined}
                value={draft.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
          <DeviceField
            target={target}
            name="device"
            value={draft.device}
            help={`${t('backups.run.deviceHelp')}${marks.inBrackets(task.device || defaultFolder)}`}
            refusal={refusal}
            onChange={(device) => change({ device })}
          />
          <LastRun task={task} />
          <JournalsAreKept target={target} />
        </Panel>
      </Form>
    </BackupFrame>
  );
}

/** How long the backup that is about to be made will be of use to another member. */
function JournalsAreKept({ target }: { target: Target }) {
  const t = useTranslations('backups.run');
  const { value } = useInstance(target, 'backup-coverage', {});
  if (!value) return null;
  const keptText = (days: number | null, backups: number | null) => {
    if (days !== null && backups !== null) return t('keepBoth', { days, backups });
    if (days !== null) return t('keepDays', { days });
    return backups !== null ? t('keepBackups', { count: backups }) : t('keepForever');
  };
  return <Note className="mt-3">{keptText(value.purgeAfterDays, value.purgeAfterBackups)}</Note>;
}
