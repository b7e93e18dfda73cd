/**
 * The giving end of a download: a copy of a mirrored database as it is at one moment, sent while writes go on.
 *
 * A snapshot of the file holds nodes and journal position of one moment, so what happens meanwhile is in the journal from that position on.
 * Only a copy that takes part in the mirror and whose FailoverDB flag is set is given away (engine facts 8.2). The network paces the
 * reading: no more than a chunk waits in memory.
 */
import type { Socket } from 'node:net';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import { NodeChunk } from '../backup/volume-format.ts';
import { type DatabaseSnapshot, FIRST_NODE_KEY } from '../database/database-file.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import {
  type CopyAnswer,
  type CopyOffer,
  type CopyRequest,
  copyRequestSchema,
  MIRROR_NODES_FRAME,
  packNodes,
} from '../link/download-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeFrame, encodeJsonFrame } from '../link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import type { DownloadWorld } from './download-world.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import { systemClock } from '../ports/clock.ts';
import { DOWNLOAD_REQUEST_MS, DOWNLOAD_TAKER_SILENCE_MS } from '../../machine/waits.ts';

/** Behind every node. */
const END_KEY = Buffer.from([0xff]);

/** Serves one connection to its end; whatever breaks ends the connection, of which the other end makes what it will. */
export async function serveCopy(instance: DownloadWorld, member: ConnectedMember, socket: Socket, from: MemberEntry): Promise<void> {
  try {
    const frame = await readFirstFrame(socket, { timeoutMs: DOWNLOAD_REQUEST_MS });
    const request = copyRequestSchema.parse(JSON.parse(frame.body.toString()));
    const found = validCopy(instance, member, request);
    if (!found.ok)
      return void socket.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'refused', refusal: found.refusal } satisfies CopyAnswer));
    await send({ instance, member, socket, from, mounted: found.value, wants: request.wants });
  } catch (error) {
    if (!socket.destroyed)
      instance.note(1, `A copy for ${from.name} could not be sent: ${error instanceof Error ? error.message : String(error)}`);
    socket.destroy();
  }
}

/** Refuses with P401 (this version does not know downloads), 2073 (it is not here), P405 (it is no valid copy). */
function validCopy(
  instance: DownloadWorld,
  member: ConnectedMember,
  { databaseName, databaseGuid }: CopyRequest,
): Outcome<MountedDatabase> {
  if (!downloadsDatabases(instance.version)) return refused('P401', [instance.version]);
  const { guid } = member.config();
  const isIt = ({ file }: MountedDatabase) =>
    file.identity.mirror?.mirrorGuid === guid && file.identity.mirror.mirrorDatabaseName === databaseName;
  const mounted = instance.mirroredDatabases().find(isIt);
  if (!mounted) return refused('2073', [databaseName]);
  const { mirror } = mounted.file.identity;
  const isValid =
    mounted.journalDatabase.guid === databaseGuid && mirror?.failoverDatabase === true && instance.standingOf(mounted) === 'linked';
  return isValid ? accepted(mounted) : refused('P405', [databaseName]);
}

interface Sending {
  readonly instance: DownloadWorld;
  readonly member: ConnectedMember;
  readonly socket: Socket;
  readonly from: MemberEntry;
  readonly mounted: MountedDatabase;
  readonly wants: CopyRequest['wants'];
}

async function send({ instance, member, socket, from, mounted, wants }: Sending): Promise<void> {
  const release = mounted.use('download');
  const job = instance.processes.begin({
    user: 'Mirror Download',
    routine: 'MIRRORCOMM',
    device: `|TCP|${member.config().name}`,
    clientAddress: from.superserverAddress,
  });
  let snapshot: DatabaseSnapshot | null = null;
  try {
    // The nearer the copy is to the end of the journal, the less there is to catch up.
    await instance.journal.advancePositions();
    await member.dejournaler.advancePositions();
    snapshot = mounted.file.snapshot();
    const offer = offerOf(member, mounted, snapshot);
    if (!offer.ok)
      return void socket.end(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'refused', refusal: offer.refusal } satisfies CopyAnswer));
    socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, offer.value));
    if (wants === 'copy') {
      instance.note(0, `Sending a copy of ${mounted.file.directory} to ${from.name}`);
      const nodes = await sendNodes(socket, snapshot);
      socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'end', nodes }));
      instance.note(0, `Sent a copy of ${mounted.file.directory} to ${from.name}: ${nodes} nodes`);
    }
    socket.end();
  } finally {
    snapshot?.nodes.close();
    job.end();
    release();
  }
}

/** Refuses with P405 when its place in the mirror's journal cannot be told. */
function offerOf(member: ConnectedMember, mounted: MountedDatabase, { position, nodes }: DatabaseSnapshot): Outcome<CopyOffer> {
  const file = position?.history === 'mirror' && member.journal.files().find(({ fileCount }) => fileCount === position.fileCount);
  if (!file || !position) return refused('P405', [mounted.name]);
  const { pages, freePages, pageBytes } = mounted.file.space();
  return accepted({
    kind: 'offer',
    isPrimary: member.isPrimary,
    position: { fileCount: position.fileCount, offset: position.offset },
    fileGuid: file.guid,
    nodes: nodes.count,
    bytes: (pages - freePages) * pageBytes,
  });
}

/** Answers how many there were. */
async function sendNodes(socket: Socket, { nodes }: DatabaseSnapshot): Promise<number> {
  const chunk = new NodeChunk();
  let checksum = 0;
  const flush = async () => {
    const packed = packNodes(chunk.take(), checksum);
    checksum = packed.checksum;
    socket.write(encodeFrame(MIRROR_NODES_FRAME, packed.body));
    await drained(socket);
    // The instance has a mirror to serve between two chunks.
    await new Promise((resolve) => setImmediate(resolve));
    if (socket.destroyed) throw new Error('the connection was closed');
  };
  for (const { key, value } of nodes.range({ start: FIRST_NODE_KEY, end: END_KEY })) {
    chunk.add({ kind: 'set', key, value });
    if (chunk.isFull) await flush();
  }
  if (chunk.size > 0) await flush();
  return chunk.count;
}

/** Resolves when the socket takes more, or has ended. */
async function drained(socket: Socket): Promise<void> {
  if (!socket.writableNeedDrain || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    const stopTimer = systemClock.after(DOWNLOAD_TAKER_SILENCE_MS, () => socket.destroy());
    const done = () => {
      stopTimer();
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.once('drain', done).once('close', done);
  });
}
