// Sets up the mirror APRIL by the commands that the portal's pages send, and leaves it healthy, with data.
// Each step looks first whether it is done, so a second run continues where the first one stopped.
//   node scripts/demo.mjs [--port 52773] [--data DIR] [--password PASSWORD] [--with-async]
// --with-async adds a disaster recovery async on serverd, to rehearse promotion, and a read-only reporting async on servere.
// The password is that of the hosts' private keys; the lab's own files have the one below.
// Starts the product when nothing answers at that port, and then stays in front of it until Ctrl-C.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.PORT ?? '52773' },
    data: { type: 'string' },
    password: { type: 'string', default: 'mirror' },
    'with-async': { type: 'boolean', default: false },
  },
});
const DATA = path.resolve(options.data ?? process.env.MIRROR_PORTAL_DATA ?? path.join(import.meta.dirname, '../data'));
const BASE = `http://127.0.0.1:${options.port}`;
const MIRROR = 'APRIL';
const DATABASE = 'APRILDATA';
const NODES = 1000;
/** Writers at the same time, which share the syncs of the journal. Divides NODES. */
const AT_ONCE = 20;
const ARBITER = { host: 'serverc', address: '172.16.58.100', port: 2188 };
const PRIMARY = { host: 'servera', instance: 'IRIS', publicAddress: '172.16.58.101', privateAddress: '172.16.159.101' };
const BACKUP = { host: 'serverb', instance: 'IRIS', publicAddress: '172.16.58.102', privateAddress: '172.16.159.102' };
const MEMBERS = [PRIMARY, BACKUP];
const ASYNCS = options['with-async']
  ? [
      { host: 'serverd', instance: 'IRIS', publicAddress: '172.16.58.104', kind: 'disaster-recovery' },
      { host: 'servere', instance: 'IRIS', publicAddress: '172.16.58.105', kind: 'read-only-reporting' },
    ]
  : [];
/** With a copy of the data. */
const HOLDERS = [...MEMBERS, ...ASYNCS];
const CARD = 'ens33';
const VIRTUAL_IP = { address: '172.16.58.103', prefixLength: 24 };
/** The slowest step, joining, may wait a minute for the other member. */
const REQUEST_DEADLINE_MS = 75_000;
const STATE_DEADLINE_MS = 60_000;
/** The first start builds the product. */
const START_DEADLINE_MS = 300_000;
const LOOK_AGAIN_MS = 300;

class Refused extends Error {
  constructor(what, refusal) {
    super(`${what} was refused: #${refusal.code} ${refusal.args.join(', ')}${refusal.field ? ` (field ${refusal.field})` : ''}`);
    this.code = refusal.code;
  }
}

/** The secret of the data folder: what the portal asks every program for. Made by the first start. */
function token() {
  const file = path.join(DATA, 'lab', 'token');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : 'none';
}

/** Waiting does not help. */
class Locked extends Error {}

async function post(address, body, what) {
  const response = await fetch(BASE + address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
  });
  const outcome = await response.json();
  if (response.status === 401) throw new Locked(`the portal at ${BASE} has another data folder than ${DATA}: give its own with --data`);
  if (!outcome.ok) throw new Refused(what, outcome.refusal);
  return outcome.value;
}
const pathOf = (member) => `/api/${member.host}/${member.instance.toLowerCase()}`;
const ask = (member, query, input = {}) => post(`${pathOf(member)}/query/${query}`, input, `${query} of ${member.host}`);
const order = (member, kind, fields = {}) => post(`${pathOf(member)}/command`, { kind, ...fields }, `${kind} on ${member.host}`);
const askLab = () => post('/api/lab/query/lab', {}, 'lab');
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A lab that is starting refuses orders until its hosts can talk (P585). */
async function orderLab(kind, fields) {
  for (const deadline = performance.now() + STATE_DEADLINE_MS; ; await pause(LOOK_AGAIN_MS)) {
    try {
      return await post('/api/lab/command', { kind, ...fields }, `${kind} ${JSON.stringify(fields)}`);
    } catch (error) {
      if (error.code !== 'P585' || performance.now() > deadline) throw error;
    }
  }
}

/** A process that a lab which is starting has begun by itself since it was looked at (P105) is waited for like the others. */
async function startIfDown(kind, fields) {
  try {
    await orderLab(kind, fields);
  } catch (error) {
    if (error.code !== 'P105') throw error;
  }
}

/**
 * Looks again until `look` answers something; says what it waited for when it never does. A process that is just starting may not answer
 * yet.
 */
