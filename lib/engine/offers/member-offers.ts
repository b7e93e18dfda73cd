import type { MemberOffers } from '../../contract/member-orders.ts';
import { toOffer } from '../../contract/refusal.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { offerDejournaling } from './dejournaling-offer.ts';
import type { OffersWorld } from './offers-world.ts';
import { operationOffers } from './operation-offers.ts';
import { roleOffers } from './role-offers.ts';

/** Every order of the contract, as the Mirror Monitor offers it. One that nobody judges does not compile. */
export const memberOffers = (instance: OffersWorld, member: MirrorMember): MemberOffers => ({
  ...operationOffers(member),
  ...roleOffers(instance, member),
  'set-dejournaling': toOffer(offerDejournaling(member, member.dejournaler.isStopped)),
});
