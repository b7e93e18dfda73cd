import { appendFile, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BLOCK_HEADER_BYTES, decodeBlock, sealBlock } from '../journal/block.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { readJournalLog } from '../journal/journal-log.ts';
import type { WrittenBlock } from '../journal/journal-writer.ts';
import { ORIGIN } from '../journal/position.ts';
import { setJournalDisk } from '../ports/journal-disk.ts';
import { MirrorHistory } from './mirror-history.ts';

let directory: string;
let failures: string[];
let refusedCount: number;
let history: MirrorHistory;
/** All of the test: a crashed one keeps its files open until the end. */
const histories: MirrorHistory[] = [];

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'history-')), 'journal');
  await mkdir(directory);
  failures = [];
  refusedCount = 0;
  history = newHistory();
});
afterEach(async () => {
  setJournalDisk('healthy');
  for (const made of histories.splice(0)) await made.close();
  await rm(dirname(directory), { recursive: true });
});

function newHistory(): MirrorHistory {
  const made = new MirrorHistory({ directory, startTerm: async () => undefined, onDiskFailure: (message) => failures.push(message) });
  made.listen({ durable: () => undefined, refused: () => (refusedCount += 1) });
  histories.push(made);
  return made;
}

const nameOf = (fileCount: number) => `MIRROR-APRIL-20261121.${String(fileCount).padStart(3, '0')}`;
const pathOf = (fileCount: number) => join(directory, nameOf(fileCount));
function headerOf(fileCount: number, part: Partial<JournalHeader> = {}): Buffer {
  const previous = fileCount > 1 ? { guid: `G${fileCount - 1}`, name: nameOf(fileCount - 1), end: HEADER_BYTES } : null;
  return encodeHeader({
    fileGuid: `G${fileCount}`,
    fileCount,
    mirror: { guid: 'APRIL', name: 'APRIL' },
    creatorGuid: 'C',
    createdAtMs: fileCount,
    previous,
    minTransaction: null,
    epoch: fileCount,
    sizeBytesMax: 2 ** 30,
    ...part,
  });
}
/** What the next file says of that one, which ended there. */
const behind = (fileCount: number, end: number) => ({ previous: { guid: `G${fileCount}`, name: nameOf(fileCount), end } });
function blockAt(offset: number, payload = 100): Buffer {
  const bytes = Buffer.alloc(BLOCK_HEADER_BYTES + payload, offset % 251);
  sealBlock(bytes, { offset, recordCount: 1, timeMs: 7 });
  return bytes;
}
/** Consecutive blocks of these payload lengths. */
function blocksFrom(offset: number, payloads: number[]): { offset: number; bytes: Buffer; end: number }[] {
  let at = offset;
  return payloads.map((payload) => {
    const bytes = blockAt(at, payload);
    at += bytes.length;
    return { offset: at - bytes.length, bytes, end: at };
  });
}
const receiveFile = (fileCount: number, part: Partial<JournalHeader> = {}) =>
  history.receiveFile({ name: nameOf(fileCount), fileCount, header: headerOf(fileCount, part) });
const receive = (fileCount: number, offset: number, bytes: Buffer) => history.receiveBlocks({ fileCount, offset, bytes });
const bytesOf = async (fileCount: number) => (await readFile(pathOf(fileCount))).subarray(HEADER_BYTES);

describe('beside the files of another mirror', () => {
  test('a file that another mirror is making at this moment is left alone', async () => {
    const other = join(directory, 'MIRROR-APRIL2-20261121.001');
    await writeFile(other, '');
    await writeFile(pathOf(1), '');
    await history.load({ guid: 'APRIL', name: 'APRIL' });
    expect(await readdir(directory)).toEqual(['MIRROR-APRIL2-20261121.001']);
  });

  test('damage in the files of another mirror is its own business', async () => {
    await writeFile(join(directory, 'MIRROR-APRIL2-20261121.001'), Buffer.alloc(2 * HEADER_BYTES, 7));
    await writeFile(pathOf(1), headerOf(1));
    await history.load({ guid: 'APRIL', name: 'APRIL' });
    expect(history.files().map(({ name }) => name)).toEqual([nameOf(1)]);
  });

  test('a file of the same mirror name and another GUID is not taken for its own', async () => {
    await writeFile(pathOf(1), headerOf(1, { mirror: { guid: 'ANOTHER', name: 'APRIL' } }));
    await history.load({ guid: 'APRIL', name: 'APRIL' });
    expect(history.files()).toEqual([]);
  });
});

