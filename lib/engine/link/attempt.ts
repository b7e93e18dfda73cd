/** A peer may have put much into what cannot be read. */
const REASON_LENGTH_MAX = 300;

/** What the work answers, or why it failed, on one line of at most 300 characters. For reading what somebody else has sent. */
export function attempt<T>(work: () => T): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string } {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, REASON_LENGTH_MAX);
