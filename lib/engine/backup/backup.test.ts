/** Backups and restores of one real instance: what comes back is what was there, whatever happens to the files in between. */
import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { backupQueries, type BackupTaskName } from '../../contract/backups.ts';
import { AgentClient } from '../agent/agent-client.ts';
import type { BackupRunRow } from '../store/backup-store.ts';
import { backupCoverage } from '../commands/backups.ts';
import { createDatabase } from '../commands/databases.ts';
import { LmdbStore } from '../database/lmdb-store.ts';
import { HEADER_BYTES } from '../journal/header.ts';
import { Instance } from '../instance/instance.ts';
import { systemClock } from '../ports/clock.ts';
import { type LoopbackNetwork, LoopbackWires } from '../ports/loopback-network.ts';
import { Reporter } from './reporter.ts';
import { readVolume } from './volume-reader.ts';

const JOB = 7;

let directory: string;
let network: LoopbackNetwork;
let instance: Instance;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backup-'));
  network = new LoopbackWires().attach('servera', ['172.16.58.101']);
  instance = await startInstance();
  for (const name of ['DATA', 'OTHER'])
    expect(await createDatabase(instance, { name, directory: name.toLowerCase(), journal: true, mirrorDatabaseName: null })).toMatchObject({
      ok: true,
    });
  await instance.store.backups.saveList(['DATA', 'OTHER']);
});
afterEach(async () => {
  await instance.stop();
  await rm(directory, { recursive: true });
});
const startInstance = () =>
  Instance.start({
    host: 'servera',
    name: 'IRIS',
    directory,
    controlPath: join(directory, 'control'),
    superserverPort: 1972,
    network,
    agentClient: new AgentClient({ network }),
    clock: systemClock,
    shutDown: () => undefined,
  });

function set(database: string, subscripts: string[], value: string): void {
  const done = instance.globals.set({ job: JOB, database, name: 'A', subscripts }, value);
  if (!done.ok) throw new Error(done.refusal.code);
}
function kill(database: string, subscripts: string[]): void {
  const done = instance.globals.kill({ job: JOB, database, name: 'A', subscripts });
  if (!done.ok) throw new Error(done.refusal.code);
}
/** Everything in it, as text: what must be equal. */
function contents(database: string): string[] {
  const mounted = instance.database(database);
  if (!mounted) throw new Error(`${database} is not mounted`);
  return Array.from(
    mounted.range(Buffer.from([1]), Buffer.from([0xff])),
    ({ key, value }) => `${key.toString('hex')}=${value.toString('hex')}`,
  );
}

async function ended(runId: number): Promise<BackupRunRow> {
  const look = () => instance.store.backups.run(runId);
  await until(`run ${runId} ends`, async () => ((await look())?.status ?? 'running') !== 'running');
  return (await look()) as BackupRunRow;
}
async function backUp(task: BackupTaskName = 'FullDBList', databases = ['DATA', 'OTHER']): Promise<BackupRunRow> {
  const begun = await instance.backups.startBackup({ task, databases, device: '', description: '', purgeAfterDays: null });
  if (!begun.ok) throw new Error(`${begun.refusal.code} ${begun.refusal.args.join()}`);
  return ended(begun.value.runId);
}
async function backedUp(task: BackupTaskName = 'FullDBList'): Promise<string> {
  const run = await backUp(task);
  expect(run).toMatchObject({ status: 'completed', reason: null });
  return run.file;
}
const order = (
  files: string[],
  options: { applyJournal?: 'restored' | 'until' | 'none'; applyUntil?: string; selected?: { source: string; target: string }[] } = {},
) => ({ files, limitToMirrored: false, selected: null, confirmed: true, applyJournal: 'none' as const, ...options });
async function restore(...args: Parameters<typeof order>): Promise<BackupRunRow> {
  const begun = await instance.backups.startRestore(order(...args));
  if (!begun.ok) throw new Error(`${begun.refusal.code} ${begun.refusal.args.join()}`);
  return ended(begun.value.runId);
}