describe('receiving', () => {
  test('keeps bytes in order and says how far they are durable', async () => {
    const ends: number[] = [];
    history.listen({ durable: () => ends.push(history.state().durable.offset), refused: () => undefined });
    receiveFile(1);
    const blocks = blocksFrom(HEADER_BYTES, [10, 300, 20]);
    for (const { offset, bytes } of blocks) receive(1, offset, bytes);
    expect(history.unwrittenBytes).toBeGreaterThan(0);
    await history.settled();
    expect(history.unwrittenBytes).toBe(0);
    expect(history.state()).toEqual({ durable: { fileCount: 1, offset: blocks[2]?.end }, epoch: 1 });
    expect(ends.at(-1)).toBe(blocks[2]?.end);
    await history.close();
    expect(await bytesOf(1)).toEqual(Buffer.concat(blocks.map(({ bytes }) => bytes)));
  });

  type Piece = { offset: number; bytes: Buffer };
  const give = (pieces: [number, Piece | undefined][]) => {
    for (const [fileCount, piece] of pieces) if (piece) receive(fileCount, piece.offset, piece.bytes);
  };
  const outOfOrder: [string, (blocks: Piece[]) => void][] = [
    [
      'with a hole',
      ([first, , third]) =>
        give([
          [1, first],
          [1, third],
        ]),
    ],
    [
      'twice',
      ([first]) =>
        give([
          [1, first],
          [1, first],
        ]),
    ],
    [
      'into a file that was not begun',
      ([first]) =>
        give([
          [1, first],
          [2, first],
        ]),
    ],
  ];
  test.each(outOfOrder)('bytes that come %s are refused, and nothing behind them is written', async (_label, deliver) => {
    receiveFile(1);
    const blocks = blocksFrom(HEADER_BYTES, [10, 20, 30]);
    deliver(blocks);
    await expect(history.settled()).rejects.toThrow('do not follow');
    expect(history.state().durable.offset).toBe(blocks[0]?.bytes && HEADER_BYTES + blocks[0].bytes.length);
    expect(refusedCount).toBe(1);
    // Even the right piece is not taken before a new beginning: something may be missing by now that only the sender knows.
    receive(1, history.state().durable.offset, blockAt(history.state().durable.offset));
    await history.settled();
    expect(history.state().durable.offset).toBe(HEADER_BYTES + (blocks[0]?.bytes.length ?? 0));
    expect(failures).toHaveLength(1);
  });

  test('a file of a term that nobody could count on from is refused, unless this member follows one who has come so far', async () => {
    receiveFile(1, { epoch: 3 });
    await history.settled();
    expect(() => receiveFile(2, { epoch: 2 ** 48 })).toThrow('no mirror can have come');
    history.receiveFile({ name: nameOf(2), fileCount: 2, header: headerOf(2, { epoch: 2 ** 47 + 1 }) }, 2 ** 47 + 1);
    await history.settled();
    expect(history.state().epoch).toBe(2 ** 47 + 1);
  });

  test('a header of another number, or a file that leaves one out, is refused', async () => {
    expect(() => history.receiveFile({ name: nameOf(1), fileCount: 1, header: headerOf(2) })).toThrow('cannot be read');
    receiveFile(1);
    receiveFile(3);
    await expect(history.settled()).rejects.toThrow('#3 does not follow #1');
    expect(await readdir(directory)).toEqual([nameOf(1)]);
  });

  test('the file that is open already is not begun again', async () => {
    receiveFile(1);
    const [block] = blocksFrom(HEADER_BYTES, [50]);
    if (block) receive(1, block.offset, block.bytes);
    receiveFile(1);
    await history.settled();
    expect(history.state().durable.offset).toBe(block?.end);
  });

  test('once receiving has stopped what came before is durable, and nothing moves the end any more', async () => {
    receiveFile(1);
    const [first, second] = blocksFrom(HEADER_BYTES, [10, 20]);
    if (!first || !second) throw new Error('two blocks were made');
    setJournalDisk('slow');
    receive(1, first.offset, first.bytes);
    const stopped = history.stopReceiving();
    receive(1, second.offset, second.bytes);
    await stopped;
    expect(history.state().durable.offset).toBe(first.end);
    receive(1, second.offset, second.bytes);
    receiveFile(2);
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 1, offset: first.end });
    await history.truncate(history.state().durable);
    receive(1, second.offset, second.bytes);
    await history.settled();
    expect(history.state().durable.offset).toBe(second.end);
  });

  test.each([
    [
      'was changed on the way',
      (bytes: Buffer) => bytes.fill(bytes[BLOCK_HEADER_BYTES] === 1 ? 2 : 1, BLOCK_HEADER_BYTES, BLOCK_HEADER_BYTES + 1),
    ],
    ['belongs to another place', (bytes: Buffer) => sealBlock(bytes, { offset: 12_345, recordCount: 1, timeMs: 7 })],
  ])('a block that %s is not taken, nor anything behind it, and can be taken when it comes again', async (_label, damage) => {
    receiveFile(1);
    const [first, second, third] = blocksFrom(HEADER_BYTES, [10, 20, 30]);
    if (!first || !second || !third) throw new Error('three blocks were made');
    const damaged = Buffer.from(second.bytes);
    damage(damaged);
    receive(1, first.offset, first.bytes);
    receive(1, second.offset, damaged);
    receive(1, third.offset, third.bytes);
    expect(refusedCount).toBe(1);
    await expect(history.settled()).rejects.toThrow(`is damaged at offset ${second.offset}`);
    expect(history.state().durable.offset).toBe(first.end);
    await history.truncate(history.state().durable);
    receive(1, second.offset, Buffer.concat([second.bytes, third.bytes]));
    await history.settled();
    expect(history.state().durable.offset).toBe(third.end);
    expect(failures, 'the disk is not to blame').toEqual([]);
  });

  test('after a disk error nothing is lost and nothing is left: the next attempt begins at the durable end', async () => {
    receiveFile(1);
    const [first, second] = blocksFrom(HEADER_BYTES, [10, 20]);
    if (!first || !second) throw new Error('two blocks were made');
    receive(1, first.offset, first.bytes);
    await history.settled();
    setJournalDisk('full');
    receive(1, second.offset, second.bytes);
    await expect(history.settled()).rejects.toThrow();
    receiveFile(2);
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 1, offset: first.end });
    setJournalDisk('healthy');
    await history.truncate(history.state().durable);
    receive(1, second.offset, second.bytes);
    receiveFile(2, behind(1, second.end));
    await history.settled();
    expect(history.files().map(({ fileCount, end }) => [fileCount, end])).toEqual([
      [1, second.end],
      [2, HEADER_BYTES],
    ]);
    expect(failures).toHaveLength(1);
  });

  test.each([
    ['when a part of the one before has not come', { end: 1 }, 'follows #1,8287, which ends at 8286 here'],
    ['when it goes on from another file', { guid: 'OTHER' }, 'follows another file #1 than this one'],
  ])('the next file is not begun %s', async (_when, part, reason) => {
    const [block] = blocksFrom(HEADER_BYTES, [62]);
    receiveFile(1);
    receive(1, HEADER_BYTES, block?.bytes ?? Buffer.alloc(0));
    await history.settled();
    const { previous } = behind(1, block?.end ?? 0);
    receiveFile(2, { previous: { ...previous, ...part, end: previous.end + ('end' in part ? part.end : 0) } });
    receive(2, HEADER_BYTES, blockAt(HEADER_BYTES));
    await expect(history.settled()).rejects.toThrow(reason);
    expect(history.state().durable).toEqual({ fileCount: 1, offset: block?.end });
    expect(await readdir(directory)).toEqual([nameOf(1)]);
    expect(refusedCount).toBe(1);
    // What is missing may come yet.
    await history.truncate(history.state().durable);
    receiveFile(2, { previous });
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 2, offset: HEADER_BYTES });
  });

  test('a refusal is over when the receiving begins anew, though nothing may come; the same one is told once', async () => {
    receiveFile(1);
    await history.settled();
    const [first] = blocksFrom(HEADER_BYTES, [10]);
    for (let tries = 0; tries < 2; tries++) {
      setJournalDisk('full');
      receive(1, HEADER_BYTES, first?.bytes ?? Buffer.alloc(0));
      await expect(history.settled()).rejects.toThrow();
      expect(history.refusal).toContain('ENOSPC');
      setJournalDisk('healthy');
      await history.truncate(history.state().durable);
      expect(history.refusal).toBeNull();
    }
    expect(failures).toHaveLength(1);
  });
});

