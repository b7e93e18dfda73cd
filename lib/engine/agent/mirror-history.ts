/**
 * The mirror journal of an instance that is down, read from its files: how far it reaches, and which files there are.
 *
 * Only what is whole counts. A file that begins with damage but holds blocks makes everything unreadable: reporting less than there is
 * would let the other member take over without records that applications were told are kept.
 */
import fs, { type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { BLOCK_HEADER_BYTES, blockLength, decodeBlock } from '../journal/block.ts';
import { decodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import type { JournalState } from '../mirror/state.ts';
import type { historyFileSchema, InstanceRegistration } from './protocol.ts';

const READ_BYTES = 1024 * 1024;

type Mirror = Pick<NonNullable<InstanceRegistration['mirror']>, 'name' | 'guid' | 'journalDirectory'>;
export type HistoryFile = z.infer<typeof historyFileSchema>;
/** Oldest first, without gaps, never empty. */
export interface MirrorHistory {
  readonly files: readonly HistoryFile[];
  readonly journal: JournalState;
}

/** True for a name that a journal file of this mirror may have, and that stays in its directory. */
export const isMirrorJournalName = (name: string, mirrorName: string) => name.startsWith(`MIRROR-${mirrorName}-`) && /^[A-Za-z0-9.-]+$/.test(name);

/** `none`: there is no file of this mirror. `unreadable`: the disk does not give it, or it is damaged where it must not be. */
export async function readMirrorHistory(mirror: Mirror): Promise<MirrorHistory | 'none' | 'unreadable'> {
  try {
    const found = await readHeaders(mirror);
    if (found === 'unreadable') return found;
    const run = newestRun(found);
    const last = run.at(-1);
    if (!last) return 'none';
    const files: HistoryFile[] = [];
    for (const [index, { name, header }] of run.entries()) {
      const next = run[index + 1]?.header.previous;
      // The file after it says where it ended; only the last one has to be read.
      const end = next && next.guid === header.fileGuid ? next.end : await intactEnd(path.join(mirror.journalDirectory, name));
      files.push({ fileCount: header.fileCount, guid: header.fileGuid, start: HEADER_BYTES, end, name });
    }
    const newest = files.at(-1) as HistoryFile;
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

async function readHeaders(mirror: Mirror): Promise<Found[] | 'unreadable'> {
  const found: Found[] = [];
  for (const name of await fs.readdir(mirror.journalDirectory)) {
    if (!isMirrorJournalName(name, mirror.name)) continue;
    const file = await fs.open(path.join(mirror.journalDirectory, name));
    try {
      const bytes = await readAt(file, 0, HEADER_BYTES + BLOCK_HEADER_BYTES);
      const header = decodeHeader(bytes);
      if (header?.mirror?.guid === mirror.guid) found.push({ name, header });
      // A file that was being made when the instance died has no block yet.
      else if (!header && blockLength(bytes.subarray(HEADER_BYTES)) !== null) return 'unreadable';
    } finally {
      await file.close();
    }
  }
  return found;
}

/** The files up to the newest, back to the first gap (older ones were purged). */
function newestRun(found: readonly Found[]): Found[] {
  const ordered = [...found].sort((one, other) => one.header.fileCount - other.header.fileCount || one.header.epoch - other.header.epoch);
  const run: Found[] = [];
  for (const file of ordered.reverse()) {
    if (run[0] && file.header.fileCount !== run[0].header.fileCount - 1) break;
    run.unshift(file);
  }
  return run;
}

/** The offset behind the last block that is whole. Reads all of the file, in pieces, so that other requests go on. */
async function intactEnd(name: string): Promise<number> {
  const file = await fs.open(name);
  try {
    let offset = HEADER_BYTES;
    let held = Buffer.alloc(0);
    for (;;) {
      const needed = blockLength(held) ?? BLOCK_HEADER_BYTES;
      if (held.length < needed) {
        const more = await readAt(file, offset + held.length, Math.max(READ_BYTES, needed - held.length));
        if (more.length === 0) return offset;
        held = Buffer.concat([held, more]);
        continue;
      }
      const block = decodeBlock(held, offset);
      if (block === 'torn') return offset;
      held = held.subarray(block.end - offset);
      offset = block.end;
    }
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.alloc(length);
  let size = 0;
  while (size < length) {
    const { bytesRead } = await file.read(bytes, size, length - size, position + size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return bytes.subarray(0, size);
}
