import type { BackupTaskName } from '@/lib/contract/backups.ts';
import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';

/** The product's order of the four backup tasks. */
export const taskOrder = [
  'FullAllDatabases',
  'FullDBList',
  'IncrementalDBList',
  'CumuIncrDBList',
] as const satisfies readonly BackupTaskName[];

export const isTaskName = (text: string): text is BackupTaskName => (taskOrder as readonly string[]).includes(text);

/** Addresses of the backup pages below an instance. */
export const backupHref = {
  list: (target: Target) => instanceHref(target, '/backup/list'),
  task: (target: Target, task: BackupTaskName) => instanceHref(target, `/backup/tasks/${task}`),
  run: (target: Target, task: BackupTaskName) => instanceHref(target, `/backup/run/${task}`),
  status: (target: Target) => instanceHref(target, '/backup/status'),
  history: (target: Target) => instanceHref(target, '/backup/history'),
  log: (target: Target, runId: number) => `${instanceHref(target, '/backup/log')}?run=${runId}`,
  files: (target: Target, folder = '') => instanceHref(target, '/backup/files') + (folder ? `?folder=${encodeURIComponent(folder)}` : ''),
  /** With a file: begins with it. With a run: shows how that restore goes. */
  restore: (target: Target, of: { file?: string; runId?: number } = {}) =>
    instanceHref(target, '/backup/restore') +
    (of.runId !== undefined ? `?run=${of.runId}` : of.file ? `?file=${encodeURIComponent(of.file)}` : ''),
};

/** The name of a file without its folders. */
export const fileNameOf = (path: string) => path.split('/').at(-1) ?? path;
/** `servera` of `servera/IRIS`. */
export const hostOf = (target: Target) => target.split('/')[0] ?? target;
