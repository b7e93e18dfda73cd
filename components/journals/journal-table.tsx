'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useFormat } from '../messages/use-format.ts';
import { TextLink } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { journalHref } from './journal-href.ts';
import { useRefusalTexts } from '../ui/use-refusal-texts.ts';

export type JournalFile = InstanceView<'journals'>['files'][number];
const links = [
  { page: 'view', label: 'viewOf' },
  { page: 'profile', label: 'profileOf' },
  { page: 'integrity', label: 'integrityOf' },
  { page: 'summary', label: 'summaryOf' },
] as const;

export function JournalTable({ target, files }: { target: Target; files: readonly JournalFile[] }) {
  const t = useTranslations('journals');
  const format = useFormat();
  const { insertionText } = useRefusalTexts();
  const columns: Column<JournalFile>[] = [
    {
      id: 'file',
      head: t('column.file'),
      cell: (file) => (
        <>
          <b>{file.name}</b>
          {file.isCurrent && <span className="ml-1.5 rounded-full border border-good px-1.5 text-xs text-good">{t('current')}</span>}
        </>
      ),
      value: (file) => file.name,
      className: 'whitespace-nowrap',
    },
    {
      id: 'created',
      head: t('column.created'),
      cell: (file) => format.dateTime(file.createdAt),
      value: (file) => file.createdAt,
      className: 'whitespace-nowrap tabular-nums',
    },
    { id: 'size', head: t('column.size'), cell: (file) => format.bytes(file.sizeBytes), value: (file) => file.sizeBytes, align: 'right' },
    {
      id: 'count',
      head: t('column.count'),
      cell: (file) => (file.fileCount > 0 ? file.fileCount : '-'),
      value: (file) => file.fileCount,
      align: 'right',
    },
    {
      id: 'reason',
      head: t('column.reason'),
      cell: (file) => insertionText(file.reason),
      value: (file) => insertionText(file.reason),
    },
    ...links.map(
      ({ page, label }): Column<JournalFile> => ({
        id: page,
        head: t(`column.${page}`),
        cell: (file) => (
          <TextLink href={journalHref(target, page, file.name)} aria-label={t(label, { name: file.name })}>
            {t(page)}
          </TextLink>
        ),
      }),
    ),
  ];
  return <DataTable caption={t('column.file')} columns={columns} rows={files} rowKey={(file) => file.path} cards />;
}
