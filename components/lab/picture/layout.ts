/** The picture where it has room: hosts in a row, connections above them, networks below. Pure: the same lab gives the same picture. */
import type { LabView } from '@/lib/contract/views.ts';
import { ADDRESS_HEIGHT, type BusPlace, drawableFlows, type Flow, type FlowPlace, type HostPlace, type Layout } from './places.ts';

const HOST_WIDTH = 210;
const GAP = 12;
const MARGIN = 12;
const RISE_BASE = 26;
/** How much higher each further connection over the same hosts is. */
const RISE_STEP = 20;
const RISE_PER_HOST = 22;
const HEAD_HEIGHT = 46;
const LINE_HEIGHT = 26;
const CHIP_HEIGHT = 21;
const CARD_HEIGHT = 22;
const BUS_GAP = 34;

const leftOf = (position: number) => MARGIN + position * (HOST_WIDTH + GAP);

export function layOut(lab: LabView): Layout {
  const positions = new Map(lab.hosts.map((host, position) => [host.name, position]));
  const drawable = drawableFlows(lab);
  const rises = risesOf(drawable, positions);
  const top = MARGIN + Math.max(RISE_BASE, ...rises.values()) + 10;
  const instanceCount = Math.max(1, ...lab.hosts.map((host) => host.instances.length));
  const addressCount = Math.max(1, ...lab.hosts.flatMap((host) => host.cards.map((card) => card.addresses.length)));
  const bodyHeight = HEAD_HEIGHT + (instanceCount + 1) * LINE_HEIGHT + 8;
  const cardHeight = CARD_HEIGHT + addressCount * ADDRESS_HEIGHT;
  const hostHeight = bodyHeight + cardHeight + 12;
  const width = MARGIN * 2 + lab.hosts.length * HOST_WIDTH + Math.max(0, lab.hosts.length - 1) * GAP;
  const buses = lab.networks.map((network, position): BusPlace => {
    const y = top + hostHeight + BUS_GAP * (position + 1);
    return {
      network,
      ends: [
        { x: MARGIN, y },
        { x: width - MARGIN, y },
      ],
      label: { x: MARGIN + 2, y: y + 17, width: width - 2 * MARGIN, anchor: 'start' },
    };
  });
  const busY = new Map(buses.map(({ network, ends }) => [network.name, ends[0].y]));

  const hosts = lab.hosts.map((host, position): HostPlace => {
    const x = leftOf(position);
    const chip = (line: number) => ({
      x: x + 8,
      y: top + HEAD_HEIGHT + line * LINE_HEIGHT,
      width: HOST_WIDTH - 16,
      height: CHIP_HEIGHT,
    });
    const cardWidth = (HOST_WIDTH - 8 - 6 * host.cards.length) / Math.max(1, host.cards.length);
    return {
      host,
      x,
      y: top,
      width: HOST_WIDTH,
      height: hostHeight,
      purpose: { x: x + 12, y: top + 36, width: HOST_WIDTH - 20, anchor: 'start' },
      instances: host.instances.map((instance, line) => ({ instance, ...chip(line) })),
      agent: chip(instanceCount),
      cards: host.cards.map((card, line) => {
        const cardX = x + 7 + line * (cardWidth + 6);
        const y = top + bodyHeight;
        const middle = cardX + cardWidth / 2;
        const bottom = y + cardHeight;
        return {
          card,
          x: cardX,
          y,
          width: cardWidth,
          height: cardHeight,
          address: { x: cardX + 6, y: y + 30, width: cardWidth - 8, anchor: 'start' },
          note: { x: middle, y: bottom + 30, width: cardWidth + 8, anchor: 'middle' },
          wire: [
            { x: middle, y: bottom },
            { x: middle, y: busY.get(card.network) ?? bottom },
          ],
        };
      }),
    };
  });

  const portOf = portsOf(drawable, positions, rises);
  const flows = drawable.map((flow): FlowPlace => {
    const [startX, endX] = [portOf(flow, flow.from), portOf(flow, flow.to)];
    const y = top - (rises.get(flow) ?? RISE_BASE);
    return {
      flow,
      points: [
        { x: startX, y: top },
        { x: startX, y },
        { x: endX, y },
        { x: endX, y: top },
      ],
      label: {
        x: (startX + endX) / 2,
        y: y + 4,
        width: Math.max(HOST_WIDTH, Math.abs(endX - startX)),
        anchor: 'middle',
        namesSender: false,
      },
    };
  });
  return { width, height: (buses.at(-1)?.ends[0].y ?? top + hostHeight) + 22, hosts, flows, buses };
}

/** Each connection rises with the distance it bridges, and above those already drawn over some of the same hosts. */
function risesOf(flows: readonly Flow[], positions: ReadonlyMap<string, number>): ReadonlyMap<Flow, number> {
  const drawn: Array<{ left: number; right: number; rise: number }> = [];
  const rises = new Map<Flow, number>();
  const span = (flow: Flow) =>
    [positions.get(flow.from) ?? 0, positions.get(flow.to) ?? 0].sort((one, other) => one - other) as [number, number];
  const shortFirst = [...flows].sort((one, other) => span(one)[1] - span(one)[0] - (span(other)[1] - span(other)[0]));
  for (const flow of shortFirst) {
    const [left, right] = span(flow);
    const below = drawn.filter((one) => one.left < right && left < one.right).map((one) => one.rise + RISE_STEP);
    const rise = Math.max(RISE_BASE + RISE_PER_HOST * (right - left - 1), ...below);
    drawn.push({ left, right, rise });
    rises.set(flow, rise);
  }
  return rises;
}

/**
 * Where a connection leaves or reaches a host: each has a place of its own on the host's upper edge. Those to the left come first, the
 * lowest outermost, so that two that share a host do not cross.
 */
function portsOf(flows: readonly Flow[], positions: ReadonlyMap<string, number>, rises: ReadonlyMap<Flow, number>) {
  const riseOf = (flow: Flow) => rises.get(flow) ?? RISE_BASE;
  return (flow: Flow, host: string): number => {
    const position = positions.get(host) ?? 0;
    const isLeftward = ({ from, to }: Flow) => (positions.get(from === host ? to : from) ?? 0) < position;
    const ends = flows.filter(({ from, to }) => from === host || to === host);
    const leftward = ends.filter(isLeftward).sort((one, other) => riseOf(one) - riseOf(other));
    const rightward = ends.filter((one) => !isLeftward(one)).sort((one, other) => riseOf(other) - riseOf(one));
    const place = [...leftward, ...rightward].indexOf(flow);
    return leftOf(position) + ((place + 1) * HOST_WIDTH) / (ends.length + 1);
  };
}
