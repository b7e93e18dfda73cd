import { expect, test } from 'vitest';
import { encodeJsonLists, FrameDecoder } from './frame.ts';

const VALUE_LENGTH_MAX = 3_641_144;
const lists = (values: unknown[]) =>
  new FrameDecoder().push(encodeJsonLists(7, values)).map(({ type, body }) => [type, JSON.parse(body.toString()) as unknown[]] as const);

test('a few values share a frame', () => {
  expect(lists([1, 'two', { three: [3] }])).toEqual([[7, [1, 'two', { three: [3] }]]]);
});

test('many long ones have several, in order, and none is too long to be taken', () => {
  const values = Array.from({ length: 200 }, (_, at) => `${at}${'x'.repeat(200_000)}`);
  const found = lists(values);
  expect(found.length).toBeGreaterThan(1);
  expect(found.flatMap(([, list]) => list)).toEqual(values);
});

test('the longest value, each byte of which JSON writes with six, is taken behind others', () => {
  const values = ['中'.repeat(1024 * 1024 - 10), { id: 1, ok: true, value: '\0'.repeat(VALUE_LENGTH_MAX) }, 'last'];
  expect(lists(values).flatMap(([, list]) => list)).toEqual(values);
});
