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
import { AsyncFeed } from './async-feed.ts';
import type { Follower } from './follower.ts';
import { isMissing, missingObstacle } from './holes.ts';
import { askPartner } from './partner-calls.ts';
import { globalOf } from './clients.ts';
import type { Block } from './disk.ts';
import type { DiskWork } from './disk-work.ts';
import type { Life } from './life.ts';
import { failoverSettings } from './machine-settings.ts';
import type { ArbiterRequest, LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Side } from './network.ts';
import type { Process } from './process.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** Blocks sent to a follower that is catching up before others get a turn. */
const BURST = 5;

export class Instance {
  readonly kind = 'failover';
  machine: MirrorState;
  readonly process: Process;
  readonly life: Life;
  /** Set when the process shall die just before carrying out the n-th effect from now. */
  dieAtEffect: number | null = null;
  /** Set when something shall be done to the process once that many effects more are carried out. */
  interruption: { effectsLeft: number; readonly interrupt: () => void } | null = null;
  /** Called when the effects of an event that is worth a line in messages.log have been carried out. */
  onNews: (() => void) | null = null;
  /** A clean stop was ordered: no writes any more. */
  isStopping = false;
  readonly world: World;
  readonly host: Host;
  readonly work: DiskWork;
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
  private readonly calls = new Map<number, Side>();
  private callCount = 0;
  private sessionCount = 0;
  private readonly followers = new Map<number, Follower>();
  private readonly asyncs = new Set<AsyncFeed>();
  private primaryLink: { side: Side; session: number | null } | null = null;
  private arbiterLink: Side | null = null;

