/**
 * The driver of the shipped machine of a failover member, in a simulated instance. It takes an event, calls `step`, and carries out the
 * effects in their order; it may die before each. What the real driver does with sockets and files, this one does with simulated ones.
 */
import { comparePositions, isBefore, type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState, TakeoverPhase } from '../mirror/state.ts';
import { startMember, step } from '../mirror/step.ts';
import { TICK_MS } from '../mirror/timing.ts';
import { askAgent, fetchJournalOfPartner } from './agent-calls.ts';
import { partnerIn, type RollEntry } from '../mirror/roll.ts';
import { connectArbiter } from './arbiter-calls.ts';
import { Followers } from './followers.ts';
import { askPartner } from './partner-calls.ts';
import { globalOf } from './globals.ts';
import type { Block } from './disk.ts';
import { failoverSettings } from './machine-settings.ts';
import type { ArbiterRequest } from './messages.ts';
import type { Side } from './network.ts';
import { PrimaryLink } from './primary-link.ts';
import type { Process } from './process.ts';
import type { FailoverProcess, Host, MemberDisk, MemberLife, Stage } from './stage.ts';

export class Instance implements FailoverProcess {
  readonly kind = 'failover';
  machine: MirrorState;
  readonly process: Process;
  readonly life: MemberLife;
  dieAtEffect: number | null = null;
  interruption: { effectsLeft: number; readonly interrupt: () => void } | null = null;
  onNews: (() => void) | null = null;
  isStopping = false;
  readonly world: Stage;
  readonly host: Host;
  readonly work: MemberDisk;
  private readonly events: MirrorEvent[] = [];
  private isHandling = false;
  /** Set when another machine goes on in the same process. */
  protected hasEnded = false;
  protected databasesOpen = false;
  private readonly writers = new Map<number, { readonly end: JournalPosition; readonly reply: () => void }>();
  /** The last write to each global, acknowledged or not: what a reader sees. */
  private latest: number[] = [];
  /** Everything before it is known to be committed. */
  private released = ORIGIN;
  private readonly followers = new Followers(this);
  private readonly link = new PrimaryLink(this);
  private arbiterLink: Side | null = null;

  constructor(world: Stage, host: Host, life: MemberLife) {
    this.world = world;
    this.host = host;
    this.life = life;
    this.process = life.process;
    this.work = life.work;
    this.work.events = {
      onDurable: () => {
        this.handle({ kind: 'journal-became-durable', journal: this.journal.state });
        this.followers.wake();
      },
      onDamaged: () => this.link.dropDamaged(),
      onApply: (record) => world.checkers.applied({ host, record, role: this.machine.role }),
    };
    // A virtual IP left on the card by an earlier life is not ours.
    host.holdsVirtualIp = false;
    this.machine = startMember({
      settings: failoverSettings(world, host),
      durable: host.disk.durable,
      journal: host.disk.journal.state,
      now: this.now,
    });
  }

  start(): void {
    this.tickLater(this.world.random.next() * TICK_MS);
  }

  end(): void {
    this.hasEnded = true;
    this.followers.end();
    this.link.close();
    this.closeArbiter();
  }

  configurationChanged(): void {
    this.handle({ kind: 'settings-changed', settings: failoverSettings(this.world, this.host) });
    this.followers.configurationChanged();
  }

  closeOldChannels(kinds: Readonly<Record<string, RollEntry['kind']>>): void {
    this.followers.closeOld(kinds);
  }

  receivedBy(guid: string): JournalPosition | null {
    return this.followers.receivedBy(guid);
  }

  accept(side: Side): void {
    this.followers.accept(side);
  }

  get partner(): Host | null {
    const entry = partnerIn(this.host.disk.belonging.roll, this.host.self.guid);
    return entry && this.world.hostWith(entry.guid);
  }

  get now(): number {
    return this.world.clockOf(this.host);
  }

  get journal() {
    return this.host.disk.journal;
  }

  later(delayMs: number, action: () => void): void {
    this.world.schedule.after(delayMs, () =>
      this.process.deliver(() => {
        if (!this.hasEnded) action();
      }),
    );
  }

