/**
 * The driver of the shipped machine of an async member, in a simulated instance, as `instance.ts` is that of a failover member. It asks the
 * failover members who is primary, takes the journal of that one, and applies what it hears to be committed; nobody asks or follows it.
 */
import { isBefore, type JournalPosition } from '../journal/position.ts';
import { startAsync, stepAsync } from '../mirror/async-member.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import type { Standing } from '../mirror/dialogue.ts';
import type { Obstacle } from '../mirror/obstacle.ts';
import { TICK_MS } from '../mirror/timing.ts';
import { missingObstacle } from './holes.ts';
import { meetOnDisk } from './meeting.ts';
import { asyncSettings } from './machine-settings.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Side } from './network.ts';
import type { Process } from './process.ts';
import type { AsyncProcess, Host, MemberDisk, MemberLife, Stage } from './stage.ts';
import { STORE_REFUSES } from './stores.ts';

interface PrimaryLink {
  readonly side: Side;
  /** null until it is open. */
  session: number | null;
  /** Of the primary; 0 until it has said so. */
  epoch: number;
  /** When something came on it last, by this member's clock. */
  heardMs: number;
}

export class AsyncInstance implements AsyncProcess {
  readonly kind = 'async';
  machine: AsyncState;
  readonly process: Process;
  readonly isStopping = false;
  /** Nobody is served here. */
  readonly isServing = false;
  readonly life: MemberLife;
  dieAtEffect: number | null = null;
  interruption: { effectsLeft: number; readonly interrupt: () => void } | null = null;
  readonly world: Stage;
  readonly host: Host;
  protected readonly work: MemberDisk;
  private readonly events: AsyncEvent[] = [];
  private isHandling = false;
  /** Set when another machine goes on in the same process. */
  protected hasEnded = false;
  private sessionCount = 0;
  private link: PrimaryLink | null = null;

  constructor(world: Stage, host: Host, life: MemberLife) {
    this.world = world;
    this.host = host;
    this.life = life;
    this.process = life.process;
    this.work = life.work;
    this.work.events = {
      onDurable: () => this.handle({ kind: 'journal-became-durable', journal: this.journal.state }),
      onDamaged: () => this.dropDamagedLink(),
      onApply: (record) => world.checkers.appliedByAsync(host, record),
    };
    // A virtual IP left on the card by an earlier life is not ours.
    host.holdsVirtualIp = false;
    this.machine = startAsync({
      settings: asyncSettings(world, host),
      durable: host.disk.durable,
      journal: this.journal.state,
      now: world.clockOf(host),
    });
  }

  start(): void {
    this.tickLater(this.world.random.next() * TICK_MS);
  }

  end(): void {
    this.hasEnded = true;
    if (this.link) this.world.network.close(this.link.side);
    this.link = null;
  }

  hangUp(): void {
    const { link } = this;
    this.link = null;
    if (link === null) return;
    this.world.network.close(link.side);
    const { role } = this.machine;
    if (link.session !== null) this.handle({ kind: 'link-lost', session: link.session });
    else if (role.kind === 'searching' && role.activity.kind === 'opening')
      this.handle({ kind: 'link-failed', primary: role.activity.primary });
  }

  configurationChanged(): void {
    this.handle({ kind: 'settings-changed', settings: asyncSettings(this.world, this.host) });
  }

  /** GUID of the primary that it receives from, else null. */
  get primaryGuid(): string | null {
    const { role } = this.machine;
    return role.kind === 'following' && role.stage === 'receiving' ? role.primary : null;
  }

  private get journal() {
    return this.host.disk.journal;
  }

  private later(delayMs: number, action: () => void): void {
    this.world.schedule.after(delayMs, () =>
      this.process.deliver(() => {
        if (!this.hasEnded) action();
      }),
    );
  }

