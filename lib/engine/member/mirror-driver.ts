/**
 * The only loop of a mirror member: takes an event, asks `step`, carries out the effects, feeds the outcome back as events. Decides
 * nothing.
 *
 * Its duties, for each step, in this order:
 * 1. Persist what the step writes down. It is awaited: while the disk refuses, nothing goes on, and after a while this member ends.
 * 2. Send what the step says, to the partner, to agents and the arbiter, to those that follow.
 * 3. Apply: what is committed goes to the databases, and writers are answered.
 * 4. Reply to whoever asked.
 *
 * `step` returns its effects in this order and they are carried out in it. Those that must be finished before the next one (persist, cut)
 * are awaited; those that take time (questions, takeover phases, fetching) are begun and answer with an event, within a deadline, so that
 * the machine never waits for ever. After the end nothing is said or applied any more.
 */
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { errorText } from '../../machine/error-text.ts';
import { ConnectionFaults } from '../channel/connection-faults.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { CompressionKind } from '../link/compression.ts';
import type { MemberProgress } from '../link/mirror-protocol.ts';
import type { Durable } from '../mirror/durable.ts';
import type { Standing } from '../mirror/dialogue.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState, Settings, TakeoverPhase } from '../mirror/state.ts';
import { startMember, step } from '../mirror/step.ts';
import { TICK_MS } from '../mirror/timing.ts';
import { standingOf } from '../mirror/turn.ts';
import { pause, type StopTimer } from '../ports/clock.ts';
import { type DataChannel, Feeding } from './feeding.ts';
import { EffectLoop } from './effect-loop.ts';
import type { MirrorHost } from './mirror-host.ts';
import { Receiving, type ReceivingMachine } from './receiving.ts';
import { RecordCount } from './record-count.ts';
import { WordMeter } from './word-meter.ts';
import { PARTNER_ANSWER_MS, PERSIST_MS, PERSIST_RETRY_MS, PROGRESS_MS } from '../../machine/waits.ts';

export class MirrorDriver {
  readonly #loop: EffectLoop<MirrorState, MirrorEvent, Effect>;
  readonly #host: MirrorHost;
  readonly #timers: StopTimer[] = [];
  readonly #feeding: Feeding;
  /** Of this member's own journal, as a primary. */
  readonly records = new RecordCount();
  readonly words = new WordMeter();
  readonly #receiving: Receiving;
  #sessionCount = 0;
  /** What the primary last called committed on the present link; null before it has, and on a primary. */
  primaryCommitted: JournalPosition | null = null;
  #calls = new Map<number, (answer: Extract<Effect, { kind: 'answer-partner' }>['answer']) => void>();
  #callCount = 0;

