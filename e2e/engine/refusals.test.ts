/**
 * Every mistake gets its number, at the step where it is made (engine facts 2.6), and nothing is changed by it.
 *
 * Elsewhere, since they need another lab: TLS at joining (2026, 2095) in distinguished-names.test.ts; 2000 and 2078 in databases.test.ts;
 * 2172, 2134 and 2115 of a DR async in async.test.ts; 2121, 2124, 2132, 2133, 2178 in promotion*.test.ts; 2101, 2142, 2149 in
 * several-mirrors.test.ts; P145, P146 in protection.test.ts. Numbers for what does not exist here (licences, character widths, encryption,
 * ECP) are not in the catalogue.
 */
import { begun } from '../begun.ts';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EditedAddresses, InstanceCommand } from '../../lib/contract/commands.ts';
import type { MirrorMember } from '../../lib/contract/mirror-config.ts';
import { askToJoin } from '../../lib/engine/channel/member-dialer.ts';
import { labPathsOf } from '../../lib/engine/lab/paths.ts';
import { readFirstFrame } from '../../lib/engine/link/first-frame.ts';
import { encodeJsonFrame } from '../../lib/engine/link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../../lib/engine/link/mirror-protocol.ts';
import { FabricNetwork } from '../../lib/engine/ports/fabric-network.ts';
import { AprilLab, editedMirror, until } from './april-lab.ts';

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
const EVERYBODY_PORT = 1973;

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
  [
    'a virtual IP whose interface has no cable',
    { networkInterface: 'ens36', virtualIp: { address: '172.16.159.103', prefixLength: 24 } },
    '#2096',
  ],
  ['a virtual IP that another host has', { virtualIp: { address: '172.16.58.102', prefixLength: 24 } }, '#2070'],
  ['TLS required and not set up', { useTls: true }, '#2067'],
  ['the arbiter on the host of the member', { arbiter: { address: '172.16.159.101', port: 2188 } }, '#P514'],
  ['an arbiter at a loopback address', { arbiter: { address: '127.0.0.1', port: 2188 } }, '#P515'],
])('%s is refused', async (_what, changes, number) => {
  if (number === '#2096') await lab.orderLab({ kind: 'plug-card', host: 'servera', card: 'ens36', plugged: false });
  await expect(create(changes)).rejects.toThrow(number);
  if (number === '#2096') await lab.orderLab({ kind: 'plug-card', host: 'servera', card: 'ens36', plugged: true });
});

