/**
 * Who wants `ValidatedMember=0` on the disk of a member that is down (engine facts 2.2, 9.1). Promotions come and go, their words may be
 * late, and a person may edit the same line: so the edit bears the names of all who want it, and stands as long as one does.
 *
 * Think of a door with a hasp for several padlocks: everybody hangs his own on it, and takes only his own away.
 * (Refused: the first lock owns the edit, and the second one leaves it. A late release of the first opened the door on which the second
 * counted: seeds 907318504 and 907320727 of 2026-11-29, two primaries. And the last lock owns it: a promotion that came to nothing took
 * with it the lock of one that had led, and a former primary led on without what that one had acknowledged:
 * `scenarios/promotion-of-one-that-knows-less.txt`.) Pure: the agent of a host and the simulated one run these same functions.
 */
import { laterRoll } from './promotion.ts';
import type { Roll } from './roll.ts';

/** Stands among the owners for a person, or a primary: no promotion has this name, so nobody takes it back. */
export const BY_HAND = '';

/** Names of the promotions that want the edit; without any there is none. */
export type LockOwners = readonly string[];

export const ownersLocked = (owners: LockOwners, promotion: string): LockOwners =>
  owners.includes(promotion) ? owners : [...owners, promotion];

/** `promotion` has come to nothing. */
export const ownersReleased = (owners: LockOwners, promotion: string): LockOwners => owners.filter((owner) => owner !== promotion);

/**
 * False: the member to be locked out has written down more than whoever wants it. It may be the one that leads, or has led last, and then
 * nobody else could (2026-11-29: a promotion that was refused right afterwards left the newest primary locked out for ever). `locker` null:
 * it is the primary that wants it, whose word counts.
 */
export const mayLockOut = (locker: Roll | null, locked: { readonly guid: string; readonly roll: Roll | null }): boolean =>
  locker === null || locked.roll === null || laterRoll(locker, [{ guid: locked.guid, roll: locked.roll }]) === null;
