/** Backup and restore as a person orders and sees them: the list, the tasks, runs, files. The work itself is in `lib/engine/backup`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type BackupTaskName, backupTaskNames } from '../../contract/backups.ts';
import type { InstanceCommand } from '../../contract/commands.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceQueryInput, InstanceView } from '../../contract/views.ts';
import { kindOfTask } from '../backup/backups.ts';
import { backupDevice } from '../backup/backup-device.ts';
import { coverageOf } from '../backup/coverage.ts';
import { neededBy } from '../backup/needed-by.ts';
import { planRestore } from '../backup/restore-plan.ts';
import { readVolume } from '../backup/volume-reader.ts';
import { toVolumeView } from '../backup/volume-view.ts';
import type { BackupRunRow } from '../store/backup-store.ts';
import { pathOnHost } from '../databases/host-path.ts';
import type { Instance } from '../instance/instance.ts';
import { toOffer } from '../../contract/refusal.ts';

type Fields<Kind extends InstanceCommand['kind']> = Omit<Extract<InstanceCommand, { kind: Kind }>, 'kind'>;

const RECENT_RUNS = 20;
const COVERED_RUNS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Not in any backup: what is in them is made anew at every start, or comes with the product. */
const neverBackedUp = new Set(['IRISTEMP', 'IRISLIB', 'ENSLIB']);

/** Databases that a backup can take: mounted, and not made anew at every start. */
export function backupCandidates(instance: Instance): { name: string; directory: string }[] {
  return instance
    .databases()
    .flatMap(({ definition, mounted }) =>
      mounted && !neverBackedUp.has(definition.name) ? [{ name: definition.name, directory: definition.directory }] : [],
    );
}

export async function saveBackupList(instance: Instance, { databases }: Fields<'save-backup-list'>): Promise<Outcome<null>> {
  const names = [...new Set(databases)];
  const known = new Set(instance.databases().map(({ definition }) => definition.name));
  const unknown = names.find((name) => !known.has(name) || neverBackedUp.has(name));
  if (unknown !== undefined) return refused('P104', ['database', unknown], 'databases');
  await instance.store.backups.saveList(names);
  return accepted(null);
}

/** Databases of the list that are not mounted are named, too: the run leaves them out and says so. */
function databasesOf(instance: Instance, task: BackupTaskName, list: readonly string[]): string[] {
  if (task === 'FullAllDatabases') return backupCandidates(instance).map(({ name }) => name);
  return instance.databases().flatMap(({ definition }) => (list.includes(definition.name) ? [definition.name] : []));
}

/** Without a journal nobody could say where a backup ends. */
function offerJournaled({ journal }: Instance): Outcome<null> {
  const { state } = journal;
  return state.kind === 'disabled' ? refused('P211', [state.reason]) : accepted(null);
}

export async function runBackup(
  instance: Instance,
  { task, device, description }: Fields<'run-backup'>,
): Promise<Outcome<{ runId: number; file: string }>> {
  const journaled = offerJournaled(instance);
  if (!journaled.ok) return journaled;
  const { backups } = instance.store;
  const stored = (await backups.tasks()).get(task);
  const databases = databasesOf(instance, task, await backups.list());
  return instance.backups.startBackup({
    task,
    databases,
    device: (device ?? stored?.device ?? '').trim(),
    description: description ?? stored?.description ?? '',
    purgeAfterDays: instance.journal.settings.purgeAfterDays,
  });
}

export async function saveBackupTask(
  instance: Instance,
  { name, description, device }: Fields<'save-backup-task'>,
): Promise<Outcome<null>> {
  const place = await backupDevice(instance, device);
  if (!place.ok) return place;
  await instance.store.backups.saveTask({ name, description: description.trim(), device: device.trim() });
  return accepted(null);
}

export async function backupList(instance: Instance): Promise<Outcome<InstanceView<'backup-list'>>> {
  const chosen = new Set(await instance.store.backups.list());
  const candidates = backupCandidates(instance);
  return accepted({
    available: candidates.filter(({ name }) => !chosen.has(name)),
    selected: candidates.filter(({ name }) => chosen.has(name)),
  });
}

export async function backupTasks(instance: Instance): Promise<Outcome<InstanceView<'backup-tasks'>>> {
  const { backups } = instance.store;
  const stored = await backups.tasks();
  const list = await backups.list();
  const runs = await backups.runs(500);
  const tasks = backupTaskNames.map((name) => {
    const databases = databasesOf(instance, name, list);
    const last = runs.find(({ task }) => task === name);
    return {
      name,
      kind: kindOfTask[name],
      description: stored.get(name)?.description ?? '',
      device: stored.get(name)?.device ?? '',
      databases,
      run: toOffer(databases.length === 0 ? refused('P160') : instance.backups.running ? refused('P162') : offerJournaled(instance)),
      lastRun: last ? { at: last.startedAt.toISOString(), status: last.status } : null,
    };
  });
  return accepted({ defaultFolder: instance.backups.folder, tasks });
}

