import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { appendJournalLog, toLogEntry } from '../journal/journal-log.ts';
import type { JournalUpdate } from '../journal/journal-sink.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import { recoverLocalDatabases } from './local-recovery.ts';

let directory: string;
let logPath: string;
let user: MountedDatabase;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), 'recovery-'));
  directory = join(root, 'journal');
  logPath = join(root, 'journal.log');
  await mkdir(directory);
  const created = await DatabaseFile.create(join(root, 'user'));
  if (!created.ok) throw new Error(created.refusal.code);
  user = new MountedDatabase({ name: 'USER', file: created.value, journalName: '/user/' });
});
afterEach(async () => {
  await user.file.close();
  await rm(join(directory, '..'), { recursive: true });
});

const keyOf = (subscript: number): Buffer => {
  const key = encodeKey('A', [subscript]);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value;
};
const base = { inTransaction: false, job: 1, database: null, key: Buffer.alloc(0), value: undefined, oldValue: undefined };
const set = (at: number, value: string): JournalUpdate => ({
  ...base,
  type: 'set',
  database: user.journalDatabase,
  key: keyOf(at),
  value: Buffer.from(value),
});
const inside = (update: JournalUpdate, oldValue?: string): JournalUpdate => ({
  ...update,
  inTransaction: true,
  oldValue: oldValue === undefined ? undefined : Buffer.from(oldValue),
});
const marker = (type: 'begin' | 'commit'): JournalUpdate => ({ ...base, type, inTransaction: true });

/** One journal file of this instance; `isListed` false: the crash came before the line in the list. Answers where its last block ends. */
async function write(file: Partial<JournalHeader> & { name: string; isListed?: boolean }, updates: JournalUpdate[]): Promise<number> {
  const { name, isListed = true, ...part } = file;
  const header: JournalHeader = {
    fileGuid: name,
    fileCount: 1,
    mirror: null,
    creatorGuid: 'MINE',
    createdAtMs: 1,
    previous: null,
    minTransaction: null,
    epoch: 0,
    sizeBytesMax: 2 ** 30,
    ...part,
  };
  const created = await JournalFile.create(join(directory, name), header);
  if (!created.ok) throw new Error(created.failure.message);
  const writer = new JournalWriter({ file: created.value, header, clock: { ...systemClock, wallTime: () => new Date(5) } });
  for (const update of updates) writer.append(update);
  await writer.drain();
  const { end } = writer.current;
  await writer.close();
  if (isListed) await appendJournalLog(logPath, toLogEntry(join(directory, name), header, 'Test'));
  return end;
}
const recover = () => recoverLocalDatabases({ logPath, directory, creatorGuid: 'MINE', databases: [user] });
const values = (count: number) => Array.from({ length: count }, (_, at) => user.file.get(keyOf(at))?.toString() ?? '');
const april = { guid: 'APRIL', name: 'APRIL' };

test('follows the order in which this instance wrote: local, as primary, local again', async () => {
  await write({ name: 'L1', fileCount: 1, createdAtMs: 1 }, [set(0, 'first'), set(1, 'first')]);
  await write({ name: 'MIRROR-APRIL-1', fileCount: 4, mirror: april, createdAtMs: 2 }, [set(0, 'second'), set(2, 'second')]);
  await write({ name: 'L2', fileCount: 2, createdAtMs: 3 }, [set(0, 'third')]);
  expect(await recover()).toEqual({ files: 3, missing: [], damaged: [] });
  expect(values(3)).toEqual(['third', 'first', 'second']);
});

test('begins at the position in the database: what is in the file already is not replayed', async () => {
  const end = await write({ name: 'L1', createdAtMs: 1 }, [set(0, 'old')]);
  await write({ name: 'L2', fileCount: 2, createdAtMs: 2 }, [set(1, 'new')]);
  await user.file.applyBatch([{ kind: 'set', key: keyOf(0), value: Buffer.from('newer') }], {
    history: 'local',
    fileCount: 1,
    offset: end,
  });
  await recover();
  expect(values(2)).toEqual(['newer', 'new']);
});

test('a file that the list does not name is recovered at its place in time; one of another member is not', async () => {
  await write({ name: 'L1', fileCount: 1, createdAtMs: 1 }, [set(0, 'first')]);
  await write({ name: 'L2', fileCount: 2, createdAtMs: 2, isListed: false }, [set(0, 'second'), set(1, 'second')]);
  await write({ name: 'L3', fileCount: 3, createdAtMs: 3, isListed: false }, [set(0, 'third')]);
  await write({ name: 'MIRROR-APRIL-1', mirror: april, creatorGuid: 'OTHER', createdAtMs: 4, isListed: false }, [set(0, 'foreign')]);
  await writeFile(join(directory, 'unmade'), Buffer.alloc(100));
  expect(await recover()).toEqual({ files: 3, missing: [], damaged: [] });
  expect(values(2)).toEqual(['third', 'second']);
});

