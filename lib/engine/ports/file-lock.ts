/**
 * A lock that one process of this machine holds, and that nobody has to clean up: the kernel frees it when the process ends, however it
 * ends, and sees it in every container that has the disk and by every name that the file has.
 *
 * Node offers no lock of the kernel. SQLite takes one (`fcntl`) on an empty file for as long as an exclusive transaction is open: 0.2 ms,
 * and nothing is ever written. Such locks belong to the process, and end when it closes the file by any other way: nobody may open a lock
 * file but this module. Beside it a `.holder` file tells people who that is; only the lock decides.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { z } from 'zod';
import { assertOrdinary } from './ordinary-file.ts';

const holderSchema = z.object({ name: z.string(), machine: z.string(), processId: z.int(), since: z.string() });
/** A container is a machine of its own; `since` is ISO, UTC. */
export type LockHolder = z.infer<typeof holderSchema>;

/** `by` null: it has only just been taken. */
export type Taken = { readonly kind: 'taken'; readonly lock: FileLock } | { readonly kind: 'held'; readonly by: LockHolder | null };

/** All of this process: a connection that nobody refers to would be collected, and its lock freed. */
const held = new Set<FileLock>();

/** What other processes read when they are refused. */
let processName = 'another process';
/** Once, when the process begins: what it is called, such as `servera/IRIS`. */
export function nameProcess(name: string): void {
  processName = name;
}

export class FileLock {
  readonly file: string;
  readonly #database: Database.Database;

  private constructor(file: string, database: Database.Database) {
    this.file = file;
    this.#database = database;
    held.add(this);
  }

  /**
   * Never waits. The folder must exist. Throws where the disk cannot hold a lock, and where what has the name is no ordinary file: behind a
   * link it would be another file that is locked.
   */
  static take(file: string): Taken {
    assertOrdinary(file);
    for (;;) {
      const before = inodeOf(file);
      // Its user's alone, whatever the process is allowed: a stranger who can open it can lock it.
      if (before === null) fs.closeSync(fs.openSync(file, 'a', 0o600));
      const database = new Database(file, { timeout: 0 });
      try {
        database.exec('BEGIN EXCLUSIVE');
      } catch (error) {
        database.close();
        if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return { kind: 'held', by: readHolder(file) };
        throw error;
      }
      // Whoever held it may have removed the file meanwhile: a lock on what has no name any more keeps nobody out.
      const now = inodeOf(file);
      if (now !== null && (before === null || before === now)) {
        writeHolder(file, { name: processName, machine: os.hostname(), processId: process.pid, since: new Date().toISOString() });
        return { kind: 'taken', lock: new FileLock(file, database) };
      }
      database.close();
    }
  }

  /** `remove`: the file goes as well, as when its folder is deleted. Calling it again changes nothing. */
  release({ remove = false } = {}): void {
    if (!held.delete(this)) return;
    fs.rmSync(holderFile(this.file), { force: true });
    if (remove) fs.rmSync(this.file, { force: true });
    this.#database.close();
  }
}

const holderFile = (file: string) => path.join(path.dirname(file), `${path.basename(file)}.holder`);
const inodeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.ino ?? null;

function writeHolder(file: string, holder: LockHolder): void {
  const written = `${holderFile(file)}.new`;
  fs.writeFileSync(written, JSON.stringify(holder), { mode: 0o600 });
  fs.renameSync(written, holderFile(file));
}

function readHolder(file: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(fs.readFileSync(holderFile(file), 'utf8')));
  } catch {
    return null; // Not written yet, or another's to read.
  }
}

/** For a log or a terminal. */
export const describeHolder = (holder: LockHolder | null) =>
  holder ? `${holder.name} (process ${holder.processId} on ${holder.machine}, since ${holder.since})` : 'another process';
