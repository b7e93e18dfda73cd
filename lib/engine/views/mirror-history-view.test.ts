/** A mirror of two in one process: what each member tells of how the mirror fared. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { instanceCommands } from '../../contract/commands.ts';
import type { Outcome } from '../../contract/errors.ts';
import type { HistoryBucket } from '../../contract/mirror-history.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { commandTable } from '../commands/command-table.ts';
import { createMirror, joinAsFailover } from '../commands/mirror-set-up.ts';
import { startAgentForTests, startInstanceForTests } from '../instance/host-for-tests.ts';
import type { Instance } from '../instance/instance.ts';
import { ControlServer } from '../ports/control-server.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { mirrorAvailability, mirrorHistory } from './mirror-history-view.ts';
import { queryContract, queryTable } from './query-table.ts';

const A = '172.16.58.101';
const B = '172.16.58.102';

let scratch: string;
let wires: LoopbackWires;
const ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mirror-history-'));
  wires = new LoopbackWires();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(scratch, { recursive: true });
});

interface Host {
  readonly instance: Instance;
  /** The instance, once more. */
  readonly start: () => Promise<Instance>;
}

async function startHost(host: string, address: string): Promise<Host> {
  const network = wires.attach(host, [address]);
  const agent = await startAgentForTests(network, join(scratch, host));
  ends.push(() => agent.stop());
  const controlPath = join(scratch, `${host}.sock`);
  const start = () => startInstanceForTests(network, { host, hostDirectory: join(scratch, host), controlPath });
  const instance = await start();
  const control = new ControlServer({
    path: controlPath,
    queries: queryContract,
    commands: instanceCommands,
    answers: queryTable(instance),
    actions: commandTable(instance),
    onFailure: () => {},
  });
  await control.listen();
  ends.push(() => control.close());
  await instance.store.setService('%Service_Mirror', true);
  instance.mirrorServiceEnabled = true;
  return { instance, start };
}

function accept<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(refusalText(outcome.refusal, 'en'));
  return outcome.value;
}

const compression = { mode: 'uncompressed', type: 'lz4' } as const;
const fieldsOf = (name: string, address: string) => ({
  memberName: name,
  superserverAddress: address,
  agentPort: 2188,
  mirrorPrivateAddress: address,
  agentAddress: address,
});
const seen = (instance: Instance): HistoryBucket[] => accept(mirrorHistory(instance, { range: '5m', since: null })).buckets;
const bandOf = (instance: Instance) => accept(mirrorAvailability(instance, {}));

test('both members tell of both, in bytes, commits and states; a new process begins with what the old one saw', async () => {
  const [{ instance: a }, { instance: b, start }] = [await startHost('servera', A), await startHost('serverb', B)];
  ends.push(() => a.stop({ failover: false }));
  accept(
    await createMirror(a, {
      mirrorName: 'APRIL',
      useTls: false,
      arbiter: null,
      virtualIp: null,
      networkInterface: null,
      qosTimeoutMs: 8000,
      compressionForFailover: compression,
      compressionForAsync: compression,
      parallelDejournaling: 'failover-and-dr',
      ...fieldsOf('SERVERA/IRIS', A),
    }),
  );
  await until('servera is primary', () => a.mirror?.isPrimary === true);
  const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
  accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
  for (const instance of [a, b]) {
    const states = () => {
      const { members, writable } = bandOf(instance);
      return [...members.map(({ name, segments }) => [name, segments.at(-1)?.state]), ['writable', writable.at(-1)?.state]];
    };
    await until(
      'it has seen an Active backup, and a mirror that is written',
      () => JSON.stringify(states()) === '[["SERVERA/IRIS","primary"],["SERVERB/IRIS","in-step"],["writable","writable"]]',
    );
    expect(seen(instance).at(-1)?.lagBytes.at(-1)?.[1]).toBe(0);
  }
  const { globals, journal } = a;
  for (let node = 0; node < 50; node++) accept(globals.set({ job: 1, database: 'USER', name: 'A', subscripts: [node] }, 'x'.repeat(1000)));
  accept(await journal.whenCommitted(journal.writer.lastSequence));
  await until('the bytes are counted on both', () =>
    [a, b].every((instance) => seen(instance).some(({ written: bytes }) => (bytes?.[1] ?? 0) > 50_000)),
  );
  // Nobody else has written there, and nobody has on the backup.
  expect(seen(a).reduce((sum, { commits }) => sum + (commits?.count ?? 0), 0)).toBe(1);
  const measured = seen(a).flatMap(({ commits }) => (commits?.count ? [commits] : []));
  expect(measured).toMatchObject([{ p50Ms: measured[0]?.p99Ms, backupShare: expect.any(Number) }]);
  expect(measured[0]?.p99Ms).toBeGreaterThan(0);
  expect(seen(b).filter(({ commits }) => commits?.count !== 0 || commits.p99Ms !== null)).toEqual([]);
  expect(Math.max(...seen(a).map(({ sent }) => sent?.[1] ?? 0))).toBeGreaterThan(50_000);
  expect(seen(b).every(({ sent }) => sent === null)).toBe(true);
  await until('they are in the database files', () => seen(a).some(({ applied }) => (applied?.[1] ?? 0) > 50_000));
  const last = seen(a).at(-1)?.at ?? 0;
  expect(accept(mirrorHistory(a, { range: '5m', since: last })).buckets.every(({ at }) => at >= last)).toBe(true);

  await b.stop();
  const begin = Date.now();
  await until('the primary has seen that it is down', () => bandOf(a).members[1]?.segments.at(-1)?.state === 'down');
  const again = await start();
  ends.push(() => again.stop());
  await until('it has what it saw before', () => seen(again).some(({ at, spanMs }) => at < begin && spanMs > 1000));
});
