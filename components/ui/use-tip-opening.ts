'use client';
import { type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';

/** A pointer that only passes by opens nothing. */
const REST_MS = 100;
/** Long enough for the pointer to cross from the button to the tip. */
const LEAVE_MS = 200;

/**
 * When the tip of a button is open: at once by keyboard and by press, after a moment under a resting pointer, and for as long as the
 * pointer is on one of the two (WCAG 1.4.13).
 */
export function useTipOpening() {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = (next: boolean, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), afterMs);
  };
  const at = (next: boolean) => {
    clearTimeout(timer.current);
    setOpen(next);
  };
  const onPointerLeave = () => set(false, LEAVE_MS);
  return {
    isOpen,
    close: () => at(false),
    /** Also by Enter in a field of its form. */
    press: (event: MouseEvent) => {
      event.preventDefault();
      at(true);
    },
    /** For the button. */
    openers: {
      onPointerEnter: (event: PointerEvent) => event.pointerType === 'mouse' && set(true, REST_MS),
      onPointerLeave,
      onFocus: () => at(true),
      onBlur: () => at(false),
    },
    /** For the tip. */
    keepers: { onPointerEnter: () => at(true), onPointerLeave },
  };
}
