/** What an administrator does to a mirror that exists: approve and edit members, edit settings. */
import type { InstanceCommand } from '../../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../../contract/errors.ts';
import type { MirrorConfig } from '../../../contract/mirror-config.ts';
import type { Instance } from '../instance.ts';
import { addMember } from '../member-roll.ts';
import type { MirrorMember } from '../mirror-member.ts';
import { checkVirtualIp } from '../mirror-settings.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const VERIFY_MS = 4000;

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
    const added = await addMember(member.value, entry);
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

/** Engine facts 7.4. */
export async function authorizeNames(instance: Instance, { updates }: Fields<'authorize-names'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  return member.ok ? member.value.names.authorize(updates) : member;
}

export async function rejectNames(instance: Instance, { updates }: Fields<'reject-names'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  return member.ok ? member.value.names.reject(updates) : member;
}

export async function editMirror(instance: Instance, { expectedVersion, networkInterface, ...settings }: Fields<'edit-mirror'>): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const cardBefore = member.value.membership.networkInterface;
  const before = member.value.config();
  const isNewAddress = settings.virtualIp?.address !== before.virtualIp?.address;
  const virtualIp = await checkVirtualIp({ virtualIp: settings.virtualIp, card: networkInterface, mirrorName: before.name, network: instance.network, mine: !isNewAddress });
  if (!virtualIp.ok) return virtualIp;
  const changed = await member.value.changeConfiguration(async (config) => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    if (settings.useTls === config.useTls) return accepted({ ...config, ...settings });
    const members = await membersOf(member.value, settings.useTls);
    return members.ok ? accepted({ ...config, ...settings, members: members.value }) : members;
  });
  if (!changed.ok) return changed;
  if (settings.useTls !== before.useTls) await member.value.changeProtection();
  await member.value.changeMembership({ networkInterface });
  await member.value.moveVirtualIp(before, cardBefore);
  if (JSON.stringify([before.compressionForFailover, before.compressionForAsync]) !== JSON.stringify([settings.compressionForFailover, settings.compressionForAsync])) member.value.restartConnections('The compression mode was changed');
  return accepted(null);
}

/**
 * Engine facts 2.3: TLS is turned on or off with every member at hand, or the absent ones would be locked out: on, each has proved its certificate, and its name is
 * authorised from now on; off, each is connected and hears of it.
 */
async function membersOf(member: MirrorMember, useTls: boolean): Promise<Outcome<MirrorConfig['members']>> {
  const { members } = member.config();
  if (!useTls) {
    const connected = new Set([...member.driver.followers.values()].map(({ memberGuid }) => memberGuid));
    const absent = members.filter(({ guid }) => guid !== member.membership.memberGuid && !connected.has(guid));
    return absent.length === 0 ? accepted(members) : refused('P145', [absent.map(({ name }) => name).join(', ')], 'useTls');
  }
  const verified = await member.verifyMembers(VERIFY_MS);
  if (!verified.ok) return { ok: false, refusal: { ...verified.refusal, field: 'useTls' } };
  const { self, others } = verified.value;
  const missing = others.filter(({ distinguishedName }) => distinguishedName === null);
  if (missing.length > 0) return refused('P146', [missing.map(({ entry }) => entry.name).join(', ')], 'useTls');
  return accepted(members.map((entry) => ({ ...entry, distinguishedName: others.find((other) => other.entry.guid === entry.guid)?.distinguishedName ?? self })));
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
