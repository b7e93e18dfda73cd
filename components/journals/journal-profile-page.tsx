'use client';
import { useTranslations } from 'use-intl';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Note } from '../ui/note.tsx';
import { JournalFileFrame } from './journal-file-frame.tsx';

type Profile = InstanceView<'journal-profile'>;
type Row = Profile['rows'][number];

/** Profile: which globals of which databases take how much of the file. Grows while a long file is read, and with the current one. */
export function JournalProfilePage({ target, file }: { target: Target; file: string }) {
  const t = useTranslations('journals.profilePage');
  const names = useTranslations('journals');
  const format = useFormat();
  const live = useInstance(target, 'journal-profile', { file });
  const view = live.value;
  const all = view ? view.otherBytes + view.rows.reduce((sum, { bytes }) => sum + bytes, 0) : 0;
  const columns: Column<Row>[] = [
    { id: 'global', head: t('column.global'), cell: (row) => row.global, value: (row) => row.global, className: 'font-mono break-all' },
    { id: 'database', head: t('column.database'), cell: (row) => row.database, value: (row) => row.database, className: 'break-all' },
    { id: 'sets', head: t('column.sets'), cell: (row) => format.count(row.sets), value: (row) => row.sets, align: 'right' },
    { id: 'kills', head: t('column.kills'), cell: (row) => format.count(row.kills), value: (row) => row.kills, align: 'right' },
    { id: 'bytes', head: t('column.bytes'), cell: (row) => format.count(row.bytes), value: (row) => row.bytes, align: 'right' },
    { id: 'share', head: t('column.share'), cell: (row) => <Share of={all} bytes={row.bytes} />, value: (row) => row.bytes },
  ];
  return (
    <JournalFileFrame target={target} page="profile" file={file} live={live}>
      {view && (
        <>
          {view.state === 'reading' && (
            <Note>{t('reading', { done: format.bytes(view.readBytes), total: format.bytes(view.endBytes) })}</Note>
          )}
          {view.state === 'damaged' && <Note look="warning">{t('damaged', { offset: format.count(view.readBytes) })}</Note>}
          <p>
            {t('complete', {
              records: format.count(view.records),
              bytes: format.bytes(view.readBytes),
              transactions: format.count(view.transactions),
            })}{' '}
            {t('other', { bytes: format.bytes(view.otherBytes) })}
          </p>
          <DataTable
            caption={names('profileOf', { name: file })}
            columns={columns}
            rows={view.rows}
            rowKey={(row) => `${row.database} ${row.global}`}
            cards
          />
        </>
      )}
    </JournalFileFrame>
  );
}

/** A bar and its number: the bar only repeats it. */
function Share({ bytes, of }: { bytes: number; of: number }) {
  const percent = of === 0 ? 0 : (100 * bytes) / of;
  return (
    <span className="flex items-center gap-2">
      <span className="w-12 text-right tabular-nums">{percent.toFixed(1)}%</span>
      <span aria-hidden="true" className="h-2 w-24 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full bg-navy-fill" style={{ width: `${percent}%` }} />
      </span>
    </span>
  );
}
