/** Every mistake of the notes gets its number, at the step where the notes met it, with the field to mark; and nothing is changed by it. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstanceCommand } from '../../lib/contract/commands.ts';
import { AprilLab, until } from './april-lab.ts';

const compression = { mode: 'system-selected', type: 'zlib' } as const;
const good: Omit<InstanceCommand<'create-mirror'>, 'kind'> = {
  mirrorName: 'APRIL',
  useTls: false,
  arbiter: { address: '172.16.58.100', port: 2188 },
  virtualIp: { address: '172.16.58.103', prefixLength: 24 },
  networkInterface: 'ens33',
  qosTimeoutMs: 8000,
  compressionForFailover: compression,
  compressionForAsync: compression,
  parallelDejournaling: 'failover-and-dr',
  memberName: 'SERVERA/IRIS',
  superserverAddress: '172.16.58.101',
  agentPort: 2188,
  mirrorPrivateAddress: '172.16.159.101',
  agentAddress: '172.16.58.101',
};
const JOINED_DEADLINE_MS = 15_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
});
afterAll(() => lab.stop());

const create = (changes: Partial<typeof good> = {}) => lab.order('servera', { kind: 'create-mirror', ...good, ...changes });
const join = (changes: Partial<Omit<InstanceCommand<'join-as-failover'>, 'kind'>> = {}) =>
  lab.order('serverb', {
    kind: 'join-as-failover',
    mirrorName: 'APRIL',
    other: { agentAddress: '172.16.58.101', agentPort: 2188, instanceName: 'IRIS' },
    networkInterface: 'ens33',
    memberName: 'SERVERB/IRIS',
    superserverAddress: '172.16.58.102',
    agentPort: 2188,
    mirrorPrivateAddress: '172.16.159.102',
    agentAddress: '172.16.58.102',
    ...changes,
  });

test('#2066: the mirror service is not enabled', async () => {
  await expect(create()).rejects.toThrow('#2066');
  await lab.order('servera', { kind: 'enable-mirror-service', enabled: true });
  await lab.order('serverb', { kind: 'enable-mirror-service', enabled: true });
});

test('#2118: the agent of the host is not started', async () => {
  await expect(create()).rejects.toThrow('#2118');
  for (const host of ['servera', 'serverb']) await lab.orderLab({ kind: 'start-agent', host });
});

test('#2136: the agent is older than the instance', async () => {
  await lab.orderLab({ kind: 'install-agent', host: 'servera', version: '2021.1' });
  await lab.orderLab({ kind: 'start-agent', host: 'servera' });
  await expect(create()).rejects.toThrow('#2136');
  await lab.orderLab({ kind: 'install-agent', host: 'servera', version: '2022.1' });
  await lab.orderLab({ kind: 'start-agent', host: 'servera' });
});

test.each<[string, Partial<typeof good>, string]>([
  ['a mirror name with a space', { mirrorName: 'AP RIL' }, '#2110'],
  ['a mirror name of 16 characters', { mirrorName: 'ABCDEFGHIJKLMNOP' }, '#2012'],
  ['a member name with a colon', { memberName: 'A:B' }, '#2038'],
  ['a member name of 33 characters', { memberName: 'M'.repeat(33) }, '#2039'],
  ['a virtual IP that is no address', { virtualIp: { address: '172.16.58', prefixLength: 24 } }, '#2056'],
  ['an interface that does not exist', { networkInterface: 'eth7' }, '#2057'],
  ['no interface', { networkInterface: null }, '#2090'],
  ['a mask that is not that of the interface', { virtualIp: { address: '172.16.58.103', prefixLength: 16 } }, '#2085'],
  ['a virtual IP outside the subnet', { virtualIp: { address: '10.0.0.3', prefixLength: 24 } }, '#2097'],
  ['a virtual IP that another host has', { virtualIp: { address: '172.16.58.102', prefixLength: 24 } }, '#2070'],
  ['TLS required and not set up', { useTls: true }, '#2067'],
])('%s is refused', async (_what, changes, number) => {
  await expect(create(changes)).rejects.toThrow(number);
});

test.each<[string, Record<string, string>, string]>([
  ['no key password', { privateKeyPassword: '' }, '#2207'],
  ['a wrong key password', { privateKeyPassword: 'wrong' }, '#732'],
  ['no CA file', { caFile: '' }, '#741'],
  ['no certificate', { certificateFile: '' }, '#740'],
  ['a key file that does not exist', { privateKeyFile: '/nowhere/x.key' }, '#2203'],
])('TLS set-up with %s is refused', async (_what, changes, number) => {
  const mgr = path.join(await lab.instanceDirectory('servera'), 'mgr');
  const files = { caFile: path.join(mgr, 'iscCA.cer'), certificateFile: path.join(mgr, 'iscCASigned.cer'), privateKeyFile: path.join(mgr, 'iscCASigned.key'), privateKeyPassword: 'mirror', minimumProtocol: 'TLSv1.2', maximumProtocol: 'TLSv1.3' } as const;
  await expect(lab.order('servera', { kind: 'save-tls', ...files, ...changes })).rejects.toThrow(number);
});

test('#2174: a mirror journal of that name is left over, and deleting it is the cure', async () => {
  const journal = path.join(await lab.instanceDirectory('servera'), 'mgr', 'journal', 'MIRROR-APRIL-20200101.001');
  fs.writeFileSync(journal, '');
  await expect(create()).rejects.toThrow('#2174');
  await lab.order('servera', { kind: 'delete-leftover-mirror-journals', mirrorName: 'APRIL' });
  expect(fs.existsSync(journal)).toBe(false);
});

test('after all these refusals the instance is still no member, and the right form is accepted', async () => {
  expect((await lab.ask('servera', 'summary', {})).mirror).toBeNull();
  await create();
  await until('servera is primary', JOINED_DEADLINE_MS, async () => (await lab.monitor('servera')).role === 'primary');
  await expect(create()).rejects.toThrow('#P102');
});

test.each<[string, Parameters<typeof join>[0], string]>([
  ['an agent address that nobody has', { other: { agentAddress: '172.16.58.199', agentPort: 2188, instanceName: 'IRIS' } }, '#2086'],
  ['a wrong agent port', { other: { agentAddress: '172.16.58.101', agentPort: 2189, instanceName: 'IRIS' } }, '#2086'],
  ['a host name that does not resolve', { other: { agentAddress: 'servera', agentPort: 2188, instanceName: 'IRIS' } }, '#2086'],
  ['a wrong instance name', { other: { agentAddress: '172.16.58.101', agentPort: 2188, instanceName: 'CACHE' } }, '#2083'],
  ['another mirror name', { mirrorName: 'MAY' }, '#2051'],
  ['a member name that is taken', { memberName: 'SERVERA/IRIS' }, '#2033'],
  ['its own superserver by a name that the primary cannot resolve', { superserverAddress: 'serverb', agentAddress: '172.16.58.102' }, '#2088'],
  ['no interface for the virtual IP', { networkInterface: null }, '#2090'],
])('joining with %s is refused', async (_what, changes, number) => {
  await expect(join(changes)).rejects.toThrow(number);
  expect((await lab.ask('serverb', 'summary', {})).mirror).toBeNull();
});

test('#2088: the firewall of the primary closes its superserver', async () => {
  await lab.orderLab({ kind: 'open-port', host: 'servera', port: 1972, open: false });
  await expect(join()).rejects.toThrow('#2088');
  await lab.orderLab({ kind: 'open-port', host: 'servera', port: 1972, open: true });
});

test('without TLS joining needs no approval; without a reachable arbiter the mirror stays agent controlled and fails over all the same', async () => {
  await join();
  expect(await lab.healthy({ arbiter: false })).toBe('servera');
  const monitor = await lab.monitor('servera');
  expect(monitor.failover).toMatchObject({ ready: true, reason: 'ready-agent-only-arbiter-lost' });
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until('serverb is primary', JOINED_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'primary');
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  expect(await lab.healthy({ arbiter: false })).toBe('serverb');
});

test('databases: #2103 before the primary has it, #2061 twice, #2105 when it was added later, #2113 on the backup', async () => {
  const make = (host: string, name: string, mirrorDatabaseName: string | null) => lab.order(host, { kind: 'create-database', name, directory: name.toLowerCase(), journal: true, mirrorDatabaseName });
  await expect(make('servera', 'NEWDB', 'NEWDB')).rejects.toThrow('#2103');
  await make('serverb', 'NEWDB', 'NEWDB');
  await expect(make('serverb', 'OTHER', 'NEWDB')).rejects.toThrow('#2061');
  await expect(make('serverb', 'NEWDB', null)).rejects.toThrow('#P108');
  await expect(make('serverb', 'LETTERS', '1DB')).rejects.toThrow('#2167');
  await expect(lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'USER', mirrorDatabaseName: 'USER' }] })).rejects.toThrow('#2113');
  await lab.order('serverb', { kind: 'add-databases-to-mirror', databases: [{ name: 'USER', mirrorDatabaseName: 'USERDATA' }] });
  await until('the catalogue has reached servera', JOINED_DEADLINE_MS, async () => (await lab.monitor('servera')).missingDatabases.length === 2);
  expect((await lab.monitor('servera')).missingDatabases).toEqual([':mirror:APRIL:NEWDB', ':mirror:APRIL:USERDATA']);
  await expect(make('servera', 'USERDATA', 'USERDATA')).rejects.toThrow('#2105');
});

test('editing with an old picture of the mirror is refused with P103', async () => {
  const { config } = await lab.ask('serverb', 'mirror-edit', {});
  const { useTls, arbiter, virtualIp, compressionForFailover, compressionForAsync, parallelDejournaling } = config;
  const settings = { useTls, arbiter, virtualIp, compressionForFailover, compressionForAsync, parallelDejournaling, networkInterface: 'ens33' };
  await expect(lab.order('serverb', { kind: 'edit-mirror', expectedVersion: config.version - 1, qosTimeoutMs: 4000, ...settings })).rejects.toThrow('#P103');
  await lab.order('serverb', { kind: 'edit-mirror', expectedVersion: config.version, qosTimeoutMs: 4000, ...settings });
  await until('the backup has the new setting', JOINED_DEADLINE_MS, async () => (await lab.ask('servera', 'mirror-edit', {})).config.qosTimeoutMs === 4000);
});
