/** Promote to Failover Member, Demote To DR Member, Demote Other Member (engine facts 9.1 to 9.3): what may be ordered, and why not. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import type { OffersWorld } from './offers-world.ts';
import { refusedAsPrimary } from './operation-offers.ts';

/** Facts 9.1: a DR async with all mirrored databases, each as a failover member must have it. */
export function offerPromote(instance: OffersWorld, member: MirrorMember): Outcome<null, '2117' | '2119' | '2178' | 'P191'> {
  if (!member.async || member.self().kind !== 'disaster-recovery') return refused('2117');
  if (instance.mirrors.members().length > 1) return refused('2119');
  if (member.promotion.isRunning || member.promotion.document?.stage === 'waiting') return refused('2178');
  const following = new Set(
    instance
      .mirroredDatabases()
      .filter((database) => instance.standingOf(database) === 'linked' && database.file.identity.mirror?.failoverDatabase)
      .map(({ file }) => file.identity.mirror?.mirrorDatabaseName),
  );
  const lacking = member.config().databases.filter(({ name }) => !following.has(name));
  return lacking.length === 0 ? accepted(null) : refused('P191', [lacking.map(({ name }) => name).join(', ')]);
}

export function offerDemote(member: MirrorMember): Outcome<null, '2081' | '2082' | '2116' | 'P192' | 'P550'> {
  if (!member.failover) return refused('2081');
  const leads = refusedAsPrimary(member);
  if (!leads.ok) return leads;
  if (member.membership.noFailoverFor !== null) return refused('P192');
  return member.failover.state.role.kind === 'backup' ? accepted(null) : refused('2082');
}

export function offerDemoteOther(member: MirrorMember): Outcome<null, '2081' | '2113' | '2133' | 'P192'> {
  if (!member.failover) return refused('2081');
  if (!member.isPrimary) return refused('2113');
  if (!member.partner) return refused('2133');
  return member.membership.noFailoverFor === null ? accepted(null) : refused('P192');
}
