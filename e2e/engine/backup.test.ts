/**
 * Backup and restore over real processes: W3 of the walkthroughs by backup, under load, with everything that goes wrong on the way. Engine
 * facts 8.3–8.6.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { BackupRunView, BackupTaskName } from '../../lib/contract/backups.ts';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, until } from './april-lab.ts';
import { contentsOf, expectEqualOnBoth, writeNodes } from './database-contents.ts';
import { LoadedClients } from './loaded-clients.ts';

const RUN_DEADLINE_MS = 60_000;
/** Enough that a restore can be killed in its middle. */
const LARGE = 150_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ qosTimeoutMs: 4000 });
  await create('servera', 'DEMO');
  await write('DEMO', 'Before', 0, 3000);
  await lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'DEMO', mirrorDatabaseName: 'DEMO' }] });
  await lab.order('servera', { kind: 'save-backup-list', databases: ['DATA', 'DEMO'] });
  // Journal files must go when a test says so, not when there have been enough backups.
  for (const host of ['servera', 'serverb'])
    await lab.order(host, {
      kind: 'save-journal-settings',
      fileMegabytes: 1024,
      prefix: '',
      purgeAfterDays: 100,
      purgeAfterBackups: null,
      freezeOnError: true,
    });
});
afterAll(() => lab.stop());
beforeEach(() => lab.healthy());

const create = (host: MemberHost, name: string) => lab.createDatabase(host, name);
const rowOf = async (host: MemberHost, name: string) => (await lab.monitor(host)).databases.find((row) => row.localName === name);
const isStatus = (host: MemberHost, name: string, status: string) =>
  until(`${name} is ${status} on ${host}`, FAILOVER_DEADLINE_MS, async () => {
    const now = (await rowOf(host, name))?.status;
    if (now !== status) throw new Error(`it is ${now}`);
    return true;
  });
const folderOf = async (host: MemberHost) => path.join(await lab.instanceDirectory(host), 'mgr', 'Backup');

const write = (name: string, global: string, from: number, count: number) => writeNodes(lab, name, { global, from, count });

const contents = (host: MemberHost, database: string) => contentsOf(lab, host, database);
const expectEqual = (database: string) => expectEqualOnBoth(lab, database);

async function ended(host: MemberHost, runId: number): Promise<BackupRunView> {
  return until(`run ${runId} on ${host} has ended`, RUN_DEADLINE_MS, async () => {
    const run = (await lab.ask(host, 'backup-history', { limit: 100 })).runs.find(({ id }) => id === runId);
    return run && run.status !== 'running' ? run : null;
  });
}
async function backUp(task: BackupTaskName, host: MemberHost = 'servera'): Promise<BackupRunView> {
  const { runId } = await lab.order<'run-backup', { runId: number; file: string }>(host, { kind: 'run-backup', task });
  return ended(host, runId);
}
/** As a person brings the file to the other host; answers where it is there. */
async function copyToOther(file: string): Promise<string> {
  const folder = await folderOf('serverb');
  await lab.orderLab({ kind: 'copy-file', fromHost: 'servera', from: file, toHost: 'serverb', to: `${folder}/`, overwrite: true });
  return path.join(folder, path.basename(file));
}
const restoreOf = (files: string[], selected: { source: string; target: string }[] | null) => ({
  files,
  limitToMirrored: true,
  selected,
  confirmed: true,
  applyJournal: 'none' as const,
});
async function restore(files: string[], selected: { source: string; target: string }[] | null): Promise<BackupRunView> {
  const { runId } = await lab.order<'restore-backup', { runId: number }>('serverb', {
    kind: 'restore-backup',
    ...restoreOf(files, selected),
  });
  return ended('serverb', runId);
}
const sourceOf = async (name: string) => path.join(await lab.instanceDirectory('servera'), 'mgr', name.toLowerCase());

let full: string;

