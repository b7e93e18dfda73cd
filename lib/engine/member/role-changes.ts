/**
 * Promotion of a DR async and demotion of a failover member while a primary runs (engine facts 9.1, 9.3).
 *
 * The primary leads, since the configuration is its own. The order is what keeps one primary: first the present backup has written down
 * that it is no failover member any more and says so, or its agent has locked it out, dead as it is; only then does the configuration name
 * another one; and the promoted member acts as one only once it has that configuration.
 * Ended at any moment, either the old pair holds or the new one, or for a while the primary is alone. A backup that can be reached neither
 * itself nor through its agent could still take over by what it last knew: promotion is refused with 2121 then, unless a person takes it
 * upon himself to edit it by hand. Demotion alone knows no such way.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { ConfigurationVersion, MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { BY_HAND } from '../mirror/lock-out.ts';
import { changeRoles, type DemotionResult, type RoleObstacle, whyNotChangeRoles, withKinds } from '../mirror/roll.ts';
import { AsyncFeed } from '../channel/async-feed.ts';
import type { OwnMember } from './own-member.ts';
import { pause } from '../ports/clock.ts';
import { ASK_DEMOTION_MS, ASK_PRIMARY_WHETHER_MS, ASK_WHETHER_MS, LAST_WORD_MS } from '../../machine/waits.ts';

/** The primary: what it writes of roles, and whom it asks. */
export type RoleChanger = Pick<OwnMember, 'belonging' | 'changeConfiguration' | 'failover' | 'membership' | 'partner' | 'self' | 'tell'> &
  Pick<OwnMember, 'agents' | 'clock' | 'dialer' | 'driver'>;

/** Members whose primary is changing roles just now. */
const busy = new WeakSet<object>();
/** While it does, what its configuration says of roles may be over in a moment. */
export const isChangingRoles = (primary: object) => busy.has(primary);

export interface ChangedRoles {
  readonly config: MirrorConfig;
  /** GUIDs of members that must be edited by hand. */
  readonly unavailable: readonly string[];
}

/**
 * On the primary: `from` becomes the other failover member; the present one, if there is one, becomes a DR async. Answers the configuration
 * that says so.
 */
export async function promoteFor(primary: RoleChanger, from: MemberEntry, acceptUnavailable: boolean): Promise<Outcome<ChangedRoles>> {
  const changed = await change(primary, from.guid, acceptUnavailable);
  if (changed.ok) primary.tell(1, 'member-promoted', from.name);
  return changed;
}

/**
 * On a DR async: what the primary would answer to `promote`, without doing anything. `acceptUnavailable` as in the command. Refuses with
 * 2082 when it does not answer.
 */
export async function askPrimaryWhether(
  member: Pick<OwnMember, 'config' | 'dialer'>,
  primaryGuid: string,
  acceptUnavailable: boolean,
): Promise<Outcome<null>> {
  const primary = member.config().members.find(({ guid }) => guid === primaryGuid);
  const answer = primary && (await member.dialer.ask(primary, { kind: 'may-promote', acceptUnavailable }, ASK_PRIMARY_WHETHER_MS));
  if (answer?.kind !== 'role-changed') return refused('2082');
  return answer.refusal === null ? accepted(null) : { ok: false, refusal: answer.refusal };
}

/** On the primary: whether `promoteFor` would be possible now, as far as can be told without doing it. */
export async function mayPromoteFor(primary: RoleChanger, from: MemberEntry, acceptUnavailable: boolean): Promise<Outcome<null>> {
  if (from.kind !== 'disaster-recovery') return refused('2117');
  if (busy.has(primary)) return refused('2178');
  const possible = mayChange(primary);
  const { partner } = primary;
  if (!possible.ok || !partner || acceptUnavailable) return possible;
  const [answer, report] = await Promise.all([
    primary.dialer.ask(partner, { kind: 'standing' }, ASK_WHETHER_MS),
    primary.agents.report(partner),
  ]);
  return answer?.kind === 'standing' || answer?.kind === 'async' || report?.instance === 'down' ? accepted(null) : refused('2121');
}

/** On the primary: the backup becomes a DR async, and the mirror has one failover member. */
export const demotePartner = (primary: RoleChanger): Promise<Outcome<ChangedRoles>> => change(primary, null, false);

/**
 * On the primary: the partner says that it is a DR async, as of `version`. Its word was on its way here, or this member died before it
 * wrote it down.
 */
export async function finishDemotion(primary: RoleChanger, partner: MemberEntry, version: ConfigurationVersion): Promise<void> {
  const kinds = { [partner.guid]: 'disaster-recovery' } as const;
  const changed = await primary.changeConfiguration((config) =>
    primary.partner?.guid === partner.guid && version > config.version
      ? accepted({ ...config, members: withKinds(config.members, kinds) })
      : refused('2133'),
  );
  if (!changed.ok) return;
  primary.tell(1, 'member-demoted', partner.name);
  await closeOldChannels(primary, kinds);
}

