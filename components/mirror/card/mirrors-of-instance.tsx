'use client';
import type { Target } from '@/lib/contract/live.ts';
import { MirrorCard } from './mirror-card.tsx';
import { spokesmanOf } from './mirrors-of.ts';
import { useMirrors } from './use-mirrors.ts';

/** The mirrors of an instance, in its own words while it answers, else in those of others. */
export function MirrorsOfInstance({ target }: { target: Target }) {
  const mirrors = useMirrors() ?? [];
  return mirrors.flatMap((mirror) => {
    const own = mirror.members.find((member) => member.target === target);
    if (!own) return [];
    return [<MirrorCard key={mirror.guid} mirror={mirror} speaker={spokesmanOf(mirror, own)} />];
  });
}
