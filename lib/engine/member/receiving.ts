/**
 * How a member takes the journal of a primary, whatever kind of member it is: one link at a time, and what comes on it.
 *
 * Its duties, in the order in which a link goes through them:
 * 1. Open the link to the member that the machine names, unless the machine has turned elsewhere meanwhile.
 * 2. Write down what the primary says of the mirror, before anything that follows is dealt with.
 * 3. Compare histories: what an earlier link received is on the disk, or given up, and told to the machine, the copy is looked at and
 *    mended, and the databases stand still.
 * 4. Cut the surplus, and only then ask to follow.
 * 5. Hand files and blocks to the disk, and read nothing more while too much waits for it.
 * 6. Tell both sides what stands in the way, and end the link.
 *
 * Decides nothing of the mirror: what it finds out, the machine hears. What belongs to a link that is no longer the present one is dropped.
 */
import type { MirrorMember } from '../../contract/mirror-config.ts';
import { errorText } from '../../machine/error-text.ts';
import type { ConnectionFaults } from '../channel/connection-faults.ts';
import { IncomingRate } from '../channel/incoming-rate.ts';
import { type PrimaryConnection, PrimaryWords } from '../channel/primary-words.ts';
import type { Epoch } from '../journal/epoch.ts';
import { earlier, isBefore, type JournalPosition, ORIGIN, type FileCount, type JournalOffset } from '../journal/position.ts';
import type { FromBackup, FromPrimary, MemberProgress } from '../link/mirror-protocol.ts';
import { BEYOND_EVERYTHING, meetHistories, sharedEnd } from '../mirror/history.ts';
import { lackedFile, type FileObstacle, type Obstacle, type ReceiverObstacle } from '../mirror/obstacle.ts';
import type { MessageToBackup } from '../mirror/dialogue.ts';
import type { HostPlace, HostRoads, HostVoice } from './mirror-host.ts';

/**
 * Received journal that waits for this disk: above the first the primary is not read, below the second it is again. Little, because its
 * heartbeats wait too.
 */
const UNWRITTEN_BYTES_MAX = 8 * 1024 * 1024;
const UNWRITTEN_BYTES_LOW = 2 * 1024 * 1024;

/** How two histories go together: what is shared, and how far the databases have gone with it. */
export interface Comparison {
  readonly epoch: Epoch;
  /** Which process of the primary speaks. */
  readonly process: string;
  readonly common: JournalPosition;
  readonly applied: JournalPosition;
}

/** What this needs of the instance around it. */
type ReceivingHost = Pick<HostRoads, 'clock' | 'dejournaler' | 'dialer' | 'journal' | 'mender' | 'timeline'> &
  Pick<HostPlace, 'takeConfiguration'> &
  Pick<HostVoice, 'log' | 'progress'>;

/** What a machine hears of its link: each driver says it in the words of its own. */
interface LinkHearer {
  opened(session: number): void;
  lost(session: number): void;
  /** Something came that is not for the machine. */
  heard(session: number): void;
  said(session: number, message: MessageToBackup): void;
  compared(session: number, comparison: Comparison): void;
}

/** The machine of the member, as far as its link concerns it. */
export interface ReceivingMachine extends LinkHearer {
  /** Of its term, as it is written down. */
  epoch(): Epoch;
  hindered(obstacle: Obstacle): void;
  /** The durable end has moved, or must be looked at again. */
  journalMoved(): void;
  /** What the primary has said of the mirror is written down. */
  settingsChanged(): void;
}

interface Link {
  readonly session: number;
  readonly connection: PrimaryConnection;
  readonly words: PrimaryWords;
}

type History = Extract<FromPrimary, { kind: 'history' }>;

export class Receiving {
  readonly #host: ReceivingHost;
  readonly #machine: ReceivingMachine;
  readonly #faults: ConnectionFaults;
  readonly #rate: IncomingRate;
  #link: Link | null = null;
  /** Whether what the primary has said of the mirror is written down. If not, its link has ended. */
  #configurationTaken: Promise<boolean> = Promise.resolve(true);
  /** The primary's last word about itself. */
  primaryProgress: MemberProgress | null = null;
  /** When a link was last there, as wall time; null when never in this run. */
  lostAt: Date | null = null;

  constructor(host: ReceivingHost, machine: ReceivingMachine, faults: ConnectionFaults) {
    this.#host = host;
    this.#machine = machine;
    this.#faults = faults;
    this.#rate = new IncomingRate(host.clock);
  }

  get incomingRate() {
    return this.#rate.latest;
  }

