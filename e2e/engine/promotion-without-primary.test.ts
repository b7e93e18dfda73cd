/**
 * Promotion before, during and after a disaster, in a mirror of six members (engine facts 9.1 to 9.3): who leads, what is kept, and what
 * the former failover members are when they come back.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Promoted } from '../../lib/contract/promotion.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, START_DEADLINE_MS, until } from './april-lab.ts';
import { addHost, addressOf, connected, joinAsync, nodesOf, rowOf } from './async-members.ts';
import { LoadedClients } from './loaded-clients.ts';

const CLIENTS = { clients: 4, database: 'DATA' };
const PROMOTION_DEADLINE_MS = 60_000;
/** All but serverc, the arbiter. */
const ASYNCS = {
  serverd: 'disaster-recovery',
  servere: 'disaster-recovery',
  serverf: 'read-only-reporting',
  serverg: 'disaster-recovery',
} as const;
const HOSTS = ['servera', 'serverb', ...Object.keys(ASYNCS)];
const IRIS = { instance: 'IRIS' };

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
  for (const [host, kind] of Object.entries(ASYNCS)) {
    await addHost(lab, host);
    await joinAsync(lab, host, kind);
    await lab.authorizeAll();
    await connected(lab, host);
    if (kind === 'disaster-recovery') await lab.orderLab({ kind: 'enable-agent', host, enabled: true });
    await lab.createMirroredDatabase('DATA', [host]);
    await until(
      `${host} follows with its database`,
      HEALTHY_DEADLINE_MS,
      async () => (await lab.ask(host, 'mirror-monitor', {})).databases[0]?.status === 'dejournaling',
    );
  }
});
afterAll(() => lab.stop());

const monitor = (host: string) => lab.ask(host, 'mirror-monitor', {});
const promote = (host: string, choice: { partner?: string; noFailover?: boolean } = {}) =>
  lab.order<'promote', Promoted>(host, { kind: 'promote', networkInterface: null, ...choice });
const kill = (host: string) => lab.orderLab({ kind: 'kill-instance', host, ...IRIS });
const start = (host: string) => lab.orderLab({ kind: 'start-instance', host, ...IRIS });
const nameOf = (host: string) => `${host.toUpperCase()}/IRIS`;
async function guidOf(host: string): Promise<string> {
  const { config } = await lab.ask('serverf', 'mirror-edit', {});
  const entry = config.members.find(({ name }) => name === nameOf(host));
  if (!entry) throw new Error(`the mirror has no member ${nameOf(host)}`);
  return entry.guid;
}

/** One is primary, the other an Active backup. */
async function pair(primary: string, backup: string): Promise<void> {
  await until(`${primary} is primary and ${backup} its Active backup`, HEALTHY_DEADLINE_MS, async () => {
    const [one, other] = await Promise.all([monitor(primary), monitor(backup)]);
    if (one.role !== 'primary' || other.role !== 'backup' || !one.failover.ready)
      throw new Error(`${one.role} ${other.role} ${one.failover.reason}`);
    return true;
  });
}

/** A DR async of this primary. */
async function isAsyncOf(host: string, primary: string): Promise<void> {
  await until(`${host} is a DR async of ${primary}`, HEALTHY_DEADLINE_MS, async () => {
    const { thisKind, role } = await monitor(host);
    const row = await rowOf(lab, primary, host);
    if (thisKind !== 'disaster-recovery' || role !== 'connected' || row.type !== 'disaster-recovery' || row.status !== 'connected')
      throw new Error(`${thisKind} ${role} ${row.type} ${row.status}`);
    return true;
  });
}

async function primaries(): Promise<string[]> {
  const roles = await Promise.all(HOSTS.map(async (host) => ((await monitor(host).catch(() => null))?.role === 'primary' ? [host] : [])));
  return roles.flat();
}

/** Who is primary, who is its backup, and the DR asyncs, by host. */
async function roles(): Promise<{ leader: string; backup: string; others: string[] }> {
  const [leader = ''] = await primaries();
  const { members } = await monitor(leader);
  const hostsOf = (kind: string) =>
    members
      .filter(({ type, name }) => type === kind && name !== nameOf(leader))
      .map(({ name }) => name.slice(0, name.indexOf('/')).toLowerCase());
  return { leader, backup: hostsOf('failover')[0] ?? '', others: hostsOf('disaster-recovery') };
}

