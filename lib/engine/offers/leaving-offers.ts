/** Leaving a mirror (engine facts 2.4), and taking another member out of it: whether that may be ordered, and why not. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import type { MirrorSeat } from '../member/mirror-seat.ts';
import { refusedAsPrimary } from './operation-offers.ts';

export const otherMembers = ({ membership }: MirrorSeat): readonly MemberEntry[] =>
  membership.configuration?.members.filter(({ guid }) => guid !== membership.memberGuid) ?? [];

/** The primary is the last to go, and not while it is primary (facts 2.4). */
export function offerRemoval({ member }: MirrorSeat): Outcome<null> {
  return member ? refusedAsPrimary(member) : accepted(null);
}

export function offerClearJoinMirror(found: MirrorSeat): Outcome<null> {
  if (!found.membership.joinMirror) return refused('P105', ['Clear JoinMirror Flag', 'it is clear']);
  const others = otherMembers(found);
  return found.member?.isPrimary && others.length > 0 ? refused('P141', [others.map(({ name }) => name).join(', ')]) : accepted(null);
}

export function offerRestoreJoinMirror({ membership }: MirrorSeat): Outcome<null> {
  if (membership.joinMirror) return refused('P105', ['JoinMirror', 'it is set']);
  return membership.validatedMember ? accepted(null) : refused('P144', [membership.mirrorName]);
}

export function offerRemoveOther(mirror: MirrorMember, entry: MemberEntry): Outcome<null> {
  if (mirror.isPrimary) return accepted(null);
  const isBackup = mirror.driver.state.role.kind === 'backup';
  return isBackup && entry.kind !== 'failover' ? accepted(null) : refused('2113');
}
