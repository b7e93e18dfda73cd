import { expect, test, vi } from 'vitest';
import { whenBroken } from '../../machine/assert.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { decompress } from '../link/compression.ts';
import type { FromPrimary } from '../link/mirror-protocol.ts';
import { AsyncFeed, AsyncPieces } from './async-feed.ts';
import { systemClock } from '../ports/clock.ts';
import type { FileObstacle } from '../mirror/obstacle.ts';
import { JournalFault } from '../journaling/journal-fault.ts';
import type { JournalPiece, MirrorFile } from '../journaling/mirror-journal.ts';
import type { SentHistory } from './journal-session.ts';

const HEADER = 8;
const PIECE = 1000;
const SENT_DEADLINE = { timeout: 5000, interval: 5 };

/** Files full of bytes that say where they lie; a piece ends every thousand bytes. */
class Journal implements SentHistory {
  list: MirrorFile[] = [];
  reads = 0;

  write(fileCount: number, end: number): void {
    this.list = [
      ...this.list.filter((file) => file.fileCount !== fileCount),
      { fileCount, guid: `G${fileCount}`, start: HEADER, end, name: `F${fileCount}`, epoch: 1 },
    ].sort((one, other) => one.fileCount - other.fileCount);
  }
  files() {
    return this.list;
  }
  async header(fileCount: number) {
    return { name: `F${fileCount}`, bytes: Buffer.alloc(HEADER, fileCount) };
  }
  async read(position: JournalPosition): Promise<JournalPiece | null> {
    const file = this.list.find(({ fileCount }) => fileCount === position.fileCount);
    if (!file && position.offset === 0) return null;
    if (!file) throw new JournalFault({ reason: 'missing', fileCount: position.fileCount, name: '', offset: 0, detail: '' });
    const end = Math.min(file.end, position.offset + PIECE);
    if (end <= position.offset) return null;
    this.reads += 1;
    return {
      fileCount: file.fileCount,
      offset: position.offset,
      bytes: bytesOf(file.fileCount, position.offset, end),
      end: { fileCount: file.fileCount, offset: end },
    };
  }
}

const bytesOf = (fileCount: number, from: number, to: number) =>
  Buffer.from(Array.from({ length: to - from }, (_, index) => (fileCount * 31 + from + index) % 251));

/** The other end: takes what comes while it is not held up, and looks that each byte follows the one before. */
class Async {
  isClosed = false;
  position: JournalPosition = { fileCount: 0, offset: 0 };
  readonly words: FromPrimary[] = [];
  pieces = 0;
  isHeldUp = false;
  bufferedBytes = 0;
  #release: (() => void) | null = null;

