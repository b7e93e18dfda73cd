import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JOURNAL_LOG_NAME, readJournalLog } from '../journal/journal-log.ts';
import { JournalList } from './journal-list.ts';

let root: string;
let list: JournalList;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'journal-list-'));
  await mkdir(join(root, 'journal'));
  list = new JournalList(join(root, 'journal'));
});
afterEach(() => rm(root, { recursive: true }));

const headerOf = (fileCount: number): JournalHeader => ({
  fileGuid: `FILE-${fileCount}`,
  fileCount,
  mirror: null,
  creatorGuid: 'C',
  createdAtMs: 1000 * fileCount,
  previous: null,
  minTransaction: null,
  epoch: 0,
  sizeBytesMax: 100 * HEADER_BYTES,
  directoryStepBytes: 1,
  reason: 'Instance start',
});
const listed = async () => (await readJournalLog(join(root, JOURNAL_LOG_NAME))).map(({ fileGuid }) => fileGuid);

test('a file that is noted while others are forgotten is in the list afterwards, and they are not', async () => {
  await list.note('/one', headerOf(1));
  await list.note('/two', headerOf(2));
  const asked = [list.forget(new Set(['FILE-1'])), list.note('/three', headerOf(3)), list.forget(new Set(['FILE-2']))];
  await list.settled();
  expect(await listed()).toEqual(['FILE-3']);
  await Promise.all(asked);
});

test('a change that the disk refuses is told to whoever asked, and holds up nothing behind it', async () => {
  await rm(root, { recursive: true });
  await expect(list.note('/one', headerOf(1))).rejects.toThrow();
  await mkdir(root);
  await list.note('/two', headerOf(2));
  expect(await listed()).toEqual(['FILE-2']);
});
