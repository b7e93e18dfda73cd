/** Segments of the availability band as places on a line, and what is said of them. Pure. */
import type { AvailabilityView } from '@/lib/contract/mirror-history.ts';

export type Segment = AvailabilityView['writable'][number];

export interface BandLine {
  readonly name: string;
  readonly isFailover: boolean;
  readonly segments: readonly Segment[];
}

/** An outage is at least this wide, in CSS pixels. */
const NARROWEST_PX = 2;
/** What a segment is told by: an event so near to its begin, in ms. */
const NEAR_MS = 10_000;

export interface Drawn {
  readonly segment: Segment;
  readonly left: number;
  readonly width: number;
}

const isGood = ({ state }: Segment) => state === 'primary' || state === 'in-step' || state === 'writable';

/** The bad ones last, so that they lie on top, and at least two pixels wide. */
export function drawnSegments(segments: readonly Segment[], { from, to, width }: { from: number; to: number; width: number }): Drawn[] {
  const scale = width / (to - from);
  const drawn = segments.map((segment) => {
    const left = (segment.from - from) * scale;
    const natural = (segment.to - segment.from) * scale;
    return { segment, left, width: isGood(segment) ? natural : Math.max(natural, NARROWEST_PX) };
  });
  return [...drawn.filter(({ segment }) => isGood(segment)), ...drawn.filter(({ segment }) => !isGood(segment))];
}

/** Of the time that is known: the part in which it was good, and how long it was not. null: nothing is known. */
export function goodShare(segments: readonly Segment[]): { readonly share: number; readonly badMs: number } | null {
  const lengthOf = (some: readonly Segment[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const all = lengthOf(segments);
  const badMs = all - lengthOf(segments.filter(isGood));
  return all === 0 ? null : { share: 1 - badMs / all, badMs };
}

/**
 * The event that a segment of a member began with: the nearest to its begin that the member told itself, else the nearest that another one
 * told; null: none is near.
 */
export function reasonOf<Event extends { readonly at: string; readonly member: string }>(
  { name }: BandLine,
  segment: Segment,
  events: readonly Event[],
): Event | null {
  const distance = (event: Event) => Math.abs(Date.parse(event.at) - segment.from);
  const near = events.filter((event) => distance(event) <= NEAR_MS).sort((one, other) => distance(one) - distance(other));
  return near.find(({ member }) => member === name) ?? near[0] ?? null;
}
