/**
 * Every wait of the mirror, derived from the one number a person sets: the Quality of Service timeout.
 *
 * The vendor says that an effective wait lies between half and the whole of it (engine facts 4.3) and does not say how it is
 * drawn. We take five eighths: long enough that one late heartbeat is not a failure, early enough that a dead host
 * is noticed well before the whole timeout. All values in milliseconds of the monotonic clock.
 */

/** Engine facts 4.3: the trouble timeout is twice QoS, at least this. */
const TROUBLE_MS_MIN = 5000;

/** How often the driver must feed a `tick`. */
export const TICK_MS = 100;
/** Pause between two attempts to reach a partner, an agent or the arbiter. */
export const RETRY_MS = 500;

/**
 * A primary that was asked to hand over gets this long to have everything acknowledged and confirmed; then it is forced down. Commits are
 * settled within milliseconds.
 */
export const HAND_OVER_MS = 4000;

/** The two that a person is told beside the number that he sets. */
export { heartbeatMs, silenceMs } from '../../contract/quality-of-service.ts';
/** Agent mode only: how long a primary holds commits after it lost an Active backup. */
export const troubleMs = (qosTimeoutMs: number) => Math.max(TROUBLE_MS_MIN, 2 * qosTimeoutMs);

/** Two clocks that run at most 2 % too fast and too slow need 1.02 / 0.98 - 1 = 4 %. */
const CLOCK_MARGIN = 0.05;
/** How long a backup may rely on that same timeout of its primary: shorter, because it counts on a clock of its own. */
export const relianceMs = (qosTimeoutMs: number) => troubleMs(qosTimeoutMs) * (1 - CLOCK_MARGIN);

// ---- asyncs

/** Nobody fails over because an async notices a silence late, and it may be far away: never shorter than this. */
export const ASYNC_SILENCE_MS_MIN = 4000;
/** A whole round of questions without an answer from anybody. */
export const ASK_ROUND_MS = 5000;
/**
 * While it follows one failover member it asks the other as often whether a later term has begun there: it may see a primary that nobody
 * else sees any more.
 */
export const ASYNC_WATCH_MS = 10_000;
/** An async that must be rebuilt looks again this often: the wrong primary may have been chosen. */
export const ASYNC_INCONSISTENT_RETRY_MS = 30_000;
/** For so long a search is movement (Transition), then it is waiting (engine facts 3.2). */
export const SEARCH_IS_WAITING_MS = 5000;

// ---- failover members

/** An inconsistent member looks again this often: a person must rebuild it, and the log must not fill meanwhile. */
export const INCONSISTENT_RETRY_MS = 60_000;
/** When a primary without a backup first asks what became of the other member. */
export const ASK_PARTNER_MS = 5000;
/** Engine facts 4.12: a virtual IP that cannot be taken aborts and is tried again; the interval is ours. */
export const PHASE_RETRY_MS = 2000;
/** So long applying is tried: a disk may only have stumbled. The other member waits meanwhile. */
export const APPLY_MS = 10_000;
/**
 * A disk that has not taken in so long what was received (engine facts 6.4: a write that takes longer hangs) would not take a new journal
 * file either.
 */
export const SETTLE_MS = 30_000;
/**
 * After that the other member may lead, if there is one that can. Then this one tries again: the disk may have recovered, or the file been
 * mended.
 */
export const UNABLE_MS = 60_000;
/** After an obstacle to following it is tried again at growing intervals: from this … */
export const OBSTACLE_PAUSE_MS_MIN = 1000;
/** … to this. */
export const OBSTACLE_PAUSE_MS_MAX = 60_000;