describe('truncating', () => {
  beforeEach(async () => {
    const blocks = blocksFrom(HEADER_BYTES, [100, 200]);
    for (const fileCount of [1, 2, 3]) {
      receiveFile(fileCount, fileCount > 1 ? behind(fileCount - 1, blocks[1]?.end ?? 0) : {});
      for (const { offset, bytes } of blocks) receive(fileCount, offset, bytes);
    }
    await history.settled();
  });

  test('into a closed file: it is shortened, later files are gone, and receiving goes on there', async () => {
    const [first, second] = blocksFrom(HEADER_BYTES, [100, 200]);
    await history.truncate({ fileCount: 2, offset: first?.end ?? 0 });
    expect(history.state()).toEqual({ durable: { fileCount: 2, offset: first?.end }, epoch: 2 });
    expect(await readdir(directory)).toEqual([nameOf(1), nameOf(2)]);
    if (second) receive(2, second.offset, second.bytes);
    receiveFile(3, { fileGuid: 'OTHER', epoch: 9, ...behind(2, second?.end ?? 0) });
    await history.settled();
    expect(history.state()).toEqual({ durable: { fileCount: 3, offset: HEADER_BYTES }, epoch: 9 });
    expect(history.files()[2]?.guid).toBe('OTHER');
  });

  test('to the origin: nothing is left', async () => {
    await history.truncate(ORIGIN);
    expect(await readdir(directory)).toEqual([]);
    expect(history.state()).toEqual({ durable: ORIGIN, epoch: 0 });
    receiveFile(1);
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 1, offset: HEADER_BYTES });
  });

  test('never shortens an earlier file by the offset of a later one', async () => {
    const { end } = history.files()[2] ?? { end: 0 };
    await history.truncate({ fileCount: 4, offset: HEADER_BYTES });
    expect(history.files().map((file) => file.end)).toEqual([end, end, end]);
  });
});

