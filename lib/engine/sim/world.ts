/**
 * A whole simulated mirror: hosts a and b with a failover member and an agent each, host c with the arbiter, clients on host d, up to three
 * asyncs on hosts e, f and g. Everything that happens follows from one seed.
 *
 * A run has two phases: in the first, faults happen as drawn; in the second everything is mended and restarted, and the mirror must become
 * healthy within a deadline.
 */
import { BrokenInvariant } from '../../machine/assert.ts';
import type { AsyncEffect, AsyncEvent } from '../mirror/async-state.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState } from '../mirror/state.ts';
import { troubleMs } from '../mirror/timing.ts';
import { Checkers } from './checkers.ts';
import { Clients } from './clients.ts';
import { ASYNC_NAMES, FAILOVER_NAMES, isProcessThere, newHost } from './host.ts';
import { FaultMaker } from './faults.ts';
import { whyUnhealthy } from './health.ts';
import { Agent, Arbiter } from './keepers.ts';
import type { MixtureName } from './draw-temper.ts';
import { Life } from './life.ts';
import { noticeLostEnd } from './lost-end.ts';
import { Network } from './network.ts';
import type { Process } from './process.ts';
import { Random } from './random.ts';
import { RoleOrders } from './role-orders.ts';
import { Schedule } from './schedule.ts';
import { drawTemper } from './draw-temper.ts';
import type { Temper } from './temper.ts';
import { effectLine, eventLine } from './trace.ts';
import type { FailoverProcess, Host, Rule, Stage } from './stage.ts';

export interface WorldOptions {
  /** Gets one line for each event that means something. */
  readonly trace?: (line: string) => void;
  /** Gets what people would see: lines of the messages logs, what the arbiter says, processes that start and end. */
  readonly hear?: (who: string, text: string) => void;
  readonly temper?: Partial<Temper>;
  readonly mixture?: MixtureName | null;
  /** The members' loops are the shipped drivers: such a world is run by `runShipped`. */
  readonly drivers?: 'shipped' | 'simulated';
  /** Called after every step of a member. */
  readonly onStep?: () => void;
  /** Faults end when it says so for the first time, instead of at the time drawn. */
  readonly stopFaultsWhen?: (world: World) => boolean;
  /** Puts on the disks what the members shall find, instead of a first term on the disk of a. */
  readonly prepare?: (members: readonly [Host, Host]) => void;
}

export interface Outcome {
  readonly seed: number;
  readonly violation: { readonly rule: Rule; readonly sentence: string } | null;
  readonly acknowledgedCount: number;
  readonly readCount: number;
  readonly eventCount: number;
  readonly takeoverCount: number;
  /** Records that databases of asyncs got. */
  readonly asyncAppliedCount: number;
  /** Promotions and demotions that were answered with success. */
  readonly roleChangeCount: number;
  readonly simulatedMs: number;
  /** Equal for equal runs. */
  readonly hash: number;
}

class Violation extends Error {
  readonly rule: Rule;

  constructor(rule: Rule, sentence: string) {
    super(sentence);
    this.rule = rule;
  }
}

/** Operators go on after the faults: a promotion waits for agents, ends with a reason, and is ordered again of another member. */
const HEALTHY_WITHIN_MS = 120_000;
const SETTLE_MS = 4000;
const COURSE = 2 ** 40;
/** Time a clean stop is given before the process ends anyway. */
const STOP_PATIENCE_MS = 10_000;

export class World implements Stage {
  readonly schedule = new Schedule();
  readonly random: Random;
  readonly temper: Temper;
  readonly network: Network;
  readonly checkers = new Checkers(this);
  readonly hosts: readonly Host[];
  readonly clients: Clients;
  readonly roleOrders = new RoleOrders(this);
  arbiter: Arbiter | null = null;
  takeoverCount = 0;
  hash = 0x811c9dc5;
  private readonly seed: number;
  isForced = false;
  onLocked: ((host: Host) => void) | null = null;
  onPage: ((host: Host, concerned: readonly Host[]) => void) | null = null;
  isMended = false;
  hasChangedRoles = false;
  hasLockedOut = false;
  private readonly trace: ((line: string) => void) | null;
  readonly options: WorldOptions;
  private faultsEndedMs = 0;
  private readonly hear: WorldOptions['hear'] | null;
  private guids = 0;
  private processes = 0;

