/**
 * Both failover members are locked out by hand, and no DR async is left to be promoted: ValidatedMember is set back on the one with the
 * newest journal, it leads, and nothing is lost (engine facts 9.1). Before 2026-11-30 such a mirror stayed without a primary for ever.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, START_DEADLINE_MS, until } from './april-lab.ts';
import { nodesOf, rowOf } from './async-members.ts';

const IRIS = { instance: 'IRIS' };
const BOTH = ['servera', 'serverb'] as const;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(() => lab.stop());

const kill = (host: string) => lab.orderLab({ kind: 'kill-instance', host, ...IRIS });
const setValidatedMember = (host: string, validated: boolean) => lab.orderLab({ kind: 'set-validated-member', host, ...IRIS, validated });
async function start(host: string): Promise<void> {
  await lab.orderLab({ kind: 'start-instance', host, ...IRIS });
  await until(`the instance of ${host} runs`, START_DEADLINE_MS, async () => (await lab.host(host)).instances[0]?.state === 'running');
}
const keep = (host: string, text: string) =>
  lab.order(host, { kind: 'set-node', database: 'DATA', reference: `^Kept("${text}")`, value: text });
const roles = async () => (await Promise.all(BOTH.map(async (host) => (await lab.monitor(host)).role))).join();

test('set back on the one with the newest journal: it leads, and the other one follows', async () => {
  await lab.healthy();
  expect(await lab.primary()).toBe('servera');
  await keep('servera', 'both');
  await kill('serverb');
  await until(
    'servera goes on alone',
    HEALTHY_DEADLINE_MS,
    async () => (await rowOf(lab, 'servera', 'serverb')).status !== 'backup' && (await lab.monitor('servera')).role === 'primary',
  );
  await until('a write that serverb lacks is acknowledged', HEALTHY_DEADLINE_MS, async () => {
    await keep('servera', 'alone');
    return true;
  });
  await kill('servera');
  for (const host of BOTH) await setValidatedMember(host, false);
  // Each takes it over, and waits for a primary that never comes.
  for (const host of BOTH) await start(host);
  await until('both wait for their role', HEALTHY_DEADLINE_MS, async () => (await roles()) === 'waiting,waiting');
  for (const host of BOTH) {
    expect(await lab.ask(host, 'promotion', {})).toMatchObject({ state: 'role-unknown' });
    await expect(lab.order(host, { kind: 'try-primary' })).rejects.toThrow(/#P542.*ValidatedMember/);
    await expect(setValidatedMember(host, true)).rejects.toThrow('#P105');
  }
  for (const host of BOTH) await kill(host);
  await setValidatedMember('servera', true);
  await start('servera');
  await until('servera is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor('servera')).role === 'primary');
  await keep('servera', 'since');
  await start('serverb');
  await until(
    'serverb is the backup',
    HEALTHY_DEADLINE_MS,
    async () => (await roles()) === 'primary,backup' && (await lab.monitor('serverb')).failover.ready,
  );
  expect(await lab.ask('serverb', 'promotion', {})).toMatchObject({ state: 'none' });
  for (const host of BOTH)
    await until(
      `${host} holds what was acknowledged`,
      HEALTHY_DEADLINE_MS,
      async () =>
        (await nodesOf(lab, host, '^Kept')).join() === ['alone', 'both', 'since'].map((text) => `^Kept("${text}")=${text}`).join(),
    );
});
