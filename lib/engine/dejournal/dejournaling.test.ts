import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { IDENTITY_KEY, POSITION_KEY } from '../database/database-metadata.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { DejournalFilter } from './dejournal-filter.ts';
import { buildFilterProgram } from './filter-for-tests.ts';
import { encodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import type { JournalUpdate } from '../journal/journal-sink.ts';
import { asPrevious, JournalWriter } from '../journal/journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import { type JournalPosition, ORIGIN } from '../journal/position.ts';
import { Dejournaling } from './dejournaling.ts';
import { MirrorHistory } from '../journaling/mirror-history.ts';

/** Of a database that refused its updates; the product waits longer. */
const RETRY_MS = 300;

let directory: string;
let databases: MountedDatabase[];
let log: string[];
let history: MirrorHistory;
let service: Dejournaling;
/** End of each block written, in order. */
let ends: JournalPosition[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dejournal-'));
  databases = [];
  log = [];
  ends = [];
});
afterEach(async () => {
  for (const { file } of databases) await file.close();
  await rm(directory, { recursive: true });
});

async function addDatabase(name: string, { folder = name, activated = true } = {}): Promise<MountedDatabase> {
  const created = await DatabaseFile.create(join(directory, folder), {
    mirrorGuid: 'APRIL',
    mirrorName: 'APRIL',
    mirrorDatabaseName: name,
    createdAsMirrored: true,
    activated,
  });
  if (!created.ok) throw new Error(created.refusal.code);
  const database = new MountedDatabase({ name, file: created.value, journalName: nameInJournal(name) });
  database.journalDatabase = { journalName: nameInJournal(name), guid: name };
  databases.push(database);
  return database;
}
const nameInJournal = (name: string) => `:mirror:APRIL:${name}`;

const keyOf = (subscript: number): Buffer => {
  const key = encodeKey('A', [subscript]);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};
type Update = Partial<Omit<JournalUpdate, 'database'>> & { in?: string; at?: number };
const toUpdate = ({ in: name, at = 0, ...rest }: Update): JournalUpdate => ({
  type: 'set',
  inTransaction: false,
  job: 1,
  database: name ? { journalName: nameInJournal(name), guid: name } : null,
  key: name ? keyOf(at) : Buffer.alloc(0),
  value: undefined,
  oldValue: undefined,
  ...rest,
});
const set = (name: string, at: number, value: string): Update => ({ in: name, at, value: Buffer.from(value) });

const headerOf = (fileCount: number, previous: JournalHeader['previous']): JournalHeader => ({
  fileGuid: `G${fileCount}`,
  fileCount,
  mirror: { guid: 'APRIL', name: 'APRIL' },
  creatorGuid: 'C',
  createdAtMs: 1,
  previous,
  minTransaction: null,
  epoch: 1,
  sizeBytesMax: 2 ** 30,
});

/** Files of blocks of updates. */
async function start(files: Update[][][]): Promise<void> {
  const pathOf = (fileCount: number) => join(directory, `MIRROR-APRIL-20261121.00${fileCount}`);
  const file = await JournalFile.create(pathOf(1), headerOf(1, null));
  if (!file.ok) throw new Error(file.failure.message);
  const writer = new JournalWriter({
    file: file.value,
    header: headerOf(1, null),
    clock: { ...systemClock, wallTime: () => new Date(5) },
    events: { onDurable: ({ fileCount, end }) => void ends.push({ fileCount, offset: end }) },
  });
  for (const [index, blocks] of files.entries()) {
    if (index > 0) await writer.switchTo((current) => ({ path: pathOf(index + 1), header: headerOf(index + 1, asPrevious(current)) }));
    for (const updates of blocks) {
      for (const update of updates) writer.append(toUpdate(update));
      await writer.drain();
    }
  }
  await writer.close();
  history = new MirrorHistory({ directory, startTerm: async () => undefined, onDiskFailure: (message) => log.push(message) });
  await history.load({ guid: 'APRIL', name: 'APRIL' });
  service = new Dejournaling({
    history,
    databases: () => databases,
    isSuspended: () => false,
    retryMs: RETRY_MS,
    log: (severity, text) => severity > 0 && log.push(text),
  });
}

