/**
 * "Would it fail over now?": in each situation both monitors promise the same, then the primary is killed, and what was promised is what
 * happens. Engine facts 4.1, 5, 8.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Lacking } from '../../lib/contract/failover.ts';
import type { StoryCode } from '../../lib/contract/stories.ts';
import { addHost, connected, joinAsync, rowOf } from './async-members.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, otherMember, until } from './april-lab.ts';

/** Within it a backup has said anew what it holds, and has asked the primary's agent again. */
const TOLD_DEADLINE_MS = 30_000;
/** An agent that does not answer is found out, and a takeover that fails has failed, within this time. */
const FAILED_DEADLINE_MS = 30_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
});
afterAll(() => lab.stop());

const nameOf = (host: MemberHost) => `${host.toUpperCase()}/IRIS`;
type Promised = { ready: boolean; reason: string; args: string[]; lacking: Lacking };
const saysYes = (backup: MemberHost, lacking: Lacking = []): Promised => ({
  ready: true,
  reason: 'ready-arbiter',
  args: [nameOf(backup)],
  lacking,
});
const saysNo = (reason: string, args: string[], lacking: Lacking = []): Promised => ({ ready: false, reason, args, lacking });

/** Waits until both monitors say exactly this. */
async function bothPromise(promised: Promised): Promise<void> {
  let said: unknown;
  await until(`both monitors say ${JSON.stringify(promised)}`, TOLD_DEADLINE_MS, async () => {
    said = await Promise.all([lab.monitor('servera'), lab.monitor('serverb')]).then((monitors) => monitors.map(({ failover }) => failover));
    if (JSON.stringify(said) === JSON.stringify([promised, promised])) return true;
    throw new Error(JSON.stringify(said));
  });
  expect(said).toEqual([promised, promised]);
}

const kill = (host: MemberHost) => lab.orderLab({ kind: 'kill-instance', host, instance: 'IRIS' });
const start = (host: MemberHost) => lab.orderLab({ kind: 'start-instance', host, instance: 'IRIS' });
const set = (host: MemberHost, database: string, value: string) =>
  lab.order(host, { kind: 'set-node', database, reference: '^Promise(1)', value });
const leads = (host: MemberHost) => until(`${host} leads`, FAILOVER_DEADLINE_MS, async () => (await lab.monitor(host)).role === 'primary');

/** As soon as the backup has heard of the database. */
const createOnBackup = (backup: MemberHost, name: string) =>
  until(`${name} is created on ${backup}`, TOLD_DEADLINE_MS, async () => {
    await lab.createDatabase(backup, name, name);
    return true;
  });

/** The primary dies; the other one leads and DATA is served there. Answers the new primary. */
async function killAndSeeTakeover(primary: MemberHost): Promise<MemberHost> {
  await kill(primary);
  const heir = otherMember(primary);
  await leads(heir);
  await set(heir, 'DATA', `by ${heir}`);
  return heir;
}

/** The primary dies; the other one tries, says this of it, and does not lead. */
async function killAndSeeFailure(
  primary: MemberHost,
  isTold: (monitor: Awaited<ReturnType<AprilLab['monitor']>>) => boolean,
): Promise<void> {
  await kill(primary);
  const heir = otherMember(primary);
  await until(`${heir} cannot take over and says why`, FAILED_DEADLINE_MS, async () => isTold(await lab.monitor(heir)));
  expect((await lab.monitor(heir)).role).not.toBe('primary');
}
const hasTold = (code: StoryCode) => (monitor: Awaited<ReturnType<AprilLab['monitor']>>) =>
  monitor.timeline.some(({ story }) => story?.code === code);
const waitsFor =
  (reason: string) =>
  ({ failover }: Awaited<ReturnType<AprilLab['monitor']>>) =>
    failover.reason === 'no-primary-known' && failover.args[0] === reason;

/** Started again, it follows: answers who is primary. */
async function returns(host: MemberHost): Promise<MemberHost> {
  await start(host);
  return lab.healthy();
}

/** A planned switch; the one that handed over is started again when it has ended. */
async function handBack(from: MemberHost, to: MemberHost): Promise<void> {
  await lab.order(to, { kind: 'try-primary' });
  await until(`${from} has ended`, FAILOVER_DEADLINE_MS, async () => (await lab.host(from)).instances[0]?.state === 'down');
  await start(from);
  expect(await lab.healthy()).toBe(to);
}

test('nothing is lacking: yes, and everything is served', async () => {
  const primary = await lab.healthy();
  await bothPromise(saysYes(otherMember(primary)));
  await killAndSeeTakeover(primary);
  await returns(primary);
});