async function until(what, look, deadlineMs = STATE_DEADLINE_MS) {
  const deadline = performance.now() + deadlineMs;
  for (let last = ''; ; await pause(LOOK_AGAIN_MS)) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      if (error instanceof Locked) throw error;
      last = `; last: ${error.message}`;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${deadlineMs / 1000} s${last}`);
  }
}

const began = performance.now();
const say = (text) => console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const isRunning = () =>
  askLab().then(Boolean, (error) => {
    if (error instanceof Locked) throw error;
    return error instanceof Refused && error.code !== 'P106';
  });

let product = null;
async function startProduct() {
  if (await isRunning()) return;
  say(`nothing answers at ${BASE}: starting the product`);
  const args = ['scripts/start.mjs', '--port', options.port, ...(options.data ? ['--data', options.data] : [])];
  product = spawn(process.execPath, args, { cwd: path.join(import.meta.dirname, '..'), stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = new Promise((_, reject) => product.once('exit', (code) => reject(new Error(`the product ended with ${code}`))));
  ended.catch(() => {});
  // Ctrl-C reaches both of us; the product stops its processes and this one waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => product.kill('SIGTERM'));
  await Promise.race([ended, until('the product', isRunning, START_DEADLINE_MS)]);
}

/** Agents, open ports and running instances on the hosts that take part. */
async function prepareHosts() {
  const names = [...HOLDERS, ARBITER].map(({ host }) => host);
  for (const name of names) {
    const { agent, power, openPorts, instances } = (await askLab()).hosts.find((host) => host.name === name);
    if (power === 'off') await orderLab('power-on-host', { host: name });
    if (!agent.installed) await orderLab('install-agent', { host: name, version: agent.version || '2022.1' });
    if (!agent.enabled) await orderLab('enable-agent', { host: name, enabled: true });
    if (!agent.running) await startIfDown('start-agent', { host: name });
    const portsNeeded = name === ARBITER.host ? [ARBITER.port] : [2188, 1972];
    for (const port of portsNeeded) if (!openPorts.includes(port)) await orderLab('open-port', { host: name, port, open: true });
    for (const instance of instances)
      if (instance.state === 'down') await startIfDown('start-instance', { host: name, instance: instance.name });
  }
  for (const member of HOLDERS) await until(`${member.host} answers`, () => ask(member, 'summary'));
  await until('all agents run', async () => {
    const { hosts } = await askLab();
    return names.every((host) => hosts.find(({ name }) => name === host).agent.running);
  });
  say(`${names.join(', ')}: agents run, ports are open, instances answer; ${ARBITER.host} is the arbiter`);
}

async function prepareMember(member) {
  if (!(await ask(member, 'summary')).mirrorServiceEnabled) await order(member, 'enable-mirror-service', { enabled: true });
  const { tls, certificateFiles } = await ask(member, 'form-defaults');
  if (tls) return;
  const named = (pattern, what) => {
    const file = certificateFiles.find((name) => pattern.test(path.basename(name)));
    if (!file) throw new Error(`${member.host} has no ${what} among ${certificateFiles.join(', ')}`);
    return file;
  };
  await order(member, 'save-tls', {
    caFile: named(/^iscCA\.cer$/, 'CA certificate'),
    certificateFile: named(/^iscCASigned.*\.cer$/, 'certificate'),
    privateKeyFile: named(/^iscCASigned.*\.key$/, 'key'),
    privateKeyPassword: options.password,
    minimumProtocol: 'TLSv1.2',
    maximumProtocol: 'TLSv1.3',
  });
  say(`${member.host}: mirror service enabled, SSL/TLS set up`);
}

const nameOf = ({ host, instance }) => `${host}/${instance}`.toUpperCase();
const memberFields = (member) => ({
  memberName: nameOf(member),
  superserverAddress: member.publicAddress,
  agentPort: 2188,
  mirrorPrivateAddress: member.privateAddress,
  agentAddress: member.publicAddress,
});
const statusOf = async (member) => (await ask(member, 'summary')).mirror?.status;

async function createMirror() {
  if (!(await ask(PRIMARY, 'summary')).mirror) {
    await order(PRIMARY, 'create-mirror', {
      mirrorName: MIRROR,
      useTls: true,
      arbiter: { address: ARBITER.address, port: ARBITER.port },
      virtualIp: VIRTUAL_IP,
      networkInterface: CARD,
      qosTimeoutMs: (await ask(PRIMARY, 'form-defaults')).qosTimeoutMs,
      compressionForFailover: { mode: 'system-selected', type: 'lz4' },
      compressionForAsync: { mode: 'system-selected', type: 'zstd' },
      parallelDejournaling: 'failover-and-dr',
      ...memberFields(PRIMARY),
    });
  }
  await until('one member is primary', async () =>
    (await Promise.allSettled(HOLDERS.map(statusOf))).some(({ value }) => value === 'primary'),
  );
  say(`mirror ${MIRROR} has its primary`);
}

async function joinBackup() {
  if (!(await ask(BACKUP, 'summary')).mirror) {
    const other = { agentAddress: PRIMARY.publicAddress, agentPort: 2188, instanceName: PRIMARY.instance };
    await ask(BACKUP, 'mirror-description', { mirrorName: MIRROR, ...other });
    await order(BACKUP, 'join-as-failover', { mirrorName: MIRROR, other, networkInterface: CARD, ...memberFields(BACKUP) });
    say('serverb asks to join');
  }
  const primary = await currentPrimary();
  await authorize(primary, BACKUP);
  await until('failover is possible, with the arbiter', async () => {
    const { failover, arbiter } = await ask(primary, 'mirror-monitor');
    return failover.ready && arbiter.connection === 'both' && arbiter.mode === 'arbiter-controlled';
  });
  say('serverb is the active backup; failover is arbiter controlled');
}

/** Whoever waits for authorization on the primary gets it, until `member` is listed. */
function authorize(primary, member) {
  return until(`${member.host} is in the mirror`, async () => {
    const { config, pendingMembers } = await ask(primary, 'mirror-edit');
    if (pendingMembers.length > 0) await order(primary, 'authorize-members', { guids: pendingMembers.map(({ guid }) => guid) });
    return config.members.some(({ name }) => name === nameOf(member));
  });
}

async function joinAsyncs() {
  for (const member of ASYNCS) {
    const primary = await currentPrimary();
    if (!(await ask(member, 'summary')).mirror) {
      const { publicAddress: address, kind: memberKind } = member;
      const other = { agentAddress: primary.publicAddress, agentPort: 2188, instanceName: primary.instance };
      await order(member, 'join-as-async', {
        mirrorName: MIRROR,
        other,
        memberKind,
        memberName: nameOf(member),
        address,
        agentAddress: address,
        agentPort: 2188,
      });
    }
    await authorize(primary, member);
    await until(`${member.host} follows`, async () => {
      const { thisKind, role } = await ask(member, 'mirror-monitor');
      return thisKind === 'failover' || role === 'connected';
    });
    say(`${member.host} is a ${member.kind} async`);
  }
}

async function currentPrimary() {
  const statuses = await Promise.allSettled(HOLDERS.map(statusOf));
  const primary = HOLDERS[statuses.findIndex(({ value }) => value === 'primary')];
  if (!primary) throw new Error(`no member is primary: ${statuses.map(({ value, reason }) => value ?? reason.message).join(', ')}`);
  return primary;
}

async function createDatabase() {
  const primary = await currentPrimary();
  const hosts = HOLDERS.map(({ host }) => host).join(', ');
  for (const member of [primary, ...HOLDERS.filter((one) => one !== primary)]) {
    const { databases, defaultParentDirectory } = await ask(member, 'databases');
    if (databases.some(({ name }) => name === DATABASE)) continue;
    await order(member, 'create-database', {
      name: DATABASE,
      directory: path.posix.join(defaultParentDirectory, DATABASE.toLowerCase()),
      journal: true,
      mirrorDatabaseName: DATABASE,
    });
  }
  say(`database ${DATABASE} is on ${hosts}`);
  const isThere = async (member) => {
    const { nodes } = await ask(member, 'global-nodes', { database: DATABASE, reference: `^Person(${NODES})`, after: null, limit: 1 });
    return nodes[0]?.value === `Person ${NODES}`;
  };
  const setPerson = (id) => order(primary, 'set-node', { database: DATABASE, reference: `^Person(${id})`, value: `Person ${id}` });
  if (!(await isThere(primary))) {
    for (let first = 1; first <= NODES; first += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => setPerson(first + index)));
  }
  for (const member of HOLDERS) await until(`${member.host} has the data`, () => isThere(member));
  say(`${NODES} nodes of ^Person are on ${hosts}`);
}

try {
  await startProduct();
  await prepareHosts();
  for (const member of HOLDERS) await prepareMember(member);
  await createMirror();
  await joinBackup();
  await joinAsyncs();
  await createDatabase();
  say(`look at ${BASE}/servera/iris/mirror/monitor, then kill servera at ${BASE}/lab`);
  if (ASYNCS.length > 0) say(`or power off servera and serverb there, and promote serverd at ${BASE}/serverd/iris/mirror/monitor`);
  if (product) say('Ctrl-C stops everything');
} catch (error) {
  console.error(`demo: ${error.message}`);
  if (product?.exitCode === null) await new Promise((resolve) => product.once('exit', resolve).kill('SIGTERM'));
  process.exit(1);
}
