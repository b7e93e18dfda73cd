import { expect, test } from 'vitest';
import type { LabView } from '@/lib/contract/views.ts';
import type { Point } from '../../drawing/shapes.ts';
import { stoppedWorkload } from '../lab-for-tests.ts';
import { layOut } from './layout.ts';
import type { FlowPlace } from './places.ts';
import { layOutTall } from './tall-layout.ts';

const host = (name: string): LabView['hosts'][number] => ({
  name,
  power: 'on',
  purpose: 'spare',
  cards: [
    {
      name: 'ens33',
      network: 'public',
      plugged: true,
      addresses: [
        { address: '172.16.58.101', prefixLength: 24 },
        { address: '172.16.58.103', prefixLength: 24 },
      ],
    },
    { name: 'ens34', network: 'private', plugged: false, addresses: [{ address: '172.16.159.101', prefixLength: 24 }] },
  ],
  agent: { installed: false, running: false, enabled: false, version: '', port: 2188, processId: null },
  openPorts: [],
  certificateFiles: [],
  instances: [],
});
const flow = (from: string, to: string): LabView['flows'][number] => ({
  from,
  to,
  address: '172.16.58.101',
  port: 1972,
  count: 1,
  bytesPerSecond: 0,
  blocked: false,
});
const lab = (flows: LabView['flows']): LabView => ({
  hosts: ['a', 'b', 'c'].map(host),
  networks: [
    { name: 'public', subnet: '172.16.58.0/24' },
    { name: 'private', subnet: '172.16.159.0/24' },
  ],
  cuts: [],
  flows,
  writeProbe: null,
  workload: stoppedWorkload,
});
const busy = lab([flow('a', 'b'), flow('b', 'a'), flow('a', 'c'), flow('b', 'c')]);
const layouts = { 'in a row': layOut, 'on a phone': (one: LabView) => layOutTall(one, 326) };
const each = Object.entries(layouts);
const xOf = ({ x }: Point) => x;
const yOf = ({ y }: Point) => y;

test.each(each)('%s, no two labels of connections lie at one height over the same hosts', (_, layOutIn) => {
  const { flows } = layOutIn(busy);
  const height = (from: string, to: string) => flows.find((place) => place.flow.from === from && place.flow.to === to)?.label.y;
  expect(new Set([height('a', 'b'), height('b', 'a'), height('a', 'c')]).size).toBe(3);
  expect(Math.min(...flows.map((place) => place.label.y))).toBeGreaterThan(0);
});

test.each(each)('%s, every connection arrives at a point of its own on the edge of its host', (_, layOutIn) => {
  const { flows, hosts } = layOutIn(busy);
  const end = ({ points }: FlowPlace) => points.at(-1) as Point;
  expect(new Set(flows.map((place) => `${end(place).x} ${end(place).y}`)).size).toBe(flows.length);
  for (const place of flows) {
    const to = hosts.find((one) => one.host.name === place.flow.to);
    const { x, y } = end(place);
    expect(to && (y === to.y || (x === to.x + to.width && y > to.y && y < to.y + to.height))).toBe(true);
  }
});

test.each(each)('%s, nothing lies outside the picture, and a card lies in its host', (_, layOutIn) => {
  const { width, height, hosts, flows, buses } = layOutIn(busy);
  const points = [
    ...flows.flatMap((place) => place.points),
    ...buses.flatMap(({ ends }) => ends),
    ...hosts.flatMap((place) => [place, { x: place.x + place.width, y: place.y + place.height }]),
  ];
  expect(Math.min(...points.map(xOf), ...points.map(yOf))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...points.map(xOf))).toBeLessThanOrEqual(width);
  expect(Math.max(...points.map(yOf))).toBeLessThanOrEqual(height);
  for (const { cards, ...place } of hosts)
    for (const card of cards) {
      expect(card.x).toBeGreaterThan(place.x);
      expect(card.x + card.width).toBeLessThan(place.x + place.width);
      expect(card.y + card.height).toBeLessThan(place.y + place.height);
    }
});

test('on a phone hosts stand below each other, and it is as wide as it may be', () => {
  const { width, hosts } = layOutTall(busy, 326);
  expect(width).toBe(326);
  const tops = hosts.map(({ y }) => y);
  expect(tops).toEqual([...tops].sort((one, other) => one - other));
  expect(new Set(hosts.map(({ x }) => x)).size).toBe(1);
  for (const [index, place] of hosts.entries())
    expect(place.y + place.height).toBeLessThan(hosts[index + 1]?.y ?? Number.POSITIVE_INFINITY);
});

test.each(each)('%s, a connection whose other end is no host of the lab is left to the table', (_, layOutIn) => {
  expect(layOutIn(lab([flow('a', 'elsewhere')])).flows).toEqual([]);
});
