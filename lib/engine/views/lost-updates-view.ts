/** What this member keeps of updates that the mirror's history lacks. Read from the disk: asked for by a person, not watched. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import type { Instance } from '../instance/instance.ts';
import { LostUpdates } from '../journaling/lost-updates.ts';
import { lostUpdatesFolder } from '../journaling/mirror-history.ts';

/** Of rows in one answer, about. */
const ANSWER_BYTES = 1024 * 1024;

const keptBy = (instance: Instance) => new LostUpdates(lostUpdatesFolder(instance.journalDirectory));

export async function lostUpdates(instance: Instance): Promise<Outcome<InstanceView<'lost-updates'>>> {
  const reports = await keptBy(instance).list();
  return accepted({ reports: reports.map(({ pages: _, ...report }) => report) });
}

export async function lostUpdatesRows(
  instance: Instance,
  { id, from }: InstanceQueryInput<'lost-updates-rows'>,
): Promise<Outcome<InstanceView<'lost-updates-rows'>>> {
  const kept = keptBy(instance);
  const report = await kept.report(id);
  if (!report) return refused('P104', ['report', id]);
  return accepted({ report, ...(await kept.rows(id, from, ANSWER_BYTES)) });
}
