/**
 * What the Quality of Service timeout means, and how late the words of the other failover member and of the arbiter came: what a person
 * chooses the timeout by. Pure.
 */
import type { SpokenWords } from './qos-advice.ts';

/** Below this a busy machine looks dead: the shortest silence that counts as a loss. */
const SILENCE_MS_MIN = 400;

/** A peer that has been silent this long is lost. Between ½ QoS and QoS, except for a QoS too small to tell anything. */
export const silenceMs = (qosTimeoutMs: number) => Math.max(SILENCE_MS_MIN, (qosTimeoutMs * 5) / 8);
/** Five heartbeats fit into a silence, so that four may be lost. */
export const heartbeatMs = (qosTimeoutMs: number) => Math.min(1000, silenceMs(qosTimeoutMs) / 5);

/** Whoever sends heartbeats looks at the clock this often: so late is every word, now and then. */
const RHYTHM_MS = 100;

/**
 * A word that comes so much later than it was due cannot have ended a silence that would have been a loss. `measuredMs`: the timeout under
 * which lateness was measured. What held a word back may have begun right behind the one before it, a whole heartbeat before this one was
 * due: that much longer it may have been silent, also where words would have been due more often.
 */
export const latenessMaxMs = (qosTimeoutMs: number, measuredMs: number) =>
  Math.max(RHYTHM_MS, silenceMs(qosTimeoutMs) - Math.max(heartbeatMs(qosTimeoutMs), heartbeatMs(measuredMs)));

/** How often a peer that was alive could have been held to be lost: rather one too many, also by the upper bounds of the classes. */
export const falseAlarms = ({ late }: SpokenWords, qosTimeoutMs: number, measuredMs: number): number =>
  late.reduce((sum, [lateMs, count]) => (lateMs > latenessMaxMs(qosTimeoutMs, measuredMs) ? sum + count : sum), 0);

/** Timeouts are advised in whole steps of so many ms. */
const ADVISED_STEP_MS = 100;

/** The shortest timeout at which there would have been no false alarm, rounded up; null when none was late. */
export function quietTimeoutMs({ late }: SpokenWords, measuredMs: number): number | null {
  const longestMs = late.at(-1)?.[0];
  if (longestMs === undefined) return null;
  let timeoutMs = 0;
  // The longest that can be set is a few thousand steps away.
  while (latenessMaxMs(timeoutMs, measuredMs) < longestMs) timeoutMs += ADVISED_STEP_MS;
  return timeoutMs;
}
