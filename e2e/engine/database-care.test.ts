/**
 * Issue "databases, journals and backups": databases as files. Maximum size, properties, compaction, integrity check, damaged files, what
 * must be mounted. Portal facts 2.10, 2.11.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { DatabasesDone } from '../../lib/contract/databases.ts';
import { begun } from '../begun.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, until } from './april-lab.ts';
import { writeNodes } from './database-contents.ts';

const SETS_PER_REQUEST = 1000;
const NODES_TO_KILL = 50_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
});
afterAll(() => lab.stop({ mayDiffer: { DATA: 'marked as caught up without what it lacked' } }));
beforeEach(() => lab.healthy());

const create = (host: MemberHost, name: string) => lab.createDatabase(host, name);
const fileOf = async (host: MemberHost, name: string) =>
  path.join(await lab.instanceDirectory(host), 'mgr', name.toLowerCase(), 'IRIS.DAT');
const statusOf = async (host: MemberHost, name: string) =>
  (await lab.monitor(host)).databases.find((row) => row.localName === name)?.status;
const hasNode = async (host: MemberHost, database: string, reference: string) =>
  (await lab.ask(host, 'global-nodes', { database, reference, after: null, limit: 1 })).nodes.length > 0;

const write = (name: string, global: string, from: number, count: number) => writeNodes(lab, name, { global, from, count });

test('five databases are added in the background, each with its own outcome', async () => {
  const names = ['M1', 'M2', 'M3', 'M4', 'M5'];
  for (const name of names) await create('servera', name);
  const added = await lab.order<'add-databases-to-mirror', DatabasesDone>('servera', {
    kind: 'add-databases-to-mirror',
    databases: names.map((name) => ({ name, mirrorDatabaseName: name === 'M3' ? 'DATA' : name })),
  });
  expect(added.outcomes).toEqual([]);
  const task = await until('the task has ended', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask('servera', 'background-tasks', {})).tasks.find(({ id, endedAt }) => id === added.taskId && endedAt !== null),
  );
  expect(task).toMatchObject({ kind: 'add-to-mirror', state: 'failed', done: 5, total: 5 });
  expect(task.outcomes.map(({ name, refusal }) => [name, refusal?.code ?? 'added'])).toEqual(
    names.map((name) => [name, name === 'M3' ? '2061' : 'added']),
  );
  for (const name of names) expect(await statusOf('servera', name)).toBe(name === 'M3' ? undefined : 'normal');
  await lab.order('servera', { kind: 'set-node', database: 'M3', reference: '^Still', value: 'ordinary' });
});

test('a database that has reached its maximum size takes no sets, and takes them again when it may grow', async () => {
  const edit = {
    kind: 'edit-database',
    name: 'M1',
    maximumSizeMb: 2,
    mountRequired: false,
    mountedReadOnly: false,
    journal: true,
    resource: '%DB_FILL',
  } as const;
  await lab.order('servera', edit);
  let refusal = '';
  for (let block = 0; block < 200 && refusal === ''; block++)
    await write('M1', `Fill${block}`, 0, SETS_PER_REQUEST).catch((error: Error) => {
      refusal = error.message;
    });
  expect(refusal).toBe('<FILEFULL> M1 2');
  await expect(lab.order('servera', { kind: 'set-node', database: 'M1', reference: '^More', value: '1' })).rejects.toThrow(
    '<FILEFULL> Database M1 has reached its maximum size of 2 MB',
  );
  expect(await lab.ask('servera', 'database-details', { name: 'M1' })).toMatchObject({ full: true, maximumSizeMb: 2, readOnly: false });
  await lab.order('servera', { kind: 'kill-node', database: 'M1', reference: '^Fill0' });
  await lab.order('servera', { ...edit, maximumSizeMb: 0 });
  await write('M1', 'Fill', 0, 10);
  await expect(lab.order('servera', { ...edit, maximumSizeMb: 1 })).rejects.toThrow('#P101');
});

test('the other members follow the maximum size and the resource of the primary', async () => {
  await lab.order('servera', {
    kind: 'edit-database',
    name: 'DATA',
    maximumSizeMb: 500,
    mountRequired: false,
    mountedReadOnly: false,
    journal: true,
    resource: '%DB_DATA',
  });
  await until('the backup follows', FAILOVER_DEADLINE_MS, async () => {
    const { maximumSizeMb, resource, fields } = await lab.ask('serverb', 'database-properties', { name: 'DATA' });
    return maximumSizeMb === 500 && resource === '%DB_DATA' && fields.maximumSizeMb?.code === '2113';
  });
  await expect(
    lab.order('serverb', {
      kind: 'edit-database',
      name: 'DATA',
      maximumSizeMb: 600,
      mountRequired: false,
      mountedReadOnly: false,
      journal: true,
      resource: '%DB_DATA',
    }),
  ).rejects.toThrow('#2113');
  await expect(
    lab.order('servera', {
      kind: 'edit-database',
      name: 'DATA',
      maximumSizeMb: 500,
      mountRequired: false,
      mountedReadOnly: false,
      journal: false,
      resource: '%DB_DATA',
    }),
  ).rejects.toThrow('#2129');
});

test('a database is compacted and checked while it is written, on both members', async () => {
  await write('DATA', 'Big', 0, NODES_TO_KILL);
  // Before the kill, or both could meet in one batch: then there is nothing to free.
  await until('it is in the file', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask('servera', 'database-space', {})).databases.some(({ name, blocks }) => name === 'DATA' && blocks * 4096 > 1_000_000),
  );
  await lab.order('servera', { kind: 'kill-node', database: 'DATA', reference: '^Big' });
  const writing = begun(write('DATA', 'Meanwhile', 0, 20_000));
  for (const host of ['servera', 'serverb'] as const) {
    await until(`${host} has killed it`, FAILOVER_DEADLINE_MS, async () => !(await hasNode(host, 'DATA', '^Big')));
    // On the backup the kill may have met the sets in one batch all the same.
    if (host === 'servera')
      await until(
        'the pages are free',
        FAILOVER_DEADLINE_MS,
        async () => (await lab.ask(host, 'database-details', { name: 'DATA' })).availableBytes > 1_000_000,
      );
    await lab.order(host, { kind: 'compact-databases', databases: ['DATA'] });
    expect((await lab.ask(host, 'database-details', { name: 'DATA' })).availableBytes).toBeLessThan(1_000_000);
    await lab.order(host, { kind: 'integrity-check', databases: ['DATA', 'USER'] });
    const { reports, path: logPath } = await lab.ask(host, 'integrity-log', {});
    expect(reports.map(({ name, problemCount }) => [name, problemCount])).toEqual([
      ['USER', 0],
      ['DATA', 0],
    ]);
    expect(fs.readFileSync(logPath, 'utf8')).toContain('no errors were found');
  }
  await writing;
  await until('the backup has the last node', FAILOVER_DEADLINE_MS, () => hasNode('serverb', 'DATA', '^Meanwhile(19999)'));
});

test('a paused database that is marked as caught up follows again, and never gets what it lacked', async () => {
  for (const host of ['servera', 'serverb'] as const) await lab.createDatabase(host, 'FOLLOW', 'FOLLOW');
  const mark = (confirmed: boolean) => lab.order('serverb', { kind: 'mark-caught-up', databases: ['DATA'], confirmed });
  await expect(mark(true)).rejects.toThrow('#P157');
  await expect(lab.order('servera', { kind: 'pause-dejournaling', databases: ['DATA'] })).rejects.toThrow('#2116');
  await lab.order('serverb', { kind: 'pause-dejournaling', databases: ['DATA'] });
  await expect(lab.order('serverb', { kind: 'pause-dejournaling', databases: ['DATA'] })).rejects.toThrow('#P212');
  expect((await lab.ask('serverb', 'database-details', { name: 'DATA' })).dejournaling).toMatchObject({
    isPaused: true,
    markCaughtUp: null,
  });
  await write('DATA', 'Skipped', 0, 10);
  await write('FOLLOW', 'Behind', 0, 1);
  await until('the backup has read beyond it', FAILOVER_DEADLINE_MS, () => hasNode('serverb', 'FOLLOW', '^Behind(0)'));
  await expect(mark(false)).rejects.toThrow('#P158');
  await mark(true);
  expect(await statusOf('serverb', 'DATA')).toBe('dejournaling');
  await write('DATA', 'Followed', 0, 10);
  await until('it follows', FAILOVER_DEADLINE_MS, () => hasNode('serverb', 'DATA', '^Followed(9)'));
  expect(await hasNode('serverb', 'DATA', '^Skipped')).toBe(false);
});

test('a database is deleted with the namespaces that were marked, and with no others', async () => {
  await create('servera', 'GONE');
  for (const name of ['GOES', 'STAYS'])
    await lab.order('servera', { kind: 'create-namespace', name, copyFrom: null, globalsDatabase: 'GONE', routinesDatabase: 'USER' });
  expect((await lab.ask('servera', 'database-details', { name: 'GONE' })).usedBy).toEqual([
    { name: 'GOES', removable: null },
    { name: 'STAYS', removable: null },
  ]);
  expect((await lab.ask('servera', 'database-details', { name: 'IRISSYS' })).usedBy).toMatchObject([
    { name: '%SYS', removable: { code: 'P302' } },
  ]);
  await write('GONE', 'Filled', 0, 1000);
  const space = await until('what was written is in the file', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask('servera', 'database-space', {})).databases.find(({ name, blocks }) => name === 'GONE' && blocks > 10),
  );
  expect(space).toMatchObject({ blockSize: 4096, maximumSizeMb: 0 });
  expect(space.availableBytes).toBeLessThan(space.sizeBytes);
  const remove = (namespaces: string[]) => lab.order('servera', { kind: 'delete-database', name: 'GONE', deleteFile: true, namespaces });
  // One that does not use it: refused, and the database is there.
  await expect(remove(['GOES', 'USER'])).rejects.toThrow('#P104');
  await remove(['GOES']);
  const { namespaces } = await lab.ask('servera', 'namespaces', {});
  expect(namespaces.find(({ name }) => name === 'GOES')).toBeUndefined();
  expect(namespaces.find(({ name }) => name === 'STAYS')?.missingDatabases).toEqual(['GONE']);
  expect(fs.existsSync(await fileOf('servera', 'GONE'))).toBe(false);
  await lab.order('servera', { kind: 'delete-namespace', name: 'STAYS' });
});

test('a damaged database is found by the check, and a file that is none cannot be mounted; neither stops the instance', async () => {
  await lab.order('servera', { kind: 'dismount-databases', databases: ['M3'] });
  const file = await fileOf('servera', 'M3');
  const whole = fs.readFileSync(file);
  fs.writeFileSync(file, whole.subarray(0, 9000));
  const checked = await lab.order<'integrity-check', DatabasesDone>('servera', { kind: 'integrity-check', databases: ['M2', 'M3'] });
  expect(checked.outcomes.map(({ name, refusal }) => [name, refusal?.code ?? null])).toEqual([
    ['M2', null],
    ['M3', 'P159'],
  ]);
  fs.writeFileSync(file, 'no database at all');
  await expect(lab.order('servera', { kind: 'mount-databases', databases: ['M3'] })).rejects.toThrow('#P153');
  fs.writeFileSync(file, whole);
  await lab.order('servera', { kind: 'mount-databases', databases: ['M3'] });
  await lab.order('servera', { kind: 'set-node', database: 'M3', reference: '^Whole', value: 'again' });
});

test('what a program updates in an open transaction keeps its database mounted', async () => {
  const client = await lab.connect();
  await client.request({ op: 'tstart', job: 7 });
  await client.set('M3', ['Open'], '1', 7);
  await expect(lab.order('servera', { kind: 'dismount-databases', databases: ['M3'] })).rejects.toThrow('#P155');
  await client.request({ op: 'trollback', job: 7 });
  client.close();
  await lab.order('servera', { kind: 'dismount-databases', databases: ['M3'] });
  await lab.order('servera', { kind: 'mount-databases', databases: ['M3'] });
  expect(await hasNode('servera', 'M3', '^Open')).toBe(false);
  expect(await hasNode('servera', 'M3', '^Whole')).toBe(true);
  await expect(lab.order('servera', { kind: 'dismount-databases', databases: ['IRISSYS'] })).rejects.toThrow('#P154');
});

test('an instance does not start without a database that must be mounted at startup', async () => {
  await create('serverb', 'NEEDED');
  await lab.order('serverb', {
    kind: 'edit-database',
    name: 'NEEDED',
    maximumSizeMb: 0,
    mountRequired: true,
    mountedReadOnly: false,
    journal: true,
    resource: '%DB_%DEFAULT',
  });
  await lab.order('serverb', { kind: 'dismount-databases', databases: ['NEEDED'] });
  const file = await fileOf('serverb', 'NEEDED');
  fs.renameSync(file, `${file}.away`);
  await lab.orderLab({ kind: 'kill-instance', host: 'serverb', instance: 'IRIS' });
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' }).catch(() => undefined);
  await until('it gave up', HEALTHY_DEADLINE_MS, async () => (await lab.host('serverb')).instances[0]?.state === 'down');
  const log = fs.readFileSync(path.join(await lab.instanceDirectory('serverb'), 'mgr', 'messages.log'), 'utf8');
  expect(log).toContain('database NEEDED, which must be mounted at startup, cannot be');
  fs.renameSync(`${file}.away`, file);
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await lab.healthy();
});
