'use client';
import { useEffect, useRef, useState } from 'react';

/** How wide an element is, between `least` and `most`, in whole pixels; `most` until it has been looked at. */
export function useWidth<Element extends HTMLElement>({ least, most }: { least: number; most: number }) {
  const element = useRef<Element>(null);
  const [width, setWidth] = useState(most);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const look = () => {
      const found = Math.floor(current.clientWidth);
      // Not shown at all: what it was keeps.
      if (found > 0) setWidth(Math.max(least, Math.min(most, found)));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [least, most]);
  return [element, width] as const;
}
