'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { PartState } from '../chrome/part-state.tsx';
import { useFormat } from '../messages/use-format.ts';
import { Button } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import type { BackupFile } from './backup-files-page.tsx';
import { fileNameOf, hostOf } from './backup-paths.ts';
import { NoFilesHere } from './no-files-here.tsx';

interface ChooseFileProps {
  readonly target: Target;
  /** Files that are chosen already. */
  readonly chosen: readonly string[];
  readonly onChoose: (file: string) => void;
}

/** One of the backup files in the backup folder, or the path of another. */
export function ChooseFile({ target, chosen, onChoose }: ChooseFileProps) {
  const t = useTranslations('backups.restore');
  const formId = useId();
  const [typed, setTyped] = useState('');
  const live = useInstance(target, 'backup-files', { directory: '' });
  const files = live.value?.files.filter(({ file }) => !chosen.includes(file)) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') onChoose(typed.trim());
  };
  return (
    <div className="space-y-3">
      <h3 className="font-bold">{t('filesHere')}</h3>
      <PartState target={target} live={live} />
      {live.value &&
        (files.length > 0 ? (
          <FileChoices files={files} caption={t('filesHere')} onChoose={onChoose} />
        ) : (
          <NoFilesHere target={target} folder={live.value.directory} />
        ))}
      <form id={formId} onSubmit={submit} noValidate>
        <Field name="files" label={t('file')} help={t('fileHelp', { host: hostOf(target) })}>
          {(control) => (
            <div className="flex max-w-3xl gap-2">
              <TextInput {...control} className="max-w-none" value={typed} onChange={(event) => setTyped(event.target.value)} />
              <Button type="submit" className="shrink-0">
                {t('useFile')}
              </Button>
            </div>
          )}
        </Field>
      </form>
    </div>
  );
}

function FileChoices({ files, caption, onChoose }: { files: readonly BackupFile[]; caption: string; onChoose: (file: string) => void }) {
  const t = useTranslations('backups');
  const format = useFormat();
  const columns: Column<BackupFile>[] = [
    { id: 'file', head: t('column.file'), cell: ({ file }) => <b>{fileNameOf(file)}</b>, className: 'wrap-anywhere' },
    {
      id: 'madeAt',
      head: t('column.madeAt'),
      cell: ({ madeAt }) => (madeAt ? format.dateTime(madeAt) : t('files.broken')),
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'kind', head: t('column.kind'), cell: ({ kind }) => (kind ? t(`kind.${kind}`) : '-') },
    { id: 'size', head: t('column.size'), cell: ({ sizeBytes }) => format.bytes(sizeBytes), align: 'right' },
    {
      id: 'member',
      head: t('column.madeBy'),
      cell: ({ mirrorName, memberName }) => (mirrorName ? `${mirrorName} / ${memberName}` : t('files.notMirror')),
    },
    {
      id: 'choose',
      head: t('column.actions'),
      cell: ({ file }) => (
        <Button size="small" aria-label={t('restore.chooseOf', { file: fileNameOf(file) })} onClick={() => onChoose(file)}>
          {t('restore.choose')}
        </Button>
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={files} rowKey={({ file }) => file} bar={false} cards />;
}
