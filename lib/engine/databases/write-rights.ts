/**
 * What may be written in a database, and why not: from its definition, from what its file is to its mirror, and from this member's role.
 * Computed anew whenever it is asked for; whoever changes one of the three has it asked again.
 */
import { accepted, type Outcome } from '../../contract/errors.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { Seats } from '../dejournal/seat.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import { type DatabaseStanding, isAtHome, standingOf } from './mirrored-standing.ts';
import { protectedFor, reasonOf } from './protection.ts';
import { systemDatabases } from './system-databases.ts';

export class WriteRights {
  readonly #instance: { readonly mirrors: Seats };
  readonly #definitions: ReadonlyMap<string, DatabaseDefinition>;
  /** This member is primary, and its databases have everything that the mirror had committed. */
  areMirroredOpen = false;

  constructor(instance: { readonly mirrors: Seats }, definitions: ReadonlyMap<string, DatabaseDefinition>) {
    this.#instance = instance;
    this.#definitions = definitions;
  }

  /** What a mounted database is to the mirror, from its file. */
  standingOf({ file, journalDatabase }: MountedDatabase): DatabaseStanding {
    const seat = this.#instance.mirrors.seatOf(file);
    const state = this.#instance.mirrors.dejournalerOf(file).stateOf(file);
    return standingOf(file, {
      belonging: seat?.membership ?? null,
      databaseGuid: journalDatabase.guid,
      config: seat?.member?.config() ?? null,
      state: state === 'catching-up' ? 'behind' : state,
    });
  }

  /** Refuses with <PROTECT>, whose second argument is the way out. */
  of(mounted: MountedDatabase): Outcome<null> {
    if (systemDatabases.find(({ name }) => name === mounted.name)?.readOnly) return protectedFor(mounted.name, 'system');
    if (this.#definitions.get(mounted.name)?.mountedReadOnly) return protectedFor(mounted.name, 'mounted-read-only');
    if (mounted.file.identity.mirror === null) return accepted(null);
    if (this.#isWrittenHere(mounted)) return accepted(null);
    const standing = this.standingOf(mounted);
    if (standing === 'ordinary' || (this.areMirroredOpen && standing === 'linked')) return accepted(null);
    return protectedFor(mounted.name, reasonOf[standing]);
  }

  /** Engine facts 1.4: a copy whose FailoverDB flag is cleared, on a reporting async. */
  #isWrittenHere({ file }: MountedDatabase): boolean {
    const seat = this.#instance.mirrors.seatOf(file);
    return (
      seat?.member?.self().kind !== 'failover' &&
      file.identity.mirror?.failoverDatabase === false &&
      isAtHome(file, seat?.membership ?? null) &&
      file.positionIn('local') !== null
    );
  }
}
