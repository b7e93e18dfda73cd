/** Where something lies in the picture of the lab, in pixels, whether its hosts stand in a row or below each other. */
import type { LabHost, LabView } from '@/lib/contract/views.ts';
import type { Point, Rect } from '../../drawing/shapes.ts';

export type Flow = LabView['flows'][number];

/** One line of text. */
export interface TextPlace extends Point {
  readonly width: number;
  readonly anchor: 'start' | 'middle' | 'end';
}
export interface CardPlace extends Rect {
  readonly card: LabHost['cards'][number];
  /** Of its first address; each further one is `ADDRESS_HEIGHT` lower. */
  readonly address: TextPlace;
  /** For the word that it is unplugged. */
  readonly note: TextPlace;
  /** From the card to its network. */
  readonly wire: readonly [Point, Point];
}
export interface HostPlace extends Rect {
  readonly host: LabHost;
  readonly purpose: TextPlace;
  readonly instances: ReadonlyArray<Rect & { readonly instance: LabHost['instances'][number] }>;
  readonly agent: Rect;
  readonly cards: readonly CardPlace[];
}
export interface FlowPlace {
  readonly flow: Flow;
  /** From its beginning to its end, straight from point to point. */
  readonly points: readonly Point[];
  /** `namesSender`: it stands where only its end is seen. */
  readonly label: TextPlace & { readonly namesSender: boolean };
}
export interface BusPlace {
  readonly network: LabView['networks'][number];
  readonly ends: readonly [Point, Point];
  readonly label: TextPlace;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly hosts: readonly HostPlace[];
  readonly flows: readonly FlowPlace[];
  readonly buses: readonly BusPlace[];
}

export const ADDRESS_HEIGHT = 15;

/** Without those whose other end is no host of the lab: they are left to the table. */
export function drawableFlows({ hosts, flows }: LabView): Flow[] {
  const names = new Set(hosts.map(({ name }) => name));
  return flows.filter(({ from, to }) => names.has(from) && names.has(to) && from !== to);
}
