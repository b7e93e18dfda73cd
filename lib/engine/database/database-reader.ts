/**
 * A database file as it is at one moment, read beside whoever has it open: a running instance notices nothing.
 *
 * Sees one state from `open` to `close`; the storage engine keeps that state's pages meanwhile, so do not hold it for long on a database
 * that is written.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { DATABASE_FILE_NAME, FIRST_NODE_KEY } from './database-file.ts';
import {
  type AppliedPosition,
  type DatabaseIdentity,
  IDENTITY_KEY,
  parseIdentity,
  parsePosition,
  POSITION_KEY,
} from './database-metadata.ts';
import type { StoreEntry } from './ordered-store.ts';

const AFTER_ALL_KEYS = Buffer.from([0xff]);

export class DatabaseReader {
  readonly directory: string;
  readonly identity: DatabaseIdentity;
  /** Of the state that is seen. */
  readonly position: AppliedPosition | null;
  private readonly database: RootDatabase<Buffer, Buffer>;
  private readonly transaction: Transaction;

  private constructor(directory: string, database: RootDatabase<Buffer, Buffer>) {
    this.directory = directory;
    this.database = database;
    // biome-ignore lint/correctness/useHookAtTopLevel: the storage engine's name for it; no hook.
    this.transaction = database.useReadTransaction();
    const identity = this.read(IDENTITY_KEY);
    const position = this.read(POSITION_KEY);
    if (!identity) throw new Error(`${directory} holds no identity: it is not a database of this product`);
    this.identity = parseIdentity(identity);
    this.position = parsePosition(position);
  }

  /** Throws when the directory holds no database, or a damaged one. */
  static open(directory: string): DatabaseReader {
    const path = join(directory, DATABASE_FILE_NAME);
    if (!existsSync(path)) throw new Error(`there is no ${DATABASE_FILE_NAME} in ${directory}`);
    return new DatabaseReader(
      directory,
      open<Buffer, Buffer>({ path, noSubdir: true, readOnly: true, keyEncoding: 'binary', encoding: 'binary', cache: false, maxDbs: 1 }),
    );
  }

  /** All nodes in the order of their keys, lazily. */
  nodes(): Iterable<StoreEntry> {
    return this.database.getRange({ start: FIRST_NODE_KEY, end: AFTER_ALL_KEYS, transaction: this.transaction });
  }

  async close(): Promise<void> {
    this.transaction.done();
    await this.database.close();
  }

  private read(key: Buffer): Buffer | undefined {
    for (const { value } of this.database.getRange({
      start: key,
      end: Buffer.concat([key, Buffer.from([0])]),
      limit: 1,
      transaction: this.transaction,
    }))
      return value;
    return undefined;
  }
}
