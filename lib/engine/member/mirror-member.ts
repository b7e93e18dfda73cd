/**
 * This instance as a member of a mirror: its configuration, its connections, and what the mirror machine orders of it.
 *
 * Lives from creating or joining a mirror (or the start of an instance that is a member) to the end of the process. The machine decides;
 * this carries out. The configuration belongs to the primary: it changes it here and pushes it, the others take what comes.
 */
import type { Epoch } from '../journal/epoch.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { ConfigurationVersion, MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { instanceExitCodes } from '../../contract/process-end.ts';
import { assert } from '../../machine/assert.ts';
import type { Story } from '../../contract/stories.ts';
import type { MemberProgress } from '../link/mirror-protocol.ts';
import type { TlsCredentials } from '../link/secure.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import { narrate } from '../mirror/narration.ts';
import { learntFrom, NOBODY } from '../mirror/promotion.ts';
import { answerDemotion, type Belonging, crossedOut, judgeConfiguration, mayHand, meetAsyncPartner } from '../mirror/roll.ts';
import { asAnotherKind, type Durable } from '../mirror/durable.ts';
import type { MirrorState, TakeoverPhase } from '../mirror/state.ts';
import type { StopReason } from '../mirror/stop-reason.ts';
import type { JournalPosition } from '../journal/position.ts';
import { AgentLink } from '../channel/agent-link.ts';
import type { Membership } from '../store/config-store.ts';
import type { MemberWorld } from './member-world.ts';
import type { Equipment } from './equipment.ts';
import { MemberDialer } from '../channel/member-dialer.ts';
import { memberProgress } from './member-progress.ts';
import { AsyncDriver } from './async-driver.ts';
import type { MembershipPart, OwnMember } from './own-member.ts';
import { notAMember } from './member-roll.ts';
import { loadCredentials } from '../channel/mirror-credentials.ts';
import { MirrorDriver } from './mirror-driver.ts';
import type { HaltKind, MirrorHost } from './mirror-host.ts';
import { JournalMender } from '../channel/journal-mending.ts';
import { beginFilter } from './member-filter.ts';
import { loadMirrorState, saveMirrorState } from '../store/mirror-state-store.ts';
import { MemberRequests } from './member-requests.ts';
import { OwnRecord } from './own-record.ts';
import { PendingNames } from './pending-names.ts';
import { Promotion } from './promotion.ts';
import { finishDemotion } from './role-changes.ts';
import { RoleInquiry, takeOverEdit } from './role-inquiry.ts';
import { RoleJobs } from './role-jobs.ts';
import { TakeoverOutlook } from './takeover-outlook.ts';
import { OwnVirtualIp } from './virtual-ip.ts';

/** What is sent first is heard first; this is for it to have left. */
const CONFIGURATION_HEARD_MS = 300;
/** Engine facts 6.4: a primary whose disk completes no write for this long hangs. */
const HUNG_WRITE_MS = 30_000;
/** Removing a member is asked over the network and written down there. */
const REMOVE_MS = 6000;
const STOP_MS = 5000;

export class MirrorMember implements MirrorHost, OwnMember {
  readonly #instance: MemberWorld;
  readonly #seat: Equipment;
  #membership: Membership;
  #config: MirrorConfig;
  #credentials: TlsCredentials | null = null;
  readonly dialer: MemberDialer;
  readonly names: PendingNames;
  readonly mender: JournalMender;
  readonly agents: AgentLink;
  /** The machine of a failover member, or that of an async. */
  #driver: MirrorDriver | AsyncDriver;
  /** Configuration changes happen one after the other. */
  #changes: Promise<unknown> = Promise.resolve();
  readonly service: MemberRequests;
  readonly promotion: Promotion;
  readonly outlook: TakeoverOutlook;
  readonly #roleInquiry: RoleInquiry;
  readonly #jobs: RoleJobs;
  readonly #record: OwnRecord;
  readonly virtualIp: OwnVirtualIp;