test.each<[string, Record<string, string>, string]>([
  ['no key password', { privateKeyPassword: '' }, '#2207'],
  ['a wrong key password', { privateKeyPassword: 'wrong' }, '#732'],
  ['no CA file', { caFile: '' }, '#741'],
  ['no certificate', { certificateFile: '' }, '#740'],
  ['a key file that does not exist', { privateKeyFile: 'nowhere.key' }, '#2203'],
  ['a key file that is on no disk of this host', { privateKeyFile: '/nowhere/x.key' }, '#P571'],
])('TLS set-up with %s is refused', async (_what, changes, number) => {
  const mgr = path.join(await lab.instanceDirectory('servera'), 'mgr');
  const files = {
    caFile: path.join(mgr, 'iscCA.cer'),
    certificateFile: path.join(mgr, 'iscCASigned.cer'),
    privateKeyFile: path.join(mgr, 'iscCASigned.key'),
    privateKeyPassword: 'mirror',
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
  } as const;
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

test.each<[string, Partial<MirrorMember>, string]>([
  ['of another host', { superserverAddress: '172.16.58.102' }, '#P511: .*field superserverAddress'],
  ['that nobody has', { mirrorPrivateAddress: '172.16.159.199' }, '#2088: .*field mirrorPrivateAddress'],
  ['of another host’s agent', { agentAddress: '172.16.58.102' }, '#P512: .*field agentAddress'],
  ['of an agent that does not listen', { agentPort: 2189 }, '#2086: .*field agentAddress'],
  ['that means every host', { agentAddress: '127.0.0.1' }, '#P510: .*field agentAddress'],
])('a member that is up gets no address %s', async (_what, changes, number) => {
  await expect(editAddresses('servera', 'SERVERA/IRIS', changes)).rejects.toThrow(new RegExp(number));
});

test.each<[string, Parameters<typeof join>[0], string]>([
  [
    'an agent address that nobody has',
    { other: { agentAddress: '172.16.58.199', agentPort: 2188, instanceName: 'IRIS' } },
    '#2086: .*field other.agentAddress',
  ],
  ['a wrong agent port', { other: { agentAddress: '172.16.58.101', agentPort: 2189, instanceName: 'IRIS' } }, '#2086'],
  ['a host name that does not resolve', { other: { agentAddress: 'servera', agentPort: 2188, instanceName: 'IRIS' } }, '#2086'],
  ['a wrong instance name', { other: { agentAddress: '172.16.58.101', agentPort: 2188, instanceName: 'CACHE' } }, '#2083'],
  ['another mirror name', { mirrorName: 'MAY' }, '#2051'],
  ['a member name that is taken', { memberName: 'SERVERA/IRIS' }, '#2033'],
  [
    'its own superserver by a name that the primary cannot resolve',
    { superserverAddress: 'serverb', agentAddress: '172.16.58.102' },
    '#2088: .*field superserverAddress',
  ],
  ['its own superserver at an address that nobody has', { superserverAddress: '172.16.58.199' }, '#2088: .*field superserverAddress'],
  ['a private address that nobody has', { mirrorPrivateAddress: '172.16.159.199' }, '#2088: .*field mirrorPrivateAddress'],
  ['its own superserver at the primary’s address', { superserverAddress: '172.16.58.101' }, '#P511: .*field superserverAddress'],
  ['the private address of the primary', { mirrorPrivateAddress: '172.16.159.101' }, '#P511: .*field mirrorPrivateAddress'],
  ['the agent of the primary', { agentAddress: '172.16.58.101' }, '#P512: .*field agentAddress'],
  ['its own superserver by a loopback address', { superserverAddress: '127.0.0.1' }, '#P510: .*field superserverAddress'],
  ['a private address that is none', { mirrorPrivateAddress: '0.0.0.0' }, '#P510: .*field mirrorPrivateAddress'],
  ['its agent by the name of every host', { agentAddress: 'localhost' }, '#P510: .*field agentAddress'],
  ['no interface for the virtual IP', { networkInterface: null }, '#2090'],
])('joining with %s is refused', async (_what, changes, number) => {
  await expect(join(changes)).rejects.toThrow(new RegExp(number));
  expect((await lab.ask('serverb', 'summary', {})).mirror).toBeNull();
});

test('#2088: the firewall of the primary closes its superserver', async () => {
  await lab.orderLab({ kind: 'open-port', host: 'servera', port: 1972, open: false });
  // The primary's address is of no field of this form: it is changed on the primary.
  await expect(join()).rejects.toThrow(/#2088: .*SERVERA\/IRIS(?!.*field)/);
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
  const make = (host: string, name: string, mirrorDatabaseName: string | null) => lab.createDatabase(host, name, mirrorDatabaseName);
  await expect(make('servera', 'NEWDB', 'NEWDB')).rejects.toThrow('#2103');
  await make('serverb', 'NEWDB', 'NEWDB');
  // A script does the one right after the other, and the backup may be asked before it has heard: here it is asked even earlier.
  const soon = begun(make('servera', 'SOONDB', 'SOONDB'));
  await make('serverb', 'SOONDB', 'SOONDB');
  await soon;
  await expect(make('serverb', 'OTHER', 'NEWDB')).rejects.toThrow('#2061');
  await expect(make('serverb', 'NEWDB', null)).rejects.toThrow('#P108');
  await expect(make('serverb', 'LETTERS', '1DB')).rejects.toThrow('#2167');
  await expect(
    lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'USER', mirrorDatabaseName: 'USER' }] }),
  ).rejects.toThrow('#2113');
  await lab.order('serverb', { kind: 'add-databases-to-mirror', databases: [{ name: 'USER', mirrorDatabaseName: 'USERDATA' }] });
  await until(
    'the catalogue has reached servera',
    JOINED_DEADLINE_MS,
    async () => (await lab.monitor('servera')).missingDatabases.length === 2,
  );
  expect((await lab.monitor('servera')).missingDatabases).toEqual([':mirror:APRIL:NEWDB', ':mirror:APRIL:USERDATA']);
  await expect(make('servera', 'USERDATA', 'USERDATA')).rejects.toThrow('#2105');
});

