'use client';
import { useLayoutEffect, useRef, useState } from 'react';

/**
 * How wide an element is, in whole CSS pixels; 0 before it is laid out. Looked at before the first picture of it is shown: whoever draws
 * by it never shows a width that was guessed.
 */
export function useWidth<Box extends HTMLElement>() {
  const ref = useRef<Box>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const look = () => {
      // Not shown at all: what it was keeps.
      if (box.clientWidth > 0) setWidth(box.clientWidth);
    };
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(box);
    return () => watcher.disconnect();
  }, []);
  return { ref, width };
}