const valuesOf = (database: MountedDatabase, count: number) =>
  Array.from({ length: count }, (_, at) => database.file.get(keyOf(at))?.toString() ?? '');
const isAt = (database: MountedDatabase, position: JournalPosition | undefined) =>
  database.file.position?.fileCount === position?.fileCount && database.file.position?.offset === position?.offset;

test('applies what is committed and not a block more; at a takeover everything', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b')]], [[set('DATA', 2, 'c')]]]);
  service.applyThrough(ends[1] as JournalPosition);
  await until('the second block is applied', () => isAt(data, ends[1]));
  expect(valuesOf(data, 3)).toEqual(['a', 'b', '']);
  expect(service.applied().position).toEqual(ends[1]);
  await service.applyAll();
  expect(valuesOf(data, 3)).toEqual(['a', 'b', 'c']);
  expect(service.appliedMax()).toMatchObject(ends[2] ?? {});
});

test('a commit that was told before its journal came is applied when it is told again', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')]]]);
  const far = { fileCount: 9, offset: HEADER_BYTES };
  service.applyThrough(far);
  await until('the first block is applied', () => isAt(data, ends[0]));
  const [block] = [ends[0] as JournalPosition];
  await history.truncate(block);
  const bytes = (await readFile(history.pathOf(1))).subarray(HEADER_BYTES, block.offset);
  const last = history.files()[0];
  const header = headerOf(2, last ? { guid: last.guid, name: last.name, end: last.end } : null);
  history.receiveFile({ name: 'MIRROR-APRIL-20261121.002', fileCount: 2, header: encodeHeader(header) });
  history.receiveBlocks({ fileCount: 2, offset: HEADER_BYTES, bytes });
  await history.settled();
  service.applyThrough(far);
  await until('the second file is applied', () => data.file.position?.fileCount === 2);
  await history.close();
});

test('what was said of a history that has been given up does not count', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b')]]]);
  service.applyThrough(ends[1] as JournalPosition);
  service.forgetTarget(ends[0] as JournalPosition);
  await until('the first block is applied', () => isAt(data, ends[0]));
  expect(valuesOf(data, 2)).toEqual(['a', '']);
});

test('a database that is added later catches up, and the others do not get anything twice', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a'), set('LATE', 0, 'x')]], [[set('DATA', 0, 'b'), set('LATE', 1, 'y')]]]);
  await service.applyAll();
  await data.file.applyBatch([{ kind: 'set', key: keyOf(0), value: Buffer.from('newer') }], {
    history: 'mirror',
    fileCount: 2,
    offset: (ends[1] as JournalPosition).offset,
  });
  const late = await addDatabase('LATE');
  await service.databasesChanged();
  await until('the late database is current', () => isAt(late, ends[1]));
  expect(valuesOf(late, 2)).toEqual(['x', 'y']);
  expect(valuesOf(data, 1)).toEqual(['newer']);
});

test('a database that refuses updates is paused with a line in the log, the others go on, and its position stays', async () => {
  const data = await addDatabase('DATA');
  const broken = await addDatabase('BROKEN');
  await start([
    [
      [set('DATA', 0, 'a'), set('BROKEN', 0, 'x')],
      [set('DATA', 1, 'b'), set('BROKEN', 1, 'y')],
    ],
  ]);
  const apply = broken.file.applyBatch.bind(broken.file);
  broken.file.applyBatch = () => Promise.reject(new Error('disk on fire'));
  await service.applyAll();
  expect(valuesOf(data, 2)).toEqual(['a', 'b']);
  expect(service.needsAttention()).toBe(true);
  expect(service.word()).toEqual({ kind: 'paused', databases: ['BROKEN'] });
  expect(service.isPaused(broken.file)).toBe(true);
  expect(log).toEqual([expect.stringContaining('is paused: disk on fire')]);
  await service.databasesChanged();
  await until('the broken database has refused again', () => service.isPaused(broken.file));
  expect(log).toHaveLength(1);
  broken.file.applyBatch = apply;
  await service.advancePositions();
  expect(broken.file.position).toBeNull();
  // Nobody does anything: it is offered again after a while.
  await until('the mended database is current', () => isAt(broken, ends[1]));
  await until('it is told', () => log.length === 2);
  expect(valuesOf(broken, 2)).toEqual(['x', 'y']);
  expect(log[1]).toContain('goes on: it takes updates again');
  expect(service.needsAttention()).toBe(false);
  expect(service.word()).toEqual({ kind: 'running' });
  await service.setStopped(true);
  expect(service.word()).toEqual({ kind: 'stopped' });
});

