/** Keeps the plan of the lab in one file. */
import fs from 'node:fs';
import path from 'node:path';
import { type LabPlan, labPlanSchema } from './plan.ts';

export interface LabPlanStore {
  /** null before the first save. */
  load(): LabPlan | null;
  /** Returns when the plan is kept. */
  save(plan: LabPlan): void;
}

/** A JSON file, replaced as a whole: a crash leaves the old plan or the new one. */
export class FileLabPlanStore implements LabPlanStore {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  load(): LabPlan | null {
    if (!fs.existsSync(this.file)) return null;
    return labPlanSchema.parse(JSON.parse(fs.readFileSync(this.file, 'utf8')));
  }

  save(plan: LabPlan): void {
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    const fresh = `${this.file}.new`;
    fs.writeFileSync(fresh, `${JSON.stringify(labPlanSchema.parse(plan), null, 2)}\n`);
    fs.renameSync(fresh, this.file);
  }
}
