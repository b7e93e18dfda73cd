/**
 * The notes' order (6.5 to 6.9): back up on the primary, restore on the other host, then join; Activate and Catchup afterwards. And what a
 * member itself has counts for a restore. Engine facts 8.4 to 8.6.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, type MemberHost, until } from './april-lab.ts';
import { expectEqualOnBoth, writeNodes } from './database-contents.ts';

const RUN_DEADLINE_MS = 60_000;

let lab: AprilLab;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.startAgents(true);
  await lab.createMirror();
  await lab.createDatabase('servera', 'DEMO');
  await writeNodes(lab, 'DEMO', { global: 'Before', from: 0, count: 2000 });
  await lab.order('servera', { kind: 'add-databases-to-mirror', databases: [{ name: 'DEMO', mirrorDatabaseName: 'DEMO' }] });
  await lab.order('servera', { kind: 'save-backup-list', databases: ['DEMO'] });
});
afterAll(() => lab.stop());

const backupFolder = async (host: MemberHost) => path.join(await lab.instanceDirectory(host), 'mgr', 'Backup');
const ended = (host: MemberHost, runId: number) =>
  until(`run ${runId} on ${host} has ended`, RUN_DEADLINE_MS, async () =>
    (await lab.ask(host, 'backup-history', { limit: 100 })).runs.find(({ id, status }) => id === runId && status !== 'running'),
  );
async function backUpAndCopy(): Promise<string> {
  const { runId } = await lab.order<'run-backup', { runId: number }>('servera', { kind: 'run-backup', task: 'FullDBList' });
  const { file } = await ended('servera', runId);
  const folder = await backupFolder('serverb');
  fs.mkdirSync(folder, { recursive: true });
  await lab.orderLab({ kind: 'copy-file', fromHost: 'servera', from: file, toHost: 'serverb', to: `${folder}/`, overwrite: true });
  return path.join(folder, path.basename(file));
}
const selected = async () => [{ source: path.join(await lab.instanceDirectory('servera'), 'mgr', 'demo'), target: 'demo' }];
const statusOf = async (host: MemberHost) => (await lab.monitor(host)).databases.find(({ name }) => name === 'DEMO')?.status;
const isStatus = (host: MemberHost, status: string) =>
  until(`DEMO is ${status} on ${host}`, FAILOVER_DEADLINE_MS, async () => {
    const now = await statusOf(host);
    if (now !== status) throw new Error(`it is ${now}`);
    return true;
  });
async function restore(file: string): Promise<void> {
  const { runId } = await lab.order<'restore-backup', { runId: number }>('serverb', {
    kind: 'restore-backup',
    files: [file],
    limitToMirrored: true,
    selected: await selected(),
    confirmed: true,
    applyJournal: 'none',
  });
  expect(await ended('serverb', runId)).toMatchObject({ status: 'completed', reason: null });
}
/** So that the backup needs the file before no more, whoever deletes it. */
async function switchJournalOfBoth(): Promise<void> {
  await lab.order('servera', { kind: 'switch-journal' });
  const next = path.basename((await lab.ask('servera', 'summary', {})).journalFile);
  await until('the backup has the next file', FAILOVER_DEADLINE_MS, async () =>
    (await lab.ask('serverb', 'journals', {})).files.some(({ name }) => name === next),
  );
}

test('back up, restore on an instance that is no member yet, join: Activate, then Catchup, and it follows', async () => {
  const file = await backUpAndCopy();
  await writeNodes(lab, 'DEMO', { global: 'After', from: 0, count: 1000 });
  const plan = await lab.ask('serverb', 'restore-plan', { files: [file], limitToMirrored: true, selected: await selected() });
  expect(plan).toMatchObject({ restore: null, journal: { kind: 'unknown' }, warnings: [{ code: 'P551', args: ['DEMO', 'APRIL'] }] });
  await restore(file);
  await expect(lab.order('serverb', { kind: 'set-node', database: 'DEMO', reference: '^Mine', value: '1' })).rejects.toThrow('<PROTECT>');
  expect((await lab.ask('serverb', 'databases', {})).databases.find(({ name }) => name === 'DEMO')).toMatchObject({ status: 'mounted-r' });
  await lab.join('serverb');
  await lab.authorizeAll();
  expect(await lab.healthy()).toBe('servera');
  await isStatus('serverb', 'needs-activation');
  const { failover } = await until('the verdict names it', FAILOVER_DEADLINE_MS, async () => {
    const monitor = await lab.monitor('servera');
    return monitor.failover.ready && monitor.failover.lacking.length > 0 && monitor;
  });
  expect(failover.lacking).toEqual([{ lack: 'inactive', names: ['DEMO'] }]);
  await lab.order('serverb', { kind: 'activate-databases', databases: ['DEMO'], catchUp: false });
  await isStatus('serverb', 'needs-catchup');
  await lab.order('serverb', { kind: 'catch-up-databases', databases: ['DEMO'] });
  await isStatus('serverb', 'dejournaling');
  await until('both monitors say yes', FAILOVER_DEADLINE_MS, async () => (await lab.monitor('servera')).failover.lacking.length === 0);
  expect(await expectEqualOnBoth(lab, 'DEMO')).toBe(3000);
});

test('the primary has lost the journal that a backup needs and the other member has it: no false alarm, and the restore catches up', async () => {
  const file = await backUpAndCopy();
  const gone = (await lab.ask('servera', 'summary', {})).journalFile;
  await writeNodes(lab, 'DEMO', { global: 'Late', from: 0, count: 500 });
  await switchJournalOfBoth();
  fs.rmSync(path.join(await lab.instanceDirectory('servera'), 'mgr', 'journal', path.basename(gone)));
  const plan = await lab.ask('serverb', 'restore-plan', { files: [file], limitToMirrored: true, selected: await selected() });
  expect(plan).toMatchObject({ restore: null, journal: { kind: 'reaches' }, warnings: [] });
  await restore(file);
  await isStatus('serverb', 'dejournaling');
  expect(await expectEqualOnBoth(lab, 'DEMO')).toBe(3500);
});

test('nobody has that journal any more: the file is named before anything is touched', async () => {
  const file = await backUpAndCopy();
  const name = path.basename((await lab.ask('servera', 'summary', {})).journalFile);
  await writeNodes(lab, 'DEMO', { global: 'Last', from: 0, count: 500 });
  await switchJournalOfBoth();
  for (const host of ['servera', 'serverb'] as const) fs.rmSync(path.join(await lab.instanceDirectory(host), 'mgr', 'journal', name));
  await lab.orderLab({ kind: 'restart-instance', host: 'serverb', instance: 'IRIS' });
  await lab.healthy();
  const plan = await lab.ask('serverb', 'restore-plan', { files: [file], limitToMirrored: true, selected: await selected() });
  expect(plan.journal).toMatchObject({ kind: 'lacks', reason: { code: '2000' } });
  expect(plan.restore?.code).toBe('2000');
});
