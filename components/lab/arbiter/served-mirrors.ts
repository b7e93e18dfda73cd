/** What an arbiter knows by GUIDs, with the names that the members themselves have written down. Pure. */
import type { ArbiterEvent, ArbiterView } from '@/lib/contract/arbiter.ts';
import type { LabView, Membership } from '@/lib/contract/views.ts';

type Served = NonNullable<ArbiterView['standing']>['mirrors'][number];

export interface ServedMember {
  readonly guid: string;
  /** Its GUID where no instance of this lab is that member. */
  readonly name: string;
  readonly isPrimary: boolean;
  /** null: not connected. */
  readonly session: Served['sessions'][number] | null;
}

export interface ServedMirror {
  readonly guid: string;
  readonly name: string;
  readonly members: readonly ServedMember[];
  readonly arrangement: Served['arrangement'];
}

export interface NamedEvent extends ArbiterEvent {
  readonly mirror: string;
  readonly member: string;
}

const membershipsOf = (lab: LabView | null): Membership[] =>
  (lab?.hosts ?? []).flatMap(({ instances }) => instances.flatMap(({ memberships }) => memberships));

/** Those that have come to this arbiter, and those that name an address of its host without having come. */
export function servedMirrors({ addresses, standing }: ArbiterView, lab: LabView | null): ServedMirror[] {
  const memberships = membershipsOf(lab);
  const naming = memberships.filter(({ arbiterAddress }) => arbiterAddress !== null && addresses.includes(arbiterAddress));
  const served = new Map(standing?.mirrors.map((mirror) => [mirror.mirrorGuid, mirror]));
  const guids = [...new Set([...served.keys(), ...naming.map(({ mirrorGuid }) => mirrorGuid)])];
  return guids.map((guid) => {
    const { sessions = [], arrangement = null } = served.get(guid) ?? {};
    // Asyncs have nothing to ask an arbiter.
    const failover = memberships.filter(({ mirrorGuid, memberKind }) => mirrorGuid === guid && memberKind === 'failover');
    const memberGuids = [...new Set([...failover.map(({ memberGuid }) => memberGuid), ...sessions.map(({ memberGuid }) => memberGuid)])];
    return {
      guid,
      name: memberships.find((one) => one.mirrorGuid === guid)?.mirrorName ?? guid,
      members: memberGuids.map((memberGuid) => ({
        guid: memberGuid,
        name: nameOf(memberships, memberGuid),
        isPrimary: arrangement?.primaryGuid === memberGuid,
        session: sessions.find((session) => session.memberGuid === memberGuid) ?? null,
      })),
      arrangement,
    };
  });
}

/** The newest first. */
export function namedEvents({ standing }: ArbiterView, lab: LabView | null): NamedEvent[] {
  const memberships = membershipsOf(lab);
  return (standing?.events ?? []).map((event) => ({
    ...event,
    mirror: memberships.find(({ mirrorGuid }) => mirrorGuid === event.mirrorGuid)?.mirrorName ?? event.mirrorGuid,
    member: nameOf(memberships, event.memberGuid),
  }));
}

const nameOf = (memberships: readonly Membership[], guid: string) =>
  memberships.find(({ memberGuid }) => memberGuid === guid)?.memberName ?? guid;
