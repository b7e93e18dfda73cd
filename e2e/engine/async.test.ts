/** Issue "async members": six members under load. The primary dies, an async hangs, and nobody waits for any of them. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begun } from '../begun.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, MEMBERS, otherMember, until, VIRTUAL_IP } from './april-lab.ts';
import { addHost, ASYNC_DEADLINE_MS, connected, joinAsync, nodesOf, rowOf } from './async-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const ASYNCS = {
  serverd: 'disaster-recovery',
  servere: 'disaster-recovery',
  serverf: 'read-only-reporting',
  serverg: 'read-write-reporting',
} as const;
const ASYNC_HOSTS = Object.keys(ASYNCS) as (keyof typeof ASYNCS)[];
const CATCH_UP_DEADLINE_MS = 60_000;
/** Long enough for a rate to be steady, and for an async's buffers to be full many times over. */
const MEASURE_MS = 8000;
const SETS_PER_REQUEST = 200;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
});
afterAll(() => lab.stop());

test('asyncs of all kinds join from either failover member; in a TLS mirror each waits to be authorized', async () => {
  for (const [index, host] of ASYNC_HOSTS.entries()) {
    await addHost(lab, host);
    const answer = await joinAsync(lab, host, ASYNCS[host], { through: index % 2 === 0 ? 'servera' : 'serverb' });
    expect(answer.kind).toBe('pending');
  }
  expect(await rowOf(lab, 'serverd', 'serverd')).toMatchObject({ type: 'disaster-recovery' });
  expect((await lab.ask('serverd', 'mirror-monitor', {})).role).not.toBe('connected');
  await lab.authorizeAll();
  for (const host of ASYNC_HOSTS) await connected(lab, host);
  for (const host of ASYNC_HOSTS) {
    await lab.createMirroredDatabase('DATA', [host]);
    await until(`servera shows ${host} as connected and caught up`, ASYNC_DEADLINE_MS, async () => {
      const row = await rowOf(lab, 'servera', host);
      if (row.status !== 'connected' || row.journalTransfer.kind !== 'caught-up' || row.dejournaling.kind !== 'caught-up')
        throw new Error(JSON.stringify(row));
      return true;
    });
    expect(await rowOf(lab, 'serverb', host)).toMatchObject({ status: 'connected', type: ASYNCS[host] });
  }
  // An async verifies against the failover members only.
  expect((await lab.ask('serverf', 'verify-tls', {})).members).toMatchObject(
    ['SERVERF', 'SERVERA', 'SERVERB'].map((host) => ({ name: `${host}/IRIS`, problem: null })),
  );
  const own = await lab.ask('serverd', 'mirror-monitor', {});
  expect(own.members.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'SERVERA/IRIS primary',
    'SERVERB/IRIS backup',
    'SERVERD/IRIS connected',
  ]);
});

test('what is written on the primary is on every async, and a DR copy refuses writes', async () => {
  await lab.order('servera', { kind: 'set-node', database: 'DATA', reference: '^First(1)', value: 'one' });
  for (const host of ASYNC_HOSTS)
    await until(`^First(1) is on ${host}`, ASYNC_DEADLINE_MS, async () => (await nodesOf(lab, host, '^First')).includes('^First(1)=one'));
  await expect(lab.order('serverd', { kind: 'set-node', database: 'DATA', reference: '^First(1)', value: 'two' })).rejects.toThrow(
    '<PROTECT>',
  );
  await expect(lab.order('serverf', { kind: 'set-node', database: 'DATA', reference: '^First(1)', value: 'two' })).rejects.toThrow(
    '<PROTECT>',
  );
});

