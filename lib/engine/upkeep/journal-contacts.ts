/**
 * What the primary knows of the members to whom it owes the mirror's journal: how much each has received, and since when it is away (engine
 * facts 6.5, 6.7).
 *
 * Remembered over restarts. A member that takes over starts from what the primary last told it; what it remembers from an earlier time of
 * its own says nothing of what happened meanwhile, so it counts nobody as served and everybody as away since just now: that keeps files
 * longer, never shorter.
 */
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Receiver } from '../journal/purge-decision.ts';
import { type JournalPosition, ORIGIN } from '../journal/position.ts';
import type { Clock } from '../ports/clock.ts';
import type { JournalStore } from '../store/journal-store.ts';
import { CONTACTS_STORE_MS } from '../../machine/waits.ts';

export interface MemberContact {
  readonly guid: string;
  readonly received: JournalPosition;
  /** Wall ms; null while it is connected. */
  readonly disconnectedSinceMs: number | null;
}

/** What of the mirror is looked at. */
export interface ContactSource {
  readonly isPrimary: boolean;
  /** It receives the journal of another member. */
  readonly isFollowing: boolean;
  /** All members but this one. */
  readonly others: readonly MemberEntry[];
  /** What a connected member has received; null when it is not connected, or has not asked for the journal yet. */
  receivedBy(guid: string): JournalPosition | null;
}

export class MemberContacts {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  #contacts = new Map<string, MemberContact>();
  /** It was primary when the process last ended, and nobody else has been since, as far as it knows. */
  #isOwnTime: boolean;
  /** The primary has told it in this run. */
  #isTold = false;
  #wasPrimary = false;
  #storedMs = Number.NEGATIVE_INFINITY;
  #storing: Promise<void> = Promise.resolve();

  private constructor(options: { store: JournalStore; clock: Clock; wasPrimary: boolean }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#isOwnTime = options.wasPrimary;
  }

  static async open(options: { store: JournalStore; clock: Clock; wasPrimary: boolean }): Promise<MemberContacts> {
    const contacts = new MemberContacts(options);
    for (const row of await options.store.contacts()) {
      contacts.#contacts.set(row.memberGuid, {
        guid: row.memberGuid,
        received: { fileCount: row.receivedFileCount, offset: row.receivedOffset },
        disconnectedSinceMs: row.disconnectedAt?.getTime() ?? null,
      });
    }
    return contacts;
  }

  /** Looks at the connections of the moment; called about once a second, and before anything is decided. */
  look(source: ContactSource): void {
    if (!source.isPrimary) {
      this.#wasPrimary = false;
      if (source.isFollowing) this.#isOwnTime = false;
      return;
    }
    const now = this.#clock.wallTime().getTime();
    const before = this.#wasPrimary || this.#isOwnTime || this.#isTold ? this.#contacts : new Map<string, MemberContact>();
    const next = new Map(source.others.map(({ guid }) => [guid, contactNow(guid, before.get(guid) ?? null, source.receivedBy(guid), now)]));
    const hasTurned =
      !this.#wasPrimary ||
      next.size !== this.#contacts.size ||
      [...next.values()].some(({ guid, disconnectedSinceMs }) => this.#contacts.get(guid)?.disconnectedSinceMs !== disconnectedSinceMs);
    this.#wasPrimary = true;
    this.#isOwnTime = true;
    this.#isTold = false;
    this.#contacts = next;
    if (hasTurned || this.#clock.nowMs() - this.#storedMs >= CONTACTS_STORE_MS) this.#save();
  }

  /** The primary's word, while this member follows. */
  take(contacts: readonly MemberContact[]): void {
    if (this.#wasPrimary) return;
    this.#contacts = new Map(contacts.map((contact) => [contact.guid, contact]));
    this.#isTold = true;
    this.#save();
  }

  list(): MemberContact[] {
    return [...this.#contacts.values()];
  }

  /** Resolves when what is known is stored. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  #save(): void {
    this.#storedMs = this.#clock.nowMs();
    const rows = this.list().map(({ guid, received, disconnectedSinceMs }) => ({
      memberGuid: guid,
      disconnectedAt: disconnectedSinceMs === null ? null : new Date(disconnectedSinceMs),
      receivedFileCount: received.fileCount,
      receivedOffset: received.offset,
    }));
    // The next save brings what this one could not.
    this.#storing = this.#storing.then(() => this.#store.saveContacts(rows)).catch(() => undefined);
  }
}

function contactNow(guid: string, before: MemberContact | null, received: JournalPosition | null, now: number): MemberContact {
  if (received !== null) return { guid, received, disconnectedSinceMs: null };
  return { guid, received: before?.received ?? ORIGIN, disconnectedSinceMs: before?.disconnectedSinceMs ?? now };
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
