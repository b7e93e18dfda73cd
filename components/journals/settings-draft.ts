/** What a person types into the Journal Settings: texts, until they are sent. */
import type { JournalSettings } from '@/lib/contract/journals.ts';
import { JOURNAL_FILE_MEGABYTES_MAX, PURGE_BACKUPS_MAX, PURGE_DAYS_MAX } from '@/lib/contract/units.ts';

export interface SettingsDraft {
  readonly fileMegabytes: string;
  readonly prefix: string;
  readonly byDays: boolean;
  readonly purgeAfterDays: string;
  readonly byBackups: boolean;
  readonly purgeAfterBackups: string;
  readonly freezeOnError: boolean;
}
export type NumberField = 'fileMegabytes' | 'purgeAfterDays' | 'purgeAfterBackups';
export const numberRanges: Record<NumberField, { least: number; most: number }> = {
  fileMegabytes: { least: 1, most: JOURNAL_FILE_MEGABYTES_MAX },
  purgeAfterDays: { least: 0, most: PURGE_DAYS_MAX },
  purgeAfterBackups: { least: 0, most: PURGE_BACKUPS_MAX },
};
/** What stands in a field that is chosen for the first time: the product's default. */
const PURGE_AFTER = '2';

export const toDraft = (settings: JournalSettings): SettingsDraft => ({
  fileMegabytes: String(settings.fileMegabytes),
  prefix: settings.prefix,
  byDays: settings.purgeAfterDays !== null,
  purgeAfterDays: settings.purgeAfterDays === null ? PURGE_AFTER : String(settings.purgeAfterDays),
  byBackups: settings.purgeAfterBackups !== null,
  purgeAfterBackups: settings.purgeAfterBackups === null ? PURGE_AFTER : String(settings.purgeAfterBackups),
  freezeOnError: settings.freezeOnError,
});

/** The settings, or the first field that holds no number it may hold. A field that is not chosen is not looked at. */
export function toSettings(
  draft: SettingsDraft,
): { kind: 'settings'; settings: JournalSettings } | { kind: 'not-a-number'; field: NumberField } {
  const wanted: NumberField[] = [
    'fileMegabytes',
    ...(draft.byDays ? ['purgeAfterDays' as const] : []),
    ...(draft.byBackups ? ['purgeAfterBackups' as const] : []),
  ];
  const wrong = wanted.find((field) => !isWithin(draft[field], numberRanges[field]));
  if (wrong) return { kind: 'not-a-number', field: wrong };
  return {
    kind: 'settings',
    settings: {
      fileMegabytes: Number(draft.fileMegabytes),
      prefix: draft.prefix,
      purgeAfterDays: draft.byDays ? Number(draft.purgeAfterDays) : null,
      purgeAfterBackups: draft.byBackups ? Number(draft.purgeAfterBackups) : null,
      freezeOnError: draft.freezeOnError,
    },
  };
}

const isWithin = (text: string, { least, most }: { least: number; most: number }) =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
