'use client';
import { useSyncExternalStore } from 'react';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

function follow(tell: () => void): () => void {
  const watcher = new MutationObserver(tell);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => watcher.disconnect();
}

/** The colours that the person has chosen for this page. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    follow,
    () => themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system',
    () => 'system',
  );
}