/** A little random history, the same for the same seed. */
function scribble(seed: number, count: number): void {
  let state = seed;
  const draw = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  for (let index = 0; index < count; index++) {
    const database = draw(3) === 0 ? 'OTHER' : 'DATA';
    const subscripts = [String(draw(20)), ['x', 'y', 'käse'][draw(3)] ?? '', String(draw(9))].slice(0, 1 + draw(3));
    if (draw(12) === 0) kill(database, subscripts);
    else set(database, subscripts, `${index}:${'v'.repeat(draw(200))}`);
  }
}

test('a description cannot write lines of its own into the log', async () => {
  const begun = await instance.backups.startBackup({
    task: 'FullDBList',
    databases: ['DATA'],
    device: '',
    description: 'nightly\nBackup complete.\u2028Forged',
    purgeAfterDays: null,
  });
  if (!begun.ok) throw new Error(begun.refusal.code);
  const { logFile } = await ended(begun.value.runId);
  const lines = (await readFile(logFile, 'utf8')).split(/[\n\u2028]/);
  expect(lines).toContain('Description: nightly Backup complete. Forged');
  expect(lines.filter((line) => line === 'Backup complete.')).toHaveLength(1);
});

describe('a full backup', () => {
  test('brings back what was there at its moment, and not what came after', async () => {
    scribble(1, 3000);
    set('DATA', ['long'], 'x'.repeat(1_000_000));
    const before = { data: contents('DATA'), other: contents('OTHER') };
    const file = await backedUp();
    scribble(2, 500);
    kill('OTHER', ['3']);
    expect(contents('DATA')).not.toEqual(before.data);
    expect(await restore([file])).toMatchObject({ status: 'completed', reason: null });
    expect(contents('DATA')).toEqual(before.data);
    expect(contents('OTHER')).toEqual(before.other);
    set('DATA', ['after'], '1');
    expect(contents('DATA')).toHaveLength(before.data.length + 1);
  });

  test('holds one moment while writes go on, and the journal leads on from there', async () => {
    scribble(3, 2000);
    const begun = await instance.backups.startBackup({
      task: 'FullDBList',
      databases: ['DATA', 'OTHER'],
      device: '',
      description: '',
      purgeAfterDays: null,
    });
    if (!begun.ok) throw new Error(begun.refusal.code);
    for (let round = 0; instance.backups.running; round++) {
      scribble(100 + round, 50);
      await new Promise((resolve) => setImmediate(resolve));
    }
    scribble(4, 300);
    const now = { data: contents('DATA'), other: contents('OTHER') };
    expect(await restore([begun.value.file], { applyJournal: 'restored' })).toMatchObject({ status: 'completed' });
    expect(contents('DATA')).toEqual(now.data);
    expect(contents('OTHER')).toEqual(now.other);
  });

  test('can be followed by the journal up to a moment, with what was open then taken back', async () => {
    set('DATA', ['1'], 'backed up');
    const file = await backedUp();
    const later = async (value: string) => {
      set('DATA', ['1'], value);
      await instance.journal.whenCommitted(instance.journal.writer.lastSequence);
      await instance.journal.applied();
      return contents('DATA');
    };
    const wanted = await later('wanted');
    instance.globals.tstart(9);
    expect(instance.globals.set({ job: 9, database: 'DATA', name: 'A', subscripts: ['1'] }, 'open').ok).toBe(true);
    await instance.journal.writer.drain();
    const moment = systemClock.wallTime();
    await until('a millisecond has passed', () => systemClock.wallTime().getTime() > moment.getTime());
    expect(instance.globals.tcommit(9).ok).toBe(true);
    await later('too late');
    expect(await restore([file], { applyJournal: 'until', applyUntil: moment.toISOString() })).toMatchObject({ status: 'completed' });
    expect(contents('DATA')).toEqual(wanted);
    // What was left out stays out, also when the instance recovers.
    await instance.stop();
    instance = await startInstance();
    expect(contents('DATA')).toEqual(wanted);
  });

  test('cannot be followed up to a moment before it, or to no moment at all', async () => {
    set('DATA', ['1'], 'a');
    const file = await backedUp();
    const restoring = (applyUntil: string) => instance.backups.startRestore(order([file], { applyJournal: 'until', applyUntil }));
    expect(await restoring('2020-01-01T00:00:00.000Z')).toMatchObject({ ok: false, refusal: { code: 'P214', field: 'applyUntil' } });
    expect(await restoring('soon')).toMatchObject({ ok: false, refusal: { code: 'P101', field: 'applyUntil' } });
  });

  test('is deleted from the history with its files; one that others need asks first, and names them', async () => {
    set('DATA', ['1'], 'a');
    const full = await backUp();
    set('DATA', ['1'], 'b');
    const incremental = await backUp('IncrementalDBList');
    expect(await instance.backups.deleteRun(full.id, false)).toMatchObject({
      ok: false,
      refusal: { code: 'P215', args: [basename(full.file), basename(incremental.file)] },
    });
    expect(existsSync(full.file)).toBe(true);
    expect(await instance.backups.deleteRun(incremental.id, false)).toEqual({ ok: true, value: null });
    expect([incremental.file, incremental.logFile, full.file].map((file) => existsSync(file))).toEqual([false, false, true]);
    const restored = await restore([full.file]);
    expect(await instance.backups.deleteRun(restored.id, false)).toEqual({ ok: true, value: null });
    // The files that a restore read are no files of it.
    expect(existsSync(full.file)).toBe(true);
    expect((await instance.store.backups.runs(9)).map(({ id }) => id)).toEqual([full.id]);
  });

  test('is still there after a restart, and so is what was restored', async () => {
    scribble(5, 500);
    const before = contents('DATA');
    const file = await backedUp();
    scribble(6, 100);
    await restore([file]);
    set('DATA', ['later'], 'kept');
    const now = contents('DATA');
    await instance.stop();
    instance = await startInstance();
    expect(now).toHaveLength(before.length + 1);
    expect(contents('DATA')).toEqual(now);
    expect(await instance.store.backups.runs(9)).toHaveLength(2);
  });

  test('says in its log what restoring needs, and where the marker is', async () => {
    set('DATA', ['1'], 'a');
    const run = await backUp();
    const log = await readFile(run.logFile, 'utf8');
    expect(log).toContain(
      `Journal file '${run.journalFiles[0]}' and the subsequent ones are required for recovery purpose if the backup were to be restored`,
    );
    expect(log).toMatch(/Journal marker set at\noffset \d+ of .*\/journal\/\d{8}\.\d{3}/);
    expect(log).toContain('***FINISHED BACKUP***');
    expect(run.file).toMatch(/\/mgr\/Backup\/FullDBList_\d{8}_001\.cbk$/);
    expect((await backUp()).file).toMatch(/_002\.cbk$/);
  });

  test('names the first journal file that is gone since', async () => {
    set('DATA', ['1'], 'a');
    const run = await backUp();
    const coverage = async () => {
      const answer = await backupCoverage(instance);
      if (!answer.ok) throw new Error(answer.refusal.code);
      return backupQueries['backup-coverage'].output.parse(answer.value).runs;
    };
    expect(await coverage()).toMatchObject([{ runId: run.id, file: run.file, missing: null, warning: null }]);
    await instance.journal.switchFile('Switch by user');
    await rm(run.journalFiles[0] as string);
    expect(await coverage()).toMatchObject([{ runId: run.id, missing: run.journalFiles[0] }]);
  });

  test('restored to another directory makes a database of its own', async () => {
    scribble(7, 300);
    const before = contents('DATA');
    const file = await backedUp();
    set('DATA', ['mine'], '1');
    const source = join(directory, 'mgr', 'data');
    expect(await restore([file], { selected: [{ source, target: 'copy' }] })).toMatchObject({ status: 'completed' });
    expect(contents('DATA2')).toEqual(before);
    expect(contents('DATA')).toHaveLength(before.length + 1);
    expect(instance.database('DATA2')?.file.identity.guid).not.toBe(instance.database('DATA')?.file.identity.guid);
  });
});

