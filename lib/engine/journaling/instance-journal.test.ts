import { mkdtemp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { Globals } from '../database/globals.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { recordsOf } from '../journal/block.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import { systemClock } from '../ports/clock.ts';
import { setJournalDisk } from '../ports/journal-disk.ts';
import { InstanceJournal } from './instance-journal.ts';
import type { MirrorHistory } from './mirror-history.ts';
import { recoverLocalDatabases } from '../dejournal/local-recovery.ts';

/** A failing write is tried again after a second; then it has been failing for longer than this. */
const DISABLE_AFTER_MS = 500;

let directory: string;
let journal: InstanceJournal;
let globals: Globals;
let history: MirrorHistory;
let mustFreeze: boolean;
let user: MountedDatabase;
let data: MountedDatabase;
let log: string[];

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'instance-journal-'));
  directory = join(root, 'journal');
  await mkdir(directory);
  log = [];
  user = await mounted('USER', false);
  data = await mounted('DATA', true);
  const databases = new Map([user, data].map((database) => [database.name, database]));
  mustFreeze = false;
  journal = await InstanceJournal.open({
    directory,
    clock: systemClock,
    creatorGuid: 'C',
    disableAfterMs: DISABLE_AFTER_MS,
    log: (_severity, text) => log.push(text),
    house: {
      globals: () => globals,
      mounted: () => databases.values(),
      mustFreeze: () => mustFreeze,
      led: () => ({ history, mirror: { guid: 'APRIL', name: 'APRIL' } }),
      oldestOpenTransaction: () => null,
      fileBegun: () => undefined,
    },
  });
  history = journal.newHistory();
  const { writer } = journal;
  globals = new Globals({ journal: writer, databases: (name) => databases.get(name) });
});
afterEach(async () => {
  setJournalDisk('healthy');
  await journal.close();
  await history.close();
  for (const { file } of [user, data]) await file.close();
  await rm(join(directory, '..'), { recursive: true });
});

async function mounted(name: string, isMirrored: boolean): Promise<MountedDatabase> {
  const created = await DatabaseFile.create(
    join(directory, '..', name),
    isMirrored ? { mirrorGuid: 'APRIL', mirrorName: 'APRIL', mirrorDatabaseName: name, createdAsMirrored: true, activated: true } : null,
  );
  if (!created.ok) throw new Error(created.refusal.code);
  return new MountedDatabase({ name, file: created.value, journalName: name });
}

function set(database: string, value: string): number {
  const done = globals.set({ job: 1, database, name: 'A', subscripts: [value] }, value);
  if (!done.ok) throw new Error(done.refusal.code);
  return done.value.sequence;
}
async function recordCount(): Promise<number> {
  let count = 0;
  for (const name of await readdir(directory)) for await (const block of readBlocks(join(directory, name))) count += block.recordCount;
  return count;
}
const end = () => ({ fileCount: journal.writer.current.header.fileCount, offset: journal.writer.current.end });

describe('committing', () => {
  test('a local update is committed when this disk has it, in order', async () => {
    const order: number[] = [];
    const waits = ['a', 'b', 'c'].map(async (value, index) => {
      await journal.whenCommitted(set('USER', value));
      order.push(index);
    });
    await Promise.all(waits);
    expect(order).toEqual([0, 1, 2]);
    expect(journal.whenCommitted(journal.writer.lastSequence)).toEqual({ ok: true, value: null });
    expect(journal.whenCommitted(0)).toEqual({ ok: true, value: null });
  });

  test('a primary commits what the mirror says, up to that position and no further', async () => {
    await journal.mirror.beginTerm(1);
    expect(journal.isPrimary).toBe(true);
    let isFirst = false;
    let isSecond = false;
    void Promise.resolve(journal.whenCommitted(set('DATA', 'a'))).then(() => (isFirst = true));
    await journal.writer.drain();
    const between = end();
    void Promise.resolve(journal.whenCommitted(set('DATA', 'b'))).then(() => (isSecond = true));
    await journal.writer.drain();
    expect([isFirst, isSecond]).toEqual([false, false]);
    expect(journal.unappliedBytes).toBeGreaterThan(0);
    journal.commitThrough(between);
    await until('the first is committed', () => isFirst);
    await journal.applied();
    expect(isSecond).toBe(false);
    expect(data.file.position).toEqual({ history: 'mirror', ...between });
    journal.commitThrough(end());
    await until('the second is committed', () => isSecond);
    await journal.applied();
    expect(journal.unappliedBytes).toBe(0);
  });

  test('the file follows within the interval, or at once when asked', async () => {
    await journal.whenCommitted(set('USER', 'a'));
    expect(user.queuedCount).toBe(1);
    await journal.applied();
    expect(user.queuedCount).toBe(0);
    await journal.whenCommitted(set('USER', 'b'));
    await until('the update is in the file', () => user.queuedCount === 0);
  });
});

