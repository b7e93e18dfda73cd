/** What is common to updates that a person makes from the portal. */
import { type Outcome, refused } from '../../contract/errors.ts';
import { SETTLE_DATABASE_MS } from '../../machine/waits.ts';
import type { Instance } from '../instance/instance.ts';
import type { Sequence } from '../journal/journal-sink.ts';
import { within } from '../ports/within.ts';

/** A console job. Nothing else runs between what one command does with it: nothing is awaited within. */
export const PORTAL_JOB = 0xffff_0000;

/** An update from the portal is answered like any other: when it is committed. In trouble state it waits, but not for ever (P110). */
export function committed(instance: Instance, sequence: Sequence, reference: string): Promise<Outcome<null>> {
  return within(instance.clock, SETTLE_DATABASE_MS, instance.journal.whenCommitted(sequence), () => refused('P110', [reference]));
}
