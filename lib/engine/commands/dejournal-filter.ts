/** Dejournal filters of a reporting async: the classes that are kept here, and which mirror uses which (engine facts 9.5). */
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { DejournalFilter } from '../dejournal/dejournal-filter.ts';
import { isFilterName } from '../dejournal/filter-files.ts';
import type { Instance } from '../instance/instance.ts';
import { beginFilter, filterFilesOf } from '../member/member-filter.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { toOffer } from '../../contract/refusal.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const membersOf = (instance: Instance): readonly MirrorMember[] => instance.mirrors.members();

function checkReporting(instance: Instance): Outcome<null> {
  const [first] = membersOf(instance);
  if (!first) return refused('2074');
  if (!first.async) return refused('2165');
  return first.self().kind === 'disaster-recovery' ? refused('2153') : accepted(null);
}

export async function dejournalFilters(instance: Instance): Promise<Outcome<InstanceView<'dejournal-filters'>>> {
  const offered = checkReporting(instance);
  if (!offered.ok && offered.refusal.code !== '2153') return offered;
  const files = filterFilesOf(instance);
  const filters = await files.list();
  const codes = new Map(filters.map(({ name, code }) => [name, code]));
  const members = membersOf(instance);
  return accepted({
    directory: files.directory,
    filters: filters.map((filter) => ({ ...filter, usedBy: usersOf(members, filter.name) })),
    mirrors: members.map((member) => {
      const { filter, aborted } = member.dejournaler;
      return {
        mirrorName: member.config().name,
        name: member.membership.dejournalFilter,
        failure: aborted,
        isOutdated: filter !== null && codes.get(filter.name) !== filter.code,
      };
    }),
    edit: toOffer(offered),
  });
}

const usersOf = (members: readonly MirrorMember[], name: string) =>
  members.filter(({ membership }) => membership.dejournalFilter === name).map((member) => member.config().name);

export async function saveDejournalFilter(instance: Instance, { name, code }: Fields<'save-dejournal-filter'>): Promise<Outcome<null>> {
  const offered = checkReporting(instance);
  if (!offered.ok) return offered;
  if (!isFilterName(name)) return refused('P332', [name], 'name');
  const checked = await check(name, code);
  if (!checked.ok) return checked;
  await filterFilesOf(instance).write(name, code);
  instance.note(0, `Dejournal filter ${name} was saved by an operator`);
  return accepted(null);
}

export async function deleteDejournalFilter(instance: Instance, { name }: Fields<'delete-dejournal-filter'>): Promise<Outcome<null>> {
  const files = filterFilesOf(instance);
  if ((await files.read(name)) === null) return refused('P104', ['dejournal filter', name], 'name');
  const [user] = usersOf(membersOf(instance), name);
  if (user !== undefined) return refused('P333', [name, user], 'name');
  await files.remove(name);
  return accepted(null);
}

/** Durable before it takes effect. */
export async function setDejournalFilter(instance: Instance, { mirrorName, name }: Fields<'set-dejournal-filter'>): Promise<Outcome<null>> {
  const offered = checkReporting(instance);
  if (!offered.ok) return offered;
  const member = membersOf(instance).find((one) => one.config().name === mirrorName);
  if (!member) return refused('2051', [mirrorName], 'mirrorName');
  if (name !== null) {
    const code = await filterFilesOf(instance).read(name);
    if (code === null) return refused('P104', ['dejournal filter', name], 'name');
    const checked = await check(name, code);
    if (!checked.ok) return checked;
  }
  await member.changeMembership({ dejournalFilter: name });
  await beginFilter(instance, member);
  instance.note(
    1,
    name === null
      ? `Dejournal filter of mirror ${mirrorName} was removed by an operator`
      : `Dejournal filter ${name} was set for mirror ${mirrorName} by an operator`,
  );
  return accepted(null);
}

async function check(name: string, code: string): Promise<Outcome<null>> {
  const filter = new DejournalFilter({ name, code });
  try {
    return await filter.check();
  } finally {
    filter.close();
  }
}