describe('reading', () => {
  test('pieces are whole blocks, joined they are the file, and a block longer than a piece comes whole', async () => {
    receiveFile(1);
    const blocks = blocksFrom(HEADER_BYTES, [10, 500, 10, 5000, 10]);
    for (const { offset, bytes } of blocks) receive(1, offset, bytes);
    await history.settled();
    const pieces: Buffer[] = [];
    let position = { fileCount: 1, offset: HEADER_BYTES };
    for (let piece = await history.read(position, 600); piece; piece = await history.read(position, 600)) {
      expect(piece.offset).toBe(position.offset);
      expect(decodeBlock(piece.bytes, piece.offset)).not.toBe('torn');
      pieces.push(piece.bytes);
      position = piece.end;
    }
    expect(pieces.map(({ length }) => length)).toEqual([10 + 500 + 64, 10 + 32, 5000 + 32, 10 + 32]);
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat(blocks.map(({ bytes }) => bytes)));
  });

  test('before the first file there is nothing; a file that is gone, or a place inside a block, is an error', async () => {
    expect(await history.read(ORIGIN, 100)).toBeNull();
    receiveFile(2);
    receive(2, HEADER_BYTES, blockAt(HEADER_BYTES));
    await history.settled();
    expect(await history.read({ fileCount: 1, offset: HEADER_BYTES }, 100), 'it has all of the file that is gone').toBeNull();
    await expect(history.read({ fileCount: 1, offset: HEADER_BYTES - 1 }, 100)).rejects.toThrow('#1 is not here any more');
    await expect(history.read(ORIGIN, 100)).rejects.toThrow('#0 is not here any more');
    await expect(history.read({ fileCount: 2, offset: HEADER_BYTES + 1 }, 100)).rejects.toThrow('is damaged at offset 8193');
  });

  test.each([
    ['a byte of a block', BLOCK_HEADER_BYTES + 5],
    ['the length of a block', 5],
    ['the beginning of a block', 0],
  ])('%s was changed on the disk: what lies before it is read, it never is, and its place is named', async (_label, at) => {
    receiveFile(1);
    const [first, second, third] = blocksFrom(HEADER_BYTES, [10, 500, 10]);
    for (const block of [first, second, third]) if (block) receive(1, block.offset, block.bytes);
    await history.settled();
    const bytes = await readFile(pathOf(1));
    const place = (second?.offset ?? 0) + at;
    bytes[place] = (bytes[place] ?? 0) ^ 0xff;
    await writeFile(pathOf(1), bytes);
    expect((await history.read({ fileCount: 1, offset: HEADER_BYTES }, 2000))?.end.offset).toBe(second?.offset);
    await expect(history.read({ fileCount: 1, offset: second?.offset ?? 0 }, 2000)).rejects.toThrow(
      `${nameOf(1)}) is damaged at offset ${second?.offset}`,
    );
    expect((await history.read({ fileCount: 1, offset: third?.offset ?? 0 }, 2000))?.end.offset).toBe(third?.end);
  });

  test('a header that was changed on the disk is not sent', async () => {
    receiveFile(1);
    await history.settled();
    const bytes = await readFile(pathOf(1));
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    await writeFile(pathOf(1), bytes);
    await expect(history.header(1)).rejects.toThrow('is damaged at offset 0');
  });
});

describe('starting after a crash', () => {
  beforeEach(async () => {
    receiveFile(1);
    for (const { offset, bytes } of blocksFrom(HEADER_BYTES, [100, 200])) receive(1, offset, bytes);
    const { end = 0 } = blocksFrom(HEADER_BYTES, [100, 200])[1] ?? {};
    receiveFile(2, { previous: { guid: 'G1', name: nameOf(1), end } });
    for (const { offset, bytes } of blocksFrom(HEADER_BYTES, [100, 200])) receive(2, offset, bytes);
    await history.settled();
  });
  const loaded = async () => {
    history = newHistory();
    await history.load({ guid: 'APRIL', name: 'APRIL' });
    return history.files().map(({ fileCount, end }) => [fileCount, end]);
  };
  const end = HEADER_BYTES + 100 + 200 + 64;

  test('zeros laid ahead are no journal', async () => {
    expect((await stat(pathOf(2))).size).toBeGreaterThan(end);
    expect(await loaded()).toEqual([
      [1, end],
      [2, end],
    ]);
  });

  test('a torn last block is cut off', async () => {
    await truncate(pathOf(2), end - 1);
    expect(await loaded()).toEqual([
      [1, end],
      [2, HEADER_BYTES + 132],
    ]);
  });

  test('a file killed while it was being made is removed, one with a damaged header is kept', async () => {
    await writeFile(pathOf(3), Buffer.alloc(5000));
    expect(await loaded()).toHaveLength(2);
    expect(await readdir(directory)).toEqual([nameOf(1), nameOf(2)]);
  });

  test('files of another mirror are not touched and not taken', async () => {
    await writeFile(join(directory, 'MIRROR-MAY-20261121.001'), headerOf(1, { mirror: { guid: 'MAY', name: 'MAY' } }));
    expect(await loaded()).toHaveLength(2);
    expect(await readdir(directory)).toContain('MIRROR-MAY-20261121.001');
  });
});

