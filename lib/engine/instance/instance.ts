/**
 * One IRIS instance: its databases, its journal, its superserver and, once it belongs to a mirror, its mirror member.
 *
 * Start order: settings, databases, recovery of what is not mirrored, journal, superserver, mirror. Mirrored databases are read-only until the role is
 * decided (engine facts 8.7). An instance that is told to halt ends the process at once: what is not committed is not acknowledged.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import { PRODUCT_VERSION } from '../../contract/units.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import { processStartTime } from '../agent/process-identity.ts';
import type { InstanceRegistration } from '../agent/protocol.ts';
import { type AppliedPosition, DATABASE_FILES, DatabaseFile, UNFINISHED_FILES, type NewMirrorAttribute } from '../database/database-file.ts';
import { Globals } from '../database/globals.ts';
import { findDamage } from '../database/integrity-check.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { JOURNAL_LOG_NAME } from '../journal/journal-log.ts';
import type { JournalPosition } from '../journal/position.ts';
import { BackupService } from '../backup/backup-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { NetworkPort } from '../ports/network.ts';
import { BackgroundTasks } from './background-tasks.ts';
import { ClientService } from './client-service.ts';
import { ConfigStore, type DatabaseDefinition, type Membership, type StoredEvent } from './config-store.ts';
import { DejournalService } from './dejournal-service.ts';
import { mirrorUpdaters } from './mirror-updaters.ts';
import type { UpdaterPool } from '../dejournal/updater-pool.ts';
import { InstanceJournal } from './instance-journal.ts';
import { JournalInspection } from './journal-inspection.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { IntegrityLog } from './integrity-log.ts';
import { recoverLocalDatabases } from './local-recovery.ts';
import { MessagesLog, type Severity } from './messages-log.ts';
import { MirrorMember } from './mirror-member.ts';
import { Namespaces } from '../namespaces/namespaces.ts';
import { ProcessTable } from './process-table.ts';
import { type Belonging, isAtHome, type Standing, standingOf } from './mirrored-standing.ts';
import { SqlProcess } from '../sql/sql-process.ts';
import { SqlService } from '../sql/sql-service.ts';
import { Superserver } from './superserver.ts';
import { systemDatabases } from './system-databases.ts';

/** Exit code of an instance that must not go on as primary; an operator starts it again (engine facts 4.9). */
export const HALT_EXIT_CODE = 77;
/** Databases and their positions are flushed to the disk this often, so that a power cut means a short replay. */
const FLUSH_MS = 5000;
const TIMELINE_LENGTH = 50;
/** What was written to a database that is to be dismounted is committed and in its file within this time, or it stays mounted. */
const SETTLE_MS = 60_000;
const BYTES_PER_MB = 1024 * 1024;

export interface InstanceOptions {
  readonly host: string;
  readonly name: string;
  readonly directory: string;
  readonly controlPath: string;
  readonly superserverPort: number;
  readonly network: NetworkPort;
  readonly agentClient: AgentClient;
  readonly clock: Clock;
  /** Ends this process in order. `failover` false: iris stop … nofailover. */
  readonly shutDown: (order: { failover: boolean }) => void;
}

export class Instance {
  readonly options: InstanceOptions;
  readonly store: ConfigStore;
  readonly log: MessagesLog;
  readonly processes = new ProcessTable();
  readonly startedAt: Date;
  readonly journal: InstanceJournal;
  readonly journalKeeper: JournalKeeper;
  readonly journalInspection: JournalInspection;
  readonly globals: Globals;
  readonly dejournaler: DejournalService;
  readonly clients: ClientService;
  readonly tasks: BackgroundTasks;
  readonly integrityLog: IntegrityLog;
  readonly backups: BackupService;
  readonly namespaces: Namespaces;
  readonly sql: SqlService;
  readonly #databases: Map<string, MountedDatabase>;
  readonly #definitions: Map<string, DatabaseDefinition>;
  readonly #superserver: Superserver;
  readonly #updaters: UpdaterPool;
  #timeline: StoredEvent[];
  #flushTimer: NodeJS.Timeout | null = null;
  mirror: MirrorMember | null = null;
  mirrorServiceEnabled: boolean;
  /** A mirror configuration that is not activated in this run: the JoinMirror flag is clear, the service is off, or another member has removed this one. */
  inactiveMembership: Membership | null = null;
  /** It has left a mirror in this run: a new one is joined after a restart. */
  hasLeftMirror = false;

