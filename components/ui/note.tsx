import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const looks = {
  good: { icon: CircleCheck, style: 'border-good bg-good-fill', mark: 'text-good' },
  notice: { icon: Info, style: 'border-notice bg-notice-fill', mark: 'text-notice' },
  warning: { icon: TriangleAlert, style: 'border-warning bg-warning-fill', mark: 'text-warning' },
} as const;

/** A sentence with an icon, announced politely when it appears. */
export function Note({ look = 'notice', children, className }: { look?: keyof typeof looks; children: ReactNode; className?: string }) {
  const { icon: Icon, style, mark } = looks[look];
  return (
    <div role="status" className={cn('flex gap-2.5 rounded-md border p-3 text-sm', style, className)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4.5 shrink-0', mark)} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