export async function backupHistory(
  instance: Instance,
  { limit }: InstanceQueryInput<'backup-history'>,
): Promise<Outcome<InstanceView<'backup-history'>>> {
  const runs = await instance.store.backups.runs(limit);
  return accepted({
    runs: runs.map((run) => ({
      ...toRunView(run),
      neededBy: neededBy(run, runs).map(({ file }) => path.basename(file)),
      delete: toOffer(run.status === 'running' ? refused('P162') : accepted(null)),
    })),
  });
}

export async function backupStatus(instance: Instance): Promise<Outcome<InstanceView<'backup-status'>>> {
  return accepted({ running: instance.backups.progress(), recent: (await instance.store.backups.runs(RECENT_RUNS)).map(toRunView) });
}

export async function backupLog(
  instance: Instance,
  { runId, contains }: InstanceQueryInput<'backup-log'>,
): Promise<Outcome<InstanceView<'backup-log'>>> {
  const run = await instance.store.backups.run(runId);
  if (!run) return refused('P104', ['backup', String(runId)]);
  const text = await readFile(run.logFile, 'utf8').catch(() => null);
  if (text === null) return refused('P161', [run.logFile, 'it is not there']);
  const lines = text.replace(/\n$/, '').split('\n');
  const wanted = contains.toLowerCase();
  return accepted({
    file: run.logFile,
    lines: wanted === '' ? lines : lines.filter((line) => line.toLowerCase().includes(wanted)),
    total: lines.length,
  });
}

export const toRunView = ({
  id,
  task,
  startedAt,
  endedAt,
  status,
  file,
  logFile,
  names,
  journalFiles,
  reason,
}: BackupRunRow): InstanceView<'backup-status'>['recent'][number] => ({
  id,
  task,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  status,
  file,
  logFile,
  databases: [...names],
  journalFiles: [...journalFiles],
  reason,
});

export const abortBackup = (instance: Instance, { runId }: Fields<'abort-backup'>): Promise<Outcome<null>> => instance.backups.abort(runId);
export const deleteBackupRun = (instance: Instance, { runId, confirmed }: Fields<'delete-backup-run'>): Promise<Outcome<null>> =>
  instance.backups.deleteRun(runId, confirmed);
export const restoreBackup = (instance: Instance, command: Fields<'restore-backup'>): Promise<Outcome<{ runId: number }>> =>
  instance.backups.startRestore(command);

/** Files that are no backups, whatever they are called, are left out. */
export async function backupFiles(
  instance: Instance,
  { directory }: InstanceQueryInput<'backup-files'>,
): Promise<Outcome<InstanceView<'backup-files'>>> {
  const place = directory.trim() === '' ? accepted(instance.backups.folder) : pathOnHost(instance, directory, 'directory');
  if (!place.ok) return place;
  const folder = place.value;
  const names = await readdir(folder).catch(() => null);
  if (names === null && directory.trim() !== '') return refused('P161', [folder, 'it is not there'], 'directory');
  const files: InstanceView<'backup-files'>['files'] = [];
  for (const name of names ?? []) {
    if (!name.toLowerCase().endsWith('.cbk')) continue;
    const volume = await readVolume(path.join(folder, name));
    if (!volume.ok && volume.refusal.code === 'P161') continue;
    const { label, sizeBytes } = volume.ok
      ? volume.value
      : { label: null, sizeBytes: (await stat(path.join(folder, name)).catch(() => ({ size: 0 }))).size };
    files.push({
      file: path.join(folder, name),
      sizeBytes,
      madeAt: label?.madeAt ?? null,
      kind: label?.kind ?? null,
      mirrorName: label?.mirror?.name ?? '',
      memberName: label?.mirror?.memberName ?? '',
    });
  }
  return accepted({
    directory: folder,
    files: files.sort((one, other) => (other.madeAt ?? '').localeCompare(one.madeAt ?? '') || one.file.localeCompare(other.file)),
  });
}

export async function backupVolume(
  instance: Instance,
  { file }: InstanceQueryInput<'backup-volume'>,
): Promise<Outcome<InstanceView<'backup-volume'>>> {
  const place = pathOnHost(instance, file, 'file');
  if (!place.ok) return place;
  const volume = await readVolume(place.value);
  return volume.ok ? accepted(toVolumeView(instance, volume.value)) : volume;
}

export async function restorePlan(
  instance: Instance,
  query: InstanceQueryInput<'restore-plan'>,
): Promise<Outcome<InstanceView<'restore-plan'>>> {
  const planned = await planRestore(instance, query);
  return planned.ok ? accepted(planned.value.view) : planned;
}
export async function backupCoverage(instance: Instance): Promise<Outcome<InstanceView<'backup-coverage'>>> {
  const { purgeAfterDays, purgeAfterBackups } = instance.journal.settings;
  const nowMs = instance.clock.wallTime().getTime();
  const runs = (await coverageOf(instance, COVERED_RUNS)).map(({ run, missing }) => {
    const days = (nowMs - run.startedAt.getTime()) / DAY_MS;
    const isOld = purgeAfterDays !== null && days > purgeAfterDays;
    return {
      runId: run.id,
      madeAt: run.backup?.madeAt ?? run.startedAt.toISOString(),
      file: run.file,
      missing,
      warning: isOld ? { code: 'P174' as const, args: [days.toFixed(1), String(purgeAfterDays)] } : null,
    };
  });
  return accepted({ purgeAfterDays, purgeAfterBackups, runs });
}
