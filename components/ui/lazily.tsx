'use client';
import { type ComponentType, lazy, Suspense, useState } from 'react';

/**
 * A component that few visits draw: its script comes with the first one, or with `load`. Until then nothing stands there, and `failed` when
 * the portal does not answer, which the page says already: the next one to be drawn asks again.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>, failed: ComponentType<Props> = () => null) {
  let known: ComponentType<Props> | null = null;
  const begin = async () => {
    try {
      known = await load();
    } catch {
      waited = lazy(begin);
    }
    return { default: known ?? failed };
  };
  let waited = lazy(begin);
  function Lazily(props: Props) {
    // Whoever is drawn after the script has come need not wait for it; whoever has waited is not exchanged for another.
    const [Shown] = useState<ComponentType<Props>>(() => known ?? waited);
    return (
      <Suspense>
        <Shown {...props} />
      </Suspense>
    );
  }
  return Object.assign(Lazily, { load: begin, isLoaded: () => known !== null });
}