describe('incremental backups', () => {
  test.each([11, 12, 13, 14])('a chain gives the state of its last moment (seed %i)', async (seed) => {
    scribble(seed, 1500);
    const files = [await backedUp()];
    const tasks: BackupTaskName[] = ['IncrementalDBList', 'IncrementalDBList', 'CumuIncrDBList', 'IncrementalDBList'];
    for (const [index, task] of tasks.entries()) {
      scribble(seed * 100 + index, 200);
      if (index === 1) kill('DATA', ['5']);
      files.push(await backedUp(task));
    }
    const before = { data: contents('DATA'), other: contents('OTHER') };
    scribble(seed * 999, 400);
    await restore(files);
    expect(contents('DATA')).toEqual(before.data);
    expect(contents('OTHER')).toEqual(before.other);
  });

  test('a cumulative one follows the full one directly', async () => {
    scribble(21, 500);
    const full = await backedUp();
    scribble(22, 200);
    await backedUp('IncrementalDBList');
    scribble(23, 200);
    const cumulative = await backedUp('CumuIncrDBList');
    const before = contents('DATA');
    scribble(24, 200);
    await restore([full, cumulative]);
    expect(contents('DATA')).toEqual(before);
  });

  test('a small change makes a small file', async () => {
    for (let index = 0; index < 3000; index++) set('DATA', ['many', String(index)], `${index * 7919}`);
    const full = await backedUp();
    set('DATA', ['1'], 'small');
    const incremental = await backedUp('IncrementalDBList');
    expect((await stat(incremental)).size).toBeLessThan((await stat(full)).size / 5);
    const volume = await readVolume(incremental);
    expect(volume).toMatchObject({
      ok: true,
      value: { label: { databases: [{ contents: 'changes' }, { contents: 'changes' }] }, trailer: { entries: [1, 0] } },
    });
  });

  test('what a crash recovery rolled back is a change, too, though the journal does not say so', async () => {
    set('DATA', ['balance'], 'before');
    instance.globals.tstart(9);
    expect(instance.globals.set({ job: 9, database: 'DATA', name: 'A', subscripts: ['balance'] }, 'inside').ok).toBe(true);
    const full = await backedUp();
    // As after a kill: the transaction is neither committed nor rolled back.
    await instance.stop();
    instance = await startInstance();
    expect(contents('DATA')).toEqual([expect.stringContaining(Buffer.from('before').toString('hex'))]);
    const incremental = await backedUp('IncrementalDBList');
    set('DATA', ['balance'], 'later');
    await restore([full, incremental]);
    expect(contents('DATA')).toEqual([expect.stringContaining(Buffer.from('before').toString('hex'))]);
  });

  test('a node that a rollback took away is taken away by the next one', async () => {
    instance.globals.tstart(9);
    expect(instance.globals.set({ job: 9, database: 'DATA', name: 'A', subscripts: ['new'] }, 'inside').ok).toBe(true);
    const full = await backedUp();
    instance.globals.trollback(9);
    const incremental = await backedUp('IncrementalDBList');
    await restore([full]);
    expect(contents('DATA')).toHaveLength(1);
    await restore([full, incremental]);
    expect(contents('DATA')).toEqual([]);
  });

  test('a database that is not journaled goes in whole', async () => {
    expect(
      await createDatabase(instance, { name: 'SCRATCH', directory: 'scratch', journal: false, mirrorDatabaseName: null }),
    ).toMatchObject({ ok: true });
    set('SCRATCH', ['1'], 'a');
    await backUp('FullDBList', ['DATA', 'SCRATCH']);
    set('SCRATCH', ['2'], 'b');
    const run = await backUp('IncrementalDBList', ['DATA', 'SCRATCH']);
    const before = contents('SCRATCH');
    set('SCRATCH', ['3'], 'c');
    const source = join(directory, 'mgr', 'scratch');
    expect(await restore([run.file], { selected: [{ source, target: '' }] })).toMatchObject({ status: 'completed' });
    expect(contents('SCRATCH')).toEqual(before);
  });

  test('one that is left out is noticed', async () => {
    scribble(31, 300);
    const full = await backedUp();
    set('DATA', ['1'], 'one');
    await backedUp('IncrementalDBList');
    set('DATA', ['2'], 'two');
    const second = await backedUp('IncrementalDBList');
    expect(await instance.backups.startRestore(order([full, second]))).toMatchObject({ ok: false, refusal: { code: 'P168' } });
    expect(await instance.backups.startRestore(order([second]))).toMatchObject({ ok: false, refusal: { code: 'P168' } });
  });

  test('without a full one there is nothing to count from', async () => {
    const run = await backUp('IncrementalDBList');
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('#P165') });
    expect(await readdir(instance.backups.folder)).toEqual([expect.stringMatching(/\.log$/)]);
  });

  test('when the journal since is gone a database goes in whole, with a warning that names the file', async () => {
    set('DATA', ['1'], 'a');
    const full = await backUp();
    set('DATA', ['2'], 'b');
    await instance.journal.switchFile('Switch by user');
    await rm(full.journalFiles[0] as string);
    const run = await backUp('IncrementalDBList');
    expect(run).toMatchObject({
      status: 'warning',
      reason: expect.stringContaining(`#P166: Journal file ${full.journalFiles[0]} is gone. Changes in database DATA`),
    });
    const before = contents('DATA');
    set('DATA', ['3'], 'c');
    await restore([run.file]);
    expect(contents('DATA')).toEqual(before);
  });

  test('a journal file that goes while its changes are being read leaves no hole: the database goes in whole', async () => {
    set('DATA', ['1'], 'a');
    const full = await backUp();
    for (let count = 0; count < 3; count++) {
      set('DATA', ['2', String(count)], 'b');
      await instance.journal.switchFile('Switch by user');
    }
    // What was there is known, and this file is the next to be opened: what a purge could do at that moment.
    const first = full.journalFiles[0] as string;
    const reached = vi.spyOn(Reporter.prototype, 'at').mockImplementation((subject) => {
      if (subject === basename(first)) rmSync(first);
    });
    const run = await backUp('IncrementalDBList');
    reached.mockRestore();
    expect(existsSync(first)).toBe(false);
    expect(run).toMatchObject({
      status: 'warning',
      reason: expect.stringContaining(`#P166: Journal file ${first} is gone. Changes in database DATA`),
    });
    const before = contents('DATA');
    set('DATA', ['3'], 'c');
    await restore([run.file]);
    expect(contents('DATA')).toEqual(before);
  });

  test('a journal file that has lost its end is not taken for all that has changed', async () => {
    set('DATA', ['1'], 'a');
    const full = await backUp();
    set('DATA', ['2'], 'b');
    await instance.journal.switchFile('Switch by user');
    await truncate(full.journalFiles[0] as string, HEADER_BYTES);
    const run = await backUp('IncrementalDBList');
    expect(run).toMatchObject({ status: 'warning', reason: expect.stringContaining('#P166') });
    const before = contents('DATA');
    set('DATA', ['3'], 'c');
    await restore([run.file]);
    expect(contents('DATA')).toEqual(before);
  });

  test('after a restore the database goes in whole', async () => {
    scribble(41, 300);
    const full = await backedUp();
    scribble(42, 100);
    await restore([full]);
    set('DATA', ['new'], '1');
    const incremental = await backedUp('IncrementalDBList');
    expect(await readVolume(incremental)).toMatchObject({
      ok: true,
      value: { label: { databases: [{ contents: 'whole' }, { contents: 'whole' }] } },
    });
    const before = contents('DATA');
    scribble(43, 100);
    await restore([incremental]);
    expect(contents('DATA')).toEqual(before);
  });
});

