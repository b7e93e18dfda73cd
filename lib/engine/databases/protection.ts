/** `<PROTECT>`: a database that may not be written here, with the way out that belongs to its reason. */
import type { ReadOnlyReason } from '../../contract/databases.ts';
import { type Outcome, refused } from '../../contract/errors.ts';
import type { DatabaseStanding } from './mirrored-standing.ts';

/** In Chinese they are among the insertions. Of a database that is being worked on it is P150 that says so. */
export const protectionWaysOut: Record<Exclude<ReadOnlyReason, 'busy' | 'full'>, string> = {
  'not-primary': 'Write on the primary.',
  'needs-activation': 'Activate this copy on the Mirror Monitor, then catch it up.',
  'needs-download': 'Wait for its download, or see Background Tasks.',
  'needs-catchup': 'Catch it up on the Mirror Monitor.',
  'other-mirror': 'Join its mirror, or remove it from the mirror here to make it an ordinary database.',
  obsolete: 'Remove it from the mirror here; the mirror has another database, or none, of that name.',
  system: 'Choose a database of your own: this one belongs to the instance.',
  'mounted-read-only': 'Clear "Mount Read-Only" in its Database Properties.',
};

export const protectedFor = (name: string, reason: keyof typeof protectionWaysOut): Outcome<never> =>
  refused('<PROTECT>', [name, protectionWaysOut[reason]]);

/** Why a mirrored database is not written; of an ordinary one there is no such reason. */
export const reasonOf: Record<Exclude<DatabaseStanding, 'ordinary'>, keyof typeof protectionWaysOut> = {
  'other-mirror': 'other-mirror',
  orphaned: 'obsolete',
  obsolete: 'obsolete',
  'needs-activation': 'needs-activation',
  'needs-download': 'needs-download',
  'needs-catchup': 'needs-catchup',
  paused: 'needs-catchup',
  linked: 'not-primary',
};
