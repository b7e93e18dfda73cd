'use client';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { Button, TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Note } from '../ui/note.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import { BackupFrame } from './backup-frame.tsx';
import { backupHref, fileNameOf, hostOf } from './backup-paths.ts';
import { type Copied, CopyFileDialog } from './copy-file-dialog.tsx';
import { VolumeLabel } from './volume-label.tsx';
import { VolumeOfFile } from './volume-of-file.tsx';

export type BackupFile = InstanceView<'backup-files'>['files'][number];

/** Backup files of this host: their labels, and what is done with them next. */
export function BackupFilesPage({ target, folder }: { target: Target; folder: string }) {
  const t = useTranslations();
  const live = useInstance(target, 'backup-files', { directory: folder });
  const [copying, setCopying] = useState<string | null>(null);
  const [copied, setCopied] = useState<Copied | null>(null);
  const [labelOf, setLabelOf] = useState<string | null>(null);
  const view = live.value;
  return (
    <BackupFrame target={target} title={t('title.backupFiles')} path="/backup/files" live={live}>
      <p>{t('backups.files.text', { host: hostOf(target) })}</p>
      <FolderForm key={folder} target={target} folder={folder} current={view?.directory ?? folder} />
      {copied && (
        <Note look="good">
          <p className="wrap-anywhere">{t('backups.copy.done', { host: copied.host, file: copied.file })}</p>
          {copied.instances.map((instance) => (
            <p key={instance} className="mt-1">
              <TextLink href={backupHref.restore(instance, { file: copied.file })}>{t('backups.copy.restoreThere', { instance })}</TextLink>
            </p>
          ))}
        </Note>
      )}
      {view && (
        <FileTable
          target={target}
          caption={t('backups.files.caption', { folder: view.directory })}
          files={view.files}
          onLabel={setLabelOf}
          onCopy={(file) => {
            setCopied(null);
            setCopying(file);
          }}
        />
      )}
      {copying && (
        <CopyFileDialog
          target={target}
          file={copying}
          onClose={() => setCopying(null)}
          onCopied={(done) => {
            setCopying(null);
            setCopied(done);
          }}
        />
      )}
      {labelOf && (
        <Dialog open wide onClose={() => setLabelOf(null)} title={t('backups.volume.heading', { file: fileNameOf(labelOf) })}>
          <VolumeOfFile target={target} file={labelOf}>
            {(volume) => <VolumeLabel volume={volume} />}
          </VolumeOfFile>
        </Dialog>
      )}
    </BackupFrame>
  );
}

function FolderForm({ target, folder, current }: { target: Target; folder: string; current: string }) {
  const t = useTranslations('backups.files');
  const router = useRouter();
  const [typed, setTyped] = useState(folder);
  const show = (event: FormEvent) => {
    event.preventDefault();
    router.push(backupHref.files(target, typed.trim()));
  };
  return (
    <form onSubmit={show} className="space-y-1">
      <div className="flex flex-wrap items-center gap-2 lg:flex-nowrap">
        <label className="flex w-full min-w-0 max-w-3xl flex-wrap items-center gap-2 text-sm sm:flex-nowrap">
          <b className="shrink-0">{t('folder')}</b>
          <input
            className="min-h-9 w-full rounded-md border border-line-strong bg-raised px-2.5 text-ink placeholder:text-ink-soft"
            value={typed}
            placeholder={current}
            onChange={(event) => setTyped(event.target.value)}
            spellCheck={false}
            autoComplete="off"
          />
        </label>
        <Button type="submit">{t('show')}</Button>
      </div>
      <p className="text-sm text-ink-soft">{t('folderHelp', { host: hostOf(target) })}</p>
    </form>
  );
}

interface FileTableProps {
  readonly target: Target;
  readonly caption: string;
  readonly files: readonly BackupFile[];
  readonly onLabel: (file: string) => void;
  readonly onCopy: (file: string) => void;
}

function FileTable({ target, caption, files, onLabel, onCopy }: FileTableProps) {
  const t = useTranslations('backups');
  const format = useFormat();
  const columns: Column<BackupFile>[] = [
    {
      id: 'file',
      head: t('column.file'),
      cell: (file) => <b>{fileNameOf(file.file)}</b>,
      value: (file) => file.file,
      className: 'wrap-anywhere',
    },
    {
      id: 'madeAt',
      head: t('column.madeAt'),
      cell: (file) => (file.madeAt ? format.dateTime(file.madeAt) : <StatusWord tone="warning">{t('files.broken')}</StatusWord>),
      value: (file) => file.madeAt ?? '',
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'kind', head: t('column.kind'), cell: (file) => (file.kind ? t(`kind.${file.kind}`) : '-'), value: (file) => file.kind ?? '' },
    { id: 'size', head: t('column.size'), cell: (file) => format.bytes(file.sizeBytes), value: (file) => file.sizeBytes, align: 'right' },
    {
      id: 'member',
      head: t('column.madeBy'),
      cell: (file) => (file.mirrorName ? `${file.mirrorName} / ${file.memberName}` : t('files.notMirror')),
      value: (file) => `${file.mirrorName} ${file.memberName}`,
    },
    {
      id: 'actions',
      head: t('column.actions'),
      cell: ({ file }) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Button size="small" aria-label={t('files.labelOf', { file: fileNameOf(file) })} onClick={() => onLabel(file)}>
            {t('files.label')}
          </Button>
          <Button size="small" aria-label={t('files.copyOf', { file: fileNameOf(file) })} onClick={() => onCopy(file)}>
            {t('files.copy')}
          </Button>
          <TextLink
            className="text-sm"
            href={backupHref.restore(target, { file })}
            aria-label={t('files.restoreOf', { file: fileNameOf(file) })}
          >
            {t('files.restore')}
          </TextLink>
        </span>
      ),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={files} rowKey={({ file }) => file} cards />;
}
