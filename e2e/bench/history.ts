/**
 * What the curves of the Mirror Monitor cost an instance: counting each commit, a reading each second, a row of config.db each minute.
 * Processor time of a primary and its backup in this one process, over loopback wires.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createMirror, joinAsFailover } from '../../lib/engine/commands/mirror-set-up.ts';
import { instanceCommands } from '../../lib/contract/commands.ts';
import { commandTable } from '../../lib/engine/commands/command-table.ts';
import { startAgentForTests, startInstanceForTests } from '../../lib/engine/instance/host-for-tests.ts';
import type { Instance } from '../../lib/engine/instance/instance.ts';
import { ControlServer } from '../../lib/engine/ports/control-server.ts';
import { LoopbackWires } from '../../lib/engine/ports/loopback-network.ts';
import { CommitMeter } from '../../lib/engine/samples/commit-meter.ts';
import { queryContract, queryTable } from '../../lib/engine/views/query-table.ts';
import { until } from '../../lib/machine/until-for-tests.ts';
import { median, whole } from './figures.ts';

const HOSTS = { servera: '172.16.58.101', serverb: '172.16.58.102', serverc: '172.16.58.100' } as const;
const AGENT_PORT = 2188;
const ROUNDS = 5;
const READINGS = 1000;
const ROWS = 100;
const COMMITS = 1_000_000;
/** Clients whose commits are answered together. */
const TOGETHER = 16;
/** About what 16 clients reach. */
const COMMITS_PER_SECOND = 10_000;
const SHARE_MAX = 0.01;
const SECONDS_OF_MINUTE = 60;

/** Answers whether the mark is met. */
export async function measureHistory(): Promise<boolean> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-history-'));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const { primary, backup } = await startMirror(scratch, ends);
    const readingUs = Math.max(await readingCost(primary), await readingCost(backup));
    const rowUs = await rowCost(primary);
    const commitUs = await commitCost();
    const share = (readingUs + rowUs / SECONDS_OF_MINUTE + commitUs * COMMITS_PER_SECOND) / 1_000_000;
    const isMet = share <= SHARE_MAX;
    console.log(
      `the curves' history: ${whole(readingUs)} µs a second for a reading, ${whole(rowUs)} µs a minute for its row, ${(commitUs * 1000).toFixed(0)} ns a commit; with ${whole(COMMITS_PER_SECOND)} commits per second ${(share * 100).toFixed(2)} % of a processor${isMet ? '' : `, more than ${SHARE_MAX * 100} %`}`,
    );
    return isMet;
  } finally {
    for (const end of ends.reverse()) await end();
    fs.rmSync(scratch, { recursive: true });
  }
}

const readingCost = (instance: Instance) => costOf(READINGS, () => instance.sampler.sample());

const rowCost = (instance: Instance) =>
  costOf(ROWS, (index) => instance.store.samples.save([{ mirrorGuid: 'A', minute: index, packed: new Uint8Array(400) }]));

function commitCost(): Promise<number> {
  const meter = new CommitMeter();
  return costOf(COMMITS / TOGETHER, (index) =>
    meter.committed({
      askedAtMs: Array.from({ length: TOGETHER }, (_, client) => index + client / TOGETHER),
      durableAtMs: index,
      nowMs: index + 2,
    }),
  ).then((us) => us / TOGETHER);
}

/** Microseconds of processor time each, of all threads; the median of several rounds. */
async function costOf(times: number, work: (index: number) => unknown): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let index = 0; index < times; index++) await work(index);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / times);
  }
  return median(costs);
}

async function startMirror(scratch: string, ends: (() => Promise<unknown>)[]): Promise<{ primary: Instance; backup: Instance }> {
  const wires = new LoopbackWires();
  const start = async (host: 'servera' | 'serverb') => {
    const network = wires.attach(host, [HOSTS[host]]);
    const agent = await startAgentForTests(network, path.join(scratch, host));
    ends.push(() => agent.stop());
    const controlPath = path.join(scratch, `${host}.sock`);
    const instance = await startInstanceForTests(network, { host, hostDirectory: path.join(scratch, host), controlPath });
    ends.push(() => instance.stop({ failover: false }));
    instance.mirrorServiceEnabled = true;
    const control = new ControlServer({
      path: controlPath,
      queries: queryContract,
      commands: instanceCommands,
      answers: queryTable(instance),
      actions: commandTable(instance),
    });
    await control.listen();
    ends.push(() => control.close());
    return instance;
  };
  const arbiter = await startAgentForTests(wires.attach('serverc', [HOSTS.serverc]), path.join(scratch, 'serverc'));
  ends.push(() => arbiter.stop());
  const [primary, backup] = [await start('servera'), await start('serverb')];
  const compression = { mode: 'uncompressed', type: 'lz4' } as const;
  const addresses = (host: 'servera' | 'serverb') => ({
    memberName: `${host.toUpperCase()}/IRIS`,
    superserverAddress: HOSTS[host],
    mirrorPrivateAddress: HOSTS[host],
    agentAddress: HOSTS[host],
    agentPort: AGENT_PORT,
  });
  const created = await createMirror(primary, {
    mirrorName: 'APRIL',
    useTls: false,
    arbiter: { address: HOSTS.serverc, port: AGENT_PORT },
    virtualIp: null,
    networkInterface: null,
    qosTimeoutMs: 8000,
    compressionForFailover: compression,
    compressionForAsync: compression,
    parallelDejournaling: 'failover-and-dr',
    ...addresses('servera'),
  });
  if (!created.ok) throw new Error(`the mirror was refused: ${created.refusal.code}`);
  await until('servera is primary', () => primary.mirror?.isPrimary === true);
  const other = { agentAddress: HOSTS.servera, agentPort: AGENT_PORT, instanceName: 'IRIS' };
  const joined = await joinAsFailover(backup, { mirrorName: 'APRIL', other, networkInterface: null, ...addresses('serverb') });
  if (!joined.ok) throw new Error(`joining was refused: ${joined.refusal.code}`);
  await until('serverb is backup', () => backup.mirror?.failover?.state.role.kind === 'backup');
  return { primary, backup };
}
