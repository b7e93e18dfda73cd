import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile, FIRST_NODE_KEY } from '../database/database-file.ts';
import { JournalApplier, type Updaters } from './journal-applier.ts';
import type { Block } from '../journal/block.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import { UpdaterPool } from './updater-pool.ts';
import { updaterProgram } from './updater-for-tests.ts';
import { SOON } from '../../machine/until-for-tests.ts';

const UPDATES = 30_000;
const GLOBALS = 12;

let directory: string;
let files: DatabaseFile[];
let pools: UpdaterPool[];
let jobs: Set<{ updates: number }>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'updaters-'));
  files = [];
  pools = [];
  jobs = new Set();
});
afterEach(async () => {
  for (const pool of pools) await pool.close();
  for (const file of files) await file.close();
  await rm(directory, { recursive: true });
});

function poolOf(count: number): UpdaterPool {
  const pool = new UpdaterPool({
    count: () => count,
    begin: () => {
      const job = { updates: 0 };
      jobs.add(job);
      return { done: (updates) => (job.updates += updates), end: () => jobs.delete(job) };
    },
    program: updaterProgram(),
  });
  pools.push(pool);
  return pool;
}

async function addFile(name: string): Promise<DatabaseFile> {
  const created = await DatabaseFile.create(join(directory, name));
  if (!created.ok) throw new Error(created.refusal.code);
  files.push(created.value);
  return created.value;
}

/** Scattered sets over several globals of two databases, nodes set again and again, kills of nodes and of subtrees; in blocks. */
async function writeJournal({ kills = true } = {}): Promise<Block[]> {
  const path = join(directory, '20261121.001');
  const header = {
    fileGuid: 'F',
    fileCount: 1,
    mirror: null,
    creatorGuid: 'C',
    createdAtMs: 1,
    previous: null,
    minTransaction: null,
    epoch: 1,
    sizeBytesMax: 2 ** 30,
  };
  const file = await JournalFile.create(path, header);
  if (!file.ok) throw new Error(file.failure.message);
  const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(5) } });
  for (let number = 0; number < UPDATES; number++) {
    const place = (number * 7919) % 10_007;
    const isSubtree = kills && number % 97 === 0;
    const key = encodeKey(`G${number % GLOBALS}`, isSubtree ? [place % 100] : [place % 100, place % 1000]);
    if (!key.ok) throw new Error(key.refusal.code);
    const name = number % 3 === 0 ? 'ONE' : 'TWO';
    const type = isSubtree ? 'kill' : number % 11 === 0 ? 'kill-node' : 'set';
    writer.append({
      type,
      inTransaction: false,
      job: 1,
      database: { journalName: name, guid: name },
      key: key.value,
      value: type === 'set' ? Buffer.from(`value ${number}`) : undefined,
      oldValue: undefined,
    });
    if (number % 1000 === 999) await writer.drain();
  }
  await writer.close();
  const blocks: Block[] = [];
  for await (const block of readBlocks(path)) blocks.push(block);
  return blocks;
}

interface Two {
  readonly one: DatabaseFile;
  readonly two: DatabaseFile;
}
const twoFiles = async (prefix: string): Promise<Two> => ({ one: await addFile(`${prefix}-one`), two: await addFile(`${prefix}-two`) });

async function dejournal(
  blocks: readonly Block[],
  { one, two }: Two,
  options: { updaters?: Updaters; blocksAtOnce: number; onFailure?: (file: DatabaseFile, error: unknown) => void },
): Promise<JournalApplier> {
  const { blocksAtOnce, onFailure, updaters } = options;
  const left = new Set<DatabaseFile>();
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => [journalName === 'ONE' ? one : two].find((file) => !left.has(file)),
    updaters,
    ...(onFailure && {
      onFailure: (file: DatabaseFile, error: unknown) => {
        left.add(file);
        onFailure(file, error);
      },
    }),
  });
  for (const [index, block] of blocks.entries()) {
    applier.feed(1, block);
    if (index % blocksAtOnce === blocksAtOnce - 1) await applier.applyAhead();
  }
  await applier.apply();
  return applier;
}

