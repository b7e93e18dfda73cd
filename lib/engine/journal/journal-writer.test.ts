import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_HEADER_BYTES, recordsOf } from './block.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { attempt, JournalFile } from './journal-file.ts';
import { readBlocks, readHeader } from './journal-reader.ts';
import { asPrevious, JournalWriter, type JournalWriterEvents, type WrittenBlock } from './journal-writer.ts';
import { systemClock } from '../ports/clock.ts';
import type { JournalRecord } from './record.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(directory, { recursive: true }));

const header: JournalHeader = {
  fileGuid: 'F1',
  fileCount: 1,
  mirror: null,
  creatorGuid: 'C',
  createdAtMs: 1,
  previous: null,
  minTransaction: null,
  epoch: 1,
  sizeBytesMax: 2 ** 30,
};
const user = { journalName: '/db/user/', guid: 'U' };
const data = { journalName: ':mirror:APRIL:DATA', guid: 'D' };

async function newWriter(events: JournalWriterEvents = {}, first: JournalHeader = header): Promise<JournalWriter> {
  const file = await JournalFile.create(join(directory, '20261121.001'), first);
  if (!file.ok) throw new Error(file.failure.message);
  return new JournalWriter({ file: file.value, header: first, clock: { ...systemClock, wallTime: () => new Date(5) }, events });
}
const put = (writer: JournalWriter, text: string | Buffer, database = user, oldValue?: Buffer) =>
  writer.append({ type: 'set', inTransaction: false, job: 1, database, key: Buffer.from('A\0'), value: Buffer.from(text), oldValue });
async function recordsIn(path: string): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const block of readBlocks(path)) for (const { record } of recordsOf(block)) records.push(record);
  return records;
}
const texts = (records: JournalRecord[]) => records.filter((record) => record.type === 'set').map((record) => String(record.value));

