import { expect, test } from 'vitest';
import { widthOf } from '../drawing/fit-text.ts';
import { mirrorOf } from './mirror-for-tests.ts';
import type { Rect } from '../drawing/shapes.ts';
import { SMALL_WIDTH, smallLayout } from './small-layout.ts';

const overlap = (one: Rect, other: Rect) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

test.each([1, 2, 3, 5, 9, 16])('of %i members every box is inside, and none lies on another', (count) => {
  const layout = smallLayout(mirrorOf(count));
  const boxes: Rect[] = [layout.arbiter, ...layout.members, ...(layout.vacancy ? [layout.vacancy] : [])];
  expect(layout.members.length).toBe(count);
  for (const [index, box] of boxes.entries()) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(SMALL_WIDTH);
    expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
    expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
  }
});

test('a takeover moves no box', () => {
  const before = mirrorOf(4);
  const after = {
    ...before,
    members: before.members.map((member, index) => ({ ...member, status: index === 1 ? 'primary' : 'down' }) as const),
  };
  const placesOf = (layout: ReturnType<typeof smallLayout>) => layout.members.map(({ member: { guid }, x, y }) => [guid, x, y]);
  expect(placesOf(smallLayout(after))).toEqual(placesOf(smallLayout(before)));
});

test('the place of the other failover member is kept while there is none', () => {
  expect(smallLayout(mirrorOf(1)).vacancy).not.toBeNull();
  expect(smallLayout(mirrorOf(2)).vacancy).toBeNull();
});

test('asyncs of a lab are told apart: each box has room for the name, the mark of a fault and what the member is doing', () => {
  const padAndMark = 2 * 9 + 14;
  for (const { width } of smallLayout(mirrorOf(16)).members) {
    expect(widthOf('SERVERD/IRIS', { size: 10.5, bold: true })).toBeLessThanOrEqual(width - padAndMark);
    expect(widthOf('Disconnected', { size: 11, bold: true })).toBeLessThanOrEqual(width - padAndMark);
  }
});
