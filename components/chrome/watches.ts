import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { labWatch, watch } from '@/lib/contract/watch.ts';

/** What stands around every page of an instance. */
export const chromeWatches = (target: Target): LiveWatch[] => [watch(target, 'summary', {}), labWatch];