test('a database whose journal is gone is paused: later journal is not applied over the gap', async () => {
  const data = await addDatabase('DATA');
  const old = await addDatabase('OLD');
  await start([[[set('OLD', 0, 'a')], [set('OLD', 1, 'b')]], [[set('OLD', 2, 'c'), set('DATA', 0, 'x')]]]);
  await old.file.applyBatch([], { history: 'mirror', ...(ends[0] as JournalPosition) });
  await rm(history.pathOf(1));
  await history.load({ guid: 'APRIL', name: 'APRIL' });
  await service.applyAll();
  expect(valuesOf(data, 1)).toEqual(['x']);
  expect(valuesOf(old, 3)).toEqual(['', '', '']);
  expect(log).toEqual([expect.stringContaining('Journal file #1 not found')]);
});

test('a database that had come to the end of a journal file that is gone lacks nothing of it', async () => {
  const old = await addDatabase('OLD');
  await start([[[set('OLD', 0, 'a')]], [[set('OLD', 1, 'b')]]]);
  await old.file.applyBatch([], { history: 'mirror', ...(ends[0] as JournalPosition) });
  await rm(history.pathOf(1));
  await history.load({ guid: 'APRIL', name: 'APRIL' });
  await service.applyAll();
  expect(valuesOf(old, 2)).toEqual(['', 'b']);
  expect(log).toEqual([]);
});

test('a damaged journal file stops dejournaling with one line in the log, and a takeover fails', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b')]]]);
  const bytes = await readFile(history.pathOf(1));
  bytes[(ends[0] as JournalPosition).offset + 40] = 0xff;
  await writeFile(history.pathOf(1), bytes);
  const damaged = `damaged at offset ${(ends[0] as JournalPosition).offset}`;
  await expect(service.applyAll()).rejects.toThrow(damaged);
  await expect(service.applyAll()).rejects.toThrow(damaged);
  expect(valuesOf(data, 2)).toEqual(['a', '']);
  expect(service.needsAttention()).toBe(true);
  expect(service.word()).toEqual({ kind: 'failed', reason: expect.stringContaining(damaged) });
  expect(log).toEqual([expect.stringContaining(damaged)]);
});

test('knows the transactions that are open, also when it reads again from the start', async () => {
  await addDatabase('DATA');
  const inside = { inTransaction: true, job: 7 };
  await start([
    [
      [
        { type: 'begin', ...inside },
        { ...set('DATA', 0, 'a'), ...inside, oldValue: Buffer.from('before') },
      ],
    ],
  ]);
  await service.applyAll();
  await service.databasesChanged();
  await service.applyAll();
  const open = service.transactions.list();
  expect(open.map(({ job, compensations }) => [job, compensations.map(({ value }) => String(value))])).toEqual([[7, ['before']]]);
  expect(service.transactions.oldest()).toEqual({ fileCount: 1, offset: expect.any(Number) });
});

test('a copy that awaits activation lies beside the active one of the same name and gets nothing', async () => {
  const copy = await addDatabase('DATA', { folder: 'COPY', activated: false });
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')]]]);
  await service.applyAll();
  expect(valuesOf(data, 1)).toEqual(['a']);
  expect(valuesOf(copy, 1)).toEqual(['']);
  expect(copy.file.position).toBeNull();
  expect(service.needsAttention()).toBe(true);
  expect(service.appliedMax()).toMatchObject({ ...ends[0] });
});