const contentOf = (file: DatabaseFile) =>
  Array.from(
    file.store.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) }),
    ({ key, value }) => `${key.toString('latin1')}=${String(value)}`,
  );

test('updaters leave the same nodes and positions as one update after the other, and all of them work', async () => {
  const blocks = await writeJournal();
  const plain = await twoFiles('plain');
  await dejournal(blocks, plain, { blocksAtOnce: 1 });
  const parallel = await twoFiles('parallel');
  const pool = poolOf(2);
  const applier = await dejournal(blocks, parallel, { updaters: pool, blocksAtOnce: 7 });
  for (const name of ['one', 'two'] as const) {
    expect(contentOf(parallel[name])).toEqual(contentOf(plain[name]));
    expect(contentOf(parallel[name]).length).toBeGreaterThan(100);
    expect(parallel[name].position).toEqual({ history: 'local', fileCount: 1, offset: blocks.at(-1)?.end });
  }
  expect(applier.completed).toEqual(parallel.one.position);
  expect(pool.running).toBe(2);
  expect([...jobs].filter(({ updates }) => updates > 0)).toHaveLength(2);
  await pool.close();
  expect(jobs.size).toBe(0);
});

test('updaters that are gone leave their batches to the order of the journal', async () => {
  const blocks = await writeJournal();
  const plain = await twoFiles('plain');
  await dejournal(blocks, plain, { blocksAtOnce: 1 });
  const pool = poolOf(2);
  let calls = 0;
  const dying: Updaters = {
    count: 2,
    order: (index, updates) => {
      const ordered = pool.order(index, updates);
      calls += 1;
      if (calls % 5 === 0) void pool.close();
      return ordered;
    },
  };
  const parallel = await twoFiles('parallel');
  await dejournal(blocks, parallel, { updaters: dying, blocksAtOnce: 7 });
  expect(calls).toBeGreaterThan(5);
  for (const name of ['one', 'two'] as const) expect(contentOf(parallel[name])).toEqual(contentOf(plain[name]));
});

test('a database that refuses a batch gets none of the later ones, although they were prepared; the other goes on', async () => {
  const blocks = await writeJournal();
  const { one, two } = await twoFiles('failing');
  const write = one.applyBatch.bind(one);
  let writes = 0;
  one.applyBatch = (changes, position) => {
    writes += 1;
    return writes === 2 ? Promise.reject(new Error('disk on fire')) : write(changes, position);
  };
  const failures: unknown[] = [];
  await dejournal(blocks, { one, two }, { updaters: poolOf(2), blocksAtOnce: 7, onFailure: (_, error) => failures.push(String(error)) });
  expect(failures).toEqual(['Error: disk on fire']);
  expect(writes).toBe(2);
  expect(one.position).toEqual({ history: 'local', fileCount: 1, offset: blocks[6]?.end });
  expect(two.position?.offset).toBe(blocks.at(-1)?.end);
});

test('a database that comes back after a failure, holding all that was read meanwhile, gets what follows', async () => {
  const blocks = await writeJournal();
  const plain = await twoFiles('plain');
  await dejournal(blocks, plain, { blocksAtOnce: 1 });
  const { one, two } = await twoFiles('back');
  let isTakingPart = true;
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => (journalName !== 'ONE' ? two : isTakingPart ? one : undefined),
    onFailure: () => {
      isTakingPart = false;
    },
  });
  const write = one.applyBatch.bind(one);
  one.applyBatch = () => Promise.reject(new Error('disk on fire'));
  const middle = Math.floor(blocks.length / 2);
  for (const block of blocks.slice(0, middle)) {
    applier.feed(1, block);
    await applier.applyAhead();
  }
  one.applyBatch = write;
  await dejournal(blocks.slice(0, middle), { one, two }, { blocksAtOnce: 1 });
  isTakingPart = true;
  for (const block of blocks.slice(middle)) applier.feed(1, block);
  await applier.apply();
  expect(contentOf(one)).toEqual(contentOf(plain.one));
  expect(contentOf(two)).toEqual(contentOf(plain.two));
});