  private tickLater(delayMs: number): void {
    this.later(delayMs, () => {
      this.handle({ kind: 'tick' });
      this.tickLater(TICK_MS);
    });
  }

  handle(event: MirrorEvent): void {
    if (this.hasEnded) return;
    this.events.push(event);
    if (this.isHandling) return;
    this.isHandling = true;
    for (let next = this.events.shift(); next !== undefined && this.process.alive && !this.hasEnded; next = this.events.shift()) {
      const before = this.machine.role;
      const [machine, effects] = step(this.machine, next, this.now);
      this.machine = machine;
      this.world.observe(this.host, next, before, machine, effects);
      for (const effect of effects) {
        if (!this.process.alive) break;
        if (this.dieAtEffect !== null) {
          this.dieAtEffect -= 1;
          if (this.dieAtEffect <= 0) {
            this.world.note(this.host.name, `KILL before ${effect.kind}`);
            this.world.killInstance(this.host);
            break;
          }
        }
        this.carryOut(effect);
        if (this.interruption) this.interruption.effectsLeft -= 1;
      }
      if (this.onNews !== null && effects.some(({ kind }) => kind === 'log')) this.onNews();
    }
    this.isHandling = false;
    this.interruptWhenDue();
  }

  private interruptWhenDue(): void {
    const { interruption } = this;
    if (interruption === null || interruption.effectsLeft > 0) return;
    this.interruption = null;
    interruption.interrupt();
  }

