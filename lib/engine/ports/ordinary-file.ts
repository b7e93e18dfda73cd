/**
 * Opens files that people name. What they name may be anything: a pipe, which would hold a thread of the process until somebody writes to
 * it, a device without end, a folder. Only ordinary files are read, never so much that memory fills, and never in the way of the loop.
 */
import { constants, lstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { realPath } from '../../machine/real-path.ts';

const PIECE_BYTES = 65_536;

/** Files by which processes lock one another: a process that opens and closes one loses the lock that it has on it. */
const LOCKED = /(\.lck|-lock|\.db(-wal|-shm)?)$/;

/** For reading; close it. Refuses with P161. */
export async function openOrdinary(file: string): Promise<Outcome<FileHandle>> {
  if (LOCKED.test(path.basename(realPath(file)))) return refused('P161', [file, 'it is not a file'], 'file');
  let handle: FileHandle;
  try {
    // Without waiting for the other end of a pipe, and without becoming the terminal's process.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
  } catch (error) {
    return refused('P161', [file, reasonOf(error)], 'file');
  }
  try {
    if ((await handle.stat()).isFile()) return accepted(handle);
  } catch (error) {
    await handle.close();
    return refused('P161', [file, reasonOf(error)], 'file');
  }
  await handle.close();
  return refused('P161', [file, 'it is not a file'], 'file');
}

/** All of it, at most `bytesMax`. Refuses with P161. */
export async function readOrdinary(file: string, bytesMax: number): Promise<Outcome<Buffer>> {
  const opened = await openOrdinary(file);
  if (!opened.ok) return opened;
  try {
    const { size } = await opened.value.stat();
    const pieces: Buffer[] = [];
    // It may grow meanwhile, and a file of the kernel says 0: what is read is limited, whatever it says.
    for (let length = size > bytesMax ? size : 0; length <= bytesMax; ) {
      const { bytesRead, buffer } = await opened.value.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, length);
      if (bytesRead === 0) return accepted(Buffer.concat(pieces));
      pieces.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return refused('P161', [file, `it has more than ${bytesMax} bytes`], 'file');
  } catch (error) {
    return refused('P161', [file, reasonOf(error)], 'file');
  } finally {
    await opened.value.close();
  }
}

/**
 * For files that this process makes itself and keeps open: throws when something else has the name, a link to an ordinary file among them.
 */
export function assertOrdinary(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error(`${file} is not an ordinary file`);
}

const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);
const reasonOf = (error: unknown) =>
  error instanceof Error && 'code' in error && NOT_THERE.has(String(error.code))
    ? 'it is not there'
    : error instanceof Error
      ? error.message
      : String(error);
