/**
 * The taking end of a download: asks members for a copy of a mirrored database, and builds one from what they send, in a folder beside the
 * database, on the same disk.
 *
 * The copy gets its identity last, when it is whole and on the disk; until then the folder holds nothing that could be taken for a
 * database. The network is read no faster than the disk writes.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirroredDatabase, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { entriesOf } from '../backup/volume-format.ts';
import { DATABASE_FILE_NAME } from '../database/database-file.ts';
import { type MirrorAttribute, toMetadata } from '../database/database-metadata.ts';
import { LmdbStore } from '../database/lmdb-store.ts';
import type { StoreChange } from '../database/ordered-store.ts';
import {
  type CopyAnswer,
  copyAnswerSchema,
  copyEndSchema,
  type CopyOffer,
  type CopyRequest,
  MIRROR_NODES_FRAME,
  unpackNodes,
} from '../link/download-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame, type Frame, FrameDecoder } from '../link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import { systemClock } from '../ports/clock.ts';
import { within } from '../ports/within.ts';
import { DOWNLOAD_OFFER_MS, DOWNLOAD_SOURCE_SILENCE_MS } from '../../machine/waits.ts';

/** Beyond what the copy itself takes: pages that are written before those they replace are free. */
const ROOM_FACTOR = 1.1;

const FOLDER = '.downloading';
export const downloadingFolder = (directory: string) => path.join(directory, FOLDER);

/** A member that has a valid copy. */
export interface CopySource {
  readonly entry: MemberEntry;
  readonly offer: CopyOffer;
}
/** What the members answered. `refusals`: of those that have none, or do not answer (2087). */
export interface CopySources {
  readonly sources: readonly CopySource[];
  readonly refusals: readonly { readonly name: string; readonly code: string }[];
}

/** Asks every other member at once. Best first: not the primary, which has writes to serve; then whoever is furthest. */
export async function findCopies(member: ConnectedMember, database: MirroredDatabase): Promise<CopySources> {
  const others = member.config().members.filter(({ guid }) => guid !== member.self().guid);
  const answers = await Promise.all(others.map(async (entry) => ({ entry, answer: await askForOffer(member, entry, database) })));
  const sources = answers.flatMap(({ entry, answer }) => (answer?.kind === 'offer' ? [{ entry, offer: answer }] : []));
  const refusals = answers.flatMap(({ entry, answer }) =>
    answer?.kind === 'offer' ? [] : [{ name: entry.name, code: answer?.refusal.code ?? '2087' }],
  );
  return { sources: sources.sort(compareSources), refusals };
}

export function compareSources({ offer: one }: CopySource, { offer: other }: CopySource): number {
  if (one.isPrimary !== other.isPrimary) return one.isPrimary ? 1 : -1;
  return other.position.fileCount - one.position.fileCount || other.position.offset - one.position.offset;
}

const requestFor = ({ name, guid }: MirroredDatabase, wants: CopyRequest['wants']): CopyRequest => ({
  kind: 'copy-of',
  databaseName: name,
  databaseGuid: guid,
  wants,
});

async function askForOffer(member: ConnectedMember, entry: MemberEntry, database: MirroredDatabase): Promise<CopyAnswer | null> {
  const socket = await member.dialer.openDownload(entry);
  if (!socket) return null;
  try {
    socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, requestFor(database, 'offer')));
    const frame = await readFirstFrame(socket, { timeoutMs: DOWNLOAD_OFFER_MS });
    return copyAnswerSchema.parse(JSON.parse(frame.body.toString()));
  } catch {
    return null;
  } finally {
    socket.destroy();
  }
}

export interface CopyOrder {
  /** Name of the member that the copy comes from, and a connection of purpose `download` to it; null when it cannot be reached. */
  readonly sourceName: string;
  readonly connect: () => Promise<Socket | null>;
  readonly database: MirroredDatabase;
  /** Of the database that the copy is for. */
  readonly directory: string;
  /** What the finished copy says of itself. */
  readonly attribute: MirrorAttribute;
  readonly signal: AbortSignal;
  readonly onProgress: (nodes: number, total: number) => void;
  readonly openStore?: ((file: string) => LmdbStore) | undefined;
  /** A source that says nothing for so long is given up. */
  readonly silenceMs?: number;
}