test('editing with an old picture of the mirror is refused with P103', async () => {
  const { config } = await lab.ask('serverb', 'mirror-edit', {});
  await expect(lab.order('serverb', editedMirror(config, { expectedVersion: config.version - 1, qosTimeoutMs: 4000 }))).rejects.toThrow(
    '#P103',
  );
  await lab.order('serverb', editedMirror(config, { qosTimeoutMs: 4000 }));
  await until(
    'the backup has the new setting',
    JOINED_DEADLINE_MS,
    async () => (await lab.ask('servera', 'mirror-edit', {})).config.qosTimeoutMs === 4000,
  );
});

// ---- a third host

const third: Omit<InstanceCommand<'join-as-async'>, 'kind'> = {
  mirrorName: 'APRIL',
  other: { agentAddress: '172.16.58.102', agentPort: 2188, instanceName: 'IRIS' },
  memberKind: 'disaster-recovery',
  memberName: 'SERVERD/IRIS',
  address: '172.16.58.104',
  agentAddress: '172.16.58.104',
  agentPort: 2188,
};
const joinThird = (changes: Partial<typeof third> = {}, host = 'serverd') =>
  lab.order(host, { kind: 'join-as-async', ...third, ...changes });
/** What the commands answers: null, or why the addresses could not be tried. */
async function editAddresses(on: string, name: string, changes: Partial<MirrorMember>) {
  const { config } = await lab.ask(on, 'mirror-edit', {});
  const entry = config.members.find((member) => member.name === name);
  if (!entry) throw new Error(`the mirror has no ${name}`);
  const { guid, superserverAddress, mirrorPrivateAddress, agentAddress, agentPort } = { ...entry, ...changes };
  return lab.order<'edit-member-addresses', EditedAddresses>(on, {
    kind: 'edit-member-addresses',
    expectedVersion: config.version,
    guid,
    superserverAddress,
    mirrorPrivateAddress,
    agentAddress,
    agentPort,
  });
}

test('the addresses of a member that is down may be changed, with a warning, but not to those of another', async () => {
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until(
    'servera is known to be down',
    JOINED_DEADLINE_MS,
    async () => (await lab.monitor('serverb')).members.find(({ name }) => name === 'SERVERA/IRIS')?.status === 'down',
  );
  await expect(editAddresses('serverb', 'SERVERA/IRIS', { superserverAddress: '172.16.58.104' })).rejects.toThrow('#P511');
  await expect(editAddresses('serverb', 'SERVERA/IRIS', { agentAddress: '172.16.58.102' })).rejects.toThrow('#P512');
  expect((await editAddresses('serverb', 'SERVERA/IRIS', { superserverAddress: '172.16.159.101' })).unproved).toMatchObject({
    code: '2088',
  });
  expect(
    (await lab.ask('serverb', 'messages-log', { limit: 50 })).lines.some(({ text }) =>
      text.startsWith('The network addresses of SERVERA/IRIS were changed without proof'),
    ),
  ).toBe(true);
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  await lab.healthy({ arbiter: false });
  expect((await editAddresses('serverb', 'SERVERA/IRIS', { superserverAddress: '172.16.58.101' })).unproved).toBeNull();
});

const joinedAs = async (host: string) => (await lab.ask(host, 'summary', {})).mirror?.type;

