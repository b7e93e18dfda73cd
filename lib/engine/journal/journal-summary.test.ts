import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instanceQueries } from '../../contract/views.ts';
import { encodeKey } from '../nodes/collation.ts';
import type { JournalHeader } from './header.ts';
import { JournalFile } from './journal-file.ts';
import { readJournalPage } from './journal-summary.ts';
import { JournalWriter } from './journal-writer.ts';
import { systemClock } from '../ports/clock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('tells the records of a file by pages, in the words of the contract', async () => {
  const path = join(directory, 'MIRROR-APRIL-20261121.001');
  const header: JournalHeader = {
    fileGuid: 'F',
    fileCount: 4,
    mirror: { guid: 'M', name: 'APRIL' },
    creatorGuid: 'C',
    createdAtMs: 0,
    previous: { guid: 'P', name: 'MIRROR-APRIL-20261120.001', end: 9000 },
    minTransaction: { fileCount: 3, offset: 8200 },
    epoch: 1,
    sizeBytesMax: 100,
  };
  const file = await JournalFile.create(path, header);
  if (!file.ok) throw new Error(file.failure.message);
  const writer = new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(1000) } });
  const database = { journalName: ':mirror:APRIL:DATA', guid: 'D' };
  const node = (subscript: string) => {
    const key = encodeKey('Person', [subscript]);
    if (!key.ok) throw new Error(key.refusal.code);
    return key.value;
  };
  const none = Buffer.alloc(0);
  writer.append({ type: 'begin', inTransaction: true, job: 7, database: null, key: none, value: undefined, oldValue: undefined });
  writer.append({
    type: 'set',
    inTransaction: true,
    job: 7,
    database,
    key: node('a'),
    value: Buffer.from('新'),
    oldValue: Buffer.from(''),
  });
  await writer.drain();
  writer.append({ type: 'kill', inTransaction: false, job: 8, database, key: node('5'), value: undefined, oldValue: undefined });
  await writer.close();

  const page = async (from: number) => {
    const outcome = await readJournalPage({ path, from, limit: 2, isCurrent: true, reason: 'Became primary' });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(instanceQueries['journal-records'].output.parse(outcome.value)).toEqual(outcome.value);
    return outcome.value;
  };
  const first = await page(0);
  expect(first.file).toMatchObject({
    name: 'MIRROR-APRIL-20261121.001',
    mirror: 'APRIL',
    fileCount: 4,
    isCurrent: true,
    reason: 'Became primary',
  });
  expect(first.header).toMatchObject({ 'File GUID': 'F', 'Min Trans': '3,8200', 'Prev File End': '9000' });
  expect(first.records.map((record) => record.type)).toEqual(['BeginTrans', 'Directory']);
  const second = await page(first.next as number);
  expect(second.records).toMatchObject([
    {
      offset: first.next,
      process: 7,
      type: 'Set',
      inTransaction: true,
      globalNode: '^Person("a")',
      database: ':mirror:APRIL:DATA',
      newValue: '新',
      oldValue: '',
      time: '1970-01-01T00:00:01.000Z',
    },
    { process: 8, type: 'KillNode', inTransaction: false, globalNode: '^Person(5)', newValue: null, oldValue: null },
  ]);
  expect(second.next).toBeNull();
  expect(await readJournalPage({ path: join(directory, 'none'), from: 0, limit: 1, isCurrent: false, reason: '' })).toMatchObject({
    ok: false,
    refusal: { code: 'P104' },
  });
});
