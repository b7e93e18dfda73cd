import type { ReactNode } from 'react';

/** A named part of a host's panel. */
export function ControlSection({ name, state, children }: { name: ReactNode; state?: ReactNode; children: ReactNode }) {
  return (
    <div className="border-t border-line pt-3 first:border-0 first:pt-0">
      <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-bold">{name}</h3>
        {state}
      </div>
      {children}
    </div>
  );
}
