import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Block, recordsOf } from './block.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { JournalFile } from './journal-file.ts';
import { readBlocks, recoverJournalFile } from './journal-reader.ts';
import { JournalWriter } from './journal-writer.ts';
import { systemClock } from '../ports/clock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(directory, { recursive: true }));

const header: JournalHeader = {
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
const database = { journalName: '/db/user/', guid: 'D' };

async function openWriter(path: string, end?: number): Promise<JournalWriter> {
  const file = end === undefined ? await JournalFile.create(path, header) : await JournalFile.open(path, end);
  if (!file.ok) throw new Error(file.failure.message);
  return new JournalWriter({ file: file.value, header, clock: { ...systemClock, wallTime: () => new Date(1) } });
}
const put = (writer: JournalWriter, text: string) =>
  writer.append({
    type: 'set',
    inTransaction: false,
    job: 1,
    database,
    key: Buffer.from('A\0'),
    value: Buffer.from(text),
    oldValue: undefined,
  });

async function valuesOf(path: string): Promise<string[]> {
  const values: string[] = [];
  for await (const block of readBlocks(path))
    for (const { record } of recordsOf(block)) if (record.type === 'set') values.push(record.value?.toString() ?? '');
  return values;
}
async function blocksOf(path: string): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const block of readBlocks(path)) blocks.push(block);
  return blocks;
}

/** Three blocks of known content; answers the file's bytes. */
async function threeBlocks(path: string): Promise<Buffer> {
  const writer = await openWriter(path);
  for (const text of ['one', 'two', 'three']) {
    put(writer, text);
    await writer.drain();
  }
  await writer.close();
  return readFile(path);
}

describe('recovery of a journal file', () => {
  it('keeps everything before a cut at any byte of the last two blocks, and appends behind it', async () => {
    const path = join(directory, '20261121.001');
    const whole = await threeBlocks(path);
    const blocks = await blocksOf(path);
    expect(whole.length).toBe(blocks[2]?.end);
    for (let cut = blocks[0]?.end as number; cut <= whole.length; cut++) {
      // With and without the zeros that were laid ahead.
      await writeFile(path, Buffer.concat([whole.subarray(0, cut), Buffer.alloc(cut % 2 ? 300 : 0)]));
      const survivors = blocks.filter((block) => block.end <= cut).length;
      const recovery = await recoverJournalFile(path);
      expect(recovery, `cut at ${cut}`).toEqual({
        kind: 'recovered',
        header,
        end: blocks[survivors - 1]?.end,
        lastBlockTimeMs: 1,
        torn: !blocks.some((block) => block.end === cut),
      });
      if (recovery.kind !== 'recovered') throw new Error();
      expect((await stat(path)).size).toBe(recovery.end);
      const writer = await openWriter(path, recovery.end);
      put(writer, 'after');
      await writer.close();
      expect(await valuesOf(path)).toEqual([...['one', 'two', 'three'].slice(0, survivors), 'after']);
    }
  });

  it('keeps everything before a last block with a wrong byte', async () => {
    const path = join(directory, '20261121.001');
    const whole = await threeBlocks(path);
    const last = (await blocksOf(path))[2] as Block;
    for (let at = last.offset; at < last.end; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      await writeFile(path, damaged);
      expect(await recoverJournalFile(path)).toMatchObject({ kind: 'recovered', end: last.offset, torn: true });
    }
  });

  it('cuts nothing when whole blocks follow a damaged one', async () => {
    const path = join(directory, '20261121.001');
    const whole = await threeBlocks(path);
    const second = (await blocksOf(path))[1] as Block;
    for (const at of [second.offset, second.offset + 5, second.offset + 9, second.end - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x55;
      await writeFile(path, damaged);
      expect(await recoverJournalFile(path)).toEqual({ kind: 'damaged', offset: second.offset });
      expect((await readFile(path)).equals(damaged)).toBe(true);
    }
  });

  it('says so when a file has no whole header', async () => {
    const path = join(directory, '20261121.001');
    const whole = await threeBlocks(path);
    for (const length of [0, 100, HEADER_BYTES - 1]) {
      await writeFile(path, whole.subarray(0, length));
      expect(await recoverJournalFile(path)).toEqual({ kind: 'no-header' });
    }
  });
});
