/**
 * The rows of `config.db` about journals: how this instance keeps its own, and what it remembers of the members to whom the mirror's
 * journal is owed.
 */
import { type JournalSettings, journalSettingsDefaults, journalSettingsSchema } from '../../contract/journals.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

const SETTINGS_ID = 1;

/** Engine facts 6.7. */
export interface StoredContact {
  readonly memberGuid: string;
  /** null while it is connected. */
  readonly disconnectedAt: Date | null;
  readonly receivedFileCount: number;
  readonly receivedOffset: number;
}

export class JournalStore {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  /** The contract's defaults while nothing was saved. */
  async settings(): Promise<JournalSettings> {
    const row = await this.#client.journalSettings.findUnique({ where: { id: SETTINGS_ID }, omit: { id: true } });
    return row ? journalSettingsSchema.parse(row) : journalSettingsDefaults;
  }

  async saveSettings(settings: JournalSettings): Promise<void> {
    await this.#client.journalSettings.upsert({ where: { id: SETTINGS_ID }, create: { id: SETTINGS_ID, ...settings }, update: settings });
  }

  async contacts(): Promise<StoredContact[]> {
    return this.#client.memberContact.findMany();
  }

  /** Replaces what was remembered; members that are not named are forgotten. */
  async saveContacts(contacts: readonly StoredContact[]): Promise<void> {
    await this.#client.$transaction([
      this.#client.memberContact.deleteMany({ where: { memberGuid: { notIn: contacts.map(({ memberGuid }) => memberGuid) } } }),
      ...contacts.map((contact) =>
        this.#client.memberContact.upsert({ where: { memberGuid: contact.memberGuid }, create: contact, update: contact }),
      ),
    ]);
  }
}
