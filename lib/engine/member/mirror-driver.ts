/**
 * The only loop of a mirror member: takes an event, asks `step`, carries out the effects in their order, feeds the outcome back as events.
 *
 * Decides nothing. Effects that must be finished before the next one (persist, truncate) are awaited; those that take time (questions,
 * takeover phases, fetching) are started and answer with an event, within a deadline, so that the machine never waits for ever.
 */
import type { Epoch } from '../journal/epoch.ts';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { Story } from '../../contract/stories.ts';
import type { AgentLink } from '../channel/agent-link.ts';
import type { JournalPosition } from '../journal/position.ts';
import { earlier, isBefore, ORIGIN } from '../journal/position.ts';
import { meetHistories } from '../mirror/history.ts';
import { narrate } from '../mirror/narration.ts';
import { type FileObstacle, isSameCause, lackedFile, type Obstacle, type ReceiverObstacle, storyOf } from '../mirror/obstacle.ts';
import type { Durable, Effect, MirrorEvent, MirrorState, Settings, Standing, TakeoverPhase } from '../mirror/state.ts';
import { asyncSilenceMs } from '../mirror/async-member.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import { startMember, step } from '../mirror/step.ts';
import { standingOf } from '../mirror/turn.ts';
import { TICK_MS } from '../mirror/timing.ts';
import type { CompressionKind } from '../link/compression.ts';
import type { FromBackup, FromPrimary, MemberProgress } from '../link/mirror-protocol.ts';
import type { Clock } from '../ports/clock.ts';
import { AsyncFeed, AsyncPieces } from '../channel/async-feed.ts';
import { FollowerSession } from '../channel/follower-session.ts';
import { ConnectionFaults } from '../channel/connection-faults.ts';
import { IncomingRate } from '../channel/incoming-rate.ts';
import type { MemberDialer } from '../channel/member-dialer.ts';
import type { JournalMender } from '../channel/journal-mending.ts';
import type { MirrorConnection } from '../channel/mirror-connection.ts';
import { PrimaryWords } from '../channel/primary-words.ts';
import type { Dejournaler, MirrorJournal } from '../journaling/mirror-journal.ts';

/** How long a partner may take to answer a question before it counts as unreachable. */
const QUESTION_MS = 1500;
const PROGRESS_MS = 1000;
/** A backup's databases follow the primary's commits within about this time. */
const COMMITTED_MS = 20;
/**
 * Received journal that waits for this disk: above the first the primary is not read, below the second it is again. Little, because its
 * heartbeats wait too.
 */
const UNWRITTEN_BYTES_MAX = 8 * 1024 * 1024;
const UNWRITTEN_BYTES_LOW = 2 * 1024 * 1024;
/**
 * How often and how long an effect that must be finished is tried again, before this member gives up (engine facts 6.4: 30 s without a
 * write).
 */
const PERSIST_RETRY_MS = 1000;
const PERSIST_MS = 30_000;

/** `planned`: an operator's word. `failed`: a fault of its own. Else another member is primary, or this one cannot go on. */
export type HaltKind = 'planned' | 'failed' | 'stepped-down';

/** What the driver asks of the instance around it. */
export interface MirrorHost {
  readonly clock: Clock;
  /** Of this instance, as its agent knows it. */
  readonly processName: string;
  readonly journal: MirrorJournal;
  readonly dejournaler: Dejournaler;
  readonly dialer: MemberDialer;
  readonly agents: AgentLink;
  readonly mender: Pick<JournalMender, 'mend' | 'doubt'>;
  config(): MirrorConfig;
  self(): MirrorMember;
  onlyPrimary(): string | null;
  /** The other failover member says that it is an async, and has this written down. */
  meetAsync(partner: MirrorMember, theirs: MirrorConfig): Promise<void>;
  /** It has asked to join, and no primary has said yet that it is a member. */
  awaitsAuthorization(): boolean;
  /** The other member says that this one is not in the mirror's configuration. */
  notAMember(): Promise<void>;
  persist(durable: Durable): Promise<void>;
  log(severity: 0 | 1 | 2 | 3, text: string, story: Story | null): void;
  /** Writers of everything before it are answered; applied to the databases. */
  committed(through: JournalPosition): void;
  runPhase(phase: Exclude<TakeoverPhase, 'persist'>, epoch: Epoch): Promise<void>;
  closeDatabases(): Promise<void>;
  /** "No failover" is over: written down and told to the members. */
  allowFailover(): Promise<void>;
  /** `epoch`: the term of the primary that this member is connected to. */
  takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, epoch: Epoch): Promise<void>;
  halt(reason: string, end?: HaltKind): void;
  /** What this member says of itself. */
  progress(): MemberProgress;
  /** After every step, with the state it led to; must be cheap. */
  stepTaken(state: MirrorState | AsyncState): void;
}

