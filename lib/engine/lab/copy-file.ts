/**
 * Copying a file from one host of the lab to another, as a person does with scp: hosts are folders of one machine, and nothing outside them
 * may be read or written.
 *
 * What a process keeps open or depends on is not overwritten: a copy takes its name at once, and what was written to the old file
 * afterwards would be lost with it. A database file is locked while it is copied, from or to: it is whole only while nobody has it mounted.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile as copy, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { isBelow, realPath } from '../../machine/real-path.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import { holdDatabase } from '../database/database-lock.ts';
import { isInJournal, isKeptFile } from '../databases/kept-place.ts';
import { hostDirectoryOf, type LabPaths } from './paths.ts';

interface CopyOrder {
  readonly fromHost: string;
  readonly from: string;
  readonly toHost: string;
  readonly to: string;
  readonly overwrite: boolean;
}

/**
 * Answers the path of the copy, which appears whole or not at all. Refuses with P181, P161, 20 (it exists), P164, P572 (somebody needs what
 * is there), P573 (a mounted database).
 */
export async function copyFile(paths: LabPaths, { fromHost, from, toHost, to, overwrite }: CopyOrder): Promise<Outcome<{ file: string }>> {
  const source = await realpath(from).catch(() => path.resolve(from));
  if (!isBelow(hostDirectoryOf(paths, fromHost), source)) return refused('P181', [from, fromHost], 'from');
  const found = await stat(source).catch(() => null);
  if (!found?.isFile()) return refused('P161', [from, found ? 'it is not a file' : 'it is not there'], 'from');
  const wanted = path.resolve(to);
  const isFolder = to.endsWith(path.sep) || ((await stat(wanted).catch(() => null))?.isDirectory() ?? false);
  const named = isFolder ? path.join(wanted, path.basename(source)) : wanted;
  if (!isBelow(hostDirectoryOf(paths, toHost), named)) return refused('P181', [to, toHost], 'to');
  const target = realPath(named);
  if (target === source) return refused('20', [], 'to');
  const needed = await whyNeeded(paths, toHost, target);
  if (needed !== null) return refused('P572', [target, needed], 'to');
  if (!overwrite && (await stat(target).catch(() => null))) return refused('20', [], 'to');
  return whileDismounted(source, target, () => write(source, target));
}

const LOG = /\.(log|old_\d+)$/i;

/** Null when it may be overwritten. */
async function whyNeeded(paths: LabPaths, host: string, target: string): Promise<string | null> {
  const disk = hostDirectoryOf(paths, host);
  if (isKeptFile(disk, target)) return 'its instance keeps it';
  // What is missing may be brought.
  if (!(await stat(target).catch(() => null))) return null;
  // It may be the current one, one that a member or a recovery needs, or one that is being read.
  if (isInJournal(disk, target)) return 'it is a journal file of its instance';
  return LOG.test(target) ? 'its instance keeps it' : null;
}

/** A database is nobody else's while its file is copied. */
async function whileDismounted(
  source: string,
  target: string,
  work: () => Promise<Outcome<{ file: string }>>,
): Promise<Outcome<{ file: string }>> {
  const letGo: (() => void)[] = [];
  try {
    for (const file of [source, target]) {
      const directory = path.dirname(file);
      if (path.basename(file) !== DATABASE_FILE_NAME || !(await stat(directory).catch(() => null))) continue;
      const holding = holdDatabase(directory);
      if (!holding.ok)
        return file === source ? refused('P573', [directory], 'from') : refused('P572', [target, 'its database is mounted'], 'to');
      letGo.push(holding.value);
    }
    return await work();
  } finally {
    for (const release of letGo) release();
  }
}

async function write(source: string, target: string): Promise<Outcome<{ file: string }>> {
  // Of its own: two that copy to one place at once would write into each other's.
  const unfinished = `${target}.${randomUUID()}.copying`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await copy(source, unfinished, constants.COPYFILE_FICLONE);
    const handle = await open(unfinished, 'r');
    await handle.sync().finally(() => handle.close());
    await rename(unfinished, target);
    return accepted({ file: target });
  } catch (error) {
    await rm(unfinished, { force: true });
    return refused('P164', [target, error instanceof Error ? error.message : String(error)], 'to');
  }
}
