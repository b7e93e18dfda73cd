/** What an administrator does to a mirror that exists: approve and edit members, edit settings. */
import type { InstanceCommand } from '../../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../../contract/errors.ts';
import type { MirrorConfig } from '../../../contract/mirror-config.ts';
import type { Instance } from '../instance.ts';
import type { MirrorMember } from '../mirror-member.ts';
import { checkVirtualIp } from '../mirror-settings.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const memberOf = (instance: Instance): Outcome<MirrorMember> => (instance.mirror ? accepted(instance.mirror) : refused('2074'));

/** Engine facts 2.1 step 4: a member that waits is taken in; the ones that were not named go on waiting. */
export async function authorizeMembers(instance: Instance, { guids }: Fields<'authorize-members'>): Promise<Outcome<{ names: string[] }>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const pending = await instance.store.listPendingMembers();
  const names: string[] = [];
  for (const guid of guids) {
    const candidate = pending.find((waiting) => waiting.guid === guid);
    if (!candidate) return refused('P104', ['pending member', guid]);
    const { requestedAt: _, ...entry } = candidate;
    const added = await member.value.addMember(entry);
    if (!added.ok) return added;
    await instance.store.removePendingMember(guid);
    names.push(entry.name);
  }
  return accepted({ names });
}

export async function rejectMembers(instance: Instance, { guids }: Fields<'reject-members'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  if (!member.value.isPrimary) return refused('2113');
  for (const guid of guids) await instance.store.removePendingMember(guid);
  return accepted(null);
}

export async function editMirror(instance: Instance, { expectedVersion, networkInterface, ...settings }: Fields<'edit-mirror'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const cardBefore = member.value.membership.networkInterface;
  const before = member.value.config();
  const isNewAddress = settings.virtualIp?.address !== before.virtualIp?.address;
  const virtualIp = await checkVirtualIp({ virtualIp: settings.virtualIp, card: networkInterface, mirrorName: before.name, network: instance.network, mine: !isNewAddress });
  if (!virtualIp.ok) return virtualIp;
  const changed = await member.value.changeConfiguration((config) => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    // The others would lose their connections before they could set up TLS of their own.
    if (settings.useTls !== config.useTls && config.members.length > 1) return refused('P105', ['Use SSL/TLS', 'the mirror has other members'], 'useTls');
    return accepted({ ...config, ...settings });
  });
  if (!changed.ok) return changed;
  await member.value.changeMembership({ networkInterface });
  await member.value.moveVirtualIp(before, cardBefore);
  if (JSON.stringify([before.compressionForFailover, before.compressionForAsync]) !== JSON.stringify([settings.compressionForFailover, settings.compressionForAsync])) member.value.restartConnections('The compression mode was changed');
  return accepted(null);
}

export async function editMemberAddresses(instance: Instance, { expectedVersion, guid, ...addresses }: Fields<'edit-member-addresses'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const changed = await member.value.changeConfiguration((config) => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    if (!config.members.some((entry) => entry.guid === guid)) return refused('P104', ['member', guid]);
    return accepted({ ...config, members: config.members.map((entry) => (entry.guid === guid ? { ...entry, ...addresses } : entry)) });
  });
  return changed.ok ? accepted(null) : changed;
}

const checkVersion = (config: MirrorConfig, expected: number): Outcome<null> => (config.version === expected ? accepted(null) : refused('P103', [`${expected} → ${config.version}`]));