test('scattered sets of one database are ordered; databases that share all processors are written side by side', async () => {
  const blocks = await writeJournal({ kills: false });
  const plain = await twoFiles('plain');
  await dejournal(blocks, plain, { blocksAtOnce: 1 });
  const together = await twoFiles('together');
  const idle = poolOf(2);
  await dejournal(blocks, together, { updaters: idle, blocksAtOnce: 15 });
  const alone = await addFile('alone');
  const busy = poolOf(2);
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => (journalName === 'TWO' ? alone : undefined),
    updaters: busy,
  });
  for (const block of blocks) applier.feed(1, block);
  await applier.apply();
  expect([idle.running, busy.running]).toEqual([0, 2]);
  expect(contentOf(alone)).toEqual(contentOf(plain.two));
  for (const name of ['one', 'two'] as const) expect(contentOf(together[name])).toEqual(contentOf(plain[name]));
});

test('what was on its way to a database when it failed is never written, even if the database takes part again at once', async () => {
  const blocks = await writeJournal();
  const { one, two } = await twoFiles('gap');
  const write = one.applyBatch.bind(one);
  let writes = 0;
  one.applyBatch = (changes, position) => {
    writes += 1;
    return writes === 1 ? Promise.reject(new Error('disk on fire')) : write(changes, position);
  };
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => (journalName === 'ONE' ? one : two),
    updaters: poolOf(2),
    onFailure: () => undefined,
  });
  for (const block of blocks.slice(0, 3)) {
    applier.feed(1, block);
    await applier.applyAhead();
  }
  await applier.settle();
  expect(writes).toBe(1);
  expect(one.position).toBeNull();
  expect(two.position?.offset).toBe(blocks[2]?.end);
});

test('a database that is paused while batches are on their way to it stays where it is', async () => {
  const blocks = await writeJournal();
  const { one, two } = await twoFiles('paused');
  let isPaused = false;
  const failures: unknown[] = [];
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => (journalName !== 'ONE' ? two : isPaused ? undefined : one),
    updaters: poolOf(2),
    onFailure: (_, error) => failures.push(error),
  });
  applier.feed(1, blocks[0] as Block);
  await applier.apply();
  applier.feed(1, blocks[1] as Block);
  const writing = applier.apply();
  isPaused = true;
  await writing;
  expect(one.position?.offset).toBe(blocks[0]?.end);
  expect(two.position?.offset).toBe(blocks[1]?.end);
  expect(failures).toEqual([]);
});

test('without a listener a refusal rejects, and what is under way can be waited for', async () => {
  const blocks = await writeJournal();
  const { one, two } = await twoFiles('rejecting');
  one.applyBatch = () => Promise.reject(new Error('disk on fire'));
  await expect(dejournal(blocks, { one, two }, { updaters: poolOf(2), blocksAtOnce: 7 })).rejects.toThrow('disk on fire');
  expect(one.position).toBeNull();
});

test('while a transaction is being written the next batches gather, and not more than a few', async () => {
  const blocks = await writeJournal();
  const { one, two } = await twoFiles('ahead');
  const write = one.applyBatch.bind(one);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  one.applyBatch = async (changes, position) => {
    await held;
    return write(changes, position);
  };
  const applier = new JournalApplier({
    history: 'local',
    databaseOf: ({ journalName }) => (journalName === 'ONE' ? one : two),
    updaters: poolOf(2),
  });
  let fed = 0;
  const feeding = (async () => {
    for (const block of blocks) {
      applier.feed(1, block);
      fed += 1;
      await applier.applyAhead();
    }
    await applier.apply();
  })();
  await expect.poll(() => two.position?.offset ?? 0, SOON).toBe(blocks[3]?.end);
  expect(fed).toBe(4);
  expect(applier.completed).toBeNull();
  release();
  await feeding;
  expect(one.position?.offset).toBe(blocks.at(-1)?.end);
});
