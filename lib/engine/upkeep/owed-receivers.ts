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

type Told = ReturnType<typeof latestContacts>;

interface Asking {
  /** All members but this one. */
  others(): MirrorConfig['members'];
  ask(others: MirrorConfig['members']): Promise<Told>;
  /** Wall ms. */
  nowMs(): number;
}

/**
 * `told`: what the primary said, or why nobody did; null: this member was primary, and asked nobody. Whoever has become primary while it
 * asked owes the journal to everybody, by what it knows itself. Pure, but for the book; the simulator's members decide by it, too.
 */
export function owedNow(
  contacts: ContactBook,
  told: Told | null,
  { others, nowMs }: { readonly others: Parameters<typeof receiversOf>[1]['others']; readonly nowMs: number },
): Pick<MirrorPurgeFacts, 'isPrimary' | 'receivers'> {
  const mine = contacts.contactsAsPrimary();
  const isPrimary = mine !== null;
  const known = mine ?? told ?? 'no-primary';
  if (typeof known === 'string') return { isPrimary, receivers: known };
  if (!isPrimary) contacts.heardFromPrimary(known);
  return { isPrimary, receivers: receiversOf(known.contacts, { others, isPrimary, nowMs }) };
}

export async function owedReceivers(contacts: ContactBook, { others, ask, nowMs }: Asking): Promise<MirrorPurgeFacts['receivers']> {
  const told = contacts.contactsAsPrimary() ? null : await ask(others());
  return owedNow(contacts, told, { others: others(), nowMs: nowMs() }).receivers;
}
