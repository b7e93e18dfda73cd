/** The steps of a takeover, and the gap, as bars on one axis. Pure. */
import type { TimelineEntry } from '@/lib/contract/mirror-timeline.ts';
import type { TakeoverStep } from '@/lib/contract/takeover.ts';

/** In hundredths of the axis: narrower, a bar would not be seen. */
const WIDTH_MIN = 1;

export interface Bar {
  readonly step: TakeoverStep | 'gap';
  /** Since the last word of the former primary, ms. Of the gap it may be below zero. */
  readonly from: number;
  readonly to: number;
  /** In hundredths of the axis. */
  readonly left: number;
  readonly width: number;
  /** It is drawn wider than it was. */
  readonly isWidened: boolean;
  readonly tries: number;
  readonly bytes: number | null;
}

/** The gap first; the others in the order in which they began. `endedAt`: when clients were let in, ms since 1970. */
export function barsOf(endedAt: number, { tookMs, steps, gap }: NonNullable<TimelineEntry['takeover']>): Bar[] {
  const beganAt = endedAt - tookMs;
  const measured = gap
    ? [
        {
          step: 'gap' as const,
          from: Date.parse(gap.lastAt) - beganAt,
          to: Date.parse(gap.lastAt) - beganAt + gap.ms,
          tries: 1,
          bytes: null,
        },
      ]
    : [];
  const all = [...measured, ...steps.map(({ fromMs, toMs, ...step }) => ({ ...step, from: fromMs, to: toMs }))];
  const begin = Math.min(0, ...all.map(({ from }) => from));
  const length = Math.max(tookMs, ...all.map(({ to }) => to)) - begin || 1;
  return all.map((bar) => {
    const exact = ((bar.to - bar.from) / length) * 100;
    const width = Math.max(WIDTH_MIN, exact);
    return { ...bar, left: Math.min(((bar.from - begin) / length) * 100, 100 - width), width, isWidened: exact < WIDTH_MIN };
  });
}
