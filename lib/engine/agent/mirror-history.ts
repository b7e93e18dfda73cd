/**
 * The mirror journal of an instance that is down, read from its files: how far it reaches, and which files there are.
 *
 * Only what is whole counts, and nothing is changed. Damage in front of whole blocks of the newest file is no write that was cut short: it
 * makes everything unreadable, and so does a newest file that is gone although the member's list names it, for reporting less than there is
 * would let the other member take over without records that applications were told are kept. An old file that is missing or damaged hides
 * only what lies before it.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { BLOCK_HEADER_BYTES, blockLength, decodeBlock } from '../journal/block.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { isMirrorJournalName, mirrorJournalLogName, readWholeJournalLog } from '../journal/journal-log.ts';
import { readBlocks, readHeader } from '../journal/journal-reader.ts';
import type { JournalState } from '../mirror/state.ts';
import type { InstanceRegistration } from './protocol.ts';
import type { historyFileSchema } from '../link/standing-schema.ts';

const READ_BYTES = 1024 * 1024;
/** What a block begins with, as text. */
const BLOCK_MAGIC = 'JBLK';

type Mirror = Pick<NonNullable<InstanceRegistration['mirror']>, 'name' | 'guid' | 'journalDirectory'>;
export type FoundHistoryFile = z.infer<typeof historyFileSchema>;
/** Oldest first, without gaps, never empty. */
export interface FoundHistory {
  readonly files: readonly FoundHistoryFile[];
  readonly journal: JournalState;
}

/** `none`: there is no file of this mirror. `unreadable`: the disk does not give it, or it is damaged where it must not be. */
export async function readMirrorHistory(mirror: Mirror): Promise<FoundHistory | 'none' | 'unreadable'> {
  try {
    const { found, unreadable } = await readHeaders(mirror);
    const run = newestRun(found);
    const last = run.at(-1);
    const listed = await readWholeJournalLog(path.join(path.dirname(mirror.journalDirectory), mirrorJournalLogName(mirror.name)));
    const known = Math.max(0, ...listed.filter((entry) => entry.mirror?.guid === mirror.guid).map(({ fileCount }) => fileCount));
    if (known > (last?.header.fileCount ?? 0) || unreadable.some((name) => last === undefined || name > last.name)) return 'unreadable';
    if (!last) return 'none';
    const files: FoundHistoryFile[] = [];
    for (const [index, { name, header }] of run.entries()) {
      const next = run[index + 1]?.header.previous;
      // The file after it says where it ended; only the last one has to be read.
      const end = next && next.guid === header.fileGuid ? next.end : await findEnd(path.join(mirror.journalDirectory, name));
      if (end === 'damaged') return 'unreadable';
      files.push({ fileCount: header.fileCount, guid: header.fileGuid, start: HEADER_BYTES, end, name, previous: header.previous });
    }
    const newest = files.at(-1) as FoundHistoryFile;
    return { files, journal: { durable: { fileCount: newest.fileCount, offset: newest.end }, epoch: last.header.epoch } };
  } catch (error) {
    // Also when the directory is missing: a member has one, so its disk is not there.
    if (error instanceof Error && 'code' in error) return 'unreadable';
    throw error;
  }
}

interface Found {
  readonly name: string;
  readonly header: JournalHeader;
}

/** `unreadable`: names of files whose header is not whole, or that the disk does not give. */
async function readHeaders(mirror: Mirror): Promise<{ found: Found[]; unreadable: string[] }> {
  const found: Found[] = [];
  const unreadable: string[] = [];
  for (const name of await fs.readdir(mirror.journalDirectory)) {
    if (!isMirrorJournalName(name, mirror.name)) continue;
    const file = path.join(mirror.journalDirectory, name);
    const header = await readHeader(file).catch(() => 'unreadable' as const);
    if (header === 'unreadable') unreadable.push(name);
    else if (header?.mirror?.guid === mirror.guid) found.push({ name, header });
    // A file that was being made when the instance died has no block yet.
    else if (!header && (await hasBlocks(file, HEADER_BYTES))) unreadable.push(name);
  }
  return { found, unreadable };
}

/**
 * The files up to the newest, back to the first that is not the one that the file behind it follows (older ones were purged, or are
 * missing).
 */
function newestRun(found: readonly Found[]): Found[] {
  const ordered = [...found].sort((one, other) => one.header.fileCount - other.header.fileCount || one.header.epoch - other.header.epoch);
  const run: Found[] = [];
  for (const file of ordered.reverse()) {
    if (run[0] && (file.header.fileCount !== run[0].header.fileCount - 1 || file.header.fileGuid !== run[0].header.previous?.guid)) break;
    run.unshift(file);
  }
  return run;
}

/**
 * The offset behind the last block before anything that is not one. A living instance goes on writing: blocks behind an end that has moved
 * meanwhile are no damage.
 */
async function findEnd(file: string): Promise<number | 'damaged'> {
  const end = await readToEnd(file, HEADER_BYTES);
  if (!(await hasBlocks(file, end + 1))) return end;
  const now = await readToEnd(file, end);
  return now === end ? 'damaged' : now;
}

async function readToEnd(file: string, from: number): Promise<number> {
  let end = from;
  for await (const block of readBlocks(file, from)) end = block.end;
  return end;
}

/** Whether a whole block begins at or behind `start`. */
async function hasBlocks(file: string, start: number): Promise<boolean> {
  const handle = await fs.open(file);
  try {
    const { size } = await handle.stat();
    const chunk = Buffer.alloc(READ_BYTES + BLOCK_HEADER_BYTES);
    for (let at = start; at < size; at += READ_BYTES) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
      const bytes = chunk.subarray(0, bytesRead);
      for (let index = bytes.indexOf(BLOCK_MAGIC); index >= 0 && index < READ_BYTES; index = bytes.indexOf(BLOCK_MAGIC, index + 1)) {
        const length = blockLength(bytes.subarray(index));
        if (length === null) continue;
        const candidate = Buffer.alloc(length);
        const read = await handle.read(candidate, 0, length, at + index);
        if (decodeBlock(candidate.subarray(0, read.bytesRead), at + index) !== 'torn') return true;
      }
    }
    return false;
  } finally {
    await handle.close();
  }
}
