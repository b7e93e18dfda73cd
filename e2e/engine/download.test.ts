/**
 * Issue "databases, journals and backups": mirrored databases that come from another member by themselves, as newer versions of the product
 * do it. Engine facts 1.6, 8.2, 14.7.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackgroundTaskView } from '../../lib/contract/background-tasks.ts';
import type { DatabasesDone } from '../../lib/contract/databases.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, until } from './april-lab.ts';
import { connected, joinAsync } from './async-members.ts';
import { contentsOf, expectEqualOn, writeNodes } from './database-contents.ts';
import { LoadedClients } from './loaded-clients.ts';

const OLDER = '2022.1';
const NEWER = '2026.1';
const NODES = 50_000;
/** Long enough to be killed in. */
const MANY_NODES = 300_000;
const DOWNLOAD_DEADLINE_MS = 60_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start();
  await lab.setUpApril();
  await joinAsync(lab, 'serverd', 'disaster-recovery');
  await lab.authorizeAll();
  await connected(lab, 'serverd');
});
afterAll(() => lab.stop());

const create = (host: string, name: string, mirrorDatabaseName: string | null = null) => lab.createDatabase(host, name, mirrorDatabaseName);
const addToMirror = (name: string) =>
  lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name, mirrorDatabaseName: name }] });
const download = (host: string, name: string, inBackground = true) =>
  lab.order<'download-databases', DatabasesDone>(host, { kind: 'download-databases', databases: [name], inBackground });
const rowOf = async (host: string, name: string) => (await lab.ask(host, 'mirror-monitor', {})).databases.find((row) => row.name === name);
const isStatus = (host: string, name: string, status: string, deadlineMs = DOWNLOAD_DEADLINE_MS) =>
  until(`${name} is ${status} on ${host}`, deadlineMs, async () => {
    const now = (await rowOf(host, name))?.status;
    if (now !== status) throw new Error(`it is ${now}`);
    return true;
  });
const logOf = async (host: string) => (await lab.ask(host, 'messages-log', { limit: 500 })).lines.map(({ text }) => text);
const isMissing = (host: string, name: string) =>
  until(`${host} misses ${name}`, FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask(host, 'mirror-monitor', {})).missingDatabases.includes(`:mirror:APRIL:${name}`),
  );
const instanceOf = (host: string) => ({ host, instance: 'IRIS' });

/** An ordinary database with data, then added to the mirror: no journal holds its whole life. */
async function addWithData(name: string, count: number): Promise<void> {
  await create('servera', name);
  await writeNodes(lab, name, { global: 'Before', from: 0, count });
  await addToMirror(name);
}

/** Stopped, upgraded with its ISCAgent, started again. */
async function upgrade(host: string): Promise<void> {
  await lab.orderLab({ kind: 'stop-instance', ...instanceOf(host) });
  await lab.orderLab({ kind: 'install-agent', host, version: NEWER });
  await lab.orderLab({ kind: 'start-agent', host });
  await lab.orderLab({ kind: 'upgrade-instance', ...instanceOf(host), version: NEWER });
  await lab.orderLab({ kind: 'start-instance', ...instanceOf(host) });
  expect((await lab.ask(host, 'summary', {})).version).toBe(NEWER);
}

/** The download that runs on a host, once some nodes have come; there are more to come. */
async function underWay(host: string): Promise<BackgroundTaskView> {
  return until(`a download is under way on ${host}`, DOWNLOAD_DEADLINE_MS, async () => {
    const task = (await lab.ask(host, 'background-tasks', {})).tasks.find(({ kind }) => kind === 'download');
    if (task?.state !== 'running' || task.done === 0 || task.total === null || task.done >= task.total)
      throw new Error(JSON.stringify(task));
    return task;
  });
}
const folderOf = async (host: string, name: string) =>
  path.join(await lab.instanceDirectory(host), 'mgr', name.toLowerCase(), '.downloading');