/**
 * Fetches the whole copy; it is durable in the folder when this resolves, and nothing is left there when it refuses or rejects. Refuses
 * with P180 (aborted), P403 (no room, the source failed, what came was damaged, the disk refused it), or as the source does.
 */
export async function fetchCopy(order: CopyOrder): Promise<Outcome<CopyOffer>> {
  const { sourceName, database, directory, signal } = order;
  const failed = (reason: string) => refused('P403', [database.name, reason]);
  const socket = await order.connect();
  if (!socket) return failed(`${sourceName} cannot be reached`);
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort);
  try {
    socket.write(encodeJsonFrame(MIRROR_MESSAGE_FRAME, requestFor(database, 'copy')));
    const built = await build(order, framesOf(socket, order.silenceMs ?? DOWNLOAD_SOURCE_SILENCE_MS));
    if (!built.ok) await rm(downloadingFolder(directory), { recursive: true, force: true });
    return built;
  } catch (error) {
    await rm(downloadingFolder(directory), { recursive: true, force: true });
    return signal.aborted ? refused('P180') : failed(`${sourceName}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

/** Throws when the source is silent too long, closes, or sends what is no frame. */
async function* framesOf(socket: Socket, silenceMs: number): AsyncGenerator<Frame, void, void> {
  const decoder = new FrameDecoder();
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const next = await within(systemClock, silenceMs, chunks.next(), () => null);
    if (next === null) throw new Error(`nothing was heard for ${silenceMs / 1000} s`);
    if (next.done) return;
    yield* decoder.push(next.value);
  }
}

async function build(order: CopyOrder, frames: AsyncGenerator<Frame, void, void>): Promise<Outcome<CopyOffer>> {
  const { database, directory, signal, attribute, openStore = (file) => new LmdbStore(file) } = order;
  const failed = (reason: string) => refused('P403', [database.name, reason]);
  const first = await frames.next();
  if (first.done) return failed('the source closed the connection');
  const answer = copyAnswerSchema.parse(JSON.parse(first.value.body.toString()));
  if (answer.kind === 'refused') return { ok: false, refusal: answer.refusal };
  const room = await roomFor(directory, answer.bytes);
  if (room !== null) return failed(room);
  const folder = downloadingFolder(directory);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const store = openStore(path.join(folder, DATABASE_FILE_NAME));
  let isWhole = false;
  let checksum = 0;
  let count = 0;
  try {
    for await (const { type, body } of frames) {
      if (signal.aborted) return refused('P180');
      if (type === MIRROR_MESSAGE_FRAME) {
        isWhole = copyEndSchema.parse(JSON.parse(body.toString())).nodes === count;
        break;
      }
      const nodes = type === MIRROR_NODES_FRAME ? unpackNodes(body, checksum) : null;
      if (!nodes) return failed('what was received is damaged');
      checksum = nodes.checksum;
      const changes = toChanges(nodes.chunk);
      await store.write(changes);
      count += changes.length;
      order.onProgress(count, Math.max(answer.nodes, count));
    }
    if (signal.aborted) return refused('P180');
    if (!isWhole) return failed('the connection broke before the copy was whole');
    const position = { history: 'mirror' as const, ...answer.position };
    await store.write(toMetadata({ identity: { guid: randomUUID().toUpperCase(), mirror: attribute }, position, lineage: randomUUID() }));
    await store.flush();
    return accepted(answer);
  } finally {
    await store.close();
  }
}

function toChanges(chunk: Buffer): StoreChange[] {
  return Array.from(entriesOf(chunk), (entry): StoreChange => [entry.key, entry.kind === 'set' ? entry.value : null]);
}

/** Why the disk has no room for a copy of so many bytes; null when it has, or does not tell. */
async function roomFor(directory: string, bytes: number): Promise<string | null> {
  const disk = await statfs(directory).catch(() => null);
  if (!disk) return null;
  const needed = Math.ceil(bytes * ROOM_FACTOR);
  const free = disk.bavail * disk.bsize;
  return free >= needed ? null : `the disk has ${free} bytes free, and the copy needs ${needed}`;
}
