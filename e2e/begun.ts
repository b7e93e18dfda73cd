/**
 * What was begun and is waited for later, behind other waits. Should one of those fail first, nobody is left to hear how it ended: its
 * failure would be an error outside every test, which fails the whole suite and names none. Whoever waits for it still gets the failure.
 */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
