/** What an administrator does to a mirror that exists: approve and edit members, edit settings. */
import type { EditedAddresses, InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { checkVersion } from '../member/expected-version.ts';
import type { Instance } from '../instance/instance.ts';
import { findAddressFault } from '../channel/address-proof.ts';
import { addMember, proverOf } from '../member/member-roll.ts';
import { offerAddresses } from '../offers/address-offer.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { changeProtection } from '../member/protection.ts';
import { proveNames } from '../member/proved-names.ts';
import type { NameUpdate } from '../member/pending-names.ts';
import { checkArbiter, checkVirtualIp } from '../member/mirror-settings.ts';
import { STATUS_ANSWER_MS } from '../../machine/waits.ts';

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
  return inEachMirror(instance, updates, (member, mine) => member.names.authorize(mine));
}

export async function rejectNames(instance: Instance, { updates }: Fields<'reject-names'>): Promise<Outcome<null>> {
  return inEachMirror(instance, updates, (member, mine) => member.names.reject(mine));
}

/** A reporting async may hear of members of several mirrors. */
async function inEachMirror(
  instance: Instance,
  updates: readonly NameUpdate[],
  work: (member: MirrorMember, mine: NameUpdate[]) => Promise<Outcome<null>>,
): Promise<Outcome<null>> {
  if (!instance.mirror) return refused('2074');
  const shares = instance.mirrors
    .members()
    .map((member) => ({ member, mine: updates.filter((update) => member.config().members.some(({ guid }) => guid === update.guid)) }));
  const stranger = updates.find((update) => !shares.some(({ mine }) => mine.includes(update)));
  if (stranger) return refused('P104', ['pending DN update', stranger.distinguishedName]);
  for (const { member, mine } of shares) {
    if (mine.length === 0) continue;
    const done = await work(member, mine);
    if (!done.ok) return done;
  }
  return accepted(null);
}

export async function editMirror(
  instance: Instance,
  { expectedVersion, networkInterface, ...settings }: Fields<'edit-mirror'>,
): Promise<Outcome<null>> {
  const member = memberOf(instance);
  if (!member.ok) return member;
  const cardBefore = member.value.membership.networkInterface;
  const before = member.value.config();
  const isNewAddress = settings.virtualIp?.address !== before.virtualIp?.address;
  const virtualIp = await checkVirtualIp({
    virtualIp: settings.virtualIp,
    card: networkInterface,
    mirrorName: before.name,
    network: instance.network,
    mine: !isNewAddress,
  });
  if (!virtualIp.ok) return virtualIp;
  const changed = await member.value.changeConfiguration(async (config) => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    const arbiter = checkArbiter(settings.arbiter, config.members);
    if (!arbiter.ok) return arbiter;
    if (settings.useTls === config.useTls) return accepted({ ...config, ...settings });
    const members = await membersOf(instance, member.value, settings.useTls);
    return members.ok ? accepted({ ...config, ...settings, members: members.value }) : members;
  });
  if (!changed.ok) return changed;
  if (settings.useTls !== before.useTls) await changeProtection(member.value);
  const observesOnly = settings.observeOnly === true;
  if (settings.observeOnly !== undefined && observesOnly !== (before.observeOnly === true))
    member.value.tell(1, observesOnly ? 'observe-only-set' : 'observe-only-cleared');
  await member.value.changeMembership({ networkInterface });
  await member.value.virtualIp.move(before, cardBefore);
  if (
    JSON.stringify([before.compressionForFailover, before.compressionForAsync]) !==
    JSON.stringify([settings.compressionForFailover, settings.compressionForAsync])
  )
    member.value.restartConnections('The compression mode was changed');
  return accepted(null);
}

/**
 * Engine facts 2.3: TLS is turned on or off with every member at hand, or the absent ones would be locked out: on, each has proved its
 * certificate, and its name is authorised from now on; off, each is connected and hears of it.
 */
async function membersOf(instance: Instance, member: MirrorMember, useTls: boolean): Promise<Outcome<MirrorConfig['members']>> {
  const { members } = member.config();
  if (!useTls) {
    const connected = new Set([...member.driver.followers.values()].map(({ memberGuid }) => memberGuid));
    const absent = members.filter(({ guid }) => guid !== member.membership.memberGuid && !connected.has(guid));
    return absent.length === 0 ? accepted(members) : refused('P145', [absent.map(({ name }) => name).join(', ')], 'useTls');
  }
  const verified = await proveNames(instance, member, STATUS_ANSWER_MS);
  if (!verified.ok) return { ok: false, refusal: { ...verified.refusal, field: 'useTls' } };
  const { self, others } = verified.value;
  const missing = others.filter(({ distinguishedName }) => distinguishedName === null);
  if (missing.length > 0) return refused('P146', [missing.map(({ entry }) => entry.name).join(', ')], 'useTls');
  return accepted(
    members.map((entry) => ({
      ...entry,
      distinguishedName: others.find((other) => other.entry.guid === entry.guid)?.distinguishedName ?? self,
    })),
  );
}

/** Answers `unproved`: what could not be tried, since the member is down or cannot be reached now; null when every address leads to it. */
export async function editMemberAddresses(
  instance: Instance,
  { expectedVersion, guid, ...addresses }: Fields<'edit-member-addresses'>,
): Promise<Outcome<EditedAddresses>> {
  if (!instance.mirror) return refused('2074');
  const member = instance.mirrors.members().find((candidate) => candidate.config().members.some((entry) => entry.guid === guid));
  const entry = member?.config().members.find((candidate) => candidate.guid === guid);
  if (!member || !entry) return refused('P104', ['member', guid]);
  const offered = offerAddresses(member, entry);
  if (!offered.ok) return offered;
  const fault = await findAddressFault(proverOf(instance, member), { ...entry, ...addresses });
  const mayBeAway = guid !== member.membership.memberGuid && !isConnected(member, guid);
  if (fault && !(fault.isSilent && mayBeAway)) return fault.outcome;
  const change = (config: MirrorConfig): Outcome<MirrorConfig> => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    const beside = checkArbiter(config.arbiter, [{ ...entry, ...addresses }]);
    if (!beside.ok) return { ok: false, refusal: { ...beside.refusal, field: 'agentAddress' } };
    return accepted({
      ...config,
      members: config.members.map((candidate) => (candidate.guid === guid ? { ...candidate, ...addresses } : candidate)),
    });
  };
  const changed = member.isPrimary ? await member.changeConfiguration(change) : await member.changeOwnCopy(change);
  if (changed.ok && !member.isPrimary) member.log(1, `The network addresses of ${entry.name} were changed on this member alone`, null);
  if (!changed.ok) return changed;
  const unproved = fault && !fault.outcome.ok ? fault.outcome.refusal : null;
  if (unproved)
    member.log(
      1,
      `The network addresses of ${entry.name} were changed without proof, since it cannot be reached now: ${refusalText(unproved, 'en')}`,
      null,
    );
  return accepted({ unproved });
}

const isConnected = (member: MirrorMember, guid: string) =>
  [...member.driver.followers.values()].some(({ memberGuid }) => memberGuid === guid);
