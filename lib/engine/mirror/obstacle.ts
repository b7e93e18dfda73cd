/**
 * What stands in the way of a follower although its link opens well: a journal file that the sender does not have whole, a disk or
 * configuration store of the follower that takes nothing, or a block that arrives damaged.
 *
 * Trying again at once would find the same, so each try waits longer than the one before, and what is known is told once. Only receiving
 * something that was not there before is progress: a link that opens is none. The refused alternative was to treat it as a lost cable,
 * which filled logs and timelines with one story.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { StoryCode } from '../../contract/stories.ts';
import { isBefore, type JournalPosition, type FileCount, type JournalOffset } from '../journal/position.ts';
import { OBSTACLE_PAUSE_MS_MAX, OBSTACLE_PAUSE_MS_MIN } from './timing.ts';

/** `missing`: it is not on the sender's disk. `damaged`: from `offset` on. `unreadable`: the disk does not give it. */
export interface FileObstacle {
  readonly kind: 'file';
  readonly reason: 'missing' | 'damaged' | 'unreadable';
  readonly fileCount: FileCount;
  /** '' where only the number is known. */
  readonly name: string;
  readonly offset: JournalOffset;
  /** What the disk said, or ''. */
  readonly detail: string;
  /** It is the follower's own copy, which it would have to apply. Missing: the sender's. */
  readonly isOwn?: boolean | undefined;
}

/** The follower's journal disk refuses what it has received. */
export interface DiskObstacle {
  readonly kind: 'disk';
  readonly detail: string;
}

/** A block came to the follower other than it was sent: its checksum is not that of its bytes. It is asked for again. */
export interface TransitObstacle {
  readonly kind: 'transit';
  /** File and offset. */
  readonly detail: string;
}

/** The follower cannot write down what the primary has said of the mirror, without which it may take nothing from it. */
export interface StoreObstacle {
  readonly kind: 'store';
  readonly detail: string;
}

/** What the follower tells the primary of its own side. */
export type ReceiverObstacle = DiskObstacle | TransitObstacle | StoreObstacle;
export type Obstacle = FileObstacle | ReceiverObstacle;

/**
 * The follower's databases need a file from before the first that the sender has told of. `damaged`: the sender has the one of this number,
 * whole up to there.
 */
export function lackedFile(
  { fileCount, name }: { readonly fileCount: FileCount; readonly name: string },
  damaged: JournalPosition | null | undefined,
): FileObstacle {
  const isThere = damaged?.fileCount === fileCount;
  return { kind: 'file', reason: isThere ? 'damaged' : 'missing', fileCount, name, offset: isThere ? damaged.offset : 0, detail: '' };
}

/** An obstacle that was met. Monotonic ms. */
export interface Hindrance {
  readonly obstacle: Obstacle;
  readonly sinceMs: number;
  /** How often it was met. */
  readonly count: number;
  /** Before this the link is not opened again. */
  readonly untilMs: number;
  /** What the follower had on its disk when it was met last. */
  readonly durable: JournalPosition;
  /** Of the term in which it was met: another primary, or the same after a restart, may have what was missing. */
  readonly epoch: Epoch;
}

/** One cause is told once: its details may change from try to try. */
function causeOf(obstacle: Obstacle): string {
  if (obstacle.kind === 'disk' || obstacle.kind === 'store') return obstacle.kind;
  return obstacle.kind === 'transit'
    ? `transit ${obstacle.detail}`
    : `${obstacle.isOwn ? 'own ' : ''}${obstacle.reason} ${obstacle.fileCount}`;
}

export const isSameCause = (one: Obstacle, other: Obstacle | undefined) => other !== undefined && causeOf(one) === causeOf(other);

/** The obstacle was met, perhaps again. */
export function meetObstacle(
  before: Hindrance | null,
  obstacle: Obstacle,
  { now, durable, epoch }: { now: number; durable: JournalPosition; epoch: Epoch },
): Hindrance {
  const isSame = isSameCause(obstacle, before?.obstacle);
  const count = isSame && before ? before.count + 1 : 1;
  // What a wire did once it need not do again.
  const isFirstTransit = obstacle.kind === 'transit' && count === 1;
  const pauseMs = isFirstTransit ? 0 : Math.min(OBSTACLE_PAUSE_MS_MAX, OBSTACLE_PAUSE_MS_MIN * 2 ** Math.min(count - 1, 10));
  return { obstacle, sinceMs: isSame && before ? before.sinceMs : now, count, untilMs: now + pauseMs, durable, epoch };
}

/** True while trying again with the primary of this term would most likely find the same. */
export const mustWait = (hindrance: Hindrance | null, { now, epoch }: { now: number; epoch: Epoch }): boolean =>
  hindrance !== null && now < hindrance.untilMs && epoch <= hindrance.epoch;

/**
 * True when the follower has received more than it had when the obstacle was met. Journal says nothing of the store: what came before the
 * configuration may still be on its way to the disk.
 */
export const isOvercome = (hindrance: Hindrance | null, durable: JournalPosition): boolean =>
  hindrance !== null && hindrance.obstacle.kind !== 'store' && isBefore(hindrance.durable, durable);

/** True when the configuration that is now written down is what could not be. */
export const isStoredAgain = (hindrance: Hindrance | null): boolean => hindrance?.obstacle.kind === 'store';

/** The story of an obstacle, told alike on both sides. */
export function storyOf(obstacle: Obstacle, names: { sender: string; follower: string }): { code: StoryCode; args: string[] } {
  if (obstacle.kind === 'disk') return { code: 'transfer-stopped-by-disk', args: [names.follower, obstacle.detail] };
  if (obstacle.kind === 'transit') return { code: 'transfer-damaged-on-the-way', args: [names.follower, obstacle.detail] };
  if (obstacle.kind === 'store') return { code: 'transfer-stopped-by-store', args: [names.follower, obstacle.detail] };
  const { fileCount, name, offset, detail } = obstacle;
  const file = name === '' ? `#${fileCount}` : `#${fileCount} (${name})`;
  if (obstacle.isOwn)
    return { code: 'own-journal-damaged', args: [obstacle.reason === 'damaged' ? `${file} offset ${offset}` : file, names.follower] };
  switch (obstacle.reason) {
    case 'missing':
      return { code: 'transfer-lacks-file', args: [file, names.sender] };
    case 'damaged':
      return { code: 'transfer-meets-damage', args: [`${file} offset ${offset}`, names.sender] };
    case 'unreadable':
      return { code: 'transfer-cannot-read', args: [file, detail === '' ? names.sender : `${names.sender}: ${detail}`] };
  }
}

export const secondsSince = ({ sinceMs }: Hindrance, now: number) => String(Math.round((now - sinceMs) / 1000));
