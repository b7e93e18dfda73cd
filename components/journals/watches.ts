import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import type { InstanceQueryInput } from '@/lib/contract/views.ts';
import { watch } from '@/lib/contract/watch.ts';
import { directionOf, filterOf, fromOf, type RecordSearch } from './record-search.ts';

const RECORDS_PER_PAGE = 100;

export const journalsWatches = (target: Target): LiveWatch[] => [watch(target, 'journals', {})];

export const journalSettingsWatches = (target: Target): LiveWatch[] => [watch(target, 'journal-settings', {})];

export const journalPurgeWatches = (target: Target): LiveWatch[] => [watch(target, 'journal-purge-preview', {})];

export const journalProfileWatches = (target: Target, file: string): LiveWatch[] => [watch(target, 'journal-profile', { file })];

export const journalSummaryWatches = (target: Target, file: string): LiveWatch[] => [watch(target, 'journal-summary', { file })];

export const journalIntegrityWatches = (target: Target, file: string): LiveWatch[] => [
  watch(target, 'journal-integrity', { file }),
  watch(target, 'background-tasks', {}),
];

/** The page of records that a person looks for. */
export const recordsInput = (file: string, search: RecordSearch, timeZone: string): InstanceQueryInput<'journal-records'> => ({
  file,
  from: fromOf(search),
  direction: directionOf(search),
  limit: RECORDS_PER_PAGE,
  filter: filterOf(search, timeZone),
});

export const journalRecordsWatches = (target: Target, file: string, search: RecordSearch, timeZone: string): LiveWatch[] => [
  watch(target, 'journal-records', recordsInput(file, search, timeZone)),
];