  private carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'persist':
        this.host.disk.durable = effect.durable;
        return;
      case 'log':
        if (effect.story?.code === 'inconsistent') this.world.checkers.refuses(this.host, 'refuses to join');
        return;
      case 'ask-partner':
        return askPartner(this, this.partner, effect.inquiry, effect.question);
      case 'answer-partner':
        return this.followers.answer(effect.call, effect.answer);
      case 'ask-agent':
        return askAgent(this, this.partner, effect);
      case 'fetch-journal':
        return fetchJournalOfPartner(this, this.partner, effect.inquiry);
      case 'open-link':
        return this.link.open();
      case 'close-link':
        return this.link.close();
      case 'tell-primary':
        return this.link.tell(effect.session, effect.message);
      case 'follow-from':
        return this.link.followFrom(effect.session, effect.position);
      case 'tell-backup':
        return this.followers.tell(effect.session, effect.message);
      case 'close-follower':
        return this.followers.close(effect.session);
      case 'open-arbiter':
        return this.openArbiter();
      case 'close-arbiter':
        return this.closeArbiter();
      case 'tell-arbiter':
        if (this.arbiterLink) this.world.network.send(this.arbiterLink, { kind: 'said', message: effect.message } satisfies ArbiterRequest);
        return;
      case 'commit-through':
        return this.commitThrough(effect.through);
      case 'run-takeover-phase':
        return this.runPhase(effect.phase, effect.epoch, {
          done: () => {
            if (effect.phase === 'settle') this.handle({ kind: 'journal-became-durable', journal: this.journal.state });
            this.handle({ kind: 'takeover-phase-done', phase: effect.phase });
          },
          failed: (reason) => this.handle({ kind: 'takeover-phase-failed', phase: effect.phase, reason }),
        });
      case 'allow-failover':
        return this.world.allowOnly(null);
      case 'close-databases':
        return this.closeDatabases();
      case 'halt':
        this.world.note(this.host.name, `halts: ${effect.reason}`);
        return this.world.killInstance(this.host);
    }
  }

  protected closeDatabases(): void {
    this.world.checkers.closingDatabases({
      host: this.host,
      role: this.machine.role,
      waitingCount: [...this.writers.values()].filter(({ end }) => !isBefore(this.journal.durable, end)).length,
    });
    this.databasesOpen = false;
    this.writers.clear();
    this.host.holdsVirtualIp = false;
  }

  // Writing

  /** A client's write: into the journal and to the follower at once, answered when it is committed. */
  write(record: number, reply: () => void): boolean {
    const { role } = this.machine;
    if (role.kind !== 'primary' || !this.databasesOpen || this.isStopping) return false;
    if (this.world.random.chance(this.world.temper.journalSwitchChance)) this.switchJournal();
    this.append({ kind: 'record', record });
    this.latest[globalOf(record)] = record;
    this.writers.set(record, { end: this.journal.end, reply });
    this.work.sync();
    return true;
  }

  /** A client's read: reads go on in trouble state, and see what waits for its acknowledgement. null: not the primary. */
  read(global: number): { value: number; isSuperseded: boolean } | null {
    if (this.machine.role.kind !== 'primary' || !this.databasesOpen) return null;
    return { value: this.latest[global] ?? 0, isSuperseded: this.world.checkers.isSuperseded(this.machine.durable.epoch) };
  }

  get isServing(): boolean {
    return this.machine.role.kind === 'primary' && this.databasesOpen && !this.process.paused;
  }

  protected switchJournal(): void {
    this.append({ kind: 'header', guid: this.world.newGuid(), epoch: this.machine.durable.epoch });
  }

  protected append(block: Block): void {
    this.journal.append(block);
    this.followers.written();
  }

  protected commitThrough(through: JournalPosition): void {
    const { role, durable } = this.machine;
    if (role.kind === 'primary') {
      this.release(through);
      for (const [record, { end, reply }] of this.writers) {
        if (comparePositions(end, through) > 0) continue;
        this.writers.delete(record);
        this.world.checkers.acknowledged({ host: this.host, epoch: durable.epoch, record, role });
        reply();
      }
    }
    this.work.allow(through);
    this.followers.sayCommitted();
  }

  private release(through: JournalPosition): void {
    for (
      let following = this.journal.read(this.released);
      following !== null && comparePositions(following.next, through) <= 0;
      following = this.journal.read(this.released)
    ) {
      this.released = following.next;
      if (following.block.kind === 'record') this.world.checkers.committed(following.block.record);
    }
  }

  protected runPhase(phase: TakeoverPhase, epoch: number, { done, failed }: { done: () => void; failed: (reason: string) => void }): void {
    if ((phase === 'virtual-ip' || phase === 'open-databases') && this.world.random.chance(this.world.temper.takeoverFailureChance)) {
      return this.work.later(() => failed('simulated'));
    }
    switch (phase) {
      case 'settle':
        return this.work.stopReceiving(done);
      case 'apply':
        return this.work.applyAll(done, () => failed('its journal is damaged'));
      case 'persist':
        return;
      case 'switch-journal':
        this.journal.beginTerm();
        this.append({ kind: 'header', guid: this.world.newGuid(), epoch });
        return this.work.whenDurable(() => {
          this.world.checkers.termOpened({ host: this.host, epoch });
          done();
        });
      case 'open-databases':
        return this.work.later(() => {
          this.latest = [];
          for (const record of this.journal.records()) this.latest[globalOf(record)] = record;
          this.databasesOpen = true;
          this.work.writeFromNowOn();
          done();
        });
      case 'virtual-ip':
        return this.work.later(() => {
          this.world.checkers.takingVirtualIp({ host: this.host, epoch });
          this.host.holdsVirtualIp = true;
          done();
        });
      case 'open':
        return this.work.later(() => this.life.promotion.led(done));
    }
  }

  // Asking

  private openArbiter(): void {
    const isPresent = () => this.arbiterLink === side;
    const side = connectArbiter(this.life, {
      opened: (incarnation) => isPresent() && this.handle({ kind: 'arbiter-opened', incarnation }),
      said: (message) => isPresent() && this.handle({ kind: 'arbiter-said', message }),
      closed: () => {
        if (!isPresent()) return;
        this.arbiterLink = null;
        this.handle({ kind: 'arbiter-lost' });
      },
    });
    this.arbiterLink = side;
  }

  private closeArbiter(): void {
    if (this.arbiterLink) this.world.network.close(this.arbiterLink);
    this.arbiterLink = null;
  }
}
