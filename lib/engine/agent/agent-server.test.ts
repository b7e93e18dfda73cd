import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import type { Outcome } from '../../contract/errors.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { memberForTests } from '../../contract/member-for-tests.ts';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import { PRODUCT_VERSION } from '../../contract/units.ts';
import { sealBlock, BLOCK_HEADER_BYTES } from '../journal/block.ts';
import { encodeHeader, HEADER_BYTES, type JournalHeader } from '../journal/header.ts';
import { AuthorityForTests } from '../link/certificates-for-tests.ts';
import { type CredentialFiles, loadTlsCredentials, type TlsCredentials } from '../link/secure.ts';
import { encodeJsonFrame } from '../link/frame.ts';
import { sealPassword } from '../ports/sealed-password.ts';
import { BY_HAND } from '../mirror/lock-out.ts';
import type { ArbiterMessage } from '../mirror/dialogue.ts';
import { systemClock } from '../ports/clock.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import { AgentClient } from './agent-client.ts';
import { openAgentLog } from './agent-log.ts';
import { isHelloProved, publicKeyOf, signHello } from './arbiter-identity.ts';
import { AgentServer } from './agent-server.ts';
import { isProcessAlive, processName, processStartTime } from './process-identity.ts';
import { AGENT_HELLO_FRAME, AGENT_MESSAGE_FRAME, type InstanceRegistration } from './protocol.ts';
import { editValidatedMember } from '../lab/edit-validated-member.ts';
import { readValidatedMemberEdit, writeValidatedMemberEdit } from './validated-member.ts';

const A = '172.16.58.101';
const B = '172.16.58.102';
const ARBITER = '172.16.58.100';
const VIRTUAL_IP = '172.16.58.103';
const MIRROR = 'mirror-guid';
const CALL_MS = 4000;
/** A reader whom the sender must wait for. */
const SLOW_READER_MS = 2;
/** So long nothing happens: more than a takeover takes. */
const SILENCE_MS = 50;

let scratch: string;
let wires: LoopbackWires;
let networkA: LoopbackNetwork;
let client: AgentClient;
const running: AgentServer[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'));
  wires = new LoopbackWires();
  networkA = wires.attach('servera', [A]);
  client = new AgentClient({ network: wires.attach('serverb', [B]) });
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  fs.rmSync(scratch, { recursive: true, force: true });
});

async function startAgent(
  network = networkA,
  version: string = PRODUCT_VERSION,
  times: { silenceMs?: number; quietMs?: number } = {},
): Promise<AgentServer> {
  const server = new AgentServer({
    ...times,
    network,
    clock: systemClock,
    log: openAgentLog({ directory: scratch, host: 'servera', clock: systemClock }),
    directory: scratch,
    instancesDirectory: path.join(scratch, 'instances'),
    version,
  });
  await server.start();
  running.push(server);
  return server;
}

/** A process that serves a control socket as an instance does; `ready` on its output. */
const INSTANCE_PROGRAM = `
const net = require('node:net');
const answers = JSON.parse(process.argv[2]);
net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    const { id, query, input } = JSON.parse(chunk.toString());
    const answer = answers[query];
    if (query === 'agent-describe' && input.mirrorName !== answer.name) socket.write(JSON.stringify({ id, ok: false, refusal: { code: '2051', args: [input.mirrorName] } }) + '\\n');
    else socket.write(JSON.stringify({ id, ok: true, value: answer }) + '\\n');
  });
}).listen(process.argv[1], () => process.stdout.write('ready'));
`;
const STANDING = {
  guid: 'member-a',
  role: 'primary',
  epoch: 3,
  journal: { durable: { fileCount: 2, offset: 9000 }, epoch: 3 },
  onlyPrimary: null,
};
const DESCRIBED = {
  name: 'APRIL',
  guid: MIRROR,
  useTls: false,
  arbiter: null,
  virtualIp: null,
  qosTimeoutMs: 8000,
  members: [],
  primaryGuid: 'member-a',
  answeredBy: 'member-a',
};

