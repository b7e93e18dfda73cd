/** Marks an entry of the browser's history that leads to the page that is open: going back to it leaves nothing. */
export const OWN_ENTRY = { isSecondEntry: true } as const;

export const isOwnEntry = (state: unknown) => typeof state === 'object' && state !== null && 'isSecondEntry' in state;

/** Back cannot be refused: it is let to a second entry of the same page instead, of which there is one as long as something is unsaved. */
export function addOwnEntry(): void {
  if (!isOwnEntry(window.history.state)) window.history.pushState(OWN_ENTRY, '', window.location.href);
}
