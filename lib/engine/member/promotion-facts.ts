/** How this instance looks around before its promotion: the steps of `lib/engine/mirror/promotion-look.ts`, carried out. */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { type Beholder, type Gathered, lookAround, type LookReply, type LookStep, type HeardWord } from '../mirror/promotion-look.ts';

import type { OwnMember } from './own-member.ts';
import { AGENT_PATIENT_MS, STANDING_MS } from '../../machine/waits.ts';

/** Who looks around. */
export type LookingMember = Pick<
  OwnMember,
  'agents' | 'async' | 'config' | 'dialer' | 'journal' | 'lastPrimary' | 'learnConfiguration' | 'membership'
>;

const nameOf = ({ members }: MirrorConfig, wanted: string) => members.find(({ guid }) => guid === wanted)?.name ?? '';

export async function gatherFacts(member: LookingMember): Promise<Gathered<MirrorConfig>> {
  const own = (): Beholder<MirrorConfig> => ({
    guid: member.membership.memberGuid,
    isAsync: member.async !== null,
    roll: member.config(),
    journal: member.journal.state(),
    primary: member.async?.primaryGuid ?? null,
    lastPrimary: member.lastPrimary,
  });
  const steps = lookAround({ own, nameOf });
  let next = steps.next();
  while (!next.done) next = steps.next(await performLook(member, next.value));
  return next.value;
}

/** Rejects when what was learnt cannot be written down. */
export async function performLook(member: LookingMember, step: LookStep<MirrorConfig>): Promise<LookReply<MirrorConfig>> {
  if (step.kind === 'learn') {
    await member.learnConfiguration(step);
    return { kind: 'done' };
  }
  const entriesOf = (guids: readonly string[]) => member.config().members.filter(({ guid }) => guids.includes(guid));
  const words = Promise.all(entriesOf(step.members).map(async (entry) => [entry.guid, await wordOf(member, entry)] as const));
  const reports = Promise.all(
    entriesOf(step.agents).map(async (entry) => [entry.guid, await member.agents.report(entry, AGENT_PATIENT_MS)] as const),
  );
  return { kind: 'seen', words: answered(await words), reports: answered(await reports) };
}

const answered = <T>(pairs: readonly (readonly [string, T | null])[]) =>
  new Map(pairs.flatMap(([guid, answer]) => (answer === null ? [] : [[guid, answer] as const])));

async function wordOf(member: LookingMember, entry: MemberEntry): Promise<HeardWord<MirrorConfig> | null> {
  const answer = await member.dialer.ask(entry, { kind: 'standing' }, STANDING_MS).catch(() => null);
  if (answer === null) return null;
  if (answer.kind === 'standing') return { kind: 'standing', standing: answer.standing, isRoleUnknown: answer.roleUnknown === true };
  return answer.kind === 'async' ? { kind: 'async', isBeingPromoted: answer.promoting === true, roll: answer.config } : { kind: 'other' };
}