/** Starts the stand-in and registers it. `orphaned`: as the child of a shell that never looks after its children. */
async function startInstance(
  mirror: Partial<NonNullable<InstanceRegistration['mirror']>> = {},
  { orphaned = false } = {},
): Promise<{ processId: number; registration: InstanceRegistration }> {
  const directory = path.join(scratch, 'instances', 'iris');
  fs.mkdirSync(path.join(directory, 'mgr', 'journal'), { recursive: true });
  const controlPath = path.join(directory, 'c.sock');
  const words = [
    process.execPath,
    '-e',
    INSTANCE_PROGRAM,
    controlPath,
    JSON.stringify({ 'agent-standing': STANDING, 'agent-describe': DESCRIBED }),
  ];
  const child = orphaned
    ? spawn('sh', ['-c', '"$@" & echo "pid $!"; exec sleep 600', 'sh', ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
    : spawn(words[0] as string, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  await new Promise<void>((resolve) =>
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
      if (output.includes('ready')) resolve();
    }),
  );
  const processId = orphaned ? Number(/pid (\d+)/.exec(output)?.[1]) : (child.pid as number);
  const registration: InstanceRegistration = {
    instanceName: 'IRIS',
    version: PRODUCT_VERSION,
    processId,
    startedAt: processStartTime(processId) ?? 'unknown',
    controlPath,
    mirror: {
      name: 'APRIL',
      guid: MIRROR,
      memberGuid: 'member-a',
      useTls: false,
      journalDirectory: path.join(directory, 'mgr', 'journal'),
      authorizedDistinguishedNames: [],
      tls: null,
      virtualIp: null,
      config: null,
      ...mirror,
    },
  };
  register(registration);
  return { processId, registration };
}
const register = (registration: InstanceRegistration) =>
  fs.writeFileSync(path.join(scratch, 'instances', 'iris', 'mgr', 'agent.json'), JSON.stringify(registration));

const NAMED = { mirrorGuid: MIRROR, memberGuid: 'member-a' };
const to = { addresses: [A], port: 2188, credentials: null, member: { ...NAMED, distinguishedName: 'CN=servera' }, timeoutMs: CALL_MS };
const report = () => client.request({ ...to, request: { op: 'report', ...NAMED } });
const text = (outcome: Outcome<unknown>) => (outcome.ok ? 'accepted' : refusalText(outcome.refusal, 'en'));

describe('reaching an agent', () => {
  test('says its version, an older one too, and writes the log of its start', async () => {
    const server = await startAgent();
    expect(await client.request({ ...to, request: { op: 'version' } })).toEqual({ ok: true, value: PRODUCT_VERSION });
    await server.stop();
    await startAgent(networkA, '2021.1');
    expect(await client.request({ ...to, request: { op: 'version' } })).toEqual({ ok: true, value: '2021.1' });
    const lines = fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d servera ISCAgent\[\d+\]: Starting$/);
    expect(lines[1]).toMatch(/: Starting ApplicationServer on \*:2188$/);
  });

  test('an agent that is not started, not reachable, or not known', async () => {
    expect(text(await report())).toBe('ERROR #2086: Agent is unreachable with 172.16.58.101|2188, reason: connection refused');
    wires.cut.add(A);
    expect(text(await client.request({ ...to, timeoutMs: 60, request: { op: 'version' } }))).toBe(
      'ERROR #2086: Agent is unreachable with 172.16.58.101|2188, reason: timed out',
    );
    expect(text(await client.request({ ...to, addresses: ['10.0.0.1'], request: { op: 'version' } }))).toMatch(
      /10\.0\.0\.1\|2188, reason: no route to host$/,
    );
    expect(text(await client.request({ ...to, addresses: ['serverx'], request: { op: 'version' } }))).toMatch(
      /serverx\|2188, reason: host name not known$/,
    );
  });

  test('the next address is tried within the same time, and the first one is named when all fail', async () => {
    await startAgent();
    wires.cut.add('172.16.0.1');
    const begun = performance.now();
    expect(await client.request({ ...to, addresses: ['172.16.0.1', A], timeoutMs: 600, request: { op: 'version' } })).toMatchObject({
      ok: true,
    });
    expect(performance.now() - begun).toBeLessThan(600);
    expect(
      text(await client.request({ ...to, addresses: ['172.16.0.1', '172.16.0.1', B], timeoutMs: 100, request: { op: 'version' } })),
    ).toMatch(/172\.16\.0\.1\|2188, reason: timed out$/);
  });

  test('an agent that takes the call and is silent', async () => {
    const listener = await networkA.listen(2188, () => {});
    expect(text(await client.request({ ...to, timeoutMs: 80, request: { op: 'version' } }))).toMatch(/reason: timed out$/);
    await listener.close();
  });

  test('callers that ask nothing, or half a question, are not kept', async () => {
    await startAgent(networkA, PRODUCT_VERSION, { silenceMs: 200 });
    const stranger = wires.attach('stranger', ['172.16.58.9']);
    const hello = encodeJsonFrame(AGENT_HELLO_FRAME, { service: 'agent', protocol: 1, secure: false, member: null });
    for (const bytes of [hello, Buffer.concat([hello, Buffer.from([99, 0, 0, 0, AGENT_MESSAGE_FRAME])])]) {
      const socket = await stranger.connect({ host: A, port: 2188, timeoutMs: 1000 });
      let isClosed = false;
      socket
        .on('error', () => {})
        .resume()
        .once('close', () => (isClosed = true));
      socket.write(bytes);
      await until('the connection is closed', () => isClosed);
    }
    expect(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')).not.toContain('dropped');
  });

  test('a hundred connections of one caller, and the others are answered all the same', async () => {
    await startAgent();
    const stranger = wires.attach('stranger', ['172.16.58.9']);
    const sockets: Socket[] = [];
    const closed = new Set<Socket>();
    for (let count = 0; count < 103; count++) {
      const socket = await stranger.connect({ host: A, port: 2188, timeoutMs: 1000 });
      socket
        .on('error', () => {})
        .resume()
        .once('close', () => closed.add(socket));
      sockets.push(socket);
    }
    await until('three are closed', () => closed.size === 3);
    expect(sockets.slice(100).every((socket) => closed.has(socket))).toBe(true);
    expect(await client.request({ ...to, request: { op: 'version' } })).toMatchObject({ ok: true });
    for (const socket of sockets) socket.destroy();
  });

  test('garbage in place of a hello ends that connection only', async () => {
    await startAgent();
    const socket = await wires.attach('stranger', ['172.16.58.9']).connect({ host: A, port: 2188, timeoutMs: 1000 });
    const closed = new Promise((resolve) =>
      socket
        .on('error', () => {})
        .resume()
        .once('close', resolve),
    );
    socket.write('GET / HTTP/1.0\r\n\r\n');
    await closed;
    expect(await client.request({ ...to, request: { op: 'version' } })).toMatchObject({ ok: true });
  });
});

describe('describing a mirror to a joiner', () => {
  test('in the words of the running instance', async () => {
    await startAgent();
    const { registration } = await startInstance();
    const describe = (instanceName: string, mirrorName: string) =>
      client.request({ ...to, request: { op: 'describe-mirror', instanceName, mirrorName } });
    expect(await describe('iris', 'APRIL')).toEqual({ ok: true, value: DESCRIBED });
    expect(text(await describe('IRIS', 'MAY'))).toBe("ERROR #2051: Mirror set name 'MAY' is not configured");
    expect(text(await describe('CACHE', 'APRIL'))).toBe(
      'ERROR #2083: Failed to lookup instance name, reason: there is no instance CACHE on this host',
    );
    register({ ...registration, controlPath: path.join(scratch, 'not-yet.sock') });
    expect(text(await describe('IRIS', 'APRIL'))).toBe('ERROR #P100: Instance IRIS does not answer (it is starting or ending)');
    children[0]?.kill('SIGKILL');
    await new Promise((resolve) => children[0]?.once('exit', resolve));
    expect(text(await describe('IRIS', 'APRIL'))).toBe('ERROR #P100: Instance IRIS does not answer (it is not running)');
  });
});

describe('reporting and removing an instance', () => {
  test('up: the standing it says itself', async () => {
    await startAgent();
    await startInstance();
    expect(await report()).toMatchObject({ ok: true, value: { instance: 'up', responsive: true, standing: STANDING } });
  });

  test('hanging: up, not responsive; forced down although it is stopped', async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    process.kill(processId, 'SIGSTOP');
    const hanging = processName(registration);
    const hangs = { ok: true, value: { instance: 'up', responsive: false, standing: null, process: hanging } };
    expect(await report()).toEqual(hangs);
    const another = { kind: 'hanging', process: `1${hanging}` } as const;
    expect(await client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: another } }), 'it was started since').toEqual(hangs);
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
    expect(await client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: { kind: 'hanging', process: hanging } } })).toEqual({
      ok: true,
      value: { instance: 'down', journal: 'none' },
    });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(false);
    expect(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')).toMatch(
      /Forcing instance IRIS \(\d+\) down\n.*Instance IRIS \(\d+\) is down/,
    );
  });

  test('starting, when nobody listens yet: it does not hang, and no order for an earlier term has found out what it leads', async () => {
    await startAgent(networkA, PRODUCT_VERSION, { quietMs: 500 });
    const { processId, registration } = await startInstance();
    register({ ...registration, controlPath: path.join(scratch, 'not-yet.sock') });
    const quiet = { ok: true, value: { instance: 'up', responsive: true, standing: null, process: processName(registration) } };
    expect(await report()).toEqual(quiet);
    expect(
      await client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: { kind: 'older-term', than: STANDING.epoch + 1 } } }),
    ).toEqual(quiet);
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
    await expect
      .poll(report, { timeout: CALL_MS })
      .toMatchObject({ ok: true, value: { instance: 'up', responsive: false, standing: null } });
    // It reads a long journal, and is no member that could lead before it has.
    register({ ...registration, controlPath: path.join(scratch, 'not-yet.sock'), isStarting: true });
    expect(await report()).toEqual(quiet);
    register(registration);
    expect(await report()).toMatchObject({ value: { responsive: true, standing: STANDING } });
  });

  test.runIf(process.platform === 'linux')('a zombie is down', async () => {
    await startAgent();
    const { processId } = await startInstance({}, { orphaned: true });
    expect(await report()).toMatchObject({ value: { instance: 'up' } });
    process.kill(processId, 'SIGKILL');
    await until('the zombie', () => fs.readFileSync(`/proc/${processId}/stat`, 'utf8').includes(') Z '));
    expect(await report()).toEqual({ ok: true, value: { instance: 'down', journal: 'none' } });
  });

  test.runIf(process.platform === 'linux')('another process with the same number is not the instance, and is not killed', async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    register({ ...registration, startedAt: `${registration.startedAt}9` });
    expect(await client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: { kind: 'running' } } })).toMatchObject({
      value: { instance: 'down' },
    });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
  });

  test('is not forced down by an order that means an earlier process of it: the answer is about that one', async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    const order = (process: string) =>
      client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: { kind: 'process', process } } });
    expect(await order('1 earlier')).toEqual({ ok: true, value: { instance: 'down', journal: 'none' } });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
    expect(await order(processName(registration))).toMatchObject({ value: { instance: 'down' } });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(false);
  });

  test('is forced down by a later term when it leads in an earlier one, and not before it has said so', async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    const order = (than: number) => client.request({ ...to, request: { op: 'force-down', ...NAMED, meant: { kind: 'older-term', than } } });
    expect(await order(STANDING.epoch)).toMatchObject({ value: { instance: 'down' } });
    process.kill(processId, 'SIGSTOP');
    expect(await order(STANDING.epoch + 1)).toMatchObject({ value: { instance: 'up', responsive: false } });
    process.kill(processId, 'SIGCONT');
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
    expect(await order(STANDING.epoch + 1)).toMatchObject({ value: { instance: 'down' } });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(false);
  });

  test('nothing is said or done for another member of the same mirror, and the log says so once', async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    const other = { mirrorGuid: MIRROR, memberGuid: 'member-b' };
    const target = { ...to, member: { ...other, distinguishedName: 'CN=serverb' } };
    const questions = [
      { op: 'report', ...other },
      { op: 'force-down', ...other, meant: { kind: 'running' } },
      { op: 'journal-files', ...other },
      { op: 'set-validated-member', ...other, order: 'lock', by: 'SERVERD/IRIS', promotion: 'one', roll: null },
    ] as const;
    for (const request of questions)
      expect(await client.request({ ...target, request })).toMatchObject({ ok: false, refusal: { code: '2051' } });
    // By both of its addresses in turn, as a member asks again and again.
    const byOtherCard = new AgentClient({ network: wires.attach('serverb-private', ['172.16.159.102']) });
    for (let time = 1; time <= 3; time++)
      for (const asker of [client, byOtherCard])
        expect(await asker.request({ ...target, request: questions[3] })).toMatchObject({ ok: false, refusal: { code: '2051' } });
    expect(
      await client.fetchJournalFile({ ...target, name: 'MIRROR-APRIL-20220801.001', offset: 0, length: 10, onBytes: () => {} }),
    ).toMatchObject({ ok: false, refusal: { code: '2051' } });
    expect(isProcessAlive(processId, registration.startedAt)).toBe(true);
    expect(await readValidatedMemberEdit(path.join(scratch, 'instances', 'iris'))).toBeNull();
    const told = fs
      .readFileSync(path.join(scratch, 'agent.log'), 'utf8')
      .match(/set-validated-member from \S+ refused: it is meant for member member-b of mirror mirror-guid, which is not on this host/g);
    expect(told?.map((line) => line.split(' ')[2])).toEqual(['172.16.58.102', '172.16.159.102']);
  });

  test('a member is found at another of its addresses when the first has become another one’s', async () => {
    await startAgent();
    await startInstance();
    const stranger = wires.attach('serverd', ['172.16.58.104']);
    const instances = path.join(scratch, 'other');
    fs.mkdirSync(instances);
    const server = new AgentServer({
      network: stranger,
      clock: systemClock,
      log: () => {},
      directory: null,
      instancesDirectory: instances,
      version: PRODUCT_VERSION,
    });
    await server.start();
    running.push(server);
    expect(await client.request({ ...to, addresses: ['172.16.58.104', A], request: { op: 'report', ...NAMED } })).toMatchObject({
      ok: true,
      value: { instance: 'up' },
    });
    expect(
      await client.request({ ...to, addresses: ['172.16.58.104', '172.16.0.1'], timeoutMs: 300, request: { op: 'report', ...NAMED } }),
    ).toMatchObject({ ok: false, refusal: { code: '2051' } });
  });

  test('down: its virtual IP is taken off the card', async () => {
    await startAgent();
    await networkA.addAddress('eth0', { address: VIRTUAL_IP, prefixLength: 24 });
    const { processId } = await startInstance({ virtualIp: { address: VIRTUAL_IP, prefixLength: 24, card: 'eth0' } });
    await report();
    expect(await networkA.isAddressInUse(VIRTUAL_IP)).toBe(true);
    process.kill(processId, 'SIGKILL');
    await new Promise((resolve) => children[0]?.once('exit', resolve));
    expect(await report()).toMatchObject({ value: { instance: 'down' } });
    expect(await networkA.isAddressInUse(VIRTUAL_IP)).toBe(false);
  });

  describe('ValidatedMember=0', () => {
    const set = (order: 'lock' | 'look' | 'release', promotion = 'one', roll: Pick<MirrorConfig, 'version' | 'members'> | null = null) =>
      client.request({ ...to, request: { op: 'set-validated-member', ...NAMED, order, by: 'SERVERD/IRIS', promotion, roll } });
    const held = { ok: true, value: { report: { instance: 'down' }, lock: 'held' } };
    const open = { ok: true, value: { report: { instance: 'down' }, lock: 'open' } };
    const directory = () => path.join(scratch, 'instances', 'iris');
    const compression = { mode: 'system-selected', type: 'zlib' } as const;
    const config: MirrorConfig = {
      name: 'APRIL',
      guid: MIRROR,
      version: 7,
      useTls: false,
      arbiter: null,
      virtualIp: null,
      qosTimeoutMs: 8000,
      compressionForFailover: compression,
      compressionForAsync: compression,
      parallelDejournaling: 'failover-and-dr',
      members: [],
      databases: [],
    };

    test('an instance that lives keeps its configuration', async () => {
      await startAgent();
      await startInstance();
      expect(await set('lock')).toMatchObject({ ok: true, value: { report: { instance: 'up' }, config: null, lock: 'open' } });
      expect(await readValidatedMemberEdit(directory())).toBeNull();
    });

    async function startDead(part: Partial<MirrorConfig> = {}): Promise<void> {
      await startAgent();
      const { processId } = await startInstance({ config: { ...config, ...part } });
      process.kill(processId, 'SIGKILL');
      await new Promise((resolve) => children[0]?.once('exit', resolve));
    }

    test('of one that is down it is set until every promotion that wanted it has taken it back', async () => {
      await startDead();
      // With what it had written down of the mirror: whoever promotes may have missed it.
      expect(await set('lock')).toEqual({ ok: true, value: { report: { instance: 'down', journal: 'none' }, config, lock: 'held' } });
      expect(await set('look')).toMatchObject(held);
      expect(await set('lock', 'two')).toMatchObject(held);
      expect(await readValidatedMemberEdit(directory())).toEqual({
        mirrorGuid: MIRROR,
        memberGuid: 'member-a',
        by: 'SERVERD/IRIS',
        promotions: ['one', 'two'],
      });
      // The word of the first is late.
      await set('release');
      expect(await set('look')).toMatchObject(open);
      expect(await set('look', 'two')).toMatchObject(held);
      await set('lock', 'three');
      // The third came to nothing, and the second has led.
      await set('release', 'three');
      expect(await set('look', 'two')).toMatchObject(held);
      await set('release', 'two');
      expect(await readValidatedMemberEdit(directory())).toBeNull();
      expect(await set('look', 'two')).toMatchObject(open);
    });

    test('of several orders at the same moment none is forgotten', async () => {
      await startDead();
      await set('lock');
      const names = ['two', 'three', 'four', 'five'];
      expect(await Promise.all([set('release'), ...names.map((name) => set('lock', name))])).toMatchObject([open, held, held, held, held]);
      expect((await readValidatedMemberEdit(directory()))?.promotions.toSorted()).toEqual(names.toSorted());
    });

    test('what an agent of an earlier version has written counts', async () => {
      await startDead();
      fs.writeFileSync(
        path.join(directory(), 'mgr', 'validated-member.json'),
        JSON.stringify({ mirrorGuid: MIRROR, memberGuid: 'member-a', by: 'SERVERD/IRIS', promotion: 'one' }),
      );
      expect(await set('look')).toMatchObject(held);
      await set('release');
      expect(await readValidatedMemberEdit(directory())).toBeNull();
    });

    test('what was written by hand stays by hand', async () => {
      await startDead();
      await writeValidatedMemberEdit(directory(), { mirrorGuid: MIRROR, memberGuid: 'member-a', by: '', promotions: [BY_HAND] });
      expect(await set('lock')).toMatchObject(held);
      expect(await set('look')).toMatchObject(held);
      await set('release');
      expect(await readValidatedMemberEdit(directory())).toMatchObject({ promotions: [BY_HAND] });
    });

    test('what was set back by hand outlives a promotion that comes to nothing, and not one that leads', async () => {
      await startDead();
      await set('lock');
      expect(await editValidatedMember({ instanceDirectory: directory(), validated: true, isUp: () => false })).toBe('written');
      // The promotion sees that its lock is gone, and does not lead.
      expect(await set('look')).toMatchObject(open);
      await set('release');
      expect(await set('lock', 'two')).toMatchObject(held);
      expect(await readValidatedMemberEdit(directory())).toMatchObject({ promotions: ['two'], isSetBack: true });
      await set('release', 'two');
      expect(await readValidatedMemberEdit(directory())).toMatchObject({ promotions: [], isSetBack: true });
      expect(await editValidatedMember({ instanceDirectory: directory(), validated: false, isUp: () => false })).toBe('written');
      expect(await readValidatedMemberEdit(directory())).toEqual({
        mirrorGuid: MIRROR,
        memberGuid: 'member-a',
        by: '',
        promotions: [BY_HAND],
      });
    });

    test('what is set back while the instance starts is not kept for a later start', async () => {
      await startDead();
      const set = (looks: boolean[]) =>
        editValidatedMember({ instanceDirectory: directory(), validated: true, isUp: () => looks.shift() ?? true });
      expect(await set([true])).toBe('up');
      expect(await set([false, true])).toBe('up');
      expect(await readValidatedMemberEdit(directory())).toBeNull();
      const locked = { mirrorGuid: MIRROR, memberGuid: 'member-a', by: 'SERVERD/IRIS', promotions: ['one'] };
      await writeValidatedMemberEdit(directory(), locked);
      expect(await set([false, true])).toBe('up');
      expect(await readValidatedMemberEdit(directory())).toEqual(locked);
    });

    test('a member that has written down more than whoever wants it keeps its role: that one may lead, or have led last', async () => {
      const entry = (guid: string, kind: MirrorMember['kind']) => memberForTests(guid, kind, { address: A });
      const later = [entry('member-a', 'failover'), entry('member-b', 'disaster-recovery')];
      await startDead({ version: 1007, members: later });
      const known = { version: 7, members: [entry('member-a', 'disaster-recovery'), entry('member-b', 'failover')] };
      expect(await set('lock', 'one', known)).toMatchObject({
        ok: true,
        value: { report: { instance: 'down' }, config: { version: 1007 }, lock: 'refused' },
      });
      expect(await readValidatedMemberEdit(directory())).toBeNull();
      // Whoever knows as much may: somebody has to, when this one never comes back.
      expect(await set('lock', 'two', { ...known, version: 1007, members: later })).toMatchObject(held);
    });

    test('one that has registered itself since it was looked at is up, and the edit is taken back', async () => {
      await startAgent();
      const { processId, registration } = await startInstance({ virtualIp: { address: VIRTUAL_IP, prefixLength: 24, card: 'eth0' } });
      process.kill(processId, 'SIGKILL');
      await new Promise((resolve) => children[0]?.once('exit', resolve));
      // It starts while the agent, which found it down, takes its virtual IP off the card.
      networkA.removeAddress = async () =>
        register({ ...registration, processId: process.pid, startedAt: processStartTime(process.pid) ?? 'unknown' });
      expect(await set('lock')).toMatchObject({ ok: true, value: { report: { instance: 'up' }, config: null, lock: 'open' } });
      expect(await readValidatedMemberEdit(directory())).toBeNull();
    });
  });

  test('a mirror that no instance of this host belongs to', async () => {
    await startAgent();
    expect(text(await report())).toBe("ERROR #2051: Mirror set name 'mirror-guid' is not configured");
  });
});

