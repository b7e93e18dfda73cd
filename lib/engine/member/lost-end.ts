/** Writes down what becomes of a member whose newest mirror journal file is gone, or damaged, as `../mirror/lost-end.ts` says. */
import { withLostEnd } from '../mirror/lost-end.ts';
import type { Membership } from '../store/config-store.ts';
import type { MemberWorld } from './member-world.ts';
import { readPromotionDocument, writePromotionDocument } from './promotion-document.ts';

/** What is returned is on the disk. Rejects while a promotion is under way: nobody knows then by whose word it could lead. */
export async function renounceLeading(instance: Pick<MemberWorld, 'clock' | 'store'>, membership: Membership): Promise<Membership> {
  const document = readPromotionDocument(membership);
  const isBeingPromoted = document?.stage === 'leading' || document?.stage === 'prepared';
  const verdict = withLostEnd({ isFailover: membership.kind === 'failover', isBeingPromoted });
  if (verdict === 'starts') return membership;
  if (verdict === 'cannot-start')
    throw new Error(
      'the newest mirror journal file of this member is lost, and a promotion that has begun cannot be carried on without it',
    );
  // The list of the files forgets the lost one: only here it is remembered, also beside a ValidatedMember of 0, which a person may set
  // back.
  const waits =
    document?.stage === 'role-unknown'
      ? document
      : ({ stage: 'role-unknown', since: instance.clock.wallTime().toISOString(), by: '' } as const);
  const renounced = { ...membership, promotion: writePromotionDocument({ ...waits, lostEnd: true }) };
  await instance.store.saveMembership(renounced);
  return renounced;
}
