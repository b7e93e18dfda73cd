/** What the probe of writes and the lab say to each other. */
import { z } from 'zod';
import { writeProbeSettingsSchema } from '../../contract/write-probe.ts';

/** The contract of its process. */
export const writeProbeContractSchema = writeProbeSettingsSchema.extend({ host: z.string(), fabricPath: z.string() });

const gapSchema = z.object({ ms: z.int().min(0), lastAt: z.iso.datetime(), firstAt: z.iso.datetime() });
/** Between two acknowledged writes. */
export type ProbedGap = z.infer<typeof gapSchema>;

/** `report`: four times a second. `gap`: once for each, when it is over. */
export const writeProbeMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('report'), acknowledged: z.int(), lastError: z.string().nullable() }),
  z.object({ kind: z.literal('gap'), gap: gapSchema }),
]);
