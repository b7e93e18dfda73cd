/**
 * Where members find each other when the primary has moved, and whose configuration holds when members disagree (engine facts 1.5, 2.3).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MirrorMember } from '../../lib/contract/mirror-config.ts';
import type { InstanceView } from '../../lib/contract/views.ts';
import { AprilLab, editedMirror, FAILOVER_DEADLINE_MS, until } from './april-lab.ts';
import { connected, joinAsync } from './async-members.ts';

const SOON_MS = 30_000;
const QOS_TIMEOUT_MS = 2000;
const PRIVATE_CARD = 'ens36';
const PRIVATE = '172.16.159.101';
const PUBLIC = '172.16.58.101';

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril({ qosTimeoutMs: QOS_TIMEOUT_MS, useTls: false });
  await joinAsync(lab, 'serverd', 'disaster-recovery', { useTls: false });
  await connected(lab, 'serverd');
});
afterAll(() => lab.stop());

const edit = (host: string) => lab.ask(host, 'mirror-edit', {});
const memberIn = ({ config }: InstanceView<'mirror-edit'>, host: string): MirrorMember => {
  const found = config.members.find(({ name }) => name === `${host.toUpperCase()}/IRIS`);
  if (!found) throw new Error(`the mirror has no ${host}`);
  return found;
};
async function offers(host: string, of: string): Promise<string | null> {
  const view = await edit(host);
  return view.editAddresses.find(({ guid }) => guid === memberIn(view, of).guid)?.offer?.code ?? null;
}
async function move(on: string, host: string, address: string): Promise<void> {
  const view = await edit(on);
  const { guid, agentPort } = memberIn(view, host);
  await lab.order(on, {
    kind: 'edit-member-addresses',
    expectedVersion: view.config.version,
    guid,
    superserverAddress: address,
    mirrorPrivateAddress: address,
    agentAddress: address,
    agentPort,
  });
}
const setQosTimeout = async (on: string, qosTimeoutMs: number) => lab.order(on, editedMirror((await edit(on)).config, { qosTimeoutMs }));
const kill = (host: string) => lab.orderLab({ kind: 'kill-instance', host, instance: 'IRIS' });
const start = (host: string) => lab.orderLab({ kind: 'start-instance', host, instance: 'IRIS' });

test('a member that is connected changes no address: only the primary does, and everybody hears of it', async () => {
  for (const host of ['serverb', 'serverd']) {
    expect(await offers(host, 'servera')).toBe('2113');
    await expect(move(host, 'servera', PRIVATE)).rejects.toThrow('#2113');
  }
  await move('servera', 'servera', PRIVATE);
  for (const host of ['serverb', 'serverd'])
    await until(`${host} has heard`, SOON_MS, async () => memberIn(await edit(host), 'servera').superserverAddress === PRIVATE);
  expect(await lab.healthy()).toBe('servera');
});

test('the primary moves while the backup and an async are down: told where it is, each finds it, and hears the rest from it', async () => {
  for (const host of ['serverb', 'serverd']) await kill(host);
  await until('servera goes on alone', SOON_MS, async () =>
    (await lab.monitor('servera')).members.every(({ name, status }) => name.startsWith('SERVERA') || status === 'down'),
  );
  await move('servera', 'servera', PUBLIC);
  await lab.orderLab({ kind: 'plug-card', host: 'servera', card: PRIVATE_CARD, plugged: false });
  for (const host of ['serverb', 'serverd']) {
    await start(host);
    await until(`${host} may be told`, SOON_MS, async () => (await offers(host, 'servera')) === null);
    expect(await offers(host, 'serverd')).toBe('2113');
    await move(host, 'servera', PUBLIC);
  }
  expect(await lab.healthy()).toBe('servera');
  await connected(lab, 'serverd');
  const { config } = await edit('servera');
  for (const host of ['serverb', 'serverd'])
    await until(
      `${host} has the configuration of servera`,
      FAILOVER_DEADLINE_MS,
      async () => JSON.stringify((await edit(host)).config) === JSON.stringify(config),
    );
});

test('what a primary changed and told its backup nothing of is no more when that one leads: its configuration holds, though its number is lower', async () => {
  await lab.orderLab({ kind: 'plug-card', host: 'servera', card: PRIVATE_CARD, plugged: true });
  expect(await lab.healthy()).toBe('servera');
  await lab.orderLab({ kind: 'pause-instance', host: 'serverb', instance: 'IRIS' });
  await until(
    'servera goes on alone',
    SOON_MS,
    async () => (await lab.monitor('servera')).members.find(({ name }) => name === 'SERVERB/IRIS')?.status === 'down',
  );
  await setQosTimeout('servera', 4000);
  await setQosTimeout('servera', 5000);
  await until('the async has heard', SOON_MS, async () => (await edit('serverd')).config.qosTimeoutMs === 5000);
  await kill('servera');
  await lab.orderLab({ kind: 'resume-instance', host: 'serverb', instance: 'IRIS' });
  await until('serverb leads', SOON_MS, async () => (await lab.monitor('serverb')).role === 'primary');
  await start('servera');
  expect(await lab.healthy()).toBe('serverb');
  await connected(lab, 'serverd');
  const { config } = await edit('serverb');
  expect(config.qosTimeoutMs).toBe(QOS_TIMEOUT_MS);
  for (const host of ['servera', 'serverd'])
    await until(
      `${host} has the configuration of serverb`,
      FAILOVER_DEADLINE_MS,
      async () => JSON.stringify((await edit(host)).config) === JSON.stringify(config),
    );
});
