import { CircleAlert, CircleCheck, CircleDashed, CircleDot, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export type Tone = 'good' | 'notice' | 'warning' | 'danger' | 'quiet';
const tones: Record<Tone, { icon: LucideIcon; style: string }> = {
  good: { icon: CircleCheck, style: 'text-good' },
  notice: { icon: CircleDot, style: 'text-notice' },
  warning: { icon: TriangleAlert, style: 'text-warning' },
  danger: { icon: CircleAlert, style: 'text-danger status-word-danger' },
  quiet: { icon: CircleDashed, style: 'text-ink-soft' },
};

/** A state as icon and word: the colour only repeats what both say. */
export function StatusWord({ tone, children, className }: { tone: Tone; children: ReactNode; className?: string }) {
  const { icon: Icon, style } = tones[tone];
  return (
    <span className={cn('status-word', style, className)}>
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      {children}
    </span>
  );
}
