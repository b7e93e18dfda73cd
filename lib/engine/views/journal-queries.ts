/** How the journal is kept, and what purging would do, as the pages show it. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { offerFreezeChoice } from '../upkeep/journal-offers.ts';
import type { Instance } from '../instance/instance.ts';
import { toOffer } from '../../contract/refusal.ts';

export function journalSettings(instance: Instance): Outcome<InstanceView<'journal-settings'>> {
  const { journal, mirror } = instance;
  const isReporting = mirror?.membership.kind.endsWith('reporting') ?? false;
  return accepted({
    ...journal.settings,
    directory: instance.journalDirectory,
    currentFile: journal.writer.current.path,
    freezeFixed: toOffer(offerFreezeChoice(instance)),
    purgesAfterDejournaling: isReporting && (mirror?.membership.purgeAfterDejournaling ?? false),
  });
}

export async function purgePreview(instance: Instance): Promise<Outcome<InstanceView<'journal-purge-preview'>>> {
  const { refusal } = instance.journalKeeper;
  const plan = await instance.journalKeeper.plan();
  const isAny: Outcome<null> = plan.some(({ goes }) => goes) ? accepted(null) : refused('P206');
  return accepted({
    purge: refusal ?? toOffer(isAny),
    files: plan.map(({ name, path, sizeBytes, createdAtMs, closedAtMs, goes, isRetained, reasons }) => ({
      name,
      path,
      sizeBytes,
      createdAt: new Date(createdAtMs).toISOString(),
      closedAt: closedAtMs === null ? null : new Date(closedAtMs).toISOString(),
      goes,
      isRetained,
      reasons: reasons.map(({ code, args }) => ({ code, args: [...args] })),
    })),
  });
}