  private constructor(parts: {
    options: InstanceOptions;
    store: ConfigStore;
    log: MessagesLog;
    journal: InstanceJournal;
    databases: Map<string, MountedDatabase>;
    definitions: Map<string, DatabaseDefinition>;
    timeline: StoredEvent[];
    mirrorServiceEnabled: boolean;
    namespaces: Namespaces;
  }) {
    this.namespaces = parts.namespaces;
    this.options = parts.options;
    this.store = parts.store;
    this.log = parts.log;
    this.journal = parts.journal;
    this.#databases = parts.databases;
    this.#definitions = parts.definitions;
    this.#timeline = parts.timeline;
    this.mirrorServiceEnabled = parts.mirrorServiceEnabled;
    this.startedAt = parts.options.clock.wallTime();
    this.globals = new Globals({ journal: { append: (update) => this.journal.writer.append(update), get lastSequence() { return parts.journal.writer.lastSequence; }, get accepting() { return parts.journal.writer.accepting; } }, databases: (name) => this.#databases.get(name) });
    this.journal.target = { globals: this.globals, mounted: () => this.#databases.values() };
    this.#updaters = mirrorUpdaters(this);
    this.dejournaler = new DejournalService({ history: this.journal.mirror, databases: () => this.mirroredDatabases(), isSuspended: () => this.journal.isPrimary, isAtHome: (file) => isAtHome(file, this.belonging), missingRequired: () => this.#missingRequired(), updaters: this.#updaters, log: (severity, text) => this.note(severity, text) });
    this.clients = new ClientService(this);
    this.tasks = new BackgroundTasks(parts.options.clock);
    this.integrityLog = new IntegrityLog(parts.options.directory);
    this.journalKeeper = new JournalKeeper(this);
    this.journalInspection = new JournalInspection(this);
    this.backups = new BackupService(this);
    this.sql = new SqlService(this, new SqlProcess());
    this.#superserver = new Superserver({
      client: (socket, _hello, peer) => this.clients.serve(socket, peer.address),
      mirror: (socket, hello, peer) => {
        if (this.mirror) this.mirror.service.accept(socket, hello, peer.address).catch((error: unknown) => this.#refuseConnection(socket, error));
        else socket.destroy();
      },
    });
  }

  /** Opens everything, recovers, listens. Rejects with a sentence, which is also in the messages log, when it cannot. */
  static async start(options: InstanceOptions): Promise<Instance> {
    const log = MessagesLog.open({ directory: options.directory, clock: options.clock });
    try {
      return await Instance.#startWith(options, log);
    } catch (error) {
      log.appendNow({ severity: 3, event: 'Utility.Event', text: `The instance cannot start: ${error instanceof Error ? error.message : String(error)}` });
      throw error;
    }
  }

  static async #startWith(options: InstanceOptions, log: MessagesLog): Promise<Instance> {
    const journalDirectory = path.join(options.directory, 'mgr', 'journal');
    mkdirSync(journalDirectory, { recursive: true });
    const store = await ConfigStore.open(options.directory);
    const note = (severity: Severity, text: string) => log.append({ severity, event: 'Utility.Event', text });
    note(0, `Starting instance ${options.name} on ${options.host}, process ${process.pid}`);
    await createSystemDatabases(store, options.directory);
    const stored = await store.listDatabases();
    // Whatever an operator dismounted is mounted at the next start.
    for (const definition of stored) if (definition.dismounted) await store.saveDatabase({ ...definition, dismounted: false });
    const definitions = new Map(stored.map((definition) => [definition.name, { ...definition, dismounted: false }]));
    const databases = await mountAll(definitions, note);
    const local = [...databases.values()].filter(({ file }) => file.identity.mirror === null || file.positionIn('local') !== null);
    const creatorGuid = databases.get('IRISSYS')?.file.identity.guid ?? '';
    const { files, missing } = await recoverLocalDatabases({ logPath: path.join(options.directory, 'mgr', JOURNAL_LOG_NAME), directory: journalDirectory, creatorGuid, databases: local });
    if (missing.length > 0) note(2, `Journal recovery: ${missing.join(', ')} not found; databases that are not mirrored lack its updates`);
    if (files > 0) note(0, `Journal recovery: ${files} file${files === 1 ? '' : 's'} read`);
    const journal = await InstanceJournal.open({ directory: journalDirectory, clock: options.clock, creatorGuid, log: note, settings: await store.journals.settings() });
    const { header } = journal.writer.current;
    const start = { history: 'local' as const, fileCount: header.fileCount, offset: HEADER_BYTES };
    for (const { file } of local) await (file.identity.mirror === null ? file.setPosition(start) : file.setOwnPosition(start));
    const timeline = await store.listEvents(TIMELINE_LENGTH);
    const instance = new Instance({ options, store, log, journal, databases, definitions, timeline, mirrorServiceEnabled: await store.getService('%Service_Mirror'), namespaces: await Namespaces.open(store) });
    await instance.backups.recover();
    await instance.register(null);
    await instance.#superserver.listen(options.network, options.superserverPort);
    const membership = await store.loadMembership();
    await instance.journalKeeper.start();
    if (membership?.joinMirror && instance.mirrorServiceEnabled) await instance.startMirror(membership);
    else instance.inactiveMembership = membership;
    instance.#flushTimer = setInterval(() => void instance.flush().catch((error: unknown) => instance.note(2, `Databases could not be flushed: ${String(error)}`)), FLUSH_MS);
    return instance;
  }

  get network(): NetworkPort {
    return this.options.network;
  }
  get agentClient(): AgentClient {
    return this.options.agentClient;
  }
  get clock(): Clock {
    return this.options.clock;
  }
  get journalDirectory(): string {
    return this.journal.directory;
  }

  note(severity: Severity, text: string): void {
    this.log.append({ severity, event: 'Utility.Event', text });
  }

  /** Role changes and their reasons, newest first. */
  get timeline(): readonly StoredEvent[] {
    return this.#timeline;
  }

  /** Keeps a line of the timeline; the store follows in the background. */
  remember(event: StoredEvent): void {
    this.#timeline = [event, ...this.#timeline].slice(0, TIMELINE_LENGTH);
    void this.store.addEvent(event).catch((error: unknown) => this.note(1, `The timeline could not be stored: ${String(error)}`));
  }

  #refuseConnection(socket: Socket, error: unknown): void {
    this.note(1, `A mirror connection was closed: ${error instanceof Error ? error.message : String(error)}`);
    socket.destroy();
  }

  // ---- databases

  databases(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[] {
    const order = new Map(systemDatabases.map(({ name }, index) => [name, index]));
    const rank = (name: string) => order.get(name) ?? order.size;
    return [...this.#definitions.values()].sort((one, other) => rank(one.name) - rank(other.name) || one.name.localeCompare(other.name)).map((definition) => ({ definition, mounted: this.#databases.get(definition.name) ?? null }));
  }

  database(name: string): MountedDatabase | undefined {
    return this.#databases.get(name);
  }

  mirroredDatabases(): MountedDatabase[] {
    return [...this.#databases.values()].filter(({ file }) => file.identity.mirror !== null);
  }

  /** Who this member is in its mirror; null when it is no member. */
  get belonging(): Belonging | null {
    return this.mirror?.membership ?? this.inactiveMembership;
  }

  /** What a mounted database is to the mirror, from its file. */
  standingOf({ file, journalDatabase }: MountedDatabase): Standing {
    const state = this.dejournaler.stateOf(file);
    return standingOf(file, { belonging: this.belonging, databaseGuid: journalDatabase.guid, config: this.mirror?.config() ?? null, state: state === 'catching-up' ? 'behind' : state });
  }

  /** How far the mirrored databases that take part have everything: on a primary what is committed, elsewhere what was read. */
  followedTo(): JournalPosition {
    const role = this.mirror?.driver.state.role;
    return role?.kind === 'primary' ? role.committed : this.dejournaler.reached;
  }

  /** What a file that is activated here says of itself. */
  homeIn(directory: string): { memberGuid: string; directory: string } | null {
    return this.belonging && { memberGuid: this.belonging.memberGuid, directory };
  }

  /** Makes, defines and mounts a database; nothing of it stays behind when it is refused. Refuses with 20 when the directory holds one. `position`: behind which the mirror's journal holds its life. On a member that is not primary a mirrored one needs catchup then. */
  async createDatabase(definition: DatabaseDefinition, mirror: { attribute: NewMirrorAttribute; guid: string; position: AppliedPosition | null } | null): Promise<Outcome<MountedDatabase>> {
    const created = await DatabaseFile.create(definition.directory, mirror && { ...mirror.attribute, databaseGuid: mirror.guid, home: this.homeIn(definition.directory) }, mirror?.position ?? null);
    if (!created.ok) return created;
    // Elsewhere it lacks what the mirror has written to it since; were it followed at once, that would be skipped.
    if (mirror && !this.journal.isPrimary) this.dejournaler.setBehind(created.value);
    const mounted = mount(definition, created.value);
    mounted.writable = this.#writability(mounted);
    try {
      await this.store.saveDatabase(definition);
    } catch (error) {
      await created.value.close();
      this.dejournaler.forget(created.value);
      for (const file of DATABASE_FILES) await rm(path.join(definition.directory, file), { force: true });
      throw error;
    }
    this.#definitions.set(definition.name, definition);
    this.#databases.set(definition.name, mounted);
    this.note(0, `Mounted database ${definition.directory} ${mounted.writable.ok ? 'read-write' : 'read-only'}.`);
    return accepted(mounted);
  }

  /** Defines a database over a file that lies in its directory, and mounts it. Nothing stays of the definition when it is refused. Refuses as `mountDatabase` does. */
  async adoptDatabase(definition: DatabaseDefinition): Promise<Outcome<MountedDatabase>> {
    this.#definitions.set(definition.name, definition);
    const attached = await this.mountDatabase(definition.name);
    if (!attached.ok) this.#definitions.delete(definition.name);
    return attached;
  }

  /** Takes a creation back: definition and file are gone. */
  async discardNewDatabase(name: string): Promise<void> {
    const mounted = this.#databases.get(name);
    if (!mounted) return;
    this.#databases.delete(name);
    await mounted.close();
    for (const file of DATABASE_FILES) await rm(path.join(mounted.file.directory, file), { force: true });
    await this.undefineDatabase(name);
  }

  /** The definition changed (it was edited, or added to the mirror). Also of one that is not mounted. */
  async redefineDatabase(definition: DatabaseDefinition): Promise<void> {
    await this.store.saveDatabase(definition);
    this.#definitions.set(definition.name, definition);
    const mounted = this.#databases.get(definition.name);
    if (!mounted) return;
    describe(mounted, definition);
    mounted.writable = this.#writability(mounted);
  }

  /** Facts 8.7: on the members that are not primary, maximum size and resource follow the primary's; sizes of an async only grow. */
  async followCatalogue(config: MirrorConfig): Promise<void> {
    const isAsync = this.mirror !== null && this.mirror.self().kind !== 'failover';
    for (const { definition, mounted } of this.databases()) {
      const mirror = mounted?.file.identity.mirror;
      const listed = mirror && mounted && this.standingOf(mounted) !== 'obsolete' && config.databases.find(({ name }) => name === mirror.mirrorDatabaseName);
      if (!listed) continue;
      const mayFollow = listed.maximumSizeMb !== undefined && !(isAsync && listed.maximumSizeMb !== 0 && (definition.maximumSizeMb === 0 || listed.maximumSizeMb < definition.maximumSizeMb));
      const maximumSizeMb = mayFollow && listed.maximumSizeMb !== undefined ? listed.maximumSizeMb : definition.maximumSizeMb;
      const resource = mirror.failoverDatabase ? (listed.resource ?? definition.resource) : definition.resource;
      if (maximumSizeMb !== definition.maximumSizeMb || resource !== definition.resource) await this.redefineDatabase({ ...definition, maximumSizeMb, resource });
    }
  }

  /** Of the mirrored databases that must be mounted at startup, one that this member cannot serve; null when there is none (engine facts 8.6). */
  #missingRequired(): string | null {
    for (const { definition, mounted } of this.databases()) {
      if (!definition.mountRequired || definition.mirrored === null) continue;
      if (!mounted || !this.dejournaler.takesPart(mounted.file)) return definition.name;
    }
    return null;
  }

  /** Forgets a database that is not mounted; its file stays. */
  async undefineDatabase(name: string): Promise<void> {
    await this.store.removeDatabase(name);
    this.#definitions.delete(name);
  }

  /** What may be written follows from roles, positions and the mirror's configuration: called when one of them has changed. */
  refreshWritability(): void {
    for (const database of this.#databases.values()) database.writable = this.#writability(database);
  }

  /**
   * Opens the file of a database that is not mounted. A mirrored one takes no part in the mirror yet: it counts as behind until a catchup has brought it up (`catchUpDatabase`), on the primary
   * as elsewhere; one that is a copy from elsewhere, or was replaced, awaits activation. Refuses with P104, P152, P150, P153 (no file, or a damaged one).
   */
  mountDatabase(name: string): Promise<Outcome<MountedDatabase>> {
    return this.#alone(name, 'mount', () => this.#attach(name));
  }

  /**
   * Closes the file of a database: everything written to it is in it, durable, when this resolves. Refuses with P151, P154, P155 (open transactions), P150 (somebody uses it), P110 (what was written
   * is not acknowledged in time); it stays mounted then.
   */
  dismountDatabase(name: string): Promise<Outcome<null>> {
    return this.#alone(name, 'dismount', () => this.#detach(name));
  }

  /**
   * Takes a database away, lets `work` replace the files of its directory, and mounts what lies there then, read-only and without part in the mirror until it is activated; an ordinary one read-write.
   * The old file is mounted again when `work` refuses or fails, so `work` must write under another name and rename at its end: the process may die at any moment, and what the
   * directory then holds under `IRIS.DAT` is what the next start mounts. Works for one that is dismounted, too. Refuses as `dismountDatabase` does.
   */
  replaceDatabase<T>(name: string, work: (directory: string) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#alone(name, 'restore', async () => {
      const definition = this.#definitions.get(name);
      if (!definition) return refused('P104', ['database', name], 'database');
      if (this.#databases.has(name)) {
        const detached = await this.#detach(name);
        if (!detached.ok) return detached;
      }
      let done: Outcome<T>;
      try {
        done = await work(definition.directory);
        const damage = done.ok ? await findDamage(definition.directory) : null;
        if (damage !== null) done = refused('P153', [name, damage]);
        else if (done.ok) await DatabaseFile.markReplaced(definition.directory);
      } catch (error) {
        done = refused('P105', ['restore', error instanceof Error ? error.message : String(error)]);
      }
      const attached = await this.#attach(name);
      return done.ok && !attached.ok ? attached : done;
    });
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
    if (this.#databases.has(name)) return refused('P152', [name]);
    const opened = await openFile(definition);
    if (!opened.ok) return opened;
    const file = opened.value;
    const { header, end } = this.journal.writer.current;
    // What it counted in is another instance's history, or its own of before: from here on it is this one's.
    if (file.identity.mirror === null) await file.setPosition({ history: header.mirror ? 'mirror' : 'local', fileCount: header.fileCount, offset: end });
    const mounted = mount({ ...definition, mirrored: mirroredOf(file) ?? definition.mirrored }, file);
    if (file.identity.mirror !== null) {
      // Nobody else writes a primary's databases: as it was dismounted in this term, it lacks nothing, whatever journal has been purged since.
      if (this.journal.isPrimary && isSamePosition(this.#restingAt.get(name) ?? null, file)) await file.setPosition({ history: 'mirror', ...this.followedTo() });
      else this.dejournaler.setBehind(file);
    }
    this.#databases.set(name, mounted);
    await this.redefineDatabase({ ...definition, dismounted: false, mirrored: isAtHome(file, this.belonging) ? (mirroredOf(file) ?? definition.mirrored) : null });
    // What the primary edited while it was dismounted.
    if (this.mirror && !this.journal.isPrimary) await this.followCatalogue(this.mirror.config());
    this.note(0, `Mounted database ${definition.directory} ${mounted.writable.ok ? 'read-write' : 'read-only'}.`);
    return accepted(mounted);
  }

  async #detach(name: string): Promise<Outcome<null>> {
    const definition = this.#definitions.get(name);
    const mounted = this.#databases.get(name);
    if (!definition) return refused('P104', ['database', name], 'database');
    if (!mounted) return refused('P151', [name]);
    if (definition.isSystem) return refused('P154', [name]);
    if (this.globals.isInTransaction(mounted)) return refused('P155', [name]);
    if (mounted.inUseFor !== '') return refused('P150', [name, mounted.inUseFor]);
    mounted.writable = refused('P150', [name, 'dismount']);
    const settled = await this.settle(mounted);
    if (!settled.ok) {
      mounted.writable = this.#writability(mounted);
      return settled;
    }
    const isPrimaryCopy = this.journal.isPrimary && this.standingOf(mounted) === 'linked';
    this.#databases.delete(name);
    this.dejournaler.forget(mounted.file);
    await mounted.close();
    const { identity, position } = mounted.file;
    if (isPrimaryCopy && position) this.#restingAt.set(name, { guid: identity.guid, ...position });
    else this.#restingAt.delete(name);
    await this.redefineDatabase({ ...definition, dismounted: true });
    this.note(0, `Dismounted database ${definition.directory}.`);
    return accepted(null);
  }

  /** Everything that was written to it is committed and in its file; it must not be written meanwhile. Refuses with P110 when that takes too long, as in a trouble state. */
  async settle(mounted: MountedDatabase): Promise<Outcome<null>> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<null>>((resolve) => {
      timer = setTimeout(() => resolve(refused('P110', [mounted.name])), SETTLE_MS);
    });
    const settling = (async (): Promise<Outcome<null>> => {
      if (mounted.queuedCount === 0) return accepted(null);
      const committed = await this.journal.whenCommitted(this.journal.writer.lastSequence);
      if (!committed.ok) return committed;
      await this.journal.applied();
      await this.journal.advancePositions();
      return accepted(null);
    })();
    try {
      return await Promise.race([settling, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async flush(): Promise<void> {
    if (this.#isFlushing) return; // On a slow disk flushes must not pile up.
    this.#isFlushing = true;
    try {
      await this.journal.advancePositions();
      await this.dejournaler.advancePositions();
      await Promise.all([...this.#databases.values()].map(({ file }) => file.flush()));
    } finally {
      this.#isFlushing = false;
    }
  }
  #isFlushing = false;

  #writability(mounted: MountedDatabase): Outcome<null> {
    if (systemDatabases.find(({ name }) => name === mounted.name)?.readOnly) return refused('<PROTECT>', [mounted.name]);
    if (this.#definitions.get(mounted.name)?.mountedReadOnly) return refused('<PROTECT>', [mounted.name]);
    if (mounted.file.identity.mirror === null) return accepted(null);
    if (this.#isWrittenHere(mounted)) return accepted(null);
    return this.#mirroredWritable && this.standingOf(mounted) === 'linked' ? accepted(null) : refused('<PROTECT>', [mounted.name]);
  }

  #mirroredWritable = false;

  /** Engine facts 1.4: a copy whose FailoverDB flag is cleared, on a reporting async. */
  #isWrittenHere({ file }: MountedDatabase): boolean {
    return this.mirror?.self().kind !== 'failover' && file.identity.mirror?.failoverDatabase === false && isAtHome(file, this.belonging) && file.positionIn('local') !== null;
  }

  /** For good (engine facts 1.4): from now on it may be written here, journaled in this instance's own journal. The position first: a crash in between must not let a write go unrecovered. */
  async clearFailoverFlag(mounted: MountedDatabase): Promise<void> {
    const { mirror } = mounted.file.identity;
    if (!mirror) return;
    const { header, end } = this.journal.writer.current;
    await mounted.file.setOwnPosition({ history: 'local', fileCount: header.fileCount, offset: end });
    await mounted.file.setMirror({ ...mirror, failoverDatabase: false });
    mounted.writable = this.#writability(mounted);
    this.note(1, `The FailoverDB flag of ${mounted.file.directory} was cleared: it can be written here and never be used by a failover or DR member`);
  }

  // ---- what the mirror orders

  async startMirror(membership: Membership): Promise<void> {
    await this.#stampHomes(membership);
    await this.journal.mirror.load(membership.mirrorGuid, { name: membership.mirrorName, note: (severity, text) => this.note(severity, text) });
    this.journal.mirrorIdentity = { guid: membership.mirrorGuid, name: membership.mirrorName };
    this.mirror = await MirrorMember.start(this, membership);
    this.refreshWritability();
  }

  /** Files of an earlier version do not say where they belong: as they lie here and are activated, here. */
  async #stampHomes({ mirrorGuid, memberGuid }: Membership): Promise<void> {
    for (const { file, name, journalDatabase } of this.mirroredDatabases()) {
      const { mirror } = file.identity;
      const isKnown = this.#definitions.get(name)?.mirrored?.databaseName === mirror?.mirrorDatabaseName;
      if (!mirror || mirror.home !== null || mirror.mirrorGuid !== mirrorGuid || !mirror.activated || !isKnown) continue;
      await file.setMirror({ ...mirror, databaseGuid: mirror.databaseGuid ?? journalDatabase.guid, home: { memberGuid, directory: file.directory } });
    }
  }

  /** The mirror member ends; its configuration stays, inactive. Nothing happens when there is none. */
  async deactivateMirror(): Promise<void> {
    const { mirror } = this;
    if (!mirror) return;
    this.mirror = null;
    this.inactiveMembership = { ...mirror.membership, joinMirror: false };
    await mirror.close();
    await this.store.saveMembership(this.inactiveMembership);
    await this.register(null);
  }

  async changeInactiveMembership(part: Pick<Membership, 'joinMirror'>): Promise<void> {
    if (!this.inactiveMembership) return;
    this.inactiveMembership = { ...this.inactiveMembership, ...part };
    await this.store.saveMembership(this.inactiveMembership);
  }

  /** The last step of a removal. */
  async forgetMirror(): Promise<void> {
    await this.store.clearMembership();
    this.inactiveMembership = null;
    this.hasLeftMirror = true;
    await this.register(null);
  }

  /** An ordinary database again, read-write; transactions that the mirror left open in it are rolled back. */
  async releaseFromMirror(name: string): Promise<void> {
    const found = this.databases().find(({ definition }) => definition.name === name);
    if (!found?.mounted) return;
    const { mounted, definition } = found;
    const { journalName } = mounted.journalDatabase;
    const { header, end } = this.journal.writer.current;
    await mounted.file.setMirror(null, { history: header.mirror ? 'mirror' : 'local', fileCount: header.fileCount, offset: end });
    this.dejournaler.forget(mounted.file);
    await this.redefineDatabase({ ...definition, mirrored: null });
    for (const { job, compensations } of this.dejournaler.transactions.list().reverse()) {
      for (const { database, key, value } of compensations) {
        if (database.journalName !== journalName) continue;
        const sequence = this.journal.writer.append({ type: value ? 'set' : 'kill-node', inTransaction: false, job, database: mounted.journalDatabase, key, value, oldValue: mounted.get(key) });
        mounted.change(key, value ?? null, sequence);
      }
    }
    await this.journal.writer.drain();
  }

  async beginTerm(epoch: number): Promise<void> {
    this.journal.oldestOpenTransaction = this.dejournaler.transactions.oldest();
    await this.journal.mirror.beginTerm(epoch);
  }

  /** Engine facts 4.12 step 4: read-write, and the old primary's open transactions rolled back, in the new term's journal. */
  async openMirroredDatabases(): Promise<void> {
    const following = this.mirroredDatabases().filter(({ file }) => this.dejournaler.takesPart(file));
    const byJournalName = new Map(following.map((database) => [database.journalDatabase.journalName, database]));
    const { writer } = this.journal;
    for (const { job, compensations } of this.dejournaler.transactions.list().reverse()) {
      for (const { database, key, value } of compensations) {
        const target = byJournalName.get(database.journalName);
        // Also of a database that is not followed here: it, and the copies of other members, get it from the journal.
        const sequence = writer.append({ type: value ? 'set' : 'kill-node', inTransaction: true, job, database, key, value, oldValue: target?.get(key) });
        target?.change(key, value ?? null, sequence);
      }
      writer.append({ type: 'rollback', inTransaction: true, job, database: null, key: Buffer.alloc(0), value: undefined, oldValue: undefined });
      this.note(1, `Rolled back an open transaction of the former primary (job ${job}, ${compensations.length} updates)`);
    }
    this.dejournaler.transactions.clear();
    await writer.drain();
    this.#mirroredWritable = true;
    for (const database of this.mirroredDatabases()) {
      database.writable = this.#writability(database);
      if (database.writable.ok) this.log.append({ severity: 0, event: 'Database.MountedRW', text: `Mounted database ${database.file.directory}/ read-write.` });
    }
  }

  closeMirroredDatabases(): void {
    this.#mirroredWritable = false;
    for (const database of this.mirroredDatabases()) database.writable = this.#writability(database);
  }

  /** The end of a takeover: applications may write. Before it every client is told that this is not the primary. */
  allowUsers(): void {
    this.clients.isOpen = true;
  }

  /** Says to the agent of this host who we are; see `InstanceRegistration`. */
  async register(member: MirrorMember | null): Promise<void> {
    const config = member?.config();
    const files = config?.useTls ? await this.store.getTls('%MirrorServer') : null;
    const registration: InstanceRegistration = {
      instanceName: this.options.name,
      version: PRODUCT_VERSION,
      processId: process.pid,
      startedAt: processStartTime(process.pid) ?? this.startedAt.toISOString(),
      controlPath: this.options.controlPath,
      mirror:
        member && config
          ? {
              name: config.name,
              guid: config.guid,
              memberGuid: member.membership.memberGuid,
              useTls: config.useTls,
              journalDirectory: this.journalDirectory,
              authorizedDistinguishedNames: config.members.map(({ distinguishedName }) => distinguishedName),
              tls: files,
              virtualIp: config.virtualIp && member.membership.networkInterface !== null ? { ...config.virtualIp, card: member.membership.networkInterface } : null,
            }
          : null,
    };
    const file = path.join(this.options.directory, 'mgr', 'agent.json');
    writeFileSync(`${file}.new`, JSON.stringify(registration), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Clean stop: the mirror first, so that a backup can take over at once; then connections, journal, databases. */
  async stop({ failover = true } = {}): Promise<void> {
    this.note(0, 'Shutting down');
    if (this.#flushTimer) clearInterval(this.#flushTimer);
    await this.mirror?.resign(failover);
    this.mirror?.driver.close();
    await this.tasks.close();
    this.sql.close();
    await this.journalKeeper.close();
    await this.#superserver.close();
    await this.journal.close();
    await this.#updaters.close();
    await this.journal.advancePositions();
    await this.dejournaler.advancePositions();
    await Promise.all([...this.#databases.values()].map(({ file }) => file.close()));
    await this.store.close();
    await this.log.flush();
  }

  /** Ends the process without another write: it may never act as primary again in this run. */
  halt(reason: string): never {
    try {
      this.log.appendNow({ severity: 3, event: 'Utility.Event', text: `Forced down: ${reason}` });
    } finally {
      // A log that cannot be written must not keep alive what has to die.
      process.exit(HALT_EXIT_CODE);
    }
  }
}

async function createSystemDatabases(store: ConfigStore, directory: string): Promise<void> {
  const defined = new Set((await store.listDatabases()).map(({ name }) => name));
  for (const { name, folder, resource, isSystem, readOnly, journal } of systemDatabases) {
    if (defined.has(name)) continue;
    const databaseDirectory = path.join(directory, 'mgr', folder);
    const created = await DatabaseFile.create(databaseDirectory);
    if (created.ok) await created.value.close();
    else if (created.refusal.code !== '20') throw new Error(`database ${name} cannot be made in ${databaseDirectory}`);
    await store.saveDatabase({ name, directory: databaseDirectory, resource, journal, isSystem, mountedReadOnly: readOnly, maximumSizeMb: 0, mountRequired: false, dismounted: false, mirrored: null });
  }
}

async function mountAll(definitions: ReadonlyMap<string, DatabaseDefinition>, note: (severity: Severity, text: string) => void): Promise<Map<string, MountedDatabase>> {
  const mounted = new Map<string, MountedDatabase>();
  for (const definition of definitions.values()) {
    const opened = await openFile(definition);
    if (!opened.ok) {
      if (definition.mountRequired || definition.isSystem) throw new Error(`database ${definition.name}, which must be mounted at startup, cannot be: ${opened.refusal.args.at(-1) ?? ''}`);
      note(2, `Database ${definition.name} could not be mounted: ${opened.refusal.args.at(-1) ?? ''}`);
      continue;
    }
    const database = mount(definition, opened.value);
    if (opened.value.identity.mirror !== null || definition.mountedReadOnly || systemDatabases.find(({ name }) => name === definition.name)?.readOnly) database.writable = refused('<PROTECT>', [definition.name]);
    mounted.set(definition.name, database);
  }
  return mounted;
}

const isSamePosition = (resting: ({ readonly guid: string } & AppliedPosition) | null, { identity, position }: DatabaseFile) =>
  resting !== null && position !== null && resting.guid === identity.guid && resting.history === position.history && resting.fileCount === position.fileCount && resting.offset === position.offset;

/** Refuses with P104 when there is no file, with P153 when it cannot be opened. */
async function openFile({ name, directory }: DatabaseDefinition): Promise<Outcome<DatabaseFile>> {
  try {
    const damage = await findDamage(directory);
    if (damage !== null) return refused('P153', [name, damage]);
    // Of a compaction that was killed: the file itself is whole.
    for (const left of UNFINISHED_FILES) await rm(path.join(directory, left), { force: true });
    return DatabaseFile.open(directory);
  } catch (error) {
    return refused('P153', [name, error instanceof Error ? error.message : String(error)]);
  }
}

function mount(definition: DatabaseDefinition, file: DatabaseFile): MountedDatabase {
  const { journalName } = journalDatabaseOf(file, definition);
  const mounted = new MountedDatabase({ name: definition.name, file, journalName });
  describe(mounted, definition);
  return mounted;
}

function describe(mounted: MountedDatabase, definition: DatabaseDefinition): void {
  mounted.journalDatabase = journalDatabaseOf(mounted.file, definition);
  mounted.isJournaled = definition.journal;
  mounted.maximumBytes = definition.maximumSizeMb * BYTES_PER_MB;
}

const mirroredOf = (file: DatabaseFile): DatabaseDefinition['mirrored'] => {
  const { mirror } = file.identity;
  return mirror?.databaseGuid ? { mirrorName: mirror.mirrorName, databaseName: mirror.mirrorDatabaseName, databaseGuid: mirror.databaseGuid } : null;
};

/** Journals name a mirrored database by the mirror's name and GUID for it, the same on every member (engine facts 6.2). The file knows it; one of an earlier version does not, its definition does. */
function journalDatabaseOf(file: DatabaseFile, { mirrored }: DatabaseDefinition): { journalName: string; guid: string } {
  const { mirror, guid } = file.identity;
  const databaseGuid = mirror?.databaseGuid ?? mirrored?.databaseGuid;
  return mirror && databaseGuid ? { journalName: `:mirror:${mirror.mirrorName}:${mirror.mirrorDatabaseName}`, guid: databaseGuid } : { journalName: file.directory, guid };
}
