/**
 * What other members say that this one is, and what it makes of it: a primary demotes it, its partner turns out to be an async, a failover
 * member hands it a configuration. The judgements are those of `mirror/roll.ts`.
 */
import type { ConfigurationVersion, MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { answerDemotion, mayHand, meetAsyncPartner } from '../mirror/roll.ts';
import type { OwnMember } from './own-member.ts';
import { finishDemotion, isChangingRoles, type RoleChanger } from './role-changes.ts';
import { WRITTEN_ANSWER_MS } from '../../machine/waits.ts';

/**
 * The primary demotes this member. It stops first, of which the primary hears on the data channel, so that it can no longer take over and
 * nobody waits for it; then it writes down that it is a DR async, and goes on as one. False on a member that leads, or is about to.
 */
export async function demoteFor(
  member: Pick<OwnMember, 'async' | 'becomeAsync' | 'belonging' | 'driver' | 'failover' | 'stopMirroring'>,
  from: MemberEntry,
  version: ConfigurationVersion,
): Promise<boolean> {
  const answer = () => answerDemotion({ own: member.belonging, role: member.driver.state.role.kind, from: from.guid, version });
  if (answer() !== 'obey') return answer() === 'is-async';
  const wasFailover = member.failover !== null;
  if (wasFailover) await member.stopMirroring('demotion');
  const isDemoted = await member.becomeAsync({ version, by: from.guid }, () => {
    const isHarmless = member.async !== null || member.driver.state.role.kind === 'stopped';
    return isHarmless && answer() === 'obey';
  });
  if (wasFailover) member.driver.feed({ kind: 'mirror-start-ordered', why: 'demotion' });
  return isDemoted;
}

/** The other failover member says that it is an async, and has `theirs` written down. */
export async function meetAsync(
  member: RoleChanger & Pick<OwnMember, 'config' | 'learnConfiguration' | 'onlyPrimary'>,
  partner: MemberEntry,
  { config: theirs, word }: { readonly config: MirrorConfig; readonly word?: string },
): Promise<void> {
  if (!member.failover) return;
  const now = { role: member.failover.state.role.kind, isChangingRoles: isChangingRoles(member) };
  switch (meetAsyncPartner(member.belonging, now, theirs)) {
    case 'hand':
      return void (await member.dialer
        .ask(partner, { kind: 'take-configuration', config: member.config(), onlyPrimary: member.onlyPrimary(), word }, WRITTEN_ANSWER_MS)
        .catch(() => null));
    case 'take':
      return member.learnConfiguration({ guid: partner.guid, roll: theirs });
    case 'finish':
      return finishDemotion(member, partner, theirs.version);
  }
}

/**
 * Only from a failover member, and only what is not older: then this member is what that one says. True when it is a failover member.
 * Without the present word of this member it is handed something of before: see `standAside`.
 */
export async function takeFrom(
  member: Pick<OwnMember, 'async' | 'config' | 'failover' | 'takeConfiguration'>,
  from: MemberEntry,
  { config, onlyPrimary, word = '' }: { readonly config: MirrorConfig; readonly onlyPrimary: string | null; readonly word?: string },
): Promise<boolean> {
  if (mayHand(from.guid, config) && member.async && config.guid === member.config().guid)
    await member.takeConfiguration(config, onlyPrimary, { word });
  return member.failover !== null;
}

/**
 * Another member is being promoted without a primary: this one becomes no failover member by anything that is on its way. It hangs up on
 * the primary, if it hears one, and dials again; whoever lives says everything anew. Answers once what arrived before is written down:
 * false on a failover member, and on one that is being promoted itself.
 */
export async function standAside(
  member: Pick<OwnMember, 'async' | 'standAside'> & { readonly promotion: { readonly isRunning: boolean } },
): Promise<boolean> {
  await member.standAside();
  return member.async !== null && !member.promotion.isRunning;
}