describe('journal writer', () => {
  it('writes what gathers in one turn as one block, and what comes meanwhile as the next', async () => {
    const began: WrittenBlock[] = [];
    const durable: WrittenBlock[] = [];
    const writer = await newWriter({
      onBlock(block) {
        began.push(block);
        if (began.length === 1) for (const text of ['c', 'd']) put(writer, text);
      },
      onDurable: (block) => void durable.push(block),
    });
    put(writer, 'a');
    put(writer, 'b');
    writer.requestFlush();
    expect(began).toEqual([]);
    await writer.drain();
    expect(began.map((block) => block.recordCount)).toEqual([3, 2]);
    expect(durable).toEqual(began);
    expect(began[1]?.offset).toBe(began[0]?.end);
    expect(began[1]?.lastSequence).toBe(writer.lastSequence);
    expect(writer.bufferedBytes).toBe(0);
    await writer.close();
    expect(texts(await recordsIn(writer.current.path))).toEqual(['a', 'b', 'c', 'd']);
    expect((await stat(writer.current.path)).size).toBe(began[1]?.end);
  });

  it('sends a block before it is durable', async () => {
    const order: string[] = [];
    const writer = await newWriter({ onBlock: () => void order.push('send'), onDurable: () => void order.push('durable') });
    put(writer, 'a');
    await writer.drain();
    expect(order).toEqual(['send', 'durable']);
    await writer.close();
  });

  it('maps positions to sequences, at block ends only', async () => {
    const durable: WrittenBlock[] = [];
    const writer = await newWriter({ onDurable: (block) => void durable.push(block) });
    for (const text of ['a', 'b', 'c']) {
      put(writer, text);
      await writer.drain();
    }
    const [first, second, third] = durable as [WrittenBlock, WrittenBlock, WrittenBlock];
    expect(writer.sequenceBefore('local', { fileCount: 1, offset: first.end - 1 })).toBe(0);
    expect(writer.sequenceBefore('local', { fileCount: 1, offset: first.end })).toBe(first.lastSequence);
    expect(writer.sequenceBefore('local', { fileCount: 1, offset: third.end - 1 })).toBe(second.lastSequence);
    expect(writer.sequenceBefore('other-mirror', { fileCount: 9, offset: 0 })).toBe(0);
    expect(writer.sequenceBefore('local', { fileCount: 2, offset: 0 })).toBe(third.lastSequence);
    await writer.close();
  });

  it('switches files between two records, each file explaining its databases', async () => {
    const switched: string[] = [];
    const writer = await newWriter({ onSwitched: ({ path }) => void switched.push(path) });
    const second = join(directory, 'MIRROR-APRIL-20261121.001');
    put(writer, 'a');
    put(writer, 'b', data);
    const done = writer.switchTo((current) => ({
      path: second,
      header: { ...header, fileGuid: 'F2', fileCount: 2, previous: asPrevious(current) },
    }));
    put(writer, 'c', data);
    await done;
    await writer.close();
    expect(switched).toEqual([second]);
    const first = join(directory, '20261121.001');
    expect(texts(await recordsIn(first))).toEqual(['a', 'b']);
    expect(
      (await recordsIn(second)).map((record) => [
        record.type,
        record.database,
        record.type === 'directory' ? String(record.key) : String(record.value),
      ]),
    ).toEqual([
      ['directory', 1, ':mirror:APRIL:DATA'],
      ['set', 1, 'c'],
    ]);
    expect((await readHeader(second))?.previous).toEqual({ guid: 'F1', name: '20261121.001', end: (await stat(first)).size });
  });

  it('takes values of the largest size and zeros laid ahead never wipe out a block', async () => {
    const writer = await newWriter();
    const values = Array.from({ length: 12 }, (_, index) => Buffer.alloc(index % 3 === 0 ? 3_641_144 : 70_000, 97 + index));
    for (const value of values) {
      // With an old value as long, a block is longer than the zeros ahead.
      put(writer, value, user, value);
      if (value.length > 1e6) await writer.drain();
    }
    await writer.close();
    expect(texts(await recordsIn(writer.current.path)).map((text) => text.length + (text[0] as string))).toEqual(
      values.map((value) => value.length + String.fromCharCode(value[0] as number)),
    );
  }, 20_000);

  it('writes by itself after two seconds when nobody waits', async () => {
    let wake: () => void = () => undefined;
    const durable = new Promise<void>((resolve) => (wake = resolve));
    const writer = await newWriter({ onDurable: () => wake() });
    put(writer, 'a');
    const keepsAlive = setTimeout(() => undefined, 5000);
    await durable;
    clearTimeout(keepsAlive);
    await writer.close();
  });

  it.each([1, 2, 40, 200, 400])('keeps what belongs together in one block, %i bytes before a block is full', async (left) => {
    const writer = await newWriter({});
    const length = () => BLOCK_HEADER_BYTES + writer.bufferedBytes;
    put(writer, 'a');
    const one = length();
    put(writer, 'a');
    const overhead = length() - one - 1;
    put(writer, 'x'.repeat(256 * 1024 - left - length() - overhead));
    expect(length()).toBe(256 * 1024 - left);
    const update = (text: string) => ({
      type: 'kill' as const,
      inTransaction: false,
      job: 1,
      database: { journalName: `of ${text}`, guid: text },
      key: Buffer.from(text),
      value: undefined,
      oldValue: undefined,
    });
    expect(writer.appendTogether([update('rows'), update('definition')])).toBe(writer.lastSequence);
    await writer.close();
    const kills: number[] = [];
    for await (const block of readBlocks(writer.current.path))
      kills.push([...recordsOf(block)].filter(({ record }) => record.type === 'kill').length);
    expect(kills.filter((count) => count > 0)).toEqual([2]);
  });

  it('reports a full file once', async () => {
    let count = 0;
    const writer = await newWriter({ onFull: () => void count++ }, { ...header, sizeBytesMax: HEADER_BYTES + 100 });
    for (const text of ['a'.repeat(80), 'b', 'c']) {
      put(writer, text);
      await writer.drain();
    }
    expect(count).toBe(1);
    await writer.close();
  });

  it('freezes while the disk refuses, refuses updates meanwhile, and goes on by itself', async () => {
    const seen: string[] = [];
    const writer = await newWriter({
      onFailure: (failure) => void seen.push(`${failure.kind} ${failure.code}`),
      onRecovered: () => void seen.push('recovered'),
      onBlock: () => void seen.push('block'),
    });
    const file = (writer as unknown as { file: JournalFile }).file;
    const write = file.write.bind(file);
    let failures = 1;
    // The disk itself cannot be made to fail here without root; the file is the port to it.
    file.write = async (bytes, offset) =>
      failures-- > 0
        ? { ok: false, failure: { kind: 'disk-full', code: 'ENOSPC', message: 'no space left on device' } }
        : write(bytes, offset);
    put(writer, 'a');
    writer.requestFlush();
    while (writer.accepting.ok) await new Promise((resolve) => setImmediate(resolve));
    expect(writer.accepting).toMatchObject({
      ok: false,
      refusal: { code: '<DISKFULL>', args: ['Journaling is frozen', 'no space left on device'] },
    });
    await writer.drain();
    expect(writer.accepting.ok).toBe(true);
    expect(seen).toEqual(['block', 'disk-full ENOSPC', 'recovered']);
    await writer.close();
    expect(texts(await recordsIn(writer.current.path))).toEqual(['a']);
  });
});

