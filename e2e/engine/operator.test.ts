/**
 * What an operator does when the rules say "wait": force, resume, switch over, forbid and allow failover, stop and start. Engine facts 4.13
 * to 4.16.
 */
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compareDatabases } from '../../lib/engine/database/compare.ts';
import { AprilLab, editedMirror, MEMBERS, type MemberHost, otherMember, until } from './april-lab.ts';
import { keepInOrder } from './keep-in-order.ts';
import { LoadedClients } from './loaded-clients.ts';
import { never } from './never.ts';

const QOS_MS = 2000;
const SOON_MS = 30_000;
/** For every takeover that could wrongly happen, from the moment at which the member has said why it waits. */
const NOTHING_HAPPENS_MS = 2 * QOS_MS;
/** Longer than trouble state lasts that ends by itself: five seconds at this QoS. */
const STAYS_IN_TROUBLE_MS = 8000;
const both = ['ens33', 'ens36'];

let lab: AprilLab;
let primary: MemberHost;
let backup: MemberHost;

/** Both cards at once: one after the other is another outage. */
const plug = (host: string, plugged: boolean) => Promise.all(both.map((card) => lab.orderLab({ kind: 'plug-card', host, card, plugged })));
const instance = { instance: 'IRIS' };
const start = (host: string) => lab.orderLab({ kind: 'start-instance', host, ...instance });
const isDown = (host: string) =>
  until(`the instance of ${host} is down`, SOON_MS, async () => (await lab.host(host)).instances[0]?.state === 'down');
const role = async (host: MemberHost) => (await lab.monitor(host)).role;
const becomes = (host: MemberHost, wanted: string) => until(`${host} is ${wanted}`, SOON_MS, async () => (await role(host)) === wanted);
/** It says why it waits, and goes on waiting. */
async function waitsFor(host: MemberHost, reason: string): Promise<void> {
  await until(`${host} waits: ${reason}`, SOON_MS, async () => {
    const { failover } = await lab.monitor(host);
    if (failover.args[0] !== reason) throw new Error(`${failover.reason} ${failover.args.join()}`);
    return true;
  });
  await never(`${host} leads`, NOTHING_HAPPENS_MS, async () => (await role(host)) === 'primary');
}
const stories = async (host: MemberHost) => (await lab.monitor(host)).timeline.map(({ story }) => story?.code);
const log = async (host: MemberHost) =>
  (await lab.ask(host, 'messages-log', { limit: 500 })).lines.map(({ severity, text }) => `${severity} ${text}`);

async function write(host: MemberHost, name: string): Promise<void> {
  const client = await lab.connect(MEMBERS[host].publicAddress);
  await client.set('DATA', [name], 'written');
  client.close();
}
/** The former primary has kept what only it has; from there it comes into the mirror again. */
async function isKeptAndMadeAgain(name: string): Promise<void> {
  const [kept] = (await lab.ask(primary, 'lost-updates', {})).reports;
  expect(kept).toMatchObject({ mirrorName: 'APRIL', cause: 'refused', isWhole: true, openCount: 0 });
  const { rows } = await lab.ask(primary, 'lost-updates-rows', { id: kept?.id ?? '', from: 0 });
  const row = rows.find(({ reference }) => reference === `^${name}`);
  expect(row).toMatchObject({ database: 'DATA', type: 'set', value: 'written', isOpen: false });
  expect(row?.file).toMatch(/^MIRROR-APRIL-/);
  const updates = rows.map(({ database, type, reference, value }) => ({ database, type, reference, value }));
  await expect(lab.order(primary, { kind: 'make-updates', updates })).rejects.toThrow('#2113');
  expect(await lab.order(backup, { kind: 'make-updates', updates })).toEqual({ made: rows.length });
  expect(await read(backup, name)).toBe('written');
}

async function read(host: MemberHost, name: string): Promise<string | null | undefined> {
  const client = await lab.connect(MEMBERS[host].publicAddress);
  const value = await client.get('DATA', [name]);
  client.close();
  return value;
}

keepInOrder(() => lab);

