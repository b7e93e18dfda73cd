/**
 * What becomes of a failover member whose newest mirror journal file is gone, or damaged: it may have acknowledged what it does not know
 * any more, so it must not lead by what is left, nor agree that another one leads.
 *
 * Think of a clerk who finds the last page of the ledger torn out: he does not go on writing on the page before it, but asks for a copy.
 * (Refused: asking the other member how far it had come. It may be the one that was behind.) Pure: the instance and the simulator ask this
 * when a member starts. From whom it may hear its role says `judgePrimary` (`promotion.ts`).
 */

/**
 * `waits`: like a member whose ValidatedMember is 0 it asks for a primary, and leads again after it has followed one, or when a person
 * forces it. `cannot-start`: its own promotion has begun, and nobody knows by whose word it could lead without that file. `starts`: an
 * async never leads, and gets what it has lost from any primary.
 */
export function withLostEnd({
  isFailover,
  isBeingPromoted,
}: {
  readonly isFailover: boolean;
  /** It leads by its own promotion whenever it starts, or once "no failover" is cleared. */
  readonly isBeingPromoted: boolean;
}): 'waits' | 'cannot-start' | 'starts' {
  if (!isFailover) return 'starts';
  return isBeingPromoted ? 'cannot-start' : 'waits';
}