test('a database is missing on the backup: yes, but; nobody serves it after the takeover, and every page says so', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.createDatabase(primary, 'DATA2', 'DATA2');
  const { lines } = await lab.ask(primary, 'messages-log', { limit: 100 });
  expect(lines.map(({ text }) => text).filter((text) => text.includes('/data2'))).toEqual([
    expect.stringMatching(/^Mounted database .*\/data2 read-write\.$/),
  ]);
  await bothPromise(saysYes(backup, [{ lack: 'missing', names: ['DATA2'] }]));
  const row = (await lab.monitor(primary)).members.find(({ name }) => name === nameOf(backup));
  expect(row).toMatchObject({ dejournaling: { kind: 'attention' }, lacking: [{ lack: 'missing', names: ['DATA2'] }] });
  await killAndSeeTakeover(primary);
  expect((await lab.monitor(backup)).missingDatabases).toEqual([':mirror:APRIL:DATA2']);
  await expect(set(backup, 'DATA2', 'lost')).rejects.toThrow('DATA2');
  await returns(primary);
  const seen = await until('the old primary shows what the new one lacks', TOLD_DEADLINE_MS, async () =>
    (await lab.monitor(primary)).members.find(({ name, lacking }) => name === nameOf(backup) && lacking.length > 0),
  );
  expect(seen.lacking).toEqual([{ lack: 'missing', names: ['DATA2'] }]);
  await handBack(backup, primary);
});

test('the copy on the backup needs activation: yes, but; it is read-only after the takeover', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  const fileOn = async (host: MemberHost) => path.join(await lab.instanceDirectory(host), 'mgr', 'data2', 'IRIS.DAT');
  await createOnBackup(backup, 'DATA2');
  await bothPromise(saysYes(backup));
  await lab.order(backup, { kind: 'dismount-databases', databases: ['DATA2'] });
  await lab.order(primary, { kind: 'dismount-databases', databases: ['DATA2'] });
  fs.copyFileSync(await fileOn(primary), await fileOn(backup));
  await lab.order(primary, { kind: 'mount-databases', databases: ['DATA2'] });
  await lab.order(backup, { kind: 'mount-databases', databases: ['DATA2'], catchUp: false });
  await bothPromise(saysYes(backup, [{ lack: 'inactive', names: ['DATA2'] }]));
  await killAndSeeTakeover(primary);
  expect((await lab.monitor(backup)).databases.find(({ name }) => name === 'DATA2')?.status).toBe('needs-activation');
  await expect(set(backup, 'DATA2', 'lost')).rejects.toThrow('<PROTECT>');
  await returns(primary);
  await handBack(backup, primary);
  await lab.order(backup, { kind: 'activate-databases', databases: ['DATA2'] });
  await until('it follows', HEALTHY_DEADLINE_MS, async () => {
    const status = (await lab.monitor(backup)).databases.find(({ name }) => name === 'DATA2')?.status;
    if (status === 'needs-catchup') await lab.order(backup, { kind: 'catch-up-databases', databases: ['DATA2'] });
    return status === 'dejournaling';
  });
});

test('a database is dismounted on the backup, another one paused: yes, but; neither is served', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.createDatabase(primary, 'DATA3', 'DATA3');
  await createOnBackup(backup, 'DATA3');
  await bothPromise(saysYes(backup));
  await lab.order(backup, { kind: 'dismount-databases', databases: ['DATA2'] });
  await lab.order(backup, { kind: 'pause-dejournaling', databases: ['DATA3'] });
  await bothPromise(
    saysYes(backup, [
      { lack: 'dismounted', names: ['DATA2'] },
      { lack: 'paused', names: ['DATA3'] },
    ]),
  );
  // It is here, and its row says how to mount it: nobody has to create it.
  const { missingDatabases, databases } = await lab.monitor(backup);
  expect([missingDatabases, databases.find(({ name }) => name === 'DATA2')?.status]).toEqual([[], 'dismounted']);
  await killAndSeeTakeover(primary);
  await expect(set(backup, 'DATA2', 'lost')).rejects.toThrow('DATA2');
  await expect(set(backup, 'DATA3', 'lost')).rejects.toThrow('<PROTECT>');
  await lab.order(backup, { kind: 'mount-databases', databases: ['DATA2'] });
  await lab.order(backup, { kind: 'catch-up-databases', databases: ['DATA3'] });
  await until('both are served', HEALTHY_DEADLINE_MS, async () => {
    await set(backup, 'DATA2', 'again');
    await set(backup, 'DATA3', 'again');
    return true;
  });
  expect(await returns(primary)).toBe(backup);
  await bothPromise(saysYes(primary));
});

