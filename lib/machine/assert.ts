/**
 * What must hold whatever happens outside: where it does not, the program is wrong, and what it has in memory cannot be trusted. On in
 * production. Never for what a peer, a disk or a person can bring about: that is parsed and refused.
 *
 * A process says by `whenBroken` how it ends: at once, before anybody can catch what is thrown and go on. Without that, as in tests and in
 * the simulator, it is thrown and nothing else.
 */

/** Nobody catches it but who ends a process, or judges a simulated one. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

let end: ((broken: BrokenInvariant) => void) | null = null;

/** `act` writes the sentence down and ends the process; it does not return. */
export function whenBroken(act: (broken: BrokenInvariant) => void): void {
  end = act;
}

/** `sentence` says what holds; `facts`, asked only when it does not, what was found instead. */
export function assert(condition: boolean, sentence: string, facts?: () => unknown): asserts condition {
  if (condition) return;
  const found = facts === undefined ? '' : `: ${JSON.stringify(facts())}`;
  const broken = new BrokenInvariant(`this must hold and does not: ${sentence}${found}`);
  end?.(broken);
  throw broken;
}
