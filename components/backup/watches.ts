import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const backupTaskWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-tasks', {})];

export const backupListWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-list', {})];

export const backupStatusWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-status', {})];

/** More than a person looks through. */
export const RUNS_SHOWN = 500;
const historyWatch = (target: Target) => watch(target, 'backup-history', { limit: RUNS_SHOWN });

export const backupHistoryWatches = (target: Target): LiveWatch[] => [historyWatch(target), watch(target, 'backup-coverage', {})];

export const backupLogWatches = (target: Target, runId: number): LiveWatch[] => [
  watch(target, 'backup-log', { runId, contains: '' }),
  historyWatch(target),
];

/** `folder` '': the instance's own. */
export const backupFilesWatches = (target: Target, folder: string): LiveWatch[] => [watch(target, 'backup-files', { directory: folder })];

/** `file` '': it is chosen first, from those that lie in the backup folder. */
export const restoreWatches = (target: Target, file: string): LiveWatch[] => [
  file === '' ? watch(target, 'backup-files', { directory: '' }) : watch(target, 'backup-volume', { file }),
];

export const restoreOutcomeWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-status', {}), historyWatch(target)];
