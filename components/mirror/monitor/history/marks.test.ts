import { expect, test } from 'vitest';
import { drawnSegments, goodShare, reasonOf, type Segment } from './band-marks.ts';
import { eventId, marksOf } from './event-marks.ts';

const event = (ms: number, member = 'A') => ({ at: new Date(ms).toISOString(), member });
const DAY = 86_400_000;
const segment = (state: Segment['state'], from: number, to: number): Segment => ({ state, from, to });
const lineOf = (name: string) => ({ name, isFailover: true, segments: [] });

test('events nearer than 24 px are one mark; those outside the range are none', () => {
  const marks = marksOf([event(900), event(100), event(110), event(2000)], { from: 0, to: 1000, width: 500 });
  expect(marks.map(({ left, events }) => [left, events.length])).toEqual([
    [50, 2],
    [450, 1],
  ]);
});

test('an id of an event is a word that an address can hold', () => {
  expect(eventId({ at: '2026-11-30T07:00:01.123Z' })).toBe('event-20261130070001123');
});

test('an outage of a moment is two pixels wide in a day, and lies on top', () => {
  const drawn = drawnSegments([segment('primary', 0, 1000), segment('down', 1000, 2000), segment('primary', 2000, DAY)], {
    from: 0,
    to: DAY,
    width: 600,
  });
  expect(drawn.at(-1)).toMatchObject({ segment: { state: 'down' }, width: 2 });
  expect(drawn[1]?.width).toBeCloseTo(600 * (1 - 2000 / DAY));
});

test('the share counts what is known alone', () => {
  expect(goodShare([segment('writable', 0, 75), segment('not-writable', 75, 100)])).toEqual({ share: 0.75, badMs: 25 });
  expect(goodShare([])).toBeNull();
});

test('a segment is told by the nearest event, or by none', () => {
  const events = [event(50_000), event(58_000), event(90_000)];
  expect(reasonOf(lineOf('A'), segment('down', 57_000, 60_000), events)).toBe(events[1]);
  expect(reasonOf(lineOf('A'), segment('down', 75_000, 80_000), events)).toBeNull();
});

test('each member gives its own reason, however near is what another one told; another one tells of who could not', () => {
  const [lost, leads] = [event(58_000, 'A'), event(60_000, 'B')];
  const begun = segment('primary', 58_000, 70_000);
  expect(reasonOf(lineOf('B'), begun, [lost, leads])).toBe(leads);
  expect(reasonOf(lineOf('A'), begun, [lost, leads])).toBe(lost);
  expect(reasonOf(lineOf('C'), begun, [leads, lost])).toBe(lost);
});
