/** Issue "databases, journals and backups": how databases come into a mirror and leave it. Engine facts 3.6, 8; walkthroughs W2 and W3. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DatabasesDone } from '../../lib/contract/databases.ts';
import { begun } from '../begun.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, until } from './april-lab.ts';
import { contentsOf, expectEqualOnBoth, writeNodes } from './database-contents.ts';
import { LoadedClients } from './loaded-clients.ts';

/** Long enough to be killed in. */
const SETS_TO_CATCH_UP = 200_000;
const WRITTEN_MEANWHILE = 20_000;
const CATCH_UP_DEADLINE_MS = 60_000;

let lab: AprilLab;
let load: LoadedClients;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
  load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
});
afterAll(async () => {
  await load.stop();
  await lab.stop();
});
beforeEach(() => lab.healthy());

const create = (host: MemberHost, name: string, mirrorDatabaseName: string | null = null) =>
  lab.createDatabase(host, name, mirrorDatabaseName);
const addToMirror = (name: string) =>
  lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name, mirrorDatabaseName: name }] });
const fileOf = async (host: MemberHost, name: string) =>
  path.join(await lab.instanceDirectory(host), 'mgr', name.toLowerCase(), 'IRIS.DAT');
const rowOf = async (host: MemberHost, name: string) => (await lab.monitor(host)).databases.find((row) => row.localName === name);
const statusOf = async (host: MemberHost, name: string) => (await rowOf(host, name))?.status;
const isStatus = (host: MemberHost, name: string, status: string, deadlineMs = FAILOVER_DEADLINE_MS) =>
  until(`${name} is ${status} on ${host}`, deadlineMs, async () => {
    const now = await statusOf(host, name);
    if (now !== status) throw new Error(`it is ${now}`);
    return true;
  });

const write = (name: string, global: string, from: number, count: number) => writeNodes(lab, name, { global, from, count });

const contents = (host: MemberHost, database: string) => contentsOf(lab, host, database);
const expectEqual = (database: string) => expectEqualOnBoth(lab, database);

/** As an operator copies it: dismounted on both. */
async function copyFile(name: string): Promise<void> {
  await lab.order('servera', { kind: 'dismount-databases', databases: [name] });
  if ((await lab.ask('serverb', 'databases', {})).databases.find((row) => row.name === name)?.status !== 'dismounted')
    await lab.order('serverb', { kind: 'dismount-databases', databases: [name] });
  expect(await statusOf('servera', name)).toBe('dismounted');
  fs.copyFileSync(await fileOf('servera', name), await fileOf('serverb', name));
  await lab.order('servera', { kind: 'mount-databases', databases: [name] });
  await isStatus('servera', name, 'normal');
  await lab.order('serverb', { kind: 'mount-databases', databases: [name] });
}

test('a new database is created on both members and follows', async () => {
  await create('servera', 'NEWDB', 'NEWDB');
  expect(await statusOf('servera', 'NEWDB')).toBe('normal');
  await until('the backup misses it', FAILOVER_DEADLINE_MS, async () =>
    (await lab.monitor('serverb')).missingDatabases.includes(':mirror:APRIL:NEWDB'),
  );
  await write('NEWDB', 'N', 0, 500);
  const writing = begun(write('NEWDB', 'N', 500, WRITTEN_MEANWHILE));
  await create('serverb', 'NEWDB', 'NEWDB');
  await writing;
  await isStatus('serverb', 'NEWDB', 'dejournaling');
  expect(await expectEqual('NEWDB')).toBe(500 + WRITTEN_MEANWHILE);
});

test('an existing database comes by a copy of its file: activate, catch up, and it goes on from the exact record', async () => {
  await create('servera', 'DEMO');
  await write('DEMO', 'Before', 0, 2000);
  await addToMirror('DEMO');
  await isStatus('servera', 'DEMO', 'normal');
  await until('the backup misses it', FAILOVER_DEADLINE_MS, async () =>
    (await lab.monitor('serverb')).missingDatabases.includes(':mirror:APRIL:DEMO'),
  );
  await expect(create('serverb', 'DEMO', 'DEMO')).rejects.toThrow(
    '#2105: Matching mirrored DB :mirror:APRIL:DEMO in member SERVERA/IRIS was not created as mirrored DB',
  );
  await create('serverb', 'DEMO');
  await copyFile('DEMO');
  expect(await statusOf('serverb', 'DEMO')).toBe('needs-activation');
  await write('DEMO', 'After', 0, 3000);
  const own = await rowOf('serverb', 'DEMO');
  expect(own?.nextRecord?.offset).toBeGreaterThan(0);
  await lab.order('serverb', { kind: 'activate-databases', databases: ['DEMO'] });
  expect(await statusOf('serverb', 'DEMO')).toBe('needs-catchup');
  expect((await lab.monitor('serverb')).members.find(({ name }) => name === 'SERVERB/IRIS')?.dejournaling).toEqual({ kind: 'attention' });
  await expect(lab.order('serverb', { kind: 'activate-databases', databases: ['DEMO'] })).rejects.toThrow(
    '#2078: Mirrored DB is already activated',
  );
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await write('DEMO', 'After', 3000, 1000);
  expect(await expectEqual('DEMO')).toBe(6000);
  const logged = (await lab.ask('serverb', 'messages-log', { limit: 200 })).lines.map(({ text }) => text);
  expect(logged.some((text) => text.startsWith('Catchup succeeded'))).toBe(true);
});

