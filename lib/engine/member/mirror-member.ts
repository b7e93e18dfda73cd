/**
 * This instance as a member of a mirror: what it is made of, and what the mirror machine orders of it.
 *
 * Lives from creating or joining a mirror (or the start of an instance that is a member) to the end of the process. The machine decides;
 * this carries out. What it is written down to be is `MemberConfiguration`'s, how it stops is `Stopping`'s.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { Outcome } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import type { ConfigurationVersion, MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Story } from '../../contract/stories.ts';
import type { MemberProgress } from '../link/mirror-protocol.ts';
import type { TlsCredentials } from '../link/secure.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import { narrate } from '../mirror/narration.ts';
import { NOBODY } from '../mirror/promotion.ts';
import type { Belonging } from '../mirror/roll.ts';
import { asAnotherKind, type Durable } from '../mirror/durable.ts';
import type { CourseRecord } from '../mirror/course.ts';
import type { MirrorState, TakeoverPhase } from '../mirror/state.ts';
import type { StopReason } from '../mirror/stop-reason.ts';
import type { JournalPosition } from '../journal/position.ts';
import { AgentLink } from '../channel/agent-link.ts';
import { Lines } from '../channel/lines.ts';
import type { Membership } from '../store/config-store.ts';
import type { MemberWorld } from './member-world.ts';
import type { Equipment } from './equipment.ts';
import { MemberDialer } from '../channel/member-dialer.ts';
import { type ConfigurationOwner, MemberConfiguration } from './member-configuration.ts';
import { memberProgress } from './member-progress.ts';
import { AgentWatch } from './agent-watch.ts';
import { AsyncDriver } from './async-driver.ts';
import type { MembershipPart, OwnMember, Promoted, Way } from './own-member.ts';
import { notAMember } from './member-roll.ts';
import { loadCredentials } from '../channel/mirror-credentials.ts';
import { MirrorDriver } from './mirror-driver.ts';
import { haltCodes } from './halt-codes.ts';
import type { HaltKind, MirrorHost } from './mirror-host.ts';
import { JournalMender } from '../channel/journal-mending.ts';
import { beginFilter } from './member-filter.ts';
import { loadMirrorState, saveMirrorState } from '../store/mirror-state-store.ts';
import { MemberRequests } from './member-requests.ts';
import { OwnRecord } from './own-record.ts';
import { PendingNames } from './pending-names.ts';
import { Promotion } from './promotion.ts';
import { RoleInquiry, takeOverEdit } from './role-inquiry.ts';
import { RoleJobs } from './role-jobs.ts';
import { StateWatch } from '../ports/state-watch.ts';
import { Stopping } from './stopping.ts';
import { SharedTimeline } from './shared-timeline.ts';
import { TakeoverOutlook } from './takeover-outlook.ts';
import { runPhase } from './takeover-phases.ts';
import { meetAsync } from './told-roles.ts';
import { OwnVirtualIp } from './virtual-ip.ts';

export class MirrorMember implements MirrorHost, OwnMember {
  readonly #instance: MemberWorld;
  readonly #seat: Equipment;
  readonly #configuration: MemberConfiguration;
  readonly #stopping: Stopping;
  readonly #steps: StateWatch;
  readonly lines = new Lines();
  readonly dialer: MemberDialer;
  readonly names: PendingNames;
  readonly mender: JournalMender;
  readonly agents: AgentLink;
  /** The machine of a failover member, or that of an async. */
  #driver: MirrorDriver | AsyncDriver;
  readonly service: MemberRequests;
  readonly promotion: Promotion;
  readonly agentWatch = new AgentWatch(this);
  readonly outlook: TakeoverOutlook;
  readonly timeline: SharedTimeline;
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
    this.#configuration = new MemberConfiguration(instance, this.#ownConfiguration(), { membership, config, credentials });
    this.#steps = new StateWatch(instance.clock);
    this.#stopping = new Stopping(this, instance.journal);
    const links = { clock: instance.clock, config: () => this.config(), self: () => this.self(), credentials: () => this.credentials };
    this.names = new PendingNames(instance, this);
    this.dialer = new MemberDialer({
      lines: this.lines,
      network: instance.network,
      ...links,
      onUnlistedName: (entry, distinguishedName) => this.names.note(entry, distinguishedName, 'here'),
    });
    this.agents = new AgentLink({ client: instance.agentClient, ...links, log: (severity, text) => this.log(severity, text, null) });
    this.mender = new JournalMender({
      history: seat.history,
      agents: this.agents,
      others: () => this.#configuration.others,
      log: (severity, text) => this.log(severity, text, null),
    });
    this.promotion = new Promotion(instance, this);
    this.outlook = new TakeoverOutlook(instance, this);
    this.timeline = new SharedTimeline(instance, this, () => this.driver.tellTimeline());
    this.#roleInquiry = new RoleInquiry(this);
    this.#driver = membership.kind === 'failover' ? new MirrorDriver(this, durable) : new AsyncDriver(this, durable);
    this.service = new MemberRequests(instance, this);
    this.#jobs = new RoleJobs(instance.processes);
    this.virtualIp = new OwnVirtualIp(instance.network, this);
    this.#record = new OwnRecord((written) => saveMirrorState(instance.store, membership.mirrorName, written), instance.clock);
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
    member.agentWatch.start();
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
    return this.#configuration.membership;
  }
  get credentials(): TlsCredentials | null {
    return this.#configuration.credentials;
  }
  /** What it has written down of itself. */
  get belonging(): Belonging {
    return this.#configuration.belonging;
  }

  config(): MirrorConfig {
    return this.#configuration.config;
  }

  self(): MemberEntry {
    return this.#configuration.self;
  }

  /** A member that the others do not know yet may never lead (engine facts 2.2), nor one that "no failover" excludes. */
  onlyPrimary(): string | null {
    // What a member whose role is unknown knows of others is over, too. One that is promoted leads by that alone, once nobody is found who
    // has passed it over.
    const stage = this.promotion.document?.stage;
    if (stage === 'role-unknown' || stage === 'leading') return NOBODY;
    if (this.membership.noFailoverFor !== null) return this.membership.noFailoverFor;
    if (this.membership.validatedMember) return null;
    return this.#configuration.others.find(({ kind }) => kind === 'failover')?.guid ?? null;
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

  persist(durable: Durable): Promise<void> {
    return this.#record.write(durable);
  }

  writtenDown(holds: (durable: Durable) => boolean, timeoutMs: number): Promise<boolean> {
    return this.#record.written(holds, timeoutMs);
  }

  stateHolds(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.#steps.until(holds, timeoutMs);
  }

  log(severity: 0 | 1 | 2 | 3, text: string, story: Story | null, takeover: CourseRecord | null = null): void {
    this.#instance.log.append({ severity, event: 'Utility.Event', text });
    if (story !== null) this.timeline.tell({ severity, text, story }, takeover);
  }

  /** A decision made outside the machine, for the log and the timeline. */
  tell(severity: 0 | 1 | 2 | 3, code: Story['code'], ...args: string[]): void {
    this.log(severity, narrate({ code, args }), { code, args });
  }

  /** On the primary: from now on only it may be primary, or any member again. Durable and on its way to the others when it resolves. */
  async setNoFailover(isSet: boolean): Promise<void> {
    await this.changeMembership({ noFailoverFor: isSet ? this.membership.memberGuid : null });
    this.tell(1, isSet ? 'no-failover-set' : 'no-failover-cleared');
  }

  async allowFailover(): Promise<void> {
    if (this.membership.noFailoverFor !== null)
      await this.changeMembership({ noFailoverFor: null, ...this.promotion.whenFailoverAllowed() });
  }

  /** The other failover member, or null while there is none, and on an async. */
  get partner(): MemberEntry | null {
    if (this.async) return null;
    return this.#configuration.others.find(({ kind }) => kind === 'failover') ?? null;
  }

  committed(through: JournalPosition): void {
    if (this.#instance.journal.isPrimary) this.#instance.journal.commitThrough(through);
    else this.dejournaler.applyThrough(through);
  }

  runPhase(phase: Exclude<TakeoverPhase, 'persist'>, epoch: Epoch): Promise<void> {
    return runPhase(this.#instance, this, { phase, epoch });
  }

  async closeDatabases(): Promise<void> {
    this.#instance.storage.byMirror.closeMirrored();
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
    this.#steps.changed();
    this.#stopping.stepTaken(role);
  }

  #hasLed = false;

  progress(): MemberProgress {
    return memberProgress(this.#instance, this);
  }

  halt(reason: string, end: HaltKind = 'stepped-down'): void {
    this.driver.close();
    this.#instance.halt(reason, haltCodes[end]);
  }

  async takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, { epoch = null, word = this.presentWord }: Way): Promise<void> {
    if (epoch !== null) await this.names.superseded();
    return this.#configuration.take(config, onlyPrimary, { epoch, word });
  }

  get presentWord(): string {
    return this.#configuration.word;
  }

  standAside(): Promise<void> {
    this.async?.hangUp();
    return this.#configuration.standAside();
  }

  changeConfiguration(
    change: (config: MirrorConfig) => Outcome<MirrorConfig> | Promise<Outcome<MirrorConfig>>,
  ): Promise<Outcome<MirrorConfig>> {
    return this.#configuration.change(change);
  }

  changeOwnCopy(change: (config: MirrorConfig) => Outcome<MirrorConfig>): Promise<Outcome<MirrorConfig>> {
    return this.#configuration.changeOwnCopy(change);
  }

  async changeMembership(part: MembershipPart): Promise<void> {
    await this.#configuration.changeMembership(part);
    this.promotion.goOn();
  }

  learnConfiguration(from: { readonly guid: string; readonly roll: MirrorConfig }): Promise<void> {
    return this.#configuration.learn(from);
  }

  learnRole(configuration: MirrorConfig, onlyPrimary: string | null): Promise<void> {
    return this.#configuration.learnRole(configuration, onlyPrimary);
  }

  becomeFailover(change: (config: MirrorConfig) => false | Promoted): Promise<number | null> {
    return this.#configuration.becomeFailover(change);
  }

  becomeAsync(told: { readonly version: ConfigurationVersion; readonly by: string }, may: () => boolean): Promise<boolean> {
    return this.#configuration.becomeAsync(told, may);
  }

  configurationHolds(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    return this.#configuration.until(holds, timeoutMs);
  }

  /** What its configuration asks of it, and what it does when that has changed. */
  #ownConfiguration(): ConfigurationOwner {
    return {
      isPrimary: () => this.isPrimary,
      epoch: () => this.journal.state().epoch,
      notAMember: () => this.notAMember(),
      // On every member: an arbiter learns how long it may wait for a member when that member connects.
      arbitrationChanged: () => {
        this.agents.closeArbiter();
        this.failover?.feed({ kind: 'arbiter-lost' });
      },
      written: async () => {
        await this.#instance.register(this);
        if ((this.membership.kind === 'failover') !== (this.failover !== null))
          await this.#switchMachine().catch((error: unknown) =>
            this.halt(`what this member has become cannot be begun: ${error instanceof Error ? error.message : String(error)}`, 'failed'),
          );
      },
      settingsChanged: () => this.driver.settingsChanged(),
      followCatalogue: (config) => this.#instance.storage.byMirror.followCatalogue(config),
    };
  }

  /** Ends every data channel; the members connect again with the present settings. */
  restartConnections(why: string): void {
    this.log(0, `${why}: mirror connections are restarted`, null);
    for (const follower of this.driver.followers.values()) follower.connection.close();
    this.driver.renewLink();
  }

  async reloadCredentials(): Promise<void> {
    await this.#configuration.reloadCredentials();
    await this.#instance.register(this);
  }

  // ---- promotion and demotion (engine facts 9.1, 9.3)

  /** The other machine goes on with what this one knew; neither acts before that is written down. */
  async #switchMachine(): Promise<void> {
    const durable = asAnotherKind(this.#driver.state.durable);
    this.#driver.close();
    this.agents.closeArbiter();
    await this.persist(durable);
    const isFailover = this.membership.kind === 'failover';
    if (isFailover && this.dejournaler.isStopped) await this.dejournaler.setStopped(false);
    this.tell(1, isFailover ? 'promoted-here' : 'demoted-here');
    this.#driver = isFailover ? new MirrorDriver(this, durable) : new AsyncDriver(this, durable);
    this.#driver.start();
    this.#steps.changed();
    this.promotion.goOn();
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

  meetAsync(partner: MemberEntry, theirs: { readonly config: MirrorConfig; readonly word?: string }): Promise<void> {
    return meetAsync(this, partner, theirs);
  }

  // ---- ending

  awaitsAuthorization(): boolean {
    return this.membership.joinMirror && !this.membership.validatedMember && this.promotion.document?.stage !== 'role-unknown';
  }

  notAMember(): Promise<void> {
    return notAMember(this.#instance, this);
  }

  resign(mayFailOver = true): Promise<void> {
    return this.#stopping.resign(mayFailOver);
  }

  stopMirroring(why: StopReason): Promise<void> {
    return this.#stopping.stopMirroring(why);
  }

  configurationHeard(): Promise<void> {
    return this.#stopping.heard();
  }

  /** The end of this member in this process; nothing of the mirror runs or is reachable afterwards. */
  async close(): Promise<void> {
    this.promotion.close();
    this.#roleInquiry.close();
    this.agentWatch.close();
    this.outlook.close();
    this.timeline.close();
    this.driver.close();
    // A configuration that is being stored must not come back behind the removal of this member, nor start another machine.
    await this.#configuration.settled();
    this.driver.close();
    this.agents.closeArbiter();
    this.#jobs.close();
    await this.closeDatabases();
  }
}
