'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { BackupTaskName } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { type Live, useInstance } from '@/lib/query/use-live.ts';
import { useSendCommand } from '@/lib/query/use-send-command.ts';
import { FormActions } from '../chrome/form-actions.tsx';
import { instanceHref } from '../chrome/menu.ts';
import { useLeaveGuard } from '../portal/use-leave-guard.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Field, ReadOnlyField, TextInput } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { Note } from '../ui/note.tsx';
import { Panel } from '../ui/panel.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref } from './backup-paths.ts';
import { DeviceField } from './device-field.tsx';
import { LastRun, TaskDatabases, type TaskView } from './task-facts.tsx';

/** What a backup task is called, what it takes and where it writes. */
export function BackupTaskPage({ target, task: name }: { target: Target; task: BackupTaskName }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-tasks', {});
  const task = live.value?.tasks.find((one) => one.name === name);
  if (!task || !live.value) return <BackupFrame target={target} title={t(`menu.task${name}`)} path={`/backup/tasks/${name}`} live={live} />;
  return <TaskForm target={target} task={task} defaultFolder={live.value.defaultFolder} live={live} />;
}

function TaskForm({ target, task, defaultFolder, live }: { target: Target; task: TaskView; defaultFolder: string; live: Live<unknown> }) {
  const t = useTranslations();
  const formId = useId();
  const { send, isPending, refusal, forget } = useSendCommand(target);
  const [draft, setDraft] = useState({ description: task.description, device: task.device });
  const [saved, setSaved] = useState(false);
  const edited = !saved && (draft.description !== task.description || draft.device !== task.device);
  const leaveQuestion = useLeaveGuard(edited);
  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part });
    setSaved(false);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    forget();
    const outcome = await send({
      kind: 'save-backup-task',
      name: task.name,
      description: draft.description.trim(),
      device: draft.device.trim(),
    });
    setSaved(outcome.ok);
  };
  return (
    <BackupFrame
      target={target}
      title={t(`menu.task${task.name}`)}
      path={`/backup/tasks/${task.name}`}
      live={live}
      edited={edited}
      actions={
        <FormActions formId={formId} busy={isPending} cancelHref={instanceHref(target)}>
          <LinkButton href={backupHref.run(target, task.name)}>{t('backups.task.runNow')}</LinkButton>
        </FormActions>
      }
    >
      <Form id={formId} refusal={refusal} onSubmit={save} className="max-w-4xl space-y-4">
        {saved && <Note look="good">{t('backups.task.saved')}</Note>}
        <Panel title={t('title.backupTask')}>
          <ReadOnlyField label={t('backups.task.name')}>{task.name}</ReadOnlyField>
          <Field name="description" label={t('backups.task.description')} refusal={refusal}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={256}
                className="max-w-2xl"
                value={draft.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Field>
          <ReadOnlyField label={t('backups.task.type')}>{t(`backups.kind.${task.kind}`)}</ReadOnlyField>
          <DeviceField
            target={target}
            name="device"
            value={draft.device}
            help={t('backups.task.deviceHelp', { folder: defaultFolder, example: exampleFile(task.name) })}
            refusal={refusal}
            onChange={(device) => change({ device })}
          />
          <TaskDatabases target={target} task={task} />
          <LastRun task={task} />
        </Panel>
      </Form>
      {leaveQuestion}
    </BackupFrame>
  );
}

/** How the product names the file of a task. */
const exampleFile = (task: BackupTaskName) => `${task}_20211031_003.cbk`;
