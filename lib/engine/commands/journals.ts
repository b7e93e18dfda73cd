/**
 * What a person orders of the journal: settings, switch, purge, integrity check, rebuilding the mirror journal log. Rules: engine facts 6.
 */
import path from 'node:path';
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { unexpected } from '../../contract/unexpected.ts';
import type { Rebuilt } from '../journal/journal-log.ts';
import type { Instance } from '../instance/instance.ts';
import { mirrorLogOf } from '../upkeep/journal-inspection.ts';
import { offerFreezeChoice, offerStartJournaling } from '../upkeep/journal-offers.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const PREFIX_LENGTH_MAX = 32;

/** Refuses with P211 while journaling is disabled, with P205 when there are 999 files of this day. */
export async function switchJournal(instance: Instance, { reason }: Fields<'switch-journal'>): Promise<Outcome<{ file: string }>> {
  const { state } = instance.journal;
  if (state.kind === 'disabled') return refused('P211', [state.reason]);
  const why = reason?.trim() ?? '';
  try {
    await instance.journal.switchFile(why === '' ? 'Switch by user' : `Switch by user: ${why}`);
  } catch (error) {
    return refused('P205', [error instanceof Error ? error.message : String(error)]);
  }
  return accepted({ file: path.basename(instance.journal.writer.current.path) });
}

/**
 * Journaling begins again in a new file; what was written without it is in the database files, durable, when this resolves. Refuses with
 * P210, P216.
 */
export async function startJournaling(instance: Instance): Promise<Outcome<{ file: string }>> {
  const offered = offerStartJournaling(instance);
  if (!offered.ok) return offered;
  try {
    await instance.journal.start();
  } catch (error) {
    return refused('P216', [error instanceof Error ? error.message : String(error)]);
  }
  await Promise.all(instance.databases().map(({ mounted }) => mounted?.file.flush()));
  return accepted({ file: path.basename(instance.journal.writer.current.path) });
}

/** On the disk, and in force, when it is answered. Refuses with P101 a prefix that could not be told from a mirror's, or is none. */
export async function saveJournalSettings(instance: Instance, settings: Fields<'save-journal-settings'>): Promise<Outcome<null>> {
  const prefix = settings.prefix.trim();
  if (prefix.length > PREFIX_LENGTH_MAX) return refused('P101', ['prefix', `${prefix.length} > ${PREFIX_LENGTH_MAX}`], 'prefix');
  if (!/^[A-Za-z0-9_-]*$/.test(prefix) || /^mirror-/i.test(prefix)) return refused('P101', ['prefix', prefix], 'prefix');
  // Digits before the date would be taken for a part of it.
  if (/\d$/.test(prefix)) return refused('P101', ['prefix', prefix], 'prefix');
  const fixed = offerFreezeChoice(instance);
  if (!fixed.ok && settings.freezeOnError !== instance.journal.settings.freezeOnError)
    return { ok: false, refusal: { ...fixed.refusal, field: 'freezeOnError' } };
  const saved = { ...settings, prefix };
  await instance.store.journals.saveSettings(saved);
  instance.journal.settings = saved;
  instance.note(
    0,
    `Journal settings: file size ${saved.fileMegabytes} MB, prefix "${prefix}", purge after ${saved.purgeAfterDays ?? '-'} days or ${saved.purgeAfterBackups ?? '-'} backups, ${saved.freezeOnError ? 'freeze on error' : 'no freeze on error'}`,
  );
  return accepted(null);
}

export async function purgeJournals(instance: Instance): Promise<Outcome<{ files: string[] }>> {
  const { refusal } = instance.journalKeeper;
  if (refusal) return { ok: false, refusal };
  try {
    return accepted({ files: (await instance.journalKeeper.purge()).map(({ name }) => name) });
  } catch (error) {
    return unexpected('Purge', error);
  }
}

/** A background task; a second order for a file that is being checked answers the first one's number. */
export async function checkJournalIntegrity(
  instance: Instance,
  { file }: Fields<'check-journal-integrity'>,
): Promise<Outcome<{ id: number }>> {
  return instance.journalInspection.check(file);
}

export async function rebuildMirrorJournalLog(instance: Instance): Promise<Outcome<{ files: number }>> {
  const log = mirrorLogOf(instance);
  if (!log) return refused('2074');
  const rebuilt = await log.rebuild([instance.journalDirectory]);
  if (rebuilt.kind !== 'rebuilt') return rebuildRefusal(rebuilt, log.path);
  instance.note(0, `Mirror journal log ${log.path} was rebuilt from ${rebuilt.entries.length} files`);
  return accepted({ files: rebuilt.entries.length });
}

/** Engine facts 6.6. */
function rebuildRefusal(rebuilt: Exclude<Rebuilt, { kind: 'rebuilt' }>, logPath: string): Outcome<never> {
  switch (rebuilt.kind) {
    case 'log-exists':
      return refused('P200', [logPath]);
    case 'other-mirror':
      return refused('P201', [rebuilt.path]);
    case 'not-contiguous':
      return refused('P202', [String(rebuilt.missingFileCount)]);
    case 'unreadable':
      return refused('P203', [rebuilt.path]);
  }
}
