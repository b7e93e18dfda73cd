/**
 * A mirror journal file that somebody deleted, or that the disk has damaged: nobody is kept from starting, everybody is told which file it
 * is, and what that asks for works. Engine facts 6.2, 8.6.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, FAILOVER_DEADLINE_MS, HEALTHY_DEADLINE_MS, type MemberHost, otherMember, until } from './april-lab.ts';
import { expectEqualOnBoth } from './database-contents.ts';
import { LoadedClients } from './loaded-clients.ts';

const VALUE = 'x'.repeat(32 * 1024);
const WRITTEN_DEADLINE_MS = 60_000;
const RUN_DEADLINE_MS = 60_000;
/** Longer than the first four pauses of a follower that meets the same obstacle: 1 + 2 + 4 + 8 s. */
const STORM_WATCH_MS = 16_000;
const instance = { instance: 'IRIS' };

let lab: AprilLab;
let written = 0;
beforeAll(async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril({ useTls: false, qosTimeoutMs: 4000 });
  for (const host of ['servera', 'serverb'])
    await lab.order(host, {
      kind: 'save-journal-settings',
      fileMegabytes: 1,
      prefix: '',
      purgeAfterDays: 100,
      purgeAfterBackups: null,
      freezeOnError: true,
    });
  await lab.order('servera', { kind: 'save-backup-list', databases: ['DATA'] });
});
afterAll(() => lab.stop());

const journals = async (host: MemberHost) =>
  (await lab.ask(host, 'journals', {})).files.filter(({ mirror }) => mirror !== '').sort((one, other) => one.fileCount - other.fileCount);
const newest = async (host: MemberHost) => (await journals(host)).at(-1)?.fileCount ?? 0;
const pathOf = async (host: MemberHost, fileCount: number) =>
  (await journals(host)).find((file) => file.fileCount === fileCount)?.path ?? '';
const faults = async (host: MemberHost) => (await lab.ask(host, 'journal-state', {})).faults;
const said = async (host: MemberHost) =>
  (await lab.ask(host, 'messages-log', { limit: 5000 })).lines.map(({ severity, text }) => `${severity} ${text}`);
const countOf = async (host: MemberHost, pattern: RegExp) => (await said(host)).filter((line) => pattern.test(line)).length;

/** On the primary, until its newest mirror journal file is at least this one. */
async function writeUntilFile(fileCount: number): Promise<void> {
  const client = await lab.connect();
  await until(`journal file #${fileCount}`, WRITTEN_DEADLINE_MS, async () => {
    for (let index = 0; index < 16; index++) await client.set('DATA', ['Filled', written++], VALUE);
    return (await newest('servera')) >= fileCount;
  });
  client.close();
}

const stop = (host: MemberHost) => lab.orderLab({ kind: 'stop-instance', host, ...instance });
const start = (host: MemberHost) => lab.orderLab({ kind: 'start-instance', host, ...instance });

/** serverb is away while three files are filled; the second of them is then not on servera's disk. Answers its number. */
async function makeHole(remove: (filePath: string) => void): Promise<number> {
  expect(await lab.healthy()).toBe('servera');
  await stop('serverb');
  const first = await newest('servera');
  // One more than is needed: the file that was closed last is still being given its final size.
  await writeUntilFile(first + 4);
  remove(await pathOf('servera', first + 2));
  await start('serverb');
  return first + 2;
}

function flipBytes(filePath: string): void {
  const bytes = Buffer.alloc(64);
  const file = fs.openSync(filePath, 'r+');
  fs.readSync(file, bytes, 0, bytes.length, 400_000);
  fs.writeSync(file, Buffer.from(bytes.map((byte) => byte ^ 0xff)), 0, bytes.length, 400_000);
  fs.closeSync(file);
}

async function fullBackup(): Promise<string> {
  const { runId, file } = await lab.order<'run-backup', { runId: number; file: string }>('servera', {
    kind: 'run-backup',
    task: 'FullDBList',
  });
  await runEnds('servera', runId);
  const folder = path.join(await lab.instanceDirectory('serverb'), 'mgr', 'Backup');
  await lab.orderLab({ kind: 'copy-file', fromHost: 'servera', from: file, toHost: 'serverb', to: `${folder}/`, overwrite: true });
  return path.join(folder, path.basename(file));
}

async function runEnds(host: MemberHost, runId: number): Promise<void> {
  const run = await until(`run ${runId} of ${host} has ended`, RUN_DEADLINE_MS, async () => {
    const found = (await lab.ask(host, 'backup-history', { limit: 100 })).runs.find(({ id }) => id === runId);
    return found && found.status !== 'running' ? found : null;
  });
  expect(run).toMatchObject({ status: 'completed', reason: null });
}

async function restoreOnServerb(file: string): Promise<void> {
  const source = path.join(await lab.instanceDirectory('servera'), 'mgr', 'data');
  const { runId } = await lab.order<'restore-backup', { runId: number }>('serverb', {
    kind: 'restore-backup',
    files: [file],
    limitToMirrored: true,
    selected: [{ source, target: '' }],
    confirmed: true,
    applyJournal: 'none',
  });
  await runEnds('serverb', runId);
}

