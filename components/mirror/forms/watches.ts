import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const createWatches = (target: Target): LiveWatch[] => [watch(target, 'form-defaults', {})];

export const joinFailoverWatches = (target: Target): LiveWatch[] => [watch(target, 'form-defaults', {})];

export const joinAsyncWatches = (target: Target): LiveWatch[] => [watch(target, 'form-defaults', {}), watch(target, 'async-mirrors', {})];

export const editWatches = (target: Target): LiveWatch[] => [watch(target, 'mirror-edit', {}), watch(target, 'leaving', {})];

export const editAsyncWatches = (target: Target): LiveWatch[] => [
  watch(target, 'async-edit', {}),
  watch(target, 'dejournal-filters', {}),
  watch(target, 'leaving', {}),
];
