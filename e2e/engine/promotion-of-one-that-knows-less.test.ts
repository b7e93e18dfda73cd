/**
 * A DR async is promoted that has not heard of a promotion before: nobody loses the way back by it (engine facts 9.1, 9.2). Found on
 * 2026-11-29: a refused promotion left the newest primary locked out for ever, and with it the whole mirror.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Promoted } from '../../lib/contract/promotion.ts';
import { writeValidatedMemberEdit } from '../../lib/engine/agent/validated-member.ts';
import { nameOfPromotion } from '../../lib/engine/mirror/lock-out.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, START_DEADLINE_MS, until } from './april-lab.ts';
import { connected, joinAsync, nodesOf, rowOf } from './async-members.ts';

const IRIS = { instance: 'IRIS' };
const HOSTS = ['servera', 'serverb', 'serverd', 'servere'];

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
  for (const host of ['serverd', 'servere']) {
    await joinAsync(lab, host, 'disaster-recovery');
    await lab.authorizeAll();
    await connected(lab, host);
    await lab.orderLab({ kind: 'enable-agent', host, enabled: true });
    await lab.createMirroredDatabase('DATA', [host]);
    await until(
      `${host} follows with its database`,
      HEALTHY_DEADLINE_MS,
      async () => (await monitor(host)).databases[0]?.status === 'dejournaling',
    );
  }
});
afterAll(() => lab.stop());

const monitor = (host: string) => lab.ask(host, 'mirror-monitor', {});
const promote = (host: string) => lab.order<'promote', Promoted>(host, { kind: 'promote', networkInterface: null });
const kill = (host: string) => lab.orderLab({ kind: 'kill-instance', host, ...IRIS });
async function start(host: string): Promise<void> {
  await lab.orderLab({ kind: 'start-instance', host, ...IRIS });
  await until(`the instance of ${host} runs`, START_DEADLINE_MS, async () => (await lab.host(host)).instances[0]?.state === 'running');
}
const keep = (host: string, text: string) =>
  lab.order(host, { kind: 'set-node', database: 'DATA', reference: `^Kept("${text}")`, value: text });
const isLockedOut = async (host: string) => existsSync(path.join(await lab.instanceDirectory(host), 'mgr', 'validated-member.json'));

async function plug(host: string, plugged: boolean): Promise<void> {
  await Promise.all((await lab.host(host)).cards.map(({ name }) => lab.orderLab({ kind: 'plug-card', host, card: name, plugged })));
}

async function lostItsPrimary(host: string): Promise<void> {
  await until(`${host} has lost its primary and finds all agents`, HEALTHY_DEADLINE_MS, async () => {
    const { situation } = await lab.ask(host, 'promotion-check', {});
    if (situation !== 'agents-reachable') throw new Error(situation);
    return true;
  });
}

/** One leads, the others follow as what they are, and all hold the same nodes. */
async function whole(leader: string, backup: string, nodes: readonly string[]): Promise<void> {
  await until(`${leader} is primary and ${backup} its Active backup`, HEALTHY_DEADLINE_MS, async () => {
    const [one, other] = await Promise.all([monitor(leader), monitor(backup)]);
    if (one.role !== 'primary' || other.role !== 'backup' || !one.failover.ready)
      throw new Error(`${one.role} ${other.role} ${one.failover.reason}`);
    return true;
  });
  for (const host of HOSTS) {
    if (host !== leader && host !== backup)
      await until(`${host} follows`, HEALTHY_DEADLINE_MS, async () => (await rowOf(lab, leader, host)).status === 'connected');
    await until(
      `${host} holds what was acknowledged`,
      HEALTHY_DEADLINE_MS,
      async () => (await nodesOf(lab, host, '^Kept')).join() === nodes.map((text) => `^Kept("${text}")=${text}`).join(),
    );
  }
}

