import type { LabView } from '@/lib/contract/views.ts';

type KnownMirror = NonNullable<LabView['hosts'][number]['instances'][number]['mirror']>;

/** `host/INSTANCE` of the first instance of the lab whose membership satisfies the question; null when none does. */
export function instanceOfMember(lab: LabView | null, isWanted: (mirror: KnownMirror) => boolean): string | null {
  for (const host of lab?.hosts ?? [])
    for (const { name, mirror } of host.instances) if (mirror && isWanted(mirror)) return `${host.name}/${name}`;
  return null;
}
