'use client';
import { useSyncExternalStore } from 'react';

let isAnnounced = false;

/** Whether the page is being put on paper: said before the browser looks at it, so that what is drawn for it is there in time. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting, () => false);
}

const isPrinting = () => isAnnounced || window.matchMedia('print').matches;

function subscribe(changed: () => void): () => void {
  const say = (announced: boolean) => () => {
    isAnnounced = announced;
    changed();
  };
  const [before, after] = [say(true), say(false)];
  const paper = window.matchMedia('print');
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  paper.addEventListener('change', changed);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
    paper.removeEventListener('change', changed);
  };
}
