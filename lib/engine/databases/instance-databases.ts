/**
 * The databases of an instance: made, defined, mounted, dismounted and deleted.
 *
 * A database is defined in the configuration store and, while it is mounted, open here. What a mirrored one is to its mirror follows from
 * its file (`mirrored-standing.ts`), what may be written in it from that and from this member's role (`write-rights.ts`). One thing happens
 * to a database at a time: another is refused with P150.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { unexpected } from '../../contract/unexpected.ts';
import { DATABASE_FILES, DatabaseFile } from '../database/database-file.ts';
import type { AppliedPosition, NewMirrorAttribute } from '../database/database-metadata.ts';
import { holdDatabase, removeDatabaseFiles } from '../database/database-lock.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { DatabaseDefinition } from '../store/config-store.ts';
import { describe, looksGood, mirroredOf, mountedAs, openFile } from './database-mounting.ts';
import type { DatabasesWorld } from './databases-world.ts';
import { type DatabaseStanding, isAtHome } from './mirrored-standing.ts';
import { OrdersOfMirror } from './orders-of-mirror.ts';
import { settle } from './settling.ts';
import { systemDatabases } from './system-databases.ts';
import { WriteRights } from './write-rights.ts';

export class InstanceDatabases {
  readonly #instance: DatabasesWorld;
  readonly #mounted: Map<string, MountedDatabase>;
  readonly #definitions: Map<string, DatabaseDefinition>;
  readonly #rights: WriteRights;
  /** What happens to them because their mirror says so. */
  readonly byMirror: OrdersOfMirror;

  constructor(instance: DatabasesWorld, parts: { mounted: Map<string, MountedDatabase>; definitions: Map<string, DatabaseDefinition> }) {
    this.#instance = instance;
    this.#mounted = parts.mounted;
    this.#definitions = parts.definitions;
    this.#rights = new WriteRights(instance, parts.definitions);
    this.byMirror = new OrdersOfMirror(instance, this, this.#rights);
  }

  /** Those of the instance itself first, then by name; `mounted` is null for one that is not. */
  list(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[] {
    const order = new Map(systemDatabases.map(({ name }, index) => [name, index]));
    const rank = (name: string) => order.get(name) ?? order.size;
    return [...this.#definitions.values()]
      .sort((one, other) => rank(one.name) - rank(other.name) || one.name.localeCompare(other.name))
      .map((definition) => ({ definition, mounted: this.#mounted.get(definition.name) ?? null }));
  }

  /** Mounted, by its name. */
  get(name: string): MountedDatabase | undefined {
    return this.#mounted.get(name);
  }

  /** Every mounted database with the mirror attribute, of whatever mirror. */
  mirrored(): MountedDatabase[] {
    return [...this.#mounted.values()].filter(({ file }) => file.identity.mirror !== null);
  }

  /** What a mounted database is to the mirror, from its file. */
  standingOf(mounted: MountedDatabase): DatabaseStanding {
    return this.#rights.standingOf(mounted);
  }

  /** How far the databases of the file's mirror that take part have everything: on a primary what is committed, elsewhere what was read. */
  followedTo(file: DatabaseFile): JournalPosition {
    const role = this.#instance.mirrors.seatOf(file)?.member?.driver.state.role;
    return role?.kind === 'primary' ? role.committed : this.#instance.mirrors.dejournalerOf(file).reached;
  }

  /** What a file of that mirror that is activated here says of itself. */
  homeIn(mirrorGuid: string, directory: string): { memberGuid: string; directory: string } | null {
    const seat = this.#instance.mirrors.seats().find(({ membership }) => membership.mirrorGuid === mirrorGuid);
    return seat ? { memberGuid: seat.membership.memberGuid, directory } : null;
  }

  /**
   * Makes, defines and mounts a database; nothing of it stays behind when it is refused. Refuses with 20 when the directory holds one, with
   * P108 when the name is another one's or is becoming so. `position`: behind which the mirror's journal holds its life. On a member that
   * is not primary a mirrored one needs catchup then.
   */
  create(
    definition: DatabaseDefinition,
    mirror: { attribute: NewMirrorAttribute; guid: string; position: AppliedPosition | null } | null,
  ): Promise<Outcome<MountedDatabase>> {
    return this.#asNew(definition.name, () => this.#make(definition, mirror));
  }

  /** Whoever asks for the name meanwhile is refused: two of one name would both be open, and only one of them known. */
  async #asNew<T>(name: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#definitions.has(name) || this.#busy.has(name) ? refused('P108', [name], 'name') : this.#alone(name, 'mount', work);
  }

  async #make(definition: DatabaseDefinition, mirror: Parameters<InstanceDatabases['create']>[1]): Promise<Outcome<MountedDatabase>> {
    const created = await DatabaseFile.create(
      definition.directory,
      mirror && { ...mirror.attribute, databaseGuid: mirror.guid, home: this.homeIn(mirror.attribute.mirrorGuid, definition.directory) },
      mirror?.position ?? null,
    );
    if (!created.ok) return created;
    // Elsewhere it lacks what the mirror has written to it since; were it followed at once, that would be skipped.
    if (mirror && !this.#instance.journal.isPrimary) this.#instance.mirrors.dejournalerOf(created.value).setBehind(created.value);
    const mounted = mountedAs(definition, created.value);
    mounted.writable = this.#rights.of(mounted);
    try {
      await this.#instance.store.saveDatabase(definition);
    } catch (error) {
      await created.value.close();
      this.#instance.mirrors.dejournalerOf(created.value).forget(created.value);
      await removeDatabaseFiles(definition.directory, DATABASE_FILES);
      throw error;
    }
    this.#definitions.set(definition.name, definition);
    this.#mounted.set(definition.name, mounted);
    // On the primary it becomes writable when the mirror lists it: see `announce`.
    if (!mirror || !this.#instance.journal.isPrimary) this.announce(mounted);
    return accepted(mounted);
  }

  /** In the messages log, as what it is mounted. */
  announce({ file, writable }: MountedDatabase): void {
    this.#instance.note(0, `Mounted database ${file.directory} ${writable.ok ? 'read-write' : 'read-only'}.`);
  }

  /**
   * Defines a database over a file that lies in its directory, and mounts it. Nothing stays of the definition when it is refused. Refuses
   * as `mount` does.
   */
  adopt(definition: DatabaseDefinition): Promise<Outcome<MountedDatabase>> {
    return this.#asNew(definition.name, async () => {
      this.#definitions.set(definition.name, definition);
      let isMounted = false;
      try {
        const attached = await this.#attach(definition.name);
        isMounted = attached.ok;
        return attached;
      } finally {
        if (!isMounted) this.#definitions.delete(definition.name);
      }
    });
  }

  /** Takes a creation back: definition and file are gone. */
  async discardNew(name: string): Promise<void> {
    const mounted = this.#mounted.get(name);
    if (!mounted) return;
    this.#mounted.delete(name);
    await mounted.close();
    await removeDatabaseFiles(mounted.file.directory, DATABASE_FILES);
    await this.undefine(name);
  }

  /** The definition changed (it was edited, or added to the mirror). Also of one that is not mounted. */
  async redefine(definition: DatabaseDefinition): Promise<void> {
    await this.#instance.store.saveDatabase(definition);
    this.#definitions.set(definition.name, definition);
    const mounted = this.#mounted.get(definition.name);
    if (!mounted) return;
    describe(mounted, definition);
    mounted.writable = this.#rights.of(mounted);
  }

  /** Forgets a database that is not mounted; its file stays. */
  async undefine(name: string): Promise<void> {
    await this.#instance.store.removeDatabase(name);
    this.#definitions.delete(name);
  }

  /** What may be written follows from roles, positions and the mirror's configuration: called when one of them has changed. */
  refreshWritability(): void {
    for (const database of this.#mounted.values()) database.writable = this.#rights.of(database);
  }

  /**
   * Opens the file of a database that is not mounted. A mirrored one takes no part in the mirror yet: it counts as behind until a catchup
   * has brought it up (`catchUpDatabase`), on the primary as elsewhere; one that is a copy from elsewhere, or was replaced, awaits
   * activation. Refuses with P104, P152, P150, P153, P622 (no file, or one that may not be opened).
   */
  mount(name: string): Promise<Outcome<MountedDatabase>> {
    return this.#alone(name, 'mount', () => this.#attach(name));
  }

  /**
   * Closes the file of a database: everything written to it is in it, durable, when this resolves. Refuses with P151, P154, P155 (open
   * transactions), P150 (somebody uses it), P110 (what was written is not acknowledged in time); it stays mounted then.
   */
  dismount(name: string): Promise<Outcome<null>> {
    return this.#alone(name, 'dismount', () => this.#detach(name));
  }

  /**
   * Takes a database away, lets `work` replace the files of its directory, and mounts what lies there then, read-only and without part in
   * the mirror until it is activated; an ordinary one read-write.
   * The old file is mounted again when `work` refuses or fails, so `work` must write under another name and rename at its end: the process
   * may die at any moment, and what the directory then holds under `IRIS.DAT` is what the next start mounts. Works for one that is
   * dismounted, too. Refuses as `dismount` does.
   * `staysActivated`: what `work` puts there was made for this member and says so itself.
   */
  replace<T>(name: string, work: (directory: string) => Promise<Outcome<T>>, { staysActivated = false } = {}): Promise<Outcome<T>> {
    return this.#alone(name, 'restore', async () => {
      const definition = this.#definitions.get(name);
      if (!definition) return refused('P104', ['database', name], 'database');
      const holding = holdDatabase(definition.directory);
      if (!holding.ok) return holding;
      try {
        return await this.#replaceHeld(definition, work, staysActivated);
      } finally {
        holding.value();
      }
    });
  }

  async #replaceHeld<T>(
    { name, directory }: DatabaseDefinition,
    work: (directory: string) => Promise<Outcome<T>>,
    staysActivated: boolean,
  ): Promise<Outcome<T>> {
    if (this.#mounted.has(name)) {
      const detached = await this.#detach(name);
      if (!detached.ok) return detached;
    }
    let done: Outcome<T>;
    try {
      done = await work(directory);
      const good = done.ok ? await looksGood(name, directory) : accepted(null);
      if (!good.ok) done = good;
      else if (done.ok && !staysActivated) await DatabaseFile.markReplaced(directory);
    } catch (error) {
      done = unexpected('restore', error);
    }
    const attached = await this.#attach(name);
    return done.ok && !attached.ok ? attached : done;
  }

  /** Of the mirrored databases that were dismounted while this member was primary: who they were, and where they stood. */
  readonly #restingAt = new Map<string, { readonly guid: string } & AppliedPosition>();
  readonly #busy = new Map<string, string>();
  async #alone<T>(name: string, what: string, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const busyWith = this.#busy.get(name);
    if (busyWith !== undefined) return refused('P150', [name, busyWith], 'database');
    this.#busy.set(name, what);
    try {
      return await work();
    } finally {
      this.#busy.delete(name);
    }
  }

  async #attach(name: string): Promise<Outcome<MountedDatabase>> {
    const definition = this.#definitions.get(name);
    if (!definition) return refused('P104', ['database', name], 'database');
    if (this.#mounted.has(name)) return refused('P152', [name]);
    const opened = await openFile(definition);
    if (!opened.ok) return opened;
    const file = opened.value;
    const { header, end } = this.#instance.journal.writer.current;
    // What it counted in is another instance's history, or its own of before: from here on it is this one's.
    if (file.identity.mirror === null)
      await file.setPosition({ history: header.mirror ? 'mirror' : 'local', fileCount: header.fileCount, offset: end });
    const mounted = mountedAs({ ...definition, mirrored: mirroredOf(file) ?? definition.mirrored }, file);
    if (file.identity.mirror !== null) {
      // Nobody else writes a primary's databases: as it was dismounted in this term, it lacks nothing, whatever journal has been purged
      // since.
      if (this.#instance.journal.isPrimary && isSamePosition(this.#restingAt.get(name) ?? null, file))
        await file.setPosition({ history: 'mirror', ...this.followedTo(file) });
      else this.#instance.mirrors.dejournalerOf(file).setBehind(file);
    }
    this.#mounted.set(name, mounted);
    await this.redefine({
      ...definition,
      dismounted: false,
      mirrored: isAtHome(file, this.#instance.mirrors.seatOf(file)?.membership ?? null) ? (mirroredOf(file) ?? definition.mirrored) : null,
    });
    // What the primary edited while it was dismounted.
    const member = this.#instance.mirrors.seatOf(file)?.member;
    if (member && !this.#instance.journal.isPrimary) await this.byMirror.followCatalogue(member.config());
    this.announce(mounted);
    return accepted(mounted);
  }

  async #detach(name: string): Promise<Outcome<null>> {
    const definition = this.#definitions.get(name);
    const mounted = this.#mounted.get(name);
    if (!definition) return refused('P104', ['database', name], 'database');
    if (!mounted) return refused('P151', [name]);
    if (definition.isSystem) return refused('P154', [name]);
    if (this.#instance.globals.isInTransaction(mounted)) return refused('P155', [name]);
    if (mounted.inUseFor !== '') return refused('P150', [name, mounted.inUseFor]);
    mounted.writable = refused('P150', [name, 'dismount']);
    const settled = await settle(this.#instance, mounted);
    if (!settled.ok) {
      mounted.writable = this.#rights.of(mounted);
      return settled;
    }
    const isPrimaryCopy = this.#instance.journal.isPrimary && this.standingOf(mounted) === 'linked';
    this.#mounted.delete(name);
    this.#instance.mirrors.dejournalerOf(mounted.file).forget(mounted.file);
    await mounted.close();
    const { identity, position } = mounted.file;
    if (isPrimaryCopy && position) this.#restingAt.set(name, { guid: identity.guid, ...position });
    else this.#restingAt.delete(name);
    await this.redefine({ ...definition, dismounted: true });
    this.#instance.note(0, `Dismounted database ${definition.directory}.`);
    return accepted(null);
  }

  /** Of whatever kind. */
  mounted(): Iterable<MountedDatabase> {
    return this.#mounted.values();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#mounted.values()].map(({ file }) => file.close()));
  }

  /** Every database file, and how far each has come, is on the disk when it resolves. */
  async flush(): Promise<void> {
    if (this.#isFlushing) return; // On a slow disk flushes must not pile up.
    this.#isFlushing = true;
    try {
      await this.#instance.journal.advancePositions();
      await this.#instance.mirrors.advancePositions();
      await Promise.all([...this.#mounted.values()].map(({ file }) => file.flush()));
    } finally {
      this.#isFlushing = false;
    }
  }
  #isFlushing = false;
}

const isSamePosition = (resting: ({ readonly guid: string } & AppliedPosition) | null, { identity, position }: DatabaseFile) =>
  resting !== null &&
  position !== null &&
  resting.guid === identity.guid &&
  resting.history === position.history &&
  resting.fileCount === position.fileCount &&
  resting.offset === position.offset;
