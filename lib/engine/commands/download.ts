/** Mirrored databases that come from another member (engine facts 8.2, newer versions): made in download mode, and told to begin. */
import path from 'node:path';
import type { InstanceCommand } from '../../contract/commands.ts';
import type { DatabasesDone } from '../../contract/databases.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { isDatabaseOf } from '../databases/database-offers.ts';
import { offerDownload } from '../offers/download-offer.ts';
import { createDatabase, hasDatabase } from './databases.ts';
import { memberOf } from './mirror-operation.ts';

/** Each begins, and is refused or done by itself; see the contract. */
export async function downloadDatabases(
  instance: Instance,
  { databases, mirrorName, inBackground = false }: Omit<InstanceCommand<'download-databases'>, 'kind'>,
): Promise<Outcome<DatabasesDone>> {
  const member = memberOf(instance, mirrorName);
  if (!member.ok) return member;
  const names = [...new Set(databases)];
  const begun = await Promise.all(names.map(async (name) => ({ name, outcome: await begin(instance, member.value, name) })));
  const [only] = begun;
  if (begun.length === 1 && only && !only.outcome.ok) return only.outcome;
  const outcomes: DatabasesDone['outcomes'] = [];
  let taskId = 0;
  for (const { name, outcome } of begun) {
    if (outcome.ok) taskId = outcome.value.id;
    const ended = outcome.ok ? (inBackground ? null : await outcome.value.ended) : outcome;
    if (ended !== null && !ended.ok && begun.length === 1) return ended;
    if (ended !== null) outcomes.push({ name, refusal: ended.ok ? null : ended.refusal });
  }
  return accepted({ taskId, outcomes });
}

type Begun = ReturnType<Instance['downloads']['begin']>;

async function begin(instance: Instance, member: MirrorMember, name: string): Promise<Outcome<Begun>> {
  if (!downloadsDatabases(instance.version)) return refused('P401', [instance.version]);
  const isListed = await hasDatabase(member, name);
  const config = member.config();
  if (!isListed) return refused('2103', [`:mirror:${config.name}:${name}`]);
  const here = instance.databases().find((found) => isDatabaseOf(found, config.name, name));
  if (!here) return create(instance, config.name, name);
  const offered = offerDownload(instance, here);
  return offered.ok ? accepted(instance.downloads.begin(here.definition.name)) : offered;
}

/** Where the wizard would put it. */
async function create(instance: Instance, mirrorName: string, name: string): Promise<Outcome<Begun>> {
  const created = await createDatabase(instance, {
    name,
    directory: path.join(instance.options.directory, 'mgr', name.toLowerCase()),
    journal: true,
    mirrorName,
    mirrorDatabaseName: name,
  });
  if (!created.ok) return created;
  const local = created.value.name;
  const isDownloaded = instance.database(local)?.file.identity.mirror?.download === 'copy';
  // Where only members of an older version have it, its journal brings it: that runs already.
  return accepted(isDownloaded ? instance.downloads.begin(local) : { id: 0, ended: Promise.resolve(accepted(null)) });
}
