/** How long nobody answers, from the last acknowledged write through the virtual IP to the next, and whether a write is lost. */
import { type AprilLab, FAILOVER_DEADLINE_MS, type MemberHost, otherMember, until } from '../engine/april-lab.ts';
import { LoadedClients } from '../engine/loaded-clients.ts';
import { median, whole } from './figures.ts';

/** Clients that write without pause while outages are measured, and how much they must have written since the last one. */
const WRITERS = 8;
const WRITES_BEFORE_OUTAGE = 500;

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

/** Only outages whose name holds `filter`; all without it. Answers whether every mark is met and nothing was lost. */
export async function measureOutages(lab: AprilLab, filter: string | undefined): Promise<boolean> {
  console.log('\nFrom the last acknowledged write through the virtual IP to the next:');
  let areMet = true;
  for (const outage of OUTAGES) if (!filter || outage.name.includes(filter)) areMet = (await measureOutage(lab, outage)) && areMet;
  return areMet;
}

/** False when a mark is missed or a write is lost. */
async function measureOutage(lab: AprilLab, outage: Outage): Promise<boolean> {
  const { gaps, written, lost } = await interruptions(lab, outage);
  const { marks } = outage;
  const isMet = median(gaps) <= marks.median && Math.max(...gaps) <= marks.worst && lost === 0;
  const figures = `median ${whole(median(gaps))} ms, worst ${whole(Math.max(...gaps))} ms of ${gaps.length} (marks ${whole(marks.median)} and ${whole(marks.worst)})`;
  console.log(
    `${outage.name}, QoS ${outage.qosTimeoutMs / 1000} s: ${figures}; ${whole(written)} acknowledged writes, ${lost} lost${isMet ? '' : '  <-- MISSED'}`,
  );
  return isMet;
}

/**
 * Milliseconds from the last acknowledged write to the next, one figure a round, and how many acknowledged writes both members lack at the
 * end.
 */
async function interruptions(lab: AprilLab, outage: Outage): Promise<{ gaps: number[]; written: number; lost: number }> {
  await lab.setQosTimeout(outage.qosTimeoutMs);
  const load = await LoadedClients.start(lab, { clients: WRITERS, database: 'DATA', betweenWritesMs: 0 });
  const gaps: number[] = [];
  for (let round = 0; round < outage.rounds; round++) {
    const primary = await lab.healthy();
    await flow(load);
    load.longestGapMs = 0;
    await outage.begin(lab, primary);
    const atOutage = load.acknowledgedCount;
    await until(
      'the other member is primary',
      FAILOVER_DEADLINE_MS,
      async () => (await lab.monitor(otherMember(primary))).role === 'primary',
    );
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