let hole = 0;
let before = '';

test('a deleted file that the backup needs: told once on both, tried at growing intervals, and nobody calls it caught up', async () => {
  before = await fullBackup();
  hole = await makeHole((filePath) => fs.rmSync(filePath));
  const told = new RegExp(`^2 #2000 Journal transfer stands still: journal file #${hole} .*not found on SERVERA/IRIS`);
  for (const host of ['servera', 'serverb'] as const)
    await until(`${host} tells it`, FAILOVER_DEADLINE_MS, async () => (await countOf(host, told)) === 1);
  const lines = { servera: (await said('servera')).length, serverb: (await said('serverb')).length };
  const end = performance.now() + STORM_WATCH_MS;
  await until('a quarter of a minute has passed', STORM_WATCH_MS + 5000, async () => {
    const monitors = await Promise.all([lab.monitor('servera'), lab.monitor('serverb')]);
    for (const { members } of monitors) {
      expect(members.find(({ name }) => name === 'SERVERB/IRIS')?.journalTransfer.kind).not.toBe('caught-up');
    }
    // It was stopped in order, and is up again.
    const [primary, backup] = monitors;
    expect(primary.failover).toMatchObject({ reason: expect.stringMatching(/^backup-(hindered|not-active)$/), args: ['SERVERB/IRIS'] });
    expect(backup.members.find(({ name }) => name === 'SERVERA/IRIS')?.status).not.toBe('down');
    return performance.now() > end;
  });
  for (const host of ['servera', 'serverb'] as const) {
    expect(await countOf(host, told)).toBe(1);
    expect((await said(host)).length - lines[host]).toBeLessThan(8);
  }
  expect(await faults('servera')).toMatchObject([
    { kind: 'hole', reason: 'missing', begins: hole + 1 },
    { kind: 'standstill', story: { code: 'transfer-lacks-file' } },
  ]);
  expect(await faults('serverb')).toMatchObject([{ kind: 'standstill', story: { code: 'transfer-lacks-file' } }]);
  expect((await lab.monitor('serverb')).failover).toMatchObject({ ready: false });
});

test('a backup from before the hole is refused with the file; one from behind it is restored, and the member is Active and equal', async () => {
  const source = path.join(await lab.instanceDirectory('servera'), 'mgr', 'data');
  const plan = await lab.ask('serverb', 'restore-plan', { files: [before], limitToMirrored: true, selected: [{ source, target: '' }] });
  expect(plan.rows).toMatchObject([
    { verdict: 'refuse', reason: { code: '2000', args: [String(hole), 'DATA', expect.stringContaining('mirrorjrn-APRIL.log')] } },
  ]);
  await restoreOnServerb(await fullBackup());
  await lab.healthy();
  await expectEqualOnBoth(lab, 'DATA');
  expect(await faults('serverb')).toEqual([]);
  await until(
    'servera tells that it goes on',
    FAILOVER_DEADLINE_MS,
    async () => (await countOf('servera', /Journal transfer to SERVERB\/IRIS goes on/)) === 1,
  );
});

test('the member with the hole is killed and starts again: the file is named with #2000, and the mirror is healthy', async () => {
  await lab.orderLab({ kind: 'kill-instance', host: 'servera', ...instance });
  expect(await lab.primary()).toBe('serverb');
  await start('servera');
  expect(await lab.healthy()).toBe('serverb');
  expect(
    await countOf(
      'servera',
      new RegExp(`^2 #2000 Mirror journal file #${hole} .*is missing: the journal of mirror APRIL begins with file #${hole + 1}`),
    ),
  ).toBeGreaterThan(0);
  expect(await faults('servera')).toMatchObject([{ kind: 'hole', reason: 'missing', begins: hole + 1 }]);
  await lab.order('servera', { kind: 'try-primary' });
  // One that has handed over ends, a moment later.
  await until('serverb has ended', FAILOVER_DEADLINE_MS, async () => (await lab.host('serverb')).instances[0]?.state === 'down');
  await start('serverb');
  expect(await lab.healthy()).toBe('servera');
});

