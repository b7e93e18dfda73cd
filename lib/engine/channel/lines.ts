/**
 * The latest data channel with each other member, and what came of the latest knock at its door: for people; no rule reads it.
 *
 * A channel that has ended keeps what was last known of it, until there is another one or somebody answers the door: so a cut in one
 * direction, of which only the other end's last words told, is still known when the connection has ended by it.
 */
import type { LineGauge, LineReading } from './line-gauge.ts';

/** What of a connection tells how it is. */
export interface GaugedConnection {
  readonly gauge: LineGauge;
  readonly isClosed: boolean;
}
/** Of opening a connection to a member: `refused`: its host answers, nobody there takes it. */
export type Knock = 'answered' | 'refused' | 'silent';

export interface LineState {
  readonly isOpen: boolean;
  readonly reading: LineReading;
}

export class Lines {
  readonly #connections = new Map<string, GaugedConnection>();
  readonly #knocks = new Map<string, Knock>();

  opened(guid: string, connection: GaugedConnection): void {
    this.#connections.set(guid, connection);
  }

  knocked(guid: string, knock: Knock): void {
    this.#knocks.set(guid, knock);
    // Whoever answers hears what is said to it: the way there is open again.
    if (knock !== 'silent' && this.#connections.get(guid)?.isClosed) this.#connections.delete(guid);
  }

  /** null: there was none in this run, or what ended it is over. */
  of(guid: string): LineState | null {
    const connection = this.#connections.get(guid);
    return connection ? { isOpen: !connection.isClosed, reading: connection.gauge.reading } : null;
  }

  knockOf(guid: string): Knock | null {
    return this.#knocks.get(guid) ?? null;
  }
}
