/** What has happened at the arbiter since it started, for people: the newest events, in memory. */
import { ARBITER_EVENTS_MAX, type ArbiterEvent } from '../../contract/arbiter.ts';

type Happened = Omit<ArbiterEvent, 'at' | 'times'>;

export class ArbiterDiary {
  readonly #events: ArbiterEvent[] = [];

  /** The newest first. */
  get events(): readonly ArbiterEvent[] {
    return this.#events;
  }

  /** A member that asks again and again, or is told the same again, fills one entry. */
  note(happened: Happened, at: Date): void {
    const last = this.#events[0];
    if (last && isSame(last, happened)) {
      this.#events[0] = { ...last, times: last.times + 1 };
      return;
    }
    this.#events.unshift({ ...happened, at: at.toISOString(), times: 1 });
    if (this.#events.length > ARBITER_EVENTS_MAX) this.#events.pop();
  }
}

const isSame = (one: Happened, other: Happened) =>
  one.kind === other.kind && one.mirrorGuid === other.mirrorGuid && one.memberGuid === other.memberGuid && one.address === other.address;
