import type { JournalPosition } from '../journal/position.ts';
import type { Side } from './network.ts';

/** The primary's end of a data link. */
export interface Follower {
  readonly session: number;
  readonly side: Side;
  guid: string;
  /** Next block to send; null until it asked to follow. */
  position: JournalPosition | null;
  /** Everything before it is durable there, as far as it has said; null until it asked to follow. */
  received: JournalPosition | null;
  /** From now on it gets each block as it is written. */
  isLive: boolean;
}
