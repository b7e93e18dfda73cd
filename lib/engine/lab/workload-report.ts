/** What the workload's client and the lab say to each other. */
import { z } from 'zod';
import type { LabView } from '../../contract/views.ts';

export const workloadSettingsSchema = z.object({
  address: z.string(),
  port: z.int(),
  database: z.string(),
  ratePerSecond: z.int().min(1),
  /** Each client is one job on a connection of its own. */
  clients: z.int().min(1),
});
export type WorkloadSettings = z.infer<typeof workloadSettingsSchema>;

/** The contract of the client's process. */
export const workloadContractSchema = workloadSettingsSchema.extend({ host: z.string(), fabricPath: z.string() });

/** Four times a second over the process's channel. Times in ms; the fields are those of the lab's view. */
export const workloadReportSchema = z.object({
  kind: z.literal('report'),
  state: z.enum(['running', 'stopped']),
  sent: z.int(),
  acknowledged: z.int(),
  unknown: z.int(),
  lost: z.int(),
  longestGapMs: z.number(),
  currentRate: z.number(),
  medianLatencyMs: z.number(),
  lastError: z.string().nullable(),
});
export type WorkloadReport = z.infer<typeof workloadReportSchema>;

/** From the lab: write no more, read back what was acknowledged, end. */
export const workloadOrderSchema = z.object({ kind: z.literal('stop') });

export const emptyReport: WorkloadReport = {
  kind: 'report',
  state: 'stopped',
  sent: 0,
  acknowledged: 0,
  unknown: 0,
  lost: 0,
  longestGapMs: 0,
  currentRate: 0,
  medianLatencyMs: 0,
  lastError: null,
};

/** What the page's form starts with: the notes' virtual IP. */
export const settingsAtFirst: WorkloadSettings = { address: '172.16.58.103', port: 1972, database: 'USER', ratePerSecond: 100, clients: 4 };

export const toWorkloadView = (settings: WorkloadSettings, { kind: _, ...report }: WorkloadReport): LabView['workload'] => ({
  ...settings,
  ...report,
});
