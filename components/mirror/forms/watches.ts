import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const createWatches = (target: Target): LiveWatch[] => [watch(target, 'form-defaults', {}), watch(target, 'journals', {})];

export const joinFailoverWatches = (target: Target): LiveWatch[] => [watch(target, 'form-defaults', {}), watch(target, 'journals', {})];

export const joinAsyncWatches = (target: Target): LiveWatch[] => [
  watch(target, 'form-defaults', {}),
  watch(target, 'async-mirrors', {}),
  watch(target, 'journals', {}),
];

export const editWatches = (target: Target): LiveWatch[] => [watch(target, 'mirror-edit', {}), watch(target, 'leaving', {})];

export const editAsyncWatches = (target: Target): LiveWatch[] => [
  watch(target, 'async-edit', {}),
  watch(target, 'dejournal-filters', {}),
  watch(target, 'leaving', {}),
];
