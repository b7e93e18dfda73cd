/** SSL/TLS added to a mirror that runs, and taken away again (engine facts 2.3, 7.4). */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, editedMirror, type MemberHost, otherMember, until } from './april-lab.ts';
import { LoadedClients } from './loaded-clients.ts';

const SOON_MS = 30_000;
let lab: AprilLab;
let primary: MemberHost;
let backup: MemberHost;

beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ qosTimeoutMs: 2000, useTls: false });
  primary = await lab.healthy();
  backup = otherMember(primary);
});
afterAll(() => lab.stop());

async function setTls(useTls: boolean): Promise<void> {
  const { config } = await lab.ask(primary, 'mirror-edit', {});
  await lab.order(primary, editedMirror(config, { useTls }));
}
const names = async (host: MemberHost) => (await lab.monitor(host)).members.map(({ distinguishedName }) => distinguishedName);

test('not while a member has no SSL/TLS of its own: it would be locked out', async () => {
  await lab.setUpTls(primary);
  await expect(setTls(true)).rejects.toThrow(new RegExp(`P146.*${backup.toUpperCase()}`));
  expect((await lab.ask(primary, 'verify-tls', {})).members).toMatchObject([{ problem: null }, { problem: { code: '737' } }]);
  expect((await lab.ask(primary, 'mirror-edit', {})).config.useTls).toBe(false);
});

test('with it set up everywhere it is turned on under load: nobody changes the role, nothing is lost, both are known by their names', async () => {
  await lab.setUpTls(backup);
  expect((await lab.ask(primary, 'verify-tls', {})).members).toMatchObject([
    { problem: null },
    { problem: null, distinguishedName: expect.stringContaining('CN=') },
  ]);
  const load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
  await until('writes are acknowledged', SOON_MS, async () => load.acknowledgedCount > 200);
  await setTls(true);
  const before = load.acknowledgedCount;
  await until('writes go on', SOON_MS, async () => load.acknowledgedCount > before + 200);
  expect(await lab.healthy()).toBe(primary);
  expect((await lab.ask(backup, 'mirror-edit', {})).config.useTls).toBe(true);
  for (const host of [primary, backup]) expect(await names(host)).toEqual([expect.stringContaining('CN='), expect.stringContaining('CN=')]);
  await load.stop();
  expect(await load.lost(primary)).toEqual([]);
  // The new protection holds at the next takeover, too.
  await lab.orderLab({ kind: 'kill-instance', host: primary, instance: 'IRIS' });
  await until('the backup takes over', SOON_MS, async () => (await lab.monitor(backup)).role === 'primary');
  await lab.orderLab({ kind: 'start-instance', host: primary, instance: 'IRIS' });
  [primary, backup] = [backup, primary];
  expect(await lab.healthy()).toBe(primary);
});

test('it is turned off only while every member is connected', async () => {
  await lab.orderLab({ kind: 'kill-instance', host: backup, instance: 'IRIS' });
  await until('the primary goes on alone', SOON_MS, async () =>
    (await lab.monitor(primary)).members.some(({ status }) => status === 'down'),
  );
  await expect(setTls(false)).rejects.toThrow(new RegExp(`P145.*${backup.toUpperCase()}`));
  await lab.orderLab({ kind: 'start-instance', host: backup, instance: 'IRIS' });
  await lab.healthy();
  await setTls(false);
  expect(await lab.healthy()).toBe(primary);
  expect((await lab.ask(backup, 'mirror-edit', {})).config.useTls).toBe(false);
});