test('a full backup under load, restored on the other member, is dejournaled from the exact record where it ended', async () => {
  const load = await LoadedClients.start(lab, { clients: 6, database: 'DEMO' });
  await until('the load runs', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 500);
  const run = await backUp('FullDBList');
  expect(run).toMatchObject({ status: 'completed', reason: null, databases: ['DATA', 'DEMO'] });
  const log = (await lab.ask('servera', 'backup-log', { runId: run.id, contains: '' })).lines.join('\n');
  expect(log).toMatch(
    /Journal file '.*MIRROR-APRIL-\d{8}\.\d{3}' and the subsequent ones are required for recovery purpose if the backup were to be restored/,
  );
  expect(log).toMatch(/Journal marker set at\noffset \d+ of .*MIRROR-APRIL-/);
  full = await copyToOther(run.file);
  const volume = await lab.ask('serverb', 'backup-volume', { file: full });
  expect(volume).toMatchObject({
    madeOnOtherMember: true,
    damage: null,
    mirror: { name: 'APRIL', memberName: 'SERVERA/IRIS', memberType: 'failover' },
  });
  expect(volume.databases.map(({ mirrorDatabase }) => mirrorDatabase)).toEqual([':mirror:APRIL:DATA', ':mirror:APRIL:DEMO']);
  // "All directories": DATA is active and newer here, DEMO does not exist here yet.
  const all = await lab.ask('serverb', 'restore-plan', { files: [full], limitToMirrored: true, selected: null });
  expect(all.rows.map(({ name, verdict, reason }) => [name, verdict, reason?.code])).toEqual([
    ['DATA', 'skip', 'P170'],
    ['DEMO', 'skip', 'P169'],
  ]);
  // As the notes do it: an ordinary database in its place, which is overwritten.
  await create('serverb', 'DEMO');
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  const plan = await lab.ask('serverb', 'restore-plan', { files: [full], limitToMirrored: true, selected });
  expect(plan.rows).toMatchObject([{ name: 'DEMO', verdict: 'restore', target: { database: 'DEMO' }, confirm: [{ code: 'P171' }] }]);
  await expect(lab.order('serverb', { kind: 'restore-backup', ...restoreOf([full], selected), confirmed: false })).rejects.toThrow('#P178');
  expect(await restore([full], selected)).toMatchObject({ status: 'completed', reason: null });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  expect((await lab.ask('serverb', 'databases', {})).databases.find(({ name }) => name === 'DEMO')).toMatchObject({
    mirror: 'APRIL',
    mirrorDatabaseName: 'DEMO',
    status: 'mounted-r',
  });
  const before = load.acknowledgedCount;
  await until('the load goes on', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 500);
  await load.stop();
  expect(await load.lost('servera')).toEqual([]);
  expect(await expectEqual('DEMO')).toBeGreaterThan(4000);
});

test('a full backup and the incremental ones after it are restored together', async () => {
  await write('DEMO', 'Step', 0, 500);
  const first = await backUp('IncrementalDBList');
  expect(first).toMatchObject({ status: 'completed' });
  await lab.order('servera', { kind: 'kill-node', database: 'DEMO', reference: '^Before' });
  await write('DEMO', 'Step', 300, 500);
  const second = await backUp('IncrementalDBList');
  const cumulative = await backUp('CumuIncrDBList');
  await write('DEMO', 'Late', 0, 100);
  const files = [full, await copyToOther(first.file), await copyToOther(second.file)];
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  await expect(lab.order('serverb', { kind: 'restore-backup', ...restoreOf([full, files[2] as string], selected) })).rejects.toThrow(
    '#P168',
  );
  expect(await restore(files, selected)).toMatchObject({ status: 'completed', reason: null });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await expectEqual('DEMO');
  expect(await restore([full, await copyToOther(cumulative.file)], selected)).toMatchObject({ status: 'completed', reason: null });
  await expectEqual('DEMO');
});

test('on the primary, for a file that was cut, and beyond the folder of a host: refused by number, and nothing has happened', async () => {
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  const [run] = (await lab.ask('servera', 'backup-history', { limit: 1 })).runs;
  const own = await lab.ask('servera', 'restore-plan', {
    files: [path.join(await folderOf('servera'), path.basename(full))],
    limitToMirrored: true,
    selected,
  });
  expect(own.restore?.code).toBe('P213');
  const cut = path.join(await folderOf('serverb'), 'cut.cbk');
  fs.writeFileSync(cut, fs.readFileSync(full).subarray(0, 5000));
  await expect(lab.order('serverb', { kind: 'restore-backup', ...restoreOf([cut], selected) })).rejects.toThrow('#P163');
  await expect(
    lab.orderLab({
      kind: 'copy-file',
      fromHost: 'servera',
      from: '/etc/hostname',
      toHost: 'serverb',
      to: `${await folderOf('serverb')}/`,
      overwrite: true,
    }),
  ).rejects.toThrow('#P181');
  await expect(
    lab.orderLab({
      kind: 'copy-file',
      fromHost: 'servera',
      from: run?.file ?? '',
      toHost: 'serverb',
      to: path.join(lab.dataDirectory, 'elsewhere.cbk'),
      overwrite: true,
    }),
  ).rejects.toThrow('#P181');
  await expect(
    lab.orderLab({
      kind: 'copy-file',
      fromHost: 'servera',
      from: path.join(await folderOf('servera'), path.basename(full)),
      toHost: 'serverb',
      to: full,
      overwrite: false,
    }),
  ).rejects.toThrow('#20');
  await isStatus('serverb', 'DEMO', 'dejournaling');
});