describe('a damaged file', () => {
  test('cut anywhere is refused, and the databases are as they were', async () => {
    scribble(51, 800);
    const file = await backedUp();
    scribble(52, 50);
    const before = contents('DATA');
    const { size } = await stat(file);
    const cut = join(directory, 'cut.cbk');
    for (let at = 0; at < size; at += Math.max(1, Math.floor(size / 12))) {
      await copyFile(file, cut);
      await truncate(cut, at);
      expect(await instance.backups.startRestore(order([cut])), `cut at ${at}`).toMatchObject({ ok: false, refusal: { code: 'P163' } });
    }
    expect(contents('DATA')).toEqual(before);
  });

  test('with any byte changed is refused before a database is touched', async () => {
    scribble(61, 400);
    const file = await backedUp();
    scribble(62, 50);
    const before = contents('DATA');
    const { size } = await stat(file);
    const bytes = await readFile(file);
    const bad = join(directory, 'bad.cbk');
    for (let at = 40; at < size; at += Math.floor(size / 9)) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 0x20;
      await writeFile(bad, changed);
      const begun = await instance.backups.startRestore(order([bad]));
      if (begun.ok)
        expect(await ended(begun.value.runId), `byte ${at}`).toMatchObject({ status: 'failed', reason: expect.stringContaining('#P163') });
      else expect(begun.refusal.code, `byte ${at}`).toBe('P163');
    }
    expect(contents('DATA')).toEqual(before);
    expect(await readdir(join(directory, 'mgr', 'data'))).not.toContain('.restoring');
    set('DATA', ['still'], 'writable');
  });

  test('that is no backup says so', async () => {
    const file = join(directory, 'text.cbk');
    await writeFile(file, 'hello');
    expect(await instance.backups.startRestore(order([file]))).toMatchObject({ ok: false, refusal: { code: 'P163' } });
    expect(await instance.backups.startRestore(order([join(directory, 'none.cbk')]))).toMatchObject({
      ok: false,
      refusal: { code: 'P161' },
    });
  });
});

