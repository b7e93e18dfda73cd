import { eventId } from './event-marks.ts';

/** To the entry of the timeline on the same page, where it is drawn. */
export function goToEvent(event: { readonly at: string }): void {
  const entry = document.getElementById(eventId(event));
  entry?.scrollIntoView({ block: 'center' });
  entry?.focus();
}
