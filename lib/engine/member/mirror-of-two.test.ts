/**
 * A whole mirror in one process: two instances, their agents and an arbiter over loopback wires, set up by the commands that the pages
 * send.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { instanceCommands } from '../../contract/commands.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { AgentClient } from '../agent/agent-client.ts';
import type { AgentServer } from '../agent/agent-server.ts';
import { publicKeyOf } from '../agent/arbiter-identity.ts';
import { readRegistration } from '../agent/registrations.ts';
import { AuthorityForTests } from '../link/certificates-for-tests.ts';
import { ControlServer } from '../ports/control-server.ts';
import { mayLockOut } from '../mirror/lock-out.ts';
import { LoopbackWires } from '../ports/loopback-network.ts';
import { commandTable } from '../commands/command-table.ts';
import { editAsync, joinAsAsync } from '../commands/async-members.ts';
import { authorizeMembers, editMemberAddresses, editMirror } from '../commands/mirror-administration.ts';
import { createMirror, joinAsFailover, saveTls } from '../commands/mirror-set-up.ts';
import { startAgentForTests, startInstanceForTests } from '../instance/host-for-tests.ts';
import type { Instance } from '../instance/instance.ts';
import { journalFaults } from '../upkeep/journal-faults.ts';
import { mirrorMonitor } from '../views/monitor-view.ts';
import { queryContract, queryTable } from '../views/query-table.ts';
import { mirrorTopology } from '../views/topology-view.ts';
import { writePromotionDocument } from './promotion-document.ts';
import { demotePartner } from './role-changes.ts';

const A = '172.16.58.101';
const B = '172.16.58.102';
const ARBITER = '172.16.58.100';
const SOON_MS = 20_000;

let scratch: string;
let wires: LoopbackWires;
const ends: (() => Promise<void>)[] = [];
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'mirror-of-two-'));
  wires = new LoopbackWires();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(scratch, { recursive: true });
});

async function startAgent(host: string, network: ReturnType<LoopbackWires['attach']>): Promise<AgentServer> {
  const server = await startAgentForTests(network, join(scratch, host));
  ends.push(() => server.stop());
  return server;
}

const controlPathOf = (host: string) => join(scratch, `${host}.sock`);
const startInstance = (host: string, network: ReturnType<LoopbackWires['attach']>) =>
  startInstanceForTests(network, { host, hostDirectory: join(scratch, host), controlPath: controlPathOf(host) });

async function startHost(host: string, ...addresses: string[]): Promise<Instance> {
  const network = wires.attach(host, addresses);
  await startAgent(host, network);
  const instance = await startInstance(host, network);
  ends.push(() => instance.stop({ failover: false }));
  const control = await takeOrders(host, instance);
  ends.push(() => control.close());
  return instance;
}

async function takeOrders(host: string, instance: Instance): Promise<{ close(): Promise<void> }> {
  const control = new ControlServer({
    path: controlPathOf(host),
    queries: queryContract,
    commands: instanceCommands,
    answers: queryTable(instance),
    actions: commandTable(instance),
    onFailure: () => {},
  });
  await control.listen();
  instance.mirrorServiceEnabled = true;
  return control;
}

function accept<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(refusalText(outcome.refusal, 'en'));
  return outcome.value;
}

const roleOf = ({ mirror }: Instance) => mirror?.failover?.state.role;
const log = ({ log: { path } }: Instance) => readFileSync(path, 'utf8');
const compression = { mode: 'uncompressed', type: 'lz4' } as const;
const settings = {
  arbiter: { address: ARBITER, port: 2188 },
  virtualIp: null,
  networkInterface: null,
  qosTimeoutMs: 8000,
  compressionForFailover: compression,
  compressionForAsync: compression,
  parallelDejournaling: 'failover-and-dr',
} as const;
const fieldsOf = (name: string, address: string) => ({
  memberName: name,
  superserverAddress: address,
  agentPort: 2188,
  mirrorPrivateAddress: address,
  agentAddress: address,
});

describe.each([
  ['without TLS', false],
  ['with TLS', true],
] as const)('%s', (_name, useTls) => {
  test('the members prove their addresses, agree on the arbiter by the mirror’s key, and no connection has a fault', async () => {
    await startAgent('serverc', wires.attach('serverc', [ARBITER]));
    const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
    if (useTls) {
      const authority = await AuthorityForTests.create(scratch);
      for (const [instance, name] of [
        [a, 'servera'],
        [b, 'serverb'],
      ] as const)
        accept(
          await saveTls(instance, {
            ...(await authority.issue(name, { subject: `CN=${name}` })),
            minimumProtocol: 'TLSv1.2',
            maximumProtocol: 'TLSv1.3',
          }),
        );
    }
    accept(await createMirror(a, { mirrorName: 'APRIL', useTls, ...settings, ...fieldsOf('SERVERA/IRIS', A) }));
    await until('servera is primary', () => roleOf(a)?.kind === 'primary');
    const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
    const wrong = await joinAsFailover(b, {
      mirrorName: 'APRIL',
      other,
      networkInterface: null,
      ...fieldsOf('SERVERB/IRIS', B),
      mirrorPrivateAddress: A,
    });
    expect(wrong).toMatchObject({ ok: false, refusal: { code: 'P511', field: 'mirrorPrivateAddress' } });
    expect(
      accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) })).kind,
    ).toBe(useTls ? 'pending' : 'added');
    if (useTls) {
      await until('serverb knows for what it waits', () => log(b).includes('Waiting for authorization on SERVERA/IRIS'));
      expect(b.mirror?.config().key).toBeUndefined();
      accept(await authorizeMembers(a, { guids: (await a.store.listPendingMembers()).map(({ guid }) => guid) }));
    }
    await until('both are in arbiter mode', () => {
      const [primary, backup] = [roleOf(a), roleOf(b)];
      return primary?.kind === 'primary' && primary.modeConfirmed && backup?.kind === 'backup' && backup.mode.kind === 'arbiter';
    });
    expect(b.mirror?.config().key).toMatch(/^[0-9a-f]{64}$/);
    expect(b.mirror?.failover?.state.durable.followed).toEqual({ guid: a.mirror?.membership.memberGuid, process: a.processName });
    for (const instance of [a, b]) expect(log(instance)).not.toContain('was closed:');
    // Each agent answers for its own member only.
    const self = b.mirror?.self();
    if (!self || !a.mirror) throw new Error('a member is gone');
    expect(await a.mirror.agents.report(self)).toMatchObject({ instance: 'up', standing: { guid: self.guid, role: 'backup' } });
    expect(await a.mirror.agents.report({ ...self, agentAddress: A, mirrorPrivateAddress: A, superserverAddress: A })).toBeNull();
    // What the backup holds of the journal is what the primary wrote: the channel goes on after another file began.
    await a.journal.switchFile('by the test');
    await until(
      'the backup has the new file',
      () => (b.mirror?.journal.state().durable.fileCount ?? 0) === (a.mirror?.journal.state().durable.fileCount ?? -1),
    );
    for (const instance of [a, b]) expect(log(instance)).not.toContain('was closed:');
  });
});

test.each([
  ['primary', 'backup'],
  ['backup', 'primary'],
] as const)(
  'once the %s has a list that revokes the certificate of the %s, they are connected no more, and nobody else leads',
  { timeout: 60_000 },
  async (judge, _other) => {
    await startAgent('serverc', wires.attach('serverc', [ARBITER]));
    const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
    const authority = await AuthorityForTests.create(scratch);
    const protocols = { minimumProtocol: 'TLSv1.2', maximumProtocol: 'TLSv1.3' } as const;
    const [ofA, ofB] = [
      await authority.issue('servera', { subject: 'CN=servera' }),
      await authority.issue('serverb', { subject: 'CN=serverb' }),
    ];
    accept(await saveTls(a, { ...ofA, ...protocols }));
    accept(await saveTls(b, { ...ofB, ...protocols }));
    accept(await createMirror(a, { mirrorName: 'APRIL', useTls: true, ...settings, ...fieldsOf('SERVERA/IRIS', A) }));
    await until('servera is primary', () => roleOf(a)?.kind === 'primary');
    const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
    accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
    accept(await authorizeMembers(a, { guids: (await a.store.listPendingMembers()).map(({ guid }) => guid) }));
    const isActive = () => {
      const role = roleOf(a);
      return role?.kind === 'primary' && role.modeConfirmed;
    };
    await until('they are in arbiter mode', isActive);

    // The same files and a list of nobody: as long as nobody else is trusted, the connections go on, or begin anew.
    const [instance, own, others] = judge === 'primary' ? [a, ofA, ofB] : [b, ofB, ofA];
    accept(await saveTls(instance, { ...own, ...protocols, crlFile: await authority.revoke('nobody', []) }));
    await until('the log says so', () =>
      log(instance).includes('Other certificates are trusted from now on: mirror connections are restarted'),
    );
    await until('they are in arbiter mode again', isActive);
    accept(await saveTls(instance, { ...own, ...protocols, crlFile: await authority.revoke('revoked', [others.certificateFile]) }));
    await until('the log names the reason', () => log(instance).includes('P562'));
    await until('nobody follows', () => a.mirror?.driver.followers.size === 0);
    await until('the primary goes on alone', () => {
      const role = roleOf(a);
      return role?.kind === 'primary' && role.trouble.kind === 'none' && role.backup.kind === 'none';
    });
    expect(roleOf(b)?.kind).not.toBe('primary');
  },
);

test('a primary whose QoS timeout was made shorter goes by the longer one until its backup has said that it heard of it', async () => {
  const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
  const long = { ...settings, arbiter: null, useTls: false, qosTimeoutMs: 60_000 };
  accept(await createMirror(a, { mirrorName: 'APRIL', ...long, ...fieldsOf('SERVERA/IRIS', A) }));
  await until('servera is primary', () => roleOf(a)?.kind === 'primary');
  const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
  accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
  const role = () => roleOf(b);
  const timeouts = ({ mirror }: Instance) => {
    const { qosTimeoutMs, longestQosTimeoutMs } = mirror?.failover?.state.settings ?? {};
    return [qosTimeoutMs, longestQosTimeoutMs];
  };
  await until('serverb is Active', () => role()?.kind === 'backup');
  expect(timeouts(a)).toEqual([60_000, 60_000]);

  let release = () => {};
  const save = b.store.saveMembership.bind(b.store);
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const saving = vi.spyOn(b.store, 'saveMembership').mockImplementation(async (membership) => {
    await held;
    await save(membership);
  });
  const expectedVersion = a.mirror?.config().version ?? 0;
  accept(await editMirror(a, { expectedVersion, ...long, qosTimeoutMs: 2000 }));
  await until('serverb is writing it down', () => saving.mock.calls.length > 0);
  const word = () => [...(a.mirror?.driver.followers.values() ?? [])][0]?.progress?.outlook?.configurationVersion;
  await until('serverb has said by what it goes', () => word() === expectedVersion);
  expect([timeouts(a), timeouts(b)]).toEqual([
    [2000, 60_000],
    [60_000, 60_000],
  ]);
  release();
  await until('serverb has heard', () => word() === expectedVersion + 1);
  await until('servera goes by the shorter one', () => timeouts(a)[1] === 2000);
  expect(timeouts(b)).toEqual([2000, 2000]);
});

test('a primary that changes roles lets its partner in again only when that is over', async () => {
  const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
  accept(await createMirror(a, { mirrorName: 'APRIL', ...settings, arbiter: null, useTls: false, ...fieldsOf('SERVERA/IRIS', A) }));
  await until('servera is primary', () => roleOf(a)?.kind === 'primary');
  const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
  accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
  await until('serverb is Active', () => roleOf(b)?.kind === 'backup');
  const member = a.mirror;
  if (!member?.failover) throw new Error('no member');

  let release = () => {};
  const held = new Promise<null>((resolve) => {
    release = () => resolve(null);
  });
  // Neither its word nor, since it lives, its agent's: nothing is changed.
  vi.spyOn(member.dialer, 'ask').mockReturnValueOnce(held);
  const letIn = vi.spyOn(member.failover, 'acceptFollower');
  const knocks = vi.spyOn(member.service, 'accept');
  const changing = demotePartner(member);
  b.mirror?.driver.feed({ kind: 'mirror-stop-ordered', why: 'operator' });
  await until('nobody follows', () => member.driver.followers.size === 0);
  b.mirror?.driver.feed({ kind: 'mirror-start-ordered', why: 'operator' });
  const before = knocks.mock.calls.length;
  const dials = () => knocks.mock.calls.slice(before).filter(([, { purpose }]) => purpose === 'data').length;
  await until('it has come twice', () => dials() >= 2);
  expect(letIn).not.toHaveBeenCalled();
  release();
  expect(await changing).toMatchObject({ ok: false, refusal: { code: 'P631' } });
  await until('serverb is Active again', () => roleOf(b)?.kind === 'backup');
  expect(letIn).toHaveBeenCalled();
});

test('an arbiter that has kept another key for the mirror refuses the member, which says so once, on its monitor and in its log, until it is let in', async () => {
  const network = wires.attach('serverc', [ARBITER]);
  const arbiter = await startAgent('serverc', network);
  const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
  accept(await createMirror(a, { mirrorName: 'APRIL', useTls: false, ...settings, ...fieldsOf('SERVERA/IRIS', A) }));
  await until('servera is primary', () => roleOf(a)?.kind === 'primary');
  accept(
    await joinAsFailover(b, {
      mirrorName: 'APRIL',
      other: { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' },
      networkInterface: null,
      ...fieldsOf('SERVERB/IRIS', B),
    }),
  );
  const connection = () => accept(mirrorMonitor(a, { mirrorName: 'APRIL' })).arbiter.connection;
  const drawn = () => accept(mirrorTopology(a, {}));
  const lineToArbiter = () => drawn().connections.find(({ kind, from }) => kind === 'arbiter' && from === a.mirror?.self().guid);
  await until('both are connected to the arbiter', () => connection() === 'both');
  expect(lineToArbiter()?.state).toBe('connected');
  expect(drawn().arbiter?.sees.map(({ isSeen }) => isSeen)).toEqual([true, true]);
  expect(drawn().connections.find(({ kind }) => kind === 'journal')).toMatchObject({ tls: 'none', lastWordAgoMs: 0 });
  await arbiter.stop();
  const pins = join(scratch, 'serverc', 'arbiter-pins.json');
  const kept = readFileSync(pins, 'utf8');
  writeFileSync(pins, JSON.stringify({ [a.mirror?.config().guid ?? '']: { publicKey: publicKeyOf('a5'.repeat(32)), usedMs: 8e15 } }));
  let knocks = 0;
  const listen: typeof network.listen = (port, onConnection) =>
    network.listen(port, (socket, peer) => {
      knocks += 1;
      onConnection(socket, peer);
    });
  const other = await startAgent('serverc', Object.assign(Object.create(network), { listen }));
  await until('it is refused', () => connection() === 'refused');
  expect(lineToArbiter()?.state).toBe('refused');
  await until('both have knocked again and again', () => knocks > 9);
  expect(log(a).split(`#P594: The arbiter at ${ARBITER}|2188 has kept another key`)).toHaveLength(2);
  await other.stop();
  writeFileSync(pins, kept);
  await startAgent('serverc', network);
  await until('both are let in', () => connection() === 'both');
});

test('a member that joins where a closed journal file is damaged, and whole nowhere else, meets the damage once and begins behind it', async () => {
  const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
  accept(await createMirror(a, { mirrorName: 'APRIL', useTls: false, ...settings, arbiter: null, ...fieldsOf('SERVERA/IRIS', A) }));
  await until('servera is primary', () => roleOf(a)?.kind === 'primary');
  for (let round = 0; round < 3; round++) {
    for (let node = 0; node < 100; node++)
      accept(a.globals.set({ job: 1, database: 'USER', name: 'A', subscripts: [round, node] }, 'x'.repeat(100)));
    await a.journal.switchFile('by the test');
  }
  const files = a.mirror?.journal.files() ?? [];
  const damaged = files[1];
  if (!damaged) throw new Error('there are too few files');
  const file = await open(a.mirror?.journal.pathOf(damaged.fileCount) ?? '', 'r+');
  await file.write(Buffer.alloc(16, 0xa5), 0, 16, damaged.end - 40);
  await file.close();
  const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
  accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
  await until('serverb is Active', () => roleOf(b)?.kind === 'backup');
  expect(b.mirror?.journal.files()[0]?.fileCount).toBe(damaged.fileCount + 1);
  expect(b.mirror?.journal.state().durable).toEqual(a.mirror?.journal.state().durable);
  expect(log(a)).toMatch(
    new RegExp(
      `#2000 Mirror journal file #${damaged.fileCount} .* is damaged at offset \\d+: the journal of mirror APRIL begins with file #${damaged.fileCount + 1}`,
    ),
  );
});

test('an instance that is starting is its member already: its agent answers for it, and says that it does not hang', async () => {
  const network = wires.attach('servera', [A]);
  await startAgent('servera', network);
  const first = await startInstance('servera', network);
  const control = await takeOrders('servera', first);
  await first.store.setService('%Service_Mirror', true);
  accept(await createMirror(first, { mirrorName: 'APRIL', useTls: false, ...settings, ...fieldsOf('SERVERA/IRIS', A) }));
  await until('servera is primary', () => roleOf(first)?.kind === 'primary');
  const { mirrorGuid, memberGuid } = first.mirror?.membership ?? { mirrorGuid: '', memberGuid: '' };
  await control.close();
  await first.stop({ failover: false });
  const client = new AgentClient({ network: wires.attach('serverb', [B]) });
  const report = () =>
    client.request({
      addresses: [A],
      port: 2188,
      credentials: null,
      member: { mirrorGuid, memberGuid, distinguishedName: '' },
      request: { op: 'report', mirrorGuid, memberGuid },
      timeoutMs: SOON_MS,
    });
  // It gets no further than this: its port is taken.
  const taken = await network.listen(1972, (socket) => socket.destroy());
  await expect(startInstance('servera', network)).rejects.toThrow();
  expect(accept(await report())).toMatchObject({ instance: 'up', responsive: true, standing: null });
  await taken.close();
  const second = await startInstance('servera', network);
  ends.push(() => second.stop({ failover: false }));
  await until('it leads again', () => roleOf(second)?.kind === 'primary');
  expect(JSON.parse(readFileSync(join(scratch, 'servera', 'instances', 'iris', 'mgr', 'agent.json'), 'utf8'))).toMatchObject({
    isStarting: false,
    mirror: { guid: mirrorGuid, memberGuid },
  });
});

test('who may lead one day is looked at when it becomes that, and no member moves beside the arbiter', async () => {
  const beside = '172.16.58.112';
  const [a, b, d] = [await startHost('servera', A), await startHost('serverb', B, beside), await startHost('serverd', '172.16.58.104')];
  accept(
    await createMirror(a, {
      mirrorName: 'APRIL',
      useTls: false,
      ...settings,
      arbiter: { address: beside, port: 2188 },
      ...fieldsOf('SERVERA/IRIS', A),
    }),
  );
  await until('servera is primary', () => roleOf(a)?.kind === 'primary');
  const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
  accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
  const guidOf = (name: string) => a.mirror?.config().members.find((member) => member.name === name)?.guid ?? '';
  const { memberName: _, ...moved } = fieldsOf('', beside);
  expect(
    await editMemberAddresses(a, { expectedVersion: a.mirror?.config().version ?? 0, guid: guidOf('SERVERB/IRIS'), ...moved }),
  ).toMatchObject({ ok: false, refusal: { code: 'P514', field: 'agentAddress' } });
  // A reporting async needs no agent, so nobody has asked for the one that it names.
  accept(
    await joinAsAsync(d, {
      mirrorName: 'APRIL',
      other,
      memberName: 'SERVERD/IRIS',
      memberKind: 'read-only-reporting',
      address: '172.16.58.104',
      agentAddress: B,
      agentPort: 2188,
    }),
  );
  await until('serverd receives', () => Boolean(d.mirror?.async?.primaryGuid));
  const change = { memberKind: 'disaster-recovery', purgeAfterDejournaling: true, clearFailoverFlags: false } as const;
  expect(await editAsync(d, change)).toMatchObject({ ok: false, refusal: { code: 'P512', field: 'memberKind' } });
  const { memberName: __, ...right } = fieldsOf('', '172.16.58.104');
  accept(await editMemberAddresses(a, { expectedVersion: a.mirror?.config().version ?? 0, guid: guidOf('SERVERD/IRIS'), ...right }));
  await until('serverd has heard', () => d.mirror?.self().agentAddress === '172.16.58.104');
  accept(await editAsync(d, change));
  expect(a.mirror?.config().members.find(({ guid }) => guid === guidOf('SERVERD/IRIS'))?.kind).toBe('disaster-recovery');
});

describe('a member whose record for its agent cannot be written', () => {
  const D = '172.16.58.104';
  const folderOf = (host: string) => join(scratch, host, 'instances', 'iris');
  /** A folder has the name: no file can be written there, as on a full disk. */
  const inTheWay = (host: string) => join(folderOf(host), 'mgr', 'agent.json.new');

  /** serverd, a DR async, of a mirror whose only failover member has stopped. */
  async function orphaned(): Promise<Instance> {
    const network = wires.attach('servera', [A]);
    await startAgent('servera', network);
    const a = await startInstance('servera', network);
    const control = await takeOrders('servera', a);
    const d = await startHost('serverd', D);
    accept(await createMirror(a, { mirrorName: 'APRIL', useTls: false, ...settings, arbiter: null, ...fieldsOf('SERVERA/IRIS', A) }));
    await until('servera is primary', () => roleOf(a)?.kind === 'primary');
    const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
    accept(
      await joinAsAsync(d, {
        mirrorName: 'APRIL',
        other,
        memberName: 'SERVERD/IRIS',
        memberKind: 'disaster-recovery',
        address: D,
        agentAddress: D,
        agentPort: 2188,
      }),
    );
    await until('serverd receives', () => Boolean(d.mirror?.async?.primaryGuid));
    await control.close();
    await a.stop({ failover: false });
    await until('serverd has noticed', () => !d.mirror?.async?.primaryGuid);
    return d;
  }

  const becomeFailover = (d: Instance) =>
    d.mirror?.becomeFailover((now) => ({
      configuration: {
        ...now,
        version: now.version + 1,
        members: now.members.map((member) => ({
          ...member,
          kind: member.guid === d.mirror?.membership.memberGuid ? 'failover' : 'disaster-recovery',
        })),
      },
      promotion: writePromotionDocument({
        stage: 'leading',
        since: '2026-11-30T05:00:00.000Z',
        partner: null,
        forced: false,
        unavailable: [],
      }),
      noFailoverFor: null,
      networkInterface: null,
    }));

  test('is a failover member all the same once it is promoted, leads when it is written, and not before', async () => {
    const d = await orphaned();
    const before = d.mirror?.config();
    mkdirSync(inTheWay('serverd'));
    expect(await becomeFailover(d)).toBeNull();
    expect(d.mirror?.failover).not.toBeNull();
    await until('it is about to lead', () => log(d).includes('P610'));
    // Dead now, it would be judged by this record, and others could lead past it: so it has served nobody yet.
    await until('it has taken over but for the last step, which fails', () => {
      const role = roleOf(d);
      return role?.kind === 'taking-over' && role.phase === 'open' && role.failing !== null;
    });
    expect(d.clients.isOpen).toBe(false);
    rmSync(inTheWay('serverd'), { recursive: true });
    await until('it leads', () => roleOf(d)?.kind === 'primary');
    expect(d.clients.isOpen).toBe(true);
    const registered = readRegistration(folderOf('serverd'))?.mirror?.config ?? null;
    expect(
      mayLockOut({ roll: before ?? null }, { guid: d.mirror?.membership.memberGuid ?? '', roll: registered, epoch: null }),
      'who knows no more than before the promotion may not lock it out',
    ).toBe(false);
    expect(log(d).split('#P610')).toHaveLength(2);
  });
});

