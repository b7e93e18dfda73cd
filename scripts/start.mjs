// npm start: builds what has changed, starts the lab and the portal, says where to click, and stops everything on Ctrl-C.
//   node scripts/start.mjs [--port 52773] [--data DIR] [--dev] [--reset]
// Also read from the environment: PORT, MIRROR_PORTAL_DATA. Everything that can go wrong gets one sentence.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildEngine, buildPortal } from './build.mjs';
import { scriptModule } from './bundle.mjs';
import { generate } from './generate.mjs';

const NODE_NEEDED = [20, 19];
const PORT_DEFAULT = '52773';
/** The portal answers within a second of its start; compiling the first page of the development server takes longer. */
const PORTAL_DEADLINE_MS = 60_000;
/** Instances may take 20 s each to shut down, all at once, then the agents. */
const STOP_DEADLINE_MS = 45_000;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// What is printed may be lost, when its file cannot be written: what was started goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
const say = (text) => process.stdout.write(`${text}\n`);

/** The one sentence, and the end. */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const options = readOptions();
checkNode();
await checkInstalled();
process.env.MIRROR_PORTAL_DATA = options.data;
const { EXIT_ALREADY_RUNNING, labPathsOf, makeDataFolder, makeSocketFolder, takeDataFolder } = await scriptModule('paths');
const { forgetKeys, makeKey, makeToken } = await scriptModule('access');
const { NODE_OPTIONS } = await scriptModule('options');
const paths = labPathsOf(options.data);
const stateFile = path.join(paths.data, 'lab', 'portal.json');
if (options.reset) {
  const { resetLab } = await import('./lab-reset.mjs');
  resetLab(paths, takeDataFolder, fail);
  process.exit(0);
}
checkData();
checkNotRunning();
checkSocketFolder();
await checkPort();
// Only now: what runs already is built of these files.
await buildEngine().catch((error) => fail(`The engine could not be built: ${error.message}`));
if (!options.dev) await buildPortal({ say }).catch((error) => fail(error.message));

/** The processes that this program started, in the order in which they must end. */
const started = [];
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));

say('Starting the hosts of the lab and the portal …');
process.umask(0o077); // What is written from here on is this user's alone.
fs.rmSync(stateFile, { force: true });
const logs = path.join(paths.data, 'lab', 'logs');
fs.mkdirSync(logs, { recursive: true });
makeToken(paths.data);
forgetKeys(paths.data);
const portal = startPortal();
const lab = startLab();
const isLabUp = await labIsUp();
if (isLabUp) {
  fs.writeFileSync(stateFile, JSON.stringify({ port: options.port }));
  if (await portalIsUp()) sayWhereToClick();
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, data: { type: 'string' }, dev: { type: 'boolean' }, reset: { type: 'boolean' } },
    });
    const port = Number(values.port ?? process.env.PORT ?? PORT_DEFAULT);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      fail(`The port must be a number from 1 to 65535, not "${values.port ?? process.env.PORT}".`);
    return {
      port,
      data: path.resolve(values.data ?? process.env.MIRROR_PORTAL_DATA ?? path.join(root, 'data')),
      dev: values.dev ?? false,
      reset: values.reset ?? false,
    };
  } catch (error) {
    return fail(`${error.message.split('\n')[0]} Use: npm start -- --port 52773 --data DIR`);
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor >= NODE_NEEDED[1])) return;
  fail(
    `Node ${NODE_NEEDED.join('.')} or newer is needed, and this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
}

async function checkInstalled() {
  const isThere = ['node_modules/next', 'node_modules/esbuild', 'node_modules/prisma'].every((file) =>
    fs.existsSync(path.join(root, file)),
  );
  if (!isThere) fail('The packages are not installed yet: run npm ci first.');
  try {
    await generate();
  } catch (error) {
    fail(error.message);
  }
}

function checkData() {
  try {
    makeDirectory(options.data);
    makeDataFolder(paths);
    const probe = path.join(options.data, `.write-test-${process.pid}`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    fail(`The data folder ${options.data} cannot be written (${error.code}): choose another one with --data or MIRROR_PORTAL_DATA.`);
  }
}

/** Folder by folder: Node's own recursive way never ends where the file system refuses with "no such file", as /proc does. */
function makeDirectory(directory) {
  if (fs.existsSync(directory)) return;
  makeDirectory(path.dirname(directory));
  fs.mkdirSync(directory);
}

async function checkPort() {
  const server = net.createServer();
  server.listen(options.port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error.code === 'EACCES') fail(`Port ${options.port} may not be used by this user: choose one above 1023 with --port or PORT.`);
    fail(`Port ${options.port} is taken by another program: stop that one, or choose another port with --port or PORT.`);
  }
  server.close();
  await once(server, 'close');
}

function checkNotRunning() {
  let owner;
  // The lock is this user's alone; what is built after it is for everybody who may read the program.
  const umask = process.umask(0o077);
  try {
    owner = takeDataFolder(paths, 'npm start');
  } catch (error) {
    fail(
      `The data folder ${paths.data} cannot be locked (${error.code ?? error.message}): choose another one, on a disk of this machine, with --data or MIRROR_PORTAL_DATA.`,
    );
  } finally {
    process.umask(umask);
  }
  if (owner.sentence) failRunning(owner.sentence);
  owner.lock.release(); // The lab takes it for itself.
}

function checkSocketFolder() {
  try {
    makeSocketFolder(paths);
  } catch (error) {
    fail(`The sockets of this lab have no place: ${error.message}.`);
  }
}

function failRunning(sentence) {
  const port = portOfRunning();
  fail(
    `A lab is running already: ${sentence}. ${port === null ? 'Stop it first' : `Open ${addressOf(port)}, or stop it first`}, or choose another folder with --data.`,
  );
}

/** Null when it has none yet. */
function portOfRunning() {
  try {
    const { port } = JSON.parse(fs.readFileSync(stateFile, 'utf8'));
    return Number.isInteger(port) ? port : null;
  } catch {
    return null;
  }
}

/** With a key that opens it once. */
function addressOf(port) {
  return `http://127.0.0.1:${port}/?key=${makeKey(paths.data)}`;
}