test('a database that was made in the mirror has gone nowhere until something is applied to it: its birth lies ahead of a member that has no journal yet', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b')]]]);
  const bornAt = ends[0] as JournalPosition;
  service = new Dejournaling({
    history,
    databases: () => databases,
    bornAt: () => bornAt,
    isSuspended: () => false,
    retryMs: RETRY_MS,
    log: (severity, text) => severity > 0 && log.push(text),
  });
  await data.file.setMirror(
    { mirrorGuid: 'APRIL', mirrorName: 'APRIL', mirrorDatabaseName: 'DATA', createdAsMirrored: true, activated: true },
    { history: 'mirror', ...bornAt },
  );
  expect(service.appliedMax()).toEqual(ORIGIN);
  expect(service.neededFrom()).toMatchObject(bornAt);
  await service.applyAll();
  expect(valuesOf(data, 2)).toEqual(['', 'b']);
  expect(service.appliedMax()).toMatchObject(ends[1] ?? {});
});

test('a database that is behind gets nothing until it joins, and joins only with everything that the others have', async () => {
  const data = await addDatabase('DATA');
  const late = await addDatabase('LATE');
  await start([[[set('DATA', 0, 'a'), set('LATE', 0, 'x')], [set('DATA', 1, 'b'), set('LATE', 1, 'y')], [set('LATE', 2, 'z')]]]);
  service.setBehind(late.file);
  service.applyThrough(ends[1] as JournalPosition);
  await until('the others have the second block', () => isAt(data, ends[1]));
  expect(late.file.position).toBeNull();
  expect(await service.whileStill(async () => service.join(late.file))).toBe(false);
  expect(service.takesPart(late.file)).toBe(false);
  await late.file.applyBatch([{ kind: 'set', key: keyOf(0), value: Buffer.from('x') }], {
    history: 'mirror',
    ...(ends[1] as JournalPosition),
  });
  expect(await service.whileStill(async () => service.join(late.file))).toBe(true);
  await service.applyAll();
  expect(valuesOf(late, 3)).toEqual(['x', '', 'z']);
});

test('nothing is applied while it is held still, and it goes on behind', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')]], [[set('DATA', 1, 'b')]]]);
  let applying: Promise<void> = Promise.resolve();
  await service.whileStill(async () => {
    applying = service.applyAll();
    // Each takes longer than reading these blocks.
    for (let time = 0; time < 5; time++) await data.file.flush();
    expect(valuesOf(data, 2)).toEqual(['', '']);
  });
  await applying;
  expect(valuesOf(data, 2)).toEqual(['a', 'b']);
});

test('a database that a person paused stays so when databases change, and follows again once it has joined', async () => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')]], [[set('DATA', 1, 'b')]]]);
  service.applyThrough(ends[0] as JournalPosition);
  await until('the first block is applied', () => isAt(data, ends[0]));
  service.pause(data.file);
  await service.databasesChanged();
  await service.applyAll();
  expect(valuesOf(data, 2)).toEqual(['a', '']);
  await data.file.applyBatch([{ kind: 'set', key: keyOf(1), value: Buffer.from('b') }], {
    history: 'mirror',
    ...(ends[1] as JournalPosition),
  });
  expect(await service.whileStill(async () => service.join(data.file))).toBe(true);
  expect(service.needsAttention()).toBe(false);
});

test('a member without a database that must be mounted cannot take over', async () => {
  await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')]]]);
  service = new Dejournaling({
    history,
    databases: () => databases,
    isSuspended: () => false,
    missingRequired: () => 'DEMO',
    log: () => undefined,
  });
  await expect(service.applyAll()).rejects.toThrow('database DEMO, which must be mounted at startup, is not mounted or needs catchup');
});

// ---- dejournal filter (engine facts 9.5)

const filterOf = (body: string) =>
  new DejournalFilter({
    name: 'ZTest',
    code: `class ZTest extends MirrorDejournal { RunFilter(database, reference) { ${body} } }`,
    program: buildFilterProgram(),
  });
