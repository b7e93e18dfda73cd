import type { ReactNode } from 'react';

/** In place of a list of which there is nothing yet: says so, and offers what would fill it. */
export function EmptyState({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-dashed border-line-strong bg-raised px-4 py-5">
      <p className="min-w-0 wrap-anywhere">{text}</p>
      <span className="flex flex-wrap gap-2">{children}</span>
    </div>
  );
}