test('who has led since is not locked out by it, and leads again when it starts', async () => {
  await keep('servera', 'before');
  await until(
    'both asyncs have it',
    HEALTHY_DEADLINE_MS,
    async () => (await nodesOf(lab, 'serverd', '^Kept')).length > 0 && (await nodesOf(lab, 'servere', '^Kept')).length > 0,
  );
  await plug('serverd', false);
  await Promise.all([kill('servera'), kill('serverb')]);
  await lostItsPrimary('servere');
  expect(await promote('servere')).toMatchObject({ result: 'primary' });
  await keep('servere', 'led');
  await kill('servere');
  await plug('serverd', true);
  await lostItsPrimary('serverd');
  await expect(promote('serverd')).rejects.toThrow('#P198');
  expect(await Promise.all(['servere', 'servera', 'serverb'].map(isLockedOut))).toEqual([false, true, true]);
  // Those that wait know who may tell them; meanwhile the refusals say what can be done.
  for (const host of ['servera', 'serverb']) await start(host);
  await until(
    'both wait for their role',
    HEALTHY_DEADLINE_MS,
    async () => (await Promise.all(['servera', 'serverb'].map(async (host) => (await monitor(host)).role))).join() === 'waiting,waiting',
  );
  await expect(lab.order('servera', { kind: 'try-primary' })).rejects.toThrow('#P542');
  await expect(promote('serverd')).rejects.toThrow(/#P541: (SERVERA\/IRIS, SERVERB\/IRIS|SERVERB\/IRIS, SERVERA\/IRIS)/);
  await start('servere');
  const backup = (await rowOf(lab, 'servere', 'servera')).type === 'failover' ? 'servera' : 'serverb';
  await keep(
    await until('servere is primary', FAILOVER_DEADLINE_MS, async () => (await monitor('servere')).role === 'primary' && 'servere'),
    'more',
  );
  await whole('servere', backup, ['before', 'led', 'more']);
});

test('when that one does not come back, those that wait are stopped, and the other async is promoted, with all that was acknowledged', async () => {
  const partner = (await rowOf(lab, 'servere', 'servera')).type === 'failover' ? 'servera' : 'serverb';
  await Promise.all([kill('servere'), kill(partner)]);
  await lab.orderLab({ kind: 'set-validated-member', host: partner, ...IRIS });
  await start(partner);
  await until(`${partner} waits for its role`, HEALTHY_DEADLINE_MS, async () => (await monitor(partner)).role === 'waiting');
  await until(
    'serverd has lost its primary',
    HEALTHY_DEADLINE_MS,
    async () => (await lab.ask('serverd', 'promotion-check', {})).situation === 'member-waits',
  );
  const check = await lab.ask('serverd', 'promotion-check', {});
  expect(check).toMatchObject({ waiting: [`${partner.toUpperCase()}/IRIS`], offers: { automatic: { code: 'P541' } } });
  await expect(promote('serverd')).rejects.toThrow('#P541');
  await kill(partner);
  await lostItsPrimary('serverd');
  const promoted = await promote('serverd');
  expect(promoted).toMatchObject({ result: 'primary', partner: 'SERVERE/IRIS' });
  for (const host of ['servere', partner]) await start(host);
  await whole('serverd', 'servere', ['before', 'led', 'more']);
});

test('before a force: who has acknowledged writes that the backup lacks is named, up to where', async () => {
  await lab.orderLab({ kind: 'pause-instance', host: 'servere', ...IRIS });
  await until(
    'serverd goes on alone',
    HEALTHY_DEADLINE_MS,
    async () => (await rowOf(lab, 'serverd', 'servere')).status !== 'backup' && (await monitor('serverd')).role === 'primary',
  );
  await until('a write that servere lacks is acknowledged', HEALTHY_DEADLINE_MS, async () => {
    await keep('serverd', 'without the backup');
    return true;
  });
  for (const host of ['servera', 'serverb'])
    await until(`${host} has it`, HEALTHY_DEADLINE_MS, async () =>
      (await nodesOf(lab, host, '^Kept')).some((node) => node.includes('without the backup')),
    );
  await Promise.all([kill('serverd'), lab.orderLab({ kind: 'stop-agent', host: 'serverd' })]);
  await lab.orderLab({ kind: 'resume-instance', host: 'servere', ...IRIS });
  await until('servere waits', HEALTHY_DEADLINE_MS, async () => ['waiting', 'transition'].includes((await monitor('servere')).role));
  const { newer, silent } = await lab.ask('servere', 'newer-journals', {});
  expect(newer.map(({ name, mayBePromoted }) => `${name} ${mayBePromoted}`).sort()).toEqual(['SERVERA/IRIS true', 'SERVERB/IRIS true']);
  expect(newer[0]?.file).toMatch(/^MIRROR-APRIL-/);
  expect(newer[0]?.offset).toBeGreaterThan(0);
  expect(silent).toEqual([]);
  // What it would give up it fetches, when the one that has it can be asked.
  await lab.orderLab({ kind: 'start-agent', host: 'serverd' });
  await until('servere is primary', HEALTHY_DEADLINE_MS, async () => (await monitor('servere')).role === 'primary');
  expect((await lab.ask('servere', 'newer-journals', {})).newer).toEqual([]);
  await start('serverd');
  await whole('servere', 'serverd', ['before', 'led', 'more', 'without the backup']);
});

test('who was started while a promotion had locked it out goes on as what it was, once that has come to nothing', async () => {
  const members = ['servere', 'serverd'];
  await Promise.all(members.map(kill));
  await lostItsPrimary('servera');
  // As its agent leaves it when a promotion of servera ends with its process: nobody takes the lock back.
  const { config } = await lab.ask('servera', 'mirror-edit', {});
  const guidOf = (host: string) => config.members.find(({ name }) => name === `${host.toUpperCase()}/IRIS`)?.guid ?? '';
  for (const host of members)
    await writeValidatedMemberEdit(await lab.instanceDirectory(host), {
      mirrorGuid: config.guid,
      memberGuid: guidOf(host),
      by: 'SERVERA/IRIS',
      promotions: [nameOfPromotion(guidOf('servera'), 'ended')],
    });
  for (const host of members) await start(host);
  const leader = await until('one of the two is primary again', HEALTHY_DEADLINE_MS, async () => {
    const seen = await Promise.all(members.map(async (host) => ({ host, role: (await monitor(host)).role })));
    const primary = seen.find(({ role }) => role === 'primary');
    if (!primary) throw new Error(JSON.stringify(seen));
    return primary.host;
  });
  // The other one may hear its role from this one by then.
  const codes = (await monitor(leader)).timeline.map(({ story }) => story?.code);
  expect(codes).toEqual(expect.arrayContaining(['role-unknown', 'lock-over']));
  await whole(leader, members.find((host) => host !== leader) ?? '', ['before', 'led', 'more', 'without the backup']);
});