describe('a flush that is asked for just when the writer comes to rest', () => {
  // Whoever waits for a block goes on some steps after it is durable, and writes again: at each of them.
  it.each(Array.from({ length: 12 }, (_, steps) => steps))(
    '%i steps after a block is durable it does not wait for the idle time',
    async (steps) => {
      let tell = () => {};
      const writer = await newWriter({ onDurable: () => tell() });
      const flushed = (text: string) => {
        const durable = new Promise<void>((resolve) => {
          tell = resolve;
        });
        put(writer, text);
        writer.requestFlush();
        return durable;
      };
      await flushed('first');
      for (let step = 0; step < steps; step++) await null;
      const begun = performance.now();
      await flushed('second');
      expect(performance.now() - begun).toBeLessThan(1500);
      await writer.close();
    },
  );
});

describe('journal file', () => {
  it('is not made over an existing one', async () => {
    const path = join(directory, 'x');
    expect((await JournalFile.create(path, header)).ok).toBe(true);
    expect(await JournalFile.create(path, header)).toMatchObject({ ok: false, failure: { kind: 'input-output', code: 'EEXIST' } });
  });
  it.skipIf(!existsSync('/dev/full'))('tells a full disk from other failures', async () => {
    // /dev/full opens like a file and refuses every write with ENOSPC.
    expect(await attempt(() => writeFile('/dev/full', 'x'))).toMatchObject({ ok: false, failure: { kind: 'disk-full', code: 'ENOSPC' } });
    expect(await attempt(() => readFile(join(directory, 'none')))).toMatchObject({
      ok: false,
      failure: { kind: 'input-output', code: 'ENOENT' },
    });
    await expect(attempt(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
  });
});

describe('a file that is deleted while it is in use', () => {
  it('is put back with all that it held, and goes on', async () => {
    const writer = await newWriter();
    const { path } = writer.current;
    put(writer, 'before');
    await writer.drain();
    expect(await writer.keepInPlace()).toBe(false);
    await rm(path);
    put(writer, 'meanwhile');
    const looking = writer.keepInPlace();
    put(writer, 'at once');
    expect(await looking).toBe(true);
    put(writer, 'after');
    await writer.drain();
    expect(texts(await recordsIn(path))).toEqual(['before', 'meanwhile', 'at once', 'after']);
    expect(await writer.keepInPlace()).toBe(false);
    await writer.close();
    expect(texts(await recordsIn(path))).toHaveLength(4);
  });

  it('another file that was put in its place gives way', async () => {
    const writer = await newWriter();
    const { path } = writer.current;
    put(writer, 'mine');
    await writer.drain();
    await rm(path);
    await writeFile(path, 'something else');
    expect(await writer.keepInPlace()).toBe(true);
    expect(texts(await recordsIn(path))).toEqual(['mine']);
    await writer.close();
  });

  it('the next file may be in use already: nothing is put back', async () => {
    const writer = await newWriter();
    put(writer, 'first');
    await writer.drain();
    await rm(writer.current.path);
    const next = join(directory, '20261121.002');
    const switching = writer.switchTo((current) => ({
      path: next,
      header: { ...header, fileGuid: 'F2', fileCount: 2, previous: asPrevious(current) },
    }));
    expect(await writer.keepInPlace()).toBe(false);
    await switching;
    put(writer, 'second');
    await writer.close();
    expect(texts(await recordsIn(next))).toEqual(['second']);
  });
});

describe('what the writer promises, broken by hand', () => {
  const open = { bytes: Buffer.alloc(100), start: 0, length: 40, recordCount: 1, lastSequence: 1 };
  const next = (part: Partial<JournalHeader>) => ({
    kind: 'switch' as const,
    next: () => ({ path: join(directory, '20261121.009'), header: { ...header, fileCount: 2, ...part } }),
    done: () => undefined,
    failed: () => undefined,
  });

  /** What nobody else sees of it. */
  interface Inside {
    offset: number;
    readonly file: JournalFile;
    writeBlock(block: object): Promise<void>;
    carryOutSwitch(work: object): Promise<void>;
  }
  const skip = (inside: Inside) => {
    inside.offset += 1;
    return inside.writeBlock(open);
  };
  /** Longer when it is written than when room was made for it. */
  const growing = () => {
    let looks = 0;
    return Object.defineProperty(Buffer.alloc(2 ** 21), 'length', { get: () => (looks++ === 0 ? 1 : 2 ** 21) });
  };

  it.each<[string, (inside: Inside, writer: JournalWriter) => unknown]>([
    ['blocks become durable in the order of their records', (inside) => inside.writeBlock({ ...open, lastSequence: 0 })],
    ['blocks become durable in the order of their records', (inside) => inside.writeBlock({ ...open, recordCount: 0 })],
    ['a block lies right behind the one before it', skip],
    ['no more is written than was appended', (inside) => inside.writeBlock(open)],
    [
      'a record fits into its block',
      async (_inside, writer) =>
        writer.append({
          type: 'mark',
          inTransaction: false,
          job: 1,
          database: null,
          key: Buffer.alloc(0),
          value: growing(),
          oldValue: undefined,
        }),
    ],
    ['file numbers ascend', (inside) => inside.carryOutSwitch(next({ fileCount: 1 }))],
    ['a later file is of no earlier term', (inside) => inside.carryOutSwitch(next({ epoch: 0 }))],
    [
      'what is committed is asked for in its order',
      async (_inside, writer) => [500, 400].map((offset) => writer.sequenceBefore('local', { fileCount: 1, offset })),
    ],
    ['what is durable is not written over, and nothing is left out', (inside) => inside.file.write(Buffer.alloc(8), HEADER_BYTES - 8)],
    ['what is durable is not written over, and nothing is left out', (inside) => inside.file.write(Buffer.alloc(8), HEADER_BYTES + 8)],
    ['a file is cut where it has been written', (inside) => inside.file.truncate(HEADER_BYTES + 1)],
  ])('%s (%#)', async (sentence, act) => {
    const writer = await newWriter();
    const inside = writer as unknown as Inside;
    await expect(act(inside, writer)).rejects.toThrow(sentence);
    await inside.file.close();
  });
});
