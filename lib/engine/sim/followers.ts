/**
 * The primary's side of its data links, in a simulated instance: who asks, who follows, and what each of them is sent. A question is
 * answered by the machine; an async is fed apart (`async-feed.ts`).
 */
import type { JournalPosition } from '../journal/position.ts';
import type { Effect } from '../mirror/events.ts';
import type { MessageToBackup } from '../mirror/dialogue.ts';
import type { RollEntry } from '../mirror/roll.ts';
import { AsyncFeed } from './async-feed.ts';
import type { Follower } from './follower.ts';
import { missingAt, missingObstacle } from './holes.ts';
import { configurationWord } from './machine-settings.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import type { Side } from './network.ts';
import type { FailoverProcess } from './stage.ts';

/** Blocks sent to a follower that is catching up before others get a turn. */
const BURST = 5;

export class Followers {
  private readonly instance: FailoverProcess;
  private readonly calls = new Map<number, Side>();
  private callCount = 0;
  private sessionCount = 0;
  private readonly followers = new Map<number, Follower>();
  private readonly asyncs = new Set<AsyncFeed>();

  constructor(instance: FailoverProcess) {
    this.instance = instance;
  }

  /** Another machine takes the place of this one. */
  end(): void {
    const { network } = this.instance.world;
    for (const { side } of this.followers.values()) network.close(side);
    for (const feed of [...this.asyncs]) feed.close();
    for (const side of this.calls.values()) network.close(side);
  }

  /** More of the journal is durable. */
  wake(): void {
    for (const feed of this.asyncs) feed.wake();
  }

  sayCommitted(): void {
    for (const feed of this.asyncs) feed.sayCommitted();
  }

  /** What a member that follows has received, as far as it has said; null: it does not follow. */
  receivedBy(guid: string): JournalPosition | null {
    const follower = [...this.followers.values(), ...this.asyncs].find((one) => one.guid === guid && one.received !== null);
    return follower?.received ?? null;
  }

  /** A block has been written. */
  written(): void {
    for (const follower of this.followers.values()) if (follower.isLive) this.send(follower, 1);
  }

  answer(call: number, answer: Extract<Effect, { kind: 'answer-partner' }>['answer']): void {
    const side = this.calls.get(call);
    if (side === undefined) return;
    this.calls.delete(call);
    const { world, host } = this.instance;
    const isRoleUnknown = host.disk.promotion === 'role-unknown';
    world.network.send(side, { kind: 'answer', answer, isRoleUnknown } satisfies LinkReply);
    world.network.close(side);
  }

  tell(session: number, message: MessageToBackup): void {
    const follower = this.followers.get(session);
    if (follower) this.instance.world.network.send(follower.side, { kind: 'said', message } satisfies LinkReply);
  }

  close(session: number): void {
    const follower = this.followers.get(session);
    if (follower) this.instance.world.network.close(follower.side);
    this.followers.delete(session);
  }

  configurationChanged(): void {
    for (const { side } of this.followers.values()) this.sayConfiguration(side);
    for (const { side } of this.asyncs) this.sayConfiguration(side);
  }

  private sayConfiguration(side: Side): void {
    const { world, host, machine } = this.instance;
    // The first one everybody has.
    if (world.hasChangedRoles) world.network.send(side, configurationWord(host.disk.belonging.roll, machine));
  }

  /** Only a channel of the kind that the member was: one of its new kind may be there already. */
  closeOld(kinds: Readonly<Record<string, RollEntry['kind']>>): void {
    for (const [session, { guid, side }] of this.followers) {
      if (kinds[guid] === undefined || kinds[guid] === 'failover') continue;
      this.instance.world.network.close(side);
      this.followers.delete(session);
      this.instance.handle({ kind: 'follower-lost', session });
    }
    for (const feed of [...this.asyncs]) if (kinds[feed.guid] === 'failover') feed.close();
  }

