/** The rows of `config.db` about what happened to the mirrors of this instance. For people: nothing of the engine depends on them. */
import { z } from 'zod';
import { toldEventSchema } from '../../contract/mirror-timeline.ts';
import { storyCodes } from '../../contract/stories.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { EVENTS_KEPT, type TimelineEvent, type TimelineKeeping } from '../activity/timeline.ts';

/** A code of another version of the product has no words here: its sentence stands for it. */
const storySchema = z.object({ code: z.enum(storyCodes), args: z.array(z.string()) });

export class EventStore implements TimelineKeeping {
  readonly #client: PrismaClient;

  constructor(client: PrismaClient) {
    this.#client = client;
  }

  async add(events: Parameters<TimelineKeeping['add']>[0]): Promise<void> {
    await this.#client.$transaction(
      events.map(({ story, takeover, ...event }) => {
        const row = {
          ...event,
          code: story?.code ?? null,
          codeArguments: story && JSON.stringify(story.args),
          takeover: takeover && JSON.stringify(takeover),
        };
        const { mirrorGuid, memberGuid, sequence } = event;
        return this.#client.event.upsert({
          where: { mirrorGuid_memberGuid_sequence: { mirrorGuid, memberGuid, sequence } },
          create: row,
          update: {},
        });
      }),
    );
  }

  /** Those that are kept, in no order. */
  async load(): Promise<TimelineEvent[]> {
    const rows = await this.#client.event.findMany({ omit: { id: true } });
    return rows.map(({ code, codeArguments, takeover, mirrorGuid, memberGuid, memberName, sequence, ...row }) => {
      const event = {
        ...row,
        at: row.at.toISOString(),
        story: storySchema.safeParse({ code, args: parsed(codeArguments) ?? [] }).data ?? null,
        takeover: toldEventSchema.shape.takeover.parse(parsed(takeover)),
      };
      return mirrorGuid === null || memberGuid === null || sequence === null
        ? { ...event, mirrorGuid: null }
        : { ...event, mirrorGuid, memberGuid, memberName: memberName ?? '', sequence };
    });
  }

  /** Forgets the oldest beyond what is kept, but nobody's last: the next number that its teller gives must be above it. */
  async prune(kept = EVENTS_KEPT): Promise<void> {
    const oldestKept = await this.#client.event.findFirst({ orderBy: { id: 'desc' }, skip: kept - 1, select: { id: true } });
    if (!oldestKept) return;
    const lasts = await this.#client.event.groupBy({ by: ['mirrorGuid', 'memberGuid'], _max: { id: true } });
    await this.#client.event.deleteMany({ where: { id: { lt: oldestKept.id, notIn: lasts.flatMap(({ _max }) => _max.id ?? []) } } });
  }
}

/** null: nothing is there, or nothing that can be read. */
function parsed(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}
