import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { compress } from '../link/compression.ts';
import { fromBackupSchema, fromPrimarySchema } from '../link/data-channel.ts';
import { encodeFrame, encodeJsonFrame } from '../link/frame.ts';
import { encodeBlocksBody, type FromBackup, type FromPrimary, MIRROR_BLOCKS_FRAME, MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { systemClock } from '../ports/clock.ts';
import { MirrorConnection } from './mirror-connection.ts';

/** The end of a socket that is read here; what the other end says is pushed into it. */
const openSocket = () => new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }) as Socket;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function listen(handle: { message?: (message: FromPrimary) => void; blocks?: () => void } = {}) {
  const socket = openSocket();
  const connection = new MirrorConnection<FromPrimary, FromBackup>(socket, {
    compression: 'none',
    schema: fromPrimarySchema,
    clock: systemClock,
  });
  const heard: FromPrimary[] = [];
  const faults: string[] = [];
  const closed: number[] = [];
  connection.start({
    message: (message) => {
      heard.push(message);
      handle.message?.(message);
    },
    blocks: () => handle.blocks?.(),
    fault: (severity, reason) => faults.push(`${severity} ${reason}`),
    closed: () => closed.push(faults.length),
  });
  const hear = async (...frames: Buffer[]) => {
    socket.push(Buffer.concat(frames));
    await turn();
  };
  return { hear, heard, faults, closed };
}

const message = (value: unknown) => encodeJsonFrame(MIRROR_MESSAGE_FRAME, value);
const active = { kind: 'you-are-active', committed: { fileCount: 1, offset: 100 } } as const;
const packed = compress('lz4', Buffer.alloc(4096, 7));
const damaged = Buffer.from(packed);
damaged[packed.length - 1] = (damaged[packed.length - 1] ?? 0) ^ 0xff;
damaged[8] = 0xff;

describe('what comes over the data channel', () => {
  test('is handed over when it is what the protocol says', async () => {
    const one = listen();
    await one.hear(message(active), message({ kind: 'new-file', name: 'MIRROR-APRIL-20260101.001', fileCount: 1, header: 'AAAA' }));
    expect(one.heard).toHaveLength(2);
    expect(one.faults).toEqual([]);
  });

  test.each<[string, Buffer, RegExp]>([
    ['an unknown message', message({ kind: 'format-disk' }), /^1 a message that is none: /],
    [
      'a position that is none',
      message({ kind: 'you-are-active', committed: { fileCount: 1, offset: '100' } }),
      /^1 a message that is none: /,
    ],
    [
      'a position that is no number any more',
      message({ kind: 'you-are-active', committed: { fileCount: 1, offset: Number.NaN } }),
      /^1 a message that is none: /,
    ],
    [
      'a position before the beginning',
      message({ kind: 'heartbeat', committed: { fileCount: 1, offset: -1 }, echoMs: 0, mode: 'agent' }),
      /^1 a message that is none: /,
    ],
    [
      'a term that leaves no room for another',
      message({ kind: 'history', epoch: Number.MAX_SAFE_INTEGER, process: '', files: [] }),
      /^1 a message that is none: /,
    ],
    ['text that is no JSON', encodeFrame(MIRROR_MESSAGE_FRAME, Buffer.from('{')), /^1 a message that is none: /],
    ['a frame of another channel', encodeFrame(77, Buffer.alloc(1)), /^1 a frame of type 77/],
    ['a wrong frame length', Buffer.from([0, 0, 0, 0, MIRROR_MESSAGE_FRAME]), /^1 frame length 0 is outside/],
    [
      'a damaged compressed block',
      encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(1, 100, damaged)),
      /^1 journal data that cannot be unpacked: /,
    ],
    [
      'blocks of no file',
      encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(0, 8192, packed)),
      /^1 journal data that cannot be unpacked: there is no file #0/,
    ],
    [
      'blocks before the beginning',
      encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(1, -1, packed)),
      /^1 journal data that cannot be unpacked: there is no file #1 offset -1/,
    ],
    [
      'blocks between two bytes',
      encodeFrame(MIRROR_BLOCKS_FRAME, encodeBlocksBody(1, 8192.5, packed)),
      /^1 journal data that cannot be unpacked: there is no file #1 offset 8192.5/,
    ],
    ['blocks without a body', encodeFrame(MIRROR_BLOCKS_FRAME, Buffer.alloc(3)), /^1 journal data that cannot be unpacked: /],
  ])('%s closes it, the reason first, and nothing that follows is heard', async (_what, bytes, reason) => {
    const one = listen();
    await one.hear(bytes, message(active));
    expect(one.faults).toEqual([expect.stringMatching(reason)]);
    expect(one.closed).toEqual([1]);
    expect(one.heard).toEqual([]);
  });

  test('a fault of our own in dealing with it is told as one', async () => {
    const one = listen({
      message: () => {
        throw new Error('a bug');
      },
    });
    await one.hear(message(active), message(active));
    expect(one.faults).toEqual(['2 a bug']);
    expect(one.heard).toHaveLength(1);
  });
});

test('a follower’s words are parsed as well', () => {
  expect(fromBackupSchema.safeParse({ kind: 'acknowledge', through: { fileCount: 1, offset: 2 } }).success).toBe(true);
  for (const through of [null, { fileCount: 1 }, { fileCount: 1.5, offset: 2 }, { fileCount: 1, offset: Number.POSITIVE_INFINITY }])
    expect(fromBackupSchema.safeParse({ kind: 'acknowledge', through }).success).toBe(false);
  expect(fromBackupSchema.safeParse(active).success).toBe(false);
});
