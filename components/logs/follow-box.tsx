'use client';
import { ArrowDownToLine, ArrowUpToLine } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import type { TableBoxProps } from '../ui/data-table.tsx';
import { ScrollBox } from '../ui/scroll-box.tsx';

/** Less than a line from the end is the end. */
const AT_END_PX = 24;

/** What grows at its end: opened there, and following while the person is there. Whoever has scrolled up stays where they read. */
export function FollowBox({ name, rowCount, inGivenOrder, children }: TableBoxProps) {
  const t = useTranslations('messagesLog');
  const pane = useRef<HTMLElement>(null);
  const isFollowing = useRef(true);
  /** How many rows there were when the person left the end; null: is there. */
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const count = useRef(rowCount);
  count.current = rowCount;

  useEffect(() => {
    const box = pane.current;
    const content = box?.firstElementChild;
    if (!box || !content || !inGivenOrder) return;
    let top = 0;
    const toEnd = () => {
      if (!isFollowing.current) return;
      box.scrollTop = box.scrollHeight;
      top = box.scrollTop;
    };
    const look = () => {
      const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
      // What has grown meanwhile puts the end farther away; only a person goes up.
      if (isAtEnd) isFollowing.current = true;
      else if (box.scrollTop < top) isFollowing.current = false;
      top = box.scrollTop;
      setLeftAt((before) => (isFollowing.current ? null : (before ?? count.current)));
    };
    toEnd();
    const grown = new ResizeObserver(toEnd);
    grown.observe(box);
    grown.observe(content);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      grown.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [inGivenOrder]);

  const go = (isToEnd: boolean) => {
    const box = pane.current;
    if (box) box.scrollTop = isToEnd ? box.scrollHeight : 0;
  };
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-center gap-2 text-sm print:hidden">
        <Button size="small" onClick={() => go(false)}>
          <ArrowUpToLine aria-hidden="true" className="size-4" />
          {t('toOldest')}
        </Button>
        <Button size="small" onClick={() => go(true)}>
          <ArrowDownToLine aria-hidden="true" className="size-4" />
          {t('toNewest')}
        </Button>
        {inGivenOrder && (
          <span className="text-ink-soft">{leftAt === null ? t('following') : t('left', { count: Math.max(0, rowCount - leftAt) })}</span>
        )}
      </div>
      <ScrollBox name={name} pane={pane}>
        {children}
      </ScrollBox>
    </div>
  );
}
