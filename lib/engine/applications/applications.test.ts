/** A real instance on a loopback network, and applications that talk to its superserver. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { AgentClient } from '../agent/agent-client.ts';
import { CLIENT_FRAME, type ClientReply, type ClientRequest, HELLO_FRAME } from '../link/client-protocol.ts';
import { encodeJsonFrame, FrameDecoder } from '../link/frame.ts';
import { systemClock } from '../ports/clock.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import type { ClientLimits } from './applications.ts';
import { protectionWaysOut } from '../databases/protection.ts';
import { createDatabase } from '../commands/databases.ts';
import { Instance } from '../instance/instance.ts';

const PORT = 1972;
const DEADLINE_MS = 5000;

test('of several that ask for one name at once one gets it, and the others leave nothing', async () => {
  const places = ['one', 'two', 'three'];
  const outcomes = await Promise.all(
    places.map((place) => createDatabase(instance, { name: 'ORDERS', directory: place, mirrorDatabaseName: null, journal: true })),
  );
  expect(outcomes.map((outcome) => (outcome.ok ? 'made' : outcome.refusal.code)).sort()).toEqual(['P108', 'P108', 'made']);
  // Whichever the file system lets through first.
  const made = places.filter((_, index) => outcomes[index]?.ok);
  expect((await readdir(join(directory, 'mgr'))).filter((name) => places.includes(name))).toEqual(made);
});

test('what cannot be locked is no database: nothing of it stays when it is refused, and an instance that has one starts without it', async () => {
  expect(await createDatabase(instance, { name: 'ORDERS', directory: 'orders', mirrorDatabaseName: null, journal: true })).toMatchObject({
    ok: true,
  });
  await instance.stop();
  await mkdir(join(directory, 'mgr', 'orders', 'iris.lck'));
  instance = await startInstance();
  expect(instance.databases().find(({ definition }) => definition.name === 'ORDERS')?.mounted).toBeNull();
  await writeFile(join(directory, 'mgr', 'file'), '');
  expect(
    await createDatabase(instance, { name: 'OTHER', directory: 'file', mirrorDatabaseName: null, journal: true, useExistingFile: true }),
  ).toMatchObject({ ok: false, refusal: { code: 'P620', field: 'directory' } });
  expect(instance.databases().map(({ definition }) => definition.name)).not.toContain('OTHER');
});

let directory: string;
let network: LoopbackNetwork;
let instance: Instance;
let sockets: Socket[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'applications-'));
  network = new LoopbackWires().attach('servera', ['172.16.58.101']);
  sockets = [];
  instance = await startInstance();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await instance.stop();
  await rm(directory, { recursive: true });
});
const startInstance = (clientLimits: Partial<ClientLimits> = {}) =>
  Instance.start({
    clientLimits,
    host: 'servera',
    name: 'IRIS',
    directory,
    controlPath: join(directory, 'control'),
    superserverPort: PORT,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });

type Distributed<Request> = Request extends ClientRequest ? Omit<Request, 'id' | 'job'> & { job?: number } : never;
type Operation = Distributed<ClientRequest>;

class TestClient {
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder();
  readonly #waiting = new Map<number, (reply: ClientReply) => void>();
  readonly order: number[] = [];
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    sockets.push(socket);
    socket.on('data', (chunk: Buffer) => {
      for (const { body } of this.#decoder.push(chunk))
        for (const reply of JSON.parse(body.toString()) as ClientReply[]) {
          this.order.push(reply.id);
          this.#waiting.get(reply.id)?.(reply);
        }
    });
    socket.on('error', () => undefined);
    socket.write(encodeJsonFrame(HELLO_FRAME, { service: 'client', protocol: 1 }));
  }

  static async connect(): Promise<TestClient> {
    return new TestClient(await network.connect({ host: '172.16.58.101', port: PORT, timeoutMs: 1000 }));
  }

  /** All in one frame. */
  send(operations: Operation[]): Promise<ClientReply[]> {
    const requests = operations.map((operation) => ({ job: 1, ...operation, id: ++this.#lastId }));
    const replies = requests.map(({ id }) => new Promise<ClientReply>((resolve) => this.#waiting.set(id, resolve)));
    this.#socket.write(encodeJsonFrame(CLIENT_FRAME, requests));
    return Promise.all(replies);
  }

  async one(operation: Operation): Promise<ClientReply> {
    return (await this.send([operation]))[0] as ClientReply;
  }

  get closed(): Promise<void> {
    return new Promise((resolve) => (this.#socket.destroyed ? resolve() : this.#socket.once('close', () => resolve())));
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  end(): void {
    this.#socket.destroy();
  }
}

const set = (subscript: number, value: string, job = 1): Operation => ({
  op: 'set',
  database: 'USER',
  reference: ['A', subscript],
  value,
  job,
});
const get = (subscript: number): Operation => ({ op: 'get', database: 'USER', reference: ['A', subscript] });
test('requests of one frame are carried out in order, each with its own reply', async () => {
  const client = await TestClient.connect();
  const replies = await client.send([
    set(1, 'a'),
    get(1),
    set(1, 'b'),
    get(1),
    { op: 'increment', database: 'USER', reference: ['N'], by: 2 },
    { op: 'increment', database: 'USER', reference: ['N'], by: 2 },
    { op: 'get', database: 'NONE', reference: ['A'] },
  ]);
  expect(replies.map((reply) => (reply.ok ? reply.value : reply.code))).toEqual([null, 'a', null, 'b', '2', '4', 'P104']);
  expect(new Set(client.order).size).toBe(7);
});

test('an acknowledged update is in the journal', async () => {
  const client = await TestClient.connect();
  await client.one(set(1, 'a'));
  expect(instance.journal.writer.durableSequence).toBe(instance.journal.writer.lastSequence);
});

test('equal job numbers of two connections are two jobs', async () => {
  const [one, other] = [await TestClient.connect(), await TestClient.connect()];
  await one.send([{ op: 'tstart', job: 5 }, set(1, 'one', 5)]);
  expect(await other.one({ op: 'tcommit', job: 5 })).toMatchObject({ ok: false, code: 'P105' });
  expect(await one.one({ op: 'tcommit', job: 5 })).toMatchObject({ ok: true });
});

test('a transaction is rolled back when its connection ends, and the job is gone', async () => {
  const client = await TestClient.connect();
  await client.send([set(1, 'before'), { op: 'tstart' }, set(1, 'inside'), set(2, 'inside')]);
  const other = await TestClient.connect();
  expect(await other.one(get(1))).toMatchObject({ value: 'inside' });
  const jobCount = instance.processes.list().length;
  client.end();
  await until('the job ended', () => instance.processes.list().length === jobCount - 1);
  expect(await other.send([get(1), get(2)])).toMatchObject([{ value: 'before' }, { value: null }]);
  expect(instance.globals.openTransactions()).toEqual([]);
});

const nonsense: [what: string, bytes: Buffer, reason: string][] = [
  ['another frame', encodeJsonFrame(99, []), 'a frame of type 99, which is none of this service'],
  ['no JSON', Buffer.concat([encodeJsonFrame(CLIENT_FRAME, 'x').subarray(0, 5), Buffer.from('"x}')]), 'Unterminated string in JSON'],
  ['no list', encodeJsonFrame(CLIENT_FRAME, { op: 'get' }), 'no list of requests'],
  ['an unknown operation', encodeJsonFrame(CLIENT_FRAME, [{ id: 1, job: 1, op: 'format-disk' }]), 'a request that is none'],
  ['a length beyond all measure', Buffer.from([255, 255, 255, 255, CLIENT_FRAME]), 'frame length 4294967295 is outside'],
];
const closings = () => readFileSync(instance.log.path, 'utf8').match(/A client connection of .* was closed: .*/g) ?? [];
test.each(nonsense)('%s ends the connection and nothing else, and the log says why', async (_label, bytes, reason) => {
  const [client, other] = [await TestClient.connect(), await TestClient.connect()];
  client.say(bytes);
  await client.closed;
  expect(await other.one(set(1, 'a'))).toMatchObject({ ok: true });
  await instance.log.flush();
  expect(closings()).toEqual([expect.stringContaining(reason)]);
});

test('of one address that is told once a minute, whatever it sends', async () => {
  for (const [, bytes] of nonsense) {
    const client = await TestClient.connect();
    client.say(bytes);
    await client.closed;
  }
  await instance.log.flush();
  expect(closings()).toHaveLength(1);
});

test('a request that fails here is answered with P621, told in the log, and ends no other', async () => {
  const client = await TestClient.connect();
  await client.one(set(1, 'a'));
  await instance.journal.applied();
  // As a file that was damaged in its place may hold it: no subscript begins with this byte.
  const unreadable = Buffer.concat([Buffer.from('A\0'), Buffer.from([0x30, 0x31])]);
  const file = instance.databases().find(({ definition }) => definition.name === 'USER')?.mounted?.file;
  if (!file?.position) throw new Error('nothing was applied');
  await file.applyBatch([{ kind: 'set', key: unreadable, value: Buffer.from('x') }], file.position);
  const replies = await client.send([get(1), { op: 'order', database: 'USER', reference: ['A', 1], direction: 1 }, get(1)]);
  expect(replies).toMatchObject([
    { ok: true, value: 'a' },
    { ok: false, code: 'P621', args: ['order', 'the key of a node has no end'] },
    { ok: true, value: 'a' },
  ]);
  await instance.log.flush();
  expect(readFileSync(instance.log.path, 'utf8')).toMatch(/order of a client of .* could not be carried out: the key of a node has no end/);
});

test('a client that sends faster than commits are applied is not read for a while, and leaves no listener behind', async () => {
  const client = await TestClient.connect();
  const value = 'x'.repeat(100_000);
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.name);
  process.on('warning', onWarning);
  const replies: Promise<ClientReply[]>[] = [];
  for (let count = 0; count < 30; count++) replies.push(client.send(Array.from({ length: 20 }, (_, index) => set(index, value))));
  for (const answered of await Promise.all(replies)) expect(answered.every(({ ok }) => ok)).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).not.toContain('MaxListenersExceededWarning');
  await instance.journal.applied();
  expect(instance.journal.unappliedBytes).toBe(0);
});

test('a member that is not primary refuses updates and lets read', async () => {
  const client = await TestClient.connect();
  await client.one(set(1, 'a'));
  const entry = (name: string): MemberEntry => ({
    guid: name,
    name,
    kind: 'failover',
    instanceName: 'IRIS',
    instanceDirectory: directory,
    agentAddress: '172.16.58.102',
    agentPort: 2188,
    mirrorPrivateAddress: '172.16.58.102',
    superserverAddress: '172.16.58.102',
    superserverPort: PORT,
    distinguishedName: '',
  });
  const compression = { mode: 'uncompressed', type: 'lz4' } as const;
  const configuration = {
    name: 'APRIL',
    guid: 'APRIL',
    version: 1,
    useTls: false,
    arbiter: null,
    virtualIp: null,
    qosTimeoutMs: 2000,
    compressionForFailover: compression,
    compressionForAsync: compression,
    parallelDejournaling: 'failover-and-dr' as const,
    members: [entry('A'), entry('B')],
    databases: [],
  };
  const membership = {
    mirrorName: 'APRIL',
    mirrorGuid: 'APRIL',
    memberGuid: 'A',
    memberName: 'A',
    kind: 'failover' as const,
    networkInterface: null,
    joinMirror: true,
    validatedMember: true,
    stopped: false,
    noFailoverFor: null,
    purgeAfterDejournaling: true,
    dejournalingStopped: false,
    dejournalFilter: null,
    promotion: null,
    configuration,
  };
  await instance.store.saveMembership(membership);
  await instance.mirrors.start(membership);
  expect(instance.mirror?.isPrimary).toBe(false);
  const operations: Operation[] = [
    set(1, 'b'),
    { op: 'kill', database: 'USER', reference: ['A'] },
    { op: 'increment', database: 'USER', reference: ['N'], by: 1 },
    { op: 'tstart' },
    { op: 'set-many', database: 'USER', nodes: [['A', 1], 'b'] },
  ];
  for (const reply of await client.send(operations)) expect(reply).toMatchObject({ ok: false, code: '<NOTPRIMARY>' });
  expect(await client.one(get(1))).toMatchObject({ ok: true, value: 'a' });
});

const systemAccess: [string, 'write' | 'read' | 'none'][] = [
  ['IRISSYS', 'none'],
  ['IRISLIB', 'read'],
  ['IRISTEMP', 'write'],
  ['IRISLOCALDATA', 'none'],
  ['IRISAUDIT', 'none'],
  ['IRISSECURITY', 'none'],
  ['ENSLIB', 'read'],
  ['USER', 'write'],
];
test.each(systemAccess)('what a client may do in %s: %s', async (database, access) => {
  const client = await TestClient.connect();
  const reference = ['Stranger', 1];
  const updates: Operation[] = [
    { op: 'set', database, reference, value: 'a' },
    { op: 'set-many', database, nodes: [reference, 'a'] },
    { op: 'increment', database, reference: ['Stranger', 2], by: 1 },
    { op: 'kill', database, reference },
  ];
  const reads: Operation[] = [
    { op: 'get', database, reference },
    { op: 'data', database, reference },
    { op: 'order', database, reference: ['Stranger', ''], direction: 1 },
  ];
  const protection = { ok: false, code: '<PROTECT>', args: [database, protectionWaysOut.system] };
  for (const reply of await client.send(updates)) expect(reply).toMatchObject(access === 'write' ? { ok: true } : protection);
  for (const reply of await client.send(reads)) expect(reply).toMatchObject(access === 'none' ? protection : { ok: true });
  // In a transaction it is no other.
  await client.one({ op: 'tstart' });
  expect(await client.one({ op: 'set', database, reference, value: 'b' })).toMatchObject(access === 'write' ? { ok: true } : protection);
});

test('transactions nest 255 deep', async () => {
  const client = await TestClient.connect();
  const replies = await client.send(Array.from({ length: 256 }, (): Operation => ({ op: 'tstart' })));
  expect(replies.at(-2)).toMatchObject({ ok: true, value: 255 });
  expect(replies.at(-1)).toMatchObject({ ok: false, code: '<TRANSACTION LEVEL>', args: ['255'] });
});

test('a connection with more jobs than any application has is closed', async () => {
  const client = await TestClient.connect();
  void client.send(Array.from({ length: 1001 }, (_, job): Operation => ({ op: 'tstart', job })));
  await client.closed;
  await until('its transactions are rolled back', () => instance.globals.openTransactions().length === 0);
});

test('a hundred connections of one address, and one more when one has gone; the log says so once', async () => {
  const clients: TestClient[] = [];
  for (let count = 0; count < 100; count++) clients.push(await TestClient.connect());
  for (const client of clients) expect(await client.one(get(1))).toMatchObject({ ok: true });
  for (let count = 0; count < 3; count++) await (await TestClient.connect()).closed;
  expect(instance.log.tail(1000).lines.filter(({ text }) => text.startsWith('Client connections are refused'))).toHaveLength(1);
  clients[0]?.end();
  await until('it has gone', () => instance.processes.list().filter(({ routine }) => routine === '%SYS.SERVER').length === 99);
  expect(await (await TestClient.connect()).one(get(1))).toMatchObject({ ok: true });
});

describe('silence', () => {
  beforeEach(async () => {
    await instance.stop();
    instance = await startInstance({ idleMs: 1500, frameMs: 500 });
  });

  test('a client that asks nothing is closed, and its transaction rolled back; one that asks now and then is not', async () => {
    const [idle, busy] = [await TestClient.connect(), await TestClient.connect()];
    await idle.send([{ op: 'tstart' }, set(1, 'inside')]);
    let isClosed = false;
    void idle.closed.then(() => {
      isClosed = true;
    });
    const asking = setInterval(() => void busy.one(get(1)), 100);
    await until('the idle one is closed', () => isClosed);
    clearInterval(asking);
    expect(await busy.one(get(1))).toMatchObject({ ok: true, value: null });
  });

  test('half a frame is not waited for, although bytes drip', async () => {
    const client = await TestClient.connect();
    await client.one(get(1));
    client.say(encodeJsonFrame(CLIENT_FRAME, ['x'.repeat(100)]).subarray(0, 10));
    const dripping = setInterval(() => client.say(Buffer.from('x')), 100);
    const began = performance.now();
    await client.closed;
    clearInterval(dripping);
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
  });
});

const databaseNames: [string, string][] = [
  ['', 'P101'],
  ['1ST', 'P101'],
  ['A B', 'P101'],
  ['A/B', 'P101'],
  ['N'.repeat(65), 'P101'],
  ['user', 'P108'],
];
test.each(databaseNames)('a database cannot be called "%s" (%s)', async (name, code) => {
  expect(await createDatabase(instance, { name, directory: 'somewhere', mirrorDatabaseName: null, journal: true })).toMatchObject({
    ok: false,
    refusal: { code, field: 'name' },
  });
});

test('a database gets its name in capitals, its own directory, and is there after a restart with its data', async () => {
  expect(await createDatabase(instance, { name: ' orders-2 ', directory: 'orders', mirrorDatabaseName: null, journal: true })).toEqual({
    ok: true,
    value: { name: 'ORDERS-2' },
  });
  expect(await createDatabase(instance, { name: 'OTHER', directory: 'orders', mirrorDatabaseName: null, journal: true })).toMatchObject({
    ok: false,
    refusal: { code: 'P109', field: 'directory' },
  });
  expect(await createDatabase(instance, { name: 'OTHER', directory: 'other', mirrorDatabaseName: 'OTHER', journal: true })).toMatchObject({
    ok: false,
    refusal: { code: '2074' },
  });
  const client = await TestClient.connect();
  await client.one({ op: 'set', database: 'ORDERS-2', reference: ['A', 1], value: 'a' });
  await instance.stop();
  instance = await startInstance();
  expect(instance.globals.get({ job: 1, database: 'ORDERS-2', name: 'A', subscripts: [1] })).toEqual({ ok: true, value: 'a' });
});
