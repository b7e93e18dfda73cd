/** What the counters of an instance say of one of its mirrors at one moment. null: nobody here knows, which is not zero. */
import type { MemberState } from '../../contract/mirror-history.ts';
import type { Words } from './stretch.ts';

export interface MemberReading {
  readonly guid: string;
  readonly state: MemberState;
  /** Journal of the mirror that is not on its disk: since when, in ms, and how much of it. */
  readonly lagMs: number | null;
  readonly lagBytes: number | null;
}

export interface MirrorReading {
  readonly mirrorGuid: string;
  readonly members: readonly MemberReading[];
  /** Applications can write to the mirror, and could since the last reading. */
  readonly isWritable: boolean | null;
  /** Bytes of the mirror's journal since the last reading. */
  readonly writtenBytes: number | null;
  readonly sentBytes: number | null;
  readonly appliedBytes: number | null;
  /** Since the last reading. */
  readonly words: Words | null;
}