test('on the primary a damaged file is mended from a backup; a database that goes back to its backup leaves the mirror and may come again', async () => {
  const own = path.join(await folderOf('servera'), path.basename(full));
  const order = { kind: 'restore-backup' as const, ...restoreOf([own], [{ source: await sourceOf('DEMO'), target: '' }]) };
  const restoreHere = async () => ended('servera', (await lab.order<'restore-backup', { runId: number }>('servera', order)).runId);
  const before = await contents('servera', 'DEMO');
  await expect(lab.order('servera', order)).rejects.toThrow('#P213');
  await lab.order('servera', { kind: 'dismount-databases', databases: ['DEMO'] });
  fs.writeFileSync(path.join(await sourceOf('DEMO'), 'IRIS.DAT'), 'no database at all');
  expect(await restoreHere()).toMatchObject({ status: 'completed', reason: null });
  await isStatus('servera', 'DEMO', 'normal');
  expect(await contents('servera', 'DEMO')).toEqual(before);
  await write('DEMO', 'AfterMending', 0, 10);
  await expectEqual('DEMO');
  // A database of its own, which was removed from the mirror before it is spoiled.
  await create('servera', 'GOBACK');
  await write('GOBACK', 'Kept', 0, 100);
  await lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'GOBACK', mirrorDatabaseName: 'GOBACK' }] });
  await lab.order('servera', { kind: 'save-backup-list', databases: ['GOBACK'] });
  const { file } = await backUp('FullDBList');
  const kept = await contents('servera', 'GOBACK');
  await write('GOBACK', 'Spoiled', 0, 100);
  await lab.order('servera', { kind: 'remove-databases-from-mirror', databases: ['GOBACK'] });
  const back = await lab.order<'restore-backup', { runId: number }>('servera', {
    ...order,
    files: [file],
    selected: [{ source: await sourceOf('GOBACK'), target: '' }],
  });
  expect(await ended('servera', back.runId)).toMatchObject({ status: 'completed', reason: null });
  expect(await contents('servera', 'GOBACK')).toEqual(kept);
  expect(await rowOf('servera', 'GOBACK')).toBeUndefined();
  await lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'GOBACK', mirrorDatabaseName: 'GOBACK' }] });
  await isStatus('servera', 'GOBACK', 'normal');
  await lab.order('servera', { kind: 'remove-databases-from-mirror', databases: ['GOBACK'] });
  await lab.order('servera', { kind: 'save-backup-list', databases: ['DATA', 'DEMO'] });
});

test('a backup made on the backup member, while it dejournals, restores there as well', async () => {
  await lab.order('serverb', { kind: 'save-backup-list', databases: ['DEMO'] });
  const load = await LoadedClients.start(lab, { clients: 4, database: 'DEMO', global: 'Second' });
  await until('the load runs', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 200);
  const first = await backUp('FullDBList', 'serverb');
  const second = await backUp('IncrementalDBList', 'serverb');
  for (const run of [first, second]) expect(run).toMatchObject({ status: 'completed', reason: null });
  const volume = await lab.ask('serverb', 'backup-volume', { file: second.file });
  expect(volume).toMatchObject({
    madeOnOtherMember: false,
    kind: 'incremental',
    mirror: { memberName: 'SERVERB/IRIS' },
    databases: [{ contents: 'changes' }],
  });
  const selected = [{ source: path.join(await lab.instanceDirectory('serverb'), 'mgr', 'demo'), target: '' }];
  const plan = await lab.ask('serverb', 'restore-plan', { files: [first.file, second.file], limitToMirrored: true, selected });
  expect(plan.rows[0]?.confirm.map(({ code }) => code)).toEqual(['P170', 'P171']);
  expect(await restore([first.file, second.file], selected)).toMatchObject({ status: 'completed', reason: null });
  await load.stop();
  expect(await load.lost('servera')).toEqual([]);
  await expectEqual('DEMO');
});

