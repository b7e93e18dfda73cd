/** Whether the journal's settings may be changed and journaling started: the same answers for the page and for the command. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { Seats } from '../dejournal/seat.ts';

/**
 * Why this instance freezes while its journal cannot be written, whatever its settings say (engine facts 6.4); accepted: the setting
 * decides.
 */
export function offerFreezeChoice({
  mirrors,
  mirroredDatabases,
}: {
  readonly mirrors: Pick<Seats, 'seats'>;
  mirroredDatabases(): MountedDatabase[];
}): Outcome<null> {
  if (mirrors.seats().some(({ membership }) => membership.kind === 'failover')) return refused('P207');
  const written = mirroredDatabases().find(({ writable }) => writable.ok);
  return written ? refused('P208', [written.name]) : accepted(null);
}

export const offerStartJournaling = ({ journal }: { readonly journal: { readonly isDisabled: boolean } }): Outcome<null> =>
  journal.isDisabled ? accepted(null) : refused('P210');