export class MirrorDriver {
  state: MirrorState;
  readonly #host: MirrorHost;
  readonly #queue: MirrorEvent[] = [];
  #draining = false;
  #ended = false;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Everybody who receives the journal from here; the machine knows only the other failover member. */
  readonly followers = new Map<number, FollowerSession | AsyncFeed>();
  readonly #faults: ConnectionFaults;
  readonly #asyncPieces: AsyncPieces;
  /** When each member's data channel ended last in this run, by GUID, as wall time. */
  readonly lostAt = new Map<string, Date>();
  #sessionCount = 0;
  #primaryLink: { session: number; connection: MirrorConnection<FromPrimary, FromBackup>; words: PrimaryWords } | null = null;
  /** The primary's last word about itself. */
  primaryProgress: MemberProgress | null = null;
  /** What the primary last called committed on the present link; null before it has, and on a primary. */
  primaryCommitted: JournalPosition | null = null;
  #calls = new Map<number, (answer: Extract<Effect, { kind: 'answer-partner' }>['answer']) => void>();
  #callCount = 0;
  readonly #rate: IncomingRate;
  /** When the partner was last known to be connected, as wall time; null when never in this run. */
  partnerLostAt: Date | null = null;

  constructor(host: MirrorHost, durable: Durable) {
    this.#host = host;
    this.#asyncPieces = new AsyncPieces(host.journal);
    this.#rate = new IncomingRate(host.clock);
    this.#faults = new ConnectionFaults((severity, text) => host.log(severity, text, null));
    this.state = startMember({ settings: settingsOf(host), durable, journal: host.journal.state(), now: host.clock.nowMs() });
  }

  readonly #saidFarewell = new Set<string>();
  /** The other failover member ended in order, or handed over, and has not come back: nothing is broken there. */
  get isPartnerOffByPlan(): boolean {
    return this.#saidFarewell.has(this.#partner?.guid ?? '');
  }

  get incomingRate() {
    return this.#rate.latest;
  }