  constructor(seed: number, options: WorldOptions = {}) {
    this.seed = seed;
    this.trace = options.trace ?? null;
    this.hear = options.hear ?? null;
    this.options = options;
    // Two sources, so that one more thing to draw does not change the course of a run whose mixture is given.
    this.random = new Random(seed + COURSE);
    this.temper = { ...drawTemper(new Random(seed), options.mixture), ...options.temper };
    this.network = new Network(this.schedule, this.random, this.temper);
    const founders = [newHost('a', this), newHost('b', this)] as const;
    const hosts: Host[] = [...founders];
    this.hosts = hosts;
    this.checkers.pageWritten(founders[0].disk.belonging.roll);
    if (options.prepare) options.prepare(founders);
    else this.found(founders[0]);
    for (const host of founders) {
      this.startAgent(host);
      this.startInstance(host);
    }
    this.startArbiter();
    const asyncs = ASYNC_NAMES.slice(0, this.temper.asyncCount).map((name) => newHost(name, this));
    hosts.push(...asyncs);
    for (const host of asyncs) {
      this.startAgent(host);
      this.startInstance(host);
    }
    this.clients = new Clients(this);
  }

  /** The first member of a new mirror, with its first journal file. */
  private found({ disk }: Host): void {
    disk.durable = { epoch: 1, lastRole: 'primary', stopped: false, wasActive: false, followed: null, followedEpoch: 0 };
    disk.journal.append({ kind: 'header', guid: this.newGuid(), epoch: 1 });
    disk.journal.durable = disk.journal.end;
  }

  host(name: string): Host {
    const host = this.hosts.find((candidate) => candidate.name === name);
    if (host === undefined) throw new Error(`no host "${name}"`);
    return host;
  }

  hostWith(guid: string): Host {
    const host = this.hosts.find(({ self }) => self.guid === guid);
    if (host === undefined) throw new Error(`no member ${guid}`);
    return host;
  }

  get members(): readonly Host[] {
    return this.hosts.filter(({ disk }) => disk.belonging.kind === 'failover');
  }

  get asyncs(): readonly Host[] {
    return this.hosts.filter(({ disk }) => disk.belonging.kind !== 'failover');
  }

  get failoverNames(): readonly string[] {
    return this.hasChangedRoles ? this.members.map(({ name }) => name) : FAILOVER_NAMES;
  }

  failoverAt(name: string): FailoverProcess | null {
    const { instance } = this.host(name);
    return instance?.kind === 'failover' ? instance : null;
  }

  clockOf({ clock }: Host): number {
    return clock.offsetMs + this.schedule.now * clock.rate;
  }

  nameProcess({ name }: Host): string {
    this.processes += 1;
    return `${name}.${this.processes}`;
  }

  newGuid(): string {
    this.guids += 1;
    return `g${this.guids}`;
  }

  // Processes

  startInstance(host: Host): void {
    if (!host.isPowered || isProcessThere(host) || !noticeLostEnd(host)) return;
    this.note(host.name, 'instance starts');
    const name = this.nameProcess(host);
    const { quietMs } = this.temper;
    if (quietMs === null || this.isMended) return void new Life(this, host, name);
    host.quiet = name;
    this.schedule.after(this.random.skewed(quietMs / 100, quietMs), () => {
      if (host.quiet !== name) return;
      host.quiet = null;
      new Life(this, host, name);
    });
  }

  killInstance(host: Host): void {
    const { instance } = host;
    if (!isProcessThere(host)) return;
    this.note(host.name, 'instance is dead');
    host.quiet = null;
    if (!instance) return;
    this.endProcess(instance.process);
    host.instance = null;
    host.disk.journal.crash(this.random);
  }

