import type { ReactNode } from 'react';

/** The content below the ribbon, as wide as the header. */
export function PageBody({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-[92rem] space-y-4 px-4 py-4">{children}</div>;
}