  constructor(world: World, host: Host, life: Life) {
    this.world = world;
    this.host = host;
    this.life = life;
    this.process = life.process;
    this.work = life.work;
    this.work.events = {
      onDurable: () => {
        this.handle({ kind: 'journal-became-durable', journal: this.journal.state });
        for (const feed of this.asyncs) feed.wake();
      },
      onDamaged: () => this.dropDamagedLink(),
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

  /** Before this it only answers. */
  start(): void {
    this.tickLater(this.world.random.next() * TICK_MS);
  }

  /** Another machine takes its place in the same process. */
  end(): void {
    this.hasEnded = true;
    const { network } = this.world;
    for (const { side } of this.followers.values()) network.close(side);
    for (const feed of [...this.asyncs]) feed.close();
    for (const side of this.calls.values()) network.close(side);
    if (this.primaryLink) network.close(this.primaryLink.side);
    this.primaryLink = null;
    if (this.arbiterLink) network.close(this.arbiterLink);
    this.arbiterLink = null;
  }

  /** What is written down of the members has changed. */
  configurationChanged(): void {
    this.handle({ kind: 'settings-changed', settings: failoverSettings(this.world, this.host) });
    for (const { side } of this.followers.values()) this.sayConfiguration(side);
    for (const { side } of this.asyncs) this.sayConfiguration(side);
  }

  private sayConfiguration(side: Side): void {
    const { roll } = this.host.disk.belonging;
    // The first one everybody has.
    if (this.world.hasChangedRoles)
      this.world.network.send(side, { kind: 'configuration', roll, epoch: this.machine.durable.epoch } satisfies LinkReply);
  }

  /** Only a channel of the kind that the member was: one of its new kind may be there already. */
  closeOldChannels(kinds: Readonly<Record<string, RollEntry['kind']>>): void {
    for (const [session, { guid, side }] of this.followers) {
      if (kinds[guid] === undefined || kinds[guid] === 'failover') continue;
      this.world.network.close(side);
      this.followers.delete(session);
      this.handle({ kind: 'follower-lost', session });
    }
    for (const feed of [...this.asyncs]) if (kinds[feed.guid] === 'failover') feed.close();
  }

  /** Host of the other failover member, as it is written down here. */
  protected get partner(): Host | null {
    const entry = partnerIn(this.host.disk.belonging.roll, this.host.self.guid);
    return entry && this.world.hostWith(entry.guid);
  }

  /** Monotonic, with an origin and a rate of its own: no two members may compare clocks. */
  get now(): number {
    return this.world.clockOf(this.host);
  }

  get journal() {
    return this.host.disk.journal;
  }

  /** Later, in this life, and not while stopped. */
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
    const { network } = this.world;
    switch (effect.kind) {
      case 'persist':
        this.host.disk.durable = effect.durable;
        return;
      case 'log':
        if (effect.story?.code === 'inconsistent') this.world.checkers.refuses(this.host, 'refuses to join');
        return;
      case 'ask-partner':
        return askPartner(this, this.partner, effect.inquiry, effect.question);
      case 'answer-partner': {
        const side = this.calls.get(effect.call);
        if (side === undefined) return;
        this.calls.delete(effect.call);
        network.send(side, {
          kind: 'answer',
          answer: effect.answer,
          isRoleUnknown: this.host.disk.promotion === 'role-unknown',
        } satisfies LinkReply);
        return network.close(side);
      }
      case 'ask-agent':
        return askAgent(this, this.partner, effect);
      case 'fetch-journal':
        return fetchJournalOfPartner(this, this.partner, effect.inquiry);
      case 'open-link':
        return this.openLink();
      case 'close-link':
        if (this.primaryLink) network.close(this.primaryLink.side);
        this.primaryLink = null;
        return;
      case 'tell-primary':
        if (this.primaryLink?.session === effect.session)
          network.send(this.primaryLink.side, { kind: 'said', message: effect.message } satisfies LinkRequest);
        return;
      case 'follow-from':
        return this.followFrom(effect.session, effect.position);
      case 'tell-backup': {
        const follower = this.followers.get(effect.session);
        if (follower) network.send(follower.side, { kind: 'said', message: effect.message } satisfies LinkReply);
        return;
      }
      case 'close-follower': {
        const follower = this.followers.get(effect.session);
        if (follower) network.close(follower.side);
        this.followers.delete(effect.session);
        return;
      }
      case 'open-arbiter':
        return this.openArbiter();
      case 'close-arbiter':
        if (this.arbiterLink) network.close(this.arbiterLink);
        this.arbiterLink = null;
        return;
      case 'tell-arbiter':
        if (this.arbiterLink) network.send(this.arbiterLink, { kind: 'said', message: effect.message } satisfies ArbiterRequest);
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
    for (const follower of this.followers.values()) if (follower.isLive) this.sendBlocks(follower, 1);
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
    for (const feed of this.asyncs) feed.sayCommitted();
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

  // Being asked, and being followed

  /** A connection to this member's superserver. */
  accept(side: Side): void {
    let follower: Follower | null = null;
    let feed: AsyncFeed | null = null;
    side.onMessage = (request: LinkRequest) => {
      switch (request.kind) {
        case 'question':
          this.callCount += 1;
          this.calls.set(this.callCount, side);
          return this.handle({ kind: 'partner-asked', call: this.callCount, question: request.question });
        case 'hello':
          if (this.machine.role.kind !== 'primary') return this.world.network.close(side);
          if (request.guid !== this.partner?.self.guid) {
            feed = this.feedAsync(request.guid, side);
            return;
          }
          this.sessionCount += 1;
          this.sayConfiguration(side);
          follower = { session: this.sessionCount, side, guid: request.guid, position: null, isLive: false };
          this.followers.set(follower.session, follower);
          return this.world.network.send(side, {
            kind: 'welcome',
            session: follower.session,
            epoch: this.machine.durable.epoch,
            process: this.life.name,
            history: this.journal.history(),
          } satisfies LinkReply);
        case 'follow':
          feed?.heard();
          if (feed) return feed.follow(request.position);
          if (follower === null || follower.position !== null) return;
          follower.position = request.position;
          this.handle({ kind: 'follower-connected', session: follower.session, guid: follower.guid });
          return this.catchUp(follower);
        case 'said':
          if (follower) this.handle({ kind: 'backup-said', session: follower.session, message: request.message });
          return;
        case 'receipt':
          return feed?.heard();
        case 'roll-question':
          return;
      }
    };
    side.onClosed = () => {
      if (feed) this.asyncLeft(feed);
      if (follower === null || !this.followers.delete(follower.session)) return;
      this.handle({ kind: 'follower-lost', session: follower.session });
    };
  }

  /** A member has one data link: an older one is of a connection that it has given up. */
  private feedAsync(guid: string, side: Side): AsyncFeed {
    for (const older of this.asyncs) if (older.guid === guid) older.close();
    const feed = new AsyncFeed(this, guid, side);
    this.asyncs.add(feed);
    this.sessionCount += 1;
    this.sayConfiguration(side);
    this.world.network.send(side, {
      kind: 'welcome',
      session: this.sessionCount,
      epoch: this.machine.durable.epoch,
      process: this.life.name,
      history: this.journal.history(),
    } satisfies LinkReply);
    return feed;
  }

  asyncLeft(feed: AsyncFeed): void {
    this.asyncs.delete(feed);
  }

  private catchUp(follower: Follower): void {
    if (this.followers.get(follower.session) !== follower) return;
    this.sendBlocks(follower, BURST);
    if (follower.position && isMissing(this.host, this.journal, follower.position)) return this.cannotServe(follower);
    if (follower.position && this.journal.read(follower.position) !== null) return this.work.later(() => this.catchUp(follower));
    follower.isLive = true;
    this.handle({ kind: 'follower-synchronized', session: follower.session });
  }

  private sendBlocks(follower: Follower, countMax: number): void {
    for (let count = 0; count < countMax && follower.position !== null; count += 1) {
      const following = this.journal.read(follower.position);
      if (following === null || following.next.fileCount === this.host.missingFile) return;
      follower.position = following.next;
      this.world.network.send(follower.side, { kind: 'block', block: following.block } satisfies LinkReply);
    }
  }

  /** Both are told which file it is, then the link ends. */
  private cannotServe(follower: Follower): void {
    const fileCount = this.host.missingFile ?? 0;
    this.world.network.send(follower.side, { kind: 'cannot-serve', fileCount } satisfies LinkReply);
    this.handle({ kind: 'follower-hindered', obstacle: missingObstacle(fileCount) });
    this.world.network.close(follower.side);
    if (this.followers.delete(follower.session)) this.handle({ kind: 'follower-lost', session: follower.session });
  }

  // Following

  private openLink(): void {
    if (this.primaryLink) this.world.network.close(this.primaryLink.side);
    const { partner } = this;
    if (partner === null) return this.handle({ kind: 'link-lost', session: null });
    const side = this.world.network.connect(this.process, { host: partner.name, service: 'superserver', timeoutMs: CALL_TIMEOUT_MS });
    const link: { side: Side; session: number | null } = { side, session: null };
    this.primaryLink = link;
    side.onOpened = () => this.world.network.send(side, { kind: 'hello', guid: this.host.self.guid } satisfies LinkRequest);
    side.onClosed = () => {
      if (this.primaryLink !== link) return;
      this.primaryLink = null;
      this.handle({ kind: 'link-lost', session: link.session });
    };
    side.onMessage = (reply: LinkReply) => {
      if (this.primaryLink !== link) return;
      if (reply.kind === 'welcome') {
        link.session = reply.session;
        // Positions of an earlier link may belong to a history that is about to be cut off.
        this.work.forbidBeyond(ORIGIN);
        this.handle({ kind: 'link-opened', session: reply.session });
        // What an earlier link left unsynced is compared too: it must be on the disk first.
        return this.work.whenDurable(() => {
          if (this.primaryLink !== link) return;
          this.host.isJournalDamaged = false;
          const { applied } = this.host.disk.database;
          const common = this.journal.commonWith(reply.history);
          if (common === null) return this.world.violated('one-history', `${this.host.name} shares no journal file with the primary`);
          this.handle({ kind: 'history-compared', session: reply.session, epoch: reply.epoch, process: reply.process, common, applied });
        });
      }
      if (reply.kind === 'block') {
        return this.work.receive(reply.block);
      }
      // What came before it is on the disk first: it is no progress beyond the obstacle.
      if (reply.kind === 'cannot-serve')
        return this.work.whenDurable(() => this.handle({ kind: 'following-hindered', obstacle: missingObstacle(reply.fileCount) }));
      if (reply.kind === 'configuration') return this.life.roll.take(reply.roll, reply.epoch);
      if (reply.kind === 'said') this.handle({ kind: 'primary-said', session: link.session ?? 0, message: reply.message });
    };
  }

  /** Its copy is damaged: no longer Active, it begins anew, and asks for what is damaged. */
  private dropDamagedLink(): void {
    const link = this.primaryLink;
    if (link === null) return;
    this.primaryLink = null;
    this.world.network.close(link.side);
    this.handle({ kind: 'link-lost', session: link.session });
  }

  private followFrom(session: number, position: JournalPosition): void {
    const link = this.primaryLink;
    if (link?.session !== session) return;
    const hasSurplus = isBefore(position, this.journal.end);
    if (hasSurplus) this.work.cutAt(position);
    this.work.beginReceiving();
    const follow = () => {
      if (this.primaryLink !== link) return;
      this.world.network.send(link.side, { kind: 'follow', position } satisfies LinkRequest);
      // Acknowledges what is here already: when nothing is missing no block will do it.
      this.handle({ kind: 'journal-became-durable', journal: this.journal.state });
    };
    if (hasSurplus) this.work.later(follow);
    else follow();
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
}
