import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRecordFilter } from '../../contract/journals.ts';
import { encodeKey } from '../nodes/collation.ts';
import { recordsOf } from './block.ts';
import type { JournalHeader } from './header.ts';
import { JournalFile } from './journal-file.ts';
import { checkJournalFile } from './journal-integrity.ts';
import { readBackward, readForward } from './journal-page.ts';
import { JournalProfile } from './journal-profile.ts';
import { readBlocks } from './journal-reader.ts';
import { DIRECTORY_STEP_BYTES } from './block-filling.ts';
import { JournalWriter } from './journal-writer.ts';
import { systemClock } from '../ports/clock.ts';

const header: JournalHeader = {
  fileGuid: 'F',
  fileCount: 1,
  mirror: null,
  creatorGuid: 'C',
  createdAtMs: 0,
  previous: null,
  minTransaction: null,
  epoch: 0,
  sizeBytesMax: 2 ** 30,
  directoryStepBytes: DIRECTORY_STEP_BYTES,
};
const data = { journalName: ':mirror:APRIL:DATA', guid: 'D' };
const user = { journalName: '/mgr/user/', guid: 'U' };
const none = Buffer.alloc(0);
const VALUE = Buffer.alloc(10_000, 'v');
/** Four windows and a bit. */
const RECORDS = 450;

let directory: string;
let path: string;
let clockMs: number;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
  path = join(directory, '20261121.001');
});
afterEach(() => rm(directory, { recursive: true }));

const key = (name: string, subscript: number) => {
  const encoded = encodeKey(name, [String(subscript)]);
  if (!encoded.ok) throw new Error(encoded.refusal.code);
  return encoded.value;
};

/**
 * A set of ^A(n) in DATA each, every hundredth of ^Rare(n) in USER by job 7 in a transaction of its own. A second passes from block to
 * block.
 */
async function write(first: JournalHeader = header): Promise<void> {
  const file = await JournalFile.create(path, first);
  if (!file.ok) throw new Error(file.failure.message);
  clockMs = 0;
  const writer = new JournalWriter({
    file: file.value,
    header: first,
    clock: {
      ...systemClock,
      wallTime: () => {
        clockMs += 1000;
        return new Date(clockMs);
      },
    },
  });
  for (let index = 0; index < RECORDS; index++) {
    if (index % 100 === 50) {
      writer.append({ type: 'begin', inTransaction: true, job: 7, database: null, key: none, value: undefined, oldValue: undefined });
      writer.append({
        type: 'set',
        inTransaction: true,
        job: 7,
        database: user,
        key: key('Rare', index),
        value: Buffer.from('r'),
        oldValue: none,
      });
      writer.append({ type: 'commit', inTransaction: true, job: 7, database: null, key: none, value: undefined, oldValue: undefined });
    }
    writer.append({ type: 'set', inTransaction: false, job: 1, database: data, key: key('A', index), value: VALUE, oldValue: undefined });
    if (index % 10 === 9) await writer.drain();
  }
  await writer.close();
}

const forward = (from: number, limit: number, filter: JournalRecordFilter = {}) => readForward({ path, header, from, limit, filter });
const backward = (from: number, limit: number, filter: JournalRecordFilter = {}) => readBackward({ path, header, from, limit, filter });

async function everything(): Promise<{ offset: number; node: string }[]> {
  const page = await forward(0, 10_000);
  return page.records.map(({ offset, globalNode }) => ({ offset, node: globalNode }));
}

describe('records of a journal file by pages', () => {
  it('are the same forward and backward, page by page, and none is missing', async () => {
    await write();
    const all = await everything();
    expect(all.filter(({ node }) => node.startsWith('^A('))).toHaveLength(RECORDS);
    const there: number[] = [];
    for (let from: number | null = 0; from !== null; ) {
      const page = await forward(from, 37);
      there.push(...page.records.map(({ offset }) => offset));
      from = page.next;
    }
    expect(there).toEqual(all.map(({ offset }) => offset));
    const back: number[] = [];
    for (let from: number | null = (await stat(path)).size; from !== null; ) {
      const page = await backward(from, 41);
      back.unshift(...page.records.map(({ offset }) => offset));
      from = page.previous;
    }
    expect(back).toEqual(there);
  });

  it('can be asked for from any offset, also in the middle of a record, with the database named', async () => {
    await write();
    const all = await everything();
    const wanted = all.findIndex(({ offset }) => offset > 3.5 * DIRECTORY_STEP_BYTES);
    const page = await forward((all[wanted]?.offset ?? 0) - 1, 2);
    expect(page.records.map(({ offset }) => offset)).toEqual(all.slice(wanted, wanted + 2).map(({ offset }) => offset));
    expect(page.records[0]?.database).toBe(data.journalName);
    expect(page.previous).toBe(page.records[0]?.offset);
  });

  it('are read without what lies before: a damaged beginning does not matter', async () => {
    await write();
    const all = await everything();
    const handle = await open(path, 'r+');
    await handle.write(Buffer.alloc(DIRECTORY_STEP_BYTES / 2, 0xee), 0, undefined, 200_000);
    await handle.close();
    const page = await forward(3 * DIRECTORY_STEP_BYTES, 5);
    expect(page.records.map(({ offset }) => offset)).toEqual(
      all
        .filter(({ offset }) => offset >= 3 * DIRECTORY_STEP_BYTES)
        .slice(0, 5)
        .map(({ offset }) => offset),
    );
  });

  it.each<[string, JournalRecordFilter, number]>([
    ['database', { database: 'USER' }, 4],
    ['global', { global: '^rare' }, 4],
    ['process', { process: 7 }, 12],
    ['type', { type: 'BeginTrans' }, 4],
    ['in a transaction', { inTransaction: true }, 12],
    ['global and database that do not go together', { global: 'Rare', database: 'april' }, 0],
  ])('are found by %s', async (_label, filter, count) => {
    await write();
    // Names of databases are repeated, and are no updates.
    const found = async (page: Promise<{ records: { type: string }[] }>) =>
      (await page).records.filter(({ type }) => type !== 'Directory').length;
    expect(await found(forward(0, 500, filter))).toBe(count);
    expect(await found(backward(Number.MAX_SAFE_INTEGER, 500, filter))).toBe(await found(forward(0, 500, filter)));
  });

  it('are found by the time of their block', async () => {
    await write();
    const since = new Date(20_000).toISOString();
    const until = new Date(21_000).toISOString();
    const page = await forward(0, 500, { since, until });
    expect(new Set(page.records.map(({ time }) => time))).toEqual(new Set([since, until]));
    expect(page.records.length).toBeGreaterThan(0);
  });

  it('of a file of an earlier version are read from its beginning', async () => {
    const { directoryStepBytes: _, ...old } = header;
    await write(old);
    const page = await readForward({ path, header: old, from: 3 * DIRECTORY_STEP_BYTES, limit: 1, filter: {} });
    expect(page.records[0]?.database).toBe(data.journalName);
    const last = await readBackward({ path, header: old, from: Number.MAX_SAFE_INTEGER, limit: 1, filter: {} });
    expect(last.records[0]?.globalNode).toBe(`^A(${RECORDS - 1})`);
  });
});

