/**
 * `iris.lck`, as in the product: a database directory is one process's while it is mounted, or while its files are made, replaced or
 * removed. The kernel keeps it (`file-lock.ts`), whatever the directory is called, and frees it when the process ends.
 *
 * A process may hold a directory several times at once, such as a restore that takes the database away and mounts it again: it is free when
 * all have let go.
 */
import { existsSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { FileLock } from '../ports/file-lock.ts';

export const DATABASE_LOCK_NAME = 'iris.lck';

/** By real path. A lock of the kernel is the process's, and so is this table. */
const held = new Map<string, { lock: FileLock; count: number }>();

/** The directory must exist. Answers what lets go. Refuses with P570 when another process holds it; throws where nothing can be written. */
export function holdDatabase(directory: string): Outcome<() => void> {
  const place = realpathSync(directory);
  const known = held.get(place);
  if (known) known.count += 1;
  else {
    const taken = FileLock.take(join(place, DATABASE_LOCK_NAME));
    if (taken.kind === 'held') return refused('P570', [directory, taken.by?.name ?? 'another process'], 'directory');
    held.set(place, { lock: taken.lock, count: 1 });
  }
  let isHeld = true;
  return accepted(() => {
    const entry = held.get(place);
    if (!isHeld || !entry) return;
    isHeld = false;
    entry.count -= 1;
    if (entry.count > 0) return;
    held.delete(place);
    entry.lock.release({ remove: true });
  });
}

/** Removes files of a database that nobody has open. Refuses with P570. */
export async function removeDatabaseFiles(directory: string, names: readonly string[]): Promise<Outcome<null>> {
  if (!existsSync(directory)) return accepted(null);
  const holding = holdDatabase(directory);
  if (!holding.ok) return holding;
  try {
    for (const name of names) await rm(join(directory, name), { force: true });
    return accepted(null);
  } finally {
    holding.value();
  }
}
