/**
 * Who belongs to a mirror: taking a member in, changing an async's type, and striking a member off (engine facts 1.2, 1.4, 2.1, 2.4).
 *
 * The primary keeps the roll. A member that goes, by itself or by the primary's hand, first stops mirroring, of which the primary hears on
 * the data channel: it can then never take over, whatever it knows, and nobody waits for it. Only then is it struck off.
 */
import type { AsyncKind } from '../../contract/async-members.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { type MirrorConfig, type MirrorMember as MemberEntry, toShown, type ConfigurationVersion } from '../../contract/mirror-config.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { SeatedMember } from '../dejournal/seat.ts';
import { type Prover, proveAddresses } from '../channel/address-proof.ts';
import { checkVersion } from './expected-version.ts';
import type { MemberWorld } from './member-world.ts';
import type { OwnMember } from './own-member.ts';
import { checkArbiter } from './mirror-settings.ts';
import { LAST_WORD_MS, WRITTEN_ANSWER_MS } from '../../machine/waits.ts';

/** The primary, who keeps the roll. */
type RollKeeper = Pick<
  OwnMember,
  'changeConfiguration' | 'config' | 'credentials' | 'dialer' | 'driver' | 'isPrimary' | 'membership' | 'tell'
>;
type ProverWorld = Pick<MemberWorld, 'agentClient' | 'clock' | 'network'>;
type KeeperWorld = ProverWorld & Pick<MemberWorld, 'store'>;

/** Who goes, or is struck off. */
type GoingMember = SeatedMember & Pick<OwnMember, 'changeMembership' | 'clock' | 'dialer' | 'stopMirroring' | 'tell'>;

/** Engine facts 1.2. */
const FAILOVER_MEMBERS_MAX = 2;
const MEMBERS_MAX = 16;

// ---- in

/** On the primary: without TLS a new member is added at once, with TLS it waits for approval (engine facts 2.1 step 4). */
export async function takeIn(
  instance: KeeperWorld,
  primary: RollKeeper,
  joiner: MemberEntry,
): Promise<Outcome<{ kind: 'added' | 'pending'; config: MirrorConfig }>> {
  if (!primary.isPrimary) return refused('2113');
  const config = primary.config();
  const checked = checkJoiner(config, joiner);
  if (!checked.ok) return checked;
  const waiting = (await instance.store.listPendingMembers()).find(({ guid }) => guid === joiner.guid);
  if (waiting && !isSameIdentity(waiting, joiner)) return refused('P513', [waiting.name], 'memberName');
  const proved = await proveAddresses(proverOf(instance, primary), joiner);
  if (!proved.ok) return proved;
  if (config.useTls) {
    await instance.store.addPendingMember({ ...joiner, requestedAt: instance.clock.wallTime().toISOString() });
    primary.tell(0, 'member-asks-to-join', joiner.name);
    // One that is not taken in yet gets nothing by which it could pass for a member.
    return accepted({ kind: 'pending', config: toShown(config) });
  }
  const added = await addMember(primary, joiner);
  return added.ok ? accepted({ kind: 'added', config: added.value }) : added;
}

/** As this member, to others. */
export const proverOf = (
  { clock, network, agentClient }: ProverWorld,
  member: Pick<OwnMember, 'config' | 'credentials' | 'membership'>,
): Prover => ({
  clock,
  network,
  agentClient,
  mirrorGuid: member.config().guid,
  self: { guid: member.membership.memberGuid, name: member.membership.memberName },
  credentials: member.config().useTls ? member.credentials : null,
});

/** On the primary. A member that is listed already, by its GUID and its distinguished name, is replaced. */
export function addMember(primary: RollKeeper, joiner: MemberEntry): Promise<Outcome<MirrorConfig>> {
  return primary.changeConfiguration((config) => {
    const checked = checkJoiner(config, joiner);
    if (!checked.ok) return checked;
    primary.tell(0, 'member-added', joiner.name);
    return accepted({ ...config, members: [...config.members.filter(({ guid }) => guid !== joiner.guid), joiner] });
  });
}

/** A GUID is written in every configuration and proves nothing; who has the name in the certificate is who was authorized. */
const isSameIdentity = (known: MemberEntry, joiner: MemberEntry) =>
  known.distinguishedName !== '' && known.distinguishedName === joiner.distinguishedName;

function checkJoiner(config: MirrorConfig, joiner: MemberEntry): Outcome<null> {
  const listed = config.members.find(({ guid }) => guid === joiner.guid);
  if (listed && !isSameIdentity(listed, joiner)) return refused('P513', [listed.name], 'memberName');
  const others = config.members.filter(({ guid }) => guid !== joiner.guid);
  if (others.some(({ name }) => name === joiner.name)) return refused('2033', [config.name, joiner.name], 'memberName');
  if (joiner.distinguishedName !== '' && others.some(({ distinguishedName }) => distinguishedName === joiner.distinguishedName))
    return refused('2026', [joiner.distinguishedName]);
  if (joiner.kind === 'failover' && others.filter(({ kind }) => kind === 'failover').length >= FAILOVER_MEMBERS_MAX) return refused('2137');
  const beside = checkArbiter(config.arbiter, [joiner]);
  if (!beside.ok) return { ok: false, refusal: { ...beside.refusal, field: 'agentAddress' } };
  if (others.length >= MEMBERS_MAX) return refused('P190', [config.name, String(MEMBERS_MAX)]);
  return accepted(null);
}

// ---- of another type

/**
 * On the primary: an async has asked to be of another type; it has looked whether it may (engine facts 1.4). As a DR member it may lead one
 * day: what was not asked when it joined is asked now.
 */
