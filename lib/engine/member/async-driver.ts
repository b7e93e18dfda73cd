/**
 * The loop of an async member: takes an event, asks `stepAsync`, carries out the effects in their order, feeds the outcome back. Decides
 * nothing.
 *
 * Shows the same face as the driver of a failover member where both have one, so that whoever only looks need not know which it is.
 */
import { earlier, ORIGIN, type JournalPosition } from '../journal/position.ts';
import type { FromBackup, FromPrimary, MemberProgress } from '../link/mirror-protocol.ts';
import { startAsync, stepAsync } from '../mirror/async-member.ts';
import type { AsyncEffect, AsyncEvent, AsyncSettings, AsyncState } from '../mirror/async-state.ts';
import { meetHistories } from '../mirror/history.ts';
import { lackedFile, type Obstacle, type ReceiverObstacle } from '../mirror/obstacle.ts';
import type { Durable, Standing } from '../mirror/state.ts';
import { TICK_MS } from '../mirror/timing.ts';
import type { AsyncFeed } from '../channel/async-feed.ts';
import type { FollowerSession } from '../channel/follower-session.ts';
import { ConnectionFaults } from '../channel/connection-faults.ts';
import { IncomingRate } from '../channel/incoming-rate.ts';
import type { MirrorConnection } from '../channel/mirror-connection.ts';
import { PrimaryWords } from '../channel/primary-words.ts';
import type { MirrorHost } from './mirror-driver.ts';

const QUESTION_MS = 2500;
const PROGRESS_MS = 1000;
/** Received journal that waits for this disk: above the first the primary is not read, below the second it is again. */
const UNWRITTEN_BYTES_MAX = 8 * 1024 * 1024;
const UNWRITTEN_BYTES_LOW = 2 * 1024 * 1024;
const PERSIST_RETRY_MS = 1000;

interface PrimaryLink {
  readonly session: number;
  readonly connection: MirrorConnection<FromPrimary, FromBackup>;
  readonly words: PrimaryWords;
}

export class AsyncDriver {
  state: AsyncState;
  readonly #host: MirrorHost;
  readonly #queue: AsyncEvent[] = [];
  #draining = false;
  #ended = false;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Nobody follows an async. */
  readonly followers: ReadonlyMap<number, FollowerSession | AsyncFeed> = new Map();
  readonly lostAt: ReadonlyMap<string, Date> = new Map();
  #sessionCount = 0;
  #link: PrimaryLink | null = null;
  /** The primary's last word about itself, and what it last called committed. */
  primaryProgress: MemberProgress | null = null;
  primaryCommitted: JournalPosition | null = null;
  readonly #rate: IncomingRate;
  readonly #faults: ConnectionFaults;
  /** When the primary was last known to be connected, as wall time; null when never in this run. */
  partnerLostAt: Date | null = null;

  constructor(host: MirrorHost, durable: Durable) {
    this.#host = host;
    this.#rate = new IncomingRate(host.clock);
    this.#faults = new ConnectionFaults((severity, text) => host.log(severity, text, null));
    this.state = startAsync({ settings: settingsOf(host), durable, journal: host.journal.state(), now: host.clock.nowMs() });
  }

  get incomingRate() {
    return this.#rate.latest;
  }

