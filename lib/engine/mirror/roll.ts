/**
 * The roll of a mirror, who is of which kind, and how it changes while a primary runs without two members ever being able to lead (engine
 * facts 2.2, 9.1, 9.3).
 *
 * Think of a ship's book in which the two captains are written down. Only the captain at the helm writes in it, and everybody keeps a copy.
 * Whoever is struck out must have crossed himself out in his own copy first, and said so; only then is another one written in, and that one
 * touches the helm only with the new page in his hands. Ended at any moment, either the old pair holds, or the new one, or for a while one
 * captain is alone.
 *
 * Pages are numbered, and a page says more than any earlier one. Whoever crosses himself out does it on the page that comes next, so that
 * no copy of the present one, which may still be on its way to him, writes him in again. A captain who hears that and never heard the
 * answer (one of them fell asleep in between) finishes the page.
 * (Refused: crossing out on the present page. The copy on its way won, and the member that was written in meanwhile was the third captain:
 * seed 1328 of 2026-11-21.)
 *
 * Pure: the instance and the simulator run these same functions.
 */
import { isCountable } from '../../contract/heard-number.ts';
import type { ConfigurationVersion } from '../../contract/mirror-config.ts';
import type { AsyncState } from './async-state.ts';
import type { MirrorState } from './state.ts';

export interface RollEntry {
  readonly guid: string;
  readonly kind: 'failover' | 'disaster-recovery' | 'read-only-reporting' | 'read-write-reporting';
}

/** Of a mirror's configuration, what decides who may lead. The higher version is the later one. */
export interface Roll {
  readonly version: ConfigurationVersion;
  readonly members: readonly RollEntry[];
}

/** What a member has written down of itself in the mirror. */
export interface Belonging {
  readonly guid: string;
  readonly kind: RollEntry['kind'];
  /** False until the mirror is known to know this member as what it is: it may not lead before (engine facts 2.2). */
  readonly isValidated: boolean;
  readonly roll: Roll;
}

/** The other failover member, or null while there is none. */
export const partnerIn = <E extends RollEntry>({ members }: { readonly members: readonly E[] }, guid: string): E | null =>
  members.find((entry) => entry.kind === 'failover' && entry.guid !== guid) ?? null;

/** The same entries, some of another kind. */
export const withKinds = <E extends RollEntry>(members: readonly E[], kinds: Readonly<Record<string, RollEntry['kind']>>): E[] =>
  members.map((entry) => ({ ...entry, kind: kinds[entry.guid] ?? entry.kind }));

/**
 * What a member does with a configuration that it is given: takes it, leaves it, or finds that it is no member any more.
 *
 * `isOfNewerTerm`: it came from the primary of a later term than this member has any journal of. The mirror is that primary's: what a
 * former one changed and told nobody never was, however often it changed it. But no earlier version makes an async a failover member: it
 * may be older than the demotion of that async.
 *
 * `isOfBefore`: it may have been on its way when this member last stood aside for another one's promotion. That one leads, perhaps, because
 * this one said that it is an async: so it does not become a failover member by it. (Seed 14070345 of 2026-11-30: it led without what the
 * promoted member had acknowledged.)
 */
export function judgeConfiguration(
  own: Belonging,
  offered: Roll,
  { isSame, isOfNewerTerm, isOfBefore }: { isSame: boolean; isOfNewerTerm: boolean; isOfBefore: boolean },
): 'take' | 'leave' | 'not-listed' {
  const entry = offered.members.find(({ guid }) => guid === own.guid);
  const isOtherKind = entry !== undefined && entry.kind !== own.kind;
  if (!isCountable(offered.version, own.roll.version)) return 'leave';
  if (!isOtherKind && isSame && own.isValidated) return 'leave';
  const promotes = isOtherKind && entry.kind === 'failover';
  if (promotes && isOfBefore) return 'leave';
  if (offered.version < own.roll.version && (!isOfNewerTerm || promotes)) return 'leave';
  return entry === undefined ? 'not-listed' : 'take';
}

/**
 * What a member answers to the primary that demotes it. One that leads, or is about to, refuses; so does one that has heard of a later
 * version than the one it shall become an async with: the question is of a past that is over. An async is already what it is told to be,
 * but must write down that version, too: an earlier copy that makes it a failover member may be on its way.
 */
export function answerDemotion({
  own,
  role,
  from,
  version,
}: {
  own: Belonging;
  role: (MirrorState | AsyncState)['role']['kind'];
  from: string;
  version: ConfigurationVersion;
}): 'obey' | 'is-async' | 'refuse' {
  if (own.kind !== 'failover' && version <= own.roll.version) return 'is-async';
  const isFromFailover = own.roll.members.some(({ guid, kind }) => guid === from && kind === 'failover');
  return !isFromFailover ||
    version <= own.roll.version ||
    !isCountable(version, own.roll.version) ||
    role === 'primary' ||
    role === 'taking-over'
    ? 'refuse'
    : 'obey';
}

/**
 * The members on the page on which `guid` crosses itself out because the primary `from` tells it to: that one is alone. An async that is
 * told so has missed the page that made it a failover member, and whom an earlier one names is not known to be one any more.
 * (Refused: the others as its own copy has them. Seeds 6004886 and 6011498 of 2026-11-30: the primary died, took that page for the latest
 * one, and had a partner again that had been demoted two pages before.)
 */
