/** What a person looks for in a journal file, as the address of the page carries it. */
import type { JournalRecordFilter } from '@/lib/contract/journals.ts';
import { journalRecordTypes } from '@/lib/contract/choices.ts';
import { momentOf } from '../messages/zoned-time.ts';

export interface RecordSearch {
  readonly from: string;
  readonly direction: string;
  readonly database: string;
  readonly global: string;
  readonly process: string;
  readonly type: string;
  readonly inTransaction: string;
  /** As a `datetime-local` input writes it, in the time zone in which all times are shown. */
  readonly since: string;
  readonly until: string;
}
export const emptySearch: RecordSearch = {
  from: '',
  direction: '',
  database: '',
  global: '',
  process: '',
  type: '',
  inTransaction: '',
  since: '',
  until: '',
};

export type SearchParameters = Readonly<Record<string, string | string[] | undefined>>;

export function readSearch(parameters: SearchParameters): RecordSearch {
  const text = (name: string) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : '';
  };
  return Object.fromEntries(Object.keys(emptySearch).map((name) => [name, text(name)])) as unknown as RecordSearch;
}

/** What is not a number, a type or a time is left out. */
export function filterOf(search: RecordSearch, timeZone: string): JournalRecordFilter {
  const type = journalRecordTypes.find((name) => name === search.type);
  const since = toIso(search.since, timeZone);
  const until = toIso(search.until, timeZone);
  return {
    ...(search.database.trim() !== '' && { database: search.database.trim() }),
    ...(search.global.trim() !== '' && { global: search.global.trim() }),
    ...(/^\d+$/.test(search.process.trim()) && { process: Number(search.process) }),
    ...(type && { type }),
    ...(search.inTransaction !== '' && { inTransaction: search.inTransaction === 'yes' }),
    ...(since && { since }),
    ...(until && { until }),
  };
}

/** The record that is asked from; the beginning when it is no number. */
export const fromOf = (search: RecordSearch) => (/^\d+$/.test(search.from) ? Math.min(Number(search.from), Number.MAX_SAFE_INTEGER) : 0);
export const directionOf = (search: RecordSearch) => (search.direction === 'backward' ? ('backward' as const) : ('forward' as const));

function toIso(local: string, timeZone: string): string | null {
  const time = momentOf(local, timeZone);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