  private tickLater(delayMs: number): void {
    this.later(delayMs, () => {
      this.handle({ kind: 'tick' });
      // Not of one that has just died while it left, or become another machine.
      if (this.link && this.process.alive && !this.hasEnded)
        this.world.checkers.asyncListens(this.host, this.link.session === null ? 0 : this.world.clockOf(this.host) - this.link.heardMs);
      this.tickLater(TICK_MS);
    });
  }

  handle(event: AsyncEvent): void {
    if (this.hasEnded) return;
    this.events.push(event);
    if (this.isHandling) return;
    this.isHandling = true;
    for (let next = this.events.shift(); next !== undefined && this.process.alive && !this.hasEnded; next = this.events.shift()) {
      const before = this.machine.role.kind;
      const [machine, effects] = stepAsync(this.machine, next, this.world.clockOf(this.host));
      this.machine = machine;
      if (machine.role.kind === 'following') this.life.lastPrimary = machine.role.primary;
      this.world.observeAsync({ who: this.host.name, event: next, before, after: machine.role.kind, effects });
      for (const effect of effects) {
        if (!this.process.alive || this.diesNow(effect.kind)) break;
        this.carryOut(effect);
        if (this.interruption) this.interruption.effectsLeft -= 1;
      }
    }
    this.isHandling = false;
    const { interruption } = this;
    if (interruption === null || interruption.effectsLeft > 0) return;
    this.interruption = null;
    interruption.interrupt();
  }

  private diesNow(before: AsyncEffect['kind']): boolean {
    if (this.dieAtEffect === null) return false;
    this.dieAtEffect -= 1;
    if (this.dieAtEffect > 0) return false;
    this.world.note(this.host.name, `KILL before ${before}`);
    this.world.killInstance(this.host);
    return true;
  }

  private carryOut(effect: AsyncEffect): void {
    switch (effect.kind) {
      case 'persist':
        this.host.disk.durable = effect.durable;
        return;
      case 'log':
        if (effect.story?.code === 'inconsistent') this.world.checkers.refuses(this.host, 'refuses to follow');
        return;
      case 'commit-through':
        return this.work.allow(effect.through);
      case 'ask-members':
        for (const guid of effect.guids) this.ask(effect.inquiry, guid);
        return;
      case 'open-link-to':
        return this.open(effect.primary);
      case 'close-link':
        if (this.link) this.world.network.close(this.link.side);
        this.link = null;
        return;
      case 'follow-from':
        return this.followFrom(effect.session, effect.position);
      case 'send-receipt':
        if (this.link?.session === effect.session) this.send(this.link, { kind: 'receipt', through: effect.through });
        return;
    }
  }

  private send(link: PrimaryLink, request: LinkRequest): void {
    this.world.network.send(link.side, request);
  }

  private connect(guid: string, isCall: boolean): Side {
    return this.world.network.connect(this.process, {
      host: this.world.hostWith(guid).name,
      service: 'superserver',
      timeoutMs: CALL_TIMEOUT_MS,
      isCall,
    });
  }

  /** One question on a connection of its own; exactly one event follows. */
  private ask(inquiry: number, guid: string): void {
    const side = this.connect(guid, true);
    let isAnswered = false;
    const settle = (standing: Standing | null) => {
      if (isAnswered) return;
      isAnswered = true;
      this.world.network.close(side);
      this.handle({ kind: 'member-answered', inquiry, guid, standing });
    };
    side.onOpened = () => this.world.network.send(side, { kind: 'question', question: { kind: 'standing' } } satisfies LinkRequest);
    side.onClosed = () => settle(null);
    side.onMessage = (reply: LinkReply) => {
      if (reply.kind === 'answer' && reply.answer.kind === 'standing') settle(reply.answer.standing);
    };
    this.later(this.world.temper.answerPatienceMs, () => settle(null));
  }