describe('what stops a run', () => {
  test('an abort leaves nothing', async () => {
    for (let index = 0; index < 400; index++) set('DATA', [String(index)], `${index}`.repeat(4000));
    const begun = await instance.backups.startBackup({
      task: 'FullDBList',
      databases: ['DATA', 'OTHER'],
      device: '',
      description: '',
      purgeAfterDays: null,
    });
    if (!begun.ok) throw new Error(begun.refusal.code);
    expect(
      await instance.backups.startBackup({ task: 'FullDBList', databases: ['DATA'], device: '', description: '', purgeAfterDays: null }),
    ).toMatchObject({ ok: false, refusal: { code: 'P162' } });
    expect(await instance.backups.abort(begun.value.runId)).toMatchObject({ ok: true });
    expect(await ended(begun.value.runId)).toMatchObject({ status: 'aborted' });
    expect((await readdir(instance.backups.folder)).filter((name) => !name.endsWith('.log'))).toEqual([]);
    expect(instance.database('DATA')?.inUseFor).toBe('');
  });

  test('a process that dies in mid-run leaves a failed run and no file', async () => {
    const file = join(instance.backups.folder, 'X.cbk');
    await backUp();
    await writeFile(`${file}.unfinished`, 'half');
    const building = join(directory, 'mgr', 'newcopy', '.restoring');
    await mkdir(building, { recursive: true });
    await instance.store.backups.begin({ task: 'FullDBList', startedAt: new Date(), file, logFile: '', names: [] });
    await instance.stop();
    instance = await startInstance();
    expect((await instance.store.backups.runs(1))[0]).toMatchObject({ status: 'failed', reason: 'The instance stopped while it ran' });
    expect(await readdir(instance.backups.folder)).not.toContain('X.cbk.unfinished');
    expect(await readdir(join(directory, 'mgr', 'newcopy'))).toEqual([]);
  });

  test('restoring over data must be confirmed', async () => {
    set('DATA', ['1'], 'a');
    const file = await backedUp();
    expect(await instance.backups.startRestore({ ...order([file]), confirmed: false })).toMatchObject({
      ok: false,
      refusal: { code: 'P178', field: 'confirmed' },
    });
  });
});

