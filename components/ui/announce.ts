import type { ReactNode } from 'react';

interface Announcement {
  readonly look: 'success' | 'warning';
  readonly text: ReactNode;
  /** Infinity: until somebody closes it. Missing: some seconds. */
  readonly duration?: number | undefined;
}

const waiting: Announcement[] = [];
const listeners = new Set<() => void>();
let hasBegun = false;

/** Says in the corner what was done. The script that draws it comes with the first one, and none is lost meanwhile. */
export function announce(text: ReactNode, { look = 'success', duration }: { look?: Announcement['look']; duration?: number } = {}): void {
  waiting.push({ look, text, duration });
  hasBegun = true;
  for (const listener of listeners) listener();
}

export const isAnnouncing = () => hasBegun;
export const nextAnnouncement = (): Announcement | undefined => waiting.shift();
export function onAnnouncement(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
