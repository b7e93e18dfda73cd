/**
 * Promotion of a DR async and demotion of a failover member while a primary runs (engine facts 9.1, 9.3).
 *
 * The primary leads, since the configuration is its own. The order is what keeps one primary: first the present backup has written down that it is no failover member any more
 * and says so, or its agent has locked it out, dead as it is; only then does the configuration name another one; and the promoted member acts as one only once it has that configuration.
 * Ended at any moment, either the old pair holds or the new one, or for a while the primary is alone. A backup that can be reached neither itself nor through its agent could still take
 * over by what it last knew: promotion is refused with 2121 then, unless a person takes it upon himself to edit it by hand. Demotion alone knows no such way.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { AsyncFeed } from './async-feed.ts';
import type { MirrorMember } from './mirror-member.ts';

const ASK_DEMOTION_MS = 10_000;
const ASK_WHETHER_MS = 3000;
/** The primary asks its backup before it answers whether. */
const ASK_PRIMARY_WHETHER_MS = 6000;
/** A promoted member gets its configuration over the data channel; so long its channel stays as it is. */
const CONFIGURATION_HEARD_MS = 300;

/** Members whose primary is changing roles just now. */
const busy = new WeakSet<MirrorMember>();
/** While it does, what its configuration says of roles may be over in a moment. */
export const isChangingRoles = (primary: MirrorMember) => busy.has(primary);

export interface ChangedRoles {
  readonly config: MirrorConfig;
  /** GUIDs of members that must be edited by hand. */
  readonly unavailable: readonly string[];
}

/** On the primary: `from` becomes the other failover member; the present one, if there is one, becomes a DR async. Answers the configuration that says so. */
export function promoteFor(primary: MirrorMember, from: MemberEntry, acceptUnavailable: boolean): Promise<Outcome<ChangedRoles>> {
  return alone(primary, async () => {
    if (from.kind !== 'disaster-recovery') return refused('2117');
    const possible = mayChange(primary);
    if (!possible.ok) return possible;
    const { partner } = primary;
    const demoted = partner ? await takeOut(primary, partner) : accepted(null);
    const isUnavailable = !demoted.ok && demoted.refusal.code === '2121' && acceptUnavailable;
    if (!demoted.ok && !isUnavailable) return demoted;
    const changed = await changeKinds(primary, { [from.guid]: 'failover', ...(partner ? { [partner.guid]: 'disaster-recovery' } : {}) });
    if (!changed.ok) return changed;
    if (partner) primary.tell(1, 'member-demoted', partner.name);
    primary.tell(1, 'member-promoted', from.name);
    if (partner && isUnavailable) primary.tell(2, 'promotion-unavailable', partner.name);
    return accepted({ config: changed.value, unavailable: partner && isUnavailable ? [partner.guid] : [] });
  });
}

/** On a DR async: what the primary would answer to `promote`, without doing anything. `acceptUnavailable` as in the command. Refuses with 2082 when it does not answer. */
export async function askPrimaryWhether(member: MirrorMember, primaryGuid: string, acceptUnavailable: boolean): Promise<Outcome<null>> {
  const primary = member.config().members.find(({ guid }) => guid === primaryGuid);
  const answer = primary && (await member.dialer.ask(primary, { kind: 'may-promote', acceptUnavailable }, ASK_PRIMARY_WHETHER_MS));
  if (answer?.kind !== 'role-changed') return refused('2082');
  return answer.refusal === null ? accepted(null) : { ok: false, refusal: answer.refusal };
}

/** On the primary: whether `promoteFor` would be possible now, as far as can be told without doing it. */
export async function mayPromoteFor(primary: MirrorMember, from: MemberEntry, acceptUnavailable: boolean): Promise<Outcome<null>> {
  if (from.kind !== 'disaster-recovery') return refused('2117');
  if (busy.has(primary)) return refused('2178');
  const possible = mayChange(primary);
  const { partner } = primary;
  if (!possible.ok || !partner || acceptUnavailable) return possible;
  const [answer, report] = await Promise.all([primary.dialer.ask(partner, { kind: 'standing' }, ASK_WHETHER_MS), primary.agents.report(partner, 'report')]);
  return answer?.kind === 'standing' || answer?.kind === 'async' || report?.instance === 'down' ? accepted(null) : refused('2121');
}

/** On the primary: the backup becomes a DR async, and the mirror has one failover member. */
export function demotePartner(primary: MirrorMember): Promise<Outcome<ChangedRoles>> {
  return alone(primary, async () => {
    const possible = mayChange(primary);
    if (!possible.ok) return possible;
    const { partner } = primary;
    if (!partner) return refused('2133');
    const demoted = await takeOut(primary, partner);
    if (!demoted.ok) return demoted;
    const changed = await changeKinds(primary, { [partner.guid]: 'disaster-recovery' });
    if (!changed.ok) return changed;
    primary.tell(1, 'member-demoted', partner.name);
    return accepted({ config: changed.value, unavailable: [] });
  });
}

async function alone<T>(primary: MirrorMember, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  if (busy.has(primary)) return refused('2178');
  busy.add(primary);
  try {
    return await work();
  } finally {
    busy.delete(primary);
  }
}

/** Not while it is uncertain who may go on, nor against an operator's word that only one member may be primary. */
function mayChange(primary: MirrorMember): Outcome<null> {
  const role = primary.failover?.state.role;
  if (role?.kind !== 'primary' || role.stopping) return refused('2113');
  if (role.trouble.kind !== 'none') return refused('2157', [primary.self().name, role.trouble.kind]);
  if (primary.membership.noFailoverFor !== null) return primary.partner === null ? refused('2176') : refused('P192');
  return accepted(null);
}

/** The backup is no failover member any more by its own word, or, when its instance is down, its agent has made sure that it asks before it leads. Refuses with 2121, 2126. */
async function takeOut(primary: MirrorMember, partner: MemberEntry): Promise<Outcome<null>> {
  const answer = await primary.dialer.ask(partner, { kind: 'demote' }, ASK_DEMOTION_MS);
  if (answer?.kind === 'demoted' || answer?.kind === 'async') return accepted(null);
  if (answer !== null) return refused('2121');
  const locked = await primary.agents.setValidatedMember(partner, { validated: false, promotion: '' });
  if (!locked.ok) return locked.refusal.code === '2126' ? locked : refused('2121');
  if (locked.value.instance === 'up') return refused('2121');
  primary.tell(1, 'member-locked-out', partner.name);
  return accepted(null);
}

async function changeKinds(primary: MirrorMember, kinds: Readonly<Record<string, MemberEntry['kind']>>): Promise<Outcome<MirrorConfig>> {
  const changed = await primary.changeConfiguration((config) => accepted({ ...config, members: config.members.map((entry) => ({ ...entry, kind: kinds[entry.guid] ?? entry.kind })) }));
  if (!changed.ok) return changed;
  // Each of them opens a new channel for its new kind, having heard of it on the old one; only an old one is closed, since the new one may be there already.
  await new Promise((resolve) => setTimeout(resolve, CONFIGURATION_HEARD_MS));
  for (const follower of primary.driver.followers.values()) {
    const kind = kinds[follower.memberGuid];
    if (kind !== undefined && follower instanceof AsyncFeed === (kind === 'failover')) follower.connection.close();
  }
  return changed;
}
