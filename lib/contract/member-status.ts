/**
 * How a member fares, as the monitors of all members show it. Codes; the page words them. Source: engine facts 3.2 to 3.5. `unknown` is
 * ours: of another member, by one that has no way to it; `down` is said of one that does not answer.
 */
import { z } from 'zod';

export const memberStatuses = [
  'not-initialized',
  'primary',
  'backup',
  'connected',
  'transition',
  'synchronizing',
  'waiting',
  'stopped',
  'crashed',
  'in-trouble',
  'down',
  'unknown',
  'error',
] as const;
export type MemberStatus = (typeof memberStatuses)[number];

/** Journal Transfer and Dejournaling columns. `since` is ISO; `behindMs` is now minus the time of the last block. */
export const progressSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-applicable') }),
  z.object({ kind: z.literal('active') }),
  /** It has all that it should have, position by position. */
  z.object({ kind: z.literal('caught-up') }),
  /** Nobody can say at this moment: a link has just been opened, or nothing was heard yet. */
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('behind'), behindMs: z.number() }),
  z.object({ kind: z.literal('disconnected'), since: z.string().nullable() }),
  z.object({ kind: z.literal('attention') }),
  z.object({ kind: z.literal('dejournaling-stopped') }),
]);
export type Progress = z.infer<typeof progressSchema>;
