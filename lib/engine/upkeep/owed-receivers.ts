/**
 * To whom this member owes the mirror's journal (engine facts 6.5): the primary asks itself, a backup or disaster recovery async asks the
 * primary.
 */
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import type { MirrorPurgeFacts } from '../journal/purge-decision.ts';
import { type KnownContacts, type latestContacts, receiversOf } from '../journal/member-contacts.ts';

/** What the members have received, as this one knows. */
export interface ContactBook {
  /** null while it is not primary. */
  contactsAsPrimary(): KnownContacts | null;
  heardFromPrimary(told: KnownContacts): void;
}

interface Asking {
  /** All members but this one. */
  others(): MirrorConfig['members'];
  ask(others: MirrorConfig['members']): Promise<ReturnType<typeof latestContacts>>;
  /** Wall ms. */
  nowMs(): number;
}

/** Whoever becomes primary while it asks owes the journal to everybody, by what it knows itself. */
export async function owedReceivers(contacts: ContactBook, { others, ask, nowMs }: Asking): Promise<MirrorPurgeFacts['receivers']> {
  const told = contacts.contactsAsPrimary() ? null : await ask(others());
  const mine = contacts.contactsAsPrimary();
  const known = mine ?? told ?? 'no-primary';
  if (typeof known === 'string') return known;
  if (!mine) contacts.heardFromPrimary(known);
  return receiversOf(known.contacts, { others: others(), isPrimary: mine !== null, nowMs: nowMs() });
}
