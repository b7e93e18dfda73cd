import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const tasksWatches = (target: Target): LiveWatch[] => [watch(target, 'background-tasks', {})];
