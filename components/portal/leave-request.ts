const REQUEST = 'mirror-portal:leave';

/**
 * Asks whoever guards unsaved input whether this page may be left for another one; false: the question is on the screen, and leads there
 * itself.
 */
export const mayLeaveFor = (href: string): boolean => window.dispatchEvent(new CustomEvent(REQUEST, { cancelable: true, detail: href }));

/** `ask` is called with where the person wanted to go, which does not happen by itself any more. Answers how to end that. */
export function guardLeaving(ask: (href: string) => void): () => void {
  const onRequest = (event: Event) => {
    event.preventDefault();
    ask((event as CustomEvent<string>).detail);
  };
  window.addEventListener(REQUEST, onRequest);
  return () => window.removeEventListener(REQUEST, onRequest);
}
