/** The mirrors of a lab, each with its members and with who is asked about it. Pure. */
import type { MemberStatus } from '@/lib/contract/member-status.ts';
import type { Target } from '@/lib/contract/live.ts';
import type { LabHost, LabView } from '@/lib/contract/views.ts';
import { byName } from '../../topology/places.ts';

type LabInstance = LabHost['instances'][number];

export interface MirrorMember {
  readonly target: Target;
  readonly memberGuid: string;
  /** As the mirror calls it. */
  readonly name: string;
  readonly power: LabHost['power'];
  readonly state: LabInstance['state'];
  /** null: it does not answer, or takes part in none of its mirrors. */
  readonly status: MemberStatus | null;
  /** It belongs to several mirrors: a question must say which. */
  readonly isInSeveral: boolean;
}

export interface LabMirror {
  readonly guid: string;
  readonly name: string;
  readonly members: readonly MirrorMember[];
}

/** In the order of their names; the members in that of the hosts. By GUID: two mirrors may have the same name. */
export function mirrorsOf(lab: LabView): LabMirror[] {
  const mirrors = new Map<string, { guid: string; name: string; members: MirrorMember[] }>();
  for (const host of lab.hosts)
    for (const instance of host.instances)
      for (const { mirrorGuid, mirrorName, memberGuid, memberName } of instance.memberships) {
        const mirror = mirrors.get(mirrorGuid) ?? { guid: mirrorGuid, name: mirrorName, members: [] };
        mirrors.set(mirrorGuid, mirror);
        const target = `${host.name}/${instance.name}`;
        mirror.members.push({
          target,
          memberGuid,
          name: memberName ?? target,
          power: host.power,
          state: instance.state,
          status: instance.mirror?.status ?? null,
          isInSeveral: instance.memberships.length > 1,
        });
      }
  return [...mirrors.values()].sort(byName);
}

/** Who knows most comes first. */
const knowing: readonly (readonly MemberStatus[])[] = [
  ['primary', 'in-trouble'],
  ['backup'],
  ['synchronizing', 'transition'],
  ['connected'],
];

/** Whom to ask about a mirror: who leads it, else who follows, else anybody who answers; null: nobody does. `except`: not this one. */
export function speakerOf({ members }: LabMirror, except?: Target): MirrorMember | null {
  const rank = ({ status, isInSeveral }: MirrorMember) => {
    const place = knowing.findIndex((statuses) => status !== null && statuses.includes(status));
    // The status of one that is in several mirrors may be of another one.
    return (place === -1 ? knowing.length : place) + (isInSeveral ? knowing.length : 0);
  };
  const answering = members.filter(({ target, status }) => status !== null && target !== except);
  return answering.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

/** What a question about this mirror to this member carries. */
export const questionOf = ({ isInSeveral }: MirrorMember, { name }: LabMirror): { mirrorName?: string } =>
  isInSeveral ? { mirrorName: name } : {};

/** Who tells of a mirror on the pages of one of its members: it itself while it answers, else another one. */
export const spokesmanOf = (mirror: LabMirror, member: MirrorMember): MirrorMember | null =>
  member.status === null ? speakerOf(mirror, member.target) : member;
