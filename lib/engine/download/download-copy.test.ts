/** A source that is scripted frame by frame, over a real socket. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { NodeChunk } from '../backup/volume-format.ts';
import { DatabaseFile } from '../database/database-file.ts';
import type { MirrorAttribute } from '../database/database-metadata.ts';
import { LmdbStore } from '../database/lmdb-store.ts';
import { type CopyOffer, copyRequestSchema, MIRROR_NODES_FRAME, packNodes } from '../link/download-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeFrame, encodeJsonFrame } from '../link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { compareSources, type CopyOrder, downloadingFolder, fetchCopy } from './download-copy.ts';

const DEADLINE_MS = 5000;
const database = { name: 'DATA', guid: 'D1', createdAsMirrored: false, directory: '/there/data' };
const attribute: MirrorAttribute = {
  mirrorGuid: 'M',
  mirrorName: 'APRIL',
  mirrorDatabaseName: 'DATA',
  createdAsMirrored: false,
  activated: true,
  databaseGuid: 'D1',
  home: null,
  needsCatchUp: true,
  failoverDatabase: true,
  download: 'journal',
};
const offer: CopyOffer = {
  kind: 'offer',
  isPrimary: false,
  position: { fileCount: 3, offset: 9000 },
  fileGuid: 'F3',
  nodes: 4,
  bytes: 40_960,
};

let directory: string;
let server: Server;
let script: (socket: Socket) => void;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'download-copy-'));
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    void readFirstFrame(socket, { timeoutMs: DEADLINE_MS }).then(({ body }) => {
      expect(copyRequestSchema.parse(JSON.parse(body.toString()))).toEqual({
        kind: 'copy-of',
        databaseName: 'DATA',
        databaseGuid: 'D1',
        wants: 'copy',
      });
      script(socket);
    });
  }).listen(join(directory, 'source'));
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

const say = (socket: Socket, message: unknown) => socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, message));
const node = (number: number) => ({ kind: 'set' as const, key: Buffer.from([1, number]), value: Buffer.from(`value ${number}`) });

/** The frames of nodes 1 and 2, then 3 and 4. */
function frames(): Buffer[] {
  let previous = 0;
  return [
    [1, 2],
    [3, 4],
  ].map((numbers) => {
    const chunk = new NodeChunk();
    for (const number of numbers) chunk.add(node(number));
    const { body, checksum } = packNodes(chunk.take(), previous);
    previous = checksum;
    return body;
  });
}
function sendWhole(socket: Socket): void {
  say(socket, offer);
  for (const body of frames()) socket.write(encodeFrame(MIRROR_NODES_FRAME, body));
  say(socket, { kind: 'end', nodes: 4 });
  socket.end();
}

const fetch = (part: Partial<CopyOrder> = {}) =>
  fetchCopy({
    sourceName: 'SERVERB/IRIS',
    connect: async () => connect(join(directory, 'source')),
    database,
    directory,
    attribute,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...part,
  });
const isLeftBehind = () => existsSync(downloadingFolder(directory));

test('a whole copy is a database with its nodes, the position of the source and what it is to this member', async () => {
  script = sendWhole;
  const progress: number[] = [];
  expect(await fetch({ onProgress: (nodes) => progress.push(nodes) })).toEqual({ ok: true, value: offer });
  const opened = DatabaseFile.open(downloadingFolder(directory));
  if (!opened.ok) throw new Error(opened.refusal.code);
  const { identity, position } = opened.value;
  expect(identity.mirror).toEqual(attribute);
  expect(position).toEqual({ history: 'mirror', fileCount: 3, offset: 9000 });
  expect([1, 2, 3, 4].map((number) => opened.value.get(node(number).key)?.toString())).toEqual([
    'value 1',
    'value 2',
    'value 3',
    'value 4',
  ]);
  expect(progress).toEqual([2, 4]);
  await opened.value.close();
});

test.each<{ what: string; script: (socket: Socket) => void; reason: string }>([
  {
    what: 'breaks off after some nodes',
    script: (socket) => {
      say(socket, offer);
      socket.end(encodeFrame(MIRROR_NODES_FRAME, frames()[0] as Buffer));
    },
    reason: 'the connection broke before the copy was whole',
  },
  {
    what: 'ends without a frame that it counted',
    script: (socket) => {
      say(socket, offer);
      socket.write(encodeFrame(MIRROR_NODES_FRAME, frames()[0] as Buffer));
      say(socket, { kind: 'end', nodes: 4 });
    },
    reason: 'the connection broke before the copy was whole',
  },
  {
    what: 'leaves out a frame in the middle',
    script: (socket) => {
      say(socket, offer);
      socket.write(encodeFrame(MIRROR_NODES_FRAME, frames()[1] as Buffer));
      say(socket, { kind: 'end', nodes: 2 });
    },
    reason: 'what was received is damaged',
  },
  { what: 'falls silent', script: (socket) => say(socket, offer), reason: 'SERVERB/IRIS: nothing was heard for 0.2 s' },
  { what: 'says what nobody understands', script: (socket) => say(socket, { kind: 'hello' }), reason: '' },
  { what: 'needs more than the disk has', script: (socket) => say(socket, { ...offer, bytes: 1e18 }), reason: 'the disk has' },
])('a source that $what is given up, with nothing left behind', async ({ script: scripted, reason }) => {
  script = scripted;
  const fetched = await fetch({ silenceMs: 200 });
  expect(fetched).toMatchObject({ ok: false, refusal: { code: 'P403', args: ['DATA', expect.stringContaining(reason)] } });
  expect(isLeftBehind()).toBe(false);
});

test('a source that has no valid copy is quoted', async () => {
  script = (socket) => say(socket, { kind: 'refused', refusal: { code: 'P405', args: ['DATA'] } });
  expect(await fetch()).toEqual({ ok: false, refusal: { code: 'P405', args: ['DATA'] } });
});

test('told to stop in the middle, it says so and leaves nothing', async () => {
  const abort = new AbortController();
  script = (socket) => {
    say(socket, offer);
    socket.write(encodeFrame(MIRROR_NODES_FRAME, frames()[0] as Buffer));
  };
  expect(await fetch({ signal: abort.signal, onProgress: () => abort.abort() })).toEqual({
    ok: false,
    refusal: { code: 'P180', args: [] },
  });
  expect(isLeftBehind()).toBe(false);
});

test('a disk that takes no more is the reason that is given', async () => {
  script = sendWhole;
  class FullStore extends LmdbStore {
    override write(): Promise<void> {
      return Promise.reject(new Error('ENOSPC: no space left on device'));
    }
  }
  expect(await fetch({ openStore: (file) => new FullStore(file) })).toMatchObject({
    ok: false,
    refusal: { code: 'P403', args: ['DATA', expect.stringContaining('ENOSPC')] },
  });
  expect(isLeftBehind()).toBe(false);
});

test('a member that is not primary is asked first, then whoever has more', () => {
  const source = (name: string, part: Partial<CopyOffer>) => ({ entry: { name } as MemberEntry, offer: { ...offer, ...part } });
  const sources = [
    source('primary', { isPrimary: true, position: { fileCount: 9, offset: 1 } }),
    source('behind', { position: { fileCount: 8, offset: 5 } }),
    source('ahead', { position: { fileCount: 8, offset: 6 } }),
  ];
  expect(sources.sort(compareSources).map(({ entry }) => entry.name)).toEqual(['ahead', 'behind', 'primary']);
});
