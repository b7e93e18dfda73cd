/** Joining as an async, and what may be changed on one (engine facts 1.2 to 1.4), and why not. */
import type { AsyncKind } from '../../contract/async-members.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { ASYNC_MIRRORS_MAX } from '../member/instance-mirrors.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import type { OffersWorld } from './offers-world.ts';

/**
 * Why this instance cannot join as an async at all; the page shows it in place of the form. Only a reporting async joins further mirrors
 * (engine facts 1.2).
 */
export function offerJoinAsAsync(instance: OffersWorld): Outcome<null> {
  const seats = instance.mirrors.seats();
  const inactive = seats.find(({ member }) => member === null);
  if (inactive) return refused('P143', [inactive.membership.mirrorName]);
  if (!instance.mirrorServiceEnabled) return refused('2066');
  if (instance.mirrors.hasLeft) return refused('P140');
  if (seats.some(({ membership }) => !isReporting(membership.kind))) return refused('2134');
  return seats.length >= ASYNC_MIRRORS_MAX ? refused('P220', [String(ASYNC_MIRRORS_MAX)]) : accepted(null);
}

export const isReporting = (kind: MemberEntry['kind']) => kind === 'read-only-reporting' || kind === 'read-write-reporting';

/** In all its mirrors. Without what only asking can tell: whether the agent runs, and whether the primary can be reached. */
export function offerAsyncKind(instance: OffersWorld, to: AsyncKind): Outcome<null> {
  const members = instance.mirrors.members();
  if (to === 'disaster-recovery' && instance.mirrors.seats().length > 1) return refused('2149', [], 'memberKind');
  const changing = members.filter((one) => one.self().kind !== to);
  if (changing.length === 0) return accepted(null);
  if (changing.some((one) => !one.async?.primaryGuid)) return refused('2082');
  const hasCleared = instance.mirroredDatabases().some(({ file }) => file.identity.mirror?.failoverDatabase === false);
  return to === 'disaster-recovery' && hasCleared ? refused('2172', [], 'memberKind') : accepted(null);
}

export function offerClearFlags(instance: OffersWorld, member: MirrorMember): Outcome<null> {
  const offers = instance.mirroredDatabases().map(({ name }) => offerClearFlag(instance, member, name));
  if (member.self().kind === 'disaster-recovery') return refused('2115');
  return offers.some(({ ok }) => ok)
    ? accepted(null)
    : (offers.find(({ ok }) => !ok) ?? refused('P105', ['Clear FailoverDB Flags', 'there is no database with the flag']));
}

/** Engine facts 1.4. */
export function offerClearFlag(instance: OffersWorld, member: MirrorMember, name: string): Outcome<null> {
  const mounted = instance.database(name);
  const mirror = mounted?.file.identity.mirror;
  if (!mounted || !mirror) return refused('2073', [name]);
  const { kind } = member.self();
  if (kind === 'failover' || kind === 'disaster-recovery') return refused('2115');
  // A copied file says that it is activated, for the member that it was copied from.
  if (!mirror.activated || instance.standingOf(mounted) === 'needs-activation') return refused('2146');
  return mirror.failoverDatabase ? accepted(null) : refused('P105', ['Clear Flag', 'it is cleared']);
}
