import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const databasesWatches = (target: Target): LiveWatch[] => [watch(target, 'databases', {}), watch(target, 'background-tasks', {})];

export const wizardWatches = (target: Target): LiveWatch[] => [
  watch(target, 'databases', {}),
  watch(target, 'mirror-catalogue', {}),
  watch(target, 'async-mirrors', {}),
];

export const copyWatches = (target: Target): LiveWatch[] => [watch(target, 'mirror-catalogue', {}), watch(target, 'mirror-monitor', {})];

export const deleteWatches = (target: Target, name: string): LiveWatch[] => [watch(target, 'database-details', { name })];

export const detailsWatches = (target: Target, name: string): LiveWatch[] => [
  ...deleteWatches(target, name),
  watch(target, 'background-tasks', {}),
];

export const propertiesWatches = (target: Target, name: string): LiveWatch[] => [watch(target, 'database-properties', { name })];

export const operationWatches = (target: Target, isFreeSpace: boolean): LiveWatch[] => [
  watch(target, 'databases', {}),
  ...(isFreeSpace ? [watch(target, 'database-space', {})] : []),
];

export const integrityLogWatches = (target: Target): LiveWatch[] => [
  watch(target, 'integrity-log', {}),
  watch(target, 'background-tasks', {}),
];