test('a backup killed in the middle of a catchup needs catchup afterwards, and gets it', async () => {
  await create('servera', 'BIG');
  await addToMirror('BIG');
  await create('serverb', 'BIG');
  await copyFile('BIG');
  await lab.order('serverb', { kind: 'activate-databases', databases: ['BIG'] });
  await write('BIG', 'Big', 0, SETS_TO_CATCH_UP);
  const done = await lab.order<'catch-up-databases', DatabasesDone>('serverb', {
    kind: 'catch-up-databases',
    databases: ['BIG'],
    inBackground: true,
  });
  expect(done.outcomes).toEqual([]);
  await isStatus('serverb', 'BIG', 'catchup-running');
  await until(
    'some of it is there',
    CATCH_UP_DEADLINE_MS,
    async () => (await lab.ask('serverb', 'global-list', { database: 'BIG' })).globals.length > 0,
  );
  await lab.orderLab({ kind: 'kill-instance', host: 'serverb', instance: 'IRIS' });
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await until('the backup is back', HEALTHY_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'backup');
  expect(await statusOf('serverb', 'BIG')).toBe('needs-catchup');
  const reached = (
    await lab.ask('serverb', 'global-nodes', { database: 'BIG', reference: `^Big(${SETS_TO_CATCH_UP - 1})`, after: null, limit: 1 })
  ).nodes;
  expect(reached).toEqual([]);
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['BIG'] });
  await isStatus('serverb', 'BIG', 'dejournaling');
  expect(await expectEqual('BIG')).toBe(SETS_TO_CATCH_UP);
});

test('several are activated and caught up at once, each with its own outcome', async () => {
  await write('DEMO', 'Several', 0, 10);
  await copyFile('DEMO');
  await copyFile('BIG');
  const done = await lab.order<'catch-up-databases', DatabasesDone>('serverb', {
    kind: 'catch-up-databases',
    databases: ['DEMO', 'BIG', 'NEWDB'],
  });
  expect(done.outcomes).toEqual([
    { name: 'DEMO', refusal: null },
    { name: 'BIG', refusal: null },
    { name: 'NEWDB', refusal: { code: 'P157', args: ['NEWDB'] } },
  ]);
  for (const name of ['DEMO', 'BIG']) await isStatus('serverb', name, 'dejournaling');
  await expectEqual('DEMO');
});

test('a journal file that is gone here is fetched from the other member, which is running', async () => {
  await copyFile('DEMO');
  const needed = await neededFile('DEMO');
  await write('DEMO', 'Fetched', 0, 10);
  for (let time = 0; time < 2; time++) await lab.order('servera', { kind: 'switch-journal' });
  await write('DEMO', 'Fetched', 10, 10);
  await removeJournals(['serverb'], needed);
  await restartBackup();
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await expectEqual('DEMO');
  const logged = (await lab.ask('serverb', 'messages-log', { limit: 200 })).lines.map(({ text }) => text);
  expect(
    logged.some((text) => text.startsWith(`Retrieving journal file #${needed}(`) && text.endsWith('from the ISCAgent of SERVERA/IRIS')),
  ).toBe(true);
});

test('a journal file that is gone everywhere is named, and the database stays in need of catchup', async () => {
  await copyFile('DEMO');
  const needed = await neededFile('DEMO');
  await write('DEMO', 'Gap', 0, 10);
  for (let time = 0; time < 2; time++) await lab.order('servera', { kind: 'switch-journal' });
  await write('DEMO', 'Gap', 10, 10);
  await isStatus('serverb', 'DEMO', 'needs-activation');
  await removeJournals(['servera', 'serverb'], needed);
  await restartBackup();
  await expect(lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] })).rejects.toThrow(
    `#2000: Journal file #${needed} for database 'DEMO' not found in mirror journal log`,
  );
  expect(await statusOf('serverb', 'DEMO')).toBe('needs-catchup');
  await copyFile('DEMO');
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await expectEqual('DEMO');
});

/** Number of the journal file that holds the next record for the copy on the backup. */
async function neededFile(name: string): Promise<number> {
  const next = (await rowOf('serverb', name))?.nextRecord;
  const needed = (await lab.ask('serverb', 'journals', {})).files.find((file) => file.path === next?.file)?.fileCount ?? 0;
  expect(needed).toBeGreaterThan(0);
  return needed;
}