async function nothingLost(load: LoadedClients, hosts: readonly string[]): Promise<void> {
  for (const host of hosts)
    await until(
      `${host} holds every acknowledged write`,
      HEALTHY_DEADLINE_MS,
      async () => (await load.lostOn(addressOf(host))).length === 0,
    );
}

async function sameData(hosts: readonly string[]): Promise<void> {
  const [first = '', ...others] = hosts;
  await until(`${hosts.join(', ')} hold the same data`, HEALTHY_DEADLINE_MS, async () => {
    const nodes = (await nodesOf(lab, first, '^Kept')).join('\n');
    for (const host of others) if ((await nodesOf(lab, host, '^Kept')).join('\n') !== nodes) throw new Error(host);
    return nodes.length > 0;
  });
}

const keep = (host: string, text: string) =>
  lab.order(host, { kind: 'set-node', database: 'DATA', reference: `^Kept("${text}")`, value: text });

test('before: the backup is down, and its agent alone makes the promotion possible; when it starts it asks and is a DR async', async () => {
  await keep('servera', 'before');
  await kill('serverb');
  await until(
    'servera is without its backup',
    FAILOVER_DEADLINE_MS,
    async () => (await rowOf(lab, 'servera', 'serverb')).status === 'down',
  );
  await lab.orderLab({ kind: 'stop-agent', host: 'serverb' });
  const check = await lab.ask('serverd', 'promotion-check', {});
  expect(check).toMatchObject({
    situation: 'primary-runs',
    primaryName: 'SERVERA/IRIS',
    offers: { automatic: { code: '2121' }, acceptUnavailable: null, none: { code: 'P196' } },
    virtualIp: { chosen: 'ens33', refusal: null },
  });
  await expect(promote('serverd')).rejects.toThrow('#2121');
  await expect(promote('serverd', { partner: 'none' })).rejects.toThrow('#P196');
  await lab.orderLab({ kind: 'start-agent', host: 'serverb' });
  expect(await promote('serverd')).toEqual({ result: 'backup', partner: 'SERVERA/IRIS', unavailable: [] });
  await pair('servera', 'serverd');
  await start('serverb');
  await isAsyncOf('serverb', 'servera');
  expect((await monitor('serverb')).timeline.map(({ story }) => story?.code)).toEqual(
    expect.arrayContaining(['role-unknown', 'role-learnt']),
  );
  expect(await promote('serverb')).toMatchObject({ result: 'backup' });
  await pair('servera', 'serverb');
  await isAsyncOf('serverd', 'servera');
});

test('during: both failover instances die, their agents live: the most recent primary is the partner by itself, nothing acknowledged is lost, both come back as what they are told', async () => {
  const load = await LoadedClients.start(lab, CLIENTS);
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 500);
  // What it lacks then, only the members' agents have.
  await lab.orderLab({ kind: 'pause-instance', host: 'serverd', ...IRIS });
  const before = load.acknowledgedCount;
  await until('writes that serverd does not receive', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 500);
  await Promise.all([kill('servera'), kill('serverb')]);
  await lab.orderLab({ kind: 'resume-instance', host: 'serverd', ...IRIS });
  const check = await until('serverd has lost its primary', FAILOVER_DEADLINE_MS, async () => {
    const found = await lab.ask('serverd', 'promotion-check', {});
    return found.situation === 'agents-reachable' && found;
  });
  expect(check.members.map(({ name, isUp, agentReachable }) => `${name} ${isUp} ${agentReachable}`)).toEqual([
    'SERVERA/IRIS down true',
    'SERVERB/IRIS down true',
  ]);
  expect(check).toMatchObject({ unavailable: [], offers: { automatic: null, none: null } });
  const { result, partner, unavailable } = await promote('serverd');
  expect({ result, unavailable }).toEqual({ result: 'primary', unavailable: [] });
  expect(partner).toBe(check.members.find(({ guid }) => guid === check.automaticPartner)?.name);
  expect(await primaries()).toEqual(['serverd']);
  const after = load.acknowledgedCount;
  await until('clients write to serverd', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > after + 100);
  const [backup, other] = partner === 'SERVERA/IRIS' ? (['servera', 'serverb'] as const) : (['serverb', 'servera'] as const);
  await start(other);
  await isAsyncOf(other, 'serverd');
  await start(backup);
  await pair('serverd', backup);
  await load.stop();
  await keep('serverd', 'during');
  await nothingLost(load, HOSTS);
  await sameData(HOSTS);
  await expect(lab.order('serverd', { kind: 'demote' })).rejects.toThrow('#2116');
});

