import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const globalsWatches = (target: Target): LiveWatch[] => [watch(target, 'namespaces', {})];
