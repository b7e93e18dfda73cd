import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { InstanceJournal } from '../journaling/instance-journal.ts';
import type { Clock } from '../ports/clock.ts';
import { within } from '../ports/within.ts';
import { SETTLE_DATABASE_MS } from '../../machine/waits.ts';

/**
 * Everything that was written to it is committed and in its file; it must not be written meanwhile. Refuses with P110 when that takes too
 * long, as in a trouble state, with <DISKFULL> when its file does not take it.
 */
export const settle = (
  { journal, clock }: { readonly journal: InstanceJournal; readonly clock: Pick<Clock, 'after'> },
  mounted: MountedDatabase,
): Promise<Outcome<null>> => within(clock, SETTLE_DATABASE_MS, settled(journal, mounted), () => refused('P110', [mounted.name]));

async function settled(journal: InstanceJournal, mounted: MountedDatabase): Promise<Outcome<null>> {
  if (mounted.queuedCount === 0) return accepted(null);
  const committed = await journal.whenCommitted(journal.writer.lastSequence);
  if (!committed.ok) return committed;
  // Another database may refuse its updates; what counts is this one.
  const failure = await journal.applied().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (failure !== null && mounted.queuedCount > 0)
    return refused('<DISKFULL>', [`Database ${mounted.name} cannot be written`, mounted.storeRefusal ?? failure]);
  await journal.advancePositions();
  return accepted(null);
}
