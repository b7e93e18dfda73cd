'use client';
import { useEffect, useRef, useState } from 'react';

/** The width of an element, in CSS pixels; 0 before it is known. */
export function useWidth() {
  const ref = useRef<HTMLDivElement & HTMLUListElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const watcher = new ResizeObserver(() => setWidth(box.clientWidth));
    watcher.observe(box);
    return () => watcher.disconnect();
  }, []);
  return { ref, width };
}
