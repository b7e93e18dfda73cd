/**
 * What this member knows of the others as primary (`../journal/member-contacts.ts`), remembered over restarts.
 */
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Receiver } from '../journal/purge-decision.ts';
import { contactsHeard, contactsNow, type KnownContacts, type MemberContact, type Reign } from '../journal/member-contacts.ts';
import { ORIGIN } from '../journal/position.ts';
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
    const before = new Map(this.#known.contacts.map((contact) => [contact.guid, contact]));
    const hasTurned =
      known.epoch !== this.#known.epoch ||
      known.contacts.length !== before.size ||
      known.contacts.some(({ guid, disconnectedSinceMs }) => before.get(guid)?.disconnectedSinceMs !== disconnectedSinceMs);
    this.#known = known;
    if (hasTurned || this.#clock.nowMs() - this.#storedMs >= CONTACTS_STORE_MS) this.#save();
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

/**
 * The members to whom this one owes the journal, as the decision wants them. `to`: everybody on the primary, the asyncs elsewhere; never
 * itself.
 */
export function receiversOf(contacts: readonly MemberContact[], to: readonly MemberEntry[], nowMs: number): Receiver[] {
  return to.map(({ guid, name, kind }) => {
    const contact = contacts.find((candidate) => candidate.guid === guid);
    return {
      name,
      isAsync: kind !== 'failover',
      received: contact?.received ?? ORIGIN,
      disconnectedSinceMs: contact ? contact.disconnectedSinceMs : nowMs,
    };
  });
}
