/**
 * A database on a real file system that is full (security-defects M5), without processes. Only root on Linux can mount one; elsewhere
 * `instance-journal.test.ts` does the same with a file that refuses. The whole mirror: `e2e/engine/full-database-disk.test.ts`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { Globals } from '../database/globals.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { systemClock } from '../ports/clock.ts';
import { DiskWatch } from '../databases/disk-watch.ts';
import { InstanceJournal } from '../journaling/instance-journal.ts';
import type { JournalHouse } from '../journaling/journal-house.ts';

const DEADLINE_MS = 20_000;
/** Between updates once the disk may be full: the databases follow the journal in the background. */
const PAUSE_MS = 5;
const VALUE = 'x'.repeat(200_000);
/** As many fill the small disk. What is acknowledged is in the journal: the database tries its disk a moment later. */
const ROOM_SETS = 40;
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

let directory: string;
let small: string;
let log: string[];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

beforeEach(() => {
  if (!mayMount) return;
  process.on('unhandledRejection', onUnhandled);
  directory = mkdtempSync(join(tmpdir(), 'full-disk-'));
  small = join(directory, 'small');
  for (const folder of [small, join(directory, 'journal')]) mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=700', 'tmpfs', small]);
  log = [];
});
afterEach(() => {
  if (!mayMount) return;
  process.off('unhandledRejection', onUnhandled);
  execFileSync('umount', ['-l', small]);
  rmSync(directory, { recursive: true });
});

async function mounted(name: string, folder: string): Promise<MountedDatabase> {
  const created = await DatabaseFile.create(join(folder, name));
  if (!created.ok) throw new Error(created.refusal.code);
  return new MountedDatabase({ name, file: created.value, journalName: name });
}

test.skipIf(!mayMount)('it is read-only until there is room, the other goes on, and nothing that was taken is missing', async () => {
  const [full, other] = [await mounted('FULL', small), await mounted('OTHER', directory)];
  const databases = new Map([full, other].map((database) => [database.name, database]));
  const house: JournalHouse = {
    globals: () => globals,
    mounted: () => databases.values(),
    mustFreeze: () => false,
    led: () => ({ history, mirror: null }),
    oldestOpenTransaction: () => null,
    fileBegun: () => undefined,
  };
  const journal = await InstanceJournal.open({
    directory: join(directory, 'journal'),
    clock: systemClock,
    creatorGuid: 'C',
    log: (_, text) => log.push(text),
    house,
  });
  const history = journal.newHistory();
  const globals = new Globals({ journal: journal.writer, databases: (name) => databases.get(name) });
  const set = async (database: string, at: number): Promise<string | null> => {
    const done = globals.set({ job: 1, database, name: 'A', subscripts: [at] }, VALUE);
    if (!done.ok) return done.refusal.code;
    await journal.whenCommitted(done.value.sequence);
    return null;
  };
  const valueAt = (at: number) => {
    const found = globals.get({ job: 1, database: 'FULL', name: 'A', subscripts: [at] });
    return found.ok ? found.value : found.refusal.code;
  };
  const disks = new DiskWatch((_, text) => log.push(text));
  let taken = 0;
  let refusal: string | null = null;
  for (const deadline = performance.now() + DEADLINE_MS; refusal === null && performance.now() < deadline; taken++) {
    if (taken > ROOM_SETS) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    refusal = await set('FULL', taken);
  }
  taken -= 1;
  expect(refusal).toBe('<DISKFULL>');
  await disks.look([{ name: 'FULL', directory: small }]);
  expect(log.filter((line) => line.includes('Database FULL cannot be written'))).toEqual([
    expect.stringMatching(/; its disk is full\. It is read-only/),
  ]);
  expect(log.at(-1)).toMatch(/^The disk of database FULL is \d+ percent full/);
  expect(await set('OTHER', 1)).toBeNull();
  await until('the other database has it', () => other.queuedCount === 0);
  for (let at = 0; at < taken; at++) expect(valueAt(at)).toBe(VALUE);
  execFileSync('mount', ['-o', 'remount,size=2g', small]);
  await until('it takes updates again, by itself', () => full.writable.ok && full.queuedCount === 0);
  expect(await set('FULL', taken)).toBeNull();
  await journal.close();
  // What a start would find in the file.
  await full.file.close();
  const reopened = DatabaseFile.open(join(small, 'FULL'));
  if (!reopened.ok) throw new Error(reopened.refusal.code);
  databases.set('FULL', new MountedDatabase({ name: 'FULL', file: reopened.value, journalName: 'FULL' }));
  for (let at = 0; at <= taken; at++) expect(valueAt(at)).toBe(VALUE);
  await reopened.value.close();
  await other.file.close();
  expect(unhandled).toEqual([]);
});