/** `changeRoles` says what is done in which order; all of it is one change of the configuration, so that no other one gets in between. */
function change(primary: RoleChanger, promoted: string | null, goesWithout: boolean): Promise<Outcome<ChangedRoles>> {
  return alone(primary, async () => {
    const { partner } = primary;
    let kinds: Readonly<Record<string, MemberEntry['kind']>> = {};
    let unavailable: string[] = [];
    const changed = await primary.changeConfiguration(async (config) => {
      const { failover } = primary;
      if (!failover) return refused('2113');
      const steps = changeRoles({
        state: () => failover.state,
        own: primary.belonging,
        isNoFailoverSet: primary.membership.noFailoverFor !== null,
        promoted,
        goesWithout,
      });
      let demoted: Outcome<null> = accepted(null);
      for (let next = steps.next(); ; ) {
        if (next.done) return demoted.ok ? refusedFor(primary, next.value) : demoted;
        const step = next.value;
        if (step.kind === 'write') {
          kinds = step.kinds;
          return accepted({ ...config, members: withKinds(config.members, kinds) });
        }
        let result: DemotionResult = 'out';
        if (step.kind === 'have-no-partner') {
          unavailable = partner ? [partner.guid] : [];
          failover.feed({ kind: 'settings-changed', settings: { ...failover.state.settings, partner: null } });
        } else if (partner)
          [demoted, result] =
            step.kind === 'demote' ? await askToStepDown(primary, partner, step.version) : await lockOut(primary, partner);
        next = steps.next(result);
      }
    });
    if (!changed.ok) return changed;
    if (partner) primary.tell(1, 'member-demoted', partner.name);
    if (partner && unavailable.length > 0) primary.tell(2, 'promotion-unavailable', partner.name);
    await closeOldChannels(primary, kinds);
    return accepted({ config: changed.value, unavailable });
  });
}

async function alone<T>(primary: RoleChanger, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  if (busy.has(primary)) return refused('2178');
  busy.add(primary);
  try {
    return await work();
  } finally {
    busy.delete(primary);
  }
}

function mayChange(primary: RoleChanger): Outcome<null> {
  const obstacle = primary.failover ? whyNotChangeRoles(primary.failover.state, primary.membership.noFailoverFor !== null) : 'not-primary';
  return obstacle === null ? accepted(null) : refusedFor(primary, obstacle);
}

function refusedFor(primary: RoleChanger, obstacle: RoleObstacle | null) {
  const role = primary.failover?.state.role;
  switch (obstacle) {
    case 'not-disaster-recovery':
      return refused('2117');
    case 'in-trouble':
      return refused('2157', [primary.self().name, role?.kind === 'primary' ? role.trouble.kind : '']);
    case 'no-failover':
      return primary.partner === null ? refused('2176') : refused('P192');
    case 'no-partner':
      return refused('2133');
    case 'unanswered':
      return refused('2121');
    case 'not-primary':
    case null:
      return refused('2113');
  }
}

type Demoted = readonly [Outcome<null>, DemotionResult];

/** Whether the backup is no failover member any more by its own word. Refuses with 2121, P632. */
async function askToStepDown(primary: RoleChanger, partner: MemberEntry, version: ConfigurationVersion): Promise<Demoted> {
  const answer = await primary.dialer.ask(partner, { kind: 'demote', version }, ASK_DEMOTION_MS);
  if (answer === null) return [refused('2121'), 'silent'];
  return answer.kind === 'demoted' || answer.kind === 'async' ? [accepted(null), 'out'] : [refused('P632', [partner.name]), 'refused'];
}

/** Whether the agent has made sure that it asks before it leads, its instance being down. Refuses with 2121, 2126, P631, P633, P638. */
async function lockOut(primary: RoleChanger, partner: MemberEntry): Promise<Demoted> {
  const epoch = primary.failover?.state.durable.epoch;
  if (epoch === undefined) return [refused('2113'), 'refused'];
  const locked = await primary.agents.setValidatedMember(partner, { order: 'lock', promotion: BY_HAND, roll: null, epoch });
  if (!locked.ok) return locked.refusal.code === '2126' ? [locked, 'refused'] : [refused('2121'), 'silent'];
  if (locked.value.report.instance === 'up') return [refused('P631', [partner.name]), 'refused'];
  if (locked.value.lock === 'refused')
    return [refused(locked.value.report.journal === 'unreadable' ? 'P638' : 'P633', [partner.name]), 'refused'];
  primary.tell(1, 'member-locked-out', partner.name);
  return [accepted(null), 'out'];
}

async function closeOldChannels(primary: RoleChanger, kinds: Readonly<Record<string, MemberEntry['kind']>>): Promise<void> {
  // Each of them opens a new channel for its new kind, having heard of it on the old one; only an old one is closed, since the new one may
  // be there already.
  await pause(primary.clock, LAST_WORD_MS);
  for (const follower of primary.driver.followers.values()) {
    const kind = kinds[follower.memberGuid];
    if (kind !== undefined && follower instanceof AsyncFeed === (kind === 'failover')) follower.connection.close();
  }
}
