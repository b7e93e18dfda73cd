/** The rows of `config.db` about how mirrors fared: one for each minute and mirror, packed. Nothing of the engine depends on them. */
import type { PrismaClient } from '../../generated/prisma/client.ts';
import type { SampleKeeping, StoredMinute } from '../samples/sampler.ts';

/** Rows read at once: between two readings the process does other things. */
const PAGE = 500;

export class SampleStore implements SampleKeeping {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async load(sinceMinute: number): Promise<StoredMinute[]> {
    const found: StoredMinute[] = [];
    for (;;) {
      const page = await this.#client.sampleMinute.findMany({
        where: { minute: { gte: sinceMinute } },
        orderBy: [{ mirrorGuid: 'asc' }, { minute: 'asc' }],
        skip: found.length,
        take: PAGE,
      });
      found.push(...page);
      if (page.length < PAGE) return found;
    }
  }

  async save(minutes: readonly StoredMinute[]): Promise<void> {
    const rows = minutes.map(({ mirrorGuid, minute, packed }) => ({ mirrorGuid, minute, packed }));
    await this.#client.$transaction(
      rows.map((row) =>
        this.#client.sampleMinute.upsert({
          where: { mirrorGuid_minute: { mirrorGuid: row.mirrorGuid, minute: row.minute } },
          create: row,
          update: row,
        }),
      ),
    );
  }

  async prune(beforeMinute: number): Promise<void> {
    await this.#client.sampleMinute.deleteMany({ where: { minute: { lt: beforeMinute } } });
  }
}
