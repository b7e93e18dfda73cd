/**
 * The lab's plan in SQLite: `lab.db`, opened by the lab daemon only.
 *
 * The plan is small and replaced as a whole in one transaction: a crash leaves the old one or the new one.
 */
import fs from 'node:fs';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { migrateStore, STORE_LOCK_TIMEOUT_MS } from '../ports/migrations.ts';
import { type LabPlan, labPlanSchema } from './plan.ts';
import type { LabPlanStore } from './plan-store.ts';

export class PrismaLabPlanStore implements LabPlanStore {
  readonly #client: PrismaClient;
  #plan: LabPlan | null;
  /** The save under way; the next one waits for it, so that the last plan saved is the one that stays. */
  #saving: Promise<void> = Promise.resolve();

  private constructor(client: PrismaClient, plan: LabPlan | null) {
    this.#client = client;
    this.#plan = plan;
  }

  /** Opens the file, creating it and its folder if missing, and reads the plan. Throws when what it holds is not a plan. */
  static async open(file: string): Promise<PrismaLabPlanStore> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    migrateStore(file);
    const client = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}`, timeout: STORE_LOCK_TIMEOUT_MS }) });
    return new PrismaLabPlanStore(client, await readPlan(client));
  }

  /** The plan last kept, by this process or an earlier one; null before the first. */
  load(): LabPlan | null {
    return this.#plan && structuredClone(this.#plan);
  }

  /**
   * Resolves when the plan is on the disk; until then `load` answers the one before. Rejects when it is not a plan, or two cards share an
   * address.
   */
  async save(plan: LabPlan): Promise<void> {
    const fresh = labPlanSchema.parse(plan);
    const saved = this.#saving.then(async () => {
      await this.#write(fresh);
      this.#plan = fresh;
    });
    this.#saving = saved.catch(() => {}); // Its caller hears of it; the next save must not fail for it.
    return saved;
  }

  async close(): Promise<void> {
    await this.#saving;
    await this.#client.$disconnect();
  }

  async #write({ hosts }: LabPlan): Promise<void> {
    const client = this.#client;
    await client.$transaction([
      client.labHost.deleteMany(),
      client.labHost.createMany({
        data: hosts.map(({ name, purpose, power, agent }, position) => ({
          name,
          position,
          purpose,
          power,
          agentInstalled: agent.installed,
          agentEnabled: agent.enabled,
          agentVersion: agent.version,
        })),
      }),
      client.labCard.createMany({
        data: hosts.flatMap(({ name: hostName, cards }) => cards.map((card, position) => ({ ...card, hostName, position }))),
      }),
      client.labOpenPort.createMany({
        data: hosts.flatMap(({ name: hostName, openPorts }) => [...new Set(openPorts)].map((port) => ({ hostName, port }))),
      }),
      client.labInstance.createMany({
        data: hosts.flatMap(({ name: hostName, instances }) =>
          instances.map((instance, position) => ({ ...instance, hostName, position })),
        ),
      }),
    ]);
  }
}

async function readPlan(client: PrismaClient): Promise<LabPlan | null> {
  const byPosition = { orderBy: { position: 'asc' } } as const;
  const hosts = await client.labHost.findMany({
    ...byPosition,
    include: { cards: byPosition, openPorts: { orderBy: { port: 'asc' } }, instances: byPosition },
  });
  if (hosts.length === 0) return null;
  return labPlanSchema.parse({
    hosts: hosts.map(({ agentInstalled, agentEnabled, agentVersion, openPorts, ...host }) => ({
      ...host,
      openPorts: openPorts.map(({ port }) => port),
      agent: { installed: agentInstalled, enabled: agentEnabled, version: agentVersion },
    })),
  });
}
