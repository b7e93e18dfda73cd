import type { LiveWatch, Target } from '@/lib/contract/live.ts';
import { watch } from '@/lib/contract/watch.ts';

export function monitorWatches(target: Target, chosenMirror: string | null): LiveWatch[] {
  const mirrorsOf = (input: { mirrorName?: string }) => [
    watch(target, 'mirror-monitor', input),
    watch(target, 'mirror-topology', input),
    watch(target, 'mirror-timeline', { ...input, only: 'all' }),
  ];
  return [
    ...mirrorsOf({}),
    ...(chosenMirror === null ? [] : mirrorsOf({ mirrorName: chosenMirror })),
    watch(target, 'async-mirrors', {}),
    watch(target, 'mirror-catalogue', {}),
    watch(target, 'background-tasks', {}),
  ];
}