async function dropCopy(host: string, name: string): Promise<void> {
  await lab.order(host, { kind: 'remove-databases-from-mirror', databases: [name] });
  await lab.order(host, { kind: 'delete-database', name, deleteFile: true });
  await isMissing(host, name);
}

test('an older version brings no database by itself; a newer one among older ones behaves as they do', async () => {
  await addWithData('OLD', 500);
  await isMissing('serverb', 'OLD');
  expect(await lab.ask('serverb', 'mirror-catalogue', {})).toMatchObject({ downloads: false });
  await expect(download('serverb', 'OLD')).rejects.toThrow(`#P401: Version ${OLDER} does not download mirrored databases`);
  await expect(create('serverb', 'OLD', 'OLD')).rejects.toThrow('#2105');
  await upgrade('serverd');
  await connected(lab, 'serverd');
  await expect(create('serverd', 'OLD', 'OLD')).rejects.toThrow('#2105: Matching mirrored DB :mirror:APRIL:OLD');
  await create('serverd', 'DATA', 'DATA');
  await isStatus('serverd', 'DATA', 'dejournaling');
});

test('an upgrade wants a stopped instance and an ISCAgent as new, and there is no way back', async () => {
  await expect(lab.orderLab({ kind: 'upgrade-instance', ...instanceOf('serverb'), version: NEWER })).rejects.toThrow('#P105');
  await lab.orderLab({ kind: 'stop-instance', ...instanceOf('serverb') });
  await expect(lab.orderLab({ kind: 'upgrade-instance', ...instanceOf('serverb'), version: NEWER })).rejects.toThrow(
    "#2136: Instance's version is later than ISCAgent's version",
  );
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('serverb') });
  await lab.healthy();
  await upgrade('serverb');
  await lab.healthy();
  await lab.orderLab({ kind: 'stop-instance', ...instanceOf('serverd') });
  await expect(lab.orderLab({ kind: 'upgrade-instance', ...instanceOf('serverd'), version: OLDER })).rejects.toThrow(
    `#P400: Version ${NEWER} cannot be replaced by version ${OLDER}`,
  );
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('serverd') });
  await upgrade('servera');
  await until('the upgraded member has joined again', HEALTHY_DEADLINE_MS, async () => (await lab.healthy()) === 'serverb');
  await lab.order('servera', { kind: 'try-primary' });
  await until('the former primary is down', FAILOVER_DEADLINE_MS, async () => (await lab.host('serverb')).instances[0]?.state === 'down');
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('serverb') });
  await until('servera is primary again', HEALTHY_DEADLINE_MS, async () => (await lab.healthy()) === 'servera');
  await connected(lab, 'serverd');
});

test('a database that was added with its data comes to the backup and to an async while it is written, and follows from the exact record', async () => {
  await addWithData('BIG', NODES);
  for (const host of ['serverb', 'serverd']) await isMissing(host, 'BIG');
  const load = await LoadedClients.start(lab, { clients: 4, database: 'BIG' });
  await until('the load runs', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 500);
  await create('serverb', 'BIG', 'BIG');
  await isStatus('serverb', 'BIG', 'dejournaling');
  expect((await download('serverd', 'BIG', false)).outcomes).toEqual([{ name: 'BIG', refusal: null }]);
  expect((await rowOf('serverd', 'BIG'))?.status).toBe('dejournaling');
  const before = load.acknowledgedCount;
  await until('the load goes on', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 500);
  await load.stop();
  expect(await load.lost('servera')).toEqual([]);
  expect(await expectEqualOn(lab, 'BIG', ['serverb', 'serverd'])).toBeGreaterThan(NODES + 1000);
  // The primary has writes to serve: the backup was asked for the second copy.
  expect(
    (await logOf('serverd')).some((text) => text.startsWith('Downloaded mirrored database') && text.includes('from SERVERB/IRIS')),
  ).toBe(true);
  await expect(download('serverd', 'BIG')).rejects.toThrow("#5001: Existing mirror DB 'BIG' is not in Download mode");
});

