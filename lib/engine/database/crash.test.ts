import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Block, recordsOf } from '../journal/block.ts';
import { readBlocks, recoverJournalFile } from '../journal/journal-reader.ts';
import { DatabaseFile, FIRST_NODE_KEY } from './database-file.ts';
import { JournalApplier } from '../dejournal/journal-applier.ts';

/**
 * The writer that is killed: sets ^A(n)=n for n, n+1, … and kills some older ones, applies what is durable now and then,
 * and prints n when ^A(n) is durable. On an existing directory it recovers first, as an instance would.
 */
const writerSource = `
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseFile } from './database/database-file.ts';
import { Globals } from './database/globals.ts';
import { JournalApplier } from './dejournal/journal-applier.ts';
import { MountedDatabase } from './database/mounted-database.ts';
import { JournalFile } from './journal/journal-file.ts';
import { readBlocks, recoverJournalFile } from './journal/journal-reader.ts';
import { JournalWriter } from './journal/journal-writer.ts';
import { systemClock } from './ports/clock.ts';

async function main() {
  const [directory, first] = process.argv.slice(2) as [string, string];
  const path = join(directory, '20261121.001');
  const header = { fileGuid: 'F', fileCount: 1, mirror: null, creatorGuid: 'C', createdAtMs: 1, previous: null, minTransaction: null, epoch: 1, sizeBytesMax: 2 ** 30 };
  const opened = existsSync(join(directory, 'user')) ? DatabaseFile.open(join(directory, 'user')) : await DatabaseFile.create(join(directory, 'user'));
  if (!opened.ok) throw new Error(opened.refusal.code);
  const recovery = existsSync(path) ? await recoverJournalFile(path) : null;
  if (recovery && recovery.kind !== 'recovered') throw new Error(recovery.kind);
  if (recovery) {
    const applier = new JournalApplier({ history: 'local', databaseOf: () => opened.value });
    for await (const block of readBlocks(path)) applier.feed(1, block);
    await applier.apply();
  }
  const journalFile = recovery ? await JournalFile.open(path, recovery.end) : await JournalFile.create(path, header);
  if (!journalFile.ok) throw new Error(journalFile.failure.message);
  const database = new MountedDatabase({ name: 'USER', file: opened.value, journalName: '/user/' });
  const writer = new JournalWriter({ file: journalFile.value, header, clock: systemClock });
  const globals = new Globals({ journal: writer, databases: () => database });
  let drawn = Number(first);
  const draw = () => (drawn = (drawn * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let n = Number(first); ; ) {
    const burst = 1 + Math.floor(draw() * 300);
    for (let index = 0; index < burst; index++, n++) {
      globals.set({ job: 1, database: 'USER', name: 'A', subscripts: [n] }, String(n));
      if (n % 7 === 0) globals.kill({ job: 1, database: 'USER', name: 'A', subscripts: [n - 3] });
    }
    await writer.drain();
    writeSync(1, (n - 1) + '\\n');
    if (draw() < 0.5) {
      const applied = globals.applyCommitted({ sequence: writer.durableSequence, position: { history: 'local', fileCount: 1, offset: writer.current.end } }, [database]);
      if (draw() < 0.5) await applied;
    }
  }
}
void main();
`;
/** How long each writer lives after its first word: short and long in turn, the same in every run. */
const LIFETIMES_MS = [2, 310, 40, 470, 120, 205];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crash-'));
  // CommonJS, because only its resolution can be told where the packages are.
  buildSync({
    stdin: { contents: writerSource, resolveDir: resolve(import.meta.dirname, '..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile: join(directory, 'writer.cjs'),
  });
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs the writer for a while, kills it with -9 and answers the last number that it said was durable. */
async function writeUntilKilled(first: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, [join(directory, 'writer.cjs'), directory, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_PATH: resolve('node_modules') },
  });
  let last = first - 1;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    last = Number(line);
  });
  lines.once('line', () => setTimeout(() => child.kill('SIGKILL'), ms));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  return last;
}

function replay(blocks: readonly Block[]): Map<string, string> {
  const nodes = new Map<string, string>();
  for (const block of blocks)
    for (const { record } of recordsOf(block)) {
      if (record.type === 'set') nodes.set(record.key.toString('hex'), String(record.value));
      if (record.type === 'kill') nodes.delete(record.key.toString('hex'));
    }
  return nodes;
}
const contentOf = (file: DatabaseFile) =>
  new Map(
    Array.from(file.store.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) }), ({ key, value }) => [
      key.toString('hex'),
      String(value),
    ]),
  );

it('after kill -9 at any moment nothing durable is lost and the database equals a prefix of the journal', async () => {
  let first = 1;
  for (const [round, lifetimeMs] of LIFETIMES_MS.entries()) {
    const acknowledged = await writeUntilKilled(first, lifetimeMs);
    const path = join(directory, '20261121.001');
    expect(existsSync(path)).toBe(true);
    expect((await recoverJournalFile(path)).kind).toBe('recovered');
    const blocks: Block[] = [];
    for await (const block of readBlocks(path)) blocks.push(block);

    const numbers = blocks.flatMap((block) =>
      [...recordsOf(block)].filter(({ record }) => record.type === 'set').map(({ record }) => Number(record.value)),
    );
    expect(numbers).toEqual(Array.from(numbers, (_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(acknowledged);
    first = numbers.length + 1;

    const opened = DatabaseFile.open(join(directory, 'user'));
    if (!opened.ok) throw new Error(opened.refusal.code);
    const file = opened.value;
    const appliedEnd = file.position?.offset ?? 0;
    expect(contentOf(file)).toEqual(replay(blocks.filter((block) => block.end <= appliedEnd)));

    const applier = new JournalApplier({ history: 'local', databaseOf: () => file });
    for (const block of blocks) applier.feed(1, block);
    // On every second round recovery is left to the next writer, so that it meets a database that lags behind.
    if (round % 2 === 0) {
      await applier.apply();
      expect(contentOf(file)).toEqual(replay(blocks));
      expect(file.position?.offset).toBe(blocks.at(-1)?.end);
    }
    await file.close();
  }
  expect(first).toBeGreaterThan(100);
}, 60_000);
