/**
 * Asyncs that hold more of the journal than this member: what a force would give up (engine facts 4.13). A primary acknowledges without its
 * backup once it goes on alone, and asyncs may have received that while the backup was away.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { Instance } from '../instance/instance.ts';

/**
 * Some seconds when an agent cannot be reached. By what their agents say; `silent` are those whose agent did not answer, of which nothing
 * is known. Refuses with 2074.
 */
export async function newerJournals(instance: Instance): Promise<Outcome<InstanceView<'newer-journals'>>> {
  const member = instance.mirror;
  if (!member) return refused('2074');
  const own = member.journal.state();
  const asyncs = member.config().members.filter(({ guid, kind }) => kind !== 'failover' && guid !== member.membership.memberGuid);
  // In one answer: the last file of a list, and how far an async that receives has come, are not of one moment when they are asked for one
  // after the other.
  const asked = await Promise.all(asyncs.map(async (entry) => ({ entry, journals: await member.agents.journals(entry) })));
  return accepted({
    newer: asked.flatMap(({ entry: { name, kind }, journals }) => {
      if (!journals?.journal || compareKnowledge(journals.journal, own) <= 0) return [];
      const { durable } = journals.journal;
      const file = journals.files.find(({ fileCount }) => fileCount === durable.fileCount)?.name ?? '';
      return [{ name, mayBePromoted: kind === 'disaster-recovery', file, offset: durable.offset }];
    }),
    silent: asked.flatMap(({ entry, journals }) => (journals === null ? [entry.name] : [])),
  });
}
