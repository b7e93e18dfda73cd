'use client';
import { useRef } from 'react';

/** Drawn once around what has changed while somebody looks, for two seconds; never at the first sight of it. */
export function ChangedOutline({ of, width, height }: { of: string; width: number; height: number }) {
  const first = useRef(of);
  if (first.current === of) return null;
  return (
    <rect
      key={of}
      x="-4"
      y="-4"
      width={width + 8}
      height={height + 8}
      rx="11"
      fill="none"
      strokeWidth="2"
      className="fades-once stroke-teal"
    />
  );
}
