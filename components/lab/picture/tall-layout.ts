/**
 * The picture where it is narrow: hosts below each other, networks at their left, connections at their right. Each host has a lane in which
 * all its connections run; each of them arrives at a line of its own, which names it. Pure.
 */
import type { LabHost, LabView } from '@/lib/contract/views.ts';
import {
  ADDRESS_HEIGHT,
  type BusPlace,
  type CardPlace,
  drawableFlows,
  type Flow,
  type FlowPlace,
  type HostPlace,
  type Layout,
} from './places.ts';

/** Narrower than this hosts in a row would have letters that nobody reads. */
export const TALL_BELOW = 960;
const WIDTH_MIN = 240;
/** Wider only moves the two ends of a line apart. */
const WIDTH_MAX = 480;
const EDGE = 6;
const BUS_STEP = 14;
const LABEL_HEIGHT = 17;
const HEAD_HEIGHT = 30;
const LINE_HEIGHT = 25;
const CHIP_HEIGHT = 21;
const ARRIVAL_HEIGHT = 17;
const CARD_HEIGHT = 22;
const CARD_GAP = 4;
const CARD_NAME_WIDTH = 72;
const HOST_GAP = 14;
/** From a host to the first lane: an arrow and a mark have room. */
const LANE_GAP = 26;
const LANE_STEP = 11;

/** Networks stand side by side, in the lab's order. */
const busXAt = (index: number) => EDGE + index * BUS_STEP;

export function layOutTall(lab: LabView, widthOffered: number): Layout {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, widthOffered));
  const drawable = drawableFlows(lab);
  const senders = lab.hosts.map(({ name }) => name).filter((name) => drawable.some(({ from }) => from === name));
  const hostX = EDGE + lab.networks.length * BUS_STEP + 4;
  const hostRight = senders.length === 0 ? width - EDGE : width - EDGE - LANE_GAP - (senders.length - 1) * LANE_STEP;
  const busX = new Map(lab.networks.map(({ name }, index) => [name, busXAt(index)]));

  const hosts: HostPlace[] = [];
  /** Of the line in a host at which a connection arrives. */
  const arrivalY = new Map<Flow, number>();
  let y = EDGE + lab.networks.length * LABEL_HEIGHT + 4;
  for (const host of lab.hosts) {
    const arriving = drawable.filter(({ to }) => to === host.name);
    const inner = { x: hostX + 8, width: hostRight - hostX - 16 };
    const chip = (line: number) => ({ ...inner, y: y + HEAD_HEIGHT + line * LINE_HEIGHT, height: CHIP_HEIGHT });
    const arrivals = y + HEAD_HEIGHT + (host.instances.length + 1) * LINE_HEIGHT;
    arriving.forEach((flow, line) => {
      arrivalY.set(flow, arrivals + line * ARRIVAL_HEIGHT + 9);
    });
    const cards: CardPlace[] = [];
    let cardY = arrivals + arriving.length * ARRIVAL_HEIGHT + 4;
    for (const card of host.cards) {
      const place = cardAt(card, { ...inner, y: cardY, busX: busX.get(card.network) ?? hostX });
      cards.push(place);
      cardY += place.height + CARD_GAP;
    }
    hosts.push({
      host,
      x: hostX,
      y,
      width: hostRight - hostX,
      height: cardY + 4 - y,
      purpose: { x: hostRight - 10, y: y + 20, width: inner.width * 0.6, anchor: 'end' },
      instances: host.instances.map((instance, line) => ({ instance, ...chip(line) })),
      agent: chip(host.instances.length),
      cards,
    });
    y = cardY + 4 + HOST_GAP;
  }

  const headOf = new Map(hosts.map((place) => [place.host.name, place.y + HEAD_HEIGHT / 2]));
  const flows = drawable.map((flow): FlowPlace => {
    const lane = hostRight + LANE_GAP + senders.indexOf(flow.from) * LANE_STEP;
    const [startY, endY] = [headOf.get(flow.from) ?? 0, arrivalY.get(flow) ?? 0];
    return {
      flow,
      points: [
        { x: hostRight, y: startY },
        { x: lane, y: startY },
        { x: lane, y: endY },
        { x: hostRight, y: endY },
      ],
      label: { x: hostRight - 10, y: endY + 4, width: hostRight - hostX - 18, anchor: 'end', namesSender: true },
    };
  });
  const bottom = hosts.at(-1);
  const height = (bottom ? bottom.y + bottom.height : y) + EDGE;
  return { width, height, hosts, flows, buses: lab.networks.map((network, index) => busAt(network, index, { width, height })) };
}

/** Its name and its first address on one line, what else there is below. */
function cardAt(
  card: LabHost['cards'][number],
  { x, y, width, busX }: { readonly x: number; readonly y: number; readonly width: number; readonly busX: number },
): CardPlace {
  const further = Math.max(0, card.addresses.length - 1) + (card.plugged ? 0 : 1);
  const height = CARD_HEIGHT + further * ADDRESS_HEIGHT;
  const text = { x: x + CARD_NAME_WIDTH, width: width - CARD_NAME_WIDTH - 4, anchor: 'start' } as const;
  const middle = y + CARD_HEIGHT / 2;
  return {
    card,
    x,
    y,
    width,
    height,
    address: { ...text, y: y + 15 },
    note: { ...text, y: y + 15 + further * ADDRESS_HEIGHT },
    wire: [
      { x, y: middle },
      { x: busX, y: middle },
    ],
  };
}

/** Its name stands over its beginning; the networks before it pass at the left of that. */
function busAt(
  network: BusPlace['network'],
  index: number,
  { width, height }: { readonly width: number; readonly height: number },
): BusPlace {
  const x = busXAt(index);
  const y = EDGE + index * LABEL_HEIGHT;
  return {
    network,
    ends: [
      { x, y: y + 4 },
      { x, y: height - EDGE },
    ],
    label: { x: x + 8, y: y + 12, width: width - x - 8 - EDGE, anchor: 'start' },
  };
}
