/**
 * Brings a SQLite file to the schema of `prisma/migrations` when a process opens it.
 *
 * Prisma's own command does the same in two seconds and needs its tool chain; this takes milliseconds and keeps the
 * same bookkeeping table, so that `prisma migrate status` and `deploy` agree with it.
 */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { z } from 'zod';

/** How long a process waits for another one that holds the file's lock. Starting an instance takes less. */
export const STORE_LOCK_TIMEOUT_MS = 5000;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

const bookkeepingSchema = z.array(z.object({ migration_name: z.string(), checksum: z.string(), finished_at: z.string().nullable() }));

/**
 * Creates the file if it is missing (readable by its owner only: it holds key passwords), switches it to write-ahead
 * logging and applies what is not applied yet, each migration in one transaction. Two processes may do this at once.
 * Returns the names applied. Throws when a migration failed earlier, was edited since, or belongs to a newer version of the product.
 */
export function migrateStore(file: string, directory = migrationsDirectory()): string[] {
  fs.closeSync(fs.openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: STORE_LOCK_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode=WAL');
    return applyMigrations(database, directory);
  } finally {
    database.close();
  }
}

function applyMigrations(database: Database.Database, directory: string): string[] {
  const entries = fs.readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = entries.map((entry) => entry.name).sort();
  const applied: string[] = [];
  database.exec('PRAGMA foreign_keys=OFF'); // Rebuilding a table drops it for a moment. Has no effect inside a transaction.
  database.exec('BEGIN IMMEDIATE'); // Before reading what is done, so that two processes do not both do it.
  try {
    database.exec(BOOKKEEPING);
    const rows = bookkeepingSchema.parse(
      database.prepare('SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL').all([]),
    );
    const unknown = rows.find((row) => !names.includes(row.migration_name));
    if (unknown)
      throw new Error(
        `the store was written by a newer version of the product (migration ${unknown.migration_name}): start that version, or use another data folder`,
      );
    const done = new Map(rows.map((row) => [row.migration_name, row]));
    for (const name of names) {
      const sql = fs.readFileSync(path.join(directory, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const row = done.get(name);
      if (row?.finished_at === null) throw new Error(`migration ${name} failed earlier`);
      if (row && row.checksum !== checksum) throw new Error(`migration ${name} was edited after it was applied`);
      if (row) continue;
      database.exec(sql);
      const now = new Date().toISOString().replace('Z', '+00:00');
      database
        .prepare(
          'INSERT INTO _prisma_migrations (id, checksum, started_at, finished_at, migration_name, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)',
        )
        .run([randomUUID(), checksum, now, now, name]);
      applied.push(name);
    }
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
  return applied;
}

/** The committed migrations: found upwards from this file, which runs from `lib/engine/ports` in tests and bundled from `dist/engine`. */
export function migrationsDirectory(from = path.dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'prisma', 'migrations');
    if (fs.existsSync(path.join(folder, 'package.json')) && fs.existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) throw new Error(`no prisma/migrations above ${from}`);
  }
}
