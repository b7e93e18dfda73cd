/**
 * What the machine of a member must remember over a crash, as it lies in the configuration store: one schema, one place.
 *
 * A record that cannot be read is refused with P604, never replaced by a guess: with a term that is too low this member could lead beside
 * another one.
 */
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { Durable } from '../mirror/durable.ts';
import type { ConfigStore } from './config-store.ts';
import { readDocument } from './stored-document.ts';
import { epochSchema } from '../journal/epoch.ts';

const durableSchema = z
  .object({
    epoch: epochSchema,
    lastRole: z.enum(['none', 'primary', 'backup']),
    stopped: z.boolean(),
    /** Missing in a record of an earlier version, as is the next. */
    wasActive: z.boolean().default(false),
    followed: z.object({ guid: z.string(), process: z.string() }).nullable().default(null),
    /** Missing: it may have followed any that it knows of. */
    followedEpoch: epochSchema.optional(),
  })
  .transform((durable) => ({ ...durable, followedEpoch: durable.followedEpoch ?? durable.epoch })) satisfies z.ZodType<Durable>;

/** Of a member that has just come to its mirror. */
const NOTHING_YET: Durable = { epoch: 0, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 };

type Store = Pick<ConfigStore, 'loadDurableState' | 'saveDurableState'>;

/** Refuses with P604 when the record is damaged. Rejects with the error of the store when that cannot be read. */
export async function loadMirrorState(store: Store, mirrorName: string): Promise<Outcome<Durable>> {
  const text = await store.loadDurableState(mirrorName);
  if (text === null) return accepted(NOTHING_YET);
  const read = readDocument(durableSchema, text);
  return read.ok ? accepted(read.value) : refused('P604', [mirrorName, read.reason]);
}

/** On the disk when it resolves. */
export const saveMirrorState = (store: Store, mirrorName: string, durable: Durable): Promise<void> =>
  store.saveDurableState(mirrorName, JSON.stringify(durable));