test('a database that must be mounted at startup is dismounted on the backup: no; it leads once that is mounted', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.order(backup, {
    kind: 'edit-database',
    name: 'DATA3',
    maximumSizeMb: 0,
    mountRequired: true,
    mountedReadOnly: false,
    journal: true,
    resource: '%DB_%DEFAULT',
  });
  await lab.order(backup, { kind: 'dismount-databases', databases: ['DATA3'] });
  await bothPromise(saysNo('required-database', ['DATA3', nameOf(backup)], [{ lack: 'dismounted', names: ['DATA3'] }]));
  await killAndSeeFailure(primary, hasTold('takeover-phase-failed'));
  await lab.order(backup, { kind: 'mount-databases', databases: ['DATA3'] });
  await leads(backup);
  await set(backup, 'DATA', 'served');
  await lab.order(backup, {
    kind: 'edit-database',
    name: 'DATA3',
    maximumSizeMb: 0,
    mountRequired: false,
    mountedReadOnly: false,
    journal: true,
    resource: '%DB_%DEFAULT',
  });
  await returns(primary);
});

test("the primary's ISCAgent is stopped and there is a virtual IP: no; it leads once the agent is started", async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.orderLab({ kind: 'stop-agent', host: primary });
  await bothPromise(saysNo('agent-silent-virtual-ip', [nameOf(primary), nameOf(backup)]));
  await killAndSeeFailure(primary, ({ failover }) => failover.reason === 'taking-virtual-ip' && failover.args[0] === nameOf(primary));
  await expect(lab.order(backup, { kind: 'force-primary' })).rejects.toThrow(`#P550`);
  await lab.orderLab({ kind: 'start-agent', host: primary });
  await leads(backup);
  await returns(primary);
});

test('without the arbiter only the agent can say it: yes while it answers, no while it does not', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await lab.orderLab({ kind: 'stop-agent', host: 'serverc' });
  await bothPromise({ ...saysYes(backup), reason: 'ready-agent-only-arbiter-lost' });
  await lab.orderLab({ kind: 'stop-agent', host: primary });
  await bothPromise(saysNo('agent-silent', [nameOf(primary)]));
  await killAndSeeFailure(primary, waitsFor('agent-unreachable'));
  await lab.orderLab({ kind: 'start-agent', host: primary });
  await leads(backup);
  await lab.orderLab({ kind: 'start-agent', host: 'serverc' });
  await returns(primary);
});

test('no failover is set: no; the backup waits and says why', async () => {
  const primary = await lab.healthy();
  await lab.order(primary, { kind: 'set-no-failover', set: true });
  await bothPromise(saysNo('no-failover-set', [nameOf(primary)]));
  await killAndSeeFailure(primary, waitsFor('no-failover'));
  expect(await returns(primary)).toBe(primary);
});

test('while the virtual IP is waited for, a running async is not called down, and what a primary may not do is refused for the true reason', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  await addHost(lab, 'serverd');
  await joinAsync(lab, 'serverd', 'disaster-recovery', { through: primary });
  await lab.authorizeAll(primary);
  await connected(lab, 'serverd');
  await until('the backup hears of it', TOLD_DEADLINE_MS, async () => (await rowOf(lab, backup, 'serverd')).status === 'connected');
  await lab.orderLab({ kind: 'stop-agent', host: primary });
  await bothPromise(saysNo('agent-silent-virtual-ip', [nameOf(primary), nameOf(backup)]));
  await killAndSeeFailure(primary, ({ failover }) => failover.reason === 'taking-virtual-ip');
  expect(await rowOf(lab, backup, 'serverd')).toMatchObject({
    status: 'unknown',
    journalTransfer: { kind: 'unknown' },
    dejournaling: { kind: 'unknown' },
  });
  expect((await rowOf(lab, backup, primary)).status).toBe('down');
  const becoming = { code: 'P550', args: [nameOf(primary)] };
  const { offers } = await lab.monitor(backup);
  expect(offers).toMatchObject({ 'stop-mirror': becoming, demote: becoming });
  await expect(lab.order(backup, { kind: 'stop-mirror' })).rejects.toThrow('#P550');
  await expect(lab.order(backup, { kind: 'demote' })).rejects.toThrow('#P550');
  await lab.orderLab({ kind: 'start-agent', host: primary });
  await leads(backup);
  await until(
    'the new primary hears the async',
    HEALTHY_DEADLINE_MS,
    async () => (await rowOf(lab, backup, 'serverd')).status === 'connected',
  );
  await returns(primary);
});