test('the chosen partner does not answer: the promotion waits, over a kill -9, goes on when its agent answers, and can be cancelled', async () => {
  // serverd is primary; its backup goes away first, so that the last writes are in one place only.
  const backup =
    (await monitor('serverd')).members.find(({ status }) => status === 'backup')?.name === 'SERVERA/IRIS' ? 'servera' : 'serverb';
  const load = await LoadedClients.start(lab, { ...CLIENTS, global: 'Waiting' });
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 100);
  await kill(backup);
  await until(
    'serverd goes on alone',
    HEALTHY_DEADLINE_MS,
    async () => (await monitor('serverd')).role === 'primary' && (await rowOf(lab, 'serverd', backup)).status === 'down',
  );
  for (const host of ['servere', 'serverf', 'serverg']) await lab.orderLab({ kind: 'pause-instance', host, ...IRIS });
  const before = load.acknowledgedCount;
  await until('writes that only serverd has', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 200);
  await Promise.all([kill('serverd'), lab.orderLab({ kind: 'stop-agent', host: 'serverd' })]);
  for (const host of ['servere', 'serverf', 'serverg']) await lab.orderLab({ kind: 'resume-instance', host, ...IRIS });
  const check = await until('servere has lost its primary', FAILOVER_DEADLINE_MS, async () => {
    const found = await lab.ask('servere', 'promotion-check', {});
    return found.situation === 'agents-unreachable' && found;
  });
  expect(check.offers).toMatchObject({ automatic: { code: '2121' }, none: null });
  expect(check.unavailable.map(({ name }) => name)).toEqual(['SERVERD/IRIS']);
  await expect(promote('servere')).rejects.toThrow('#2121');
  await expect(promote('servere', { partner: await guidOf('serverg') })).rejects.toThrow('#2124');
  const chosen = await guidOf('serverd');
  expect(check.members.find(({ guid }) => guid === chosen)).toMatchObject({ asPartner: 'waiting', offer: null });
  expect(await promote('servere', { partner: chosen })).toEqual({ result: 'waiting', partner: 'SERVERD/IRIS', unavailable: [] });
  await lab.order('servere', { kind: 'cancel-promotion' });
  await expect(lab.order('servere', { kind: 'force-promotion' })).rejects.toThrow('#P195');
  await promote('servere', { partner: chosen });
  await expect(promote('servere')).rejects.toThrow('#2178');
  await kill('servere');
  await start('servere');
  expect(await lab.ask('servere', 'promotion', {})).toMatchObject({
    state: 'waiting',
    partnerName: 'SERVERD/IRIS',
    actions: { force: null, cancel: null },
  });
  expect(await primaries()).toEqual([]);
  await lab.orderLab({ kind: 'start-agent', host: 'serverd' });
  await until('servere is primary', PROMOTION_DEADLINE_MS, async () => (await monitor('servere')).role === 'primary');
  await start('serverd');
  await pair('servere', 'serverd');
  await start(backup);
  await isAsyncOf(backup, 'servere');
  await load.stop();
  await keep('servere', 'waited');
  await nothingLost(load, HOSTS);
  await sameData(HOSTS);
  expect((await lab.ask('servere', 'promotion', {})).state).toBe('none');
});