export const crossedOut = <E extends RollEntry>(members: readonly E[], guid: string, from: string): E[] =>
  members.map((entry) =>
    entry.guid === guid || (entry.kind === 'failover' && entry.guid !== from) ? { ...entry, kind: 'disaster-recovery' as const } : entry,
  );

/**
 * What a failover member does that finds its partner to be an async, which has `theirs` written down. Either the partner never heard that
 * it was promoted: it is handed the configuration.
 * Or it has been demoted, and this member did not hear of that, or died before it wrote it down: a primary finishes that, a member without
 * a role takes what the partner has.
 * Whoever does not know its own role, and leads by nobody's word, hands nothing over, and neither does a primary that is changing roles:
 * what it has may be over.
 */
export function meetAsyncPartner(
  own: Belonging,
  { role, isChangingRoles }: { readonly role: MirrorState['role']['kind']; readonly isChangingRoles: boolean },
  theirs: Roll,
): 'hand' | 'take' | 'finish' | 'nothing' {
  if (theirs.version <= own.roll.version) return !isChangingRoles && (own.isValidated || role === 'primary') ? 'hand' : 'nothing';
  if (role === 'deciding') return 'take';
  const isMine = theirs.members.some(({ guid, kind }) => guid === own.guid && kind === 'failover');
  return role === 'primary' && isMine ? 'finish' : 'nothing';
}

/**
 * Whether a configuration that another member hands over is looked at: one in which that member is a failover member. It may be one that
 * this member has not heard of.
 */
export const mayHand = (from: string, { members }: Roll): boolean => members.some(({ guid, kind }) => guid === from && kind === 'failover');

export type RoleObstacle = 'not-primary' | 'in-trouble' | 'no-failover' | 'not-disaster-recovery' | 'no-partner' | 'unanswered';

/**
 * null: this member may change who the failover members are. Not while it is uncertain who may go on, nor against an operator's word that
 * only one may be primary.
 */
export function whyNotChangeRoles({ role }: MirrorState, isNoFailoverSet: boolean): RoleObstacle | null {
  if (role.kind !== 'primary' || role.stopping) return 'not-primary';
  if (role.trouble.kind !== 'none') return 'in-trouble';
  return isNoFailoverSet ? 'no-failover' : null;
}

/** What the primary does next. */
export type RoleStep =
  /** Has the present partner write down, in this version, that it is no failover member any more. Answered with what came of it. */
  | { readonly kind: 'demote'; readonly guid: string; readonly version: ConfigurationVersion }
  /** It said nothing: has its agent lock it out, dead as it is. Answered with what came of it. */
  | { readonly kind: 'lock-out'; readonly guid: string }
  /** From now on nobody is let in as backup. */
  | { readonly kind: 'have-no-partner' }
  /** Writes the next version of the configuration, and tells the members. The last step. */
  | { readonly kind: 'write'; readonly kinds: Readonly<Record<string, RollEntry['kind']>> };

/**
 * `out`: it can lead no more, by its own word or its agent's. `silent`: whoever was asked did not answer. `refused`: it leads, or knows
 * more, or is up and says nothing.
 */
export type DemotionResult = 'out' | 'silent' | 'refused';

/**
 * Promotion of a DR async (`promoted`), or demotion of the partner (`promoted` null), in the order that keeps one primary. Returns why it
 * came to nothing, or null when all is ordered.
 * From its beginning to its end nothing else may write the configuration. `state` answers the present state of the machine.
 *
 * `goesWithout`: a person's word that a partner that cannot be asked will be edited by hand before it leads again. It counts only while
 * this primary has long gone on without that partner, and the partner may not come back in the meantime.
 */
export function* changeRoles(options: {
  readonly state: () => MirrorState;
  readonly own: Belonging;
  readonly isNoFailoverSet: boolean;
  readonly promoted: string | null;
  readonly goesWithout: boolean;
}): Generator<RoleStep, RoleObstacle | null, DemotionResult> {
  const { state, own, isNoFailoverSet, promoted, goesWithout } = options;
  if (promoted !== null && own.roll.members.find(({ guid }) => guid === promoted)?.kind !== 'disaster-recovery')
    return 'not-disaster-recovery';
  const obstacle = whyNotChangeRoles(state(), isNoFailoverSet);
  if (obstacle !== null) return obstacle;
  const partner = partnerIn(own.roll, own.guid);
  if (partner === null && promoted === null) return 'no-partner';
  const kinds: Record<string, RollEntry['kind']> = {};
  if (promoted !== null) kinds[promoted] = 'failover';
  if (partner !== null) {
    kinds[partner.guid] = 'disaster-recovery';
    const word = yield { kind: 'demote', guid: partner.guid, version: own.roll.version + 1 };
    const result = word === 'silent' ? yield { kind: 'lock-out', guid: partner.guid } : word;
    const { role } = state();
    if (role.kind !== 'primary') return 'not-primary';
    if (result !== 'out') {
      // While it is connected, or may still take over, it is only slow to answer.
      const isAlone = role.backup.kind === 'none' && role.trouble.kind === 'none';
      if (result === 'refused' || !goesWithout || !isAlone) return 'unanswered';
      yield { kind: 'have-no-partner' };
    }
  }
  yield { kind: 'write', kinds };
  return null;
}
