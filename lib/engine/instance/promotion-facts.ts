/**
 * What a DR async finds out before it is promoted: who is primary, who is up, whose agent answers, and how far each journal reaches (PromoteCheck, engine facts 9.2).
 * Everybody is asked at once; whoever is silent is unreachable, never an exception.
 */
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { AgentReport, Standing } from '../mirror/state.ts';
import type { FormerMember, PromotionFacts } from '../mirror/promotion.ts';
import { PATIENT_MS } from './agent-link.ts';
import type { MirrorMember } from './mirror-member.ts';

/** A member that is up answers within moments; one whose host is away never does. */
const STANDING_MS = 2500;

/** As things are at this moment; they may have changed when the answer is here. `promotedElsewhere`: another DR async is being promoted, or has become a failover member that this one has not heard of. */
export async function gatherFacts(member: MirrorMember): Promise<{ facts: PromotionFacts; promotedElsewhere: boolean }> {
  const others = member.config().members.filter(({ guid, kind }) => guid !== member.membership.memberGuid && (kind === 'failover' || kind === 'disaster-recovery'));
  const found = await Promise.all(others.map((entry) => lookAt(member, entry)));
  const primaries = found.flatMap(({ guid, standing }) => (standing?.role === 'primary' ? [{ guid, epoch: standing.epoch }] : []));
  const latest = primaries.sort((one, other) => other.epoch - one.epoch)[0]?.guid ?? null;
  const facts = {
    journal: member.journal.state(),
    lastPrimary: member.lastPrimary,
    runningPrimary: latest ?? member.async?.primaryGuid ?? null,
    members: found.flatMap(({ former }) => (former ? [former] : [])),
  };
  return { facts, promotedElsewhere: facts.runningPrimary === null && found.some(({ isPromoted }) => isPromoted) };
}

interface Found {
  readonly guid: string;
  readonly standing: Standing | null;
  /** null: it is no failover member. */
  readonly former: FormerMember | null;
  /** A DR async for all that is known here, and yet it speaks as a failover member, or is becoming one. */
  readonly isPromoted: boolean;
}

async function lookAt(member: MirrorMember, entry: MemberEntry): Promise<Found> {
  const isFailover = entry.kind === 'failover';
  const [answer, report] = await Promise.all([member.dialer.ask(entry, { kind: 'standing' }, STANDING_MS).catch(() => null), isFailover ? member.agents.report(entry, PATIENT_MS) : null]);
  const isPromoted = !isFailover && (answer?.kind === 'standing' || (answer?.kind === 'async' && answer.promoting === true));
  return { guid: entry.guid, standing: answer?.kind === 'standing' ? answer.standing : null, former: isFailover ? formerMember(entry, answer !== null, report) : null, isPromoted };
}

function formerMember({ guid, name }: MemberEntry, hasAnswered: boolean, report: AgentReport | null): FormerMember {
  const isUp = hasAnswered || report?.instance === 'up';
  const journal = report?.instance === 'down' ? report.journal : 'unknown';
  return { guid, name, instance: isUp ? 'up' : report ? 'down' : 'unknown', agentReachable: report !== null, journal };
}
