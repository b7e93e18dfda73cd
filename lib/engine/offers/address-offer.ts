import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { primaryOf } from '../member/member-rows.ts';
import type { MirrorMember } from '../member/mirror-member.ts';

/**
 * Engine facts 1.5: addresses are changed on the primary, for everybody. A member that finds no primary may be told where the failover
 * members are, itself included: it needs that to find or to be the primary, whose configuration is everybody's again afterwards.
 */
export function offerAddresses(member: MirrorMember, entry: MirrorConfig['members'][number]): Outcome<null> {
  if (member.isPrimary) return accepted(null);
  const isAlone = primaryOf(member) === null && member.driver.state.role.kind !== 'taking-over';
  return isAlone && entry.kind === 'failover' ? accepted(null) : refused('2113');
}