test('killed in the middle of a restore, the member comes back with the old database, and the restore is repeated', async () => {
  await write('DEMO', 'Large', 0, LARGE);
  const run = await backUp('FullDBList');
  const file = await copyToOther(run.file);
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  await until(
    'the backup has it all',
    FAILOVER_DEADLINE_MS,
    async () =>
      (await lab.ask('serverb', 'global-nodes', { database: 'DEMO', reference: `^Large(${LARGE - 1})`, after: null, limit: 1 })).nodes
        .length === 1,
  );
  const { runId } = await lab.order<'restore-backup', { runId: number }>('serverb', {
    kind: 'restore-backup',
    ...restoreOf([file], selected),
  });
  await until(
    'some of it is restored',
    RUN_DEADLINE_MS,
    async () => ((await lab.ask('serverb', 'backup-status', {})).running?.percentCompleted ?? 0) > 10,
  );
  await lab.orderLab({ kind: 'kill-instance', host: 'serverb', instance: 'IRIS' });
  await write('DEMO', 'WhileAway', 0, 1000);
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await until('the backup is back', HEALTHY_DEADLINE_MS, async () => (await lab.monitor('serverb')).role === 'backup');
  expect((await lab.ask('serverb', 'backup-history', { limit: 1 })).runs[0]).toMatchObject({ id: runId, status: 'failed' });
  expect(fs.existsSync(path.join(await lab.instanceDirectory('serverb'), 'mgr', 'demo', '.restoring'))).toBe(false);
  await lab.healthy();
  await expectEqual('DEMO');
  expect(await restore([file], selected)).toMatchObject({ status: 'completed', reason: null });
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await expectEqual('DEMO');
});

test('journal files that only the other member still has are fetched before the restore', async () => {
  await lab.orderLab({ kind: 'stop-instance', host: 'serverb', instance: 'IRIS' });
  const journal = path.join(await lab.instanceDirectory('serverb'), 'mgr', 'journal');
  const { databases } = await lab.ask('servera', 'backup-volume', { file: path.join(await folderOf('servera'), path.basename(full)) });
  const needed = databases.find(({ name }) => name === 'DEMO')?.journalFile ?? '';
  for (const name of fs.readdirSync(journal)) if (name.startsWith('MIRROR-') && name <= needed) fs.rmSync(path.join(journal, name));
  await lab.orderLab({ kind: 'start-instance', host: 'serverb', instance: 'IRIS' });
  await lab.healthy();
  expect(fs.existsSync(path.join(journal, needed))).toBe(false);
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  expect(await restore([full], selected)).toMatchObject({ status: 'completed', reason: null });
  expect(fs.existsSync(path.join(journal, needed))).toBe(true);
  await isStatus('serverb', 'DEMO', 'dejournaling');
  await expectEqual('DEMO');
});

test('the gap of the notes: with the journal since the backup gone, the restore is refused with the missing file before anything is touched', async () => {
  const mgr = path.join(await lab.instanceDirectory('serverb'), 'mgr');
  const before = await contents('serverb', 'DEMO');
  const { databases } = await lab.ask('serverb', 'backup-volume', { file: full });
  const needed = databases.find(({ name }) => name === 'DEMO')?.journalFile ?? '';
  fs.renameSync(path.join(mgr, 'journal', needed), path.join(mgr, needed));
  const selected = [{ source: await sourceOf('DEMO'), target: '' }];
  await expect(lab.order('serverb', { kind: 'restore-backup', ...restoreOf([full], selected) })).rejects.toThrow(
    /#2000: Journal file #\d+ for database 'DEMO' not found in mirror journal log \(.*mirrorjrn-APRIL\.log\)/,
  );
  expect(await contents('serverb', 'DEMO')).toEqual(before);
  await isStatus('serverb', 'DEMO', 'dejournaling');
  fs.renameSync(path.join(mgr, needed), path.join(mgr, 'journal', needed));
  expect(await restore([full], selected)).toMatchObject({ status: 'completed' });
  await expectEqual('DEMO');
});
