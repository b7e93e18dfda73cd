/**
 * How fast a journal file becomes database content, with and without updaters: for `npm run bench`. No mirror, no sockets: reading,
 * preparing, writing.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { JournalApplier } from './journal-applier.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { readBlocks } from '../journal/journal-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import { UpdaterPool } from './updater-pool.ts';

const RECORDS = 600_000;
const RECORDS_PER_BLOCK = 5000;
const GLOBALS = 8;
/** A prime, and one beyond the nodes of a global: places that jump and do not repeat. */
const STRIDE = 7919;
const PLACES = 1_000_003;

export interface DejournalingLoad {
  readonly name: string;
  readonly databases: number;
  /** `appended`: each global grows at its end. `scattered`: each set is somewhere else. */
  readonly order: 'appended' | 'scattered';
}

export const DEJOURNALING_LOADS: readonly DejournalingLoad[] = [
  { name: 'one database, globals that grow', databases: 1, order: 'appended' },
  { name: 'one database, scattered sets', databases: 1, order: 'scattered' },
  { name: 'four databases, scattered sets', databases: 4, order: 'scattered' },
];

/**
 * Records per second, one figure a round, for each number of updaters; rounds take turns, so that a change of the machine's mood meets all
 * alike. `program` is the built `updater.mjs`.
 */
export async function dejournalingRates(
  load: DejournalingLoad,
  options: { updaters: readonly number[]; rounds: number; program: URL },
): Promise<Map<number, number[]>> {
  const directory = await mkdtemp(join(tmpdir(), 'dejournaling-'));
  try {
    const journal = await writeJournal(directory, load);
    const rates = new Map<number, number[]>(options.updaters.map((count) => [count, []]));
    for (let round = 0; round < options.rounds; round++) {
      for (const count of options.updaters)
        rates.get(count)?.push(
          await oneRound({
            directory: join(directory, `${round}-${count}`),
            journal,
            databases: load.databases,
            updaters: count,
            program: options.program,
          }),
        );
    }
    return rates;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function writeJournal(directory: string, { databases, order }: DejournalingLoad): Promise<string> {
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
  const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(1) } });
  for (let number = 0; number < RECORDS; number++) {
    const place = Math.floor(number / GLOBALS);
    const key = encodeKey(`Global${number % GLOBALS}`, [order === 'appended' ? place : (place * STRIDE) % PLACES]);
    if (!key.ok) throw new Error(key.refusal.code);
    const name = String(Math.floor(number / GLOBALS) % databases);
    writer.append({
      type: 'set',
      inTransaction: false,
      job: 1,
      database: { journalName: name, guid: name },
      key: key.value,
      value: Buffer.from(`a value of one record, as they are, ${number}`),
      oldValue: undefined,
    });
    if (number % RECORDS_PER_BLOCK === RECORDS_PER_BLOCK - 1) await writer.drain();
  }
  await writer.close();
  return path;
}

async function oneRound(options: {
  directory: string;
  journal: string;
  databases: number;
  updaters: number;
  program: URL;
}): Promise<number> {
  await mkdir(options.directory);
  const files: DatabaseFile[] = [];
  for (let index = 0; index < options.databases; index++) {
    const created = await DatabaseFile.create(join(options.directory, String(index)));
    if (!created.ok) throw new Error(created.refusal.code);
    files.push(created.value);
  }
  const updaters = new UpdaterPool({
    count: () => options.updaters,
    begin: () => ({ done: () => undefined, end: () => undefined }),
    program: options.program,
  });
  const applier = new JournalApplier({ history: 'local', databaseOf: ({ journalName }) => files[Number(journalName)], updaters });
  const start = performance.now();
  for await (const block of readBlocks(options.journal)) {
    applier.feed(1, block);
    if (applier.isBatchFull) await applier.applyAhead();
  }
  await applier.apply();
  const rate = (RECORDS * 1000) / (performance.now() - start);
  await updaters.close();
  for (const file of files) await file.close();
  await rm(options.directory, { recursive: true });
  return rate;
}