export async function changeTypeFor(
  instance: KeeperWorld,
  primary: RollKeeper,
  from: MemberEntry,
  memberKind: AsyncKind,
): Promise<Refusal | null> {
  if (from.kind === 'failover') return toOffer(refused('2165'));
  if (memberKind === 'disaster-recovery') {
    const member = { ...from, kind: memberKind };
    const beside = checkArbiter(primary.config().arbiter, [member]);
    const proved = beside.ok ? await proveAddresses(proverOf(instance, primary), member) : beside;
    if (!proved.ok) return toOffer({ ok: false, refusal: { ...proved.refusal, field: 'memberKind' } });
  }
  return toOffer(
    await primary.changeConfiguration((config) =>
      accepted({ ...config, members: config.members.map((entry) => (entry.guid === from.guid ? { ...entry, kind: memberKind } : entry)) }),
    ),
  );
}

/** On the async: the primary has changed its type; the configuration that says so is on its way. Resolves when it is here. */
export async function typeChanged(
  member: Pick<OwnMember, 'configurationHolds' | 'membership'>,
  memberKind: AsyncKind,
): Promise<Outcome<null>> {
  return (await member.configurationHolds(() => member.membership.kind === memberKind, WRITTEN_ANSWER_MS))
    ? accepted(null)
    : refused('2082');
}

// ---- out

/** This member goes. False when nobody who could strike it off was reached: a person must do it there. */
export async function leave(member: GoingMember): Promise<boolean> {
  await member.changeMembership({ joinMirror: false });
  await member.stopMirroring('leaving');
  const { memberGuid } = member.membership;
  for (const entry of member.config().members) {
    if (entry.kind !== 'failover' || entry.guid === memberGuid) continue;
    const answer = await member.dialer.ask(entry, { kind: 'remove-member', guid: memberGuid }, WRITTEN_ANSWER_MS);
    if (answer?.kind === 'not-a-member' || (answer?.kind === 'removal' && answer.refusal === null)) return true;
  }
  return false;
}

/**
 * On the primary. A member that is connected must say that it has left. `expectedVersion` as in `checkVersion`. Until it is struck off
 * nothing else changes the configuration.
 */
export function removeMember(
  primary: RollKeeper,
  entry: MemberEntry,
  expectedVersion: ConfigurationVersion | null,
): Promise<Outcome<null>> {
  return strikeOff(primary, entry, async (config) => {
    const fresh = checkVersion(config, expectedVersion);
    if (!fresh.ok) return fresh;
    const isConnected = [...primary.driver.followers.values()].some(({ memberGuid }) => memberGuid === entry.guid);
    const answer = await primary.dialer.ask(entry, { kind: 'leave' }, WRITTEN_ANSWER_MS);
    return isConnected && answer?.kind !== 'left' ? refused('P142', [entry.name]) : accepted(null);
  });
}

async function strikeOff(
  primary: RollKeeper,
  entry: MemberEntry,
  may: (config: MirrorConfig) => Promise<Outcome<null>> = async () => accepted(null),
): Promise<Outcome<null>> {
  const changed = await primary.changeConfiguration(async (config) => {
    const allowed = await may(config);
    return allowed.ok ? accepted({ ...config, members: config.members.filter(({ guid }) => guid !== entry.guid) }) : allowed;
  });
  if (!changed.ok) return changed;
  for (const follower of primary.driver.followers.values()) if (follower.memberGuid === entry.guid) follower.connection.close();
  primary.tell(1, 'member-removed', entry.name);
  return accepted(null);
}

/** On the primary, asked by `from`: a member may go itself, and a failover member may send asyncs away. */
export async function removeFor(
  primary: RollKeeper,
  from: MemberEntry,
  { guid, expectedVersion = null }: { guid: string; expectedVersion?: ConfigurationVersion | null | undefined },
): Promise<Refusal | null> {
  const entry = primary.config().members.find((member) => member.guid === guid);
  if (!entry) return null;
  const mayRemove = from.guid === guid || (from.kind === 'failover' && entry.kind !== 'failover');
  if (!primary.isPrimary || !mayRemove) return toOffer(refused('2113'));
  return toOffer(from.guid === guid ? await strikeOff(primary, entry) : await removeMember(primary, entry, expectedVersion));
}

/** The primary removes this member. A member that leads, or is about to, does not obey. */
export async function leaveFor(instance: Pick<MemberWorld, 'mirrors'>, member: GoingMember, from: MemberEntry): Promise<boolean> {
  const { kind } = member.driver.state.role;
  if (from.kind !== 'failover' || kind === 'primary' || kind === 'taking-over') return false;
  await member.stopMirroring('leaving');
  await wasStruckOff(instance, member);
  return true;
}

/** Heard from a member of the mirror in answer to a question. Before this one has been accepted it hears the same. */
export async function notAMember(instance: Pick<MemberWorld, 'mirrors'>, member: GoingMember): Promise<void> {
  if (!member.membership.validatedMember || !member.membership.joinMirror) return;
  await member.stopMirroring('leaving');
  await wasStruckOff(instance, member);
}

/** Its configuration stays until a person removes it, or joins anew. */
async function wasStruckOff(instance: Pick<MemberWorld, 'mirrors'>, member: GoingMember): Promise<void> {
  member.tell(2, 'removed-from-mirror', member.config().name);
  await member.changeMembership({ joinMirror: false, validatedMember: false });
  member.clock.after(LAST_WORD_MS, () => void instance.mirrors.deactivate(member));
}