  stopInstance(host: Host, { mayFailOver }: { mayFailOver: boolean }): void {
    const instance = this.failoverAt(host.name);
    if (!instance) return;
    const deadline = this.schedule.now + STOP_PATIENCE_MS;
    instance.process.deliver(() => {
      instance.isStopping = true;
      instance.handle({ kind: 'stop-ordered', failover: mayFailOver });
    });
    const wait = () => {
      if (host.instance !== instance) return;
      if (instance.machine.role.kind === 'primary' && mayFailOver && this.schedule.now < deadline) return this.schedule.after(100, wait);
      this.killInstance(host);
    };
    this.schedule.after(100, wait);
  }

  startAgent(host: Host): void {
    if (host.isPowered && !host.agent) host.agent = new Agent(this, host);
  }

  stopAgent(host: Host): void {
    if (host.agent) this.endProcess(host.agent.process);
    host.agent = null;
  }

  startArbiter(): void {
    this.arbiter ??= new Arbiter(this);
  }

  stopArbiter(): void {
    if (this.arbiter) this.endProcess(this.arbiter.process);
    this.arbiter = null;
  }

  private endProcess(process: Process): void {
    process.alive = false;
    this.network.processEnded(process);
  }

  powerOff(host: Host): void {
    host.isPowered = false;
    this.network.powerOff(host.name);
    this.killInstance(host);
    this.stopAgent(host);
    host.holdsVirtualIp = false;
  }

  powerOn(host: Host): void {
    if (host.isPowered) return;
    host.isPowered = true;
    this.network.powerOn(host.name);
    this.startAgent(host);
  }

  allowOnly(onlyPrimary: string | null): void {
    this.note('-', onlyPrimary === null ? 'no failover is cleared' : `no failover: only ${onlyPrimary}`);
    for (const host of this.hosts) {
      // One that is prepared to lead has it set for itself.
      if (host.disk.promotion === 'prepared') continue;
      host.onlyPrimary = onlyPrimary;
      const instance = this.failoverAt(host.name);
      instance?.process.deliver(() => instance.configurationChanged());
    }
  }

  // What happened

  private readonly excused = new Set<string>();

  /** A rule is broken: whoever catches what was thrown cannot keep it. */
  broken: Violation | null = null;

  violated(rule: Rule, sentence: string): void {
    if (!this.isForced) {
      this.broken ??= new Violation(rule, sentence);
      throw this.broken;
    }
    // What an operator brought about is told once; it goes on for as long as both live.
    if (this.excused.has(sentence)) return;
    this.excused.add(sentence);
    this.note('-', `by force: ${sentence}`);
  }

  note(who: string, text: string): void {
    this.mix(text.length);
    this.hear?.(who, text);
    if (this.trace) this.trace(`${this.schedule.now.toFixed(1).padStart(10)} ${who}  ${text}`);
  }

  observe(host: Host, event: MirrorEvent, before: MirrorState['role'], machine: MirrorState, effects: readonly Effect[]): void {
    const who = host.name;
    this.mix(this.schedule.now);
    this.mix(event.kind.length * 31 + effects.length);
    if (before.kind !== 'taking-over' && machine.role.kind === 'taking-over') {
      this.takeoverCount += 1;
      this.checkers.tookOver(host, before, event, machine);
    }
    if (this.hear) for (const effect of effects) if (effect.kind === 'log') this.hear(who, `${effect.severity} ${effect.text}`);
    if (this.trace !== null) this.traceStep(this.trace, { who, event, before: before.kind, after: machine.role.kind, effects });
    this.checkers.said(host, before, machine, effects);
    this.checkers.stepTaken();
    this.options.onStep?.();
  }

  observeAsync(step: { who: string; event: AsyncEvent; before: string; after: string; effects: readonly AsyncEffect[] }): void {
    const { who, event, effects } = step;
    this.mix(this.schedule.now);
    this.mix(event.kind.length * 31 + effects.length);
    if (this.hear) for (const effect of effects) if (effect.kind === 'log') this.hear(who, `${effect.severity} ${effect.text}`);
    if (this.trace !== null) this.traceStep(this.trace, step);
  }

