/**
 * Outages beyond the instance: the whole host, the arbiter, a planned stop, a hang. Each under load, each without a lost write. G05, G06,
 * engine facts 4.10.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AprilLab, type MemberHost, otherMember, until } from './april-lab.ts';
import { keepInOrder } from './keep-in-order.ts';
import { LoadedClients } from './loaded-clients.ts';

const QOS_MS = 2000;
/** A takeover by silence takes QoS and a little; a busy machine must not look like a fault. */
const SILENT_TAKEOVER_DEADLINE_MS = QOS_MS + 15_000;
const REJOIN_DEADLINE_MS = 30_000;

let lab: AprilLab;
let load: LoadedClients;
let primary: MemberHost;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ qosTimeoutMs: QOS_MS });
});
afterAll(() => lab.stop());
keepInOrder(
  () => lab,
  () => load,
);
beforeEach(async () => {
  primary = await lab.healthy();
  load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
  await until('writes are acknowledged', REJOIN_DEADLINE_MS, async () => load.acknowledgedCount > 200);
});

/** Both cards at once: one after the other is another outage. */
const plug = (plugged: boolean) =>
  Promise.all(['ens33', 'ens36'].map((card) => lab.orderLab({ kind: 'plug-card', host: primary, card, plugged })));

async function writesGoOnAtTheOther(): Promise<void> {
  const before = load.acknowledgedCount;
  await until(
    'the other member is primary',
    SILENT_TAKEOVER_DEADLINE_MS,
    async () => (await lab.monitor(otherMember(primary))).role === 'primary',
  );
  await until('writes are acknowledged again', SILENT_TAKEOVER_DEADLINE_MS, async () => load.acknowledgedCount > before);
}

async function nothingIsLost(): Promise<void> {
  const now = await lab.healthy();
  await load.stop();
  expect(await load.lost(now)).toEqual([]);
}

test('the host of the primary loses power: the backup takes over by the word of the arbiter, the VIP moves', async () => {
  await lab.orderLab({ kind: 'power-off-host', host: primary });
  await writesGoOnAtTheOther();
  const { cards } = await lab.host(otherMember(primary));
  expect(cards.flatMap(({ addresses }) => addresses.map(({ address }) => address))).toContain('172.16.58.103');
  await lab.orderLab({ kind: 'power-on-host', host: primary });
  await nothingIsLost();
});

test('a planned stop hands over', async () => {
  await lab.orderLab({ kind: 'stop-instance', host: primary, instance: 'IRIS' });
  await writesGoOnAtTheOther();
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  await nothingIsLost();
});

test('the primary hangs: the backup takes over, and the old primary accepts nothing when it wakes', async () => {
  await lab.orderLab({ kind: 'pause-instance', host: primary, instance: 'IRIS' });
  await writesGoOnAtTheOther();
  await until(
    'the hung instance was forced down',
    REJOIN_DEADLINE_MS,
    async () => (await lab.host(primary)).instances[0]?.state === 'down',
  );
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  await nothingIsLost();
});

test('the arbiter stops: agent controlled, no role change, and arbiter controlled again by itself', async () => {
  await lab.orderLab({ kind: 'stop-agent', host: 'serverc' });
  await until('agent controlled', REJOIN_DEADLINE_MS, async () => (await lab.monitor(primary)).arbiter.mode === 'agent-controlled');
  expect((await lab.monitor(primary)).arbiter.connection).toBe('not-connected');
  expect(await lab.primary()).toBe(primary);
  await lab.orderLab({ kind: 'start-agent', host: 'serverc' });
  expect(await lab.healthy()).toBe(primary);
  await nothingIsLost();
});

test('the primary is cut off the network: it stops acknowledging by itself and comes back as backup', async () => {
  await plug(false);
  await writesGoOnAtTheOther();
  // It may have heard the backup a moment later than the backup heard it; without the backup it acknowledges nothing either way.
  await until(
    'the old primary is in trouble state',
    SILENT_TAKEOVER_DEADLINE_MS,
    async () => (await lab.monitor(primary)).role === 'in-trouble',
  );
  await plug(true);
  await until('the old primary was forced down', REJOIN_DEADLINE_MS, async () => (await lab.host(primary)).instances[0]?.state === 'down');
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  await nothingIsLost();
});

test('the backup is killed: the primary goes on alone and takes it back', async () => {
  const backup = otherMember(primary);
  const before = load.acknowledgedCount;
  await lab.orderLab({ kind: 'kill-instance', host: backup, instance: 'IRIS' });
  await until('writes go on alone', SILENT_TAKEOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 100);
  expect(await lab.primary()).toBe(primary);
  await lab.orderLab({ kind: 'start-instance', host: backup, instance: 'IRIS' });
  await nothingIsLost();
});
