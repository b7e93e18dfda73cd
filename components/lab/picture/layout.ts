import type { LabHost, LabView } from '@/lib/contract/views.ts';

/** Geometry of the picture, in units of its own view box. Pure: the same lab always gives the same picture. */
export const HOST_WIDTH = 210;
const GAP = 12;
const MARGIN = 12;
const ARC_BASE = 26;
/** How much higher each further arc over the same hosts is. */
const ARC_STEP = 20;
const ARC_PER_HOST = 22;
const HEAD_HEIGHT = 46;
const LINE_HEIGHT = 26;
const CARD_HEIGHT = 22;
const ADDRESS_HEIGHT = 15;
const BUS_GAP = 34;

type Flow = LabView['flows'][number];
export interface HostPlace {
  readonly host: LabHost;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly instances: ReadonlyArray<{ instance: LabHost['instances'][number]; y: number }>;
  readonly agentY: number;
  readonly cards: ReadonlyArray<{ card: LabHost['cards'][number]; x: number; y: number; width: number; height: number; busY: number }>;
}
export interface FlowPlace {
  readonly flow: Flow;
  readonly path: string;
  readonly end: { readonly x: number; readonly y: number };
  readonly labelX: number;
  readonly labelY: number;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly hosts: readonly HostPlace[];
  readonly flows: readonly FlowPlace[];
  readonly buses: ReadonlyArray<{ network: LabView['networks'][number]; y: number }>;
}

export function layOut(lab: LabView): Layout {
  const positions = new Map(lab.hosts.map((host, position) => [host.name, position]));
  const drawable = lab.flows.filter((flow) => positions.has(flow.from) && positions.has(flow.to) && flow.from !== flow.to);
  const arcs = arcHeights(drawable, positions);
  const top = MARGIN + Math.max(ARC_BASE, ...arcs) + 10;
  const instanceCount = Math.max(1, ...lab.hosts.map((host) => host.instances.length));
  const addressCount = Math.max(1, ...lab.hosts.flatMap((host) => host.cards.map((card) => card.addresses.length)));
  const bodyHeight = HEAD_HEIGHT + (instanceCount + 1) * LINE_HEIGHT + 8;
  const cardHeight = CARD_HEIGHT + addressCount * ADDRESS_HEIGHT;
  const hostHeight = bodyHeight + cardHeight + 12;
  const buses = lab.networks.map((network, position) => ({ network, y: top + hostHeight + BUS_GAP * (position + 1) }));
  const busOf = new Map(buses.map(({ network, y }) => [network.name, y]));
  const width = MARGIN * 2 + lab.hosts.length * HOST_WIDTH + Math.max(0, lab.hosts.length - 1) * GAP;

  const hosts = lab.hosts.map((host, position): HostPlace => {
    const x = MARGIN + position * (HOST_WIDTH + GAP);
    const cardWidth = (HOST_WIDTH - 8 - 6 * host.cards.length) / Math.max(1, host.cards.length);
    return {
      host,
      x,
      y: top,
      height: hostHeight,
      instances: host.instances.map((instance, line) => ({ instance, y: top + HEAD_HEIGHT + line * LINE_HEIGHT })),
      agentY: top + HEAD_HEIGHT + instanceCount * LINE_HEIGHT,
      cards: host.cards.map((card, line) => ({
        card,
        x: x + 7 + line * (cardWidth + 6),
        y: top + bodyHeight,
        width: cardWidth,
        height: cardHeight,
        busY: busOf.get(card.network) ?? top + hostHeight,
      })),
    };
  });

  const flows = drawable.map((flow, index): FlowPlace => {
    const from = positions.get(flow.from) ?? 0;
    const to = positions.get(flow.to) ?? 0;
    const middle = (position: number) => MARGIN + position * (HOST_WIDTH + GAP) + HOST_WIDTH / 2;
    // Arrows leave at one side of the host's middle and arrive at the other, so that two directions do not lie on each other.
    const lean = from < to ? 1 : -1;
    const spread = 14 + (index % 3) * 14;
    const startX = middle(from) + lean * spread;
    const endX = middle(to) - lean * spread;
    const rise = arcs[index] ?? ARC_BASE;
    return {
      flow,
      path: `M ${startX} ${top} C ${startX} ${top - rise * 1.33}, ${endX} ${top - rise * 1.33}, ${endX} ${top - 6}`,
      end: { x: endX, y: top },
      labelX: (startX + endX) / 2,
      labelY: top - rise + 4,
    };
  });
  return { width, height: (buses.at(-1)?.y ?? top + hostHeight) + 22, hosts, flows, buses };
}

/** Each arc rises with the distance it bridges, and above the arcs already drawn over some of the same hosts. */
function arcHeights(flows: readonly Flow[], positions: ReadonlyMap<string, number>): number[] {
  const drawn: Array<{ left: number; right: number; height: number }> = [];
  const heights = new Map<Flow, number>();
  const span = (flow: Flow) =>
    [positions.get(flow.from) ?? 0, positions.get(flow.to) ?? 0].sort((one, other) => one - other) as [number, number];
  const shortFirst = [...flows].sort((one, other) => span(one)[1] - span(one)[0] - (span(other)[1] - span(other)[0]));
  for (const flow of shortFirst) {
    const [left, right] = span(flow);
    const below = drawn.filter((arc) => arc.left < right && left < arc.right).map((arc) => arc.height + ARC_STEP);
    const height = Math.max(ARC_BASE + ARC_PER_HOST * (right - left - 1), ...below);
    drawn.push({ left, right, height });
    heights.set(flow, height);
  }
  return flows.map((flow) => heights.get(flow) ?? ARC_BASE);
}
