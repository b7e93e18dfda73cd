/**
 * Every wait of the mirror, derived from the one number a person sets: the Quality of Service timeout.
 *
 * The vendor says that an effective wait lies between half and the whole of it (engine facts 4.3) and does not say how it is
 * drawn. We take five eighths: long enough that one late heartbeat is not a failure, early enough that a dead host
 * is noticed well before the whole timeout. All values in milliseconds of the monotonic clock.
 */

/** Below this a busy machine looks dead: the shortest silence that counts as a loss. */
const SILENCE_MS_MIN = 400;
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

/** A peer that has been silent this long is lost. Between ½ QoS and QoS, except for a QoS too small to tell anything. */
export const silenceMs = (qosTimeoutMs: number) => Math.max(SILENCE_MS_MIN, (qosTimeoutMs * 5) / 8);
/** Five heartbeats fit into a silence, so that four may be lost. */
export const heartbeatMs = (qosTimeoutMs: number) => Math.min(1000, silenceMs(qosTimeoutMs) / 5);
/** Agent mode only: how long a primary holds commits after it lost an Active backup. */
export const troubleMs = (qosTimeoutMs: number) => Math.max(TROUBLE_MS_MIN, 2 * qosTimeoutMs);

/** Two clocks that run at most 2 % too fast and too slow need 1.02 / 0.98 - 1 = 4 %. */
const CLOCK_MARGIN = 0.05;
/** How long a backup may rely on that same timeout of its primary: shorter, because it counts on a clock of its own. */
export const relianceMs = (qosTimeoutMs: number) => troubleMs(qosTimeoutMs) * (1 - CLOCK_MARGIN);