async function clearFlag({ file }: MountedDatabase): Promise<void> {
  if (file.identity.mirror) await file.setMirror({ ...file.identity.mirror, failoverDatabase: false });
}

test('a filter keeps updates from databases whose FailoverDB flag is cleared, and no others; positions go over what it skips', async () => {
  const [cleared, flagged] = [await addDatabase('CLEARED'), await addDatabase('FLAGGED')];
  await clearFlag(cleared);
  await start([[[set('CLEARED', 0, 'a'), set('FLAGGED', 0, 'a'), set('CLEARED', 1, 'b'), set('FLAGGED', 1, 'b')]]]);
  await service.setFilter(filterOf(`return reference === 'A(1)' ? 1 : 0;`));
  service.applyThrough(history.state().durable);
  await until('the update', () => valuesOf(flagged, 2)[1] === 'b');
  await service.standStill();
  expect(valuesOf(cleared, 2)).toEqual(['', 'b']);
  expect(valuesOf(flagged, 2)).toEqual(['a', 'b']);
  expect(cleared.file.position).toMatchObject({ offset: ends.at(-1)?.offset });
});

test('removing the filter brings nothing back that it skipped', async () => {
  const database = await addDatabase('DATA');
  await clearFlag(database);
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b')]]]);
  await service.setFilter(filterOf('return 0;'));
  service.applyThrough(ends[0] as JournalPosition);
  await until('the first block', () => database.file.position?.offset === ends[0]?.offset);
  await service.setFilter(null);
  service.applyThrough(history.state().durable);
  await until('the second block', () => valuesOf(database, 2)[1] === 'b');
  expect(valuesOf(database, 2)).toEqual(['', 'b']);
});

test('a filter that throws ends dejournaling of all databases until another one, or none, is set', async () => {
  const [cleared, flagged] = [await addDatabase('CLEARED'), await addDatabase('FLAGGED')];
  await clearFlag(cleared);
  await start([[[set('CLEARED', 0, 'a')], [set('FLAGGED', 0, 'a')]]]);
  await service.setFilter(filterOf(`throw new Error('no');`));
  service.applyThrough(history.state().durable);
  await until('the end', () => service.aborted !== null);
  expect(service.isStopped).toBe(true);
  expect(log).toEqual([
    'Dejournaling has stopped: Dejournal filter ZTest: RunFilter failed at ^A(0) of :mirror:APRIL:CLEARED: no (line 1)',
  ]);
  service.applyThrough(history.state().durable);
  await service.standStill();
  expect([...valuesOf(cleared, 1), ...valuesOf(flagged, 1)]).toEqual(['', '']);
  await service.setFilter(null);
  service.applyThrough(history.state().durable);
  await until('both', () => valuesOf(cleared, 1)[0] === 'a' && valuesOf(flagged, 1)[0] === 'a');
  expect(service.aborted).toBeNull();
});

test.each<[string, Update]>([
  ['its identity', { type: 'set', key: IDENTITY_KEY, value: Buffer.from('{}') }],
  ['its position', { type: 'kill-node', key: POSITION_KEY }],
  ['all that it knows of itself', { type: 'kill', key: Buffer.from([0]) }],
  ['everything at once', { type: 'kill', key: Buffer.alloc(0) }],
])('an update from another member cannot reach what the database keeps of %s: it stops there, and is named', async (_label, update) => {
  const data = await addDatabase('DATA');
  await start([[[set('DATA', 0, 'a')], [set('DATA', 1, 'b'), { ...update, in: 'DATA' }]]]);
  service.applyThrough(ends[0] as JournalPosition);
  await until('the first block', () => isAt(data, ends[0]));
  const { identity } = data.file;
  service.applyThrough(ends[1] as JournalPosition);
  await until('it stops', () => log.length > 0);
  expect(log).toEqual([
    expect.stringMatching(
      /^Dejournaling has stopped: journal file #1 holds an update at offset \d+ that is none of a global: it is not applied$/,
    ),
  ]);
  expect(data.file.identity).toEqual(identity);
  expect(isAt(data, ends[0])).toBe(true);
  expect(valuesOf(data, 2)).toEqual(['a', '']);
});
