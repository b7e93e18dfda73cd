import type { ReactNode } from 'react';

/** Below a step, or below a form that is a part of a page: what leads back first, the main button last. */
export function ButtonStrip({ children }: { children: ReactNode }) {
  return <div className="mt-3 flex flex-wrap justify-end gap-2">{children}</div>;
}
