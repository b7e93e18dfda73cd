import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Refusal } from '@/lib/contract/errors.ts';
import type { PromotionCheck } from '@/lib/contract/promotion.ts';

/** What the person has decided so far. */
export interface PromotionChoice {
  /** `automatic`, `none`, or the GUID of a former failover member; null: nothing chosen yet. */
  readonly partner: string | null;
  readonly noFailover: boolean;
  /** Goes on although a member that becomes a DR async cannot be asked. */
  readonly acceptUnavailable: boolean;
  /** A card, `NO_MATCHED_SUBNET`, or null: the only one that fits. */
  readonly card: string | null;
}

/** What will happen to whom, in the order in which it does: a code for the sentence, and whom it names. */
export interface PlanLine {
  readonly code:
    | 'self-backup'
    | 'primary-stays'
    | 'self-primary'
    | 'self-waits'
    | 'self-collects'
    | 'self-collects-nothing'
    | 'self-prepared'
    | 'partner-backup'
    | 'demoted-now'
    | 'demoted-at-start'
    | 'edit-by-hand'
    | 'edit-unheard-by-hand'
    | 'nothing-lost'
    | 'lost-if-later'
    | 'lost-what-others-had'
    | 'lost-what-is-not-here';
  /** Whom it happens to. */
  readonly name: string;
  /** From whom, or because of whom. */
  readonly other: string;
  readonly isWarning: boolean;
}

type Former = PromotionCheck['members'][number];

const line = (code: PlanLine['code'], name = '', other = ''): PlanLine => ({
  code,
  name,
  other,
  isWarning: code.startsWith('edit-') || code.startsWith('lost-'),
});
const namesOf = (members: readonly { name: string }[]) => members.map(({ name }) => name).join(', ');

/** A choice is only asked for where there is one: with a running primary, or with every agent answering, the partner is found by itself. */
export const asksForPartner = (check: PromotionCheck) => check.situation === 'agents-unreachable';

/** In words, what `promote` with this choice will do; empty while nothing is chosen. The engine's rule is engine facts 9.1. */
export function planOf(check: PromotionCheck, { partner, noFailover }: PromotionChoice): PlanLine[] {
  const { members, primaryName, journalSources } = check;
  if (partner === null) return [];
  const unheard = check.unavailable
    .filter(({ guid }) => !members.some((member) => member.guid === guid))
    .map(({ name }) => line('edit-unheard-by-hand', name));
  if (check.situation === 'primary-runs') {
    const others = members.filter(({ name }) => name !== primaryName);
    return [
      line('self-backup', '', primaryName ?? ''),
      line('primary-stays', primaryName ?? ''),
      ...others.map((member) => (member.isUp === 'up' ? line('demoted-now', member.name) : demotion(member))),
      line('nothing-lost'),
    ];
  }
  if (partner === 'none') {
    const first = noFailover ? [line('self-prepared')] : [];
    // Everybody who answers gives what it has. An async that does not may have more than those that do.
    const [read, notRead] = [members.filter(isRead), members.filter((member) => !isRead(member))];
    const sources = [...read.map(({ name }) => name), ...journalSources].join(', ');
    const [collects, lost] = sources
      ? [line('self-collects', '', sources), line('lost-what-others-had', namesOf(notRead), sources)]
      : [line('self-collects-nothing'), line('lost-what-is-not-here', namesOf(notRead))];
    return [collects, ...first, ...members.map(demotion), ...unheard, ...(notRead.length > 0 ? [lost] : [])];
  }
  const guid = partner === 'automatic' ? check.automaticPartner : partner;
  const chosen = members.find((member) => member.guid === guid);
  if (!chosen) return [];
  const others = members.filter((member) => member !== chosen);
  const silent = others.filter(({ agentReachable }) => !agentReachable);
  const waits = chosen.asPartner === 'waiting';
  return [
    line(waits ? 'self-waits' : 'self-primary', '', chosen.name),
    line('partner-backup', chosen.name),
    ...others.map(demotion),
    ...unheard,
    silent.length > 0 ? line('lost-if-later', namesOf(silent), chosen.name) : line('nothing-lost', '', chosen.name),
  ];
}

const isRead = ({ agentReachable, journal }: Former) => agentReachable && journal !== null;

const demotion = (member: Former) => line(member.agentReachable ? 'demoted-at-start' : 'edit-by-hand', member.name);

/** What the engine said about this choice; null: it would be accepted, or nothing is chosen yet. */
export function offerOf(check: PromotionCheck, { partner, noFailover, acceptUnavailable }: PromotionChoice): Refusal | null {
  if (partner === null) return null;
  if (partner === 'none') return noFailover ? check.offers.noFailover : check.offers.none;
  if (partner === 'automatic') return acceptUnavailable ? check.offers.acceptUnavailable : check.offers.automatic;
  return check.members.find(({ guid }) => guid === partner)?.offer ?? null;
}

/** A former primary may have more than anyone else; going on without asking it is the only choice that loses data for good. */
export const mayLoseData = ({ partner }: PromotionChoice) => partner === 'none';

/** Nothing is left to be decided: a partner where one is asked for, and a card where several, or none, fit. */
export const isDecided = (check: PromotionCheck, { partner, card }: PromotionChoice) =>
  partner !== null && (check.virtualIp === null || check.virtualIp.chosen !== null || card !== null);

export function promoteCommand(
  check: PromotionCheck,
  { partner, noFailover, acceptUnavailable, card }: PromotionChoice,
): InstanceCommand<'promote'> {
  const guidsOf = (members: readonly { guid: string }[]) => members.map(({ guid }) => guid);
  const shown = { members: guidsOf(check.members), unavailable: guidsOf(check.unavailable) };
  const withPartner = check.situation === 'primary-runs' ? {} : { partner: partner ?? 'automatic', shown };
  return {
    kind: 'promote',
    networkInterface: check.virtualIp === null ? null : (check.virtualIp.chosen ?? card),
    ...withPartner,
    ...(partner === 'none' ? { noFailover } : {}),
    ...(acceptUnavailable ? { acceptUnavailable } : {}),
  };
}