test('after: both failover hosts are gone: without a partner asyncs give what they have; both come back as DR asyncs, one edited by hand, one that nobody edited', async () => {
  const load = await LoadedClients.start(lab, { ...CLIENTS, global: 'Alone' });
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 100);
  await lab.orderLab({ kind: 'pause-instance', host: 'servera', ...IRIS });
  const before = load.acknowledgedCount;
  await until('writes that servera does not receive', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 200);
  await load.stop();
  // Asyncs are not waited for; here they are given the moment they need.
  await nothingLost(load, ['serverb', 'serverf', 'serverg']);
  await Promise.all(['servere', 'serverd'].map((host) => lab.orderLab({ kind: 'power-off-host', host })));
  await lab.orderLab({ kind: 'resume-instance', host: 'servera', ...IRIS });
  const check = await until('servera has lost its primary', FAILOVER_DEADLINE_MS, async () => {
    const found = await lab.ask('servera', 'promotion-check', {});
    return found.situation === 'agents-unreachable' && found.journalSources.length > 0 && found;
  });
  expect(check.unavailable.map(({ name }) => name).sort()).toEqual(['SERVERD/IRIS', 'SERVERE/IRIS']);
  const promoted = await promote('servera', { partner: 'none' });
  expect({ ...promoted, unavailable: promoted.unavailable.map(({ name }) => name).sort() }).toEqual({
    result: 'primary',
    partner: null,
    unavailable: ['SERVERD/IRIS', 'SERVERE/IRIS'],
  });
  expect((await lab.ask('servera', 'promotion', {})).unavailable).toHaveLength(2);
  expect(await load.lostOn(addressOf('servera'))).toEqual([]);
  await keep('servera', 'after');
  await expect(lab.order('servera', { kind: 'demote-other' })).rejects.toThrow('#2133');
  await lab.orderLab({ kind: 'set-validated-member', host: 'servere', ...IRIS });
  await lab.orderLab({ kind: 'power-on-host', host: 'servere' });
  await until('the instance of servere runs', START_DEADLINE_MS, async () => (await lab.host('servere')).instances[0]?.state === 'running');
  await isAsyncOf('servere', 'servera');
  await lab.orderLab({ kind: 'power-on-host', host: 'serverd' });
  await isAsyncOf('serverd', 'servera');
  expect(await primaries()).toEqual(['servera']);
  expect((await lab.ask('servera', 'promotion', {})).unavailable).toEqual([]);
  await nothingLost(load, HOSTS);
  await sameData(HOSTS);
});

test('without a partner and with no failover: of two who are promoted at once one at most is prepared, and it is primary once no failover is cleared', async () => {
  await lab.orderLab({ kind: 'power-off-host', host: 'servera' });
  const candidates = ['serverb', 'serverg'] as const;
  for (const host of candidates)
    await until(
      `${host} has lost its primary`,
      FAILOVER_DEADLINE_MS,
      async () => (await lab.ask(host, 'promotion-check', {})).situation === 'agents-unreachable',
    );
  const atOnce = await Promise.allSettled(candidates.map((host) => promote(host, { partner: 'none', noFailover: true })));
  const refusals = atOnce.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
  expect(refusals.length).toBeGreaterThan(0);
  for (const refusal of refusals) expect(refusal).toContain('#2178');
  const winner = candidates.find((_, index) => atOnce[index]?.status === 'fulfilled') ?? 'serverb';
  const loser = winner === 'serverb' ? 'serverg' : 'serverb';
  if (refusals.length === candidates.length) await promote(winner, { partner: 'none', noFailover: true });
  expect(await lab.ask(winner, 'promotion', {})).toMatchObject({ state: 'prepared', unavailable: [{ name: nameOf('servera') }] });
  // Nobody leads, and who is prepared counts as well as who leads.
  await expect(promote(loser, { partner: 'none' })).rejects.toThrow('#2178');
  await kill(winner);
  await start(winner);
  expect(await monitor(winner)).toMatchObject({ thisKind: 'failover', role: 'waiting', noFailover: true });
  expect(await primaries()).toEqual([]);
  await lab.order(winner, { kind: 'set-no-failover', set: false });
  await until(`${winner} is primary`, PROMOTION_DEADLINE_MS, async () => (await monitor(winner)).role === 'primary');
  await keep(winner, 'prepared');
  await lab.orderLab({ kind: 'set-validated-member', host: 'servera', ...IRIS });
  await lab.orderLab({ kind: 'power-on-host', host: 'servera' });
  await until('the instance of servera runs', START_DEADLINE_MS, async () => (await lab.host('servera')).instances[0]?.state === 'running');
  await isAsyncOf('servera', winner);
  await sameData(HOSTS);
  // And back to two: W6 ends where it began.
  expect(await promote('servera')).toMatchObject({ result: 'backup', partner: nameOf(winner) });
  await pair(winner, 'servera');
});

