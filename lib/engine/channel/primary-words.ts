import type { JournalPosition } from '../journal/position.ts';
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import type { MirrorConnection, MirrorConnectionHandler } from './mirror-connection.ts';

/** What of a connection whoever follows uses. */
export type PrimaryConnection = Pick<
  MirrorConnection<FromPrimary, FromBackup>,
  'start' | 'send' | 'pause' | 'resume' | 'finish' | 'close' | 'end'
>;

/** Only to a member that follows: taken earlier, they would make a member Active, or heir, that has nothing of this primary's journal. */
const TO_FOLLOWERS: ReadonlySet<string> = new Set<FromPrimary['kind'] | 'blocks'>(['new-file', 'blocks', 'you-are-active', 'resigning']);

/**
 * The order in which a primary may speak on one link: its history once, and journal and what rests on it only to a member that has asked to
 * follow. What comes out of turn ends the connection.
 */
export class PrimaryWords {
  readonly #connection: PrimaryConnection;
  #hasHistory = false;
  #isFollowed = false;

  constructor(connection: PrimaryConnection) {
    this.#connection = connection;
  }

  /** Starts reading: only what comes in turn is handed over. */
  start(handler: MirrorConnectionHandler<FromPrimary>): void {
    this.#connection.start({
      ...handler,
      message: (message) => this.#unless(this.#objection(message.kind), () => handler.message(message)),
      blocks: (...piece) => this.#unless(this.#objection('blocks'), () => handler.blocks(...piece)),
    });
  }

  /** Asks to follow. */
  follow(position: JournalPosition): void {
    this.#isFollowed = true;
    this.#connection.send({ kind: 'follow', position });
  }

  #unless(objection: string | null, work: () => void): void {
    if (objection === null) work();
    else this.#connection.end(1, objection);
  }

  #objection(kind: FromPrimary['kind'] | 'blocks'): string | null {
    if (!this.#isFollowed && TO_FOLLOWERS.has(kind)) return `${kind} came before this member asked to follow`;
    if (kind !== 'history') return null;
    if (this.#hasHistory) return 'a second history came';
    this.#hasHistory = true;
    return null;
  }
}
