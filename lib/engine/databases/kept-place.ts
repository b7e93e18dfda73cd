/**
 * What the programs of a host keep on its disk: a person's databases, backups and copies have no place there, or the programs would not
 * find their own at the next start.
 *
 * A name is kept wherever it stands in a path: a folder called as a kept file is in that file's way, and so is what would be made in it.
 */
import path from 'node:path';
import { realPath } from '../../machine/real-path.ts';

/**
 * Settings, what the agent goes by, what opens passwords, locks, whose file a database is, and what is thrown away at the next start when
 * it was left unfinished.
 */
const KEPT = /^(config\.db.*|sealing.*|iris\.own.*|.*\.json(\.new)?|.*\.lck.*|.*-lock|\.restoring|IRIS\.DAT\.compact)$/i;
/** Files that are there at times only: they may be brought, but no folder may have their names. */
const KEPT_AS_FILES = /^(IRIS\.DAT|.*\.(log|old_\d+))$/i;

/** Where the place is on its host; links are followed. */
const partsOf = (hostDirectory: string, file: string) => path.relative(realPath(hostDirectory), realPath(file)).split(path.sep);

const isAgents = ([folder]: readonly string[]) => folder === 'agent';
const isJournal = ([instances, , mgr, journal]: readonly string[]) => instances === 'instances' && mgr === 'mgr' && journal === 'journal';

/** Whether this is the journal folder of an instance of the host, or in it. */
export const isInJournal = (hostDirectory: string, file: string): boolean => isJournal(partsOf(hostDirectory, file));

/** Whether no file may be put there by a person, not even a new one: a kept name, one below it, or something of the agent's. */
export function isKeptFile(hostDirectory: string, file: string): boolean {
  const parts = partsOf(hostDirectory, file);
  return isAgents(parts) || parts.some((name) => KEPT.test(name)) || parts.slice(0, -1).some((name) => KEPT_AS_FILES.test(name));
}

/** Whether no database and no backup may be there: in addition what is called as a file that is kept, and the journal folders. */
export function isKeptPlace(hostDirectory: string, file: string): boolean {
  const parts = partsOf(hostDirectory, file);
  return isJournal(parts) || isKeptFile(hostDirectory, file) || KEPT_AS_FILES.test(parts.at(-1) ?? '');
}
