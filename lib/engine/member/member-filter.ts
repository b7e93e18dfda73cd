/**
 * The dejournal filter that a member uses: with its start, with each start of dejournaling, and no more once it is a DR async (engine facts
 * 9.5).
 */
import { DejournalFilter } from '../dejournal/dejournal-filter.ts';
import { FilterFiles } from '../dejournal/filter-files.ts';
import type { MemberWorld } from './member-world.ts';
import type { OwnMember } from './own-member.ts';

export const filterFilesOf = (instance: Pick<MemberWorld, 'note' | 'options'>): FilterFiles => new FilterFiles(instance.options.directory);

/**
 * Dejournaling of a mirror begins anew with the class as it is kept now. One whose file is gone ends dejournaling at the first update:
 * nothing may pass unasked.
 */
export async function beginFilter(
  instance: Pick<MemberWorld, 'note' | 'options'>,
  member: Pick<OwnMember, 'membership' | 'dejournaler'>,
): Promise<void> {
  const { kind, dejournalFilter } = member.membership;
  const name = kind === 'read-only-reporting' || kind === 'read-write-reporting' ? dejournalFilter : null;
  if (name === null) return member.dejournaler.filter === null ? undefined : member.dejournaler.setFilter(null);
  const code = await filterFilesOf(instance).read(name);
  await member.dejournaler.setFilter(new DejournalFilter({ name, code: code ?? `throw new Error('its file is missing');` }));
}

/** A DR async has none (engine facts 9.5). */
export async function removeFilter(
  instance: Pick<MemberWorld, 'note' | 'options'>,
  member: Pick<OwnMember, 'membership' | 'dejournaler' | 'changeMembership' | 'config'>,
): Promise<void> {
  const { dejournalFilter } = member.membership;
  if (dejournalFilter === null) return;
  await member.changeMembership({ dejournalFilter: null });
  await beginFilter(instance, member);
  instance.note(
    1,
    `Dejournal filter ${dejournalFilter} of mirror ${member.config().name} was removed: this member is a disaster recovery async now`,
  );
}