  send(message: FromPrimary): void {
    if (message.kind === 'new-file') this.position = { fileCount: message.fileCount, offset: HEADER };
    else this.words.push(message);
  }
  sendBlocks(): void {
    throw new Error('an async is never sent blocks from memory');
  }
  sendPacked(fileCount: number, offset: number, packed: Buffer): void {
    const bytes = decompress(packed);
    expect({ fileCount, offset }).toEqual(this.position);
    expect(bytes.equals(bytesOf(fileCount, offset, offset + bytes.length))).toBe(true);
    this.position = { fileCount, offset: offset + bytes.length };
    this.pieces += 1;
    if (this.isHeldUp) this.bufferedBytes += bytes.length;
  }
  async drained(): Promise<void> {
    if (this.isHeldUp) await new Promise<void>((resolve) => (this.#release = resolve));
  }
  goOn(): void {
    this.isHeldUp = false;
    this.bufferedBytes = 0;
    this.#release?.();
  }
  finish(): void {
    this.close();
  }
  end(): void {
    this.close();
  }
  close(): void {
    this.isClosed = true;
  }
}

function start(journal: Journal, pieces = new AsyncPieces(journal), onFailure: (obstacle: FileObstacle) => void = () => undefined) {
  const async = new Async();
  const feed = new AsyncFeed({
    number: 1,
    memberGuid: 'async',
    connection: async,
    journal,
    pieces,
    compression: 'zstd',
    clock: systemClock,
    onFailure,
  });
  return { async, feed };
}

const reaches = (async: Async, position: JournalPosition) => vi.waitFor(() => expect(async.position).toEqual(position), SENT_DEADLINE);

test('sends every byte of every file once, from the beginning, also what comes while it waits', async () => {
  const journal = new Journal();
  journal.write(1, 2500);
  journal.write(2, HEADER);
  const { async, feed } = start(journal);
  feed.follow({ fileCount: 0, offset: 0 });
  await reaches(async, { fileCount: 2, offset: HEADER });
  for (let end = HEADER; end < 6000; end += 700) {
    journal.write(2, end);
    feed.wake();
    await reaches(async, { fileCount: 2, offset: end });
  }
  async.close();
  feed.wake();
});

test('an async that takes nothing gets one piece and no more; nothing is read for it, and its words are replaced', async () => {
  const journal = new Journal();
  journal.write(1, 50_000);
  const { async, feed } = start(journal);
  async.isHeldUp = true;
  feed.follow({ fileCount: 0, offset: 0 });
  await vi.waitFor(() => expect(async.pieces).toBe(1), SENT_DEADLINE);
  for (let offset = 1; offset <= 500; offset++) {
    journal.write(1, 50_000 + offset);
    feed.wake();
    feed.say({ kind: 'heartbeat', committed: { fileCount: 1, offset }, echoMs: 0, mode: 'agent' });
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect({ pieces: async.pieces, reads: journal.reads, words: async.words.length }).toEqual({ pieces: 1, reads: 1, words: 0 });
  async.goOn();
  await reaches(async, { fileCount: 1, offset: 50_500 });
  await vi.waitFor(() => expect(async.words.at(-1)).toMatchObject({ committed: { offset: 500 } }), SENT_DEADLINE);
  expect(async.words.length).toBeLessThan(5);
  async.close();
  feed.wake();
});

test('asyncs that are equally far share each piece: it is read and compressed once', async () => {
  const journal = new Journal();
  journal.write(1, HEADER + 4 * PIECE);
  const pieces = new AsyncPieces(journal);
  const all = Array.from({ length: 5 }, () => start(journal, pieces));
  for (const { feed } of all) feed.follow({ fileCount: 0, offset: 0 });
  for (const { async } of all) await reaches(async, { fileCount: 1, offset: HEADER + 4 * PIECE });
  expect(journal.reads).toBe(4);
  for (const { async, feed } of all) {
    async.close();
    feed.wake();
  }
});

test('a file that is gone ends the connection with the reason; a member without journal may begin with the first that is left', async () => {
  const journal = new Journal();
  journal.write(5, 300);
  const told: unknown[] = [];
  const lost = start(journal, undefined, (obstacle) => told.push(obstacle));
  lost.feed.follow({ fileCount: 2, offset: 100 });
  await vi.waitFor(() => expect(lost.async.isClosed).toBe(true), SENT_DEADLINE);
  const obstacle = { reason: 'missing', fileCount: 2, name: '', offset: 0, detail: '' };
  expect(told).toEqual([{ kind: 'file', ...obstacle }]);
  expect(lost.async.words, 'the async hears why').toEqual([{ kind: 'cannot-serve', ...obstacle }]);
  const fresh = start(journal);
  fresh.feed.follow({ fileCount: 4, offset: 0 });
  await reaches(fresh.async, { fileCount: 5, offset: 300 });
  fresh.async.close();
  fresh.feed.wake();
});

test('a file that goes while an async is in its middle is not passed over: the next one would not follow what the async has', async () => {
  const journal = new Journal();
  journal.write(1, 500);
  const told: unknown[] = [];
  const { async, feed } = start(journal, undefined, (obstacle) => told.push(obstacle));
  feed.follow({ fileCount: 0, offset: 0 });
  await reaches(async, { fileCount: 1, offset: 500 });
  journal.write(1, 900);
  journal.write(2, 300);
  journal.list = journal.list.filter(({ fileCount }) => fileCount === 2);
  feed.wake();
  await vi.waitFor(() => expect(async.isClosed).toBe(true), SENT_DEADLINE);
  expect(async.position).toEqual({ fileCount: 1, offset: 500 });
  expect(told).toMatchObject([{ kind: 'file', reason: 'missing', fileCount: 1 }]);
});

test('tells since when it owes journal, until that was received', async () => {
  const journal = new Journal();
  journal.write(1, 2500);
  const { async, feed } = start(journal);
  feed.follow({ fileCount: 0, offset: 0 });
  await reaches(async, { fileCount: 1, offset: 2500 });
  feed.received = { fileCount: 1, offset: 1000 };
  expect(isBefore(feed.received as JournalPosition, { fileCount: 1, offset: 2500 })).toBe(true);
  feed.received = { fileCount: 1, offset: 2500 };
  expect(feed.owedSinceMs).toBe(0);
  async.close();
  feed.wake();
});

test('broken by hand: what is read for an async goes on where it stood, and it has received no more than was sent', async () => {
  const told: string[] = [];
  whenBroken(({ message }) => told.push(message));
  const journal = new Journal();
  journal.write(1, HEADER + 100);
  journal.read = async (position) => ({
    fileCount: 1,
    offset: position.offset + 1,
    bytes: Buffer.alloc(1),
    end: { fileCount: 1, offset: position.offset + 2 },
  });
  const feed = new AsyncFeed({
    number: 1,
    memberGuid: 'D',
    connection: new Async(),
    journal,
    pieces: new AsyncPieces(journal),
    compression: 'none',
    clock: systemClock,
    onFailure: () => undefined,
  });
  const hear = () => {
    feed.received = { fileCount: 1, offset: HEADER };
  };
  expect(hear).toThrow('an async has received no more than was sent');
  feed.follow({ fileCount: 1, offset: HEADER });
  await vi.waitFor(() => expect(told.at(-1)).toContain('what is read for an async goes on where it stood'), SENT_DEADLINE);
});