describe('holes and losses found at the start', () => {
  let told: string[];
  const note = (severity: number, text: string) => void (severity === 2 && told.push(text));
  const end = HEADER_BYTES + 132;
  /** Files 1 to 5, each with one block, and the list that names them. */
  beforeEach(async () => {
    told = [];
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    for (const fileCount of [1, 2, 3, 4, 5]) {
      receiveFile(fileCount, fileCount > 1 ? { previous: { guid: `G${fileCount - 1}`, name: nameOf(fileCount - 1), end } } : {});
      receive(fileCount, HEADER_BYTES, blockAt(HEADER_BYTES));
    }
    await history.close();
  });
  let renounced: number;
  const loaded = async () => {
    history = newHistory();
    renounced = 0;
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note, async () => {
      renounced += 1;
    });
    await history.log?.settled();
    return history.files().map(({ fileCount }) => fileCount);
  };
  const flip = async (fileCount: number, offset: number) => {
    const bytes = await readFile(pathOf(fileCount));
    bytes[offset] = (bytes[offset] ?? 0) ^ 255;
    await writeFile(pathOf(fileCount), bytes);
  };

  type Fault = [string, () => Promise<unknown>, number[], RegExp];
  const oldFaults: Fault[] = [
    [
      'is missing',
      () => rm(pathOf(3)),
      [4, 5],
      /^#2000 Mirror journal file #3 \(MIRROR-APRIL-20261121\.003\) is missing: .*begins with file #4/,
    ],
    [
      'is missing, and an older one, too',
      async () => Promise.all([rm(pathOf(3)), rm(pathOf(1))]),
      [4, 5],
      /^#2000 Mirror journal file #3 .*is missing/,
    ],
    ['has a damaged header', () => flip(3, 20), [4, 5], /^#2000 Mirror journal file #3 .*is damaged/],
    ['is cut off', () => truncate(pathOf(3), end - 1), [4, 5], /^#2000 Mirror journal file #3 .*is cut off at offset/],
    ['is empty', () => truncate(pathOf(3), 0), [4, 5], /^#2000 Mirror journal file #3 .*is (missing|damaged)/],
    [
      'is another file of its number',
      () => writeFile(pathOf(3), headerOf(3, { fileGuid: 'OTHER' })),
      [4, 5],
      /^#2000 Mirror journal file #3 .*is not the one that the next file follows/,
    ],
  ];
  test.each(oldFaults)('an old file %s: the history begins behind it, and it is named', async (_label, fault, files, sentence) => {
    await fault();
    expect(await loaded()).toEqual(files);
    expect(history.state()).toEqual({ durable: { fileCount: 5, offset: end }, epoch: 5 });
    expect(history.hole).toMatchObject({ fileCount: 3 });
    expect({ told, lostEnd: history.lostEnd, renounced }).toEqual({ told: [expect.stringMatching(sentence)], lostEnd: null, renounced: 0 });
    // At the next start, too: the list that people read is in step with the files that count.
    expect((await readJournalLog(join(dirname(directory), 'mirrorjrn-APRIL.log'))).map(({ fileCount }) => fileCount)).toEqual(files);
    expect(await loaded()).toEqual(files);
  });

  test('the missing file is brought from another member: the history reaches back behind it, too', async () => {
    const copy = join(dirname(directory), 'fetched');
    await rename(pathOf(3), copy);
    expect(await loaded()).toEqual([4, 5]);
    expect(await history.adoptOlder(copy, nameOf(3))).toBe(true);
    expect(history.files().map(({ fileCount }) => fileCount)).toEqual([1, 2, 3, 4, 5]);
    expect(history.hole).toBeNull();
  });

  test('what lies before a hole goes when purging has passed the hole', async () => {
    await rm(pathOf(3));
    expect(await loaded()).toEqual([4, 5]);
    expect((await readdir(directory)).sort()).toEqual([1, 2, 4, 5].map(nameOf));
    expect((await history.dropBefore(5)).map(({ fileCount }) => fileCount)).toEqual([4]);
    expect(await readdir(directory)).toEqual([nameOf(5)]);
    expect(history.hole).toBeNull();
  });

  test('a bit of a closed file is found when it is read, not at the start', async () => {
    await flip(3, HEADER_BYTES + 50);
    expect(await loaded()).toEqual([1, 2, 3, 4, 5]);
    expect(told).toEqual([]);
  });

  test('files that were purged leave no hole', async () => {
    await rm(pathOf(1));
    await rm(pathOf(2));
    expect(await loaded()).toEqual([3, 4, 5]);
    expect({ told, hole: history.hole }).toEqual({ told: [], hole: null });
  });

  const newestFaults: Fault[] = [
    [
      'is missing',
      () => rm(pathOf(5)),
      [1, 2, 3, 4],
      /^Mirror journal file #5 .*is missing: the newest mirror journal data of this member are lost/,
    ],
    ['has a damaged header', () => flip(5, 20), [1, 2, 3, 4], /^Mirror journal file #5 .*is damaged: the newest/],
    [
      'and the one before it are missing',
      async () => Promise.all([rm(pathOf(5)), rm(pathOf(4))]),
      [1, 2, 3],
      /^Mirror journal file #5 .*is missing/,
    ],
    [
      'and all others are missing',
      async () => Promise.all([1, 2, 3, 4, 5].map((fileCount) => rm(pathOf(fileCount)))),
      [],
      /^Mirror journal file #5 .*is missing/,
    ],
  ];
  test.each(newestFaults)(
    'the newest file %s: this member renounces leading until it has followed a primary',
    async (_label, fault, files, sentence) => {
      await fault();
      expect(await loaded()).toEqual(files);
      expect({ told, renounced, isLost: history.lostEnd !== null }).toEqual({
        told: [expect.stringMatching(sentence)],
        renounced: 1,
        isLost: true,
      });
      // At the next start, too, and for its agent: the list goes on naming it.
      expect(await loaded()).toEqual(files);
      expect({ renounced, isLost: history.lostEnd !== null }).toEqual({ renounced: 1, isLost: true });
      expect((await readJournalLog(join(dirname(directory), 'mirrorjrn-APRIL.log'))).at(-1)?.fileCount).toBe(5);
      await history.truncate(history.state().durable);
      expect(history.lostEnd).toBeNull();
      // What was lost comes again from a primary, under the names that it had, whatever lies there.
      const next = (files.at(-1) ?? 0) + 1;
      receiveFile(next, next > 1 ? { previous: { guid: `G${next - 1}`, name: nameOf(next - 1), end } } : {});
      await history.settled();
      expect(history.files().at(-1)).toMatchObject({ fileCount: next, name: nameOf(next) });
    },
  );

  test('once it has followed a primary nothing is missed any more, whenever the process dies', async () => {
    await rm(pathOf(5));
    await loaded();
    await history.truncate(history.state().durable);
    expect(await loaded()).toEqual([1, 2, 3, 4]);
    expect({ renounced, lostEnd: history.lostEnd }).toEqual({ renounced: 0, lostEnd: null });
  });

  test('a database that went along the lost file goes on while that is received again, and after a restart', async () => {
    await rm(pathOf(5));
    await loaded();
    const theirs = [{ fileCount: 5, guid: 'G5', start: HEADER_BYTES, end: end + 132 }];
    expect(history.wentAlong({ fileCount: 5, offset: end }, theirs)).toBe(true);
    await history.truncate(history.state().durable);
    // The link may break before anything has come on it.
    expect(history.wentAlong({ fileCount: 5, offset: end }, theirs)).toBe(true);
    receiveFile(5, { previous: { guid: 'G4', name: nameOf(4), end } });
    await history.settled();
    expect(history.wentAlong({ fileCount: 5, offset: end }, theirs)).toBe(true);
    await history.close();
    await loaded();
    expect(history.wentAlong({ fileCount: 5, offset: end }, theirs)).toBe(true);
    expect(history.wentAlong({ fileCount: 5, offset: end }, [{ ...(theirs[0] as (typeof theirs)[0]), guid: 'FORK' }])).toBe(false);
  });

  test('a list that is damaged says nothing of what is lost: it may not have been kept for long', async () => {
    await rm(pathOf(5));
    await appendFile(join(dirname(directory), 'mirrorjrn-APRIL.log'), 'not a line of it\n');
    expect(await loaded()).toEqual([1, 2, 3, 4]);
    expect(renounced).toBe(0);
  });

  test('the newest file is damaged in its middle: what is whole counts, a database that went further went along with whoever has that very file', async () => {
    const second = end + 132;
    history = newHistory();
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    await history.truncate(history.state().durable);
    receive(5, end, blockAt(end));
    receive(5, second, blockAt(second));
    await history.close();
    await flip(5, end + 50);
    expect(await loaded()).toEqual([1, 2, 3, 4, 5]);
    expect(history.state().durable).toEqual({ fileCount: 5, offset: end });
    expect({ renounced, lostEnd: history.lostEnd }).toEqual({
      renounced: 1,
      lostEnd: { kind: 'damaged', fileCount: 5, name: nameOf(5), offset: end },
    });
    const theirs = (part: object) => [{ fileCount: 5, guid: 'G5', start: HEADER_BYTES, end: second + 132, ...part }];
    expect(history.wentAlong({ fileCount: 5, offset: second }, theirs({}))).toBe(true);
    expect(history.wentAlong({ fileCount: 5, offset: second }, theirs({ guid: 'FORK' }))).toBe(false);
    expect(history.wentAlong({ fileCount: 5, offset: second }, theirs({ end: end + 10 }))).toBe(false);
  });

  test('what was cut off on purpose is not missed, whenever the process dies', async () => {
    history = newHistory();
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    await history.truncate({ fileCount: 3, offset: end });
    expect(await loaded()).toEqual([1, 2, 3]);
    expect({ told, renounced }).toEqual({ told: [], renounced: 0 });
  });
});

describe('files that go while the instance runs', () => {
  const told: string[] = [];
  const note = (severity: number, text: string) => void (severity > 0 && told.push(text));
  const end = HEADER_BYTES + 132;
  beforeEach(async () => {
    told.length = 0;
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    for (const fileCount of [1, 2, 3, 4]) {
      receiveFile(fileCount, fileCount > 1 ? { previous: { guid: `G${fileCount - 1}`, name: nameOf(fileCount - 1), end } } : {});
      receive(fileCount, HEADER_BYTES, blockAt(HEADER_BYTES));
    }
    await history.settled();
  });

  test('the list begins behind it, once, and again with it when it is put back', async () => {
    const kept = await readFile(pathOf(2));
    await rm(pathOf(2));
    await history.lookAtDisk();
    await history.lookAtDisk();
    expect(history.files().map(({ fileCount }) => fileCount)).toEqual([3, 4]);
    expect(told).toEqual([expect.stringMatching(/^#2000 Mirror journal file #2 .*is missing/)]);
    await writeFile(pathOf(2), kept);
    await history.lookAtDisk();
    expect(history.files().map(({ fileCount }) => fileCount)).toEqual([1, 2, 3, 4]);
    expect(history.hole).toBeNull();
    expect(told.at(-1)).toMatch(/#2 is here again/);
  });

  test('one that has lost its header is a hole, too, and none once it is whole again', async () => {
    const kept = await readFile(pathOf(2));
    await writeFile(pathOf(2), Buffer.concat([Buffer.alloc(64), kept.subarray(64)]));
    await history.lookAtDisk();
    expect(history.files().map(({ fileCount }) => fileCount)).toEqual([3, 4]);
    expect(history.hole).toMatchObject({ kind: 'damaged', fileCount: 2 });
    expect(told).toEqual([expect.stringMatching(/^#2000 Mirror journal file #2 .*is damaged/)]);
    await writeFile(pathOf(2), kept);
    await history.lookAtDisk();
    expect({ hole: history.hole, files: history.files().length }).toEqual({ hole: null, files: 4 });
  });

  test('a closed one with a damaged block is a hole as long as it is damaged, whatever its size and header say; the newest is none', async () => {
    const kept = await readFile(pathOf(2));
    await writeFile(pathOf(2), Buffer.concat([kept.subarray(0, HEADER_BYTES + 50), Buffer.alloc(20, 1), kept.subarray(HEADER_BYTES + 70)]));
    await history.lookAtDisk();
    expect(history.files()).toHaveLength(4);
    history.foundDamage({ fileCount: 4, offset: HEADER_BYTES });
    expect(history.hole).toBeNull();
    history.foundDamage({ fileCount: 2, offset: HEADER_BYTES });
    await history.lookAtDisk();
    expect(history.files().map(({ fileCount }) => fileCount)).toEqual([3, 4]);
    expect(history.hole).toEqual({ kind: 'damaged', fileCount: 2, name: nameOf(2), offset: HEADER_BYTES });
    expect(told).toEqual([expect.stringMatching(new RegExp(`^#2000 Mirror journal file #2 .*is damaged at offset ${HEADER_BYTES}`))]);
    // Who is about to go on in it hears of the damage, not that a file of theirs has gone.
    const fault = { obstacle: { reason: 'damaged', fileCount: 2, name: nameOf(2), offset: HEADER_BYTES } };
    await expect(history.read({ fileCount: 1, offset: end }, 1000)).rejects.toMatchObject(fault);
    await expect(history.header(2)).rejects.toMatchObject(fault);
    await writeFile(pathOf(2), kept);
    await history.lookAtDisk();
    expect({ hole: history.hole, files: history.files().map(({ fileCount }) => fileCount) }).toEqual({ hole: null, files: [1, 2, 3, 4] });
    expect(await history.read({ fileCount: 2, offset: 0 }, 1000), 'who was told to begin behind it begins there').toBeNull();
  });

  test('who begins anew behind a file of which a part has come gives that part up, and takes the next', async () => {
    await history.truncate({ fileCount: 4, offset: 0 });
    expect(history.files()).toEqual([]);
    receiveFile(5);
    receive(5, HEADER_BYTES, blockAt(HEADER_BYTES));
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 5, offset: end });
  });

  test('the one that is being received is put back with all that it held, and goes on', async () => {
    await rm(pathOf(4));
    await history.lookAtDisk();
    receive(4, end, blockAt(end));
    await history.keepInPlace();
    receive(4, end + 132, blockAt(end + 132));
    await history.settled();
    expect(history.state().durable).toEqual({ fileCount: 4, offset: end + 264 });
    expect((await bytesOf(4)).subarray(0, 396)).toEqual(Buffer.concat([HEADER_BYTES, end, end + 132].map((offset) => blockAt(offset))));
    expect(told).toEqual([
      expect.stringMatching(/^Mirror journal file #4 .*was deleted while it was being received. It has been put back/),
    ]);
    expect({ hole: history.hole, files: history.files().length }).toEqual({ hole: null, files: 4 });
  });
});

describe('purging', () => {
  const namesOnDisk = async () => (await readdir(directory)).filter((name) => name.startsWith('MIRROR-')).sort();
  const listed = async () => (await readJournalLog(join(dirname(directory), 'mirrorjrn-APRIL.log'))).map(({ fileCount }) => fileCount);
  const note = () => undefined;
  const listPath = () => join(dirname(directory), 'mirrorjrn-APRIL.log');

  test('deletes the oldest files, never the newest, and the list follows', async () => {
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    for (const fileCount of [1, 2, 3]) receiveFile(fileCount);
    await history.settled();
    expect((await history.dropBefore(3)).map(({ fileCount }) => fileCount)).toEqual([1, 2]);
    expect(await namesOnDisk()).toEqual([nameOf(3)]);
    expect((await history.dropBefore(99)).length).toBe(0);
    await history.log?.settled();
    expect(await listed()).toEqual([3]);
    expect(await history.read({ fileCount: 2, offset: 0 }, 100)).toBeNull();
    await expect(history.read({ fileCount: 2, offset: HEADER_BYTES + 1 }, 100)).rejects.toThrow('not here any more');
    const again = newHistory();
    await again.load({ guid: 'APRIL', name: 'APRIL' }, note);
    expect(again.state().durable).toEqual({ fileCount: 3, offset: HEADER_BYTES });
  });

  test('a list that a crash left behind the files is brought up, a lost one is not made up', async () => {
    await history.load({ guid: 'APRIL', name: 'APRIL' }, note);
    for (const fileCount of [1, 2]) receiveFile(fileCount);
    await history.settled();
    await history.log?.settled();
    await rm(pathOf(1));
    const again = newHistory();
    await again.load({ guid: 'APRIL', name: 'APRIL' }, note);
    await again.log?.settled();
    expect(await listed()).toEqual([2]);
    await rm(listPath());
    const without = newHistory();
    await without.load({ guid: 'APRIL', name: 'APRIL' }, note);
    expect(without.log?.state).toBe('missing');
    expect(await without.log?.rebuild([directory])).toMatchObject({ kind: 'rebuilt' });
    expect(without.log?.state).toBe('kept');
    expect(await without.log?.rebuild([directory])).toEqual({ kind: 'log-exists' });
  });

  test('the end of a file is the end of the journal while the files behind it are empty', async () => {
    receiveFile(1);
    const [block] = blocksFrom(HEADER_BYTES, [10]);
    receive(1, HEADER_BYTES, block?.bytes as Buffer);
    receiveFile(2, behind(1, block?.end ?? 0));
    await history.settled();
    expect(history.isAtEnd({ fileCount: 1, offset: HEADER_BYTES })).toBe(false);
    expect(history.isAtEnd({ fileCount: 1, offset: block?.end as number })).toBe(true);
    receive(2, HEADER_BYTES, blockAt(HEADER_BYTES));
    await history.settled();
    expect(history.isAtEnd({ fileCount: 1, offset: block?.end as number })).toBe(false);
  });
});

test('the header of a file of another mirror is none, whatever the file shall be called', async () => {
  await history.load({ guid: 'APRIL', name: 'APRIL' });
  for (const guid of ['MAY', '']) expect(() => receiveFile(1, { mirror: { guid, name: 'APRIL' } })).toThrow('is of another mirror');
  await history.settled();
  expect(await readdir(directory)).toEqual([]);
});

test.each([
  '../outside.001',
  '/etc/passwd',
  'MIRROR-APRIL-../../x',
  'MIRROR-APRIL-20261121.001/../x',
  'MIRROR-APRIL-20261121.001.new',
  'MIRROR-APRIL-agent.json',
  '20261121.001',
  'MIRROR-MAY-20261121.001',
  '',
])('a file that shall be called %j is not made', async (name) => {
  expect(() => history.receiveFile({ name, fileCount: 1, header: headerOf(1) })).toThrow(/is no name of a journal file of mirror APRIL/);
  await history.settled();
  expect(await readdir(directory)).toEqual([]);
  expect(failures).toEqual([]);
});

describe('what the history of a primary promises, broken by hand', () => {
  const header = (fileCount: number, part: Partial<JournalHeader> = {}) =>
    decodeHeader(headerOf(fileCount, part)) ?? expect.fail('no header');
  const written = (fileCount: number, offset: number): WrittenBlock => ({
    header: header(fileCount),
    fileCount,
    offset,
    end: offset + 100,
    bytes: Buffer.alloc(100),
    timeMs: 0,
    recordCount: 1,
    lastSequence: 1,
  });

  const write = (offset: number) => {
    history.blockStarted(written(2, offset));
    history.blockDurable(written(2, offset));
  };
  const writeSecond = () => {
    for (const offset of [HEADER_BYTES, HEADER_BYTES + 100]) history.blockStarted(written(2, offset));
    history.blockDurable(written(2, HEADER_BYTES + 100));
  };

  test.each<[string, () => void]>([
    ['the files of a history are numbered without a gap', () => history.fileStarted(nameOf(4), header(4))],
    ['the files of a history are numbered without a gap', () => history.fileStarted(nameOf(2), header(2))],
    ['a history goes on in no earlier term', () => history.fileStarted(nameOf(3), header(3, { epoch: 1 }))],
    ['blocks become durable in the order in which they began', () => history.blockDurable(written(2, HEADER_BYTES))],
    ['blocks become durable in the order in which they began', writeSecond],
    ['the journal of a primary has no hole', () => write(HEADER_BYTES + 100)],
  ])('%s (%#)', (sentence, act) => {
    history.fileStarted(nameOf(2), header(2));
    expect(act).toThrow(sentence);
  });
});

describe('waiting for the journal to reach a position', () => {
  const aim = { fileCount: 1, offset: HEADER_BYTES + 1 };

  test('ends in the moment in which what was received is durable', async () => {
    const reached = history.reaches(aim, 60_000, new AbortController().signal);
    receiveFile(1);
    receive(1, HEADER_BYTES, blockAt(HEADER_BYTES));
    expect(await reached).toBe(true);
    expect(await history.reaches(aim, 0, new AbortController().signal)).toBe(true);
  });

  test('ends when nobody waits any more, and after its time', async () => {
    const abort = new AbortController();
    const reached = history.reaches(aim, 60_000, abort.signal);
    abort.abort();
    expect(await reached).toBe(false);
    expect(await history.reaches(aim, 1, new AbortController().signal)).toBe(false);
  });
});
