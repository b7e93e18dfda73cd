import { mkdir, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LostUpdate } from '../../contract/lost-updates.ts';
import { DIRECTORY_STEP_BYTES } from '../journal/block-filling.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import type { JournalUpdate } from '../journal/journal-sink.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { JournalPosition } from '../journal/position.ts';
import { encodeKey } from '../nodes/collation.ts';
import { systemClock } from '../ports/clock.ts';
import { LostUpdates } from './lost-updates.ts';
import { lostUpdatesFolder, MirrorHistory } from './mirror-history.ts';
import type { MirrorFile } from './mirror-journal.ts';

const BYTES_MAX = 1024 * 1024;
const NOW = Date.UTC(2026, 10, 30, 13);
const data = { journalName: ':mirror:APRIL:DATA', guid: 'D' };
const none = Buffer.alloc(0);

let root: string;
let directory: string;
let kept: LostUpdates;
let files: MirrorFile[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lost-'));
  directory = join(root, 'journal');
  await mkdir(directory);
  kept = new LostUpdates(lostUpdatesFolder(directory));
  files = [];
});
afterEach(() => rm(root, { recursive: true }));

const pathOf = (file: { readonly name: string }) => join(directory, file.name);
function keyOf(name: string, subscripts: readonly string[]): Buffer {
  const encoded = encodeKey(name, subscripts);
  if (!encoded.ok) throw new Error(encoded.refusal.code);
  return encoded.value;
}
const set = (name: string, subscript: string, value: string, part: Partial<JournalUpdate> = {}): JournalUpdate => ({
  type: 'set',
  inTransaction: false,
  job: 1,
  database: data,
  key: keyOf(name, [subscript]),
  value: Buffer.from(value),
  oldValue: undefined,
  ...part,
});
const kill = (name: string, subscripts: readonly string[], type: 'kill' | 'kill-node' = 'kill'): JournalUpdate => ({
  ...set(name, '1', ''),
  type,
  key: keyOf(name, subscripts),
  value: undefined,
});
const marker = (type: 'begin' | 'commit', job: number): JournalUpdate => ({
  ...set('X', '1', ''),
  type,
  inTransaction: true,
  job,
  database: null,
  key: none,
  value: undefined,
});

/** The next file of the journal. Answers where each batch ended. */
async function write(...batches: JournalUpdate[][]): Promise<JournalPosition[]> {
  const fileCount = files.length + 1;
  const header: JournalHeader = {
    fileGuid: `G${fileCount}`,
    fileCount,
    mirror: { guid: 'M', name: 'APRIL' },
    creatorGuid: 'C',
    createdAtMs: 0,
    previous: null,
    minTransaction: null,
    epoch: fileCount,
    sizeBytesMax: 2 ** 30,
    directoryStepBytes: DIRECTORY_STEP_BYTES,
  };
  const name = `MIRROR-APRIL-20261130.00${fileCount}`;
  const file = await JournalFile.create(pathOf({ name }), header);
  if (!file.ok) throw new Error(file.failure.message);
  const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(NOW) } });
  const ends: JournalPosition[] = [];
  for (const batch of batches) {
    for (const update of batch) writer.append(update);
    await writer.drain();
    ends.push({ fileCount, offset: file.value.end });
  }
  const { end } = file.value;
  await writer.close();
  files.push({ fileCount, guid: header.fileGuid, start: HEADER_BYTES, end, name, epoch: fileCount });
  return ends;
}

const keep = (from: JournalPosition, cause: 'discarded' | 'refused' = 'refused') =>
  kept.keep({ mirror: { guid: 'M', name: 'APRIL' }, files, pathOf, from, cause, nowMs: NOW });
async function rows(): Promise<LostUpdate[]> {
  const [report] = await kept.list();
  if (!report) throw new Error('there is no report');
  const found: LostUpdate[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: { rows: LostUpdate[]; next: number | null } = await kept.rows(report.id, from, BYTES_MAX);
    found.push(...page.rows);
    from = page.next;
  }
  return found;
}
const short = ({ type, reference, value, oldValue, isOpen }: LostUpdate) => [type, reference, value, oldValue, isOpen];

