/** How a member is drawn, by what is known of it. */
import { isLeading } from '@/lib/contract/leading.ts';
import type { MemberCondition, TopologyMember } from '@/lib/contract/topology.ts';
import { memberTones } from '../chrome/member-status.tsx';
import type { BorderLook } from '../drawing/borders.tsx';
import type { ConditionMarkKind, RoleMarkKind } from '../drawing/marks.tsx';
import type { Tone } from '../ui/status-word.tsx';

const borders: Record<MemberCondition, BorderLook> = {
  alive: 'plain',
  stopped: 'thin',
  dead: 'dotted',
  hung: 'wavy',
  'out-of-reach': 'double',
};
const marks: Record<MemberCondition, ConditionMarkKind | null> = {
  alive: null,
  stopped: 'stopped',
  dead: 'ended',
  hung: 'hung',
  'out-of-reach': 'off',
};

/** A lag this large fills its bar. */
const LAG_MS_FULL = 10_000;
const LAG_BYTES_FULL = 64 * 2 ** 20;

export interface MemberLook {
  readonly tone: Tone;
  readonly border: BorderLook;
  readonly mark: ConditionMarkKind | null;
  readonly role: RoleMarkKind;
  /** It is not heard: what is known of it is old. */
  readonly isGrey: boolean;
  /** 0 to 1; null: not known, or it leads. */
  readonly lag: number | null;
}

export function lookOf({ status, condition, isActive, lagMs, lagBytes }: TopologyMember): MemberLook {
  const isHeard = condition === null || condition === 'alive';
  const parts = [lagMs === null ? null : lagMs / LAG_MS_FULL, lagBytes === null ? null : lagBytes / LAG_BYTES_FULL].filter(
    (part) => part !== null,
  );
  return {
    tone: memberTones[status],
    border: condition === null && status === 'unknown' ? 'dashed' : borders[condition ?? 'alive'],
    mark: condition && marks[condition],
    role: isLeading(status)
      ? 'leads'
      : isActive
        ? 'ready'
        : status === 'backup' || status === 'connected' || status === 'synchronizing'
          ? 'follows'
          : 'none',
    isGrey: !isHeard || status === 'unknown',
    lag: parts.length === 0 ? null : Math.min(1, Math.max(...parts)),
  };
}
