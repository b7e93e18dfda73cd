/**
 * One IRIS instance: its databases, its journal, its superserver and, once it belongs to a mirror, its mirror member.
 *
 * Start order: settings, databases, recovery of what is not mirrored, journal, superserver, mirror. Mirrored databases are read-only until
 * the role is decided (engine facts 8.7). An instance that is told to halt ends the process at once: what is not committed is not
 * acknowledged.
 */
import type { Epoch } from '../journal/epoch.ts';
import { instanceExitCodes } from '../../contract/process-end.ts';
import { mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { refusalText } from '../../contract/refusal-text.ts';
import { PRODUCT_VERSION, type ProductVersion } from '../../contract/units.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import { processName, processStartTime } from '../agent/process-identity.ts';
import type { InstanceRegistration, MirrorRegistration } from '../agent/protocol.ts';
import { Globals } from '../database/globals.ts';
import type { MountedDatabase } from '../database/mounted-database.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { Backups } from '../backup/backups.ts';
import type { Clock, StopTimer } from '../ports/clock.ts';
import type { NetworkPort } from '../ports/network.ts';
import { BackgroundTasks } from '../activity/background-tasks.ts';
import { type ClientLimits, Applications } from '../applications/applications.ts';
import { ConfigStore, type DatabaseDefinition, type Membership } from '../store/config-store.ts';
import { Downloads } from '../download/downloads.ts';
import type { Dejournaling } from '../dejournal/dejournaling.ts';
import { InstanceDatabases } from '../databases/instance-databases.ts';
import { answerIdentify, type Identity } from '../channel/address-proof.ts';
import { InstanceMirrors } from '../member/instance-mirrors.ts';
import { InstanceJournal } from '../journaling/instance-journal.ts';
import type { JournalHouse } from '../journaling/journal-house.ts';
import { JournalInspection } from '../upkeep/journal-inspection.ts';
import { JournalKeeper } from '../upkeep/journal-keeper.ts';
import { offerFreezeChoice } from '../upkeep/journal-offers.ts';
import { Timeline, type TimelineEvent } from '../activity/timeline.ts';
import { IntegrityLog } from '../activity/integrity-log.ts';
import { openDatabases, recoverFromJournal } from './local-databases.ts';
import { MessagesLog, type Severity } from '../activity/messages-log.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { Namespaces } from '../namespaces/namespaces.ts';
import { ProcessTable } from '../activity/process-table.ts';
import { OwnRegistration } from './own-registration.ts';
import { samplerOf } from './own-samples.ts';
import { registeredBefore } from './registered-before.ts';
import { registrationOf } from './registration-of.ts';
import { CommitMeter } from '../samples/commit-meter.ts';
import type { Sampler } from '../samples/sampler.ts';
import { DiskWatch } from '../databases/disk-watch.ts';
import type { DatabaseStanding } from '../databases/mirrored-standing.ts';
import { SqlProcess } from '../sql/sql-process.ts';
import { SqlStatements } from '../sql/sql-statements.ts';
import { Superserver } from '../applications/superserver.ts';
import { FLUSH_MS } from '../../machine/waits.ts';

export interface InstanceOptions {
  readonly host: string;
  readonly name: string;
  /** Of the product that is installed; missing: that of a new lab. */
  readonly version?: ProductVersion;
  /** The disk of its host: nothing outside exists for it. Missing: the whole machine. */
  readonly hostDirectory?: string;
  readonly directory: string;
  readonly controlPath: string;
  readonly superserverPort: number;
  readonly network: NetworkPort;
  readonly agentClient: AgentClient;
  readonly clock: Clock;
  /** Of applications on the superserver; missing: the product's own. */
  readonly clientLimits?: Partial<ClientLimits>;
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
  readonly storage: InstanceDatabases;
  readonly globals: Globals;
  readonly mirrors: InstanceMirrors;
  readonly clients: Applications;
  readonly tasks: BackgroundTasks;
  readonly integrityLog: IntegrityLog;
  readonly backups: Backups;
  readonly downloads: Downloads;
  readonly namespaces: Namespaces;
  readonly sql: SqlStatements;
  readonly sampler: Sampler;
  readonly #superserver: Superserver;
  readonly #registration: OwnRegistration;
  readonly timeline: Timeline;
  #stopFlushing: StopTimer = () => {};
  mirrorServiceEnabled: boolean;
  /** While it creates or joins a mirror: the member that it will be, so that it can say so when its addresses are tried. */
  becoming: Identity | null = null;

  private constructor(parts: {
    options: InstanceOptions;
    store: ConfigStore;
    log: MessagesLog;
    journal: InstanceJournal;
    globals: Globals;
    databases: Map<string, MountedDatabase>;
    definitions: Map<string, DatabaseDefinition>;
    events: TimelineEvent[];
    mirrorServiceEnabled: boolean;
    namespaces: Namespaces;
    meter: CommitMeter;
  }) {
    this.namespaces = parts.namespaces;
    this.options = parts.options;
    this.store = parts.store;
    this.log = parts.log;
    this.journal = parts.journal;
    this.storage = new InstanceDatabases(this, { mounted: parts.databases, definitions: parts.definitions });
    this.timeline = new Timeline(parts.store.events, parts.events, (text) => this.note(1, text));
    this.mirrorServiceEnabled = parts.mirrorServiceEnabled;
    this.startedAt = parts.options.clock.wallTime();
    this.globals = parts.globals;
    this.mirrors = new InstanceMirrors(this);
    this.clients = new Applications(this, parts.options.clientLimits);
    this.tasks = new BackgroundTasks(parts.options.clock);
    this.integrityLog = new IntegrityLog(parts.options.directory);
    this.journalKeeper = new JournalKeeper(this);
    this.journalInspection = new JournalInspection(this);
    this.backups = new Backups(this);
    this.downloads = new Downloads(this);
    this.sql = new SqlStatements(this, new SqlProcess());
    this.sampler = samplerOf(this, parts.meter);
    this.#registration = new OwnRegistration({
      file: path.join(parts.options.directory, 'mgr', 'agent.json'),
      compose: () => this.#composeRegistration(),
      tell: {
        failed: (reason) => this.note(2, refusalText({ code: 'P610', args: [reason] }, 'en')),
        written: () => this.note(0, 'The record of this instance for the ISCAgent of its host is written again'),
      },
    });
    this.#superserver = new Superserver({
      client: (socket, _hello, peer) => this.clients.serve(socket, peer.address),
      mirror: (socket, hello, peer) => {
        if (hello.purpose === 'identify') return void answerIdentify(socket, hello, this.#identities());
        const member = this.mirrors.withGuid(hello.mirrorGuid);
        if (member) member.service.accept(socket, hello, peer.address).catch((error: unknown) => this.#refuseConnection(socket, error));
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
      log.appendNow({
        severity: 3,
        event: 'Utility.Event',
        text: `The instance cannot start: ${error instanceof Error ? error.message : String(error)}`,
      });
      throw error;
    }
  }

  static async #startWith(options: InstanceOptions, log: MessagesLog): Promise<Instance> {
    const journalDirectory = path.join(options.directory, 'mgr', 'journal');
    mkdirSync(journalDirectory, { recursive: true });
    const store = await ConfigStore.open(options.directory);
    const note = (severity: Severity, text: string) => log.append({ severity, event: 'Utility.Event', text });
    note(0, `Starting instance ${options.name} on ${options.host}, process ${process.pid}`);
    const { databases, definitions } = await openDatabases(options.directory, store, note);
    const local = [...databases.values()].filter(({ file }) => file.identity.mirror === null || file.positionIn('local') !== null);
    const creatorGuid = databases.get('IRISSYS')?.file.identity.guid ?? '';
    await recoverFromJournal(local, { directory: options.directory, journalDirectory, creatorGuid }, note);
    const house: JournalHouse = {
      globals: () => globals,
      mounted: () => databases.values(),
      mustFreeze: () => !offerFreezeChoice(instance).ok,
      led: () => instance.mirrors.led,
      oldestOpenTransaction: () => instance.dejournaler.transactions.oldest(),
      fileBegun: () => instance.journalKeeper.purgeSoon(),
    };
    const meter = new CommitMeter();
    const journal = await InstanceJournal.open({
      directory: journalDirectory,
      clock: options.clock,
      creatorGuid,
      log: note,
      settings: await store.journals.settings(),
      house,
      watch: { nowMs: () => options.clock.nowMs(), committed: (group) => meter.committed(group) },
    });
    const globals = new Globals({ journal: journal.writer, databases: (name) => databases.get(name) });
    const { header } = journal.writer.current;
    const start = { history: 'local' as const, fileCount: header.fileCount, offset: HEADER_BYTES };
    for (const { file } of local) await (file.identity.mirror === null ? file.setPosition(start) : file.setOwnPosition(start));
    const events = await store.events.load();
    const instance = new Instance({
      options,
      store,
      log,
      journal,
      globals,
      databases,
      definitions,
      events,
      mirrorServiceEnabled: await store.getService('%Service_Mirror'),
      namespaces: await Namespaces.open(store),
      meter,
    });
    await instance.backups.recover();
    await instance.downloads.start();
    const memberships = await store.loadMemberships();
    instance.#registeredBefore = registeredBefore(options.directory, instance.mirrorServiceEnabled ? memberships : []);
    // An agent that does not know this process would let another member lead past it (`validated-member.ts`).
    if (!(await instance.register())) throw new Error('the record for the ISCAgent of its host cannot be written');
    await instance.#superserver.listen(options.network, options.superserverPort);
    await instance.journalKeeper.start();
    for (const membership of memberships) instance.mirrors.add(membership);
    for (const membership of memberships) if (membership.joinMirror && instance.mirrorServiceEnabled) await instance.#activate(membership);
    await instance.#allActivated();
    instance.sampler.start();
    const disks = new DiskWatch((severity, text) => instance.note(severity, text));
    instance.#stopFlushing = options.clock.every(FLUSH_MS, () => {
      void instance.storage.flush().catch((error: unknown) => instance.note(2, `Databases could not be flushed: ${String(error)}`));
      void disks.look(instance.databases().flatMap(({ definition, mounted }) => (mounted ? [definition] : [])));
    });
    return instance;
  }

  /**
   * What is wrong with a mirror must not keep down the others, nor the databases that are not mirrored: it stays inactive, and can be left.
   */
  async #activate(membership: Membership): Promise<void> {
    try {
      await this.mirrors.start(membership);
    } catch (error) {
      this.note(2, `Mirror ${membership.mirrorName} is not activated: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /**
   * Of the mirrors that are not activated yet, as the process before registered them: this one is their member already, and its agent
   * answers for it.
   */
  #registeredBefore: readonly MirrorRegistration[] = [];
  async #allActivated(): Promise<void> {
    if (this.#registeredBefore.length === 0) return;
    this.#registeredBefore = [];
    await this.register();
  }

  get version(): ProductVersion {
    return this.options.version ?? PRODUCT_VERSION;
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

  #refuseConnection(socket: Socket, error: unknown): void {
    this.note(1, `A mirror connection was closed: ${error instanceof Error ? error.message : String(error)}`);
    socket.destroy();
  }

  // ---- databases, as most of the instance asks for them; whoever changes them goes to `storage`

  databases(): { definition: DatabaseDefinition; mounted: MountedDatabase | null }[] {
    return this.storage.list();
  }

  database(name: string): MountedDatabase | undefined {
    return this.storage.get(name);
  }

  mirroredDatabases(): MountedDatabase[] {
    return this.storage.mirrored();
  }

  standingOf(mounted: MountedDatabase): DatabaseStanding {
    return this.storage.standingOf(mounted);
  }

  // ---- mirrors

  /**
   * The member of its mirror: of the only one that a failover member or DR async has, of the first on an async in several (`mirrors` has
   * all). null while no mirror configuration is activated.
   */
  get mirror(): MirrorMember | null {
    return this.mirrors.first();
  }

  /** A mirror configuration that is not activated in this run, while none is. */
  get inactiveMembership(): Membership | null {
    return this.mirror ? null : (this.mirrors.seats()[0]?.membership ?? null);
  }

  /** Of the only, or the first, mirror. */
  get dejournaler(): Dejournaling {
    return this.mirrors.dejournaler;
  }

  // ---- what the mirror orders

  /** Of its only mirror; rejects with several, or none. */
  async beginTerm(epoch: Epoch): Promise<void> {
    await this.journal.mirror.beginTerm(epoch);
  }

  /** The end of a takeover: applications may write. Before it every client is told that this is not the primary. */
  allowUsers(): void {
    this.clients.isOpen = true;
  }

  /** As `InstanceOrders` says. */
  async register(starting: MirrorMember | null = null): Promise<boolean> {
    this.#starting = starting;
    const isWritten = await this.#registration.write();
    // What is tried again must not name a member that could not be started.
    if (this.#starting === starting) this.#starting = null;
    return isWritten;
  }
  #starting: MirrorMember | null = null;

  async #composeRegistration(): Promise<InstanceRegistration> {
    const given = {
      files: await this.store.getTls('%MirrorServer'),
      directory: this.options.directory,
      journalDirectory: this.journalDirectory,
    };
    // After the files were read: what is written last must be what holds last.
    const starting = this.#starting;
    const activated = this.mirrors.seats().flatMap(({ membership, member }) => {
      const own = member ?? (starting?.membership.mirrorGuid === membership.mirrorGuid ? starting : null);
      return own ? [registrationOf(own, given)] : [];
    });
    const others = this.#registeredBefore.filter(({ guid }) => activated.every((own) => own.guid !== guid));
    const [mirror = null, ...otherMirrors] = [...activated, ...others];
    return {
      instanceName: this.options.name,
      version: this.version,
      ...this.#process,
      controlPath: this.options.controlPath,
      mirror,
      otherMirrors,
      isStarting: others.length > 0,
    };
  }

  #identities(): Identity[] {
    const present = this.mirrors.members().map((member) => ({
      mirrorGuid: member.membership.mirrorGuid,
      memberGuid: member.membership.memberGuid,
      credentials: member.credentials,
    }));
    return this.becoming ? [...present, this.becoming] : present;
  }

  /** As its agent knows it. */
  get #process() {
    return { processId: process.pid, startedAt: processStartTime(process.pid) ?? this.startedAt.toISOString() };
  }
  get processName(): string {
    return processName(this.#process);
  }

  /** Clean stop: the mirror first, so that a backup can take over at once; then connections, journal, databases. */
  async stop({ failover = true } = {}): Promise<void> {
    this.note(0, 'Shutting down');
    this.#stopFlushing();
    await this.mirrors.resign(failover);
    await this.sampler.close();
    this.downloads.close();
    await this.tasks.close();
    this.sql.close();
    await this.journalKeeper.close();
    await this.#superserver.close();
    await this.journal.close();
    await this.mirrors.closeHistories();
    await this.mirrors.closeUpdaters();
    await this.journal.advancePositions();
    await this.mirrors.advancePositions();
    await this.storage.close();
    await this.#registration.close();
    await this.store.close();
    await this.log.flush();
  }

  /** Ends the process without another write: it may never act as primary again in this run. */
  halt(reason: string, exitCode: number = instanceExitCodes.steppedDown): never {
    try {
      const isPlanned = exitCode === instanceExitCodes.handedOver;
      this.log.appendNow({
        severity: isPlanned ? 1 : 3,
        event: 'Utility.Event',
        text: `${isPlanned ? 'Shutting down' : 'Forced down'}: ${reason}`,
      });
    } finally {
      // A log that cannot be written must not keep alive what has to die.
      process.exit(exitCode);
    }
  }
}
