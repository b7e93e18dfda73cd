/** To the entry of the timeline on the same page, where it is drawn. */
export function goToEvent(id: string): void {
  const entry = document.getElementById(id);
  entry?.scrollIntoView({ block: 'center' });
  entry?.focus();
}