/** Its own process group, so that Ctrl-C in the terminal reaches this program only, which then stops the others in order. */
function startProcess(name, args, env) {
  const log = fs.openSync(path.join(logs, `${name}.log`), 'a');
  const child = spawn(process.execPath, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, ...env },
  });
  fs.closeSync(log);
  started.push(child);
  return child;
}

function startPortal() {
  const child = startProcess('portal', ['--enable-source-maps', path.join(root, 'dist/engine/portal.mjs')], {
    PORT: String(options.port),
    NODE_ENV: options.dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  child.on(
    'exit',
    (code, signal) => void end(1, `The portal ended by itself (${signal ?? `code ${code}`}); see ${path.join(logs, 'portal.log')}.`),
  );
  return child;
}

function startLab() {
  const child = startProcess('lab', [...NODE_OPTIONS, path.join(root, 'dist/engine/lab.mjs')], {});
  child.on('exit', (code, signal) => {
    if (code === EXIT_ALREADY_RUNNING && !isEnding) return void endBeforeBegun();
    void end(
      1,
      `The lab daemon ended by itself (${signal ?? `code ${code}`}), so everything else is stopped too; see ${path.join(logs, 'lab.log')}.`,
    );
  });
  return child;
}

/** Another daemon was quicker. */
async function endBeforeBegun() {
  isEnding = true;
  portal.kill('SIGKILL');
  const owner = takeDataFolder(paths, 'npm start');
  failRunning(owner.sentence ?? `the data folder ${paths.data} was in use`);
}

/** False when it ended instead. */
async function labIsUp() {
  const ended = once(lab, 'exit').then(() => false);
  const ready = once(lab, 'message').then(() => true);
  return Promise.race([ready, ended]);
}

async function portalIsUp() {
  const deadline = performance.now() + PORTAL_DEADLINE_MS;
  while (!isEnding) {
    if (await answers()) return true;
    if (performance.now() > deadline) {
      await end(1, `The portal does not answer after ${PORTAL_DEADLINE_MS / 1000} s; see ${path.join(logs, 'portal.log')}.`);
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

function answers() {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port: options.port, path: '/api/health' }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}

function sayWhereToClick() {
  if (process.getuid?.() === 0) say('This runs as root, and so does everything it starts: a user of its own would be better.');
  say(`
Ready: ${addressOf(options.port)}

  This address opens the portal in one browser, once; "npm run address" prints a fresh one. Other users of this machine are not let in.
  Open it, choose Lab, and start the ISCAgent on servera and serverb (install it first on serverc, the arbiter).
  Then open servera / IRIS: System Administration > Configuration > Mirror Settings > Enable Mirror Service, and Create a Mirror.
  In a hurry? "npm run demo" in a second terminal sets up the mirror APRIL for you.
  Data: ${options.data}    Stop everything: Ctrl-C
`);
}

/** Portal first, so that nobody clicks into a lab that is going. */
async function end(code, sentence) {
  if (isEnding) return;
  isEnding = true;
  if (sentence) process.stderr.write(`${sentence}\n`);
  say('Stopping the portal and the lab …');
  for (const child of started) await stopProcess(child);
  fs.rmSync(stateFile, { force: true });
  say('Everything is stopped.');
  process.exit(code);
}

async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await exited;
  clearTimeout(timer);
}