  /** The disk has taken something. */
  written(): void {
    if (this.#host.journal.unwrittenBytes <= UNWRITTEN_BYTES_LOW) this.#link?.connection.resume();
  }

  /** `isWanted` is asked once it is open. False: it cannot be opened, and is still wanted. */
  async open(primary: MirrorMember | null, session: number, isWanted: () => boolean): Promise<boolean> {
    const connection = primary ? await this.#host.dialer.openData(primary) : null;
    if (!isWanted()) {
      connection?.close();
      return true;
    }
    if (primary === null || connection === null) return false;
    const words = new PrimaryWords(connection);
    this.#link = { session, connection, words };
    this.#machine.opened(session);
    words.start({
      message: (message) => this.#said(session, message),
      blocks: (fileCount, offset, bytes, networkBytes) => this.#receive(session, { fileCount, offset, bytes }, networkBytes),
      fault: (severity, reason) => this.#faults.tell(primary, severity, reason),
      closed: () => {
        if (this.#link?.session === session) this.#link = null;
        this.lostAt = this.#host.clock.wallTime();
        this.#machine.lost(session);
      },
    });
    return true;
  }

  /** By the machine's own word: it is not told of a loss. */
  drop(): void {
    const link = this.#link;
    this.#link = null;
    if (!link) return;
    this.lostAt = this.#host.clock.wallTime();
    link.connection.finish();
  }

  /** Its other end must prove anew who it is. The machine is told of a loss, and dials again. */
  renew(): void {
    this.#link?.connection.close();
  }

  /** Whatever it still brings is not heard. The machine is told of a loss, and dials again. */
  hangUp(): void {
    const link = this.#link;
    this.#link = null;
    link?.connection.close();
  }

  /** What was said last goes out first. */
  end(lastWord: FromBackup | null): void {
    if (lastWord) this.#link?.connection.send(lastWord);
    this.#link?.connection.finish();
  }

  send(session: number, message: FromBackup): void {
    if (this.#link?.session === session) this.#link.connection.send(message);
  }

  tellProgress(): void {
    this.#link?.connection.send(this.#host.progress());
  }

  /** There is more of the timeline here than the primary last said that it holds. */
  tellTimeline(): void {
    const word = this.#link && this.#host.timeline?.wordFor(this.primaryProgress?.timeline);
    if (word) this.#link?.connection.send(word);
  }

  #close(session: number): void {
    if (this.#link?.session === session) this.#link.connection.close();
  }

  #said(session: number, message: FromPrimary): void {
    if (this.#link?.session !== session) return;
    switch (message.kind) {
      case 'history':
        return this.#begin('Comparing journals', session, this.#compare(session, message));
      case 'new-file':
        this.#host.journal.receiveFile(
          { name: message.name, fileCount: message.fileCount, header: Buffer.from(message.header, 'base64') },
          this.#machine.epoch(),
        );
        return this.#machine.heard(session);
      case 'configuration':
        this.#configurationTaken = this.#takeConfiguration(session, message);
        return this.#machine.heard(session);
      case 'progress':
        this.primaryProgress = message;
        this.tellTimeline();
        return this.#machine.heard(session);
      case 'timeline':
        this.#host.timeline?.take(message);
        return this.#machine.heard(session);
      case 'cannot-serve':
        return this.#begin('Writing what was received', session, this.#hindered({ ...message, kind: 'file' }));
      default:
        return this.#machine.said(session, message);
    }
  }

  /** What fails in a way that no event tells of ends the link: the machine must not wait for ever. */
  #begin(what: string, session: number, work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#host.log(2, `${what} failed: ${errorText(error)}`, null);
      this.#close(session);
    });
  }

  /** What came before must be known to the machine: it is no progress beyond the obstacle. */
  async #hindered(obstacle: Obstacle): Promise<void> {
    await this.#host.journal.settled().catch(() => undefined); // What could not be written is told by itself.
    this.#machine.journalMoved();
    this.#machine.hindered(obstacle);
  }

  /** Its own copy cannot be applied: it must not be counted on. The next link begins with looking at the copy and mending it. */
  damaged(fileCount: FileCount): void {
    this.#host.mender.doubt(fileCount);
    this.#link?.connection.close();
  }

  /** The primary can do nothing about it, but its operator is told, too. */
  refused(obstacle: ReceiverObstacle): void {
    const link = this.#link;
    this.#machine.journalMoved();
    if (!link) return;
    link.connection.send({ kind: 'cannot-receive', reason: obstacle.kind, detail: obstacle.detail });
    this.#machine.hindered(obstacle);
    link.connection.finish();
  }

  async #takeConfiguration(
    session: number,
    { config, onlyPrimary, epoch }: Extract<FromPrimary, { kind: 'configuration' }>,
  ): Promise<boolean> {
    const fault = await this.#host.takeConfiguration(config, onlyPrimary, { epoch }).then(() => null, errorText);
    if (fault !== null) {
      if (this.#link?.session === session) this.refused({ kind: 'store', detail: fault });
      return false;
    }
    this.#machine.settingsChanged();
    // It may list databases of which the primary wants to know whether they are here.
    this.tellProgress();
    return true;
  }

  #receive(session: number, piece: { fileCount: FileCount; offset: JournalOffset; bytes: Buffer }, networkBytes: number): void {
    if (this.#link?.session !== session) return;
    this.#rate.add(networkBytes, piece.bytes.length);
    this.#host.journal.receiveBlocks(piece);
    this.#machine.heard(session);
    if (this.#host.journal.unwrittenBytes > UNWRITTEN_BYTES_MAX) this.#link.connection.pause();
  }

  /**
   * What an earlier link received must be on the disk, and known to the machine, before histories are compared, and the databases must
   * stand still: what the last primary called committed does not count beyond the point where the histories part. Until this member asks to
   * follow nothing is received and nothing is committed, so neither end moves before the surplus is cut.
   */
  async #compare(session: number, { epoch, process, files, damaged }: History): Promise<void> {
    const { journal, dejournaler, mender } = this.#host;
    // Before the first of its journal arrives, by which this member would take itself for one that has heard this primary.
    if (!(await this.#configurationTaken)) return;
    await journal.settled().catch(() => undefined); // What could not be written is not there: the comparison starts from what is.
    this.#machine.journalMoved();
    const { fault } = await mender.mend((dejournaler.neededFrom() ?? journal.state().durable).fileCount);
    if (fault !== null) {
      this.#machine.hindered(fault);
      return this.#close(session);
    }
    if (dejournaler.word().kind === 'failed') dejournaler.retry();
    // How far the copies agree is for the files to say. What their databases need is looked at once nothing is applied any more.
    dejournaler.forgetTarget(sharedEnd(meetHistories(journal.files(), files, null)) ?? ORIGIN);
    await dejournaler.standStill();
    // One look: databases that come and go between two would be beyond what the other said.
    const [needed, furthest] = [dejournaler.neededFrom(), dejournaler.appliedMax()];
    const meeting = meetHistories(journal.files(), files, needed);
    if (meeting.kind === 'lacks') return this.#lacksFile(session, lackedFile(meeting, damaged));
    const common = sharedEnd(meeting);
    const applied = common === null ? BEYOND_EVERYTHING : journal.wentAlong(furthest, files) ? earlier(common, furthest) : furthest;
    // The machine will refuse to follow: a person rebuilds this member, and what only it has is gone then.
    if (journal.keepLostUpdates && common !== null && isBefore(common, applied)) await this.#keepLostUpdates(common);
    this.#machine.compared(session, {
      epoch,
      process,
      common: common ?? ORIGIN,
      applied,
    });
  }

  async #keepLostUpdates(from: JournalPosition): Promise<void> {
    const fault = await this.#host.journal.keepLostUpdates?.(from, 'refused').then(() => null, errorText);
    if (fault) this.#host.log(2, `The updates that only this member has cannot be kept in a report: ${fault}`, null);
  }

  /** The databases here need a file that the primary does not have whole: both tell it, and each further try waits longer. */
  #lacksFile(session: number, obstacle: FileObstacle): void {
    this.#machine.hindered(obstacle);
    if (this.#link?.session !== session) return;
    this.#link.connection.send({ kind: 'lacks-file', fileCount: obstacle.fileCount, name: obstacle.name });
    this.#link.connection.finish();
  }

  /** Cuts what lies behind `position`, then asks to follow from there. False when it has not asked. */
  async followFrom({ session, position }: { readonly session: number; readonly position: JournalPosition }): Promise<boolean> {
    const { journal, dejournaler } = this.#host;
    try {
      await journal.truncate(position);
    } catch (error) {
      this.#host.log(
        2,
        `Journal data after file #${position.fileCount} offset ${position.offset} could not be cut off: ${errorText(error)}`,
        null,
      );
      // The link first: what stayed must not be acknowledged on it.
      this.#close(session);
      this.#machine.journalMoved();
      return false;
    }
    dejournaler.forgetTarget(position);
    this.#machine.journalMoved();
    if (this.#link?.session !== session) return false;
    this.#link.words.follow(position);
    this.tellProgress();
    return true;
  }
}
