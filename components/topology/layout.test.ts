import { expect, test } from 'vitest';
import type { Topology } from '@/lib/contract/topology.ts';
import { NOBODY_HOLDS } from '@/lib/contract/topology-ends.ts';
import { fitText, widthOf } from '../drawing/fit-text.ts';
import { itemsOf, nextItem } from './items.ts';
import { type Layout, layOut } from './layout.ts';
import type { Rect } from '../drawing/shapes.ts';
import { connectionFor, mirrorOf } from './mirror-for-tests.ts';

const widths = [620, 768, 859, 860, 1000, 1130, 1180];
const counts = [1, 2, 3, 5, 9, 16];
/** Everything at once: questions to agents both ways, and the flag on the ground. */
const crowded = (count: number): Topology => {
  const mirror = mirrorOf(count, { longNames: true });
  return {
    ...mirror,
    virtualIp: { address: '172.16.58.103', holder: NOBODY_HOLDS },
    connections: [...mirror.connections, ...(count > 1 ? [connectionFor('agent', 'a', 'b')] : [])],
  };
};

function boxesOf({ members, arbiter, vacancy, pennant, connections }: Layout): [name: string, box: Rect][] {
  return [
    ...members.map((place): [string, Rect] => [place.member.name, place]),
    ['arbiter', arbiter],
    ...(vacancy ? [['vacancy', vacancy] as [string, Rect]] : []),
    ...(pennant ? [['pennant', pennant] as [string, Rect]] : []),
    ...connections.flatMap(({ key, card }) => (card ? [[`card of ${key}`, card] as [string, Rect]] : [])),
  ];
}
const overlap = (one: Rect, other: Rect) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

test.each(counts.flatMap((count) => widths.map((width) => [count, width] as const)))(
  '%i members, %i wide: nothing lies on anything else, and all of it in the picture',
  (count, width) => {
    for (const topology of [mirrorOf(count), crowded(count)]) {
      const layout = layOut(topology, width);
      const boxes = boxesOf(layout);
      const clashes = boxes.flatMap(([name, box], index) =>
        boxes.slice(index + 1).flatMap(([otherName, other]) => (overlap(box, other) ? [`${name} on ${otherName}`] : [])),
      );
      expect(clashes).toEqual([]);
      const outside = boxes.filter(([, { x, y, width: w, height: h }]) => x < 0 || y < 0 || x + w > layout.width || y + h > layout.height);
      expect(outside).toEqual([]);
      expect(layout.members).toHaveLength(count);
      expect(layout.connections).toHaveLength(topology.connections.length);
    }
  },
);

test('a line passes through no box, but ends at the edge of two', () => {
  const { connections, trunk, members, arbiter } = layOut(crowded(16), 1180);
  const boxes = [...members, arbiter];
  const inside = ({ x, y }: { x: number; y: number }) =>
    boxes.some((box) => x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1);
  const lines = [...connections.map(({ points }) => points), ...trunk.lines];
  const samples = lines.flatMap((points) =>
    points.slice(1).flatMap((to, index) => {
      const from = points[index] ?? to;
      return Array.from({ length: 101 }, (_, step) => ({
        x: from.x + ((to.x - from.x) * step) / 100,
        y: from.y + ((to.y - from.y) * step) / 100,
      }));
    }),
  );
  expect(samples.length).toBeGreaterThan(1000);
  expect(samples.filter(inside)).toEqual([]);
});

test('it is as high as promised: 320 for up to four members, 440 for sixteen', () => {
  expect(layOut(mirrorOf(4), 1180).height).toBeLessThanOrEqual(320);
  expect(layOut(mirrorOf(16), 1180).height).toBeLessThanOrEqual(440);
});

test('the same mirror gives the same picture, in whatever order it is told', () => {
  const mirror = mirrorOf(9);
  const places = (topology: Topology) => layOut(topology, 1000).members.map(({ member, x, y }) => [member.guid, x, y]);
  expect(places({ ...mirror, members: [...mirror.members].reverse() })).toEqual(places(mirror));
});

test('a takeover moves no box: the flag changes sides, and the journal goes the other way', () => {
  const before = mirrorOf(3);
  const [a, b] = before.members;
  if (!a || !b) throw new Error('no members');
  const after: Topology = {
    ...before,
    members: before.members.map((member) =>
      member.guid === 'a' ? { ...a, status: 'down' } : member.guid === 'b' ? { ...b, status: 'primary' } : member,
    ),
    virtualIp: { address: '172.16.58.103', holder: 'b' },
    connections: [connectionFor('journal', 'b', 'd'), connectionFor('arbiter', 'b', 'arbiter')],
  };
  const [one, other] = [layOut(before, 1000), layOut(after, 1000)];
  expect(other.members.map(({ x, y }) => [x, y])).toEqual(one.members.map(({ x, y }) => [x, y]));
  expect(one.pennant?.x).toBeLessThan(500);
  expect(other.pennant?.x).toBeGreaterThan(500);
  expect(other.pennant?.isHeld).toBe(true);
});

test('the flag lies on the ground when nobody has it, and also where that is not known', () => {
  const mirror = mirrorOf(2);
  const pennant = (holder: string | null) => layOut({ ...mirror, virtualIp: { address: '1.2.3.4', holder } }, 1000).pennant;
  expect(pennant(NOBODY_HOLDS)).toMatchObject({ isHeld: false, isKnown: true });
  expect(pennant(null)).toMatchObject({ isHeld: false, isKnown: false });
});

test('arrow keys lead to everything, from everything', () => {
  for (const count of [1, 2, 9, 16]) {
    const items = itemsOf(layOut(crowded(count), 1180));
    for (const first of items) {
      const reached = new Set([first]);
      for (const item of reached)
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const next = nextItem(items, item, key);
          if (next) reached.add(next);
        }
      expect(items.filter((item) => !reached.has(item)).map(({ key }) => key)).toEqual([]);
    }
  }
});

test('a text that is too long keeps its ends, and fits', () => {
  const font = { size: 11, bold: true };
  const fitted = fitText('SERVERA-FRANKFURT-MAIN/IRISPRODUCT', 120, font);
  expect(fitted).toMatch(/^SERV.*….*UCT$/);
  expect(widthOf(fitted, font)).toBeLessThanOrEqual(120);
  expect(fitText('SERVERA/IRIS', 120, font)).toBe('SERVERA/IRIS');
});
