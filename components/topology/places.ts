/** Where something lies in the picture of a mirror, in pixels. */
import type { TopologyConnection, TopologyMember } from '@/lib/contract/topology.ts';
import type { Point, Rect } from '../drawing/shapes.ts';

export interface MemberPlace extends Rect {
  readonly member: TopologyMember;
  readonly size: 'failover' | 'async';
}
export interface ConnectionPlace {
  readonly key: string;
  readonly connection: TopologyConnection;
  /** From its beginning to its end, straight from point to point. */
  readonly points: readonly Point[];
  /** For what is known of it; null: only the sentence says so. */
  readonly card: Rect | null;
  /** Of its words and of the keyboard: a point on it. */
  readonly middle: Point;
}
/** Names tell members apart, and do not change. */
export const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
