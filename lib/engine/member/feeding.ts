/**
 * The primary's side of every data channel: who follows, what they are sent, and what of their words the machine hears.
 *
 * Of the other failover member the machine hears everything; of asyncs nothing, so that no word of one decides anything. Whatever a member
 * says that cannot be true ends its channel.
 */
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { errorText } from '../../machine/error-text.ts';
import { AsyncFeed, AsyncPieces } from '../channel/async-feed.ts';
import type { ConnectionFaults } from '../channel/connection-faults.ts';
import { FollowerSession } from '../channel/follower-session.ts';
import type { FollowerConnection } from '../channel/journal-session.ts';
import type { MirrorConnection } from '../channel/mirror-connection.ts';
import { isBefore, type JournalPosition, type FileCount } from '../journal/position.ts';
import type { JournalListener, KeptHistory } from '../journaling/mirror-journal.ts';
import type { CompressionKind } from '../link/compression.ts';
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import { asyncSilenceMs } from '../mirror/async-member.ts';
import { narrate } from '../mirror/narration.ts';
import { type FileObstacle, isSameCause, lackedFile, type Obstacle, storyOf } from '../mirror/obstacle.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import type { MirrorState } from '../mirror/state.ts';
import type { StopTimer } from '../ports/clock.ts';
import type { HostPlace, HostRoads, HostVoice } from './mirror-host.ts';
import { COMMITTED_MS } from '../../machine/waits.ts';

/** What this needs of the instance around it. */
type FeedingHost = Pick<HostRoads, 'clock' | 'journal' | 'mender' | 'timeline'> &
  Pick<HostPlace, 'config' | 'onlyPrimary' | 'processName' | 'self'> &
  Pick<HostVoice, 'log' | 'progress'>;

/** The driver, as far as followers concern it. */
export interface FeedingMachine {
  state(): MirrorState;
  feed(event: MirrorEvent): void;
  /** This member says how it is to everybody that it is connected to. */
  tellProgress(): void;
}

export type DataChannel = FollowerConnection & Pick<MirrorConnection<FromBackup, FromPrimary>, 'start'>;

export class Feeding {
  readonly #host: FeedingHost;
  readonly #machine: FeedingMachine;
  readonly #faults: ConnectionFaults;
  readonly #pieces: AsyncPieces;
  /** Everybody who receives the journal from here; the machine knows only the other failover member. */
  readonly followers = new Map<number, FollowerSession | AsyncFeed>();
  /** When each member's data channel ended last in this run, by GUID, as wall time. */
  readonly lostAt = new Map<string, Date>();
  /** GUIDs of those that ended in order, or handed over, and have not come back: nothing is broken there. */
  readonly saidFarewell = new Set<string>();
  /** When the other failover member's ended last, as wall time. */
  partnerLostAt: Date | null = null;
  /** What was told of an async that cannot be served, by GUID: once for each cause. */
  readonly #toldOfAsyncs = new Map<string, Obstacle>();
  #stopTellingCommitted: StopTimer | null = null;

  constructor(host: FeedingHost, machine: FeedingMachine, faults: ConnectionFaults) {
    this.#host = host;
    this.#machine = machine;
    this.#faults = faults;
    this.#pieces = new AsyncPieces(host.journal);
  }

  close(): void {
    this.#stopTellingCommitted?.();
    for (const follower of this.followers.values()) follower.connection.close();
  }

  /** A block was handed to the disk, or a new file begun: asyncs get what is durable only. */
  live(event: Parameters<NonNullable<JournalListener['live']>>[0]): void {
    for (const follower of this.followers.values()) {
      if (follower instanceof AsyncFeed) continue;
      if (event.kind === 'block') follower.live(event.block);
      else follower.liveFile();
    }
  }

  /** More is durable. */
  wake(): void {
    for (const follower of this.followers.values()) if (follower instanceof AsyncFeed) follower.wake();
  }

