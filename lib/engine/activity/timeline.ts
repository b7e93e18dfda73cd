/**
 * What happened to the mirrors of this instance: what it told itself, and what the other members told, gathered so that each member shows
 * the same.
 *
 * Each member numbers what it tells; what two members hold can be compared by the highest number of each teller. Who holds less is sent the
 * rest, whoever told it. What was told here goes to others only when it is on the disk: a number is never used for two events. What others
 * told has its number, and goes on at once.
 */
import type { ToldEvent } from '../../contract/mirror-timeline.ts';

/** In memory, of all mirrors together; the store keeps as many. */
export const EVENTS_KEPT = 1000;
/** In one message to another member. */
const BATCH = 50;
/** Nobody tells more at once: what is beyond it is not believed. */
const LEAP_MAX = 1_000_000;

/** `mirrorGuid` null: of an earlier version, told here, of whichever mirror. */
export type TimelineEvent =
  | (ToldEvent & { readonly mirrorGuid: string })
  | (Omit<ToldEvent, 'memberGuid' | 'sequence' | 'memberName'> & { readonly mirrorGuid: null });
type Told = Extract<TimelineEvent, { mirrorGuid: string }>;

/** By GUID of the teller the highest number. */
export type Held = Readonly<Record<string, number>>;

export interface TimelineKeeping {
  /** Resolves when they are on the disk. Those that are there already are left as they are. */
  add(events: readonly Told[]): Promise<void>;
}

export class Timeline {
  readonly #keeping: TimelineKeeping;
  readonly #note: (text: string) => void;
  /** In no order. */
  #events: readonly TimelineEvent[];
  /** Told here, and not on the disk yet. */
  readonly #unwritten = new Set<TimelineEvent>();
  /** Whom to tell that there is more. */
  readonly #listeners = new Set<() => void>();
  #fault: string | null = null;
  readonly #sorted = new Map<string, readonly TimelineEvent[]>();
  readonly #highest = new Map<string, Map<string, number>>();

  constructor(keeping: TimelineKeeping, stored: readonly TimelineEvent[], note: (text: string) => void) {
    this.#keeping = keeping;
    this.#note = note;
    this.#events = stored;
    for (const event of stored) this.#count(event);
  }

  /** Calls back after each change that others can be told of; answers what ends it. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  /** Told here, by that member of that mirror. */
  tell(event: Omit<Told, 'sequence'>): void {
    const told: Told = { ...event, sequence: (this.held(event.mirrorGuid)[event.memberGuid] ?? 0) + 1 };
    this.#unwritten.add(told);
    this.#add([told]);
    void this.#write([told]).then((isWritten) => {
      this.#unwritten.delete(told);
      if (isWritten) this.#changed();
    });
  }

  /** Told by another member, whoever brings it. */
  take(mirrorGuid: string, events: readonly ToldEvent[]): void {
    const held = this.held(mirrorGuid);
    const isNew = ({ memberGuid, sequence }: ToldEvent) => {
      const known = held[memberGuid] ?? 0;
      return sequence > known && sequence - known <= LEAP_MAX;
    };
    const taken = events.filter(isNew).map((event) => ({ ...event, mirrorGuid }));
    if (taken.length === 0) return;
    this.#add(taken);
    void this.#write(taken);
    this.#changed();
  }

  /** What this member holds of that mirror. */
  held(mirrorGuid: string): Held {
    return Object.fromEntries(this.#highest.get(mirrorGuid) ?? []);
  }

  /** What somebody who holds that lacks, of each teller in the order in which it was told; a part, if it is much. */
  lackedBy(mirrorGuid: string, held: Held): ToldEvent[] {
    return this.#events
      .filter((event): event is Told => event.mirrorGuid === mirrorGuid && !this.#unwritten.has(event))
      .filter(({ memberGuid, sequence }) => sequence > (held[memberGuid] ?? 0))
      .sort((one, other) => one.sequence - other.sequence)
      .slice(0, BATCH)
      .map(({ mirrorGuid: _, ...event }) => event);
  }

  /** Newest first, the same on all who hold the same. */
  of(mirrorGuid: string): readonly TimelineEvent[] {
    const known = this.#sorted.get(mirrorGuid);
    if (known) return known;
    const sorted = this.#events.filter((event) => event.mirrorGuid === mirrorGuid || event.mirrorGuid === null).sort(byTime);
    this.#sorted.set(mirrorGuid, sorted);
    return sorted;
  }

  #add(events: readonly Told[]): void {
    for (const event of events) this.#count(event);
    this.#sorted.clear();
    const all = [...events, ...this.#events];
    this.#events = all.length <= EVENTS_KEPT ? all : [...all].sort(byTime).slice(0, EVENTS_KEPT);
  }

  #count(event: TimelineEvent): void {
    if (event.mirrorGuid === null) return;
    const { mirrorGuid, memberGuid, sequence } = event;
    const tellers = this.#highest.get(mirrorGuid) ?? new Map<string, number>();
    tellers.set(memberGuid, Math.max(sequence, tellers.get(memberGuid) ?? 0));
    this.#highest.set(mirrorGuid, tellers);
  }

  /** What cannot be written is shown until this process ends; why is said once for each cause. */
  async #write(events: readonly Told[]): Promise<boolean> {
    const fault = await this.#keeping.add(events).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (fault !== null && fault !== this.#fault) this.#note(`The timeline could not be stored: ${fault}`);
    this.#fault = fault;
    return fault === null;
  }

  #changed(): void {
    for (const changed of this.#listeners) changed();
  }
}

const keyOf = (event: TimelineEvent) => (event.mirrorGuid === null ? '' : event.memberGuid);
const numberOf = (event: TimelineEvent) => (event.mirrorGuid === null ? 0 : event.sequence);

/** Of one teller in the order of its numbers, whatever its clock did. */
function byTime(one: TimelineEvent, other: TimelineEvent): number {
  if (keyOf(one) === keyOf(other) && numberOf(one) !== numberOf(other)) return numberOf(other) - numberOf(one);
  return other.at.localeCompare(one.at) || keyOf(other).localeCompare(keyOf(one));
}
