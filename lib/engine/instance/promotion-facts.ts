/**
 * What a DR async finds out before it is promoted: who is primary, who is up, whose agent answers, and how far each journal reaches (PromoteCheck, engine facts 9.2).
 * Everybody is asked at once; whoever is silent is unreachable, never an exception.
 */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { AgentReport, Standing } from '../mirror/state.ts';
import { type FormerMember, laterRoll, type PromotionFacts } from '../mirror/promotion.ts';
import { PATIENT_MS } from './agent-link.ts';
import type { MirrorMember } from './mirror-member.ts';

/** A member that is up answers within moments; one whose host is away never does. */
const STANDING_MS = 2500;

export interface Gathered {
  readonly facts: PromotionFacts;
  /** Of which they are the facts. */
  readonly config: MirrorConfig;
  /** Another DR async is being promoted, or has become a failover member that this one has not heard of. */
  readonly promotedElsewhere: boolean;
}

/**
 * As things are at this moment; they may have changed when the answer is here. What an async has heard later than this member is written down here, and everybody is asked again: it may be
 * a failover member no more, and there may be others.
 */
export async function gatherFacts(member: MirrorMember): Promise<Gathered> {
  for (;;) {
    const config = member.config();
    const gathered = await lookAround(member, config);
    const later = laterRoll(config, gathered.heard);
    if (later === null || member.async === null) return gathered;
    await member.learnConfiguration(later);
    // It may know better by now.
    if (member.config().version <= config.version) return gathered;
  }
}

async function lookAround(member: MirrorMember, config: MirrorConfig): Promise<Gathered & { readonly heard: readonly { guid: string; roll: MirrorConfig }[] }> {
  const others = config.members.filter(({ guid, kind }) => guid !== member.membership.memberGuid && (kind === 'failover' || kind === 'disaster-recovery'));
  const found = await Promise.all(others.map((entry) => lookAt(member, entry)));
  const primaries = found.flatMap(({ entry, standing }) => (standing?.role === 'primary' ? [{ guid: entry.guid, epoch: standing.epoch }] : []));
  const latest = primaries.sort((one, other) => other.epoch - one.epoch)[0]?.guid ?? null;
  const facts = {
    journal: member.journal.state(),
    lastPrimary: member.lastPrimary,
    runningPrimary: latest ?? member.async?.primaryGuid ?? null,
    members: found.flatMap(({ former }) => (former ? [former] : [])),
    waiting: found.flatMap(({ entry, isRoleUnknown }) => (isRoleUnknown ? [entry.name] : [])),
  };
  const heard = found.flatMap(({ entry, roll }) => (roll ? [{ guid: entry.guid, roll }] : []));
  return { facts, config, heard, promotedElsewhere: facts.runningPrimary === null && found.some(({ isPromoted }) => isPromoted) };
}

interface Found {
  readonly entry: MemberEntry;
  readonly standing: Standing | null;
  /** null: it is no failover member. */
  readonly former: FormerMember | null;
  /** A DR async for all that is known here, and yet it speaks as a failover member that knows its role, or is becoming one. */
  readonly isPromoted: boolean;
  /** It is up, and an earlier promotion has locked it out. */
  readonly isRoleUnknown: boolean;
  /** What it has written down, if it is an async. */
  readonly roll: MirrorConfig | null;
}

async function lookAt(member: MirrorMember, entry: MemberEntry): Promise<Found> {
  const isFailover = entry.kind === 'failover';
  const [answer, report] = await Promise.all([member.dialer.ask(entry, { kind: 'standing' }, STANDING_MS).catch(() => null), isFailover ? member.agents.report(entry, PATIENT_MS) : null]);
  const standing = answer?.kind === 'standing' ? answer.standing : null;
  const isRoleUnknown = answer?.kind === 'standing' && answer.roleUnknown === true;
  const isPromoted = !isFailover && ((standing !== null && !isRoleUnknown) || (answer?.kind === 'async' && answer.promoting === true));
  const roll = answer?.kind === 'async' ? answer.config : null;
  return { entry, standing, roll, former: isFailover ? formerMember(entry, answer !== null, report) : null, isPromoted, isRoleUnknown };
}

function formerMember({ guid, name }: MemberEntry, hasAnswered: boolean, report: AgentReport | null): FormerMember {
  const isUp = hasAnswered || report?.instance === 'up';
  const journal = report?.instance === 'down' ? report.journal : 'unknown';
  return { guid, name, instance: isUp ? 'up' : report ? 'down' : 'unknown', agentReachable: report !== null, journal };
}