  private constructor(
    instance: MemberWorld,
    seat: Equipment,
    {
      membership,
      config,
      credentials,
      durable,
    }: { membership: Membership; config: MirrorConfig; credentials: TlsCredentials | null; durable: Durable },
  ) {
    this.#instance = instance;
    this.#seat = seat;
    this.#membership = membership;
    this.#config = config;
    this.#credentials = credentials;
    const links = { clock: instance.clock, config: () => this.#config, self: () => this.self(), credentials: () => this.#credentials };
    this.names = new PendingNames(instance, this);
    this.dialer = new MemberDialer({
      network: instance.network,
      ...links,
      onUnlistedName: (entry, distinguishedName) => this.names.note(entry, distinguishedName, 'here'),
    });
    this.agents = new AgentLink({ client: instance.agentClient, ...links, log: (severity, text) => this.log(severity, text, null) });
    this.mender = new JournalMender({
      history: seat.history,
      agents: this.agents,
      others: () => this.#config.members.filter(({ guid }) => guid !== membership.memberGuid),
      log: (severity, text) => this.log(severity, text, null),
    });
    this.promotion = new Promotion(instance, this);
    this.outlook = new TakeoverOutlook(instance, this);
    this.#roleInquiry = new RoleInquiry(this);
    this.#driver = membership.kind === 'failover' ? new MirrorDriver(this, durable) : new AsyncDriver(this, durable);
    this.service = new MemberRequests(instance, this);
    this.#jobs = new RoleJobs(instance.processes);
    this.virtualIp = new OwnVirtualIp(instance.network, this);
    this.#record = new OwnRecord((written) => saveMirrorState(instance.store, this.#membership.mirrorName, written));
  }

  /** Starts the member that the configuration store knows of. */
  static async start(instance: MemberWorld, seat: Equipment, stored: Membership): Promise<MirrorMember> {
    const membership = await takeOverEdit(instance, stored);
    const config = membership.configuration;
    if (!config) throw new Error('a member without a mirror configuration cannot start');
    const durable = await loadMirrorState(instance.store, membership.mirrorName);
    if (!durable.ok) throw new Error(refusalText(durable.refusal, 'en'));
    const credentials = config.useTls ? await loadCredentials(instance) : null;
    if (membership.kind !== 'failover' && membership.dejournalingStopped) await seat.dejournaler.setStopped(true);
    const member = new MirrorMember(instance, seat, { membership, config, credentials, durable: durable.value });
    await beginFilter(instance, member);
    instance.log.append({ severity: 0, event: 'Utility.Event', text: `Manager initialized for ${config.name}` });
    // A process that was killed as primary has left the virtual IP on its card.
    await member.virtualIp.release();
    if (!(await instance.register(member))) throw new Error('the record for the ISCAgent of its host cannot be written');
    // Another member may have been promoted since this one ended. What is found then starts its own machine.
    const { driver } = member;
    await member.#roleInquiry.beforeStart();
    if (member.driver === driver) driver.start();
    await member.names.recover();
    member.promotion.goOn();
    member.#roleInquiry.start();
    member.outlook.start();
    return member;
  }

  get clock() {
    return this.#instance.clock;
  }
  get processName() {
    return this.#instance.processName;
  }
  get journal() {
    return this.#seat.history;
  }
  get dejournaler() {
    return this.#seat.dejournaler;
  }
  get membership(): Membership {
    return this.#membership;
  }
  get credentials(): TlsCredentials | null {
    return this.#credentials;
  }

  config(): MirrorConfig {
    return this.#config;
  }

  /** This member's entry; before the primary has pushed a configuration with it, what it asked to join as. */
  self(): MemberEntry {
    const entry = this.#config.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) throw new Error(`member ${this.#membership.memberGuid} is not in its own mirror configuration`);
    return entry;
  }

  /** A member that the others do not know yet may never lead (engine facts 2.2), nor one that "no failover" excludes. */
  onlyPrimary(): string | null {
    // What a member whose role is unknown knows of others is over, too. One that is promoted leads by that alone, once nobody is found who
    // has passed it over.
    const stage = this.promotion.document?.stage;
    if (stage === 'role-unknown' || stage === 'leading') return NOBODY;
    if (this.#membership.noFailoverFor !== null) return this.#membership.noFailoverFor;
    if (this.#membership.validatedMember) return null;
    return this.#config.members.find(({ guid, kind }) => kind === 'failover' && guid !== this.#membership.memberGuid)?.guid ?? null;
  }

  /** Another one after a promotion or demotion. */
  get driver(): MirrorDriver | AsyncDriver {
    return this.#driver;
  }

  /** null on an async. */
  get failover(): MirrorDriver | null {
    return this.driver instanceof MirrorDriver ? this.driver : null;
  }
  /** null on a failover member. */
  get async(): AsyncDriver | null {
    return this.driver instanceof AsyncDriver ? this.driver : null;
  }

  get isPrimary(): boolean {
    return this.driver.state.role.kind === 'primary';
  }

  /** True from the moment a clean stop was ordered: no new write is taken. */
  get isStopping(): boolean {
    return this.driver.state.role.kind === 'primary' && this.driver.state.role.stopping;
  }

  /** Clean stop (engine facts 4.9): a primary with an Active backup hands over; resolves when that has happened or cannot. */
  async resign(mayFailOver = true): Promise<void> {
    if (!mayFailOver && this.isPrimary) {
      this.tell(1, 'shut-down-without-failover');
      await this.changeMembership({ noFailoverFor: this.#membership.memberGuid });
      await this.configurationHeard();
    }
    const failover = this.membership.noFailoverFor === null;
    this.failover?.feed({ kind: 'stop-ordered', failover });
    const deadline = this.clock.nowMs() + this.#config.qosTimeoutMs;
    for (;;) {
      const { role } = this.driver.state;
      const hasHeir = role.kind === 'primary' && role.stopping && role.backup.kind === 'connected' && role.backup.standing === 'active';
      const isUnheard = failover && role.kind === 'primary' && !role.stopping;
      if (!(hasHeir || isUnheard) || this.clock.nowMs() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (this.driver.state.role.kind === 'primary') await this.closeDatabases();
  }

  /** A moment in which the backup learns that it must not take over: its link ends with this process. */
  async configurationHeard(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, CONFIGURATION_HEARD_MS));
  }

  persist(durable: Durable): Promise<void> {
    return this.#record.write(durable);
  }

  writtenDown(holds: (durable: Durable) => boolean, timeoutMs: number): Promise<boolean> {
    return this.#record.written(holds, timeoutMs);
  }

  log(severity: 0 | 1 | 2 | 3, text: string, story: Story | null): void {
    this.#instance.log.append({ severity, event: 'Utility.Event', text });
    if (story === null) return;
    this.#instance.remember({ at: this.clock.wallTime().toISOString(), severity, text, story });
  }

  /** A decision made outside the machine, for the log and the timeline. */
  tell(severity: 0 | 1 | 2 | 3, code: Story['code'], ...args: string[]): void {
    const story = { code, args };
    this.log(severity, narrate(story), story);
  }

  /** On the primary: from now on only it may be primary, or any member again. Durable and on its way to the others when it resolves. */
  async setNoFailover(isSet: boolean): Promise<void> {
    await this.changeMembership({ noFailoverFor: isSet ? this.#membership.memberGuid : null });
    this.tell(1, isSet ? 'no-failover-set' : 'no-failover-cleared');
  }

  async allowFailover(): Promise<void> {
    if (this.#membership.noFailoverFor !== null)
      await this.changeMembership({ noFailoverFor: null, ...this.promotion.whenFailoverAllowed() });
  }

  /** The other failover member, or null while there is none, and on an async. */
  get partner(): MemberEntry | null {
    if (this.async) return null;
    return this.#config.members.find(({ guid, kind }) => kind === 'failover' && guid !== this.#membership.memberGuid) ?? null;
  }

  committed(through: JournalPosition): void {
    if (this.#instance.journal.isPrimary) this.#instance.journal.commitThrough(through);
    else this.dejournaler.applyThrough(through);
  }

  async runPhase(phase: Exclude<TakeoverPhase, 'persist'>, epoch: Epoch): Promise<void> {
    switch (phase) {
      case 'settle':
        return this.journal.stopReceiving();
      case 'apply':
        return this.#applyAll();
      case 'switch-journal':
        return this.#instance.beginTerm(epoch);
      case 'open-databases':
        return this.#instance.storage.openMirrored();
      case 'virtual-ip':
        return this.virtualIp.take();
      case 'open':
        // By it the others judge a dead primary, and may lead past one that has not written down what it became. And before a promotion
        // forgets that it must lead: a member that ends here does at its next start.
        if (!(await this.#instance.register(this))) throw new Error('the record for the ISCAgent of its host cannot be written');
        await this.promotion.led();
        this.#instance.allowUsers();
    }
  }

  /** A damaged block may be whole at others, the dead primary's agent among them. */
  async #applyAll(): Promise<void> {
    try {
      await this.dejournaler.applyAll();
    } catch (error) {
      const { count, fault } = await this.mender.mend((this.dejournaler.neededFrom() ?? this.journal.state().durable).fileCount);
      if (count === 0 || fault !== null) throw error;
      await this.dejournaler.applyAll();
    }
  }

  async closeDatabases(): Promise<void> {
    this.#instance.storage.closeMirrored();
    await this.virtualIp.release();
  }

  /** GUID of the primary that this member followed last in this run as an async, else null. */
  lastPrimary: string | null = null;

  stepTaken(state: MirrorState | AsyncState): void {
    const { role } = state;
    if (role.kind === 'following') this.lastPrimary = role.primary;
    this.#jobs.stepTaken(state);
    if (role.kind === 'primary' && !this.#hasLed)
      void this.names
        .announce()
        .catch((error: unknown) => this.log(2, `This member's X.509 DN could not be authorized: ${String(error)}`, null));
    this.#hasLed = role.kind === 'primary';
    if (role.kind === 'primary' && this.#mustGiveWay(role)) void this.#giveWay();
  }

  /**
   * Engine facts 4.9 and 4.10, case 4: a primary that cannot write its journal hangs, notices it, and tells its Active backup, which takes
   * over. A shorter failure only freezes it: the whole timeout is waited for, since a disk that is back is noticed only when it is tried
   * again, once a second. Without an Active backup it waits on, since nobody else could go on.
   */
  #mustGiveWay({ stopping, backup }: Extract<MirrorState['role'], { kind: 'primary' }>): boolean {
    const { frozenSinceMs, writingSinceMs } = this.#instance.journal;
    const now = this.clock.nowMs();
    const isUnwritable =
      (frozenSinceMs !== null && now - frozenSinceMs >= this.#config.qosTimeoutMs) ||
      (writingSinceMs !== null && now - writingSinceMs >= HUNG_WRITE_MS);
    const hasHeir = backup.kind === 'connected' && backup.standing === 'active' && this.membership.noFailoverFor === null;
    return isUnwritable && hasHeir && !stopping && !this.#isGivingWay;
  }

  #isGivingWay = false;
  #hasLed = false;
  /** Having said that it will never be primary again in this run, it keeps its word by ending. */
  async #giveWay(): Promise<void> {
    this.#isGivingWay = true;
    this.tell(2, 'journal-unwritable');
    try {
      await this.resign();
    } finally {
      this.halt('the journal cannot be written');
    }
  }

  progress(): MemberProgress {
    return memberProgress(this.#instance, this);
  }

  halt(reason: string, end: HaltKind = 'stepped-down'): void {
    this.driver.close();
    this.#instance.halt(reason, haltCodes[end]);
  }

  /** `epoch`: the term of the primary whose data channel it came on; null when it came on another way. */
  async takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, epoch: Epoch | null = null): Promise<void> {
    if (epoch !== null) await this.names.superseded();
    return this.#inTurn(() => this.#takeNewer(config, onlyPrimary, epoch));
  }

  async #takeNewer(config: MirrorConfig, onlyPrimary: string | null, epoch: Epoch | null): Promise<void> {
    // The version alone does not tell: a primary that died before its last change was heard has given that version to something else.
    const isSame = JSON.stringify(config) === JSON.stringify(this.#config) && this.#membership.noFailoverFor === onlyPrimary;
    const isOfNewerTerm = epoch !== null && epoch > this.journal.state().epoch;
    if (judgeConfiguration(this.belonging, config, { isSame, isOfNewerTerm }) === 'leave') return;
    // A configuration without this member is not taken: what this one was must stay readable until a person removes it.
    const entry = config.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) return void this.notAMember();
    await this.#save({ ...this.#membership, kind: entry.kind, configuration: config, validatedMember: true, noFailoverFor: onlyPrimary });
    await this.#instance.storage.followCatalogue(config);
  }

  /**
   * Changes the mirror's configuration on the primary, makes it durable, then tells every member. Refuses with 2113 elsewhere.
   * `change` gets the present configuration and answers the next one or a refusal; its version is counted up here.
   */
  changeConfiguration(
    change: (config: MirrorConfig) => Outcome<MirrorConfig> | Promise<Outcome<MirrorConfig>>,
  ): Promise<Outcome<MirrorConfig>> {
    return this.#inTurn(async (): Promise<Outcome<MirrorConfig>> => {
      if (!this.isPrimary) return refused('2113');
      const changed = await change(this.#config);
      if (!changed.ok) return changed;
      assert(
        changed.value.guid === this.#config.guid && changed.value.members.some(({ guid }) => guid === this.#membership.memberGuid),
        'a primary changes the roll of its own mirror, and stays in it',
        () => changed.value.guid,
      );
      const next = { ...changed.value, version: this.#config.version + 1 };
      await this.#save({ ...this.#membership, configuration: next });
      this.driver.settingsChanged();
      return accepted(next);
    });
  }

  /** Not on the primary, whose configuration is everybody's: what this member needs to find it, until it is heard. */
  changeOwnCopy(change: (config: MirrorConfig) => Outcome<MirrorConfig>): Promise<Outcome<MirrorConfig>> {
    return this.#inTurn(async (): Promise<Outcome<MirrorConfig>> => {
      if (this.isPrimary) return refused('2116');
      const changed = change(this.#config);
      if (!changed.ok) return changed;
      await this.#save({ ...this.#membership, configuration: changed.value });
      this.driver.settingsChanged();
      return changed;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(work);
    this.#changes = turn.catch(() => undefined);
    return turn;
  }

  async changeMembership(part: MembershipPart): Promise<void> {
    await this.#inTurn(() => this.#save({ ...this.#membership, ...part }));
    this.driver.settingsChanged();
    this.promotion.goOn();
  }

  /** TLS was turned on or off: once every member has heard of it, all connections begin anew. */
  async changeProtection(): Promise<void> {
    await this.reloadCredentials();
    await this.configurationHeard();
    this.tell(1, this.#config.useTls ? 'tls-turned-on' : 'tls-turned-off');
    this.restartConnections('SSL/TLS was turned on or off');
  }

  /**
   * This instance's own distinguished name, and those of the other members, on an async of the failover members, as a handshake with each
   * proves them; null: it failed.
   */
  async verifyMembers(
    timeoutMs: number,
  ): Promise<Outcome<{ self: string; others: { entry: MemberEntry; distinguishedName: string | null }[] }>> {
    const credentials = this.#credentials ?? (await loadCredentials(this.#instance));
    if (!credentials) return refused('735', [this.self().name]);
    const others = this.#config.members.filter(
      ({ guid, kind }) => guid !== this.#membership.memberGuid && (this.async === null || kind === 'failover'),
    );
    const names = await Promise.all(others.map((entry) => this.dialer.verify(entry, credentials, timeoutMs)));
    return accepted({
      self: credentials.distinguishedName,
      others: others.map((entry, index) => ({ entry, distinguishedName: names[index] ?? null })),
    });
  }

  /** Ends every data channel; the members connect again with the present settings. */
  restartConnections(why: string): void {
    this.log(0, `${why}: mirror connections are restarted`, null);
    for (const follower of this.driver.followers.values()) follower.connection.close();
  }

  /** After the TLS files were saved: new connections use them. */
  async reloadCredentials(): Promise<void> {
    this.#credentials = this.#config.useTls ? await loadCredentials(this.#instance) : null;
    await this.#instance.register(this);
  }

  /**
   * Nothing here may reject once it is stored: whoever asked would be told that nothing has happened, and a member that is stored as one
   * kind would go on as the other.
   */
  async #save(membership: Membership): Promise<void> {
    const credentials =
      this.#credentials ?? ((membership.configuration ?? this.#config).useTls ? await loadCredentials(this.#instance) : null);
    await this.#instance.store.saveMembership(membership);
    this.#membership = membership;
    const before = this.#config;
    if (membership.configuration) this.#config = membership.configuration;
    if (arbitrationOf(before) !== arbitrationOf(this.#config)) this.#reopenArbiter();
    if (this.#config.useTls) this.#credentials ??= credentials;
    await this.#instance.register(this);
    if ((membership.kind === 'failover') !== (this.failover !== null))
      await this.#switchMachine().catch((error: unknown) =>
        this.halt(`what this member has become cannot be begun: ${error instanceof Error ? error.message : String(error)}`, 'failed'),
      );
  }

  // ---- promotion and demotion (engine facts 9.1, 9.3)

  /** The other machine goes on with what this one knew; neither acts before that is written down. */
  async #switchMachine(): Promise<void> {
    const durable = asAnotherKind(this.#driver.state.durable);
    this.#driver.close();
    this.agents.closeArbiter();
    await this.persist(durable);
    const isFailover = this.#membership.kind === 'failover';
    if (isFailover && this.dejournaler.isStopped) await this.dejournaler.setStopped(false);
    this.tell(1, isFailover ? 'promoted-here' : 'demoted-here');
    this.#driver = isFailover ? new MirrorDriver(this, durable) : new AsyncDriver(this, durable);
    this.#driver.start();
    this.promotion.goOn();
  }

  /**
   * This member's own promotion (`Promotion`): all of it in one write, and it goes on as a failover member. `change` gets the configuration
   * as it is when nothing else can change it any more; null: it was written. When `change` answers false nothing was, and this answers the
   * version of that configuration.
   */
  becomeFailover(
    change: (
      config: MirrorConfig,
    ) => false | (Pick<Membership, 'promotion' | 'noFailoverFor' | 'networkInterface'> & { readonly configuration: MirrorConfig }),
  ): Promise<number | null> {
    return this.#inTurn(async () => {
      const part = change(this.#config);
      if (part === false) return this.#config.version;
      await this.#save({ ...this.#membership, ...part, kind: 'failover', validatedMember: true });
      return null;
    });
  }

  /** What a primary says that this member is, whatever it believed: `RoleInquiry` has judged it. */
  async learnRole(configuration: MirrorConfig, onlyPrimary: string | null): Promise<void> {
    const entry = configuration.members.find(({ guid }) => guid === this.#membership.memberGuid);
    if (!entry) return void this.notAMember();
    await this.#inTurn(() =>
      this.#save({
        ...this.#membership,
        kind: entry.kind,
        configuration,
        validatedMember: true,
        noFailoverFor: onlyPrimary,
        promotion: null,
      }),
    );
    this.driver.settingsChanged();
    await this.#instance.storage.followCatalogue(configuration);
  }

  /**
   * Nothing but its own promotion writes the journal of this async from here on, and its databases stand still, their target cut to where
   * they are, until `resumeMachine` or until it is a failover member.
   */
  async pauseMachine(): Promise<void> {
    this.#driver.close();
    await this.journal.stopReceiving();
    this.dejournaler.forgetTarget(this.dejournaler.appliedMax());
    await this.dejournaler.standStill();
  }

  resumeMachine(): void {
    this.#driver = new AsyncDriver(this, this.#driver.state.durable);
    this.#driver.start();
  }

  /**
   * The primary demotes this member. It stops first, of which the primary hears on the data channel, so that it can no longer take over and
   * nobody waits for it; then it writes down that it is a DR async, and goes on as one. False on a member that leads, or is about to.
   */
  async demoteFor(from: MemberEntry, version: ConfigurationVersion): Promise<boolean> {
    const answer = () => answerDemotion({ own: this.belonging, role: this.driver.state.role.kind, from: from.guid, version });
    if (answer() !== 'obey') return answer() === 'is-async';
    const wasFailover = this.failover !== null;
    if (wasFailover) await this.stopMirroring('demotion');
    const isDemoted = await this.#inTurn(async () => {
      const isHarmless = this.async !== null || this.driver.state.role.kind === 'stopped';
      if (!isHarmless || answer() !== 'obey') return false;
      const members = crossedOut(this.#config.members, this.#membership.memberGuid, from.guid);
      await this.#save({ ...this.#membership, kind: 'disaster-recovery', configuration: { ...this.#config, version, members } });
      return true;
    });
    if (wasFailover) this.driver.feed({ kind: 'mirror-start-ordered', why: 'demotion' });
    return isDemoted;
  }

  /** What it has written down of itself. */
  get belonging(): Belonging {
    return {
      guid: this.#membership.memberGuid,
      kind: this.#membership.kind,
      isValidated: this.#membership.validatedMember,
      roll: this.#config,
    };
  }

  async meetAsync(partner: MemberEntry, theirs: MirrorConfig): Promise<void> {
    switch (this.failover && meetAsyncPartner(this.belonging, this.failover.state.role.kind, theirs)) {
      case 'hand':
        return void (await this.dialer
          .ask(partner, { kind: 'take-configuration', config: this.#config, onlyPrimary: this.onlyPrimary() }, REMOVE_MS)
          .catch(() => null));
      case 'take':
        return this.learnConfiguration({ guid: partner.guid, roll: theirs });
      case 'finish':
        return finishDemotion(this, partner, theirs.version);
    }
  }

  /** Written down by another member, which had heard more: see `learntFrom`. */
  async learnConfiguration(from: { readonly guid: string; readonly roll: MirrorConfig }): Promise<void> {
    await this.#inTurn(async () => {
      const learnt = learntFrom(this.#config, this.#membership.memberGuid, from);
      if (learnt !== null) await this.#takeNewer(learnt, this.membership.noFailoverFor, null);
    });
    this.driver.settingsChanged();
  }

  /** Only from a failover member, and only what is not older: then this member is what that one says. */
  async takeFrom(from: MemberEntry, config: MirrorConfig, onlyPrimary: string | null): Promise<{ kind: 'verdict'; accepted: boolean }> {
    if (mayHand(from.guid, config) && this.async && config.guid === this.#config.guid) await this.takeConfiguration(config, onlyPrimary);
    return { kind: 'verdict', accepted: this.failover !== null };
  }

  /** On every member: an arbiter learns how long it may wait for a member when that member connects. */
  #reopenArbiter(): void {
    this.agents.closeArbiter();
    this.failover?.feed({ kind: 'arbiter-lost' });
  }

  // ---- ending

  awaitsAuthorization(): boolean {
    return this.#membership.joinMirror && !this.#membership.validatedMember && this.promotion.document?.stage !== 'role-unknown';
  }

  notAMember(): Promise<void> {
    return notAMember(this.#instance, this);
  }

  /** Resolves when the primary has heard of it, or cannot. */
  async stopMirroring(why: StopReason): Promise<void> {
    this.driver.feed({ kind: 'mirror-stop-ordered', why });
    const deadline = this.clock.nowMs() + STOP_MS;
    while (this.driver.state.role.kind !== 'stopped' && this.clock.nowMs() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    // What it last said must have left before the connection goes.
    await this.configurationHeard();
  }

  /** The end of this member in this process; nothing of the mirror runs or is reachable afterwards. */
  async close(): Promise<void> {
    this.promotion.close();
    this.#roleInquiry.close();
    this.outlook.close();
    this.driver.close();
    // A configuration that is being stored must not come back behind the removal of this member, nor start another machine.
    await this.#changes;
    this.driver.close();
    this.agents.closeArbiter();
    this.#jobs.close();
    await this.closeDatabases();
  }
}

const haltCodes = {
  planned: instanceExitCodes.handedOver,
  failed: instanceExitCodes.failed,
  'stepped-down': instanceExitCodes.steppedDown,
} satisfies Record<HaltKind, number>;

const arbitrationOf = ({ arbiter, qosTimeoutMs, key }: MirrorConfig) => JSON.stringify([arbiter, qosTimeoutMs, key]);
