'use client';
import { type ComponentType, lazy, Suspense } from 'react';

/** A component that few visits draw: its script comes with the first one. Until then nothing stands there. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function Lazily(props: Props) {
    return (
      <Suspense>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
