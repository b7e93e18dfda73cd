/** Events of the timeline as marks on an axis of time. Pure. */

/** Nearer than this, in CSS pixels, they are one mark. */
const JOINED_PX = 24;

export interface Mark<Event> {
  /** CSS pixels from the left. */
  readonly left: number;
  /** Oldest first. */
  readonly events: readonly Event[];
}

/** Those within [from, to], in the order of time. */
export function marksOf<Event extends { readonly at: string }>(
  events: readonly Event[],
  { from, to, width }: { from: number; to: number; width: number },
): Mark<Event>[] {
  const marks: { left: number; events: Event[] }[] = [];
  const placed = events
    .map((event) => ({ event, time: Date.parse(event.at) }))
    .filter(({ time }) => time >= from && time <= to)
    .sort((one, other) => one.time - other.time);
  for (const { event, time } of placed) {
    const left = ((time - from) / (to - from)) * width;
    const before = marks.at(-1);
    if (before && left - before.left < JOINED_PX) before.events.push(event);
    else marks.push({ left, events: [event] });
  }
  return marks;
}

/** Where an event stands in the timeline of the page. */
export const eventId = (event: { readonly at: string }) => `event-${event.at.replaceAll(/\D/g, '')}`;
export const isEventId = (id: string) => /^event-\d+$/.test(id);