describe('with an arbiter', () => {
  beforeAll(async () => {
    lab = await AprilLab.start({ withAsyncs: false });
    await lab.setUpApril({ qosTimeoutMs: QOS_MS, useTls: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    primary = await lab.healthy();
    backup = otherMember(primary);
  });

  test('try to make this the primary, under load: handed over, nothing lost, the old primary stays down until it is started', async () => {
    const load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
    await until('writes are acknowledged', SOON_MS, async () => load.acknowledgedCount > 200);
    await lab.order(backup, { kind: 'try-primary' });
    expect(await role(backup)).toBe('primary');
    const before = load.acknowledgedCount;
    await until('writes go on', SOON_MS, async () => load.acknowledgedCount > before + 200);
    await isDown(primary);
    expect(await stories(backup)).toEqual(expect.arrayContaining(['try-ordered', 'takeover-ordered']));
    await start(primary);
    expect(await lab.healthy()).toBe(backup);
    await load.stop();
    expect(await load.lost(backup)).toEqual([]);
  });

  test('observe only: the backup says when it would have taken over, and does not; what a person orders is done', async () => {
    const edit = async (observeOnly: boolean) =>
      lab.order(primary, editedMirror((await lab.ask(primary, 'mirror-edit', {})).config, { observeOnly }));
    const has = (host: MemberHost, code: string) =>
      until(`${host} tells ${code}`, SOON_MS, async () => {
        const told = await stories(host);
        if (!told.some((story) => story === code)) throw new Error(`it told ${told.join()}`);
        return true;
      });
    await edit(true);
    const saysSo = (host: MemberHost) => async () => {
      const { failover, arbiter } = await lab.monitor(host);
      // Which it is with an Active backup alone.
      return failover.reason === 'observe-only' && arbiter.mode === 'arbiter-controlled';
    };
    for (const host of [primary, backup]) await until(`${host} says that it only observes`, SOON_MS, saysSo(host));

    await lab.orderLab({ kind: 'pause-instance', host: primary, ...instance });
    await has(backup, 'would-take-over-hanging');
    await waitsFor(backup, 'observing');
    await lab.orderLab({ kind: 'resume-instance', host: primary, ...instance });
    // The backup's word: the primary does not know at once that it has slept.
    await until('the primary goes on, and is followed', SOON_MS, saysSo(backup));

    await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
    await has(backup, 'would-take-over-down');
    await waitsFor(backup, 'observing');
    await start(primary);
    await becomes(primary, 'primary');
    await until('the former primary is followed again', SOON_MS, saysSo(primary));

    await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
    await waitsFor(backup, 'observing');
    await lab.order(backup, { kind: 'try-primary' });
    expect(await role(backup)).toBe('primary');
    await start(primary);
    await until('the ordered one is followed', SOON_MS, saysSo(backup));

    await lab.orderLab({ kind: 'stop-instance', host: backup, ...instance });
    await becomes(primary, 'primary');
    await isDown(backup);
    await start(backup);
    await until('who handed over follows', SOON_MS, saysSo(primary));

    await edit(false);
    expect(await lab.healthy()).toBe(primary);
    expect(await stories(primary)).toContain('observe-only-cleared');
    await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
    await becomes(backup, 'primary');
    await start(primary);
    expect(await lab.healthy()).toBe(backup);
  });

  test('try on a backup whose primary hangs: its agent forces it down', async () => {
    await lab.orderLab({ kind: 'stop-agent', host: 'serverc' });
    await until('agent controlled', SOON_MS, async () => (await lab.monitor(backup)).arbiter.mode === 'agent-controlled');
    await lab.order(primary, { kind: 'set-no-failover', set: true });
    await until('the backup knows of no failover', SOON_MS, async () => (await lab.monitor(backup)).noFailover);
    await lab.orderLab({ kind: 'pause-instance', host: primary, ...instance });
    await lab.order(backup, { kind: 'try-primary' });
    expect(await role(backup)).toBe('primary');
    expect((await lab.monitor(backup)).noFailover).toBe(false);
    await isDown(primary);
    await start(primary);
    await lab.orderLab({ kind: 'start-agent', host: 'serverc' });
    expect(await lab.healthy()).toBe(backup);
  });

  test('no failover: set on the backup, the primary is killed, nobody takes over; cleared on the backup, it does', async () => {
    await lab.order(backup, { kind: 'set-no-failover', set: true });
    await until('both say so', SOON_MS, async () => (await lab.monitor(primary)).noFailover && (await lab.monitor(backup)).noFailover);
    expect((await lab.monitor(backup)).failover).toMatchObject({ ready: false, reason: 'no-failover-set' });
    await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
    await waitsFor(backup, 'no-failover');
    expect(await role(backup)).toBe('waiting');
    await lab.order(backup, { kind: 'set-no-failover', set: false });
    await becomes(backup, 'primary');
    expect(await stories(backup)).toContain('no-failover-cleared-locally');
    await start(primary);
    expect(await lab.healthy()).toBe(backup);
    expect((await lab.monitor(primary)).noFailover).toBe(false);
  });

  test('stopped with nofailover: nobody takes over; it starts as primary again, which clears it', async () => {
    await lab.orderLab({ kind: 'stop-instance', host: primary, ...instance, failover: false });
    await waitsFor(backup, 'no-failover');
    await start(primary);
    await becomes(primary, 'primary');
    await until(
      'cleared on both',
      SOON_MS,
      async () => !(await lab.monitor(primary)).noFailover && !(await lab.monitor(backup)).noFailover,
    );
    expect(await stories(primary)).toContain('no-failover-ended');
    expect(await lab.healthy()).toBe(primary);
  });

  test('mirroring is stopped on the backup: the primary goes on without a pause and says Stopped, over a restart of the backup too', async () => {
    await lab.order(backup, { kind: 'stop-mirror' });
    const rowOf = async () => (await lab.monitor(primary)).members.find(({ name }) => name.startsWith(backup.toUpperCase()))?.status;
    await until('the primary says Stopped', SOON_MS, async () => (await rowOf()) === 'stopped');
    expect(await role(primary)).toBe('primary');
    expect(await stories(primary)).not.toContain('backup-connection-lost');
    expect(await role(backup)).toBe('stopped');
    await lab.orderLab({ kind: 'kill-instance', host: backup, ...instance });
    await until('the primary says Down', SOON_MS, async () => (await rowOf()) === 'down');
    await start(backup);
    expect(await role(backup)).toBe('stopped');
    await until('the primary says Stopped again', SOON_MS, async () => (await rowOf()) === 'stopped');
    await lab.order(backup, { kind: 'start-mirror' });
    expect(await lab.healthy()).toBe(primary);
  });

  test('an isolated primary in indefinite trouble: resumed by a person after the backup is known to be dead', async () => {
    await lab.orderLab({ kind: 'kill-instance', host: backup, ...instance });
    await becomes(primary, 'primary');
    await start(backup);
    expect(await lab.healthy()).toBe(primary);
    // Backup and arbiter go together.
    await Promise.all([lab.orderLab({ kind: 'power-off-host', host: backup }), lab.orderLab({ kind: 'power-off-host', host: 'serverc' })]);
    await becomes(primary, 'in-trouble');
    await never('the primary goes on by itself', STAYS_IN_TROUBLE_MS, async () => (await role(primary)) !== 'in-trouble');
    const monitor = await lab.monitor(primary);
    expect(monitor.role).toBe('in-trouble');
    expect(monitor.offers['resume-primary']).toBeNull();
    await expect(lab.order(primary, { kind: 'resume-primary', confirmed: false })).rejects.toThrow(/P129/);
    await lab.order(primary, { kind: 'resume-primary', confirmed: true });
    await becomes(primary, 'primary');
    await write(primary, 'AfterResume');
    for (const host of [backup, 'serverc']) await lab.orderLab({ kind: 'power-on-host', host });
    expect(await lab.healthy()).toBe(primary);
    await until('the backup has it', SOON_MS, async () => (await read(backup, 'AfterResume')) === 'written');
  });
});

describe('without an arbiter', () => {
  beforeAll(async () => {
    lab = await AprilLab.start({ withAsyncs: false });
    await lab.setUpApril({ qosTimeoutMs: QOS_MS, useTls: false, withArbiter: false });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    primary = await lab.healthy({ arbiter: false });
    backup = otherMember(primary);
  });

  test('the host of the primary dies: nobody takes over until the backup is forced; nothing is lost, the old primary joins as backup', async () => {
    await write(primary, 'BeforeForce');
    await lab.orderLab({ kind: 'power-off-host', host: primary });
    await waitsFor(backup, 'agent-unreachable');
    const waiting = await lab.monitor(backup);
    expect(waiting.role).toBe('waiting');
    expect(waiting.forceFacts).toMatchObject({
      lastStanding: 'active-backup',
      journal: { file: expect.stringContaining('MIRROR-APRIL-') },
    });
    expect(waiting.offers['force-primary']).toBeNull();
    await lab.order(backup, { kind: 'force-primary' });
    expect(await role(backup)).toBe('primary');
    expect(await read(backup, 'BeforeForce')).toBe('written');
    expect(await log(backup)).toContain('1 Forced by an operator to become primary mirror server');
    await lab.orderLab({ kind: 'power-on-host', host: primary });
    expect(await lab.healthy({ arbiter: false })).toBe(backup);
  });

  test('forced without the newest journal: the old primary, whose databases went further, refuses and says that it must be rebuilt', async () => {
    await plug(backup, false);
    await until('the primary goes on alone', SOON_MS, async () => (await stories(primary))[0] === 'trouble-timeout-passed');
    await write(primary, 'OnlyHere');
    const [here, there] = await Promise.all(
      [primary, backup].map(async (host) => path.join(await lab.instanceDirectory(host), 'mgr', 'data')),
    );
    await until(
      'its database has it on the disk',
      SOON_MS,
      async () => !(await compareDatabases(here ?? '', there ?? '', { deadlineMs: 0 })).equal,
    );
    await lab.orderLab({ kind: 'power-off-host', host: primary });
    await plug(backup, true);
    await lab.order(backup, { kind: 'force-primary' });
    await write(backup, 'AfterFork');
    expect(await read(backup, 'OnlyHere')).toBeFalsy();
    await lab.orderLab({ kind: 'power-on-host', host: primary });
    await until('it refuses', SOON_MS, async () => (await lab.monitor(primary)).inconsistent);
    expect(await role(primary)).toBe('waiting');
    const lines = await log(primary);
    expect(lines).toContain(
      '2 This member has detected that its data is inconsistent with the mirror APRIL. If the primary is running and has the correct mirrored data, this member, including its mirrored databases, must be rebuilt.',
    );
    expect(await role(backup)).toBe('primary');
    // It keeps what it had, and says it once.
    expect(await read(primary, 'OnlyHere')).toBe('written');
    const countTold = async () => (await log(primary)).filter((line) => line.startsWith('2 This member has detected')).length;
    await never('it says it again', NOTHING_HAPPENS_MS, async () => (await countTold()) !== 1);
    await isKeptAndMadeAgain('OnlyHere');
  });
});