test('a listed file whose name a received file has taken is not read, and is told when it is needed', async () => {
  await write({ name: 'L1', fileCount: 1, createdAtMs: 1 }, [set(0, 'mine')]);
  await write({ name: 'MIRROR-APRIL-1', fileGuid: 'CUT', mirror: april, createdAtMs: 2 }, []);
  await rm(join(directory, 'MIRROR-APRIL-1'));
  await write({ name: 'MIRROR-APRIL-1', fileGuid: 'RECEIVED', mirror: april, creatorGuid: 'OTHER', createdAtMs: 3, isListed: false }, [
    set(0, 'foreign'),
  ]);
  expect(await recover()).toEqual({ files: 1, missing: [join(directory, 'MIRROR-APRIL-1')], damaged: [] });
  expect(values(1)).toEqual(['mine']);
});

test('an open transaction is undone, a committed one stays, also when it began in a file that is not needed any more', async () => {
  await write({ name: 'L1', fileCount: 1, createdAtMs: 1 }, [
    set(0, 'before'),
    marker('begin'),
    inside(set(0, 'inside'), 'before'),
    { ...marker('begin'), job: 2 },
    { ...inside(set(1, 'kept')), job: 2 },
  ]);
  await write({ name: 'L2', fileCount: 2, createdAtMs: 2, minTransaction: { fileCount: 1, offset: HEADER_BYTES } }, [
    inside(set(2, 'inside')),
    { ...marker('commit'), job: 2 },
  ]);
  const changes = [0, 1].map((at) => ({ kind: 'set' as const, key: keyOf(at), value: Buffer.from(at === 0 ? 'inside' : 'kept') }));
  await user.file.applyBatch(changes, { history: 'local', fileCount: 2, offset: HEADER_BYTES });
  expect(await recover()).toEqual({ files: 2, missing: [], damaged: [] });
  expect(values(3)).toEqual(['before', 'kept', '']);
});

test('recovering twice is recovering once', async () => {
  await write({ name: 'L1', createdAtMs: 1 }, [set(0, 'a'), marker('begin'), inside(set(0, 'b'), 'a')]);
  await recover();
  await recover();
  expect(values(1)).toEqual(['a']);
});

test('nothing was ever written: nothing is to be done', async () => {
  expect(await recover()).toEqual({ files: 0, missing: [], damaged: [] });
});

test('a file that is damaged in its middle: what is whole before and behind it is applied, and it is named with where', async () => {
  const first = await write({ name: 'L1', fileCount: 1, createdAtMs: 1 }, [set(0, 'whole')]);
  const filePath = join(directory, 'L1');
  const file = await JournalFile.open(filePath, first);
  if (!file.ok) throw new Error(file.failure.message);
  const header = {
    fileGuid: 'L1',
    fileCount: 1,
    mirror: null,
    creatorGuid: 'MINE',
    createdAtMs: 1,
    previous: null,
    minTransaction: null,
    epoch: 0,
    sizeBytesMax: 2 ** 30,
  };
  const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(5) } });
  for (const value of ['lost', 'behind']) {
    writer.append(set(1, value));
    await writer.drain();
  }
  await writer.close();
  await write({ name: 'L2', fileCount: 2, createdAtMs: 2 }, [set(2, 'later')]);
  const bytes = await readFile(filePath);
  bytes[first + 40] = (bytes[first + 40] ?? 0) ^ 1;
  await writeFile(filePath, bytes);
  expect(await recover()).toEqual({ files: 2, missing: [], damaged: [`${filePath}: damaged at offset ${first}`] });
  expect(values(3)).toEqual(['whole', '', 'later']);
});

test('an update of what is no node is named and ends its file there: the instance starts', async () => {
  await write({ name: 'L1', createdAtMs: 1 }, [set(0, 'a')]);
  await write({ name: 'L2', fileCount: 2, createdAtMs: 2 }, [{ ...set(1, 'b'), key: Buffer.from([0, 1]) }]);
  expect((await recover()).damaged).toEqual([
    expect.stringMatching(/L2: journal file #2 holds an update at offset \d+ that is none of a global/),
  ]);
  expect(values(2)).toEqual(['a', '']);
});
