/**
 * `npm run bench`: the figures of the README, measured in one run on one machine, over the real processes with TLS, LZ4 and an arbiter.
 * Every rate is the median of several rounds; the client is this process and connects through the virtual IP like any application.
 */
import os from 'node:os';
import { AprilLab, FAILOVER_DEADLINE_MS, type MemberHost, otherMember, until } from '../engine/april-lab.ts';
import { LoadedClients } from '../engine/loaded-clients.ts';
import type { SuperserverClient } from '../../lib/engine/lab/client.ts';

const CLIENT_COUNTS = [1, 16, 64];
const ROUNDS = 3;
const ROUND_MS = 4000;
const WARM_UP_MS = 2000;
const TRANSACTION_SETS = 20_000;
const TRANSACTIONS = 20;
const SETS_PER_REQUEST = 2000;
/** Clients that write without pause while outages are measured, and how much they must have written since the last one. */
const WRITERS = 8;
const WRITES_BEFORE_OUTAGE = 500;

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

interface Outage {
  readonly name: string;
  readonly rounds: number;
  readonly qosTimeoutMs: number;
  /** The most that is bearable, median and worst. Milliseconds. */
  readonly marks: { readonly median: number; readonly worst: number };
  readonly begin: (lab: AprilLab, primary: MemberHost) => Promise<unknown>;
  /** Brings the old primary back, so that it joins as backup. */
  readonly heal: (lab: AprilLab, primary: MemberHost) => Promise<unknown>;
}

const kill: Outage['begin'] = (lab, host) => lab.orderLab({ kind: 'kill-instance', host, instance: 'IRIS' });
const stop: Outage['begin'] = (lab, host) => lab.orderLab({ kind: 'stop-instance', host, instance: 'IRIS' });
const hang: Outage['begin'] = (lab, host) => lab.orderLab({ kind: 'pause-instance', host, instance: 'IRIS' });
const loseHost: Outage['begin'] = (lab, host) => lab.orderLab({ kind: 'power-off-host', host });
const start: Outage['heal'] = (lab, host) => lab.orderLab({ kind: 'start-instance', host, instance: 'IRIS' });
const boot: Outage['heal'] = (lab, host) => lab.orderLab({ kind: 'power-on-host', host });
/** The new primary forces the hung instance down; only then can it be started. */
const startAgain: Outage['heal'] = async (lab, host) => {
  await until('the hung instance was forced down', FAILOVER_DEADLINE_MS, async () => (await lab.host(host)).instances[0]?.state === 'down');
  await start(lab, host);
};

const silence = (qosTimeoutMs: number) => ({ median: qosTimeoutMs + 2000, worst: qosTimeoutMs + 2000 });
const OUTAGES: Outage[] = [
  { name: 'kill -9, agent alive', rounds: 10, qosTimeoutMs: 8000, marks: { median: 1000, worst: 2000 }, begin: kill, heal: start },
  { name: 'planned stop', rounds: 10, qosTimeoutMs: 8000, marks: { median: 1000, worst: 1000 }, begin: stop, heal: start },
  ...[8000, 2000].flatMap((qosTimeoutMs): Outage[] => [
    { name: 'host loses power', rounds: 5, qosTimeoutMs, marks: silence(qosTimeoutMs), begin: loseHost, heal: boot },
    { name: 'instance hangs', rounds: 5, qosTimeoutMs, marks: silence(qosTimeoutMs), begin: hang, heal: startAgain },
  ]),
];

/** Milliseconds from the last acknowledged write to the next, one figure a round, and how many acknowledged writes both members lack at the end. */
async function interruptions(lab: AprilLab, outage: Outage): Promise<{ gaps: number[]; written: number; lost: number }> {
  await lab.setQosTimeout(outage.qosTimeoutMs);
  const load = await LoadedClients.start(lab, { clients: WRITERS, database: 'DATA' });
  const gaps: number[] = [];
  for (let round = 0; round < outage.rounds; round++) {
    const primary = await lab.healthy();
    await flow(load);
    load.longestGapMs = 0;
    await outage.begin(lab, primary);
    const atOutage = load.acknowledgedCount;
    await until('the other member is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor(otherMember(primary))).role === 'primary');
    await until('writes are acknowledged again', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > atOutage);
    gaps.push(load.longestGapMs);
    await outage.heal(lab, primary);
  }
  const primary = await lab.healthy();
  await load.stop();
  return { gaps, written: load.acknowledgedCount, lost: (await load.lost(primary)).length };
}

/** Only an outage that interrupts something is measured. */
async function flow(load: LoadedClients): Promise<void> {
  const enough = load.acknowledgedCount + WRITES_BEFORE_OUTAGE;
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount >= enough);
}

/** False when a mark is missed or a write is lost. */
async function measureOutage(lab: AprilLab, outage: Outage): Promise<boolean> {
  const { gaps, written, lost } = await interruptions(lab, outage);
  const { marks } = outage;
  const isMet = median(gaps) <= marks.median && Math.max(...gaps) <= marks.worst && lost === 0;
  const figures = `median ${whole(median(gaps))} ms, worst ${whole(Math.max(...gaps))} ms of ${gaps.length} (marks ${whole(marks.median)} and ${whole(marks.worst)})`;
  console.log(`${outage.name}, QoS ${outage.qosTimeoutMs / 1000} s: ${figures}; ${whole(written)} acknowledged writes, ${lost} lost${isMet ? '' : '  <-- MISSED'}`);
  return isMet;
}

/** `npm run bench`: everything. `npm run bench -- failover [name]`: only the outages, or those whose name holds the word. Answers whether every mark is met. */
async function main([what, filter]: string[]): Promise<boolean> {
  const cpu = os.cpus()[0]?.model ?? 'unknown processor';
  console.log(`Machine: ${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${os.type()} ${os.release()}\n`);
  const lab = await AprilLab.start();
  try {
    await lab.setUpApril();
    if (what !== 'failover') await measureThroughput(lab);
    console.log('\nFrom the last acknowledged write through the virtual IP to the next:');
    let areMet = true;
    for (const outage of OUTAGES) if (!filter || outage.name.includes(filter)) areMet = (await measureOutage(lab, outage)) && areMet;
    return areMet;
  } finally {
    await lab.stop();
  }
}

async function measureThroughput(lab: AprilLab): Promise<void> {
  for (const count of CLIENT_COUNTS) console.log(`acknowledged one-record commits, Active backup, ${String(count).padStart(2)} client${count === 1 ? ' ' : 's'}: ${whole(await commitsPerSecond(lab, count))} per second`);
  console.log(`replicated sets in transactions of ${whole(TRANSACTION_SETS)}, TLS and LZ4, applied on the backup: ${whole(await replicatedSetsPerSecond(lab))} per second`);
}

main(process.argv.slice(2)).then(
  (areMet) => process.exit(areMet ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