describe('a full disk', () => {
  test('in the middle of a restore is told, and the database is as it was', async () => {
    scribble(71, 500);
    const file = await backedUp();
    scribble(72, 50);
    const before = contents('DATA');
    instance.backups.openStore = (name) => {
      const store = new LmdbStore(name);
      store.write = () => Promise.reject(Object.assign(new Error('No space left on device'), { code: 28 }));
      return store;
    };
    expect(await restore([file])).toMatchObject({ status: 'failed', reason: expect.stringContaining('No space left on device') });
    expect(contents('DATA')).toEqual(before);
    expect(await readdir(join(directory, 'mgr', 'data'))).not.toContain('.restoring');
    instance.backups.openStore = undefined;
    expect(await restore([file])).toMatchObject({ status: 'completed' });
  });

  test('is told, and nothing is left', async () => {
    set('DATA', ['1'], 'a'.repeat(100_000));
    instance.backups.openFile = async (name) => {
      const handle = await open(name, 'w');
      return {
        writev: () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
        datasync: () => handle.datasync(),
        close: () => handle.close(),
      };
    };
    expect(await backUp()).toMatchObject({ status: 'failed', reason: expect.stringContaining('ENOSPC') });
    expect((await readdir(instance.backups.folder)).filter((name) => !name.endsWith('.log'))).toEqual([]);
    instance.backups.openFile = undefined;
    expect(await backUp()).toMatchObject({ status: 'completed' });
  });
});