describe('the journal of a dead instance', () => {
  let directory: string;
  const header = (fileCount: number, previousEnd: number | null, epoch = fileCount): JournalHeader => ({
    fileGuid: `file-${fileCount}`,
    fileCount,
    mirror: { guid: MIRROR, name: 'APRIL' },
    creatorGuid: 'member-a',
    createdAtMs: 0,
    previous:
      previousEnd === null ? null : { guid: `file-${fileCount - 1}`, name: `MIRROR-APRIL-20220801.00${fileCount - 1}`, end: previousEnd },
    minTransaction: null,
    epoch,
    sizeBytesMax: 2 ** 30,
  });
  const block = (offset: number, size: number) => {
    const bytes = Buffer.alloc(BLOCK_HEADER_BYTES + size, offset & 0xff);
    sealBlock(bytes, { offset, recordCount: 0, timeMs: 0 });
    return bytes;
  };
  const fileName = (fileCount: number) => `MIRROR-APRIL-20220801.00${fileCount}`;
  const write = (fileCount: number, head: JournalHeader, ...parts: Buffer[]) =>
    fs.writeFileSync(path.join(directory, fileName(fileCount)), Buffer.concat([encodeHeader(head), ...parts]));
  const firstEnd = HEADER_BYTES + BLOCK_HEADER_BYTES + 100;

  beforeEach(async () => {
    await startAgent();
    const { processId, registration } = await startInstance();
    directory = registration.mirror?.journalDirectory as string;
    process.kill(processId, 'SIGKILL');
    await new Promise((resolve) => children[0]?.once('exit', resolve));
  });

  test('ends behind the last whole block; zeros, torn blocks and local files do not count', async () => {
    expect(await report()).toMatchObject({ value: { journal: 'none' } });
    write(1, header(1, null), block(HEADER_BYTES, 100));
    write(
      2,
      header(2, firstEnd, 7),
      block(HEADER_BYTES, 3_000_000),
      block(HEADER_BYTES + BLOCK_HEADER_BYTES + 3_000_000, 50),
      block(0, 10),
      Buffer.alloc(4096),
    );
    fs.writeFileSync(path.join(directory, '20220801.001'), encodeHeader({ ...header(9, null), mirror: null }));
    fs.writeFileSync(path.join(directory, fileName(3)), ''); // The instance died while it made this file.
    const offset = HEADER_BYTES + 2 * BLOCK_HEADER_BYTES + 3_000_050;
    expect(await report()).toEqual({ ok: true, value: { instance: 'down', journal: { durable: { fileCount: 2, offset }, epoch: 7 } } });
    expect(await client.request({ ...to, request: { op: 'journal-files', ...NAMED } })).toEqual({
      ok: true,
      value: {
        files: [
          { fileCount: 1, guid: 'file-1', start: HEADER_BYTES, end: firstEnd, name: fileName(1), previous: null },
          {
            fileCount: 2,
            guid: 'file-2',
            start: HEADER_BYTES,
            end: offset,
            name: fileName(2),
            previous: { guid: 'file-1', end: firstEnd, name: expect.any(String) },
          },
        ],
        journal: { durable: { fileCount: 2, offset }, epoch: 7 },
      },
    });
  });

  test('whoever has led after a primary is not locked out by that one: its word is late', async () => {
    write(1, header(1, null, 9), block(HEADER_BYTES, 100));
    const lockOut = (epoch: number) => {
      const lock = { op: 'set-validated-member', order: 'lock', by: 'SERVERB/IRIS', promotion: BY_HAND, roll: null } as const;
      return client.request({ ...to, request: { ...lock, ...NAMED, epoch } });
    };
    expect(await lockOut(8)).toMatchObject({ ok: true, value: { report: { instance: 'down' }, lock: 'refused' } });
    expect(await lockOut(9)).toMatchObject({ ok: true, value: { report: { instance: 'down' }, lock: 'held' } });
  });

  test('a directory that is not there makes it unreadable: its disk is missing', async () => {
    fs.rmSync(directory, { recursive: true });
    expect(await report()).toMatchObject({ value: { journal: 'unreadable' } });
  });

  test('a damaged header in front of blocks makes it unreadable, never shorter', async () => {
    write(1, header(1, null), block(HEADER_BYTES, 100));
    write(2, header(2, firstEnd), block(HEADER_BYTES, 100));
    const damaged = fs.openSync(path.join(directory, fileName(2)), 'r+');
    fs.writeSync(damaged, 'x', 40);
    fs.closeSync(damaged);
    expect(await report()).toEqual({ ok: true, value: { instance: 'down', journal: 'unreadable' } });
    expect(text(await client.request({ ...to, request: { op: 'journal-files', ...NAMED } }))).toMatch(
      /^ERROR #P105: journal-files is not possible now/,
    );
  });

  test('an old file that is missing or damaged hides what lies before it, no more', async () => {
    write(1, header(1, null), block(HEADER_BYTES, 100));
    write(2, header(2, firstEnd), block(HEADER_BYTES, 100));
    write(3, { ...header(3, firstEnd), previous: { guid: 'file-2', name: fileName(2), end: firstEnd } }, block(HEADER_BYTES, 100));
    const damaged = fs.openSync(path.join(directory, fileName(2)), 'r+');
    fs.writeSync(damaged, 'x', 40);
    fs.closeSync(damaged);
    const journal = { durable: { fileCount: 3, offset: firstEnd }, epoch: header(3, null).epoch };
    expect(await report()).toEqual({ ok: true, value: { instance: 'down', journal } });
    fs.rmSync(path.join(directory, fileName(2)));
    expect(await report()).toEqual({ ok: true, value: { instance: 'down', journal } });
    const listed = await client.request({ ...to, request: { op: 'journal-files', ...NAMED } });
    expect(listed).toMatchObject({ value: { files: [{ fileCount: 3 }] } });
  });

  test('a newest file that is gone although the list names it makes it unreadable, never shorter', async () => {
    write(1, header(1, null), block(HEADER_BYTES, 100));
    const line = {
      path: path.join(directory, fileName(2)),
      fileGuid: 'file-2',
      fileCount: 2,
      createdAtMs: 2,
      mirror: header(2, null).mirror,
      previous: null,
      reason: 'File full',
    };
    fs.writeFileSync(path.join(path.dirname(directory), 'mirrorjrn-APRIL.log'), `${JSON.stringify(line)}\n`);
    expect(await report()).toMatchObject({ value: { journal: 'unreadable' } });
  });

  test('a block that was cut short ends it; one in front of whole blocks makes it unreadable', async () => {
    const second = HEADER_BYTES + BLOCK_HEADER_BYTES + 100;
    const torn = block(second, 200).fill(0, 150);
    write(1, header(1, null), block(HEADER_BYTES, 100), torn, Buffer.alloc(4096));
    expect(await report()).toMatchObject({ value: { journal: { durable: { fileCount: 1, offset: second } } } });
    write(1, header(1, null), block(HEADER_BYTES, 100), torn, block(second + torn.length, 2_000_000));
    expect(await report()).toMatchObject({ value: { journal: 'unreadable' } });
  });

  test('is streamed in order to a slow taker, and ends early where the file ends', async () => {
    const content = Buffer.from(Array.from({ length: 1_500_000 }, (_, index) => index % 251));
    fs.writeFileSync(path.join(directory, fileName(1)), content);
    const bring = async (offset: number, length: number) => {
      const parts: Buffer[] = [];
      const outcome = await client.fetchJournalFile({
        ...to,
        timeoutMs: 1000,
        name: fileName(1),
        offset,
        length,
        onBytes: async (bytes) => {
          parts.push(Buffer.from(bytes));
          await new Promise((resolve) => setTimeout(resolve, SLOW_READER_MS));
        },
      });
      return { outcome, bytes: Buffer.concat(parts) };
    };
    const whole = await bring(1000, 1_400_000);
    expect(whole.outcome).toEqual({ ok: true, value: 1_400_000 });
    expect(whole.bytes.equals(content.subarray(1000, 1_401_000))).toBe(true);
    expect(await bring(1_499_990, 100)).toEqual({ outcome: { ok: true, value: 10 }, bytes: content.subarray(1_499_990) });
    expect(await bring(0, 0)).toMatchObject({ outcome: { ok: true, value: 0 } });
  });

  test.each(['../../../../etc/passwd', '20220801.001', 'MIRROR-APRIL-../x', 'MIRROR-MAY-20220801.001'])('refuses %s', async (name) => {
    expect(text(await client.fetchJournalFile({ ...to, name, offset: 0, length: 10, onBytes: () => {} }))).toMatch(
      /^ERROR #P104: There is no journal file/,
    );
  });
});

