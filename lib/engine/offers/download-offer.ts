import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { downloadsDatabases } from '../../contract/units.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { FoundDatabase } from '../databases/database-offers.ts';
import type { OffersWorld } from './offers-world.ts';

/** Of a database that is here. Refuses with P401, 5001, P150 (it runs). */
export function offerDownload(instance: OffersWorld, { definition, mounted }: FoundDatabase): Outcome<MountedDatabase> {
  if (!downloadsDatabases(instance.version)) return refused('P401', [instance.version]);
  const mirror = mounted?.file.identity.mirror;
  const standing = mounted && instance.standingOf(mounted);
  const isAwaiting = standing === 'needs-download' || (standing === 'needs-catchup' && mirror?.download === 'journal');
  if (!mounted || !isAwaiting) return refused('5001', [mirror?.mirrorDatabaseName ?? definition.mirrored?.databaseName ?? definition.name]);
  if (instance.downloads.isRunning(definition.name)) return refused('P150', [definition.name, 'download']);
  return accepted(mounted);
}