it('the names of all databases stand in the first block behind each megabyte', async () => {
  await write();
  const starts = new Map<number, string[]>();
  for await (const block of readBlocks(path)) {
    const step = Math.floor(block.offset / DIRECTORY_STEP_BYTES);
    if (step > 0 && !starts.has(step))
      starts.set(
        step,
        [...recordsOf(block)].filter(({ record }) => record.type === 'directory').map(({ record }) => record.key.toString()),
      );
  }
  expect([...starts]).toEqual([1, 2, 3, 4].map((step) => [step, [data.journalName, user.journalName]]));
});

it('a profile counts every record once', async () => {
  await write();
  const profile = new JournalProfile();
  for await (const block of readBlocks(path)) profile.feed(block);
  expect(profile.rows().map(({ database, global, sets, kills }) => ({ database, global, sets, kills }))).toEqual([
    { database: data.journalName, global: '^A', sets: RECORDS, kills: 0 },
    { database: user.journalName, global: '^Rare', sets: 4, kills: 0 },
  ]);
  expect(profile.transactions).toBe(4);
});

describe('integrity check', () => {
  const check = (changes: Partial<Parameters<typeof checkJournalFile>[0]> = {}) =>
    checkJournalFile({
      path,
      knownEnd: null,
      previous: null,
      next: null,
      signal: new AbortController().signal,
      progress: () => undefined,
      ...changes,
    });
  const failures = async (changes: Partial<Parameters<typeof checkJournalFile>[0]> = {}) =>
    (await check(changes))?.findings.filter(({ outcome }) => outcome === 'failed') ?? [];
  const spoil = async (offset: number, bytes: number[]) => {
    const handle = await open(path, 'r+');
    await handle.write(Buffer.from(bytes), 0, undefined, offset);
    await handle.close();
  };

  it('finds nothing in a sound file', async () => {
    await write();
    expect(await failures()).toEqual([]);
  });

  it('finds one wrong byte, and where', async () => {
    await write();
    await spoil(2_000_000, [1, 2, 3]);
    const [found] = await failures();
    expect(found).toMatchObject({
      check: 'blocks',
      problem: expect.stringMatching(/^the block at offset \d+ is damaged; whole blocks follow from offset \d+ on$/),
    });
  });

  it('finds a wrong header', async () => {
    await write();
    await spoil(40, [0]);
    expect(await failures()).toMatchObject([{ check: 'header' }]);
  });

  it('finds that the end is missing', async () => {
    await write();
    const { size } = await stat(path);
    const handle = await open(path, 'r+');
    await handle.truncate(size - 1);
    await handle.close();
    expect(await failures({ knownEnd: size })).toMatchObject([
      { check: 'blocks', problem: expect.stringContaining(`must reach to ${size}`) },
    ]);
  });

  it('finds a transaction that ends without having begun', async () => {
    const file = await JournalFile.create(path, header);
    if (!file.ok) throw new Error(file.failure.message);
    const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(1) } });
    writer.append({ type: 'commit', inTransaction: true, job: 7, database: null, key: none, value: undefined, oldValue: undefined });
    await writer.close();
    expect(await failures()).toMatchObject([{ check: 'transactions' }]);
  });

  it('finds a neighbour that is another file', async () => {
    await write();
    const nextPath = join(directory, '20261121.002');
    const next = await JournalFile.create(nextPath, {
      ...header,
      fileGuid: 'N',
      fileCount: 2,
      previous: { guid: 'F', name: '20261121.001', end: 1 },
    });
    if (!next.ok) throw new Error(next.failure.message);
    await next.value.close();
    expect(await failures({ next: { path: nextPath } })).toMatchObject([
      { check: 'next-file', problem: expect.stringContaining('says that this file ends at 1') },
    ]);
  });
});