test('a DR async needs the service (#2066) and an agent that is up (#2118) and new enough (#2136); nothing left over of the mirror (#2174)', async () => {
  await expect(joinThird()).rejects.toThrow('#2066');
  await lab.order('serverd', { kind: 'enable-mirror-service', enabled: true });
  await expect(joinThird()).rejects.toThrow('#2118');
  await lab.orderLab({ kind: 'install-agent', host: 'serverd', version: '2021.1' });
  await lab.orderLab({ kind: 'start-agent', host: 'serverd' });
  await expect(joinThird()).rejects.toThrow('#2136');
  await lab.orderLab({ kind: 'install-agent', host: 'serverd', version: '2022.1' });
  await lab.orderLab({ kind: 'start-agent', host: 'serverd' });
  fs.writeFileSync(path.join(await lab.instanceDirectory('serverd'), 'mgr', 'journal', 'MIRROR-APRIL-20200101.001'), '');
  await expect(joinThird()).rejects.toThrow('#2174');
  await lab.order('serverd', { kind: 'delete-leftover-mirror-journals', mirrorName: 'APRIL' });
});

test('#2137: a mirror has two failover members at most', async () => {
  const { address, ...failover } = third;
  await expect(
    lab.order('serverd', {
      kind: 'join-as-failover',
      ...failover,
      networkInterface: 'ens33',
      superserverAddress: address,
      mirrorPrivateAddress: address,
    }),
  ).rejects.toThrow('#2137');
});

test('P190: a mirror has sixteen members at most', async () => {
  const { config } = await lab.ask('serverb', 'mirror-edit', {});
  const primary = config.members.find(({ name }) => name === 'SERVERB/IRIS');
  if (!primary) throw new Error('the mirror has no SERVERB/IRIS');
  // The primary looks whether a joiner answers at its addresses: one that answers to every name stands for them all.
  const everybody = new FabricNetwork({ host: 'servere', fabricPath: labPathsOf(lab.dataDirectory).fabricSocket });
  await lab.orderLab({ kind: 'open-port', host: 'servere', port: EVERYBODY_PORT, open: true });
  const listener = await everybody.listen(EVERYBODY_PORT, (socket) => {
    readFirstFrame(socket, { timeoutMs: JOINED_DEADLINE_MS }).then(
      ({ body }) =>
        socket.end(
          encodeJsonFrame(MIRROR_MESSAGE_FRAME, {
            kind: 'identified',
            memberGuid: (JSON.parse(body.toString()) as { targetGuid: string }).targetGuid,
          }),
        ),
      // Who has heard enough at the member's other address hangs up without a word.
      () => socket.destroy(),
    );
  });
  const knock = (number: number) =>
    askToJoin({
      network: lab.network,
      primary,
      member: {
        ...primary,
        kind: 'read-only-reporting',
        guid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
        name: `MEMBER${number}`,
        mirrorPrivateAddress: '172.16.58.105',
        superserverAddress: '172.16.58.105',
        superserverPort: EVERYBODY_PORT,
      },
      mirrorGuid: config.guid,
      credentials: null,
    });
  for (let number = config.members.length + 1; number <= 16; number++) expect((await knock(number)).ok).toBe(true);
  expect(await knock(17)).toMatchObject({ ok: false, refusal: { code: 'P190' } });
  await expect(joinThird()).rejects.toThrow('#P190');
  await listener.close();
  const { config: full } = await lab.ask('serverb', 'mirror-edit', {});
  for (const { guid } of full.members.filter(({ name }) => name.startsWith('MEMBER')))
    await lab.order('serverb', {
      kind: 'remove-other-member',
      expectedVersion: (await lab.ask('serverb', 'mirror-edit', {})).config.version,
      guid,
    });
  expect((await lab.ask('serverb', 'mirror-edit', {})).config.members).toHaveLength(2);
});

test('#2150: an async joins through a failover member, not through another async', async () => {
  await joinThird();
  await until(
    'serverd is connected',
    JOINED_DEADLINE_MS,
    async () => (await lab.ask('serverd', 'mirror-monitor', {})).role === 'connected',
  );
  await lab.order('servere', { kind: 'enable-mirror-service', enabled: true });
  const throughAsync = {
    ...third,
    other: { ...third.other, agentAddress: '172.16.58.104' },
    memberName: 'SERVERE/IRIS',
    memberKind: 'read-only-reporting',
    address: '172.16.58.105',
    agentAddress: '172.16.58.105',
  } as const;
  await expect(joinThird(throughAsync, 'servere')).rejects.toThrow('#2150');
  expect(await joinedAs('servere')).toBeUndefined();
  await joinThird({ ...throughAsync, other: third.other }, 'servere');
  await until(
    'servere is connected',
    JOINED_DEADLINE_MS,
    async () => (await lab.ask('servere', 'mirror-monitor', {})).role === 'connected',
  );
});