describe('switching files', () => {
  test('updates in flight are in the old file or the new one, none is lost or twice', async () => {
    const waits: unknown[] = [];
    for (let count = 0; count < 30; count++) {
      waits.push(journal.whenCommitted(set('USER', String(count))));
      if (count % 10 === 5) waits.push(journal.switchFile('Switch by user'));
      if (count % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(waits);
    const names = await readdir(directory);
    expect(names).toHaveLength(4);
    // One directory record in each file that holds updates.
    expect(await recordCount()).toBe(journal.writer.lastSequence);
    expect(journal.writer.current.header.fileCount).toBe(4);
  });

  test('two switches at once take two names', async () => {
    await Promise.all([journal.switchFile('one'), journal.switchFile('other'), journal.mirror.beginTerm(1)]);
    expect((await readdir(directory)).length).toBe(4);
    expect(journal.writer.accepting.ok).toBe(true);
  });

  test('a disk without room freezes updates, and they go on when it has room again', async () => {
    setJournalDisk('full');
    const switching = journal.switchFile('Switch by user');
    await until('the journal is frozen', () => !journal.writer.accepting.ok);
    expect(globals.set({ job: 1, database: 'USER', name: 'A', subscripts: [] }, 'x')).toMatchObject({
      ok: false,
      refusal: { code: '<DISKFULL>' },
    });
    expect(journal.frozenSinceMs).not.toBeNull();
    setJournalDisk('healthy');
    await switching;
    expect(journal.frozenSinceMs).toBeNull();
    expect(await journal.whenCommitted(set('USER', 'x'))).toEqual({ ok: true, value: null });
  });
});

describe('positions', () => {
  test('a mirrored database stays in the history of the mirror, also on a primary that has committed nothing yet', async () => {
    await journal.whenCommitted(set('USER', 'a'));
    await journal.applied();
    const before = { history: 'mirror' as const, fileCount: 1, offset: HEADER_BYTES + 100 };
    await data.file.applyBatch([], before);
    await journal.mirror.beginTerm(1);
    await journal.advancePositions();
    expect(data.file.position).toEqual(before);
    // Nothing of the earlier file is missing in it: it counts from here on.
    expect(user.file.position).toMatchObject({ history: 'mirror', fileCount: 1 });
  });

  test('quiet databases follow the applied position, one that lacks updates does not', async () => {
    await journal.mirror.beginTerm(1);
    data.writable = { ok: false, refusal: { code: '<PROTECT>', args: [] } };
    set('USER', 'a');
    await journal.writer.drain();
    journal.commitThrough(end());
    await journal.applied();
    await journal.advancePositions();
    expect(user.file.position).toEqual({ history: 'mirror', ...end() });
    expect(data.file.position).toBeNull();
    data.writable = { ok: true, value: null };
    await journal.advancePositions();
    expect(data.file.position).toEqual({ history: 'mirror', ...end() });
  });

  test('a database that refuses updates gets them again later, with one line in the log', async () => {
    const apply = user.file.applyBatch.bind(user.file);
    user.file.applyBatch = () => Promise.reject(new Error('disk on fire'));
    await journal.whenCommitted(set('USER', 'a'));
    await until('the failure is told', () => log.some((line) => line.includes('disk on fire')));
    await expect(journal.applied()).rejects.toThrow('disk on fire');
    expect(globals.get({ job: 1, database: 'USER', name: 'A', subscripts: ['a'] })).toEqual({ ok: true, value: 'a' });
    expect(log.filter((line) => line.includes('disk on fire'))).toHaveLength(1);
    user.file.applyBatch = apply;
    await until('the update is in the file', () => user.queuedCount === 0);
    expect(journal.unappliedBytes).toBe(0);
    await until('its end is told', () => log.some((line) => line.includes('USER takes updates again')));
  });

  test('a database whose disk is full is read-only with <DISKFULL>, the others go on and are not held up, and an end leaves it where the next start begins', async () => {
    const apply = user.file.applyBatch.bind(user.file);
    const { position } = user.file;
    user.file.applyBatch = () => Promise.reject(new Error('Input/output error; its disk is full'));
    await journal.whenCommitted(set('USER', 'a'));
    await until('it is read-only', () => !user.writable.ok);
    expect(globals.set({ job: 1, database: 'USER', name: 'A', subscripts: ['b'] }, 'b')).toMatchObject({
      ok: false,
      refusal: { code: '<DISKFULL>', args: ['Database USER cannot be written', 'Input/output error; its disk is full'] },
    });
    expect(globals.kill({ job: 1, database: 'USER', name: 'A', subscripts: ['a'] })).toMatchObject({
      ok: false,
      refusal: { code: '<DISKFULL>' },
    });
    // What roles say stays theirs.
    user.writable = { ok: false, refusal: { code: '<PROTECT>', args: [] } };
    expect(user.writable).toMatchObject({ refusal: { code: '<PROTECT>' } });
    user.writable = { ok: true, value: null };
    for (let count = 0; count < 50; count++) await journal.whenCommitted(set('DATA', `${count}`));
    await until('the other database has everything', () => data.queuedCount === 0);
    await until('nothing counts as waiting', () => journal.unappliedCount === 0 && journal.unappliedBytes === 0);
    await journal.advancePositions();
    expect(user.file.position).toEqual(position);
    expect(log.filter((line) => line.includes('Input/output error'))).toHaveLength(1);
    user.file.applyBatch = apply;
    await until('it takes updates again, by itself', () => user.queuedCount === 0);
    expect(user.writable.ok).toBe(true);
    expect(globals.get({ job: 1, database: 'USER', name: 'A', subscripts: ['a'] })).toEqual({ ok: true, value: 'a' });
    await journal.whenCommitted(set('USER', 'c'));
  });
});

test('a local database whose disk is full keeps nobody from becoming primary, and what it lacks is in the journal of both histories', async () => {
  const apply = user.file.applyBatch.bind(user.file);
  await journal.whenCommitted(set('USER', 'before'));
  await journal.applied();
  user.file.applyBatch = () => Promise.reject(new Error('Input/output error; its disk is full'));
  await journal.whenCommitted(set('USER', 'a'));
  await until('it is read-only', () => !user.writable.ok);
  const { position } = user.file;
  await journal.mirror.beginTerm(1);
  expect(journal.isPrimary).toBe(true);
  set('DATA', 'b');
  await journal.writer.drain();
  journal.commitThrough(end());
  await until('the mirrored database goes on', () => data.queuedCount === 0 && data.file.position?.history === 'mirror');
  await journal.advancePositions();
  expect(user.file.position).toEqual(position);
  // What the next start does; this process is as good as dead.
  user.file.applyBatch = apply;
  expect(
    await recoverLocalDatabases({ logPath: join(directory, '..', 'journal.log'), directory, creatorGuid: 'C', databases: [user] }),
  ).toMatchObject({ missing: [], damaged: [] });
  const inFile = encodeKey('A', ['a']);
  expect(inFile.ok && user.file.get(inFile.value)?.toString()).toBe('a');
});

describe('an instance that need not freeze', () => {
  const disable = async (value: string) => {
    setJournalDisk('full');
    const waiting = journal.whenCommitted(set('USER', value));
    await until('journaling is disabled', () => journal.isDisabled);
    return waiting;
  };
  const get = (value: string) => globals.get({ job: 1, database: 'USER', name: 'A', subscripts: [value] });

  beforeEach(() => {
    journal.settings = { ...journal.settings, freezeOnError: false };
  });

  test('stops journaling after the time that a failing write is repeated, answers who waits, and takes updates on', async () => {
    expect(await journal.whenCommitted(set('USER', 'journaled'))).toEqual({ ok: true, value: null });
    const before = journal.writer.current;
    expect(await disable('lost')).toEqual({ ok: true, value: null });
    expect(journal.state).toMatchObject({ kind: 'disabled' });
    expect(log.some((line) => line.startsWith('Journaling is disabled'))).toBe(true);
    expect(await journal.whenCommitted(set('USER', 'unjournaled'))).toEqual({ ok: true, value: null });
    await journal.applied();
    expect(user.queuedCount).toBe(0);
    // Recovery must not read what a failed write may have left in the file.
    expect(user.file.position).toEqual({ history: 'local', fileCount: before.header.fileCount + 1, offset: HEADER_BYTES });
    expect(journal.writer.current.end).toBe(before.end);
  });

  test('never writes a mirrored database without a journal', async () => {
    await disable('a');
    expect(globals.set({ job: 1, database: 'DATA', name: 'A', subscripts: [] }, 'x')).toMatchObject({
      ok: false,
      refusal: { code: 'P209', args: ['DATA'] },
    });
    expect(globals.set({ job: 1, database: 'USER', name: 'A', subscripts: [] }, 'x')).toMatchObject({ ok: true });
  });

  test('journals again after it was started, in a new file behind all that was written without one', async () => {
    await disable('a');
    set('USER', 'b');
    setJournalDisk('healthy');
    await expect(journal.switchFile('by mistake')).rejects.toThrow('disabled');
    await journal.start();
    expect(journal.state).toEqual({ kind: 'normal' });
    expect(user.queuedCount).toBe(0);
    expect(journal.writer.current.header).toMatchObject({ fileCount: 2, reason: 'Journaling started' });
    await journal.whenCommitted(set('USER', 'c'));
    await journal.applied();
    expect(['a', 'b', 'c'].map(get)).toEqual(['a', 'b', 'c'].map((value) => ({ ok: true, value })));
    // The first file ends before 'a': only 'c' is told.
    const keys: string[] = [];
    for (const name of await readdir(directory))
      for await (const block of readBlocks(join(directory, name)))
        for (const { record } of recordsOf(block)) if (record.type === 'set') keys.push(record.value?.toString() ?? '');
    expect(keys).toEqual(['c']);
  });

  test('stays disabled when the disk still refuses at the start', async () => {
    await disable('a');
    await expect(journal.start()).rejects.toThrow();
    expect(journal.state).toMatchObject({ kind: 'disabled' });
    expect(await journal.whenCommitted(set('USER', 'b'))).toEqual({ ok: true, value: null });
  });

  test('an incremental backup does not count from before: the database says that its contents have another source', async () => {
    const before = user.file.snapshot();
    await disable('a');
    await journal.applied();
    const after = user.file.snapshot();
    expect(after.lineage).not.toBe(before.lineage);
    for (const { nodes } of [before, after]) nodes.close();
  });

  test('a crash while it is disabled puts nothing old over what was written since, though the failed write is on the disk', async () => {
    const { file } = journal.writer as unknown as { file: JournalFile };
    const write = file.write.bind(file);
    // As when the bytes arrive and the sync fails, each time.
    let hasArrived = false;
    file.write = async (bytes, offset) => {
      if (!hasArrived) await write(bytes, offset);
      hasArrived = true;
      return { ok: false, failure: { kind: 'input-output', code: 'EIO', message: 'i/o error' } };
    };
    const node = { job: 1, database: 'USER', name: 'A', subscripts: [] };
    globals.set(node, 'older');
    await journal.whenCommitted(journal.writer.lastSequence);
    expect(journal.isDisabled).toBe(true);
    globals.set(node, 'newer');
    await journal.applied();
    expect(await recordCount()).toBeGreaterThan(0);
    // What the next start does; this process is as good as dead.
    await recoverLocalDatabases({ logPath: join(directory, '..', 'journal.log'), directory, creatorGuid: 'C', databases: [user] });
    expect(globals.get(node)).toEqual({ ok: true, value: 'newer' });
    file.write = write;
  });

  test('freezes nevertheless while it must', async () => {
    mustFreeze = true;
    const { file } = journal.writer as unknown as { file: JournalFile };
    const write = file.write.bind(file);
    let tries = 0;
    file.write = (bytes, offset) => {
      tries += 1;
      return write(bytes, offset);
    };
    setJournalDisk('full');
    const waiting = journal.whenCommitted(set('USER', 'a'));
    await until('the journal is frozen', () => !journal.writer.accepting.ok);
    expect(journal.state).toMatchObject({ kind: 'frozen', disablesAt: null });
    await until('the disk has been tried for longer than elsewhere', () => tries >= 3);
    expect(journal.isDisabled).toBe(false);
    setJournalDisk('healthy');
    expect(await waiting).toEqual({ ok: true, value: null });
  });
});

test('broken by hand: a term is opened that is above all of the journal', async () => {
  await journal.mirror.load({ guid: 'APRIL', name: 'APRIL' });
  await journal.mirror.beginTerm(5);
  await expect(journal.mirror.beginTerm(4)).rejects.toThrow('a term is opened that is above all of the journal');
});
