/**
 * `npm run bench`: the figures of the README, measured in one run on one machine, over the real processes with TLS, LZ4 and an arbiter.
 * Every rate is the median of several rounds; the client is this process and connects through the virtual IP like any application.
 */
import os from 'node:os';
import { AprilLab, FAILOVER_DEADLINE_MS, until, VIRTUAL_IP } from '../engine/april-lab.ts';
import type { SuperserverClient } from '../../lib/engine/lab/client.ts';

const CLIENT_COUNTS = [1, 16, 64];
const ROUNDS = 3;
const ROUND_MS = 4000;
const WARM_UP_MS = 2000;
const TRANSACTION_SETS = 20_000;
const TRANSACTIONS = 20;
const SETS_PER_REQUEST = 2000;
const KILLS = 10;
const RETRY_MS = 5;

const median = (values: readonly number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** One-record commits, each client waiting for its acknowledgement before the next; one connection a client. */
async function commitsPerSecond(lab: AprilLab, clientCount: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: clientCount }, () => lab.connect()));
  let acknowledged = 0;
  let isOver = false;
  const running = clients.map(async (client, index) => {
    for (let number = 0; !isOver; number++) {
      await client.set('DATA', ['Commit', index, number], `a value of one record, ${number}`);
      acknowledged += 1;
    }
  });
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = acknowledged;
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    rates.push(((acknowledged - before) * 1000) / (performance.now() - start));
  }
  isOver = true;
  await Promise.all(running);
  for (const client of clients) client.close();
  return median(rates);
}

/** Sets in large transactions, until the last of them is applied on the backup. */
async function replicatedSetsPerSecond(lab: AprilLab): Promise<number> {
  const client = await lab.connect();
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let transaction = 0; transaction < TRANSACTIONS; transaction++) await writeTransaction(client, round, transaction);
    const last = `^Bulk(${round},${TRANSACTIONS * TRANSACTION_SETS - 1})`;
    await until('the last set is applied on the backup', FAILOVER_DEADLINE_MS, async () => (await lab.ask('serverb', 'global-nodes', { database: 'DATA', reference: last, after: null, limit: 1 })).nodes.length === 1);
    rates.push((TRANSACTIONS * TRANSACTION_SETS * 1000) / (performance.now() - start));
  }
  client.close();
  return median(rates);
}

async function writeTransaction(client: SuperserverClient, round: number, transaction: number): Promise<void> {
  const answers = [client.request({ op: 'tstart', job: 1 })];
  for (let start = 0; start < TRANSACTION_SETS; start += SETS_PER_REQUEST) {
    const nodes: (string | (string | number)[])[] = [];
    for (let index = start; index < start + SETS_PER_REQUEST; index++) nodes.push(['Bulk', round, transaction * TRANSACTION_SETS + index], `value ${index} of a bulk load`);
    answers.push(client.request({ op: 'set-many', job: 1, database: 'DATA', nodes }));
  }
  answers.push(client.request({ op: 'tcommit', job: 1 }));
  for (const answer of await Promise.all(answers)) if (!answer.ok) throw new Error(`refused: ${answer.code}`);
}

/** Milliseconds from the kill to the first write acknowledged through the virtual IP. */
async function killToFirstWrite(lab: AprilLab): Promise<number[]> {
  const gaps: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const primary = await lab.healthy();
    const before = await lab.connect();
    await before.set('DATA', ['Gap', kill, 'before'], 'x');
    await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
    const start = performance.now();
    before.close();
    await until('a write is acknowledged after the kill', FAILOVER_DEADLINE_MS, async () => {
      const client = await lab.connect(VIRTUAL_IP, 500);
      try {
        await client.set('DATA', ['Gap', kill, 'after'], 'x');
        return true;
      } finally {
        client.close();
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    });
    gaps.push(performance.now() - start);
    await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  }
  return gaps;
}

async function main(): Promise<void> {
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  console.log(`Machine: ${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${os.type()} ${os.release()}\n`);
  const lab = await AprilLab.start();
  try {
    await lab.setUpApril();
    for (const count of CLIENT_COUNTS) console.log(`acknowledged one-record commits, Active backup, ${String(count).padStart(2)} client${count === 1 ? ' ' : 's'}: ${whole(await commitsPerSecond(lab, count))} per second`);
    console.log(`replicated sets in transactions of ${whole(TRANSACTION_SETS)}, TLS and LZ4, applied on the backup: ${whole(await replicatedSetsPerSecond(lab))} per second`);
    const gaps = await killToFirstWrite(lab);
    console.log(`kill -9 of the primary to the first write through the virtual IP, ${KILLS} kills: median ${whole(median(gaps))} ms, worst ${whole(Math.max(...gaps))} ms`);
  } finally {
    await lab.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
