import { expect, test } from 'vitest';
import type { ToldEvent } from '../../contract/mirror-timeline.ts';
import { EVENTS_KEPT, Timeline, type TimelineKeeping } from './timeline.ts';

const MIRROR = 'mirror-1';
const event = (memberGuid: string, at: string, text = 'something') => ({
  mirrorGuid: MIRROR,
  memberGuid,
  memberName: memberGuid,
  at: `2026-11-30T10:00:${at}.000Z`,
  severity: 1,
  text,
  story: null,
  takeover: null,
});
const keeps: TimelineKeeping = { add: () => Promise.resolve() };
const timeline = (keeping = keeps) => new Timeline(keeping, [], () => undefined);
const written = () => new Promise<void>((resolve) => setImmediate(resolve));
const texts = (one: Timeline) => one.of(MIRROR).map(({ text }) => text);
/** All that `to` lacks goes over, batch by batch. */
async function bring(from: Timeline, to: Timeline): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const events = from.lackedBy(MIRROR, to.held(MIRROR));
    if (events.length === 0) return;
    to.take(MIRROR, events);
    await written();
  }
}

test('three members that tell each other, one over the other, show the same', async () => {
  const [a, b, c] = [timeline(), timeline(), timeline()];
  a.tell(event('a', '01', 'a1'));
  b.tell(event('b', '02', 'b1'));
  c.tell(event('c', '02', 'c1'));
  a.tell(event('a', '03', 'a2'));
  await written();
  await bring(a, b);
  await bring(b, c);
  await bring(c, b);
  await bring(b, a);
  expect(texts(a)).toEqual(['a2', 'c1', 'b1', 'a1']);
  expect(texts(b)).toEqual(texts(a));
  expect(texts(c)).toEqual(texts(a));
});

test('what is brought twice is there once, and of what is lacked only a part goes at once', async () => {
  const [a, b] = [timeline(), timeline()];
  for (let number = 1; number <= 120; number += 1) a.tell(event('a', '01', String(number)));
  await written();
  const first = a.lackedBy(MIRROR, {});
  expect(first.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  b.take(MIRROR, first);
  b.take(MIRROR, first);
  await bring(a, b);
  expect(texts(b)).toEqual(texts(a));
  expect(texts(b)[0]).toBe('120');
});

test('nothing is told to others before it is on the disk, nor when it never gets there', async () => {
  const notes: string[] = [];
  const a = new Timeline({ add: () => Promise.reject(new Error('disk full')) }, [], (text) => notes.push(text));
  a.tell(event('a', '01'));
  a.tell(event('a', '02'));
  expect(a.lackedBy(MIRROR, {})).toEqual([]);
  await written();
  expect(notes).toEqual(['The timeline could not be stored: disk full']);
  expect(texts(a)).toHaveLength(2);
});

test('what another member told is shown, and goes on, without waiting for the disk', () => {
  const slow = timeline({ add: () => new Promise(() => undefined) });
  const changes: string[][] = [];
  slow.listen(() => void changes.push(texts(slow)));
  slow.take(MIRROR, [{ ...event('a', '01'), sequence: 1 }]);
  expect(changes).toEqual([['something']]);
  expect(slow.lackedBy(MIRROR, {})).toHaveLength(1);
});

test('numbers go on from the last one that was stored', () => {
  const stored: ToldEvent & { mirrorGuid: string } = { ...event('a', '01'), sequence: 41 };
  const a = new Timeline(keeps, [stored], () => undefined);
  a.tell(event('a', '02'));
  expect(a.held(MIRROR)).toEqual({ a: 42 });
});

test('a number that nobody can have reached is not believed, and the oldest go first', async () => {
  const a = timeline();
  a.take(MIRROR, [{ ...event('x', '01'), sequence: 2 ** 40 }]);
  expect(a.held(MIRROR)).toEqual({});
  a.tell(event('a', '00', 'oldest'));
  for (let number = 1; number <= EVENTS_KEPT; number += 1) a.tell(event('b', '01'));
  await written();
  expect(texts(a)).toHaveLength(EVENTS_KEPT);
  expect(texts(a)).not.toContain('oldest');
});
