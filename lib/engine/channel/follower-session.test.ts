import { describe, expect, test } from 'vitest';
import { whenBroken } from '../../machine/assert.ts';
import { comparePositions, isBefore, type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { FromPrimary } from '../link/mirror-protocol.ts';
import type { FileObstacle } from '../mirror/obstacle.ts';
import { FollowerSession, type LedHistory } from './follower-session.ts';
import type { JournalPiece, LiveBlock, MirrorFile } from '../journaling/mirror-journal.ts';

const HEADER = 8;
const FULL_BYTES = 9 * 1024 * 1024;
const RUNS = 300;

/**
 * A journal whose disk and whose blocks move when the test says so. A block is as many bytes as its length says, each with the block's
 * number.
 */
class ScriptedJournal implements LedHistory {
  #session: FollowerSession | null = null;
  /** What the driver does with it. */
  feeds(session: FollowerSession): void {
    this.#session = session;
  }
  readonly written: LiveBlock[] = [];
  #files: MirrorFile[] = [];
  #inFlight: LiveBlock[] = [];
  readonly #pause: () => Promise<void>;

  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
    this.beginFile();
  }

  beginFile(): void {
    const fileCount = this.#files.length + 1;
    this.#files.push({ fileCount, guid: `G${fileCount}`, start: HEADER, end: HEADER, name: `F${fileCount}`, epoch: 1 });
    this.#session?.liveFile();
  }

  beginBlock(length: number): void {
    const { fileCount } = this.#last;
    const offset = this.end.offset;
    const block = {
      fileCount,
      offset,
      bytes: Buffer.alloc(length, this.written.length),
      end: { fileCount, offset: offset + length },
      timeMs: 0,
    };
    this.#inFlight.push(block);
    this.written.push(block);
    this.#session?.live(block);
  }

  finishBlock(): void {
    const block = this.#inFlight.shift();
    if (!block) return;
    this.#files = this.#files.map((file) => (file.fileCount === block.fileCount ? { ...file, end: block.end.offset } : file));
  }

  get #last(): MirrorFile {
    return this.#files.at(-1) as MirrorFile;
  }
  /** Of what was handed to the disk, durable or not. */
  get end(): JournalPosition {
    return this.#inFlight.at(-1)?.end ?? { fileCount: this.#last.fileCount, offset: this.#last.end };
  }

  state() {
    return { durable: { fileCount: this.#last.fileCount, offset: this.#last.end }, epoch: 1 };
  }
  files() {
    return this.#files;
  }
  inFlight() {
    return this.#inFlight;
  }
  /** A file that somebody deleted. */
  missing = 0;
  async header(fileCount: number) {
    await this.#pause();
    if (fileCount === this.missing) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return { name: `F${fileCount}`, bytes: Buffer.alloc(HEADER, 255) };
  }
  async read(position: JournalPosition, _bytesMax: number): Promise<JournalPiece | null> {
    const file = this.#files.find(({ fileCount }) => fileCount === position.fileCount);
    if (!file && position.fileCount > 0) throw new Error('not here');
    if (!file || file.end <= position.offset) return null;
    const found = this.written
      .filter(({ fileCount, offset, end }) => fileCount === file.fileCount && offset >= position.offset && end.offset <= file.end)
      .slice(0, 3);
    await this.#pause();
    const last = found.at(-1);
    if (!last) throw new Error('no block begins here');
    return { fileCount: file.fileCount, offset: position.offset, bytes: Buffer.concat(found.map(({ bytes }) => bytes)), end: last.end };
  }
}

/** The other end: looks that each byte follows the one before. */
class CheckedFollower {
  isClosed = false;
  bufferedBytes = 0;
  position: JournalPosition;
  blocksReceived: Buffer[] = [];
  readonly #pause: () => Promise<void>;
  constructor(position: JournalPosition, pause: () => Promise<void>) {
    this.position = position;
    this.#pause = pause;
  }
  readonly words: FromPrimary[] = [];
  send(message: FromPrimary): void {
    if (message.kind !== 'new-file') return void this.words.push(message);
    expect(message.fileCount).toBe(this.position.fileCount + 1);
    this.position = { fileCount: message.fileCount, offset: Buffer.from(message.header, 'base64').length };
  }
  sendBlocks(fileCount: number, offset: number, bytes: Buffer): void {
    expect({ fileCount, offset }).toEqual(this.position);
    this.position = { fileCount, offset: offset + bytes.length };
    this.blocksReceived.push(bytes);
  }
  sendPacked(): void {
    throw new Error('the other failover member is sent blocks as they are');
  }
  drained(): Promise<void> {
    return this.#pause();
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

/** Numbers from 0 to below `limit`, the same for the same seed. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed * 2654435761 + 1;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test(`no byte is skipped or sent twice, whenever blocks begin, become durable, files change and the socket is full (${RUNS} random runs)`, async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = randomOf(seed);
    const pause = async () => {
      for (let turns = random(4); turns > 0; turns--)
        await (random(3) === 0 ? new Promise<void>((resolve) => setImmediate(resolve)) : Promise.resolve());
    };
    const journal = new ScriptedJournal(pause);
    const act = () => {
      const choice = random(10);
      if (choice < 4) journal.beginBlock(1 + random(50));
      else if (choice < 8) journal.finishBlock();
      else if (choice === 8 && journal.inFlight().length === 0) journal.beginFile();
    };
    for (let count = random(12); count > 0; count--) act();
    // Anything a follower can have: nothing, or all up to the end of a block, also of one that this disk is still writing.
    const starts = [ORIGIN, ...journal.written.map(({ end }) => end)];
    const start = starts[random(starts.length)] as JournalPosition;
    const follower = new CheckedFollower(start, pause);
    let reason = '';
    const session = new FollowerSession({
      number: 1,
      memberGuid: 'B',
      connection: follower,
      journal,
      onSynchronized: () => undefined,
      onFailure: (obstacle) => (reason = JSON.stringify(obstacle)),
    });
    journal.feeds(session);
    session.follow(start);
    for (let count = 40; count > 0; count--) {
      act();
      follower.bufferedBytes = random(8) === 0 ? FULL_BYTES : 0;
      await pause();
    }
    follower.bufferedBytes = 0;
    while (journal.inFlight().length > 0) journal.finishBlock();
    await settle();
    expect({ seed, reason, position: follower.position }).toEqual({ seed, reason: '', position: journal.end });
    const expected = journal.written.filter(({ offset, fileCount }) => comparePositions({ fileCount, offset }, start) >= 0);
    expect(Buffer.concat(follower.blocksReceived)).toEqual(Buffer.concat(expected.map(({ bytes }) => bytes)));
  }
});

const atOnce = async () => undefined;
function sessionWith(
  journal: ScriptedJournal,
  start: JournalPosition,
  told: { onSynchronized?: () => void; onFailure?: (obstacle: FileObstacle) => void } = {},
) {
  const follower = new CheckedFollower(start, atOnce);
  const session = new FollowerSession({
    number: 1,
    memberGuid: 'B',
    connection: follower,
    journal,
    onSynchronized: () => undefined,
    onFailure: () => undefined,
    ...told,
  });
  journal.feeds(session);
  return { follower, session };
}

test('it is synchronized when it has acknowledged all that was there when it went live, and again after falling behind', async () => {
  const journal = new ScriptedJournal(atOnce);
  journal.beginBlock(10);
  let count = 0;
  const { session } = sessionWith(journal, ORIGIN, { onSynchronized: () => (count += 1) });
  session.follow(ORIGIN);
  await settle();
  const first = journal.end;
  journal.finishBlock();
  journal.beginBlock(10);
  expect(count).toBe(0);
  session.acknowledged(first);
  expect(count).toBe(1);
  journal.finishBlock();
  journal.beginFile();
  await settle();
  session.acknowledged(journal.end);
  expect(count).toBe(2);
});

const impossible: [string, (journal: ScriptedJournal) => JournalPosition][] = [
  ['behind the end', ({ end }) => ({ ...end, offset: end.offset + 1 })],
  ['inside a block that is being written', ({ end }) => ({ ...end, offset: end.offset - 1 })],
  ['in a file that does not exist', ({ end }) => ({ fileCount: end.fileCount + 1, offset: HEADER })],
];
test.each(impossible)(
  'a request for journal %s ends the connection with a reason, and does not search for ever',
  async (_label, positionOf) => {
    const journal = new ScriptedJournal(atOnce);
    journal.beginBlock(10);
    const start = positionOf(journal);
    const reasons: unknown[] = [];
    const { follower, session } = sessionWith(journal, start, { onFailure: (obstacle) => reasons.push(obstacle) });
    session.follow(start);
    await settle();
    expect(follower.isClosed).toBe(true);
    expect(reasons).toHaveLength(1);
    expect(follower.blocksReceived).toEqual([]);
  },
);

test('a second request on one connection ends it', async () => {
  const journal = new ScriptedJournal(atOnce);
  const { follower, session } = sessionWith(journal, ORIGIN);
  session.follow(ORIGIN);
  session.follow(ORIGIN);
  expect(follower.isClosed).toBe(true);
  expect(isBefore(follower.position, journal.end)).toBe(true);
});

test('a file that somebody deleted: the follower hears which before the connection ends, and so does this member', async () => {
  const journal = new ScriptedJournal(atOnce);
  journal.beginBlock(10);
  journal.finishBlock();
  journal.beginFile();
  journal.missing = 2;
  const told: unknown[] = [];
  const { follower, session } = sessionWith(journal, ORIGIN, { onFailure: (obstacle) => told.push(obstacle) });
  session.follow(ORIGIN);
  await settle();
  const obstacle = { reason: 'missing', fileCount: 2, name: 'F2', offset: 0, detail: '' };
  expect(told).toEqual([{ kind: 'file', ...obstacle }]);
  expect(follower.words).toEqual([{ kind: 'cannot-serve', ...obstacle }]);
  expect(follower.isClosed).toBe(true);
});

test('a follower can have no more than it was sent, and before it asked to follow nothing counts', async () => {
  const journal = new ScriptedJournal(() => Promise.resolve());
  journal.beginBlock(100);
  journal.finishBlock();
  const begin = { fileCount: 1, offset: HEADER };
  const follower = new CheckedFollower(begin, () => Promise.resolve());
  const session = new FollowerSession({
    number: 1,
    memberGuid: 'b',
    connection: follower,
    journal,
    onSynchronized: () => undefined,
    onFailure: () => undefined,
  });
  expect(session.hasSent(ORIGIN)).toBe(false);
  session.follow(begin);
  expect(session.hasSent(begin)).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(session.hasSent(journal.end)).toBe(true);
  expect(session.hasSent({ ...journal.end, offset: journal.end.offset + 1 })).toBe(false);
  expect(session.hasSent({ fileCount: 2, offset: HEADER })).toBe(false);
});

describe('what a session promises, broken by hand', () => {
  const elsewhere = (place: JournalPosition): LiveBlock => ({
    ...place,
    bytes: Buffer.alloc(1),
    end: { ...place, offset: place.offset + 1 },
    timeMs: 0,
  });

  test('a follower gets each block once, and in its place', async () => {
    const journal = new ScriptedJournal(atOnce);
    const { session } = sessionWith(journal, ORIGIN);
    session.follow(ORIGIN);
    await settle();
    expect(() => session.live(elsewhere({ fileCount: 1, offset: HEADER + 1 }))).toThrow(
      'a follower gets each block once, and in its place',
    );
  });

  test('no more is acknowledged than was sent', () => {
    const { session } = sessionWith(new ScriptedJournal(atOnce), ORIGIN);
    expect(() => session.acknowledged({ fileCount: 1, offset: 0 })).toThrow('no more is acknowledged than was sent');
  });

  test('what is read for a follower goes on where it stood', async () => {
    const told: string[] = [];
    whenBroken(({ message }) => told.push(message));
    const journal = new ScriptedJournal(atOnce);
    const { session } = sessionWith(journal, ORIGIN);
    journal.read = async (position) => elsewhere({ ...position, offset: position.offset + 1 });
    session.follow(ORIGIN);
    await settle();
    expect(told[0]).toContain('what is read for a follower goes on where it stood');
  });
});
