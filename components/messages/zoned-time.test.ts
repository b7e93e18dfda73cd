import { expect, test } from 'vitest';
import { momentOf } from './zoned-time.ts';

test.each([
  ['2026-11-30T10:00:00', 'UTC', '2026-11-30T10:00:00.000Z'],
  ['2026-11-30T10:00', 'Asia/Shanghai', '2026-11-30T02:00:00.000Z'],
  ['2026-07-01T00:30:15', 'America/New_York', '2026-07-01T04:30:15.000Z'],
  ['2026-01-01T00:30:15', 'America/New_York', '2026-01-01T05:30:15.000Z'],
  ['2026-06-01T12:00:00', 'Asia/Kolkata', '2026-06-01T06:30:00.000Z'],
  // Shown twice: the first; left out: an hour later.
  ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
])('%s in %s is %s', (local, timeZone, moment) => {
  expect(new Date(momentOf(local, timeZone)).toISOString()).toBe(moment);
});

test.each(['', 'soon', '2026-11-30', '2026-13-45T99:99', '12:00'])('%j is no time', (local) => {
  expect(momentOf(local, 'UTC')).toBeNaN();
});
