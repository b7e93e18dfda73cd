/** What a member lacks of the mirror's databases, and what taking over would need beside the journal. Codes; the page words them. */
import { z } from 'zod';

/** Why a mirrored database would not be served read-write by the member that has it so, if that member became primary now (engine facts 3.6, 8.5 to 8.7). */
export const databaseLacks = [
  /** It has no file of it. */
  'missing',
  'dismounted',
  /** Its copy is of another database that once had the name. */
  'obsolete',
  /** A copy from elsewhere that was not activated here. */
  'inactive',
  'awaits-download',
  /** Activated, and in need of a catchup. */
  'behind',
  /** Its dejournaling is paused, by an operator or because it failed. */
  'paused',
  /** An operator mounted it read-only here. */
  'read-only',
] as const;
export type DatabaseLack = (typeof databaseLacks)[number];

/** Grouped by what they lack, in the order of `databaseLacks`; names are mirror database names. Empty: nothing is lacking. */
export const lackingSchema = z.array(z.object({ lack: z.enum(databaseLacks), names: z.array(z.string()) }));
export type Lacking = z.infer<typeof lackingSchema>;