  private open(primary: string): void {
    const side = this.connect(primary, false);
    const link: PrimaryLink = { side, session: null, epoch: 0, heardMs: this.world.clockOf(this.host) };
    this.link = link;
    side.onOpened = () => {
      if (this.link !== link) return;
      this.sessionCount += 1;
      link.session = this.sessionCount;
      link.heardMs = this.world.clockOf(this.host);
      this.send(link, { kind: 'hello', guid: this.host.self.guid });
      this.handle({ kind: 'link-opened', session: link.session, primary });
    };
    side.onClosed = () => {
      if (this.link !== link) return;
      this.link = null;
      this.handle(link.session === null ? { kind: 'link-failed', primary } : { kind: 'link-lost', session: link.session });
    };
    side.onMessage = (reply: LinkReply) => {
      if (this.link === link && link.session !== null) this.take(link, link.session, reply);
    };
  }

  private take(link: PrimaryLink, session: number, reply: LinkReply): void {
    link.heardMs = this.world.clockOf(this.host);
    switch (reply.kind) {
      case 'welcome':
        link.epoch = reply.epoch;
        // What an earlier link left unsynced is compared too: it must be on the disk first.
        return this.work.whenDurable(() => {
          if (this.link !== link) return;
          this.host.isJournalDamaged = false;
          const { meeting, shared } = meetOnDisk(this.host, reply.history);
          // What an earlier primary called committed does not count beyond the point where the histories part.
          this.work.forbidBeyond(shared.common);
          if (meeting.kind === 'lacks') return this.cannotFollow(link, missingObstacle(meeting.fileCount));
          this.handle({ kind: 'history-compared', session, epoch: reply.epoch, ...shared });
        });
      case 'piece':
        for (const block of reply.blocks) this.work.receive(block);
        return this.handle({ kind: 'primary-heard', session });
      case 'progress':
        return this.handle({ kind: 'primary-heard', session });
      case 'cannot-serve': {
        const primary = this.followed;
        return this.work.whenDurable(() =>
          this.handle({ kind: 'following-hindered', primary, obstacle: missingObstacle(reply.fileCount) }),
        );
      }
      case 'said':
        return this.handle({ kind: 'primary-said', session, message: reply.message });
      case 'configuration':
        this.handle({ kind: 'primary-heard', session });
        return this.life.roll.take(reply.roll, reply, (isWritten) => isWritten || this.cannotFollow(link, STORE_REFUSES));
      case 'block':
      case 'answer':
      case 'is-async':
      case 'roll-answer':
      case 'purge-answer':
        return;
    }
  }

  private get followed(): string {
    const { role } = this.machine;
    return role.kind === 'following' ? role.primary : '';
  }

  /** Both are told. */
  private cannotFollow(link: PrimaryLink, obstacle: Obstacle): void {
    if (this.link !== link) return;
    this.send(link, { kind: 'cannot-follow', obstacle });
    this.handle({ kind: 'following-hindered', primary: this.followed, obstacle });
    if (this.link !== link) return;
    this.link = null;
    this.world.network.close(link.side);
    this.handle({ kind: 'link-lost', session: link.session ?? 0 });
  }

  /** One that is being opened begins with looking at the copy anyway. (Seed 12002693 of 2026-11-30: it was waited for for ever.) */
  private dropDamagedLink(): void {
    const { link } = this;
    if (link === null || link.session === null) return;
    this.link = null;
    this.world.network.close(link.side);
    this.handle({ kind: 'link-lost', session: link.session });
  }

  private followFrom(session: number, position: JournalPosition): void {
    const { link } = this;
    if (link?.session !== session) return;
    this.world.checkers.asyncFollows(this.host, link.epoch);
    this.work.beginReceiving();
    this.journal.missNothing();
    const follow = () => {
      if (this.link === link) this.send(link, { kind: 'follow', position });
    };
    if (!isBefore(position, this.journal.end)) return follow();
    this.work.cutAt(position);
    this.work.forbidBeyond(position);
    this.work.later(follow);
  }
}