test('a member killed in the middle of a download begins it anew by itself, and one that was aborted waits for a person', async () => {
  await addWithData('MANY', MANY_NODES);
  await isMissing('serverd', 'MANY');
  await download('serverd', 'MANY');
  await underWay('serverd');
  expect((await rowOf('serverd', 'MANY'))?.status).toBe('downloading');
  await lab.orderLab({ kind: 'kill-instance', ...instanceOf('serverd') });
  expect(fs.existsSync(await folderOf('serverd', 'MANY'))).toBe(true);
  await writeNodes(lab, 'MANY', { global: 'While', from: 0, count: 1000 });
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('serverd') });
  const { id } = await underWay('serverd');
  await lab.order('serverd', { kind: 'abort-background-task', id });
  expect((await rowOf('serverd', 'MANY'))?.status).toBe('needs-download');
  expect(fs.existsSync(await folderOf('serverd', 'MANY'))).toBe(false);
  await expect(lab.order('serverd', { kind: 'catch-up-databases', databases: ['MANY'] })).rejects.toThrow('#P404');
  await expect(lab.order('serverd', { kind: 'set-node', database: 'MANY', reference: '^X', value: '1' })).rejects.toThrow('<PROTECT>');
  await download('serverd', 'MANY');
  await isStatus('serverd', 'MANY', 'dejournaling');
  expect(await expectEqualOn(lab, 'MANY', ['serverd'])).toBe(MANY_NODES + 1000);
});

test('when the source is killed in the middle, another one is asked', async () => {
  await download('serverb', 'MANY', false);
  await dropCopy('serverd', 'MANY');
  await download('serverd', 'MANY');
  expect((await underWay('serverd')).at).toBe('SERVERB/IRIS');
  await lab.orderLab({ kind: 'kill-instance', ...instanceOf('serverb') });
  await isStatus('serverd', 'MANY', 'dejournaling');
  const log = await logOf('serverd');
  expect(log.some((text) => /^Download of .* from SERVERB\/IRIS failed: ERROR #P403/.test(text))).toBe(true);
  expect(log.some((text) => text.startsWith('Downloaded mirrored database') && text.includes('from SERVERA/IRIS'))).toBe(true);
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('serverb') });
  await lab.healthy();
  await expectEqualOn(lab, 'MANY', ['serverb', 'serverd']);
});

test('without a valid copy anywhere the creation is refused, and says what each member answered', async () => {
  await addWithData('NOWHERE', 10);
  await isMissing('serverd', 'NOWHERE');
  await lab.order('servera', { kind: 'dismount-databases', databases: ['NOWHERE'] });
  await expect(create('serverd', 'NOWHERE', 'NOWHERE')).rejects.toThrow(
    '#P402: No other member has a valid copy of mirrored database :mirror:APRIL:NOWHERE to download (SERVERA/IRIS #2073, SERVERB/IRIS #2073)',
  );
  expect(fs.existsSync(path.join(await lab.instanceDirectory('serverd'), 'mgr', 'nowhere', 'IRIS.DAT'))).toBe(false);
  await lab.order('servera', { kind: 'mount-databases', databases: ['NOWHERE'] });
  await download('serverd', 'NOWHERE', false);
  expect(await expectEqualOn(lab, 'NOWHERE', ['serverd'])).toBe(10);
});

test('what was downloaded serves as the primary copy: nothing is missing after a takeover', async () => {
  const wanted = await contentsOf(lab, 'servera', 'BIG');
  await lab.healthy();
  await lab.orderLab({ kind: 'kill-instance', ...instanceOf('servera') });
  await until('serverb is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'primary');
  expect(await contentsOf(lab, 'serverb', 'BIG')).toEqual(wanted);
  await lab.order('serverb', { kind: 'set-node', database: 'BIG', reference: '^After', value: '1' });
  await lab.orderLab({ kind: 'start-instance', ...instanceOf('servera') });
  await lab.healthy();
  await expectEqualOn(lab, 'BIG', ['servera', 'serverd'], 'serverb');
});