test('what lies behind the fork is kept with its address and the value before, over several files', async () => {
  const [fork] = await write([set('A', '1', 'one'), set('A', '2', 'two')], [set('A', '1', 'lost'), set('A', '3', 'new')]);
  await write([set('A', '1', 'lost again'), kill('A', ['2'], 'kill-node')]);
  expect(await keep(fork as JournalPosition)).toBe(true);
  expect((await rows()).map(short)).toEqual([
    ['set', '^A(1)', 'lost', 'one', false],
    ['set', '^A(3)', 'new', undefined, false],
    ['set', '^A(1)', 'lost again', 'lost', false],
    ['kill-node', '^A(2)', null, 'two', false],
  ]);
  const [first, , third] = await rows();
  expect(first).toMatchObject({ file: files[0]?.name, database: 'DATA', time: new Date(NOW).toISOString() });
  expect(first?.offset).toBeGreaterThan((fork as JournalPosition).offset);
  expect(third?.file).toBe(files[1]?.name);
  expect(await kept.list()).toMatchObject([
    {
      mirrorName: 'APRIL',
      cause: 'refused',
      count: 4,
      openCount: 0,
      isWhole: true,
      from: fork,
      globals: [{ database: 'DATA', global: '^A', count: 4 }],
    },
  ]);
});

test('a kill takes the nodes below with it, before the fork and behind it', async () => {
  const [fork] = await write(
    [set('A', '1', 'one'), set('A', '2', 'two'), kill('A', ['1'])],
    [set('A', '1', 'x'), kill('A', []), set('A', '2', 'y')],
  );
  await keep(fork as JournalPosition);
  expect((await rows()).map(short)).toEqual([
    ['set', '^A(1)', 'x', null, false],
    ['kill', '^A', null, undefined, false],
    ['set', '^A(2)', 'y', null, false],
  ]);
});

test('what a transaction says of the value before is taken from it; one that has not ended is told apart', async () => {
  const inTransaction = (job: number, old?: string) => ({
    inTransaction: true,
    job,
    oldValue: old === undefined ? undefined : Buffer.from(old),
  });
  const [fork] = await write(
    [set('A', '1', 'journal'), marker('begin', 9)],
    [
      marker('begin', 7),
      set('A', '1', 'x', inTransaction(7, 'record')),
      set('A', '2', 'y', inTransaction(7)),
      marker('commit', 7),
      set('A', '3', 'z', inTransaction(9, '')),
      marker('begin', 7),
      set('A', '4', 'w', inTransaction(7)),
    ],
  );
  await keep(fork as JournalPosition);
  expect((await rows()).map(short)).toEqual([
    ['set', '^A(1)', 'x', 'record', false],
    ['set', '^A(2)', 'y', null, false],
    ['set', '^A(3)', 'z', '', true],
    ['set', '^A(4)', 'w', null, true],
  ]);
  expect((await kept.list())[0]?.openCount).toBe(2);
});

test('nothing behind the fork, or nothing of a node: there is no report', async () => {
  const ends = await write([set('A', '1', 'one')], [marker('begin', 7)]);
  expect(await keep(ends[1] as JournalPosition)).toBe(false);
  expect(await keep(ends[0] as JournalPosition)).toBe(false);
  expect(await kept.list()).toEqual([]);
});

test('what was kept is not kept again; more of the same journal is another report', async () => {
  const [fork] = await write([set('A', '1', 'one')], [set('A', '1', 'two')]);
  expect(await keep(fork as JournalPosition)).toBe(true);
  expect(await keep(fork as JournalPosition)).toBe(false);
  await write([set('A', '2', 'three')]);
  expect(await keep(fork as JournalPosition)).toBe(true);
  expect(await kept.list()).toHaveLength(2);
});

