import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const journalsWatches = (target: Target): LiveWatch[] => [watch(target, 'journals', {})];
