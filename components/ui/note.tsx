import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const looks = {
  good: { icon: CircleCheck, style: 'border-good bg-good-fill', mark: 'text-good' },
  notice: { icon: Info, style: 'border-notice bg-notice-fill', mark: 'text-notice' },
  warning: { icon: TriangleAlert, style: 'border-warning bg-warning-fill', mark: 'text-warning' },
} as const;

interface NoteProps {
  readonly look?: keyof typeof looks;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A sentence with an icon, announced politely when it appears. */
export const Note = (props: NoteProps) => <NoteBox {...props} role="status" />;

/** As a note, for what is not announced, or in part only. */
export function NoteBox({ look = 'notice', children, className, role }: NoteProps & { readonly role?: 'status' }) {
  const { icon: Icon, style, mark } = looks[look];
  return (
    <div role={role} className={cn('flex gap-2.5 rounded-md border p-3 text-sm', style, className)}>
      <Icon aria-hidden="true" className={cn('mt-0.5 size-4.5 shrink-0', mark)} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