  private traceStep(
    trace: (line: string) => void,
    step: { who: string; event: MirrorEvent | AsyncEvent; before: string; after: string; effects: readonly (Effect | AsyncEffect)[] },
  ): void {
    const { who, event, before, after, effects } = step;
    const text = eventLine(event);
    const consequences = effects.map(effectLine).filter((line) => line !== null);
    if (text === null && consequences.length === 0) return;
    const role = before === after ? before : `${before} => ${after}`;
    trace(
      `${this.schedule.now.toFixed(1).padStart(10)} ${who}  [${role}] ${text ?? event.kind}${consequences.length > 0 ? `  ->  ${consequences.join('; ')}` : ''}`,
    );
  }

  private mix(value: number): void {
    this.hash = Math.imul(this.hash ^ Math.floor(value * 1000), 0x01000193) >>> 0;
  }

  // The run

  run(): Outcome {
    for (const course = this.course(); ; ) {
      const { done, value } = course.next();
      if (done) return value;
    }
  }

  /** With the shipped drivers: what an event began has run dry before the next. `runDry` as in `running-dry.ts`. */
  async runShipped(runDry: (moves: () => number) => Promise<void>): Promise<Outcome> {
    const course = this.course();
    for (;;) {
      const { done, value } = course.next();
      if (done) return value;
      await runDry(() => this.moveCount);
    }
  }

  /** Counts whatever the drivers do with their ports. */
  moveCount = 0;
  moved(): void {
    this.moveCount += 1;
  }

  /** Everything, event by event. */
  private *course(): Generator<void, Outcome> {
    let violation: Outcome['violation'] = null;
    try {
      const faults = new FaultMaker(this);
      faults.begin();
      const { stopFaultsWhen } = this.options;
      yield* this.eventsUntil(this.temper.faultPhaseMs, () => stopFaultsWhen?.(this) === true);
      this.faultsEndedMs = this.schedule.now;
      this.note('-', '===== faults end, everything is mended =====');
      faults.mendEverything();
      yield* this.becomeHealthy();
      this.checkers.atTheEnd();
      this.checkRoles();
    } catch (error) {
      if (!(error instanceof Violation) && !(error instanceof BrokenInvariant)) throw error;
      violation = { rule: error instanceof Violation ? error.rule : 'invariant', sentence: error.message };
      this.note('-', `VIOLATION of ${violation.rule}: ${violation.sentence}`);
    }
    const { schedule, checkers, takeoverCount, hash, seed } = this;
    return {
      seed,
      violation,
      acknowledgedCount: checkers.acknowledgedCount,
      readCount: checkers.registers.readCount,
      eventCount: schedule.eventCount,
      takeoverCount,
      asyncAppliedCount: checkers.asyncAppliedCount,
      roleChangeCount: this.roleOrders.acceptedCount,
      simulatedMs: schedule.now,
      hash,
    };
  }

  *eventsUntil(untilMs: number, isDone: () => boolean = () => false): Generator<void> {
    while (this.schedule.runNext(untilMs)) {
      yield;
      if (this.broken) throw this.broken;
      if (isDone()) return;
    }
  }

  /** Healthy, and still healthy a while after the last write: what was still on its way may disturb it once more. */
  private *becomeHealthy(): Generator<void> {
    const deadline = this.schedule.now + HEALTHY_WITHIN_MS + 3 * troubleMs(this.temper.qosTimeoutMs);
    for (;;) {
      while (this.whyUnhealthy() !== null) {
        if (this.schedule.now >= deadline)
          this.violated(
            'healthy-in-the-end',
            `not healthy ${(deadline - this.faultsEndedMs) / 1000} s after all faults ended: ${this.whyUnhealthy()}`,
          );
        yield* this.eventsUntil(this.schedule.now + 500);
      }
      this.clients.isWriting = false;
      yield* this.eventsUntil(this.schedule.now + SETTLE_MS);
      if (this.whyUnhealthy() === null) return;
    }
  }

  private checkRoles(): void {
    const primary = this.members.find(({ instance }) => instance?.machine.role.kind === 'primary');
    const pair = this.hosts.filter(({ self }) =>
      primary?.disk.belonging.roll.members.some(({ guid, kind }) => guid === self.guid && kind === 'failover'),
    );
    const reason = this.roleOrders.whyNot(pair);
    if (reason !== null) this.violated('roles-as-told', reason);
  }

  /** null: healthy; see `health.ts`. */
  whyUnhealthy(): string | null {
    return whyUnhealthy(this);
  }
}
