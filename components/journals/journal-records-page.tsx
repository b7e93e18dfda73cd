'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useShownTimeZone } from '../messages/use-shown-time-zone.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { InstanceView } from '@/lib/contract/views.ts';
import { useInstance } from '@/lib/query/use-live.ts';
import { useFormat } from '../messages/use-format.ts';
import { LinkButton } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Note } from '../ui/note.tsx';
import { JournalFileFrame } from './journal-file-frame.tsx';
import { journalHref } from './journal-href.ts';
import { RecordFilter } from './record-filter.tsx';
import { RecordPager } from './record-pager.tsx';
import { directionOf, type RecordSearch } from './record-search.ts';
import { recordsInput } from './watches.ts';

type JournalRecord = InstanceView<'journal-records'>['records'][number];

/** View Journal: the records of one file by pages, either way, filtered. The last page of the current file grows while it is looked at. */
export function JournalRecordsPage({ target, file, search }: { target: Target; file: string; search: RecordSearch }) {
  const t = useTranslations('journals');
  const router = useRouter();
  const timeZone = useShownTimeZone();
  const direction = directionOf(search);
  const live = useInstance(target, 'journal-records', recordsInput(file, search, timeZone));
  const view = live.value;
  const hrefOf = (changed: RecordSearch) => journalHref(target, 'view', file, { ...changed });
  const hrefTo = (from: number, wanted: 'forward' | 'backward') =>
    hrefOf({ ...search, from: from === 0 ? '' : String(from), direction: wanted === 'backward' ? wanted : '' });
  return (
    <JournalFileFrame target={target} page="view" file={file} live={live}>
      <RecordFilter
        key={JSON.stringify({ ...search, from: '', direction: '' })}
        search={search}
        onSearch={(wanted) => router.push(hrefOf(wanted))}
      />
      {view && (
        <>
          <RecordPager page={view} hrefTo={hrefTo} onJump={(offset) => router.push(hrefTo(offset, 'forward'))} />
          <RecordTable caption={t('records', { name: file })} records={view.records} />
          {view.isPartial && (
            <PartialNote stoppedAt={direction === 'backward' ? view.previous : view.next} direction={direction} hrefTo={hrefTo} />
          )}
        </>
      )}
    </JournalFileFrame>
  );
}

function PartialNote({
  stoppedAt,
  direction,
  hrefTo,
}: {
  stoppedAt: number | null;
  direction: 'forward' | 'backward';
  hrefTo: (from: number, direction: 'forward' | 'backward') => string;
}) {
  const t = useTranslations('journals.paging');
  const format = useFormat();
  if (stoppedAt === null) return null;
  const offset = format.count(stoppedAt);
  return (
    <Note>
      <p className="mb-2">{t('partial', { offset })}</p>
      <LinkButton size="small" href={hrefTo(stoppedAt, direction)}>
        {t(direction === 'backward' ? 'goOnBackward' : 'goOnForward', { offset })}
      </LinkButton>
    </Note>
  );
}

/** Jobs of the instance itself, as of this portal, which no client has; no number that a person could look for. */
const OWN_JOBS_LEAST = 0xffff_0000;

/** What a record does not have is no line of its card. */
const NOT_IN_CARD = 'max-sm:has-[[data-none]]:hidden';

function RecordTable({ caption, records }: { caption: string; records: readonly JournalRecord[] }) {
  const t = useTranslations('journals.record');
  const ui = useTranslations('ui');
  const format = useFormat();
  const columns: Column<JournalRecord>[] = [
    {
      id: 'offset',
      head: t('offset'),
      cell: (record) => record.offset,
      value: (record) => record.offset,
      align: 'right',
      className: 'max-sm:font-bold',
    },
    {
      id: 'time',
      head: t('time'),
      cell: (record) => format.stamp(record.time),
      value: (record) => record.time,
      text: (record) => format.stamp(record.time),
      className: 'whitespace-nowrap tabular-nums',
    },
    {
      id: 'process',
      head: t('process'),
      cell: (record) => (record.process >= OWN_JOBS_LEAST ? t('ownJob') : record.process),
      value: (record) => record.process,
      align: 'right',
      className: 'max-sm:order-1',
      dense: 'with-head',
    },
    { id: 'type', head: t('type'), cell: (record) => record.type, value: (record) => record.type },
    {
      id: 'transaction',
      head: t('inTransaction'),
      cell: (record) => (record.inTransaction ? ui('yes') : <span data-none>{ui('no')}</span>),
      className: `max-sm:order-1 ${NOT_IN_CARD}`,
      dense: 'with-head',
    },
    {
      id: 'node',
      head: t('globalNode'),
      cell: (record) => record.globalNode,
      value: (record) => record.globalNode,
      className: 'font-mono break-all min-w-40',
    },
    {
      id: 'database',
      head: t('database'),
      cell: (record) => record.database,
      value: (record) => record.database,
      className: 'max-sm:order-1',
    },
    {
      id: 'new',
      head: t('newValue'),
      cell: (record) => record.newValue ?? <span data-none>-</span>,
      value: (record) => record.newValue ?? '',
      className: `font-mono break-all sm:min-w-32 ${NOT_IN_CARD}`,
      dense: 'with-head',
    },
    {
      id: 'old',
      head: t('oldValue'),
      cell: (record) => record.oldValue ?? <span data-none>-</span>,
      value: (record) => record.oldValue ?? '',
      className: `font-mono break-all ${NOT_IN_CARD}`,
      dense: 'with-head',
    },
  ];
  return (
    <DataTable caption={caption} columns={columns} rows={records} rowKey={(record) => String(record.offset)} cards="dense" bar={false} />
  );
}