test('a page begins where the report says, and rows that are longer than an answer come all the same', async () => {
  const [fork] = await write(
    [set('A', '0', '')],
    Array.from({ length: 250 }, (_, index) => set('A', String(index), index === 200 ? 'v'.repeat(5000) : String(index))),
  );
  await keep(fork as JournalPosition);
  const [report] = await kept.list();
  expect(report?.pages).toHaveLength(3);
  const third = await kept.rows(report?.id ?? '', report?.pages[2] ?? 0, 1000);
  expect(third.rows[0]?.reference).toBe('^A(200)');
  expect((await kept.rows(report?.id ?? '', third.next ?? 0, BYTES_MAX)).rows).toHaveLength(50 - third.rows.length);
  expect(await rows()).toHaveLength(250);
});

test('a journal that is damaged on the way is kept as far as it can be read, and the report says so', async () => {
  const ends = await write([set('A', '1', 'one')], [set('A', '2', 'two')], [set('A', '3', 'three')]);
  const handle = await open(pathOf(files[0] as MirrorFile), 'r+');
  await handle.write(Buffer.from('damage'), 0, 6, (ends[1] as JournalPosition).offset + 40);
  await handle.close();
  expect(await keep(ends[0] as JournalPosition)).toBe(true);
  expect((await rows()).map(({ reference }) => reference)).toEqual(['^A(2)']);
  expect((await kept.list())[0]?.isWhole).toBe(false);
});

test('of what was never in a database only the newest reports stay', async () => {
  const [fork] = await write([set('A', '1', 'one')], [set('A', '1', 'two')]);
  await keep(fork as JournalPosition, 'refused');
  for (let index = 0; index < 31; index++) {
    const end = (await stat(pathOf(files[0] as MirrorFile))).size;
    files = [{ ...(files[0] as MirrorFile), guid: `G${index}`, end: Math.min(end, files[0]?.end ?? 0) }];
    await keep(fork as JournalPosition, 'discarded');
  }
  const causes = (await kept.list()).map(({ cause }) => cause);
  expect(causes.filter((cause) => cause === 'discarded')).toHaveLength(30);
  expect(causes.filter((cause) => cause === 'refused')).toHaveLength(1);
  expect(await readdir(lostUpdatesFolder(directory))).toHaveLength(62);
});

test('an address outside its folder is no report', async () => {
  expect(await kept.report('../reports/x')).toBeNull();
});

async function loaded(): Promise<MirrorHistory> {
  const history = new MirrorHistory({ directory, startTerm: async () => undefined, onDiskFailure: () => undefined });
  await history.load({ guid: 'M', name: 'APRIL' });
  return history;
}

test('what a member cuts off is kept first', async () => {
  const [fork] = await write([set('A', '1', 'one')], [set('A', '1', 'two')]);
  const history = await loaded();
  await history.truncate(fork as JournalPosition);
  await history.close();
  expect(history.state().durable).toEqual(fork);
  expect((await rows()).map(short)).toEqual([['set', '^A(1)', 'two', 'one', false]]);
  expect((await kept.list())[0]?.cause).toBe('discarded');
});

test('what cannot be kept is not cut off', async () => {
  const [fork, end] = await write([set('A', '1', 'one')], [set('A', '1', 'two')]);
  await writeFile(lostUpdatesFolder(directory), 'no folder');
  const history = await loaded();
  await expect(history.truncate(fork as JournalPosition)).rejects.toThrow('EEXIST');
  expect(history.state().durable).toEqual(end);
  await rm(lostUpdatesFolder(directory));
  await history.truncate(fork as JournalPosition);
  await history.close();
  expect(await rows()).toHaveLength(1);
});

test('a row that is none is not passed on as one', async () => {
  const [fork] = await write([set('A', '1', 'one')], [set('A', '1', 'two')]);
  await keep(fork as JournalPosition);
  const [report] = await kept.list();
  await writeFile(join(lostUpdatesFolder(directory), `${report?.id}.rows`), '{"reference":"^A(1)"}\n');
  await expect(rows()).rejects.toThrow('isOpen');
});
