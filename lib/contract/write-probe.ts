/**
 * The probe of writes: a client beside the applications, which writes one small node again and again and measures how long no write is
 * acknowledged. Off until a person switches it on.
 */
import { z } from 'zod';

export const writeProbeSettingsSchema = z.object({
  mirrorName: z.string().min(1),
  /** The virtual IP, or without one those of the failover members. */
  addresses: z.array(z.string().min(1)).min(1).max(2),
  port: z.int().min(1).max(65535),
  /** Mirrored, by its name on the members. */
  database: z.string().min(1),
});
export type WriteProbeSettings = z.infer<typeof writeProbeSettingsSchema>;

export const writeProbeSchema = writeProbeSettingsSchema
  .pick({ mirrorName: true, database: true })
  .extend({
    acknowledged: z.int(),
    /** Why the last write was not acknowledged, in the words of whoever refused it; null while all are. */
    lastError: z.string().nullable(),
  })
  .nullable();

export const writeProbeCommands = {
  /** One that runs is replaced. */
  'start-write-probe': writeProbeSettingsSchema,
  /** Not running: done already. */
  'stop-write-probe': z.object({}),
};
