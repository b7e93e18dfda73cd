/** Issue "async members": promotion and demotion while a primary runs, under load (engine facts 9.1 to 9.3). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, until } from './april-lab.ts';
import { addressOf, connected, joinAsync, rowOf } from './async-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const CARD = 'ens33';
const CLIENTS = { clients: 4, database: 'DATA' };

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
  for (const host of ['serverd', 'servere']) {
    await joinAsync(lab, host, host === 'serverd' ? 'disaster-recovery' : 'read-only-reporting');
    await lab.authorizeAll();
    await connected(lab, host);
  }
  await lab.createMirroredDatabase('DATA', ['servere']);
});
afterAll(() => lab.stop());

test('refused: without the databases (P191), for a reporting member (#2117), with a card that is not there (#2057), while no failover is set (P192)', async () => {
  await expect(lab.order('serverd', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#P191');
  await lab.createMirroredDatabase('DATA', ['serverd']);
  await until(
    'serverd follows with its database',
    HEALTHY_DEADLINE_MS,
    async () => (await lab.ask('serverd', 'mirror-monitor', {})).offers.promote === null,
  );
  await expect(lab.order('servere', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#2117');
  await expect(lab.order('serverd', { kind: 'promote', networkInterface: 'ens99' })).rejects.toThrow('#2057');
  await lab.order('servera', { kind: 'set-no-failover', set: true });
  await expect(lab.order('serverd', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#P192');
  await expect(lab.order('servera', { kind: 'demote-other' })).rejects.toThrow('#P192');
  await lab.order('servera', { kind: 'set-no-failover', set: false });
  await lab.healthy();
});

test('a backup that can be asked neither itself nor through its agent stops a promotion (#2121): it might take over', async () => {
  await lab.orderLab({ kind: 'kill-instance', host: 'serverb', instance: 'IRIS' });
  await lab.orderLab({ kind: 'stop-agent', host: 'serverb' });
  await until(
    'servera is without its backup',
    FAILOVER_DEADLINE_MS,
    async () => (await rowOf(lab, 'servera', 'serverb')).status === 'down',
  );
  await expect(lab.order('serverd', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#2121');
  await expect(lab.order('servera', { kind: 'demote-other' })).rejects.toThrow('#2121');
  await lab.orderLab({ kind: 'start-agent', host: 'serverb' });
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await lab.healthy();
  expect((await lab.ask('serverd', 'mirror-monitor', {})).thisKind).toBe('disaster-recovery');
});

test('refused while it is uncertain who may go on: the primary is in trouble state (#2157)', async () => {
  await lab.orderLab({ kind: 'stop-agent', host: 'serverc' });
  await until(
    'agent controlled',
    FAILOVER_DEADLINE_MS,
    async () => (await lab.ask('servera', 'mirror-monitor', {})).arbiter.mode === 'agent-controlled',
  );
  await lab.orderLab({ kind: 'pause-instance', host: 'serverb', instance: 'IRIS' });
  await until(
    'servera is in trouble state',
    FAILOVER_DEADLINE_MS,
    async () => (await lab.ask('servera', 'mirror-monitor', {})).role === 'in-trouble',
  );
  await expect(lab.order('serverd', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#2157');
  await expect(lab.order('servera', { kind: 'demote-other' })).rejects.toThrow('#2157');
  await lab.orderLab({ kind: 'resume-instance', host: 'serverb', instance: 'IRIS' });
  await lab.orderLab({ kind: 'start-agent', host: 'serverc' });
  expect(await lab.healthy()).toBe('servera');
});

test('a promoted DR async is the Active backup, the old backup a DR async; it takes over when the primary dies, and the mirror heals', async () => {
  const load = await LoadedClients.start(lab, CLIENTS);
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 100);
  await lab.order('serverd', { kind: 'promote', networkInterface: CARD });
  await pair('servera', 'serverd');
  // Nobody closes the channel of a backup that commits wait for.
  const { timeline } = await lab.ask('serverd', 'mirror-monitor', {});
  expect(timeline.map(({ story }) => story?.code)).not.toContain('lost-primary-active');
  await until('servera shows serverb as a connected DR async', HEALTHY_DEADLINE_MS, async () => {
    const { type, status } = await rowOf(lab, 'servera', 'serverb');
    return type === 'disaster-recovery' && status === 'connected';
  });
  const before = load.acknowledgedCount;
  await until('writes go on', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 100);
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until('serverd is primary', FAILOVER_DEADLINE_MS, async () => (await lab.ask('serverd', 'mirror-monitor', {})).role === 'primary');
  await until('serverb follows serverd', HEALTHY_DEADLINE_MS, async () => (await rowOf(lab, 'serverd', 'serverb')).status === 'connected');
  expect((await lab.ask('serverb', 'mirror-monitor', {})).role).toBe('connected');
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  await pair('serverd', 'servera');
  await load.stop();
  for (const host of ['serverd', 'servera', 'serverb', 'servere'])
    await until(
      `${host} holds every acknowledged write`,
      HEALTHY_DEADLINE_MS,
      async () => (await load.lostOn(addressOf(host), 200)).length === 0,
    );
  expect(await load.lostOn(addressOf('serverd'))).toEqual([]);
});

test('demoting: the backup by itself, then the old pair comes back by promotion; roles outlive restarts', async () => {
  await lab.order('servera', { kind: 'demote' });
  await connected(lab, 'servera');
  await expect(lab.order('serverd', { kind: 'demote-other' })).rejects.toThrow('#2133');
  await lab.order('serverd', { kind: 'set-no-failover', set: true });
  await expect(lab.order('serverb', { kind: 'promote', networkInterface: CARD })).rejects.toThrow('#2176');
  await lab.order('serverd', { kind: 'set-no-failover', set: false });
  await lab.order('serverb', { kind: 'promote', networkInterface: CARD });
  await pair('serverd', 'serverb');
  await lab.orderLab({ kind: 'restart-instance', host: 'servera', instance: 'IRIS' });
  await connected(lab, 'servera');
  await lab.orderLab({ kind: 'restart-instance', host: 'serverb', instance: 'IRIS' });
  await pair('serverd', 'serverb');
  await lab.order('serverd', { kind: 'demote-other' });
  // It opens another data channel for what it is now.
  await until('serverd shows serverb as a connected DR async', HEALTHY_DEADLINE_MS, async () => {
    const { type, status } = await rowOf(lab, 'serverd', 'serverb');
    return type === 'disaster-recovery' && status === 'connected';
  });
  await connected(lab, 'serverb');
});

test('both die when only the primary has written the promotion down: the promoted member learns it from the other', async () => {
  // serverd is primary and alone; servera becomes its backup, and is then to be replaced by serverb.
  await lab.order('servera', { kind: 'promote', networkInterface: CARD });
  await pair('serverd', 'servera');
  const promotion = lab.order('serverb', { kind: 'promote', networkInterface: CARD }).catch(() => undefined);
  await until(
    'servera has stopped in order to be demoted',
    FAILOVER_DEADLINE_MS,
    async () => (await lab.ask('servera', 'mirror-monitor', {})).role === 'stopped',
  );
  await lab.orderLab({ kind: 'pause-instance', host: 'serverb', instance: 'IRIS' });
  await until('serverd has written the promotion down', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask('serverd', 'mirror-edit', {})).config.members.some(({ name, kind }) => name === 'SERVERB/IRIS' && kind === 'failover'),
  );
  await Promise.all(['serverd', 'serverb'].map((host) => lab.orderLab({ kind: 'kill-instance', host, instance: 'IRIS' })));
  await promotion;
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  expect((await lab.ask('serverb', 'mirror-monitor', {})).thisKind).toBe('disaster-recovery');
  await lab.orderLab({ kind: 'start-instance', host: 'serverd', instance: 'IRIS' });
  // Both know the same: either may lead.
  await Promise.any([pair('serverd', 'serverb'), pair('serverb', 'serverd')]);
  await connected(lab, 'servera');
});

/** One is primary, the other an Active backup, and the arbiter controls. */
async function pair(primary: string, backup: string): Promise<void> {
  await until(`${primary} is primary and ${backup} its Active backup`, HEALTHY_DEADLINE_MS, async () => {
    const [one, other] = await Promise.all([lab.ask(primary, 'mirror-monitor', {}), lab.ask(backup, 'mirror-monitor', {})]);
    if (
      one.role !== 'primary' ||
      other.role !== 'backup' ||
      !one.failover.ready ||
      one.arbiter.mode !== 'arbiter-controlled' ||
      other.arbiter.mode !== 'arbiter-controlled'
    )
      throw new Error(`${one.role} ${other.role} ${one.failover.reason} ${other.failover.reason}`);
    return true;
  });
}