  start(): void {
    this.#host.journal.listen({
      live: (event) => {
        for (const follower of this.followers.values()) {
          if (follower instanceof AsyncFeed) continue;
          if (event.kind === 'block') follower.live(event.block);
          else follower.liveFile();
        }
      },
      durable: () => {
        this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
        for (const follower of this.followers.values()) if (follower instanceof AsyncFeed) follower.wake();
        if (this.#host.journal.unwrittenBytes <= UNWRITTEN_BYTES_LOW) this.#primaryLink?.connection.resume();
      },
      refused: (obstacle) => this.#cannotReceive(obstacle),
    });
    this.#host.dejournaler.listen({
      databasesChanged: () => this.feed({ kind: 'databases-changed' }),
      damaged: (fileCount) => this.#isDamaged(fileCount),
    });
    this.#timers.push(setInterval(() => this.#tick(), TICK_MS));
    this.#timers.push(setInterval(() => this.#tellProgress(), PROGRESS_MS));
    this.feed({ kind: 'tick' });
  }

  /** Ends the loop; connections are closed. `inOrder`: the primary is told that nothing is broken. */
  close({ inOrder = false } = {}): void {
    this.#ended = true;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#committedTimer) clearTimeout(this.#committedTimer);
    for (const follower of this.followers.values()) follower.connection.close();
    if (inOrder) this.#primaryLink?.connection.send({ kind: 'farewell' });
    // What was said last goes out first.
    this.#primaryLink?.connection.finish();
    this.#host.agents.closeArbiter();
    this.#host.journal.listen(null);
    this.#host.dejournaler.listen(null);
  }

  feed(event: MirrorEvent): void {
    if (this.#ended) return;
    this.#queue.push(event);
    // Whatever an effect throws that its own code does not expect leaves the machine ahead of the world: this member must not go on.
    if (!this.#draining)
      void this.#drain().catch((error: unknown) => this.#host.halt(`the mirror machine failed: ${describe(error)}`, 'failed'));
  }

  /**
   * Starts work that answers with an event. When it fails in a way that has no event of its own, the log says so and `otherwise` tells the
   * machine, which must not wait for ever.
   */
  #begin(what: string, work: Promise<void>, otherwise: () => void): void {
    work.catch((error: unknown) => {
      this.#host.log(2, `${what} failed: ${describe(error)}`, null);
      otherwise();
    });
  }

  /**
   * Nothing may be said that depends on what is not on the disk: the machine waits, and after a while this member ends, so that another can
   * go on.
   */
  async #persist(durable: Durable): Promise<void> {
    const since = this.#host.clock.nowMs();
    for (let failures = 0; !this.#ended; failures++) {
      try {
        return await this.#host.persist(durable);
      } catch (error) {
        if (failures === 0)
          this.#host.log(2, `The mirror state cannot be stored, this member waits until it can: ${describe(error)}`, null);
        if (this.#host.clock.nowMs() - since >= PERSIST_MS) return this.#host.halt(`the mirror state cannot be stored: ${describe(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PERSIST_RETRY_MS));
    }
  }

  settingsChanged(): void {
    this.feed({ kind: 'settings-changed', settings: settingsOf(this.#host) });
    this.#pushConfiguration();
  }

  /** The partner (or an authorised member) asks on a `status` connection. */
  ask(
    question: Extract<MirrorEvent, { kind: 'partner-asked' }>['question'],
  ): Promise<Extract<Effect, { kind: 'answer-partner' }>['answer']> {
    const call = ++this.#callCount;
    return new Promise((resolve) => {
      this.#calls.set(call, resolve);
      this.feed({ kind: 'partner-asked', call, question });
    });
  }

  standing(): Standing {
    return standingOf(this.state);
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#queue.length > 0 && !this.#ended) {
      const event = this.#queue.shift() as MirrorEvent;
      const [next, effects] = step(this.state, event, this.#host.clock.nowMs());
      this.state = next;
      this.#host.stepTaken(next);
      for (const effect of effects) {
        // What it waited for may not be on the disk: nothing that depends on it is said or applied any more.
        const running = this.#ended ? undefined : this.#carryOut(effect);
        if (running) await running;
      }
    }
    this.#draining = false;
  }

  #tick(): void {
    this.feed({ kind: 'tick' });
    this.#dropSilentAsyncs();
  }

  /** Returns a promise only where the next effect must wait for this one. */
  #carryOut(effect: Effect): Promise<void> | undefined {
    const host = this.#host;
    switch (effect.kind) {
      case 'persist':
        return this.#persist(effect.durable);
      case 'log':
        return void host.log(effect.severity, effect.text, effect.story ?? null);
      case 'commit-through':
        host.committed(effect.through);
        this.primaryCommitted = this.state.role.kind === 'primary' ? null : effect.through;
        this.#tellCommitted();
        return;
      case 'tell-primary':
        if (this.#primaryLink?.session === effect.session) this.#primaryLink.connection.send(effect.message);
        return;
      case 'tell-backup':
        return void this.followers.get(effect.session)?.connection.send(effect.message);
      case 'ask-partner':
        this.#begin('Asking the other member', this.#askPartner(effect), () =>
          this.feed({ kind: 'partner-was-unreachable', inquiry: effect.inquiry }),
        );
        return;
      case 'answer-partner':
        this.#calls.get(effect.call)?.(effect.answer);
        this.#calls.delete(effect.call);
        return;
      case 'ask-agent':
        this.#begin('Asking the agent', this.#askAgent(effect), () =>
          this.feed({ kind: 'agent-was-unreachable', inquiry: effect.inquiry }),
        );
        return;
      case 'fetch-journal':
        this.#begin('Retrieving journal data', this.#fetchJournal(effect.inquiry), () => this.#fetchFailed(effect.inquiry));
        return;
      case 'open-link':
        this.#begin('Opening the data channel', this.#openLink(), () => this.feed({ kind: 'link-lost', session: null }));
        return;
      case 'close-link':
        return void this.#dropLink();
      case 'follow-from':
        return this.#followFrom(effect);
      case 'close-follower':
        this.followers.get(effect.session)?.connection.close();
        return;
      case 'open-arbiter':
        this.#begin('Connecting to the arbiter', this.#openArbiter(), () => this.feed({ kind: 'arbiter-lost' }));
        return;
      case 'close-arbiter':
        host.agents.closeArbiter();
        return;
      case 'tell-arbiter':
        host.agents.tellArbiter(effect.message);
        return;
      case 'run-takeover-phase':
        void this.#runPhase(effect.phase, effect.epoch);
        return;
      case 'allow-failover':
        return host.allowFailover();
      case 'close-databases':
        return host.closeDatabases();
      case 'halt':
        host.halt(effect.reason, effect.isPlanned ? 'planned' : 'stepped-down');
        return;
    }
  }

  #committedTimer: NodeJS.Timeout | null = null;
  /** Followers apply what is committed; they hear of it soon after, many commits at once. */
  #tellCommitted(): void {
    if (this.state.role.kind !== 'primary' || this.followers.size === 0) return;
    this.#committedTimer ??= setTimeout(() => {
      this.#committedTimer = null;
      const { role } = this.state;
      if (role.kind !== 'primary') return;
      const word = { kind: 'heartbeat', committed: role.committed, echoMs: 0, mode: role.mode.kind } as const;
      for (const follower of this.followers.values()) {
        if (follower instanceof AsyncFeed) follower.say(word);
        else if (follower.isFollowing) follower.connection.send(word);
      }
    }, COMMITTED_MS);
  }

  get #partner(): MirrorMember | null {
    const self = this.#host.self();
    return this.#host.config().members.find((member) => member.kind === 'failover' && member.guid !== self.guid) ?? null;
  }

  async #askPartner({ inquiry, question }: Extract<Effect, { kind: 'ask-partner' }>): Promise<void> {
    const partner = this.#partner;
    const answer = partner ? await this.#host.dialer.ask(partner, question, QUESTION_MS) : null;
    if (answer === null) return this.feed({ kind: 'partner-was-unreachable', inquiry });
    if (answer.kind === 'standing') return this.feed({ kind: 'partner-answered', inquiry, standing: answer.standing });
    if (answer.kind === 'not-a-member' && this.#host.awaitsAuthorization()) return this.feed({ kind: 'not-listed-yet', inquiry });
    if (answer.kind === 'not-a-member') void this.#host.notAMember();
    if (answer.kind === 'async' && partner) void this.#host.meetAsync(partner, answer.config);
    if (answer.kind === 'verdict') this.feed({ kind: 'partner-accepted', inquiry, accepted: answer.accepted });
    else this.feed({ kind: 'partner-was-unreachable', inquiry });
  }

  async #askAgent(effect: Extract<Effect, { kind: 'ask-agent' }>): Promise<void> {
    const { inquiry } = effect;
    const { agents } = this.#host;
    const partner = this.#partner;
    const report = partner && (await (effect.question === 'report' ? agents.report(partner) : agents.forceDown(partner, effect.meant)));
    this.feed(report === null ? { kind: 'agent-was-unreachable', inquiry } : { kind: 'agent-answered', inquiry, report });
  }

  async #fetchJournal(inquiry: number): Promise<void> {
    const partner = this.#partner;
    const { journal, dejournaler, agents } = this.#host;
    // The machine may turn elsewhere meanwhile; then nothing more of this may reach the journal.
    const isWanted = () =>
      !this.#ended &&
      this.state.role.kind === 'deciding' &&
      this.state.role.inquiry.kind === 'fetching' &&
      this.state.role.inquiry.inquiry === inquiry;
    const fetched =
      partner !== null &&
      (await agents.fetchJournal(partner, {
        isWanted,
        journal,
        dejournaler,
        log: (severity, text) => this.#host.log(severity, text, null),
      }));
    if (fetched) this.feed({ kind: 'journal-fetched', inquiry, journal: journal.state() });
    else this.#fetchFailed(inquiry);
  }

  /** What the other member never had may be cut off already: this member must not claim to know it. */
  #fetchFailed(inquiry: number): void {
    this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
    this.feed({ kind: 'agent-was-unreachable', inquiry, ownDisk: this.#host.journal.refusal !== null });
  }

  async #openArbiter(): Promise<void> {
    const opened = await this.#host.agents.openArbiter({
      onMessage: (message) => this.feed({ kind: 'arbiter-said', message }),
      onLost: () => this.feed({ kind: 'arbiter-lost' }),
    });
    this.feed(opened === null ? { kind: 'arbiter-lost' } : { kind: 'arbiter-opened', incarnation: opened });
    this.#tellProgress();
  }

  async #runPhase(phase: TakeoverPhase, epoch: Epoch): Promise<void> {
    try {
      if (phase !== 'persist') await this.#host.runPhase(phase, epoch);
      if (phase === 'settle' || phase === 'switch-journal')
        this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
      this.feed({ kind: 'takeover-phase-done', phase });
    } catch (error) {
      this.feed({ kind: 'takeover-phase-failed', phase, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  // ---- backup side

  async #openLink(): Promise<void> {
    const partner = this.#partner;
    const connection = partner ? await this.#host.dialer.openData(partner) : null;
    if (this.state.role.kind !== 'synchronizing' || this.state.role.session !== null || this.#ended) {
      connection?.close();
      return;
    }
    if (connection === null) return this.feed({ kind: 'link-lost', session: null });
    const [session, words] = [++this.#sessionCount, new PrimaryWords(connection)];
    this.#primaryLink = { session, connection, words };
    this.primaryCommitted = null;
    this.feed({ kind: 'link-opened', session });
    words.start({
      message: (message) => this.#primarySaid(session, message),
      blocks: (fileCount, offset, bytes, networkBytes) => this.#receive(session, { fileCount, offset, bytes }, networkBytes),
      fault: (severity, reason) => partner && this.#faults.tell(partner, severity, reason),
      closed: () => {
        if (this.#primaryLink?.session === session) this.#primaryLink = null;
        this.partnerLostAt = this.#host.clock.wallTime();
        this.feed({ kind: 'link-lost', session });
      },
    });
  }

  /** Closing on our own account is not a loss: no event follows. */
  #dropLink(): void {
    const link = this.#primaryLink;
    this.#primaryLink = null;
    this.partnerLostAt = this.#host.clock.wallTime();
    link?.connection.finish();
  }

  #primarySaid(session: number, message: FromPrimary): void {
    if (this.#primaryLink?.session !== session) return;
    switch (message.kind) {
      case 'history':
        return this.#begin('Comparing journals', this.#compareHistory(session, message), () => this.#primaryLink?.connection.close());
      case 'new-file':
        this.#host.journal.receiveFile(
          { name: message.name, fileCount: message.fileCount, header: Buffer.from(message.header, 'base64') },
          this.state.durable.epoch,
        );
        return;
      case 'configuration':
        this.#configurationTaken = this.#takeConfiguration(session, message);
        return;
      case 'progress':
        this.primaryProgress = message;
        return;
      case 'cannot-serve':
        this.#begin('Writing what was received', this.#hindered({ ...message, kind: 'file' }), () => undefined);
        return;
      case 'resigning':
        if (this.#partner) this.#saidFarewell.add(this.#partner.guid);
        return this.feed({ kind: 'primary-said', session, message });
      default:
        return this.feed({ kind: 'primary-said', session, message });
    }
  }

  /** What came before must be known to the machine: it is no progress beyond the obstacle. */
  async #hindered(obstacle: Obstacle): Promise<void> {
    const { journal } = this.#host;
    await journal.settled().catch(() => undefined); // What could not be written is told by itself.
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    this.feed({ kind: 'following-hindered', obstacle });
  }

  /** Its own copy cannot be applied: it must not be counted on. The next link begins with looking at the copy and mending it. */
  #isDamaged(fileCount: number): void {
    this.#host.mender.doubt(fileCount);
    this.#primaryLink?.connection.close();
  }

  /** The primary can do nothing about it, but its operator is told, too. */
  #cannotReceive(obstacle: ReceiverObstacle): void {
    const link = this.#primaryLink;
    this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
    if (!link) return;
    link.connection.send({ kind: 'cannot-receive', reason: obstacle.kind, detail: obstacle.detail });
    this.feed({ kind: 'following-hindered', obstacle });
    link.connection.finish();
  }

  /** Whether what the primary has said of the mirror is written down. If not, its link has ended. */
  #configurationTaken: Promise<boolean> = Promise.resolve(true);
  async #takeConfiguration(
    session: number,
    { config, onlyPrimary, epoch }: Extract<FromPrimary, { kind: 'configuration' }>,
  ): Promise<boolean> {
    const fault = await this.#host.takeConfiguration(config, onlyPrimary, epoch).then(() => null, describe);
    if (fault !== null && this.#primaryLink?.session === session) this.#cannotReceive({ kind: 'store', detail: fault });
    if (fault !== null) return false;
    this.feed({ kind: 'settings-changed', settings: settingsOf(this.#host) });
    // It may list databases of which the primary wants to know whether they are here.
    this.#tellProgress();
    return true;
  }

  #receive(session: number, piece: { fileCount: number; offset: number; bytes: Buffer }, networkBytes: number): void {
    if (this.#primaryLink?.session !== session) return;
    this.#rate.add(networkBytes, piece.bytes.length);
    this.#host.journal.receiveBlocks(piece);
    if (this.#host.journal.unwrittenBytes > UNWRITTEN_BYTES_MAX) this.#primaryLink?.connection.pause();
  }

  /**
   * What an earlier link received must be on the disk, and known to the machine, before histories are compared, and the databases must
   * stand still: what the last primary called committed does not count beyond the point where the histories part. Until this member asks to
   * follow nothing is received and nothing is committed, so neither end moves before the surplus is cut.
   */
  async #compareHistory(session: number, { epoch, process, files, damaged }: Extract<FromPrimary, { kind: 'history' }>): Promise<void> {
    const { journal, dejournaler } = this.#host;
    // Before the first of its journal arrives, by which this member would take itself for one that has heard this primary.
    if (!(await this.#configurationTaken)) return;
    await journal.settled().catch(() => undefined); // What could not be written is not there: the comparison starts from what is.
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    const { fault } = await this.#host.mender.mend((dejournaler.neededFrom() ?? journal.state().durable).fileCount);
    if (fault !== null) {
      this.feed({ kind: 'following-hindered', obstacle: fault });
      return this.#primaryLink?.session === session ? this.#primaryLink.connection.close() : undefined;
    }
    if (dejournaler.word().kind === 'failed') dejournaler.retry();
    const meeting = meetHistories(journal.files(), files, dejournaler.neededFrom());
    if (meeting.kind === 'lacks') return this.#lacksFile(session, lackedFile(meeting, damaged));
    const common = meeting.kind === 'agree' ? meeting.through : meeting.kind === 'begin' ? meeting.at : null;
    dejournaler.forgetTarget(common ?? ORIGIN);
    await dejournaler.standStill();
    // Sharing nothing is the same as databases beyond the common point: this copy must be rebuilt.
    const furthest = dejournaler.appliedMax();
    const applied =
      common === null
        ? { fileCount: Number.MAX_SAFE_INTEGER, offset: 0 }
        : journal.wentAlong(furthest, files)
          ? earlier(common, furthest)
          : furthest;
    this.feed({ kind: 'history-compared', session, epoch, process, common: common ?? ORIGIN, applied });
  }

  /** The databases here need a file that the primary does not have whole: both tell it, and each further try waits longer. */
  #lacksFile(session: number, obstacle: FileObstacle): void {
    this.feed({ kind: 'following-hindered', obstacle });
    if (this.#primaryLink?.session !== session) return;
    this.#primaryLink.connection.send({ kind: 'lacks-file', fileCount: obstacle.fileCount, name: obstacle.name });
    this.#primaryLink.connection.finish();
  }

  async #followFrom({ session, position }: Extract<Effect, { kind: 'follow-from' }>): Promise<void> {
    const { journal, dejournaler } = this.#host;
    try {
      await journal.truncate(position);
    } catch (error) {
      this.#host.log(
        2,
        `Journal data after file #${position.fileCount} offset ${position.offset} could not be cut off: ${describe(error)}`,
        null,
      );
      // The link first: what stayed must not be acknowledged on it.
      if (this.#primaryLink?.session === session) this.#primaryLink.connection.close();
      return this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    }
    dejournaler.forgetTarget(position);
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    if (this.#primaryLink?.session !== session) return;
    this.#primaryLink.words.follow(position);
    // Once more behind the request, so that a backup that lacks nothing is Active at once.
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    this.#tellProgress();
  }

  // ---- primary side

  /** A member opened its data channel; it is authenticated and listed in the configuration. */
  acceptFollower(member: MirrorMember, connection: MirrorConnection<FromBackup, FromPrimary>, compression: CompressionKind): void {
    if (this.state.role.kind !== 'primary') return connection.close();
    const number = ++this.#sessionCount;
    const base = {
      number,
      memberGuid: member.guid,
      connection,
      journal: this.#host.journal,
      onFailure: (obstacle: FileObstacle) => this.#followerHindered(member, obstacle),
    };
    const follower =
      member.kind === 'failover'
        ? new FollowerSession({ ...base, onSynchronized: () => this.feed({ kind: 'follower-synchronized', session: number }) })
        : new AsyncFeed({ ...base, pieces: this.#asyncPieces, compression, now: this.#host.clock.nowMs() });
    // A member has one data channel: an older one is of a connection that it has given up.
    if (follower instanceof AsyncFeed)
      for (const older of this.followers.values()) if (older.memberGuid === member.guid) older.connection.close();
    this.followers.set(number, follower);
    connection.start({
      message: (message) => this.#followerSaid(follower, message),
      blocks: () => connection.end(1, 'journal data from a member that follows'),
      fault: (severity, reason) => this.#faults.tell(member, severity, reason),
      closed: () => {
        this.followers.delete(number);
        const now = this.#host.clock.wallTime();
        this.lostAt.set(member.guid, now);
        if (follower instanceof AsyncFeed) return follower.wake();
        this.partnerLostAt = now;
        this.feed({ kind: 'follower-lost', session: number });
      },
    });
    connection.send(this.#configuration());
    this.#begin('Looking at the journal files', this.#sendHistory(connection), () => connection.close());
  }

  /** Of what is on the disk now: a follower that has nothing begins with the first file of this list. */
  async #sendHistory(connection: MirrorConnection<FromBackup, FromPrimary>): Promise<void> {
    await this.#host.journal.lookAtDisk();
    connection.send({
      kind: 'history',
      epoch: this.state.durable.epoch,
      process: this.#host.processName,
      files: this.#writtenHistory(),
      damaged: damagedIn(this.#host.journal),
    });
  }

  /** What was told of an async that cannot be served, by GUID: once for each cause. */
  readonly #toldOfAsyncs = new Map<string, Obstacle>();
  #followerHindered(member: MirrorMember, obstacle: Obstacle): void {
    if (obstacle.kind === 'file' && obstacle.reason !== 'missing')
      this.#begin('Mending a journal file', this.#mendFor(obstacle.fileCount), () => undefined);
    if (member.kind === 'failover') return this.feed({ kind: 'follower-hindered', obstacle });
    const isTold = isSameCause(obstacle, this.#toldOfAsyncs.get(member.guid));
    this.#toldOfAsyncs.set(member.guid, obstacle);
    if (!isTold)
      this.#host.log(2, `${member.name}: ${narrate(storyOf(obstacle, { sender: this.#host.self().name, follower: member.name }))}`, null);
  }

  /** Others may have whole what is damaged here: the follower's next try finds it mended, or begins behind it where its databases can. */
  async #mendFor(fileCount: number): Promise<void> {
    this.#host.mender.doubt(fileCount);
    const { fault } = await this.#host.mender.mend(fileCount);
    if (fault !== null && fault.reason !== 'missing') this.#host.journal.foundDamage(fault);
  }

  /** A host that lost its power closes no connection. Twice what the async itself waits for, since nothing depends on it. */
  #dropSilentAsyncs(): void {
    const now = this.#host.clock.nowMs();
    for (const follower of this.followers.values()) {
      if (follower instanceof AsyncFeed && now - follower.lastHeardMs >= 2 * asyncSilenceMs(this.state.settings.qosTimeoutMs))
        follower.connection.close();
    }
  }

  /** Up to what has been handed to the disk, durable or not: a follower may have received, and made durable, as much. */
  #writtenHistory(): Extract<FromPrimary, { kind: 'history' }>['files'] {
    const { journal } = this.#host;
    const last = journal.inFlight().at(-1);
    return journal.files().map(({ fileCount, guid, start, end, name, previous }) => ({
      fileCount,
      guid,
      start,
      end: last?.fileCount === fileCount ? last.end.offset : end,
      name,
      previous: previous ?? null,
    }));
  }

  #followerSaid(follower: FollowerSession | AsyncFeed, message: FromBackup): void {
    if (message.kind === 'cannot-receive' || message.kind === 'lacks-file') {
      const member = this.#host.config().members.find(({ guid }) => guid === follower.memberGuid);
      const obstacle: Obstacle =
        message.kind === 'lacks-file'
          ? lackedFile(message, damagedIn(this.#host.journal))
          : { kind: message.reason, detail: message.detail };
      return member && this.#followerHindered(member, obstacle);
    }
    if ((message.kind === 'acknowledge' || message.kind === 'receipt') && !follower.hasSent(message.through)) {
      // What was never sent cannot be there: a commit that counted on it would be lost with this member.
      if (follower.isFollowing)
        follower.connection.end(
          2,
          `it acknowledges file #${message.through.fileCount} offset ${message.through.offset}, which was not sent`,
        );
      return;
    }
    if (message.kind === 'follow') {
      const { fileCount, offset } = message.position;
      const end = this.#host.journal.inFlight().at(-1)?.end ?? this.#host.journal.state().durable;
      if (isBefore(end, message.position))
        return follower.connection.end(
          1,
          `it asks for journal from file #${fileCount} offset ${offset} on, which ends at #${end.fileCount} offset ${end.offset}`,
        );
    }
    if (follower instanceof AsyncFeed) return this.#asyncSaid(follower, message);
    if (message.kind === 'receipt') return;
    if (message.kind === 'farewell') return void this.#saidFarewell.add(follower.memberGuid);
    if (message.kind === 'follow') {
      if (follower.isFollowing) return follower.follow(message.position);
      this.#saidFarewell.delete(follower.memberGuid);
      this.feed({ kind: 'follower-connected', session: follower.number, guid: follower.memberGuid });
      follower.follow(message.position);
      return this.#tellProgress();
    }
    if (message.kind === 'progress') {
      follower.progress = message;
      return;
    }
    this.feed({ kind: 'backup-said', session: follower.number, message });
    if (message.kind === 'acknowledge') follower.acknowledged(message.through);
  }

  /** The machine hears none of it: nothing that an async says decides anything. */
  #asyncSaid(feed: AsyncFeed, message: FromBackup): void {
    feed.lastHeardMs = this.#host.clock.nowMs();
    if (message.kind === 'follow') {
      feed.follow(message.position);
      return this.#tellProgress();
    }
    if (message.kind === 'receipt') {
      if (feed.received !== null && isBefore(feed.received, message.through)) this.#toldOfAsyncs.delete(feed.memberGuid);
      feed.received = message.through;
    }
    if (message.kind === 'progress') feed.progress = message;
  }

  #pushConfiguration(): void {
    for (const follower of this.followers.values()) follower.connection.send(this.#configuration());
  }

  #configuration(): Extract<FromPrimary, { kind: 'configuration' }> {
    return { kind: 'configuration', config: this.#host.config(), onlyPrimary: this.#host.onlyPrimary(), epoch: this.state.durable.epoch };
  }

  #tellProgress(): void {
    const progress = this.#host.progress();
    for (const follower of this.followers.values()) {
      if (follower instanceof AsyncFeed) {
        follower.say(progress);
        // Again although it has not changed: one that has just come has not heard it.
        if (this.state.role.kind === 'primary')
          follower.say({ kind: 'heartbeat', committed: this.state.role.committed, echoMs: 0, mode: this.state.role.mode.kind });
      } else follower.connection.send(progress);
    }
    this.#primaryLink?.connection.send(progress);
  }
}

const damagedIn = ({ hole }: MirrorJournal) =>
  hole?.kind === 'damaged' || hole?.kind === 'cut-off' ? { fileCount: hole.fileCount, offset: hole.offset } : null;

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

function settingsOf(host: MirrorHost): Settings {
  const config = host.config();
  const self = host.self();
  const partner = config.members.find((member) => member.kind === 'failover' && member.guid !== self.guid);
  return {
    mirrorName: config.name,
    self: { guid: self.guid, name: self.name },
    partner: partner ? { guid: partner.guid, name: partner.name } : null,
    hasArbiter: config.arbiter !== null,
    qosTimeoutMs: config.qosTimeoutMs,
    onlyPrimary: host.onlyPrimary(),
  };
}