/** As a purge would: not what another database on the backup still needs. */
async function removeJournals(hosts: MemberHost[], upTo: number): Promise<void> {
  await until('the backup has dejournaled more', FAILOVER_DEADLINE_MS, async () => {
    const next = (await rowOf('serverb', 'DATA'))?.nextRecord;
    return ((await lab.ask('serverb', 'journals', {})).files.find((file) => file.path === next?.file)?.fileCount ?? 0) > upTo;
  });
  for (const host of hosts)
    for (const file of (await lab.ask(host, 'journals', {})).files)
      if (file.mirror === 'APRIL' && file.fileCount <= upTo) fs.rmSync(file.path);
}

async function restartBackup(): Promise<void> {
  await lab.orderLab({ kind: 'restart-instance', host: 'serverb', instance: 'IRIS' });
  await until('the backup is back', HEALTHY_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'backup');
}

test('removed on the primary it is orphaned on the backup; created anew under its name, the old copy is obsolete', async () => {
  await expect(lab.order('servera', { kind: 'delete-database', name: 'NEWDB', deleteFile: true })).rejects.toThrow('#318');
  await lab.order('servera', { kind: 'remove-databases-from-mirror', databases: ['NEWDB'] });
  expect(await rowOf('servera', 'NEWDB')).toBeUndefined();
  await lab.order('servera', { kind: 'set-node', database: 'NEWDB', reference: '^Ordinary', value: '1' });
  await isStatus('serverb', 'NEWDB', 'orphaned');
  await expect(lab.order('serverb', { kind: 'set-node', database: 'NEWDB', reference: '^Ordinary', value: '1' })).rejects.toThrow(
    '<PROTECT>',
  );
  await lab.order('servera', { kind: 'delete-database', name: 'NEWDB', deleteFile: true });
  expect(fs.existsSync(await fileOf('servera', 'NEWDB'))).toBe(false);
  await create('servera', 'NEWDB', 'NEWDB');
  await isStatus('serverb', 'NEWDB', 'obsolete');
  await lab.order('serverb', { kind: 'remove-databases-from-mirror', databases: ['NEWDB'] });
  await expect(lab.order('serverb', { kind: 'remove-databases-from-mirror', databases: ['NEWDB'] })).rejects.toThrow('#2064');
  await lab.order('serverb', { kind: 'set-node', database: 'NEWDB', reference: '^Ordinary', value: '1' });
  expect((await contents('serverb', 'NEWDB')).length).toBe(501 + WRITTEN_MEANWHILE);
});

test('a paused database stands still until it is caught up', async () => {
  await lab.order('serverb', { kind: 'pause-dejournaling', databases: ['BIG'] });
  await isStatus('serverb', 'BIG', 'dejournaling-stopped');
  await write('BIG', 'Paused', 0, 10);
  await write('DEMO', 'Paused', 0, 10);
  await expectEqual('DEMO');
  expect((await lab.ask('serverb', 'global-nodes', { database: 'BIG', reference: '^Paused', after: null, limit: 1 })).nodes).toEqual([]);
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['BIG'] });
  await isStatus('serverb', 'BIG', 'dejournaling');
  await until(
    'it has what it missed',
    FAILOVER_DEADLINE_MS,
    async () =>
      (await lab.ask('serverb', 'global-nodes', { database: 'BIG', reference: '^Paused', after: null, limit: 20 })).nodes.length === 10,
  );
});

test('a database that needs catchup when its member takes over is caught up on the new primary', async () => {
  await copyFile('DEMO');
  await write('DEMO', 'Takeover', 0, 100);
  await lab.order('serverb', { kind: 'activate-databases', databases: ['DEMO'] });
  const wanted = await contents('servera', 'DEMO');
  await lab.healthy();
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await until('serverb is primary', FAILOVER_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'primary');
  expect(await statusOf('serverb', 'DEMO')).toBe('needs-catchup');
  await expect(lab.order('serverb', { kind: 'set-node', database: 'DEMO', reference: '^X', value: '1' })).rejects.toThrow('<PROTECT>');
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] });
  expect(await statusOf('serverb', 'DEMO')).toBe('normal');
  expect(await contents('serverb', 'DEMO')).toEqual(wanted);
  await lab.order('serverb', { kind: 'set-node', database: 'DEMO', reference: '^X', value: '1' });
  await lab.orderLab({ kind: 'start-instance', host: 'servera', instance: 'IRIS' });
  await lab.healthy();
  await isStatus('servera', 'DEMO', 'dejournaling');
  await until(
    'servera follows',
    FAILOVER_DEADLINE_MS,
    async () =>
      (await lab.ask('servera', 'global-nodes', { database: 'DEMO', reference: '^X', after: null, limit: 1 })).nodes[0]?.value === '1',
  );
});