  /** A connection to this member's superserver. */
  accept(side: Side): void {
    let follower: Follower | null = null;
    let feed: AsyncFeed | null = null;
    side.onMessage = (request: LinkRequest) => {
      switch (request.kind) {
        case 'question':
          this.callCount += 1;
          this.calls.set(this.callCount, side);
          return this.instance.handle({ kind: 'partner-asked', call: this.callCount, question: request.question });
        case 'hello':
          if (this.instance.machine.role.kind !== 'primary') return this.instance.world.network.close(side);
          if (request.guid !== this.instance.partner?.self.guid) {
            feed = this.feedAsync(request.guid, side);
            return;
          }
          if (this.instance.life.roll.isBusy) return this.instance.world.network.close(side);
          this.sessionCount += 1;
          this.sayConfiguration(side);
          follower = { session: this.sessionCount, side, guid: request.guid, position: null, received: null, isLive: false };
          this.followers.set(follower.session, follower);
          return this.instance.world.network.send(side, {
            kind: 'welcome',
            session: follower.session,
            epoch: this.instance.machine.durable.epoch,
            process: this.instance.life.name,
            history: this.instance.journal.historyHere(),
          } satisfies LinkReply);
        case 'follow':
          feed?.heard();
          if (feed) return feed.follow(request.position);
          if (follower === null || follower.position !== null) return;
          follower.position = request.position;
          follower.received = request.position;
          this.instance.handle({ kind: 'follower-connected', session: follower.session, guid: follower.guid });
          return this.catchUp(follower);
        case 'said':
          if (follower && request.message.kind === 'acknowledge') follower.received = request.message.through;
          if (follower) this.instance.handle({ kind: 'backup-said', session: follower.session, message: request.message });
          return;
        case 'receipt':
          if (feed?.received) feed.received = request.through;
          return feed?.heard();
        case 'cannot-follow':
          // An async's is told on its own side alone.
          if (follower) this.instance.handle({ kind: 'follower-hindered', obstacle: request.obstacle });
          return;
        case 'purge-question':
          return;
        case 'roll-question':
          return;
      }
    };
    side.onClosed = () => {
      if (feed) this.asyncs.delete(feed);
      if (follower === null || !this.followers.delete(follower.session)) return;
      this.instance.handle({ kind: 'follower-lost', session: follower.session });
    };
  }

  /** A member has one data link: an older one is of a connection that it has given up. */
  private feedAsync(guid: string, side: Side): AsyncFeed {
    for (const older of this.asyncs) if (older.guid === guid) older.close();
    const feed = new AsyncFeed(this.instance, guid, side, (left) => this.asyncs.delete(left));
    this.asyncs.add(feed);
    this.sessionCount += 1;
    this.sayConfiguration(side);
    this.instance.world.network.send(side, {
      kind: 'welcome',
      session: this.sessionCount,
      epoch: this.instance.machine.durable.epoch,
      process: this.instance.life.name,
      history: this.instance.journal.historyHere(),
    } satisfies LinkReply);
    return feed;
  }

  private catchUp(follower: Follower): void {
    if (this.followers.get(follower.session) !== follower) return;
    this.send(follower, BURST);
    const missing = follower.position && missingAt(this.instance.host, this.instance.journal, follower.position);
    if (missing !== null) return this.cannotServe(follower, missing);
    if (follower.position && this.instance.journal.readHere(follower.position) !== null)
      return this.instance.work.later(() => this.catchUp(follower));
    follower.isLive = true;
    this.instance.handle({ kind: 'follower-synchronized', session: follower.session });
  }

  private send(follower: Follower, countMax: number): void {
    for (let count = 0; count < countMax && follower.position !== null; count += 1) {
      const following = this.instance.journal.readHere(follower.position);
      if (following === null || following.next.fileCount === this.instance.host.missingFile) return;
      follower.position = following.next;
      this.instance.world.network.send(follower.side, { kind: 'block', block: following.block } satisfies LinkReply);
    }
  }

  /** Both are told which file it is, then the link ends. */
  private cannotServe(follower: Follower, fileCount: number): void {
    this.instance.world.network.send(follower.side, { kind: 'cannot-serve', fileCount } satisfies LinkReply);
    this.instance.handle({ kind: 'follower-hindered', obstacle: missingObstacle(fileCount) });
    this.instance.world.network.close(follower.side);
    if (this.followers.delete(follower.session)) this.instance.handle({ kind: 'follower-lost', session: follower.session });
  }
}
