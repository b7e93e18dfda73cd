import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const backupTaskWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-tasks', {})];

export const backupListWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-list', {})];

export const backupStatusWatches = (target: Target): LiveWatch[] => [watch(target, 'backup-status', {})];