test.each([
  ['cut off in its middle', (filePath: string) => fs.truncateSync(filePath, 100_000), 'cutOff'],
  ['damaged in its middle', flipBytes, 'damaged'],
] as const)(
  'a file %s is a hole, too: a member that leaves and joins again begins behind it, and a restore makes it whole',
  async (_label, harm, reason) => {
    const second = await makeHole(harm);
    for (const host of ['servera', 'serverb'] as const)
      await until(
        `${host} tells it`,
        FAILOVER_DEADLINE_MS,
        async () =>
          (await countOf(
            host,
            new RegExp(`^2 Journal transfer stands still: journal file #${second} .* offset \\d+ is damaged on SERVERA/IRIS`),
          )) === 1,
      );
    await until('servera begins behind it', FAILOVER_DEADLINE_MS, async () =>
      (await faults('servera')).some((fault) => fault.kind === 'hole' && fault.reason === reason && fault.begins === second + 1),
    );
    await lab.order('serverb', {
      kind: 'remove-mirror-configuration',
      removeMirrorAttribute: false,
      deleteJournals: true,
      removeTls: false,
    });
    await lab.orderLab({ kind: 'restart-instance', host: 'serverb', ...instance });
    await lab.join('serverb', { useTls: false });
    await lab.authorizeAll();
    expect(await lab.healthy()).toBe('servera');
    expect((await journals('serverb'))[0]?.fileCount).toBe(second + 1);
    await restoreOnServerb(await fullBackup());
    await until(
      'DATA is dejournaled',
      HEALTHY_DEADLINE_MS,
      async () => (await lab.monitor('serverb')).databases.find(({ localName }) => localName === 'DATA')?.status === 'dejournaling',
    );
    await expectEqualOnBoth(lab, 'DATA');
  },
);

test('files deleted by hand while everything runs under load: those in use are put back, an old one is named and fetched again, nothing is lost, nobody ends', async () => {
  const primary = await lab.healthy();
  await writeUntilFile((await newest(primary)) + 2);
  const load = await LoadedClients.start(lab, { clients: 4, database: 'DATA' });
  await until('the load runs', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 200);
  const files = await journals(primary);
  const old = files.at(-3);
  for (const file of [old, files.at(-1)]) fs.rmSync(file?.path ?? '');
  for (const file of (await journals('serverb')).slice(-1)) fs.rmSync(file.path);
  const isBack = /^2 .*was deleted while it was (in use|being received)\. It has been put back/;
  for (const host of ['servera', 'serverb'] as const)
    await until(`${host} has put it back, or has left it`, FAILOVER_DEADLINE_MS, async () => (await countOf(host, isBack)) > 0);
  await until(
    `${primary} names the old one`,
    FAILOVER_DEADLINE_MS,
    async () => (await countOf(primary, new RegExp(`^2 #2000 Mirror journal file #${old?.fileCount} .*is missing`))) === 1,
  );
  await until(
    'serverb has given it back',
    HEALTHY_DEADLINE_MS,
    async () => (await countOf(primary, new RegExp(`^1 Mirror journal file #${old?.fileCount} is here again`))) === 1,
  );
  expect(await lab.healthy()).toBe(primary);
  // What was put back is what counts at the next start.
  await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
  expect(await lab.primary()).toBe('serverb');
  const before = load.acknowledgedCount;
  await until('the load goes on', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > before + 200);
  await load.stop();
  await start(primary);
  expect(await lab.healthy()).toBe('serverb');
  expect(await load.lost('serverb')).toEqual([]);
  expect((await faults(primary)).map(({ kind }) => kind)).not.toContain('lostEnd');
});

test('the journal disk of the backup is full: said once on both and on its pages, tried at growing intervals; after a kill its own disk is named as the reason', async () => {
  const primary = await lab.healthy();
  const backup = otherMember(primary);
  const setDisk = (condition: 'healthy' | 'full') => lab.orderLab({ kind: 'set-journal-disk', host: backup, ...instance, condition });
  const load = await LoadedClients.start(lab, { clients: 2, database: 'DATA' });
  await until('the load runs', FAILOVER_DEADLINE_MS, async () => load.acknowledgedCount > 100);
  const told = /^2 Journal transfer stands still: .* cannot write what it receives/;
  const before = { [primary]: await countOf(primary, told), [backup]: await countOf(backup, told) };
  await setDisk('full');
  for (const host of [primary, backup])
    await until(`${host} tells it`, HEALTHY_DEADLINE_MS, async () => (await countOf(host, told)) === (before[host] ?? 0) + 1);
  expect((await lab.ask(backup, 'journal-state', {})).state).toMatchObject({
    kind: 'notReceived',
    reason: expect.stringContaining('ENOSPC'),
  });
  const lines = { [primary]: (await said(primary)).length, [backup]: (await said(backup)).length };
  const acknowledged = load.acknowledgedCount;
  await until('the load goes on without the backup', HEALTHY_DEADLINE_MS, async () => load.acknowledgedCount > acknowledged + 500);
  for (const host of [primary, backup]) expect((await said(host)).length - (lines[host] ?? 0)).toBeLessThan(15);
  await lab.orderLab({ kind: 'kill-instance', host: primary, ...instance });
  await until('it names its own disk', HEALTHY_DEADLINE_MS, async () =>
    (await lab.monitor(backup)).failover.args.includes('own-journal-disk'),
  );
  await setDisk('healthy');
  expect(await lab.primary(HEALTHY_DEADLINE_MS)).toBe(backup);
  await load.stop();
  await start(primary);
  expect(await lab.healthy()).toBe(backup);
  expect(await load.lost(backup)).toEqual([]);
});
