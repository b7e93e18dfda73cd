/**
 * What happens to databases because their mirror says so: a primary's are opened, a lost primary's closed, sizes follow the catalogue, a
 * database leaves the mirror, or is this async's own for good.
 */
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import type { DatabaseDefinition, Membership } from '../store/config-store.ts';
import type { DatabasesWorld } from './databases-world.ts';
import type { WriteRights } from './write-rights.ts';

/** The list, and what changes an entry of it. */
interface DatabaseList {
  list(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[];
  mirrored(): MountedDatabase[];
  redefine(definition: DatabaseDefinition): Promise<void>;
}

export class OrdersOfMirror {
  readonly #instance: DatabasesWorld;
  readonly #databases: DatabaseList;
  readonly #rights: WriteRights;

  constructor(instance: DatabasesWorld, databases: DatabaseList, rights: WriteRights) {
    this.#instance = instance;
    this.#databases = databases;
    this.#rights = rights;
  }

  /** Facts 8.7: on the members that are not primary, maximum size and resource follow the primary's; sizes of an async only grow. */
  async followCatalogue(config: MirrorConfig): Promise<void> {
    const member = this.#instance.mirrors.withGuid(config.guid);
    const isAsync = member !== undefined && member.self().kind !== 'failover';
    for (const { definition, mounted } of this.#databases.list()) {
      const mirror = mounted?.file.identity.mirror;
      const listed =
        mirror?.mirrorGuid === config.guid &&
        mounted &&
        this.#rights.standingOf(mounted) !== 'obsolete' &&
        config.databases.find(({ name }) => name === mirror.mirrorDatabaseName);
      if (!listed) continue;
      const mayFollow =
        listed.maximumSizeMb !== undefined &&
        !(isAsync && listed.maximumSizeMb !== 0 && (definition.maximumSizeMb === 0 || listed.maximumSizeMb < definition.maximumSizeMb));
      const maximumSizeMb = mayFollow && listed.maximumSizeMb !== undefined ? listed.maximumSizeMb : definition.maximumSizeMb;
      const resource = mirror.failoverDatabase ? (listed.resource ?? definition.resource) : definition.resource;
      if (maximumSizeMb !== definition.maximumSizeMb || resource !== definition.resource)
        await this.#databases.redefine({ ...definition, maximumSizeMb, resource });
    }
  }

  /**
   * Of the mirrored databases that must be mounted at startup, one that this member cannot serve; null when there is none (engine facts
   * 8.6).
   */
  missingRequired(): string | null {
    for (const { definition, mounted } of this.#databases.list()) {
      if (!definition.mountRequired || definition.mirrored === null) continue;
      if (!mounted || !this.#instance.mirrors.dejournalerOf(mounted.file).takesPart(mounted.file)) return definition.name;
    }
    return null;
  }

  /**
   * For good (engine facts 1.4): from now on it may be written here, journaled in this instance's own journal. The position first: a crash
   * in between must not let a write go unrecovered.
   */
  async clearFailoverFlag(mounted: MountedDatabase): Promise<void> {
    const { mirror } = mounted.file.identity;
    if (!mirror) return;
    const { header, end } = this.#instance.journal.writer.current;
    await mounted.file.setOwnPosition({ history: 'local', fileCount: header.fileCount, offset: end });
    await mounted.file.setMirror({ ...mirror, failoverDatabase: false });
    mounted.writable = this.#rights.of(mounted);
    this.#instance.note(
      1,
      `The FailoverDB flag of ${mounted.file.directory} was cleared: it can be written here and never be used by a failover or DR member`,
    );
  }

  /** Files of an earlier version do not say where they belong: as they lie here and are activated, here. */
  async stampHomes({ mirrorGuid, memberGuid }: Membership): Promise<void> {
    for (const { definition, mounted } of this.#databases.list()) {
      if (!mounted) continue;
      const { file, journalDatabase } = mounted;
      const { mirror } = file.identity;
      const isKnown = definition.mirrored?.databaseName === mirror?.mirrorDatabaseName;
      if (!mirror || mirror.home !== null || mirror.mirrorGuid !== mirrorGuid || !mirror.activated || !isKnown) continue;
      await file.setMirror({
        ...mirror,
        databaseGuid: mirror.databaseGuid ?? journalDatabase.guid,
        home: { memberGuid, directory: file.directory },
      });
    }
  }

  /** An ordinary database again, read-write; transactions that the mirror left open in it are rolled back. */
  async releaseFromMirror(name: string): Promise<void> {
    const found = this.#databases.list().find(({ definition }) => definition.name === name);
    if (!found?.mounted) return;
    const { mounted, definition } = found;
    const { journalName } = mounted.journalDatabase;
    const dejournaler = this.#instance.mirrors.dejournalerOf(mounted.file);
    const { header, end } = this.#instance.journal.writer.current;
    await mounted.file.setMirror(null, { history: header.mirror ? 'mirror' : 'local', fileCount: header.fileCount, offset: end });
    dejournaler.forget(mounted.file);
    await this.#databases.redefine({ ...definition, mirrored: null });
    for (const { job, compensations } of dejournaler.transactions.list().reverse()) {
      for (const { database, key, value } of compensations) {
        if (database.journalName !== journalName) continue;
        const sequence = this.#instance.journal.writer.append({
          type: value ? 'set' : 'kill-node',
          inTransaction: false,
          job,
          database: mounted.journalDatabase,
          key,
          value,
          oldValue: mounted.get(key),
        });
        mounted.change(key, value ?? null, sequence);
      }
    }
    await this.#instance.journal.writer.drain();
  }

  /** Engine facts 4.12 step 4: read-write, and the old primary's open transactions rolled back, in the new term's journal. */
  async openMirrored(): Promise<void> {
    const following = this.#databases.mirrored().filter(({ file }) => this.#instance.mirrors.dejournaler.takesPart(file));
    const byJournalName = new Map(following.map((database) => [database.journalDatabase.journalName, database]));
    const { writer } = this.#instance.journal;
    for (const { job, compensations } of this.#instance.mirrors.dejournaler.transactions.list().reverse()) {
      for (const { database, key, value } of compensations) {
        const target = byJournalName.get(database.journalName);
        // Also of a database that is not followed here: it, and the copies of other members, get it from the journal.
        const sequence = writer.append({
          type: value ? 'set' : 'kill-node',
          inTransaction: true,
          job,
          database,
          key,
          value,
          oldValue: target?.get(key),
        });
        target?.change(key, value ?? null, sequence);
      }
      writer.append({
        type: 'rollback',
        inTransaction: true,
        job,
        database: null,
        key: Buffer.alloc(0),
        value: undefined,
        oldValue: undefined,
      });
      this.#instance.note(1, `Rolled back an open transaction of the former primary (job ${job}, ${compensations.length} updates)`);
    }
    this.#instance.mirrors.dejournaler.transactions.clear();
    await writer.drain();
    this.#rights.areMirroredOpen = true;
    for (const database of this.#databases.mirrored()) {
      database.writable = this.#rights.of(database);
      if (database.writable.ok)
        this.#instance.log.append({
          severity: 0,
          event: 'Database.MountedRW',
          text: `Mounted database ${database.file.directory}/ read-write.`,
        });
    }
  }

  /** No mirrored database may be written from now on, but those that are this async's own. */
  closeMirrored(): void {
    this.#rights.areMirroredOpen = false;
    for (const database of this.#databases.mirrored()) database.writable = this.#rights.of(database);
  }
}
