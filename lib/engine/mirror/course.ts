import type { Takeover, TakeoverStepTimes } from '../../contract/takeover.ts';

/** How a takeover, or what may become one, goes. Monotonic ms. */
export interface Course {
  /** When the former primary was last heard, or the order given. */
  readonly beganMs: number;
  /** GUID of the primary that this member followed before; null: nobody, or it led last itself. Known from the takeover on. */
  readonly from: string | null;
  /** In the order in which they began; one for each kind. `toMs` null: it goes on. */
  readonly steps: readonly CourseStep[];
}
export type CourseStep = Omit<TakeoverStepTimes, 'toMs'> & { readonly toMs: number | null };
/** A course that has ended, as it is told: times from its beginning. */
export type CourseRecord = Omit<Takeover, 'from'> & { readonly from: string | null };
