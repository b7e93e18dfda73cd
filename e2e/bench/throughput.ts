/** Acknowledged commits and bulk replication, with an Active backup. */
import { begun } from '../begun.ts';
import { type AprilLab, FAILOVER_DEADLINE_MS, otherMember, until } from '../engine/april-lab.ts';
import type { SuperserverClient } from '../../lib/engine/lab/client.ts';
import { ratesText, whole } from './figures.ts';

const CLIENT_COUNTS = [1, 16, 64];
const ROUNDS = 3;
const ROUND_MS = 4000;
const WARM_UP_MS = 2000;
export const TRANSACTION_SETS = 20_000;
const TRANSACTIONS = 20;
const SETS_PER_REQUEST = 2000;
/** What is measured ends by a look. */
export const LOOK_EVERY_MS = 25;

export async function measureCommits(lab: AprilLab): Promise<void> {
  for (const count of CLIENT_COUNTS)
    console.log(
      `acknowledged one-record commits, Active backup, ${String(count).padStart(2)} client${count === 1 ? ' ' : 's'}: ${ratesText(await commitsPerSecond(lab, count), 'per second')}`,
    );
}

export async function measureReplication(lab: AprilLab): Promise<void> {
  console.log(
    `replicated sets in transactions of ${whole(TRANSACTION_SETS)}, TLS and LZ4, applied on the backup: ${ratesText(await replicatedSetsPerSecond(lab), 'per second')}`,
  );
}

/** One-record commits, each client waiting for its acknowledgement before the next; one connection a client. */
async function commitsPerSecond(lab: AprilLab, clientCount: number): Promise<number[]> {
  const clients = await Promise.all(Array.from({ length: clientCount }, () => lab.connect()));
  let acknowledged = 0;
  let isOver = false;
  const running = begun(
    Promise.all(
      clients.map(async (client, index) => {
        for (let number = 0; !isOver; number++) {
          await client.set('DATA', ['Commit', index, number], `a value of one record, ${number}`);
          acknowledged += 1;
        }
      }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = acknowledged;
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    rates.push(((acknowledged - before) * 1000) / (performance.now() - start));
  }
  isOver = true;
  await running;
  for (const client of clients) client.close();
  return rates;
}

/** Sets in large transactions, until the last of them is applied on the backup. */
async function replicatedSetsPerSecond(lab: AprilLab): Promise<number[]> {
  const backup = otherMember(await lab.healthy());
  const client = await lab.connect();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let transaction = 0; transaction < TRANSACTIONS; transaction++)
      await writeTransaction(client, { database: 'DATA', global: 'Bulk', round, first: transaction * TRANSACTION_SETS });
    const last = `^Bulk(${round},${TRANSACTIONS * TRANSACTION_SETS - 1})`;
    await until(
      'the last set is applied on the backup',
      FAILOVER_DEADLINE_MS,
      async () => (await lab.ask(backup, 'global-nodes', { database: 'DATA', reference: last, after: null, limit: 1 })).nodes.length === 1,
      { everyMs: LOOK_EVERY_MS },
    );
    rates.push((TRANSACTIONS * TRANSACTION_SETS * 1000) / (performance.now() - start));
  }
  client.close();
  return rates;
}

/** One transaction of 20,000 sets of ^global(round,first…). */
export async function writeTransaction(
  client: SuperserverClient,
  { database, global, round, first }: { database: string; global: string; round: number; first: number },
): Promise<void> {
  const answers = [client.request({ op: 'tstart', job: 1 })];
  for (let start = first; start < first + TRANSACTION_SETS; start += SETS_PER_REQUEST) {
    const nodes: (string | (string | number)[])[] = [];
    for (let index = start; index < start + SETS_PER_REQUEST; index++) nodes.push([global, round, index], `value ${index} of a bulk load`);
    answers.push(client.request({ op: 'set-many', job: 1, database, nodes }));
  }
  answers.push(client.request({ op: 'tcommit', job: 1 }));
  for (const answer of await Promise.all(answers)) if (!answer.ok) throw new Error(`refused: ${answer.code}`);
}

/** `transactions` of them one after the other; answers the last node. */
export async function writeBulk(
  lab: AprilLab,
  { database, global, round, transactions }: { database: string; global: string; round: number; transactions: number },
): Promise<string> {
  const client = await lab.connect();
  try {
    for (let transaction = 0; transaction < transactions; transaction++)
      await writeTransaction(client, { database, global, round, first: transaction * TRANSACTION_SETS });
  } finally {
    client.close();
  }
  return `^${global}(${round},${transactions * TRANSACTION_SETS - 1})`;
}
