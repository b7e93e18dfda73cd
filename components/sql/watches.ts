import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export const sqlWatches = (target: Target, namespace: string): LiveWatch[] => [
  watch(target, 'namespaces', {}),
  watch(target, 'sql-tables', { namespace }),
];
