/**
 * What a mirrored database's file is to this member, read from the file itself: whether it belongs here, and whether it holds what it
 * should.
 *
 * A copy is recognised by the member and directory that the file was last activated for: a file that was copied, moved or restored says
 * another one. So nothing has to be remembered about copying, and a copy that comes to lie here while the instance is down is noticed as
 * well (engine facts 8.5).
 */
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import type { DatabaseFile } from '../database/database-file.ts';

/** Who this member is in its mirror. */
export interface MemberIdentity {
  readonly mirrorGuid: string;
  readonly memberGuid: string;
}

/**
 * `ordinary`: not mirrored. `other-mirror`: of a mirror that this instance is no member of. `orphaned`: the mirror has no such database
 * (any more).
 * `obsolete`: the mirror has another one under that name. `needs-download`: it is empty, and its copy is still to come. `paused`:
 * activated, caught up, and not followed just now. `linked`: takes part.
 */
export type DatabaseStanding =
  | 'ordinary'
  | 'other-mirror'
  | 'orphaned'
  | 'obsolete'
  | 'needs-activation'
  | 'needs-download'
  | 'needs-catchup'
  | 'paused'
  | 'linked';

/** True for a file that was activated for this member and this directory. A file of an earlier version does not say: it counts as such. */
export function isAtHome(file: DatabaseFile, belonging: MemberIdentity | null): boolean {
  const { mirror } = file.identity;
  if (!mirror || !belonging || mirror.mirrorGuid !== belonging.mirrorGuid || !mirror.activated) return false;
  return mirror.home === null || (mirror.home.memberGuid === belonging.memberGuid && mirror.home.directory === file.directory);
}

/** `state` is what the dejournaler says of it. */
export function standingOf(
  file: DatabaseFile,
  options: {
    belonging: MemberIdentity | null;
    databaseGuid: string;
    config: MirrorConfig | null;
    state: 'paused' | 'behind' | 'following';
  },
): DatabaseStanding {
  const { mirror } = file.identity;
  const { belonging, databaseGuid, config, state } = options;
  if (!mirror) return 'ordinary';
  if (!belonging || mirror.mirrorGuid !== belonging.mirrorGuid) return 'other-mirror';
  const listed = config?.databases.find(({ name }) => name === mirror.mirrorDatabaseName);
  if (!listed) return 'orphaned';
  if ((mirror.databaseGuid ?? databaseGuid) !== listed.guid) return 'obsolete';
  if (!isAtHome(file, belonging)) return 'needs-activation';
  if (mirror.needsCatchUp && mirror.download === 'copy') return 'needs-download';
  if (mirror.needsCatchUp || state === 'behind') return 'needs-catchup';
  return state === 'paused' ? 'paused' : 'linked';
}
