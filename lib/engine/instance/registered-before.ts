/**
 * What the process before has told the agent of this host about its mirrors.
 *
 * A process that starts has much to read before its mirrors are activated. Were it no member meanwhile, its agent would answer 2051 for it:
 * the other members would take its addresses for wrong, and a promotion would count it as out of reach. And one that dies in the middle
 * would never be known to be down.
 */
import path from 'node:path';
import type { MirrorRegistration } from '../agent/protocol.ts';
import { readRegistration } from '../agent/registrations.ts';
import type { Membership } from '../store/config-store.ts';

/** Of the memberships that this start will activate. Nothing where nothing was registered, as after a removal by hand. */
export function registeredBefore(
  directory: string,
  memberships: readonly Pick<Membership, 'mirrorGuid' | 'memberGuid' | 'joinMirror'>[],
): MirrorRegistration[] {
  const registration = readRegistration(directory);
  const isJoined = ({ guid, memberGuid }: MirrorRegistration) =>
    memberships.some((membership) => membership.joinMirror && membership.mirrorGuid === guid && membership.memberGuid === memberGuid);
  // The directory may have been moved since.
  return [registration?.mirror ?? null, ...(registration?.otherMirrors ?? [])].flatMap((mirror) =>
    mirror && isJoined(mirror) ? { ...mirror, journalDirectory: path.join(directory, 'mgr', 'journal') } : [],
  );
}