  /** A member opened its data channel; it is authenticated and listed in the configuration. */
  accept(member: MirrorMember, connection: DataChannel, { number, compression }: { number: number; compression: CompressionKind }): void {
    if (this.#machine.state().role.kind !== 'primary') return connection.close();
    const base = {
      number,
      memberGuid: member.guid,
      connection,
      journal: this.#host.journal,
      onFailure: (obstacle: FileObstacle) => this.#followerHindered(member, obstacle),
    };
    const follower =
      member.kind === 'failover'
        ? new FollowerSession({ ...base, onSynchronized: () => this.#machine.feed({ kind: 'follower-synchronized', session: number }) })
        : new AsyncFeed({ ...base, pieces: this.#pieces, compression, clock: this.#host.clock });
    // A member has one data channel: an older one is of a connection that it has given up.
    if (follower instanceof AsyncFeed)
      for (const older of this.followers.values()) if (older.memberGuid === member.guid) older.connection.close();
    this.followers.set(number, follower);
    // It is up again, whatever may keep it from following.
    this.saidFarewell.delete(member.guid);
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
        this.#machine.feed({ kind: 'follower-lost', session: number });
      },
    });
    connection.send(this.#configuration());
    this.#begin('Looking at the journal files', this.#sendHistory(connection), () => connection.close());
  }

  /** Work in the background, whose failure no event tells of. */
  #begin(what: string, work: Promise<void>, otherwise: () => void): void {
    work.catch((error: unknown) => {
      this.#host.log(2, `${what} failed: ${errorText(error)}`, null);
      otherwise();
    });
  }

  /** Of what is on the disk now: a follower that has nothing begins with the first file of this list. */
  async #sendHistory(connection: DataChannel): Promise<void> {
    await this.#host.journal.lookAtDisk();
    connection.send({
      kind: 'history',
      epoch: this.#machine.state().durable.epoch,
      process: this.#host.processName,
      files: this.#writtenHistory(),
      damaged: damagedIn(this.#host.journal),
    });
  }

  #followerHindered(member: MirrorMember, obstacle: Obstacle): void {
    if (obstacle.kind === 'file' && obstacle.reason !== 'missing')
      this.#begin('Mending a journal file', this.#mendFor(obstacle.fileCount), () => undefined);
    if (member.kind === 'failover') return this.#machine.feed({ kind: 'follower-hindered', obstacle });
    const isTold = isSameCause(obstacle, this.#toldOfAsyncs.get(member.guid));
    this.#toldOfAsyncs.set(member.guid, obstacle);
    if (!isTold)
      this.#host.log(2, `${member.name}: ${narrate(storyOf(obstacle, { sender: this.#host.self().name, follower: member.name }))}`, null);
  }

  /** Others may have whole what is damaged here: the follower's next try finds it mended, or begins behind it where its databases can. */
  async #mendFor(fileCount: FileCount): Promise<void> {
    this.#host.mender.doubt(fileCount);
    const { fault } = await this.#host.mender.mend(fileCount);
    if (fault !== null && fault.reason !== 'missing') this.#host.journal.foundDamage(fault);
  }

  /** A host that lost its power closes no connection. Twice what the async itself waits for, since nothing depends on it. */
  dropSilentAsyncs(): void {
    const now = this.#host.clock.nowMs();
    for (const follower of this.followers.values()) {
      if (follower instanceof AsyncFeed && now - follower.lastHeardMs >= 2 * asyncSilenceMs(this.#machine.state().settings.qosTimeoutMs))
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
    if (message.kind === 'timeline') return this.#host.timeline?.take(message);
    if (follower instanceof AsyncFeed) return this.#asyncSaid(follower, message);
    if (message.kind === 'receipt') return;
    if (message.kind === 'farewell') return void this.saidFarewell.add(follower.memberGuid);
    if (message.kind === 'follow') {
      if (follower.isFollowing) return follower.follow(message.position);
      this.#machine.feed({ kind: 'follower-connected', session: follower.number, guid: follower.memberGuid });
      follower.follow(message.position);
      return this.#machine.tellProgress();
    }
    if (message.kind === 'progress') {
      follower.progress = message;
      return this.#tellTimelineTo(follower);
    }
    this.#machine.feed({ kind: 'backup-said', session: follower.number, message });
    if (message.kind === 'acknowledge') follower.acknowledged(message.through);
  }

  /** The machine hears none of it: nothing that an async says decides anything. */
  #asyncSaid(feed: AsyncFeed, message: FromBackup): void {
    feed.lastHeardMs = this.#host.clock.nowMs();
    if (message.kind === 'follow') {
      feed.follow(message.position);
      return this.#machine.tellProgress();
    }
    if (message.kind === 'receipt') {
      if (feed.received !== null && isBefore(feed.received, message.through)) this.#toldOfAsyncs.delete(feed.memberGuid);
      feed.received = message.through;
    }
    if (message.kind !== 'progress') return;
    feed.progress = message;
    this.#tellTimelineTo(feed);
  }

  /** There is more of it here. */
  tellTimeline(): void {
    for (const follower of this.followers.values()) this.#tellTimelineTo(follower);
  }

  #tellTimelineTo(follower: FollowerSession | AsyncFeed): void {
    const word = this.#host.timeline?.wordFor(follower.progress?.timeline);
    if (!word) return;
    if (follower instanceof AsyncFeed) follower.say(word);
    else follower.connection.send(word);
  }

  pushConfiguration(): void {
    for (const follower of this.followers.values()) follower.connection.send(this.#configuration());
  }

  #configuration(): Extract<FromPrimary, { kind: 'configuration' }> {
    return {
      kind: 'configuration',
      config: this.#host.config(),
      onlyPrimary: this.#host.onlyPrimary(),
      epoch: this.#machine.state().durable.epoch,
    };
  }

  tellProgress(): void {
    const progress = this.#host.progress();
    const { role } = this.#machine.state();
    for (const follower of this.followers.values()) {
      if (follower instanceof AsyncFeed) {
        follower.say(progress);
        // Again although it has not changed: one that has just come has not heard it.
        if (role.kind === 'primary') follower.say({ kind: 'heartbeat', committed: role.committed, echoMs: 0, mode: role.mode.kind });
      } else follower.connection.send(progress);
    }
  }

  /** Followers apply what is committed; they hear of it soon after, many commits at once. */
  tellCommitted(): void {
    if (this.#machine.state().role.kind !== 'primary' || this.followers.size === 0) return;
    this.#stopTellingCommitted ??= this.#host.clock.after(COMMITTED_MS, () => {
      this.#stopTellingCommitted = null;
      const { role } = this.#machine.state();
      if (role.kind !== 'primary') return;
      const word = { kind: 'heartbeat', committed: role.committed, echoMs: 0, mode: role.mode.kind } as const;
      for (const follower of this.followers.values()) {
        if (follower instanceof AsyncFeed) follower.say(word);
        else if (follower.isFollowing) follower.connection.send(word);
      }
    });
  }
}

const damagedIn = ({ hole }: Pick<KeptHistory, 'hole'>): JournalPosition | null =>
  hole?.kind === 'damaged' || hole?.kind === 'cut-off' ? { fileCount: hole.fileCount, offset: hole.offset } : null;
