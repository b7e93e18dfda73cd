/**
 * What this member knows of the others as primary (`../journal/member-contacts.ts`), remembered over restarts.
 */
import { contactsHeard, contactsNow, isProgressAlone, type KnownContacts, type Reign } from '../journal/member-contacts.ts';
import type { Clock } from '../ports/clock.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { CONTACTS_STORE_MS } from '../../machine/waits.ts';

export class MemberContacts {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  #known: KnownContacts;
  #storedMs = Number.NEGATIVE_INFINITY;
  #storing: Promise<void> = Promise.resolve();

  private constructor(store: JournalStore, clock: Clock, known: KnownContacts) {
    this.#store = store;
    this.#clock = clock;
    this.#known = known;
  }

  static async open({ store, clock }: { readonly store: JournalStore; readonly clock: Clock }): Promise<MemberContacts> {
    return new MemberContacts(store, clock, await store.contacts());
  }

  /** Looks at the connections of the moment; called about once a second while it is primary, and before anything is decided. */
  look(reign: Omit<Reign, 'nowMs'>): void {
    const known = contactsNow(this.#known, { ...reign, nowMs: this.#clock.wallTime().getTime() });
    const isDue = !isProgressAlone(this.#known, known) || this.#clock.nowMs() - this.#storedMs >= CONTACTS_STORE_MS;
    this.#known = known;
    if (isDue) this.#save();
  }

  /** A primary's word, while this member is none. */
  take(told: KnownContacts): void {
    this.#known = contactsHeard(this.#known, told);
    this.#save();
  }

  get known(): KnownContacts {
    return this.#known;
  }

  /** Resolves when what is known is stored. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  #save(): void {
    this.#storedMs = this.#clock.nowMs();
    const known = this.#known;
    // The next save brings what this one could not.
    this.#storing = this.#storing.then(() => this.#store.saveContacts(known)).catch(() => undefined);
  }
}