describe('a TLS mirror', () => {
  let filesA: CredentialFiles & { privateKeyPassword: string };
  let credentialsB: TlsCredentials;
  const load = async (files: CredentialFiles) => {
    const outcome = await loadTlsCredentials(files, new Date());
    if (!outcome.ok) throw new Error(text(outcome));
    return outcome.value;
  };
  let authority: AuthorityForTests;
  beforeEach(async () => {
    authority = await AuthorityForTests.create(scratch);
    filesA = await authority.issue('a', { subject: 'CN=servera', password: 'secret' });
    credentialsB = await load(await authority.issue('b', { subject: 'CN=serverb' }));
    await startAgent();
    // As the instance writes it down.
    const sealed = sealPassword(path.join(scratch, 'instances', 'iris'), filesA.privateKeyPassword);
    await startInstance({
      useTls: true,
      tls: { ...filesA, privateKeyPassword: sealed },
      authorizedDistinguishedNames: ['CN=servera', 'CN=serverb'],
    });
  });
  const ask = (credentials: TlsCredentials | null) => client.request({ ...to, credentials, request: { op: 'report', ...NAMED } });

  test('answers members, and refuses everybody else', async () => {
    expect(await ask(credentialsB)).toMatchObject({ ok: true, value: { instance: 'up', responsive: true } });
    expect(text(await ask(null))).toBe(
      "ERROR #739: Mirror SSL validation of '172.16.58.102' failed with error: the connection is not secured by TLS",
    );
    const removed = await load(await authority.issue('c', { subject: 'CN=serverc' }));
    expect(text(await ask(removed))).toBe(
      "ERROR #739: Mirror SSL validation of 'CN=serverc' failed with error: it is not an authorized member of this mirror",
    );
  });

  test('must prove the name of the member that it is asked for', async () => {
    const askAs = (distinguishedName: string) =>
      client.request({ ...to, credentials: credentialsB, member: { ...NAMED, distinguishedName }, request: { op: 'report', ...NAMED } });
    expect(await askAs('CN=servera')).toMatchObject({ ok: true });
    expect(text(await askAs('CN=serverd'))).toMatch(/^ERROR #2086: .*reason: TLS: .*CN=servera/);
  });

  test('a certificate of another authority does not get through, and each side says why', async () => {
    const stranger = await AuthorityForTests.create(scratch, 'stranger');
    const other = await load(await stranger.issue('d', { subject: 'CN=serverd' }));
    expect(text(await ask(other))).toMatch(/^ERROR #2086: .*reason: TLS: the certificate of CN=servera was not accepted/);
    expect(text(await ask({ ...other, ca: credentialsB.ca }))).toMatch(/^ERROR #2086: /);
    await until('the reason in the log', () =>
      /dropped: the certificate of CN=serverd was not accepted/.test(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')),
    );
  });

  test('tells a joiner about the mirror without membership', async () => {
    expect(await client.request({ ...to, request: { op: 'describe-mirror', instanceName: 'IRIS', mirrorName: 'APRIL' } })).toMatchObject({
      ok: true,
    });
    expect(
      await client.request({
        ...to,
        credentials: credentialsB,
        member: null,
        request: { op: 'describe-mirror', instanceName: 'IRIS', mirrorName: 'APRIL' },
      }),
    ).toMatchObject({ ok: true });
  });
});

describe('the arbiter', () => {
  const QOS_MS = 2000;
  interface Member {
    heard: ArbiterMessage[];
    lost: number;
    incarnation: string;
    send: (message: Parameters<Awaited<ReturnType<typeof open>>['send']>[0]) => void;
    close: () => void;
    roundTripMs: () => number | null;
  }
  const KEY = '5a'.repeat(32);
  const knock = (mirrorKey: string | null, changes: { mirrorGuid?: string; qosTimeoutMs?: number } = {}) =>
    client.connectArbiter({
      address: ARBITER,
      port: 2188,
      mirrorGuid: MIRROR,
      memberGuid: 'a',
      qosTimeoutMs: QOS_MS,
      mirrorKey,
      onMessage: () => {},
      onLost: () => {},
      ...changes,
    });
  const open = async (
    memberGuid: string,
    handlers: { onMessage: (message: ArbiterMessage) => void; onLost: () => void },
    qosTimeoutMs = QOS_MS,
  ) => {
    const outcome = await client.connectArbiter({
      address: ARBITER,
      port: 2188,
      mirrorGuid: MIRROR,
      memberGuid,
      qosTimeoutMs,
      mirrorKey: KEY,
      ...handlers,
    });
    if (!outcome.ok) throw new Error(text(outcome));
    return outcome.value;
  };
  async function join(memberGuid: string, qosTimeoutMs = QOS_MS): Promise<Member> {
    const member: Member = { heard: [], lost: 0, incarnation: '', send: () => {}, close: () => {}, roundTripMs: () => null };
    const connection = await open(
      memberGuid,
      { onMessage: (message) => member.heard.push(message), onLost: () => (member.lost += 1) },
      qosTimeoutMs,
    );
    return Object.assign(member, {
      incarnation: connection.incarnation,
      send: connection.send,
      close: connection.close,
      roundTripMs: connection.roundTripMs,
    });
  }
  const said = (member: Member, kind: ArbiterMessage['kind']) => member.heard.some((message) => message.kind === kind);
  let server: AgentServer;
  beforeEach(async () => {
    server = await startAgent(wires.attach('serverc', [ARBITER]));
  });

  test('grants a takeover at the end of the primary, long before the timeout of a silent one, and never both', async () => {
    const primary = await join('a');
    const backup = await join('b');
    expect(primary.incarnation).toBe(server.arbiter.incarnation);
    primary.send({ kind: 'arrange', arrangement: 'one', primary: 'a' });
    await until('a heartbeat, by when the arrangement is known', () => said(primary, 'heartbeat'));
    await until('the way to the arbiter is measured', () => primary.roundTripMs() !== null);
    backup.send({ kind: 'claim', arrangement: 'one' });
    // The primary lives: the claim waits.
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS));
    expect(said(backup, 'takeover-granted')).toBe(false);
    const begun = performance.now();
    primary.close();
    await until('the grant', () => said(backup, 'takeover-granted'));
    expect(performance.now() - begun).toBeLessThan(QOS_MS / 2);
    const returned = await join('a');
    returned.send({ kind: 'continue', arrangement: 'one' });
    await until('the refusal', () => said(returned, 'continue-refused'));
    // The same for people: whom it serves, what it has decided, and whom it has told.
    const { mirrors, events } = server.arbiter.standing();
    expect(mirrors).toMatchObject([{ mirrorGuid: MIRROR, arrangement: { primaryGuid: 'a', verdict: 'takeover' } }]);
    expect(mirrors[0]?.sessions.map(({ memberGuid }) => memberGuid).sort()).toEqual(['a', 'b']);
    expect(events.map(({ kind, memberGuid }) => `${memberGuid} ${kind}`)).toEqual([
      'a continue-refused',
      'a connected',
      'b takeover-granted',
      'a ended',
      'b connected',
      'a connected',
    ]);
  });

  test('lets the primary go on when its backup is gone, and then refuses the claim', async () => {
    const primary = await join('a');
    const backup = await join('b');
    primary.send({ kind: 'arrange', arrangement: 'two', primary: 'a' });
    backup.close();
    primary.send({ kind: 'continue', arrangement: 'two' });
    await until('the permission', () => said(primary, 'continue-granted'));
    const returned = await join('b');
    returned.send({ kind: 'claim', arrangement: 'two' });
    await until('the refusal', () => said(returned, 'takeover-refused'));
  });

  test('sends heartbeats, drops a member that is silent, and replaces an older session of the same member', async () => {
    const silent = await join('a', 800);
    await until('a heartbeat', () => said(silent, 'heartbeat'));
    await until('the end of the silent member', () => silent.lost === 1);
    const older = await join('b', 60_000);
    await join('b', 60_000);
    await until('the end of the older session', () => older.lost === 1);
  });

  test('its end is told once; a new process has another incarnation; a closed connection says nothing', async () => {
    const staying = await join('a');
    const leaving = await join('b');
    leaving.close();
    await server.stop();
    await until('the loss', () => staying.lost === 1);
    expect(leaving.lost).toBe(0);
    expect(
      text(
        await client.connectArbiter({
          address: ARBITER,
          port: 2188,
          mirrorGuid: MIRROR,
          memberGuid: 'a',
          qosTimeoutMs: QOS_MS,
          mirrorKey: KEY,
          onMessage: () => {},
          onLost: () => {},
        }),
      ),
    ).toBe('ERROR #2086: Agent is unreachable with 172.16.58.100|2188, reason: connection refused');
    await startAgent(wires.attach('serverc', [ARBITER]));
    expect((await join('a')).incarnation).not.toBe(staying.incarnation);
  });

  test('once a mirror has shown its key nobody else opens a session in its name, also after a restart of the arbiter', async () => {
    const member = await join('a');
    for (const key of ['a5'.repeat(32), null])
      expect(await knock(key), 'it is told why').toMatchObject({ ok: false, refusal: { code: 'P594', args: ['172.16.58.100|2188'] } });
    await server.stop();
    await until('the loss', () => member.lost === 1);
    await startAgent(wires.attach('serverc', [ARBITER]));
    expect((await knock('a5'.repeat(32))).ok).toBe(false);
    expect((await knock(null)).ok).toBe(false);
    await join('a');
    // Another mirror has another key, and one of an earlier version none.
    expect((await knock('a5'.repeat(32), { mirrorGuid: 'may' })).ok).toBe(true);
    expect((await knock(null, { mirrorGuid: 'june' })).ok).toBe(true);
    expect(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')).toContain(
      'it asks as member a of mirror mirror-guid, which it does not prove to be',
    );
  });

  test.each(['', '{"m":', '[]'])(
    'pins that are damaged (%j) keep the arbiter closed and the agent up; the log and the member hear the file and the way out',
    async (text) => {
      await server.stop();
      fs.writeFileSync(path.join(scratch, 'arbiter-pins.json'), text);
      const agent = await startAgent(wires.attach('serverc', [ARBITER]));
      expect(await knock(KEY)).toMatchObject({ ok: false, refusal: { code: 'P617', args: ['172.16.58.100|2188'] } });
      expect(await knock(null)).toMatchObject({ ok: false, refusal: { code: 'P617' } });
      expect(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')).toMatch(
        /arbiter-pins\.json cannot be read .*delete the file, and start it again/,
      );
      expect(fs.readFileSync(path.join(scratch, 'arbiter-pins.json'), 'utf8')).toBe(text);
      await agent.stop();
      fs.rmSync(path.join(scratch, 'arbiter-pins.json'));
      await startAgent(wires.attach('serverc', [ARBITER]));
      expect((await knock(KEY)).ok).toBe(true);
    },
  );

  test('a key that cannot be written down is told once, to the log and the member; a mirror that is known is let in nevertheless', async () => {
    await server.stop();
    const file = path.join(scratch, 'arbiter-pins.json');
    fs.writeFileSync(file, JSON.stringify({ [MIRROR]: { publicKey: publicKeyOf(KEY), usedMs: 0 } }));
    await startAgent(wires.attach('serverc', [ARBITER]));
    // What is to be renamed into place cannot be written.
    fs.mkdirSync(`${file}.new`);
    for (let tries = 0; tries < 2; tries++)
      expect(await knock(KEY, { mirrorGuid: 'new here' })).toMatchObject({
        ok: false,
        refusal: { code: 'P635', args: ['172.16.58.100|2188'] },
      });
    expect((await knock(KEY)).ok).toBe(true);
    const told = () => fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8');
    expect(told().match(/cannot be written down \(/g)).toHaveLength(1);
    fs.rmdirSync(`${file}.new`);
    expect((await knock(KEY, { mirrorGuid: 'new here' })).ok).toBe(true);
    expect(told()).toContain('can be written down again');
  });

  test('made-up mirrors of one address get so far; the next new one is told why it is refused', async () => {
    for (let count = 0; count < 50; count++) expect((await knock(KEY, { mirrorGuid: `made up ${count}` })).ok).toBe(true);
    expect(await knock(KEY, { mirrorGuid: 'one more' })).toMatchObject({
      ok: false,
      refusal: { code: 'P616', args: ['172.16.58.100|2188'] },
    });
    expect(fs.readFileSync(path.join(scratch, 'agent.log'), 'utf8')).toContain('there is no room for the key of another mirror');
  });

  test('a hello that somebody has overheard is worth nothing: each is signed for one number', async () => {
    const claim = { mirrorGuid: MIRROR, memberGuid: 'a', qosTimeoutMs: QOS_MS };
    const publicKey = publicKeyOf(KEY);
    const signature = signHello(KEY, 'one', claim);
    expect(isHelloProved({ publicKey, signature, nonce: 'one', claim })).toBe(true);
    expect(isHelloProved({ publicKey, signature, nonce: 'two', claim })).toBe(false);
    expect(isHelloProved({ publicKey, signature, nonce: 'one', claim: { ...claim, memberGuid: 'b' } })).toBe(false);
    expect(isHelloProved({ publicKey: publicKeyOf('a5'.repeat(32)), signature, nonce: 'one', claim })).toBe(false);
    expect(isHelloProved({ publicKey: 'no key', signature, nonce: 'one', claim })).toBe(false);
  });

  test.each([-5, 300_001])('a timeout of %i ms is refused', async (qosTimeoutMs) => {
    expect((await knock(KEY, { qosTimeoutMs })).ok).toBe(false);
    expect((await knock(KEY)).ok).toBe(true);
  });
});