test('the promoted member is killed in the middle: it leads when it starts again, or nothing has happened and it can be promoted again', async () => {
  const { leader, backup, others } = await roles();
  const [candidate = '', ...rest] = others;
  const load = await LoadedClients.start(lab, { ...CLIENTS, global: 'Killed' });
  await until('writes are acknowledged', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 300);
  await Promise.all([kill(leader), kill(backup)]);
  await until(
    `${candidate} has lost its primary`,
    FAILOVER_DEADLINE_MS,
    async () => (await lab.ask(candidate, 'promotion-check', {})).situation === 'agents-reachable',
  );
  let isOver = false;
  const ordered = promote(candidate)
    .catch(() => null)
    .finally(() => (isOver = true));
  // A busy machine may look only when it is over; the kill must be survived then, too.
  await until(
    'it is being promoted, or was',
    FAILOVER_DEADLINE_MS,
    async () => isOver || (await lab.ask(candidate, 'promotion', {})).state === 'running',
  );
  await kill(candidate);
  await ordered;
  await start(candidate);
  const { thisKind } = await monitor(candidate);
  if (thisKind === 'disaster-recovery') expect(await promote(candidate)).toMatchObject({ result: 'primary' });
  await until(`${candidate} is primary`, PROMOTION_DEADLINE_MS, async () => (await monitor(candidate)).role === 'primary');
  for (const host of [leader, backup]) await start(host);
  await until('one of them is its backup, the other a DR async', HEALTHY_DEADLINE_MS, async () => {
    const found = await Promise.all([leader, backup].map((host) => monitor(host)));
    const words = found.map(({ thisKind: kind, role }) => `${kind} ${role}`).sort();
    if (words.join() !== 'disaster-recovery connected,failover backup') throw new Error(words.join());
    return true;
  });
  await load.stop();
  await nothingLost(load, [candidate, leader, backup, ...rest]);
  expect(await primaries()).toEqual([candidate]);
});

test('a primary that nobody could reach goes on alone; when it is reached again it gives way, and is what the promoted one says', async () => {
  const { leader, backup, others } = await roles();
  const [other = ''] = others;
  await kill(backup);
  // Up to three QoS timeouts, when the arbiter was not connected yet.
  await until(`${leader} goes on alone`, HEALTHY_DEADLINE_MS, async () => {
    const { role, arbiter } = await monitor(leader);
    return role === 'primary' && arbiter.mode === 'agent-controlled' && (await rowOf(lab, leader, backup)).status === 'down';
  });
  const { cards } = await lab.host(leader);
  await Promise.all(cards.map(({ name }) => lab.orderLab({ kind: 'plug-card', host: leader, card: name, plugged: false })));
  await until(
    `${other} has lost its primary`,
    HEALTHY_DEADLINE_MS,
    async () => (await lab.ask(other, 'promotion-check', {})).situation === 'agents-unreachable',
  );
  const promoted = await promote(other, { partner: 'none' });
  expect(promoted.unavailable.map(({ name }) => name)).toEqual([nameOf(leader)]);
  // The window that the product has, too.
  expect((await primaries()).sort()).toEqual([leader, other].sort());
  await keep(other, 'one');
  await Promise.all(cards.map(({ name }) => lab.orderLab({ kind: 'plug-card', host: leader, card: name, plugged: true })));
  await until(`${leader} gives way`, HEALTHY_DEADLINE_MS, async () => (await lab.host(leader)).instances[0]?.state === 'down');
  await start(leader);
  await isAsyncOf(leader, other);
  await start(backup);
  await isAsyncOf(backup, other);
  expect(await primaries()).toEqual([other]);
  await sameData(HOSTS);
});
