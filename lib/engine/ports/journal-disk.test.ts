import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { JournalFile } from '../journal/journal-file.ts';
import { setJournalDisk } from './journal-disk.ts';

const header: JournalHeader = {
  fileGuid: '00000000-0000-4000-8000-000000000001',
  fileCount: 1,
  mirror: null,
  creatorGuid: '00000000-0000-4000-8000-000000000002',
  createdAtMs: 0,
  previous: null,
  minTransaction: null,
  epoch: 0,
  sizeBytesMax: 1e9,
};
let directory: string;
let file: JournalFile;
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-disk-'));
  const created = await JournalFile.create(path.join(directory, '20260101.001'), header);
  if (!created.ok) throw new Error(created.failure.message);
  file = created.value;
});
afterEach(async () => {
  setJournalDisk('healthy');
  await file.close();
  fs.rmSync(directory, { recursive: true });
});

test('a full disk refuses writes and new files with ENOSPC, and takes the same bytes once there is room', async () => {
  setJournalDisk('full');
  expect(await file.write(Buffer.from('block'), HEADER_BYTES)).toMatchObject({ ok: false, failure: { kind: 'disk-full', code: 'ENOSPC' } });
  expect(await JournalFile.create(path.join(directory, '20260101.002'), header)).toMatchObject({
    ok: false,
    failure: { kind: 'disk-full' },
  });
  expect(fs.existsSync(path.join(directory, '20260101.002'))).toBe(false);
  setJournalDisk('healthy');
  expect(await file.write(Buffer.from('block'), HEADER_BYTES)).toMatchObject({ ok: true });
  expect(file.end).toBe(HEADER_BYTES + 5);
});

test('a failing disk refuses with EIO', async () => {
  setJournalDisk('failing');
  expect(await file.write(Buffer.from('block'), HEADER_BYTES)).toMatchObject({ ok: false, failure: { kind: 'input-output', code: 'EIO' } });
});

test('a slow disk takes every write, late', async () => {
  setJournalDisk('slow');
  const start = performance.now();
  expect(await file.write(Buffer.from('block'), HEADER_BYTES)).toMatchObject({ ok: true });
  expect(performance.now() - start).toBeGreaterThan(200);
});
