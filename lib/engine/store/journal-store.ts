/**
 * The rows of `config.db` about journals: how this instance keeps its own, and what it remembers of the members to whom the mirror's
 * journal is owed.
 */
import { type JournalSettings, journalSettingsDefaults, journalSettingsSchema } from '../../contract/journals.ts';
import { type KnownContacts, NOBODY_KNOWN } from '../journal/member-contacts.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

const SETTINGS_ID = 1;

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

  /** Engine facts 6.7. */
  async contacts(): Promise<KnownContacts> {
    const rows = await this.#client.memberContact.findMany();
    return {
      epoch: rows[0]?.epoch ?? NOBODY_KNOWN.epoch,
      contacts: rows.map((row) => ({
        guid: row.memberGuid,
        received: { fileCount: row.receivedFileCount, offset: row.receivedOffset },
        disconnectedSinceMs: row.disconnectedAt?.getTime() ?? null,
      })),
    };
  }

  /** Replaces what was remembered; members that are not named are forgotten. */
  async saveContacts({ epoch, contacts }: KnownContacts): Promise<void> {
    const rows = contacts.map(({ guid, received, disconnectedSinceMs }) => ({
      memberGuid: guid,
      epoch,
      disconnectedAt: disconnectedSinceMs === null ? null : new Date(disconnectedSinceMs),
      receivedFileCount: received.fileCount,
      receivedOffset: received.offset,
    }));
    await this.#client.$transaction([
      this.#client.memberContact.deleteMany(),
      ...rows.map((row) => this.#client.memberContact.create({ data: row })),
    ]);
  }
}
