import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const LINES_AT_FIRST = 300;

export const messagesLogWatches = (target: Target): LiveWatch[] => [watch(target, 'messages-log', { limit: LINES_AT_FIRST })];