// ---- databases

test.each<[string, string, InstanceCommand, string]>([
  [
    'a mirrored database without a name',
    'serverb',
    { kind: 'create-database', name: 'NAMELESS', directory: 'nameless', journal: true, mirrorDatabaseName: '' },
    '#2058',
  ],
  [
    'a mirror database name of 65 characters',
    'serverb',
    { kind: 'create-database', name: 'LONG', directory: 'long', journal: true, mirrorDatabaseName: 'D'.repeat(65) },
    '#2059',
  ],
  [
    'adding a database twice',
    'serverb',
    { kind: 'add-databases-to-mirror', databases: [{ name: 'USER', mirrorDatabaseName: 'AGAIN' }] },
    '#2063',
  ],
  [
    'adding a system database',
    'serverb',
    { kind: 'add-databases-to-mirror', databases: [{ name: 'IRISSYS', mirrorDatabaseName: 'SYS' }] },
    '#363',
  ],
  ['activating one that is not mirrored', 'servera', { kind: 'activate-databases', databases: ['USER'] }, '#2073'],
  ['removing one that is not mirrored', 'servera', { kind: 'remove-databases-from-mirror', databases: ['USER'] }, '#2064'],
])('%s is refused', async (_what, host, command, number) => {
  await expect(lab.order(host, command)).rejects.toThrow(number);
});

test('#2130 of one that is dismounted, #2078 of one that is active, #2079 of one that the mirror has no more', async () => {
  await lab.createDatabase('servera', 'NEWDB', 'NEWDB');
  // It catches up first, and is in use meanwhile.
  await until('NEWDB is dismounted', JOINED_DEADLINE_MS, async () => {
    await lab.order('servera', { kind: 'dismount-databases', databases: ['NEWDB'] });
    return true;
  });
  await expect(lab.order('servera', { kind: 'remove-databases-from-mirror', databases: ['NEWDB'] })).rejects.toThrow('#2130');
  await lab.order('servera', { kind: 'mount-databases', databases: ['NEWDB'] });
  await expect(lab.order('servera', { kind: 'activate-databases', databases: ['NEWDB'] })).rejects.toThrow('#2078');
  await lab.order('serverb', { kind: 'remove-databases-from-mirror', databases: ['NEWDB'] });
  await until(
    'servera has heard',
    JOINED_DEADLINE_MS,
    async () => (await lab.monitor('servera')).databases.find(({ localName }) => localName === 'NEWDB')?.status === 'orphaned',
  );
  await expect(lab.order('servera', { kind: 'activate-databases', databases: ['NEWDB'] })).rejects.toThrow('#2079');
});

// ---- who may do what

test.each<[string, string, InstanceCommand, string]>([
  ['stopping mirroring on the primary', 'serverb', { kind: 'stop-mirror' }, '#2116'],
  [
    'removing the configuration of the primary',
    'serverb',
    { kind: 'remove-mirror-configuration', removeMirrorAttribute: false, deleteJournals: false, removeTls: false },
    '#2116',
  ],
  ['clearing JoinMirror of a primary that has others', 'serverb', { kind: 'clear-join-mirror', cleared: true }, '#P141'],
  ['demoting the primary', 'serverb', { kind: 'demote' }, '#2116'],
  ['demoting another one on the backup', 'servera', { kind: 'demote-other' }, '#2113'],
  ['demoting an async', 'serverd', { kind: 'demote' }, '#2081'],
  ['promoting a failover member', 'servera', { kind: 'promote', networkInterface: 'ens33' }, '#2117'],
  ['promoting a reporting async', 'servere', { kind: 'promote', networkInterface: 'ens33' }, '#2117'],
  ['promoting a DR async that lacks databases', 'serverd', { kind: 'promote', networkInterface: 'ens33' }, '#P191'],
  ['no failover on an async', 'serverd', { kind: 'set-no-failover', set: true }, '#2081'],
  ['authorizing nobody who asks', 'serverb', { kind: 'authorize-members', guids: ['nobody'] }, '#P104'],
  ['rejecting members on the backup', 'servera', { kind: 'reject-members', guids: ['nobody'] }, '#2113'],
  [
    'editing the type of a failover member',
    'servera',
    { kind: 'edit-async', memberKind: 'disaster-recovery', clearFailoverFlags: false, purgeAfterDejournaling: true },
    '#2165',
  ],
  ['starting the dejournaling of an async that runs', 'serverd', { kind: 'set-dejournaling', running: true }, '#2154'],
  ['stopping the dejournaling of a failover member', 'servera', { kind: 'set-dejournaling', running: false }, '#2165'],
])('%s is refused', async (_what, host, command, number) => {
  await expect(lab.order(host, command)).rejects.toThrow(number);
});

