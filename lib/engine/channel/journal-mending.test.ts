import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { BLOCK_HEADER_BYTES, sealBlock } from '../journal/block.ts';
import { encodeHeader, HEADER_BYTES } from '../journal/header.ts';
import { JournalMender } from './journal-mending.ts';
import type { MirrorFile } from '../journaling/mirror-journal.ts';

const BLOCKS = 5;
const BLOCK_BYTES = BLOCK_HEADER_BYTES + 200;
const END = HEADER_BYTES + BLOCKS * BLOCK_BYTES;

let directory: string;
let log: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mending-'));
  log = [];
});
afterEach(() => rm(directory, { recursive: true }));

function contentOf(fileCount: number): Buffer {
  const header = encodeHeader({
    fileGuid: `G${fileCount}`,
    fileCount,
    mirror: { guid: 'APRIL', name: 'APRIL' },
    creatorGuid: 'C',
    createdAtMs: 1,
    previous: null,
    minTransaction: null,
    epoch: 1,
    sizeBytesMax: 2 ** 30,
  });
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const bytes = Buffer.alloc(BLOCK_BYTES, 16 * fileCount + index);
    sealBlock(bytes, { offset: HEADER_BYTES + index * BLOCK_BYTES, recordCount: 1, timeMs: 7 });
    return bytes;
  });
  return Buffer.concat([header, ...blocks]);
}
const files: MirrorFile[] = [1, 2, 3].map((fileCount) => ({
  fileCount,
  guid: `G${fileCount}`,
  start: HEADER_BYTES,
  end: END,
  name: `F${fileCount}`,
  epoch: 1,
}));
const pathOf = (fileCount: number) => join(directory, `F${fileCount}`);

/** What the agent of a member serves: by file count its bytes and its GUID. */
type Served = Record<number, { guid: string; bytes: Buffer }>;
function menderWith(served: Record<string, Served>): JournalMender {
  return new JournalMender({
    history: { files: () => files, pathOf },
    agents: {
      journalFiles: async ({ name }) =>
        Object.entries(served[name] ?? {}).map(([fileCount, { guid, bytes }]) => ({
          fileCount: Number(fileCount),
          guid,
          name: `F${fileCount}`,
          start: HEADER_BYTES,
          end: bytes.length,
        })),
      readJournal: async ({ name: member }, { name, offset, length }) =>
        served[member]?.[Number(name.slice(1))]?.bytes.subarray(offset, offset + length) ?? null,
    },
    others: () => Object.keys(served).map((name) => ({ name }) as MirrorMember),
    log: (_severity, text) => log.push(text),
  });
}

/** The files as they are, with these bytes changed. */
async function write(changes: Record<number, number[]> = {}): Promise<void> {
  for (const { fileCount } of files) {
    const bytes = contentOf(fileCount);
    for (const at of changes[fileCount] ?? []) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    await writeFile(pathOf(fileCount), bytes);
  }
}
const inBlock = (index: number) => HEADER_BYTES + index * BLOCK_BYTES + BLOCK_HEADER_BYTES + 3;
const whole = (): Served => Object.fromEntries(files.map(({ fileCount, guid }) => [fileCount, { guid, bytes: contentOf(fileCount) }]));

test('what is whole is left alone, and nobody is asked', async () => {
  await write();
  expect(await menderWith({}).mend(1)).toEqual({ count: 0, fault: null });
});

test.each([
  ['in the middle', [inBlock(2)]],
  ['in the last block', [inBlock(4)]],
  ['in two neighbors and one apart', [inBlock(0), inBlock(1), inBlock(3)]],
  ['in a length', [HEADER_BYTES + 5]],
])('damage %s is mended from a member that has the same file whole', async (_label, places) => {
  await write({ 2: places });
  const { fault, count } = await menderWith({ AWAY: {}, B: whole() }).mend(1);
  expect(fault).toBeNull();
  expect(count).toBeGreaterThan(0);
  expect(await readFile(pathOf(2))).toEqual(contentOf(2));
  expect(log[0]).toContain('#2 (F2) was damaged at offset');
  expect(log[0]).toContain('from B');
});

const stranger = () => ({ ...whole(), 2: { guid: 'OTHER', bytes: contentOf(2) } });
const alsoDamaged = () => {
  const bytes = contentOf(2);
  bytes[inBlock(2) + 1] = (bytes[inBlock(2) + 1] ?? 0) ^ 0xff;
  return { ...whole(), 2: { guid: 'G2', bytes } };
};
test.each([
  ['nobody answers', {}],
  ['the other has another file of that number', { B: stranger() }],
  ['the other has the same place damaged', { B: alsoDamaged() }],
  ['the other has not got so far', { B: { 2: { guid: 'G2', bytes: contentOf(2).subarray(0, HEADER_BYTES + BLOCK_BYTES) } } }],
])('%s: the place is named, and nothing is changed', async (_label, served) => {
  await write({ 2: [inBlock(2)] });
  const before = await readFile(pathOf(2));
  expect(await menderWith(served).mend(1)).toEqual({
    count: 0,
    fault: { kind: 'file', reason: 'damaged', fileCount: 2, name: 'F2', offset: HEADER_BYTES + 2 * BLOCK_BYTES, detail: '', isOwn: true },
  });
  expect(await readFile(pathOf(2))).toEqual(before);
});

test('what is not needed any more is not looked at; what was looked at is looked at again only in doubt', async () => {
  await write({ 1: [inBlock(2)] });
  const mender = menderWith({});
  expect(await mender.mend(2)).toEqual({ count: 0, fault: null });
  await write({ 3: [inBlock(1)] });
  expect((await mender.mend(2)).fault).toBeNull();
  mender.doubt(3);
  expect((await mender.mend(2)).fault).toMatchObject({ fileCount: 3 });
});