  constructor(host: MirrorHost, durable: Durable) {
    this.#host = host;
    const faults = new ConnectionFaults((severity, text) => host.log(severity, text, null));
    this.#feeding = new Feeding(
      host,
      { state: () => this.state, feed: (event) => this.feed(event), tellProgress: () => this.#tellProgress() },
      faults,
    );
    this.#receiving = new Receiving(host, this.#asReceiver(), faults);
    this.#loop = new EffectLoop(
      host,
      startMember({ settings: settingsOf(host), durable, journal: host.journal.state(), now: host.clock.nowMs() }),
      {
        step: (state, event, now) => {
          const taken = step(state, event, now);
          this.words.stepTaken(taken[0]);
          return taken;
        },
        carryOut: (effect) => this.#carryOut(effect),
        failed: (error) => host.halt(`the mirror machine failed: ${errorText(error)}`, 'failed'),
      },
    );
  }

  get state(): MirrorState {
    return this.#loop.state;
  }

  #asReceiver(): ReceivingMachine {
    return {
      epoch: () => this.state.durable.epoch,
      opened: (session) => {
        this.primaryCommitted = null;
        this.feed({ kind: 'link-opened', session });
      },
      lost: (session) => this.feed({ kind: 'link-lost', session }),
      heard: () => undefined,
      said: (session, message) => {
        const partner = this.#partner;
        if (message.kind === 'resigning' && partner) this.#feeding.saidFarewell.add(partner.guid);
        this.feed({ kind: 'primary-said', session, message });
      },
      compared: (session, comparison) => this.feed({ kind: 'history-compared', session, ...comparison }),
      hindered: (obstacle) => this.feed({ kind: 'following-hindered', obstacle }),
      journalMoved: () => this.#journalMoved(),
      settingsChanged: () => this.feed({ kind: 'settings-changed', settings: this.#settings() }),
    };
  }

  /** Everybody who receives the journal from here. */
  get followers() {
    return this.#feeding.followers;
  }
  /** When each member's data channel ended last in this run, by GUID, as wall time. */
  get lostAt(): ReadonlyMap<string, Date> {
    return this.#feeding.lostAt;
  }
  /** When the partner was last known to be connected, as wall time; null when never in this run. */
  get partnerLostAt(): Date | null {
    const [asPrimary, asBackup] = [this.#feeding.partnerLostAt, this.#receiving.lostAt];
    return asPrimary === null || (asBackup !== null && asBackup > asPrimary) ? asBackup : asPrimary;
  }
  /** The primary's last word about itself. */
  get primaryProgress(): MemberProgress | null {
    return this.#receiving.primaryProgress;
  }
  /** The other failover member ended in order, or handed over, and has not come back: nothing is broken there. */
  get isPartnerOffByPlan(): boolean {
    return this.#feeding.saidFarewell.has(this.#partner?.guid ?? '');
  }
  get incomingRate() {
    return this.#receiving.incomingRate;
  }

  /** See `Receiving.renew`. */
  renewLink(): void {
    this.#receiving.renew();
  }

  start(): void {
    this.#host.journal.listen({
      live: (event) => {
        if (event.kind === 'block') this.records.wrote(event.block);
        this.#feeding.live(event);
      },
      durable: () => {
        this.#journalMoved();
        this.#feeding.wake();
        this.#receiving.written();
      },
      refused: (obstacle) => this.#receiving.refused(obstacle),
    });
    this.#host.dejournaler.listen({
      databasesChanged: () => this.feed({ kind: 'databases-changed' }),
      damaged: (fileCount) => this.#receiving.damaged(fileCount),
    });
    const { clock } = this.#host;
    this.#timers.push(
      clock.every(TICK_MS, () => this.#tick()),
      clock.every(PROGRESS_MS, () => this.#tellProgress()),
    );
    this.feed({ kind: 'tick' });
  }

  /** Ends the loop; connections are closed. `inOrder`: the primary is told that nothing is broken. */
  close({ inOrder = false } = {}): void {
    this.#loop.end();
    for (const stop of this.#timers) stop();
    this.#feeding.close();
    this.#receiving.end(inOrder ? { kind: 'farewell' } : null);
    this.#host.agents.closeArbiter();
    this.#host.journal.listen(null);
    this.#host.dejournaler.listen(null);
  }

  feed(event: MirrorEvent): void {
    this.#loop.feed(event);
  }

  /**
   * Starts work that answers with an event. When it fails in a way that has no event of its own, the log says so and `otherwise` tells the
   * machine, which must not wait for ever.
   */
  #begin(what: string, work: Promise<void>, otherwise: () => void): void {
    work.catch((error: unknown) => {
      this.#host.log(2, `${what} failed: ${errorText(error)}`, null);
      otherwise();
    });
  }

  /**
   * Nothing may be said that depends on what is not on the disk: the machine waits, and after a while this member ends, so that another can
   * go on.
   */
  async #persist(durable: Durable): Promise<void> {
    const since = this.#host.clock.nowMs();
    for (let failures = 0; !this.#loop.hasEnded; failures++) {
      try {
        return await this.#host.persist(durable);
      } catch (error) {
        if (failures === 0)
          this.#host.log(2, `The mirror state cannot be stored, this member waits until it can: ${errorText(error)}`, null);
        if (this.#host.clock.nowMs() - since >= PERSIST_MS)
          return this.#host.halt(`the mirror state cannot be stored: ${errorText(error)}`);
      }
      await pause(this.#host.clock, PERSIST_RETRY_MS);
    }
  }

  settingsChanged(): void {
    this.feed({ kind: 'settings-changed', settings: this.#settings() });
    this.#feeding.pushConfiguration();
  }

  /**
   * A backup that has not heard of a shorter QoS timeout may hold its journal to be complete for as long as the former one says. What it
   * goes by when it connects is of no concern: it takes the configuration before it compares histories.
   */
  #settings(): Settings {
    const settings = settingsOf(this.#host);
    const link = [...this.followers.values()].find(({ memberGuid }) => memberGuid === settings.partner?.guid);
    const hasHeard = !link || link.progress?.outlook?.configurationVersion === this.#host.config().version;
    const longestQosTimeoutMs = hasHeard ? settings.qosTimeoutMs : Math.max(this.state.settings.longestQosTimeoutMs, settings.qosTimeoutMs);
    return { ...settings, longestQosTimeoutMs };
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

  #tick(): void {
    const { qosTimeoutMs, longestQosTimeoutMs } = this.state.settings;
    if (longestQosTimeoutMs > qosTimeoutMs) this.feed({ kind: 'settings-changed', settings: this.#settings() });
    this.feed({ kind: 'tick' });
    this.#feeding.dropSilentAsyncs();
  }

  /** Returns a promise only where the next effect must wait for this one. */
  #carryOut(effect: Effect): Promise<void> | undefined {
    const host = this.#host;
    switch (effect.kind) {
      case 'persist':
        return this.#persist(effect.durable);
      case 'log':
        return void host.log(effect.severity, effect.text, effect.story ?? null, effect.takeover ?? null);
      case 'commit-through':
        host.committed(effect.through);
        this.primaryCommitted = this.state.role.kind === 'primary' ? null : effect.through;
        this.#feeding.tellCommitted();
        return;
      case 'tell-primary':
        return void this.#receiving.send(effect.session, effect.message);
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
        return void this.#receiving.drop();
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

  get #partner(): MirrorMember | null {
    const self = this.#host.self();
    return this.#host.config().members.find((member) => member.kind === 'failover' && member.guid !== self.guid) ?? null;
  }

  async #askPartner({ inquiry, question }: Extract<Effect, { kind: 'ask-partner' }>): Promise<void> {
    const partner = this.#partner;
    const answer = partner ? await this.#host.dialer.ask(partner, question, PARTNER_ANSWER_MS) : null;
    if (answer === null) return this.feed({ kind: 'partner-was-unreachable', inquiry });
    if (answer.kind === 'standing') return this.feed({ kind: 'partner-answered', inquiry, standing: answer.standing });
    if (answer.kind === 'not-a-member' && this.#host.awaitsAuthorization()) return this.feed({ kind: 'not-listed-yet', inquiry });
    if (answer.kind === 'not-a-member') void this.#host.notAMember();
    if (answer.kind === 'async' && partner) void this.#host.meetAsync(partner, answer);
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
      !this.#loop.hasEnded &&
      this.state.role.kind === 'deciding' &&
      this.state.role.inquiry.kind === 'fetching' &&
      this.state.role.inquiry.inquiry === inquiry;
    let bytes = 0;
    const fetched =
      partner !== null &&
      (await agents.fetchJournal(partner, {
        isWanted,
        journal,
        dejournaler,
        onBytes: (length) => {
          bytes += length;
        },
        log: (severity, text) => this.#host.log(severity, text, null),
      })) === 'whole';
    if (fetched) this.feed({ kind: 'journal-fetched', inquiry, journal: journal.state(), bytes });
    else this.#fetchFailed(inquiry);
  }

  /** What the other member never had may be cut off already: this member must not claim to know it. */
  #fetchFailed(inquiry: number): void {
    this.#journalMoved();
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
      if (phase === 'settle' || phase === 'switch-journal') this.#journalMoved();
      this.feed({ kind: 'takeover-phase-done', phase });
    } catch (error) {
      this.feed({ kind: 'takeover-phase-failed', phase, reason: errorText(error) });
    }
  }

  async #openLink(): Promise<void> {
    const isWanted = () => !this.#loop.hasEnded && this.state.role.kind === 'synchronizing' && this.state.role.session === null;
    const isOpen = await this.#receiving.open(this.#partner, ++this.#sessionCount, isWanted);
    if (!isOpen) this.feed({ kind: 'link-lost', session: null });
  }

  async #followFrom(effect: Extract<Effect, { kind: 'follow-from' }>): Promise<void> {
    // Once more behind the request, so that a backup that lacks nothing is Active at once.
    if (await this.#receiving.followFrom(effect)) this.#journalMoved();
  }

  #journalMoved(): void {
    this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
  }

  /** A member opened its data channel; it is authenticated and listed in the configuration. */
  acceptFollower(member: MirrorMember, connection: DataChannel, compression: CompressionKind): void {
    this.#feeding.accept(member, connection, { number: ++this.#sessionCount, compression });
  }

  /** There is more of the timeline here. */
  tellTimeline(): void {
    this.#feeding.tellTimeline();
    this.#receiving.tellTimeline();
  }

  #tellProgress(): void {
    this.#feeding.tellProgress();
    this.#receiving.tellProgress();
  }
}

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
    longestQosTimeoutMs: config.qosTimeoutMs,
    onlyPrimary: host.onlyPrimary(),
    observesOnly: config.observeOnly === true,
  };
}