/**
 * As where the disk of `config.db` takes nothing: changes of the mirror's configuration, and lines of the timeline, are refused by the
 * database itself.
 */
function refuseInStore(host: string): () => void {
  const database = new Database(join(scratch, host, 'instances', 'iris', 'config.db'));
  const refuse = (name: string, when: string) =>
    database.exec(`CREATE TRIGGER ${name} BEFORE ${when} BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  refuse('refuseConfiguration', 'UPDATE OF configuration ON MirrorMembership WHEN NEW.configuration IS NOT OLD.configuration');
  refuse('refuseEvent', 'INSERT ON Event');
  return () => {
    database.exec('DROP TRIGGER refuseConfiguration; DROP TRIGGER refuseEvent');
    database.close();
  };
}

test.each(['failover', 'read-only-reporting'] as const)(
  'a member of kind %s whose store refuses the configuration tells it once on both sides, tries again after growing pauses, and goes on',
  async (kind) => {
    const [a, b] = [await startHost('servera', A), await startHost('serverb', B)];
    accept(await createMirror(a, { mirrorName: 'APRIL', useTls: false, ...settings, arbiter: null, ...fieldsOf('SERVERA/IRIS', A) }));
    await until('servera is primary', () => roleOf(a)?.kind === 'primary');
    const other = { agentAddress: A, agentPort: 2188, instanceName: 'IRIS' };
    if (kind === 'failover')
      accept(await joinAsFailover(b, { mirrorName: 'APRIL', other, networkInterface: null, ...fieldsOf('SERVERB/IRIS', B) }));
    else
      accept(
        await joinAsAsync(b, {
          mirrorName: 'APRIL',
          other,
          memberName: 'SERVERB/IRIS',
          memberKind: kind,
          address: B,
          agentAddress: B,
          agentPort: 2188,
        }),
      );
    await until('serverb follows', () => (kind === 'failover' ? roleOf(b)?.kind === 'backup' : Boolean(b.mirror?.async?.primaryGuid)));
    const mend = refuseInStore('serverb');
    const linesBefore = log(b).split('\n').length;
    accept(
      await (a.mirror ?? expect.fail('there is no primary')).changeConfiguration((config) => accepted({ ...config, qosTimeoutMs: 9000 })),
    );
    await until('it was tried three times', () => (b.mirror?.driver.state.hindrance?.count ?? 0) >= 3);
    const told = 'Journal transfer stands still: SERVERB/IRIS cannot store the configuration of the mirror: config.db: ';
    for (const instance of [a, b]) expect(log(instance).split(told)).toHaveLength(2);
    const lines = log(b)
      .split('\n')
      .slice(linesBefore - 1);
    expect(lines.filter((line) => line.includes('config.db'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('The timeline could not be stored: config.db: '))).toHaveLength(1);
    expect(log(b)).not.toMatch(/prisma|invocation|\.ts:/i);
    expect(lines.length).toBeLessThan(12);
    const standstill = {
      kind: 'standstill',
      mirrorName: 'APRIL',
      story: { code: 'transfer-stopped-by-store', args: ['SERVERB/IRIS', expect.stringMatching(/^config\.db: .* violated/)] },
    };
    expect(journalFaults(b)).toEqual([standstill]);
    if (kind === 'failover') expect(journalFaults(a)).toEqual([standstill]);
    mend();
    await until('serverb has the configuration', () => b.mirror?.config().qosTimeoutMs === 9000);
    await until('that is told', () => /Journal transfer to SERVERB\/IRIS goes on after \d+ seconds/.test(log(b)));
    if (kind === 'failover') await until('servera tells it, too', () => journalFaults(a).length === 0);
  },
  60_000,
);
