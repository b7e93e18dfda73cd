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
import type { Epoch } from '../journal/epoch.ts';
import { laterRoll } from './promotion.ts';
import type { Roll } from './roll.ts';
import type { JournalState } from './state.ts';

/** Stands among the owners for a person, or a primary: no promotion has this name, so nobody takes it back. */
export const BY_HAND = '';

/** Name of a promotion, another one for each try. `unique`: among those of that member. */
export const nameOfPromotion = (promoter: string, unique: string): string => `${promoter} ${unique}`;

/** GUID of the member that was to be promoted; null: nobody can say any more what has become of it. */
export const promoterOf = (promotion: string): string | null => (promotion.includes(' ') ? (promotion.split(' ', 1)[0] ?? null) : null);

/**
 * Those of `promotions` that were a member's own and have come to nothing; null: it says nothing of them. One write makes a promoted member
 * a failover member: whoever is an async, by what it has written down, too, and is not being promoted, has led by none of them.
 */
export const comeToNothing = (
  promotions: readonly string[],
  own: { readonly guid: string; readonly isAsync: boolean; readonly isBeingPromoted: boolean },
): readonly string[] | null =>
  own.isAsync && !own.isBeingPromoted ? promotions.filter((promotion) => promoterOf(promotion) === own.guid) : null;

/** Names of the promotions that want the edit; without any there is none. */
export type LockOwners = readonly string[];

export const ownersLocked = (owners: LockOwners, promotion: string): LockOwners =>
  owners.includes(promotion) ? owners : [...owners, promotion];

/** `promotion` has come to nothing. */
export const ownersReleased = (owners: LockOwners, promotion: string): LockOwners => owners.filter((owner) => owner !== promotion);

/** Who wants the edit. */
export interface Locker {
  /** Of a promotion: what the promoted member knows of the mirror. null: it is a primary that wants it, whose word counts in its term. */
  readonly roll: Roll | null;
  /** The term of that primary. A promotion does not say it, nor does a primary of an earlier version of this product. */
  readonly epoch?: Epoch | undefined;
}

/** Of the journal that an agent has found; null: there is none. */
export const epochOf = (journal: JournalState | 'none' | 'unreadable'): Epoch | 'unreadable' | null =>
  journal === 'none' ? null : journal === 'unreadable' ? journal : journal.epoch;

/**
 * False: the member to be locked out has written down more than whoever wants it. It may be the one that leads, or has led last, and then
 * nobody else could (2026-11-29: a promotion that was refused right afterwards left the newest primary locked out for ever).
 *
 * A primary's word may be late, too: it ended, and the member that it wanted to lock out led after it. That member's journal is of a later
 * term than the word, and it stays free, as it does while nobody can read what its journal is of. `epoch`: of the journal that it has; null
 * when it has none.
 * (Refused: the primary's word counts whenever it is heard. Seed 14070308 of 2026-11-30: the next primary had locked out the one whose word
 * was late, and neither could lead without a person; or only when the journal can be read: seed 15000804, with a disk that could not.)
 */
export const mayLockOut = (
  locker: Locker,
  locked: { readonly guid: string; readonly roll: Roll | null; readonly epoch: Epoch | 'unreadable' | null },
): boolean =>
  locker.roll === null
    ? locker.epoch === undefined || locked.epoch === null || (locked.epoch !== 'unreadable' && locked.epoch <= locker.epoch)
    : locked.roll === null || laterRoll(locker.roll, [{ guid: locked.guid, roll: locked.roll }]) === null;
