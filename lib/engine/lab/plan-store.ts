/** Keeps the plan of the lab. */
import type { LabPlan } from './plan.ts';

export interface LabPlanStore {
  /** null before the first save. */
  load(): LabPlan | null;
  /** Resolves when the plan is kept: a crash afterwards leaves this one, a crash before leaves the old one. */
  save(plan: LabPlan): Promise<void>;
  close(): Promise<void>;
}
