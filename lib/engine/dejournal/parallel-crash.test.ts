import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile, FIRST_NODE_KEY } from '../database/database-file.ts';
import { type Block, recordsOf } from '../journal/block.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import { updaterProgram } from './updater-for-tests.ts';

/** The dejournaler that is killed: two updaters, as many batches ahead as there may be, from wherever the databases stand. */
const dejournalerSource = `
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseFile } from './database/database-file.ts';
import { JournalApplier } from './dejournal/journal-applier.ts';
import { UpdaterPool } from './dejournal/updater-pool.ts';
import { readBlocks } from './journal/journal-reader.ts';

async function main() {
  const directory = process.argv[2] as string;
  const files = ['ONE', 'TWO'].map((name) => {
    const opened = DatabaseFile.open(join(directory, name));
    if (!opened.ok) throw new Error(opened.refusal.code);
    return opened.value;
  });
  const updaters = new UpdaterPool({ count: () => 2, begin: () => ({ done: () => undefined, end: () => undefined }), program: readFileSync(join(directory, 'updater.cjs'), 'utf8') });
  const applier = new JournalApplier({ history: 'local', databaseOf: ({ journalName }) => files[journalName === 'ONE' ? 0 : 1], updaters });
  let told = 0;
  for await (const block of readBlocks(join(directory, '20261121.001'))) {
    applier.feed(1, block);
    if (block.offset % 3 === 0) await applier.applyAhead();
    const at = applier.completed?.offset ?? 0;
    if (at > told) writeSync(1, 'batch\\n');
    told = at;
  }
  await applier.apply();
  writeSync(1, 'done\\n');
  setInterval(() => undefined, 1000);
}
void main();
`;
const UPDATES = 40_000;
const GLOBALS = 6;
/** Batches that a round sees completed before it is killed, and the last one to its end; the whole journal is about sixteen. */
const BATCHES = [1, 5, 3, 8, 2, 6, 4, Number.POSITIVE_INFINITY];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parallel-crash-'));
  // CommonJS, because only its resolution can be told where the packages are.
  buildSync({
    stdin: { contents: dejournalerSource, resolveDir: resolve(import.meta.dirname, '..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile: join(directory, 'dejournaler.cjs'),
    logLevel: 'error',
    define: { 'import.meta.url': '"file:///nowhere/"' },
  });
  await writeFile(join(directory, 'updater.cjs'), updaterProgram());
  for (const name of ['ONE', 'TWO']) {
    const created = await DatabaseFile.create(join(directory, name));
    if (!created.ok) throw new Error(created.refusal.code);
    await created.value.close();
  }
});
afterEach(() => rm(directory, { recursive: true }));

/** Scattered sets, the same nodes again and again, and kills of nodes and subtrees. */
async function writeJournal(): Promise<Block[]> {
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
    const place = (number * 7919) % 20_011;
    const isSubtree = number % 503 === 0;
    const key = encodeKey(`G${number % GLOBALS}`, isSubtree ? [place % 100] : [place % 100, place]);
    if (!key.ok) throw new Error(key.refusal.code);
    const name = number % 2 === 0 ? 'ONE' : 'TWO';
    const type = isSubtree ? 'kill' : number % 17 === 0 ? 'kill-node' : 'set';
    writer.append({
      type,
      inTransaction: false,
      job: 1,
      database: { journalName: name, guid: name },
      key: key.value,
      value: type === 'set' ? Buffer.from(String(number)) : undefined,
      oldValue: undefined,
    });
    if (number % 700 === 699) await writer.drain();
  }
  await writer.close();
  const blocks: Block[] = [];
  for await (const block of readBlocks(path)) blocks.push(block);
  return blocks;
}

/** What the database holds when exactly the blocks up to `end` are in it. */
function replay(blocks: readonly Block[], name: string, end: number): string[] {
  const nodes = new Map<string, string>();
  const directoryTable = new DirectoryTable();
  for (const block of blocks) {
    if (block.end > end) break;
    for (const { record } of recordsOf(block)) {
      directoryTable.see(record);
      if (record.database === 0 || record.type === 'directory' || directoryTable.databaseOf(record).journalName !== name) continue;
      const key = record.key.toString('latin1');
      if (record.type === 'set') nodes.set(key, String(record.value));
      else if (record.type === 'kill-node') nodes.delete(key);
      else for (const each of [...nodes.keys()]) if (each.startsWith(key)) nodes.delete(each);
    }
  }
  return [...nodes].map(([key, value]) => `${key}=${value}`).sort();
}

/** Runs the dejournaler and kills it with -9 in the middle of what follows so many batches, or when it is done; answers whether it was. */
async function dejournalUntilKilled(batches: number): Promise<boolean> {
  const child = spawn(process.execPath, [join(directory, 'dejournaler.cjs'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_PATH: resolve('node_modules') },
  });
  let isDone = false;
  let seen = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'done') isDone = true;
    else seen += 1;
    if (isDone || seen === batches) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
  return isDone;
}

it('after kill -9 at any moment each database holds exactly what its position says, however far the other is', async () => {
  const blocks = await writeJournal();
  const between = new Set<number>();
  let isDone = false;
  for (const batches of BATCHES) {
    if (isDone) break;
    isDone = await dejournalUntilKilled(batches);
    for (const name of ['ONE', 'TWO']) {
      const opened = DatabaseFile.open(join(directory, name));
      if (!opened.ok) throw new Error(opened.refusal.code);
      const { store, position } = opened.value;
      const content = Array.from(
        store.range({ start: FIRST_NODE_KEY, end: Buffer.from([0xff]) }),
        ({ key, value }) => `${key.toString('latin1')}=${String(value)}`,
      ).sort();
      const end = position?.offset ?? 0;
      if (end > 0 && end < (blocks.at(-1) as Block).end) between.add(end);
      expect(content).toEqual(replay(blocks, name, end));
      await opened.value.close();
    }
  }
  expect(between.size).toBeGreaterThan(0);
}, 240_000);