  start(): void {
    const { journal } = this.#host;
    journal.listen({
      durable: () => {
        this.feed({ kind: 'journal-became-durable', journal: journal.state() });
        if (journal.unwrittenBytes <= UNWRITTEN_BYTES_LOW) this.#link?.connection.resume();
      },
      refused: (obstacle) => this.#cannotReceive(obstacle),
    });
    this.#host.dejournaler.listen({
      databasesChanged: () => this.feed({ kind: 'databases-changed' }),
      damaged: (fileCount) => this.#isDamaged(fileCount),
    });
    this.#timers.push(setInterval(() => this.feed({ kind: 'tick' }), TICK_MS));
    this.#timers.push(setInterval(() => this.#tellProgress(), PROGRESS_MS));
    this.feed({ kind: 'tick' });
  }

  /** Ends the loop; connections are closed. */
  close(): void {
    this.#ended = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#link?.connection.close();
    this.#host.journal.listen(null);
    this.#host.dejournaler.listen(null);
  }

  feed(event: AsyncEvent): void {
    if (this.#ended) return;
    this.#queue.push(event);
    if (!this.#draining)
      void this.#drain().catch((error: unknown) => this.#host.halt(`the machine of the async member failed: ${describe(error)}`, 'failed'));
  }

  settingsChanged(): void {
    this.feed({ kind: 'settings-changed', settings: settingsOf(this.#host) });
  }

  /** It has no standing: it is never a candidate. */
  standing(): null {
    return null;
  }

  /** GUID of the primary that it receives from, else null. */
  get primaryGuid(): string | null {
    const { role } = this.state;
    return role.kind === 'following' && role.stage === 'receiving' ? role.primary : null;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#queue.length > 0 && !this.#ended) {
      const event = this.#queue.shift() as AsyncEvent;
      const [next, effects] = stepAsync(this.state, event, this.#host.clock.nowMs());
      this.state = next;
      this.#host.stepTaken(next);
      for (const effect of effects) {
        // What it waited for may not be on the disk: nothing that depends on it is said or applied any more.
        if (this.#ended) break;
        const running = this.#carryOut(effect);
        if (running) await running;
      }
    }
    this.#draining = false;
  }

  /** Returns a promise only where the next effect must wait for this one. */
  #carryOut(effect: AsyncEffect): Promise<void> | undefined {
    switch (effect.kind) {
      case 'persist':
        return this.#persist(effect.durable);
      case 'log':
        this.#host.log(effect.severity, effect.text, effect.story ?? null);
        return;
      case 'commit-through':
        this.primaryCommitted = effect.through;
        this.#host.committed(effect.through);
        return;
      case 'ask-members':
        for (const guid of effect.guids) void this.#ask(effect.inquiry, guid);
        return;
      case 'open-link-to':
        void this.#open(effect.primary).catch(() => this.feed({ kind: 'link-failed', primary: effect.primary }));
        return;
      case 'close-link':
        this.#dropLink();
        return;
      case 'follow-from':
        return this.#followFrom(effect);
      case 'send-receipt':
        if (this.#link?.session === effect.session) this.#link.connection.send({ kind: 'receipt', through: effect.through });
        return;
    }
  }

  /** Nothing may be followed that depends on what is not on the disk: it waits until it is. Nobody waits for this member. */
  async #persist(durable: Durable): Promise<void> {
    for (let failures = 0; !this.#ended; failures++) {
      try {
        return await this.#host.persist(durable);
      } catch (error) {
        if (failures === 0)
          this.#host.log(2, `The mirror state cannot be stored, this member waits until it can: ${describe(error)}`, null);
      }
      await new Promise((resolve) => setTimeout(resolve, PERSIST_RETRY_MS));
    }
  }

  async #ask(inquiry: number, guid: string): Promise<void> {
    const member = this.#host.config().members.find((entry) => entry.guid === guid);
    let standing: Standing | null = null;
    if (member) {
      const answer = await this.#host.dialer.ask(member, { kind: 'standing' }, QUESTION_MS).catch(() => null);
      if (answer?.kind === 'standing') standing = answer.standing;
      if (answer?.kind === 'not-a-member') this.#notListed(member);
    }
    this.feed({ kind: 'member-answered', inquiry, guid, standing });
  }

  /** GUID of the primary that does not know this member yet. */
  #unlistedOn: string | null = null;
  get awaitsAuthorizationOn(): string | null {
    return this.#host.awaitsAuthorization() ? this.#unlistedOn : null;
  }

  /** Struck off, or not taken in yet; of the latter the log tells once. */
  #notListed({ guid, name }: { readonly guid: string; readonly name: string }): void {
    if (!this.#host.awaitsAuthorization()) return void this.#host.notAMember();
    if (this.#unlistedOn === null) this.#host.log(0, `Waiting for authorization on ${name}`, null);
    this.#unlistedOn = guid;
  }

  async #open(primary: string): Promise<void> {
    const member = this.#host.config().members.find((entry) => entry.guid === primary);
    const connection = member ? await this.#host.dialer.openData(member) : null;
    if (connection === null) return this.feed({ kind: 'link-failed', primary });
    const { role } = this.state;
    if (this.#ended || role.kind !== 'searching' || role.activity.kind !== 'opening' || role.activity.primary !== primary)
      return connection.close();
    const [session, words] = [++this.#sessionCount, new PrimaryWords(connection)];
    this.#link = { session, connection, words };
    this.feed({ kind: 'link-opened', session, primary });
    words.start({
      message: (message) => this.#said(session, message),
      blocks: (fileCount, offset, bytes, networkBytes) => this.#receive(session, { fileCount, offset, bytes }, networkBytes),
      fault: (severity, reason) => member && this.#faults.tell(member, severity, reason),
      closed: () => {
        if (this.#link?.session === session) this.#link = null;
        this.partnerLostAt = this.#host.clock.wallTime();
        this.feed({ kind: 'link-lost', session });
      },
    });
  }

  #dropLink(): void {
    const link = this.#link;
    this.#link = null;
    if (!link) return;
    this.partnerLostAt = this.#host.clock.wallTime();
    link.connection.finish();
  }

  #said(session: number, message: FromPrimary): void {
    if (this.#link?.session !== session) return;
    const lose = (what: string) => (error: unknown) => {
      this.#host.log(2, `${what} failed: ${describe(error)}`, null);
      if (this.#link?.session === session) this.#link.connection.close();
    };
    switch (message.kind) {
      case 'history':
        void this.#compare(session, message).catch(lose('Comparing journals'));
        return;
      case 'new-file':
        this.#host.journal.receiveFile(
          { name: message.name, fileCount: message.fileCount, header: Buffer.from(message.header, 'base64') },
          this.state.durable.epoch,
        );
        return this.feed({ kind: 'primary-heard', session });
      case 'configuration':
        this.#configurationTaken = this.#takeConfiguration(session, message);
        return this.feed({ kind: 'primary-heard', session });
      case 'progress':
        this.primaryProgress = message;
        return this.feed({ kind: 'primary-heard', session });
      case 'cannot-serve':
        void this.#hindered({ ...message, kind: 'file' }).catch(lose('Writing what was received'));
        return;
      default:
        return this.feed({ kind: 'primary-said', session, message });
    }
  }

  /** What came before must be known to the machine: it is no progress beyond the obstacle. */
  async #hindered(obstacle: Obstacle): Promise<void> {
    const { journal } = this.#host;
    const primary = this.#primary;
    await journal.settled().catch(() => undefined); // What could not be written is told by itself.
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    this.feed({ kind: 'following-hindered', primary, obstacle });
  }

  #isDamaged(fileCount: number): void {
    this.#host.mender.doubt(fileCount);
    this.#link?.connection.close();
  }

  #cannotReceive(obstacle: ReceiverObstacle): void {
    const link = this.#link;
    const primary = this.#primary;
    this.feed({ kind: 'journal-became-durable', journal: this.#host.journal.state() });
    if (!link) return;
    link.connection.send({ kind: 'cannot-receive', reason: obstacle.kind, detail: obstacle.detail });
    this.feed({ kind: 'following-hindered', primary, obstacle });
    link.connection.finish();
  }

  /** GUID of the primary whose link is open, or ''. */
  get #primary(): string {
    const { role } = this.state;
    return role.kind === 'following' ? role.primary : '';
  }

  /** Whether what the primary has said of the mirror is written down. If not, its link has ended. */
  #configurationTaken: Promise<boolean> = Promise.resolve(true);
  async #takeConfiguration(
    session: number,
    { config, onlyPrimary, epoch }: Extract<FromPrimary, { kind: 'configuration' }>,
  ): Promise<boolean> {
    const fault = await this.#host.takeConfiguration(config, onlyPrimary, epoch).then(() => null, describe);
    if (fault !== null) {
      if (this.#link?.session === session) this.#cannotReceive({ kind: 'store', detail: fault });
      return false;
    }
    this.settingsChanged();
    return true;
  }

  #receive(session: number, piece: { fileCount: number; offset: number; bytes: Buffer }, networkBytes: number): void {
    if (this.#link?.session !== session) return;
    this.#rate.add(networkBytes, piece.bytes.length);
    this.#host.journal.receiveBlocks(piece);
    this.feed({ kind: 'primary-heard', session });
    if (this.#host.journal.unwrittenBytes > UNWRITTEN_BYTES_MAX) this.#link.connection.pause();
  }

  /**
   * What an earlier link received must be on the disk before histories are compared, and the databases must stand still: what the last
   * primary called committed does not count beyond the point where the histories part.
   */
  async #compare(session: number, { epoch, files, damaged }: Extract<FromPrimary, { kind: 'history' }>): Promise<void> {
    const { journal, dejournaler } = this.#host;
    // Before the first of its journal arrives, by which this member would take itself for one that has heard this primary.
    if (!(await this.#configurationTaken)) return;
    await journal.settled().catch(() => undefined); // What could not be written is not there: the comparison starts from what is.
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    const { fault } = await this.#host.mender.mend((dejournaler.neededFrom() ?? journal.state().durable).fileCount);
    if (fault !== null) {
      this.feed({ kind: 'following-hindered', primary: this.#primary, obstacle: fault });
      return this.#link?.session === session ? this.#link.connection.close() : undefined;
    }
    if (dejournaler.word().kind === 'failed') dejournaler.retry();
    const meeting = meetHistories(journal.files(), files, dejournaler.neededFrom());
    if (meeting.kind === 'lacks') {
      const { fileCount, name } = meeting;
      this.feed({ kind: 'following-hindered', primary: this.#primary, obstacle: lackedFile(meeting, damaged) });
      if (this.#link?.session !== session) return;
      this.#link.connection.send({ kind: 'lacks-file', fileCount, name });
      return this.#link.connection.finish();
    }
    const common = meeting.kind === 'agree' ? meeting.through : meeting.kind === 'begin' ? meeting.at : null;
    dejournaler.forgetTarget(common ?? ORIGIN);
    await dejournaler.standStill();
    const furthest = dejournaler.appliedMax();
    const applied =
      common === null
        ? { fileCount: Number.MAX_SAFE_INTEGER, offset: 0 }
        : journal.wentAlong(furthest, files)
          ? earlier(common, furthest)
          : furthest;
    this.feed({ kind: 'history-compared', session, epoch, common: common ?? ORIGIN, applied });
  }

  async #followFrom({ session, position }: Extract<AsyncEffect, { kind: 'follow-from' }>): Promise<void> {
    const { journal, dejournaler } = this.#host;
    try {
      await journal.truncate(position);
    } catch (error) {
      this.#host.log(
        2,
        `Journal data after file #${position.fileCount} offset ${position.offset} could not be cut off: ${describe(error)}`,
        null,
      );
      if (this.#link?.session === session) this.#link.connection.close();
      return;
    }
    dejournaler.forgetTarget(position);
    this.feed({ kind: 'journal-became-durable', journal: journal.state() });
    if (this.#link?.session !== session) return;
    this.#link.words.follow(position);
    this.#tellProgress();
  }

  #tellProgress(): void {
    this.#link?.connection.send(this.#host.progress());
  }
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

function settingsOf(host: MirrorHost): AsyncSettings {
  const config = host.config();
  const self = host.self();
  return {
    mirrorName: config.name,
    self: { guid: self.guid, name: self.name },
    partner: null,
    // A DR async may have been promoted since this member last heard of the configuration.
    failoverMembers: config.members
      .filter(({ kind, guid }) => (kind === 'failover' || kind === 'disaster-recovery') && guid !== self.guid)
      .map(({ guid, name }) => ({ guid, name })),
    qosTimeoutMs: config.qosTimeoutMs,
    onlyPrimary: host.onlyPrimary(),
  };
}