test('a DR async keeps its FailoverDB flags (#2115); a copy that is not activated cannot lose its own (#2146)', async () => {
  for (const host of ['serverd', 'servere']) {
    const directory = path.join(await lab.instanceDirectory(host), 'mgr', 'userdata');
    fs.mkdirSync(directory, { recursive: true });
  }
  await lab.order('serverb', { kind: 'dismount-databases', databases: ['USER'] });
  const original = path.join(await lab.instanceDirectory('serverb'), 'mgr', 'user', 'IRIS.DAT');
  for (const host of ['serverd', 'servere'])
    fs.copyFileSync(original, path.join(await lab.instanceDirectory(host), 'mgr', 'userdata', 'IRIS.DAT'));
  await lab.order('serverb', { kind: 'mount-databases', databases: ['USER'] });
  for (const host of ['serverd', 'servere'])
    await lab.order(host, {
      kind: 'create-database',
      name: 'USERDATA',
      directory: 'userdata',
      journal: true,
      mirrorDatabaseName: 'USERDATA',
      useExistingFile: true,
    });
  await expect(lab.order('serverd', { kind: 'clear-failover-flags', databases: ['USERDATA'] })).rejects.toThrow('#2115');
  await expect(lab.order('servere', { kind: 'clear-failover-flags', databases: ['USERDATA'] })).rejects.toThrow('#2146');
});

test('P142: a member that is connected but hangs is not removed; an older picture of the mirror (P103) removes nobody', async () => {
  const { config } = await lab.ask('serverb', 'mirror-edit', {});
  const guid = config.members.find(({ name }) => name === 'SERVERE/IRIS')?.guid ?? '';
  await expect(lab.order('serverb', { kind: 'remove-other-member', expectedVersion: config.version - 1, guid })).rejects.toThrow('#P103');
  await lab.orderLab({ kind: 'pause-instance', host: 'servere', instance: 'IRIS' });
  await expect(lab.order('serverb', { kind: 'remove-other-member', expectedVersion: config.version, guid })).rejects.toThrow('#P142');
  await lab.orderLab({ kind: 'resume-instance', host: 'servere', instance: 'IRIS' });
});

test('#2082: what only the primary can do is not possible while none is connected', async () => {
  await lab.orderLab({ kind: 'cut-path', from: 'serverd', to: 'servera', bothWays: true, cut: true });
  await lab.orderLab({ kind: 'cut-path', from: 'serverd', to: 'serverb', bothWays: true, cut: true });
  await until(
    'serverd has lost the primary',
    JOINED_DEADLINE_MS,
    async () => (await lab.ask('serverd', 'mirror-monitor', {})).role !== 'connected',
  );
  await expect(
    lab.order('serverd', {
      kind: 'edit-async',
      memberKind: 'read-only-reporting',
      clearFailoverFlags: false,
      purgeAfterDejournaling: true,
    }),
  ).rejects.toThrow('#2082');
});

test('after all these refusals the mirror is what it was', async () => {
  expect(await lab.healthy({ arbiter: false })).toBe('serverb');
  expect((await lab.ask('serverb', 'mirror-edit', {})).config.members.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
    'SERVERA/IRIS failover',
    'SERVERB/IRIS failover',
    'SERVERD/IRIS disaster-recovery',
    'SERVERE/IRIS read-only-reporting',
  ]);
});
