'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useIsPrinting } from './use-is-printing.ts';

/** Until a row has been measured. */
const ROW_HEIGHT_PX = 33;
/** So many are there before the browser has said what is on screen. */
const BLOCKS_AT_FIRST = 3;
/** What is as near as one screen is drawn: who scrolls line by line, or goes on by Tab, sees no other. */
const NEAR = '100% 0px';

interface Blocks {
  readonly count: number;
  readonly fromEnd: boolean;
}

/** Which blocks of rows of a long table are drawn, and how high those are that are not. Each is an element with `data-block`. */
export function useDrawnBlocks(table: RefObject<HTMLTableElement | null>, { count, fromEnd }: Blocks) {
  const [near, setNear] = useState<ReadonlySet<number> | null>(null);
  const [rowHeight, setRowHeight] = useState(ROW_HEIGHT_PX);
  const heights = useRef(new Map<number, number>());
  const isPrinting = useIsPrinting();

  // biome-ignore lint/correctness/useExhaustiveDependencies: with their number, the blocks to look at are others.
  useEffect(() => {
    if (!table.current) return;
    const seen = new IntersectionObserver(
      (entries) =>
        setNear((before) => {
          const now = new Set(before);
          let isOther = before === null;
          for (const { target, isIntersecting, boundingClientRect } of entries) {
            const block = Number((target as HTMLElement).dataset.block);
            if (isIntersecting === now.has(block)) continue;
            if (isIntersecting) now.add(block);
            else if (isUsed(target)) continue;
            else {
              now.delete(block);
              heights.current.set(block, boundingClientRect.height);
            }
            isOther = true;
          }
          return isOther ? now : before;
        }),
      { root: table.current.closest('[data-pane]'), rootMargin: NEAR },
    );
    const blocks = table.current.querySelectorAll('[data-block]');
    for (const block of blocks) seen.observe(block);
    return () => seen.disconnect();
  }, [table, count]);

  useEffect(() => {
    if (!table.current) return;
    let width = 0;
    const measured = new ResizeObserver(([entry]) => {
      if (!entry || entry.contentRect.width === width) return;
      width = entry.contentRect.width;
      heights.current.clear();
      const drawn = [...entry.target.querySelectorAll<HTMLElement>('tr[aria-rowindex]:not([aria-rowindex="1"])')];
      const height = drawn.reduce((sum, row) => sum + row.offsetHeight, 0) / drawn.length;
      if (height > 0) setRowHeight(height);
    });
    measured.observe(table.current);
    return () => measured.disconnect();
  }, [table]);

  return {
    isDrawn: (block: number) => isPrinting || (near?.has(block) ?? (fromEnd ? count - block : block + 1) <= BLOCKS_AT_FIRST),
    heightOf: (block: number, rows: number) => heights.current.get(block) ?? Math.round(rowHeight * rows),
  };
}

/** Who has the focus or a mark in it does not lose it by scrolling. */
function isUsed(block: Element): boolean {
  const selection = window.getSelection();
  return block.contains(document.activeElement) || (selection?.isCollapsed === false && selection.containsNode(block, true));
}