test('asyncs follow the new primary by themselves when the old one is killed under load', async () => {
  const load = await LoadedClients.start(lab, { clients: 8, database: 'DATA' });
  const primary = await lab.healthy();
  await until('writes are acknowledged before the kill', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 500);
  await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
  const next = otherMember(primary);
  await until('the other member is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor(next)).role === 'primary');
  for (const host of ASYNC_HOSTS)
    await until(`${host} follows the new primary`, ASYNC_DEADLINE_MS, async () => (await rowOf(lab, next, host)).status === 'connected');
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  await lab.healthy();
  await load.stop();
  expect(await load.lost(next)).toEqual([]);
  await allEqual(next);
});

test('a hanging async costs the primary neither commits nor memory, and catches up afterwards', async () => {
  const primary = await lab.healthy();
  const write = bulkWriter();
  const before = await write.rate(MEASURE_MS);
  const memoryBefore = await residentBytes(primary);
  await lab.orderLab({ kind: 'pause-instance', host: 'servere', instance: 'IRIS' });
  const during = await write.rate(MEASURE_MS);
  const memoryAfter = await residentBytes(primary);
  await lab.orderLab({ kind: 'resume-instance', host: 'servere', instance: 'IRIS' });
  const after = await write.rate(MEASURE_MS / 2);
  await write.stop();
  console.info(
    `commits a second: ${before} before, ${during} while an async hung, ${after} while it caught up; memory of the primary ${megabytes(memoryBefore)} MB, then ${megabytes(memoryAfter)} MB`,
  );
  // The machine is shared by all processes of the lab, by other labs and by whoever else uses it: a primary that waited would not be
  // slower, it would stand still.
  expect(during).toBeGreaterThan(before * 0.2);
  expect(memoryAfter - memoryBefore).toBeLessThan(128 * 1024 * 1024);
  await until('the async that hung has caught up', CATCH_UP_DEADLINE_MS, async () => {
    const row = await rowOf(lab, primary, 'servere');
    if (row.status !== 'connected' || row.behindBytes !== 0 || row.dejournaling.kind !== 'caught-up') throw new Error(JSON.stringify(row));
    return true;
  });
  await allEqual(primary);
});

test('mirroring that an operator stopped on an async stays stopped over a restart', async () => {
  const primary = await lab.healthy();
  await lab.order('serverf', { kind: 'stop-mirror' });
  await until('serverf is stopped', ASYNC_DEADLINE_MS, async () => (await lab.ask('serverf', 'mirror-monitor', {})).role === 'stopped');
  await lab.orderLab({ kind: 'restart-instance', host: 'serverf', instance: 'IRIS' });
  await until('serverf runs again', ASYNC_DEADLINE_MS, async () => (await lab.ask('serverf', 'mirror-monitor', {})).role === 'stopped');
  await lab.order(primary, { kind: 'set-node', database: 'DATA', reference: '^While(1)', value: 'stopped' });
  expect((await rowOf(lab, primary, 'serverf')).status).toBe('down');
  await lab.order('serverf', { kind: 'start-mirror' });
  await until('^While(1) is on serverf', ASYNC_DEADLINE_MS, async () => (await nodesOf(lab, 'serverf', '^While')).length === 1);
});

test('dejournaling stopped for a report: data arrive and are not applied until it is started', async () => {
  const primary = await lab.healthy();
  await lab.order('serverf', { kind: 'set-dejournaling', running: false });
  await lab.order(primary, { kind: 'set-node', database: 'DATA', reference: '^Report(1)', value: 'later' });
  await until('serverf has received it', ASYNC_DEADLINE_MS, async () => {
    const row = await rowOf(lab, primary, 'serverf');
    return row.behindBytes === 0 && row.dejournaling.kind === 'dejournaling-stopped';
  });
  expect(await nodesOf(lab, 'serverf', '^Report')).toEqual([]);
  await lab.orderLab({ kind: 'restart-instance', host: 'serverf', instance: 'IRIS' });
  await connected(lab, 'serverf');
  expect(await nodesOf(lab, 'serverf', '^Report')).toEqual([]);
  await lab.order('serverf', { kind: 'set-dejournaling', running: true });
  await until('^Report(1) is on serverf', ASYNC_DEADLINE_MS, async () => (await nodesOf(lab, 'serverf', '^Report')).length === 1);
});

test('a read-write reporting copy is written here and follows the mirror all the same, also after a crash', async () => {
  const primary = await lab.healthy();
  const { databases } = await lab.ask('serverg', 'async-edit', {});
  expect(databases).toMatchObject([{ mirrorDatabaseName: 'DATA', failoverDatabase: false }]);
  for (let number = 1; number <= 20; number++)
    await lab.order('serverg', { kind: 'set-node', database: 'DATA', reference: `^Own(${number})`, value: `own ${number}` });
  await lab.orderLab({ kind: 'kill-instance', host: 'serverg', instance: 'IRIS' });
  await lab.order(primary, { kind: 'set-node', database: 'DATA', reference: '^After(1)', value: 'the crash' });
  await lab.orderLab({ kind: 'start-instance', host: 'serverg', instance: 'IRIS' });
  await until('^After(1) is on serverg', ASYNC_DEADLINE_MS, async () => (await nodesOf(lab, 'serverg', '^After')).length === 1);
  expect(await nodesOf(lab, 'serverg', '^Own')).toHaveLength(20);
  await lab.order('serverg', { kind: 'set-node', database: 'DATA', reference: '^Own(21)', value: 'own 21' });
  expect(await nodesOf(lab, primary, '^Own')).toEqual([]);
});

test('FailoverDB flags and types: what is refused, and what a cleared flag means', async () => {
  await expect(lab.order('serverd', { kind: 'clear-failover-flags', databases: ['DATA'] })).rejects.toThrow('#2115');
  await expect(
    lab.order('serverg', { kind: 'edit-async', memberKind: 'disaster-recovery', clearFailoverFlags: false, purgeAfterDejournaling: true }),
  ).rejects.toThrow('#2172');
  await lab
    .order('serverf', { kind: 'edit-async', memberKind: 'disaster-recovery', clearFailoverFlags: false, purgeAfterDejournaling: true })
    .then(
      () => expect.unreachable('its agent does not run'),
      (error: Error) => expect(error.message).toContain('#2118'),
    );
  await lab.orderLab({ kind: 'start-agent', host: 'serverf' });
  await lab.order('serverf', {
    kind: 'edit-async',
    memberKind: 'disaster-recovery',
    clearFailoverFlags: false,
    purgeAfterDejournaling: true,
  });
  const primary = await lab.healthy();
  expect((await rowOf(lab, primary, 'serverf')).type).toBe('disaster-recovery');
  await lab.order('serverf', {
    kind: 'edit-async',
    memberKind: 'read-write-reporting',
    clearFailoverFlags: true,
    purgeAfterDejournaling: true,
  });
  expect((await rowOf(lab, primary, 'serverf')).type).toBe('read-write-reporting');
  await lab.order('serverf', { kind: 'set-node', database: 'DATA', reference: '^Mine(1)', value: 'here only' });
  expect(await nodesOf(lab, 'serverf', '^Mine')).toHaveLength(1);
  await expect(
    lab.order('servera', { kind: 'edit-async', memberKind: 'disaster-recovery', clearFailoverFlags: false, purgeAfterDejournaling: true }),
  ).rejects.toThrow('#2165');
  await expect(joinAsync(lab, 'serverd', 'read-only-reporting')).rejects.toThrow('#2134');
});

/** Contents of DATA, and the journal files byte for byte as far as the shorter one goes. */
async function allEqual(primary: string): Promise<void> {
  const wanted = await digest(primary);
  for (const host of [...ASYNC_HOSTS, ...Object.keys(MEMBERS).filter((name) => name !== primary)]) {
    await until(`${host} holds what the primary holds`, CATCH_UP_DEADLINE_MS, async () => {
      const found = await digest(host);
      if (found !== wanted) throw new Error(`${found} instead of ${wanted}`);
      return true;
    });
  }
}

async function digest(host: string): Promise<string> {
  const { globals } = await lab.ask(host, 'global-list', { database: 'DATA' });
  const hash = createHash('sha256');
  let count = 0;
  for (const { name } of globals.filter((global) => global.name.includes('Loaded') || global.name.includes('First'))) {
    const nodes = await nodesOf(lab, host, name.startsWith('^') ? name : `^${name}`);
    count += nodes.length;
    hash.update(nodes.join('\n'));
  }
  return `${count} nodes ${hash.digest('hex').slice(0, 12)}`;
}

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

async function residentBytes(host: string): Promise<number> {
  const processId = (await lab.host(host)).instances[0]?.processId;
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${processId}/status`, 'utf8'));
  if (!found) throw new Error(`no memory figure of process ${processId}`);
  return Number(found[1]) * 1024;
}

/**
 * Several jobs that each write again as soon as their last write is acknowledged, a few hundred nodes with a few kilobytes of journal at a
 * time.
 */
function bulkWriter(): { rate: (milliseconds: number) => Promise<number>; stop: () => Promise<void> } {
  let acknowledged = 0;
  let isStopping = false;
  const running = begun(
    Promise.all(
      Array.from({ length: 4 }, async (_, job) => {
        const client = await lab.connect(VIRTUAL_IP);
        for (let round = 0; !isStopping; round++) {
          const nodes = Array.from({ length: SETS_PER_REQUEST }, (_unused, index) => [
            ['Bulk', job, (round * SETS_PER_REQUEST + index) % 50_000],
            `value ${round} ${index} of job ${job}`,
          ]).flat() as (string | (string | number)[])[];
          const reply = await client.request({ op: 'set-many', job, database: 'DATA', nodes });
          if (!reply.ok) throw new Error(reply.code);
          acknowledged += SETS_PER_REQUEST;
        }
        client.close();
      }),
    ),
  );
  return {
    async rate(milliseconds) {
      const count = acknowledged;
      const since = performance.now();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return Math.round(((acknowledged - count) * 1000) / (performance.now() - since));
    },
    async stop() {
      isStopping = true;
      await running;
    },
  };
}
