/**
 * What a primary knows of the members to whom it owes the mirror's journal: how much each has received, and since when it is away (engine
 * facts 6.5, 6.7). Files are kept by it, and let go by it.
 *
 * A position says something of one history only. So what is known bears the term of the primary that knew it, and counts for the next
 * primary alone: for the one whose journal ends in that term, and as far as that journal goes. Whoever has received more has received what
 * the mirror gave up. Else nobody counts as served, and everybody as away since just now: that keeps files longer, never shorter.
 *
 * Think of a librarian who takes over the list of who has read how far: it is worth something only if he takes over the same books, too.
 * (Refused: whoever was told anything, or was primary when the process ended and has followed nobody since, goes on with it. A primary
 * that came back and fetched the journal of the next one by its agent counted with its own old list: it purged what an async still needed
 * that the next primary had served.)
 * Pure: the instance and the simulator run these same functions.
 */
import type { Epoch } from './epoch.ts';
import { earlier, type JournalPosition, ORIGIN, type FileCount } from './position.ts';
import type { Receiver } from './purge-decision.ts';

export interface MemberContact {
  readonly guid: string;
  /** It has made everything before it durable. */
  readonly received: JournalPosition;
  /** Wall ms; null while it is connected. */
  readonly disconnectedSinceMs: number | null;
}

export interface KnownContacts {
  /** Of the primary that knew it; 0: nobody did. */
  readonly epoch: Epoch;
  readonly contacts: readonly MemberContact[];
}

export const NOBODY_KNOWN: KnownContacts = { epoch: 0, contacts: [] };

/** Another member, as the configuration has it. */
interface Other {
  readonly guid: string;
  readonly name: string;
  readonly kind: string;
}

/** A primary, as it looks at its connections. */
export interface Reign {
  /** Its term. */
  readonly epoch: Epoch;
  /** The mirror's history on its disk, oldest file first. */
  readonly files: readonly { readonly fileCount: FileCount; readonly end: number; readonly epoch: Epoch }[];
  /** GUIDs of all members but this one. */
  readonly others: readonly string[];
  /** What a connected member has received; null when it is not connected, or has not asked for the journal yet. */
  receivedBy(guid: string): JournalPosition | null;
  /** Wall ms. */
  readonly nowMs: number;
}

/** What the primary of this term knows now, given what was known. */
export function contactsNow(known: KnownContacts, reign: Reign): KnownContacts {
  const { epoch, others, nowMs } = reign;
  const before = new Map((known.epoch === epoch ? known.contacts : inherited(known, reign)).map((contact) => [contact.guid, contact]));
  const contacts = others.map((guid): MemberContact => {
    const received = reign.receivedBy(guid);
    if (received !== null) return { guid, received, disconnectedSinceMs: null };
    const contact = before.get(guid);
    return { guid, received: contact?.received ?? ORIGIN, disconnectedSinceMs: contact?.disconnectedSinceMs ?? nowMs };
  });
  return { epoch, contacts };
}

function inherited({ epoch: knownIn, contacts }: KnownContacts, { epoch, files }: Reign): readonly MemberContact[] {
  const last = files.findLast((file) => file.epoch < epoch);
  if (last?.epoch !== knownIn) return [];
  const end = { fileCount: last.fileCount, offset: last.end };
  return contacts.map((contact) => ({ ...contact, received: earlier(contact.received, end) }));
}

/** The same but for positions: that need not be written down at once. */
export const isProgressAlone = (before: KnownContacts, now: KnownContacts): boolean =>
  before.epoch === now.epoch &&
  before.contacts.length === now.contacts.length &&
  now.contacts.every(({ guid, disconnectedSinceMs }) =>
    before.contacts.some((contact) => contact.guid === guid && contact.disconnectedSinceMs === disconnectedSinceMs),
  );

/**
 * The members to whom the journal is owed, as the purge decision wants them: by the primary to all of the others, by another member to
 * those that are asyncs now, for a failover member may have been demoted since the primary was asked.
 */
export function receiversOf(
  contacts: readonly MemberContact[],
  { others, isPrimary, nowMs }: { readonly others: readonly Other[]; readonly isPrimary: boolean; readonly nowMs: number },
): Receiver[] {
  const owed = isPrimary ? others : others.filter(({ kind }) => kind !== 'failover');
  return owed.map(({ guid, name, kind }) => {
    const contact = contacts.find((candidate) => candidate.guid === guid);
    return {
      name,
      isAsync: kind !== 'failover',
      received: contact?.received ?? ORIGIN,
      disconnectedSinceMs: contact ? contact.disconnectedSinceMs : nowMs,
    };
  });
}

/**
 * What a primary has said, as this member remembers it for the time when it leads. A word of an earlier term is of a past that is over.
 * Whoever was away then may have come back since: how long it has been away begins anew with the next primary. (Refused: to go on with what
 * was told. An async that had just come back, and needed long to catch up, was given up by the next primary at once.)
 */
export const contactsHeard = (known: KnownContacts, { epoch, contacts }: KnownContacts): KnownContacts =>
  epoch < known.epoch ? known : { epoch, contacts: contacts.map((contact) => ({ ...contact, disconnectedSinceMs: null })) };

/**
 * Of what the failover members have answered (null: nothing; `contacts` null: it is not primary), the word of the one that leads. Who leads
 * in an earlier term than this member has journal of leads no more, and does not know it.
 */
export function latestContacts(
  answers: readonly ({ readonly epoch?: Epoch | undefined; readonly contacts: readonly MemberContact[] | null } | null)[],
  ownEpoch: Epoch,
): KnownContacts | 'primary-unreachable' | 'no-primary' {
  const words = answers.flatMap((answer) =>
    answer?.contacts ? [{ epoch: answer.epoch ?? NOBODY_KNOWN.epoch, contacts: answer.contacts }] : [],
  );
  const latest = words.sort((one, other) => other.epoch - one.epoch)[0];
  if (latest && latest.epoch >= ownEpoch) return latest;
  return latest || answers.includes(null) ? 'primary-unreachable' : 'no-primary';
}
