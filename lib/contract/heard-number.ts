/**
 * Numbers that one member takes from another and counts on from: terms and versions of the configuration.
 *
 * Whoever counts on opens a number above all that it has heard of, and others must be able to hear and keep that one, too. So what is heard
 * ends below what is kept, and nobody counts on from a number that is far above everything it knows: one member that names the highest of
 * all would leave no number to the rest, for good.
 */

/** What another member may name. */
export const HEARD_MAX = 2 ** 48;
/** What is written down and read back; above every number that can be counted up from a heard one. */
export const KEPT_MAX = 2 ** 49;
/** Believed at once: one a second for four million years. */
const BELIEVED_MAX = 2 ** 47;
/**
 * Above that: so far beyond the own one. Members that have believed the same number still follow one another, and it takes 32,768 lies to
 * reach the end.
 */
const STEP_MAX = 2 ** 32;

/**
 * Whether a member that knows `own` goes on from `heard`. One that knows none yet (0) has nothing to judge by: it has just come to the
 * mirror, and can leave it again.
 */
export const isCountable = (heard: number, own: number): boolean =>
  heard <= BELIEVED_MAX || (heard <= HEARD_MAX && (own === 0 || heard - own <= STEP_MAX));
