import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeHeader, type JournalHeader } from './header.ts';
import {
  appendJournalLog,
  findLeftoverMirrorJournal,
  journalNamesIn,
  nextJournalName,
  readJournalLog,
  rebuildMirrorJournalLog,
  toLogEntry,
} from './journal-log.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-log-'));
});
afterEach(() => rm(directory, { recursive: true }));

const mirror = { guid: 'M', name: 'APRIL' };
const header = (fileCount: number, guid = 'M'): JournalHeader => ({
  fileGuid: `F${fileCount}`,
  fileCount,
  mirror: { ...mirror, guid },
  creatorGuid: 'C',
  createdAtMs: fileCount,
  previous: null,
  minTransaction: null,
  epoch: 1,
  sizeBytesMax: 1,
});
const entry = (fileCount: number) => toLogEntry(`/j/${fileCount}`, header(fileCount), 'File full');

describe('journal log', () => {
  it('gives back what was appended, in order, and nothing when there is none', async () => {
    const path = join(directory, 'journal.log');
    expect(await readJournalLog(path)).toEqual([]);
    for (const count of [1, 2]) expect(await appendJournalLog(path, entry(count))).toEqual({ ok: true, value: null });
    expect(await readJournalLog(path)).toEqual([entry(1), entry(2)]);
  });

  it('leaves out a line that a crash cut short, and overwrites it', async () => {
    const path = join(directory, 'journal.log');
    await appendJournalLog(path, entry(1));
    await appendFile(path, '{"path":"/j/2","fi');
    expect(await readJournalLog(path)).toEqual([entry(1)]);
    await appendJournalLog(path, entry(3));
    expect(await readJournalLog(path)).toEqual([entry(1), entry(3)]);
  });
});

describe('rebuilding the mirror journal log', () => {
  const rebuild = () =>
    rebuildMirrorJournalLog({
      logPath: join(directory, 'mirrorjrn-APRIL.log'),
      directories: [join(directory, 'a'), join(directory, 'b')],
      mirror,
    });
  const place = async (folder: string, name: string, bytes: Buffer) => {
    await mkdir(join(directory, folder), { recursive: true });
    await writeFile(join(directory, folder, name), bytes);
  };

  it('reads the headers of all directories in the order of their file counts', async () => {
    await place('a', 'MIRROR-APRIL-20261121.002', encodeHeader(header(8)));
    await place('b', 'MIRROR-APRIL-20261121.001', encodeHeader(header(7)));
    await place('b', '20261121.001', encodeHeader(header(1)));
    expect(await rebuild()).toMatchObject({ kind: 'rebuilt', entries: [{ fileCount: 7 }, { fileCount: 8 }] });
    expect(await readJournalLog(join(directory, 'mirrorjrn-APRIL.log'))).toHaveLength(2);
    expect(await rebuild()).toEqual({ kind: 'log-exists' });
  });
  it('makes an empty log when there are no files', async () => {
    expect(await rebuild()).toEqual({ kind: 'rebuilt', entries: [] });
    expect(await readFile(join(directory, 'mirrorjrn-APRIL.log'), 'utf8')).toBe('');
  });
  it('refuses files of another mirror, and gaps', async () => {
    await place('a', 'MIRROR-APRIL-20261121.001', encodeHeader(header(1, 'OTHER')));
    expect(await rebuild()).toMatchObject({ kind: 'other-mirror' });
    await place('a', 'MIRROR-APRIL-20261121.001', encodeHeader(header(1)));
    await place('a', 'MIRROR-APRIL-20261121.003', encodeHeader(header(3)));
    expect(await rebuild()).toEqual({ kind: 'not-contiguous', missingFileCount: 2 });
  });
});

describe('names of journal files', () => {
  const day = new Date(2026, 10, 21);
  it.each([
    ['', [], '20261121.001'],
    ['', ['20261121.001', '20261121.007', '20261120.009', 'MIRROR-APRIL-20261121.050'], '20261121.008'],
    ['MIRROR-APRIL-', ['20261121.009', 'MIRROR-APRIL-20261121.001', 'MIRROR-APRIL2-20261121.004'], 'MIRROR-APRIL-20261121.002'],
    ['', ['20261121.999'], null],
  ])('after %s%j comes %s', (prefix, taken, name) => expect(nextJournalName({ prefix, day, taken })).toBe(name));

  it('finds what is left over of a mirror, and of no other', async () => {
    expect(await findLeftoverMirrorJournal(join(directory, 'none'), 'APRIL')).toBeNull();
    for (const name of ['20261121.001', 'MIRROR-APRILX-20261121.001', 'MIRROR-APRIL-notes.txt']) await writeFile(join(directory, name), '');
    expect(await findLeftoverMirrorJournal(directory, 'APRIL')).toBeNull();
    await writeFile(join(directory, 'MIRROR-APRIL-20261121.002'), '');
    expect(await findLeftoverMirrorJournal(directory, 'APRIL')).toBe(join(directory, 'MIRROR-APRIL-20261121.002'));
    expect(await journalNamesIn(directory, '')).toHaveLength(3);
  });
});
