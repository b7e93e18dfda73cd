/**
 * How far somebody is, in the words of the columns Journal Transfer and Dejournaling (engine facts 3.4, 3.5). "Caught up" is said of
 * positions that are known and equal; of what is not known, nothing is said.
 * Times are wall time in ms; 0: not known.
 */
import type { Progress } from '../../contract/member-status.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { CURRENT_JOURNAL_MS } from '../../machine/waits.ts';

export const caughtUp: Progress = { kind: 'caught-up' };
export const unknown: Progress = { kind: 'unknown' };

const behind = (now: number, timeMs: number): Progress =>
  timeMs === 0 ? unknown : { kind: 'behind', behindMs: Math.max(1, Math.round((now - timeMs) / 1000)) * 1000 };

/** Of one that lacks something, by the time of the last that it has. What is under way for moments counts as current. */
export const lag = (now: number, timeMs: number): Progress =>
  timeMs !== 0 && now - timeMs <= CURRENT_JOURNAL_MS ? caughtUp : behind(now, timeMs);

/**
 * Of a backup that is not Active: what it has on its disk against what the primary has. Nobody waits for it yet, so it is behind, however
 * little it lacks.
 */
export function transferProgress({
  received,
  committed,
  timeMs,
  now,
}: {
  received: JournalPosition | null;
  committed: JournalPosition | null;
  timeMs: number;
  now: number;
}): Progress {
  if (received === null || committed === null) return unknown;
  return isBefore(received, committed) ? behind(now, timeMs) : caughtUp;
}

/** The last record applied against the last one received. */
export function dejournalingProgress({
  applied,
  received,
  timeMs,
  now,
}: {
  applied: JournalPosition | null;
  received: JournalPosition | null;
  timeMs: number;
  now: number;
}): Progress {
  if (applied === null || received === null) return unknown;
  return isBefore(applied, received) ? lag(now, timeMs) : caughtUp;
}
