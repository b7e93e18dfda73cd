import { expect, test } from 'vitest';
import { BAND_MS, type MemberState } from '../../contract/mirror-history.ts';
import { bandOf, coarsened, withOwnAbsence } from './band.ts';
import { nothingSeen, type Run } from './stretch.ts';

const run = (state: MemberState, from: number, to: number): Run<MemberState> => ({ state, from: from * 1000, to: to * 1000 });
const seen = (...runs: Run<MemberState>[]) => ({ ...nothingSeen, members: new Map([['B', { lagMs: null, lagBytes: null, runs }]]) });

test('equal neighbors merge, from one minute to the next as well', () => {
  const band = bandOf([seen(run('in-step', 0, 60)), seen(run('in-step', 60, 90), run('down', 90, 120))], 120_000);
  expect(band.members.get('B')).toEqual([run('in-step', 0, 90), run('down', 90, 120)]);
});

test('a second that was missed is no gap, four are', () => {
  const band = bandOf([seen(run('primary', 0, 10), run('primary', 12, 20), run('primary', 24, 30))], 30_000);
  expect(band.members.get('B')).toEqual([run('primary', 0, 20), run('primary', 24, 30)]);
});

test('only the last 24 hours are kept', () => {
  const day = BAND_MS / 1000;
  const band = bandOf([seen(run('down', 0, 50), run('primary', 50, day + 20))], (day + 60) * 1000);
  expect(band.members.get('B')).toEqual([run('primary', 60, day + 20)]);
});

test('this member was down while its process was not there; before its first second nobody knows', () => {
  expect(withOwnAbsence([run('primary', 100, 110), run('primary', 112, 120), run('in-step', 200, 210)])).toEqual([
    run('primary', 100, 120),
    run('down', 120, 200),
    run('in-step', 200, 210),
  ]);
  expect(withOwnAbsence([])).toEqual([]);
});

test('of what flickers more than can be seen the worst of five minutes is kept', () => {
  const flicker = Array.from({ length: 400 }, (_, index) => run(index % 2 === 0 ? 'in-step' : 'catching-up', 2 * index, 2 * index + 2));
  const bad = [...flicker, run('down', 800, 801), run('in-step', 801, 900)];
  expect(coarsened(bad)).toEqual([run('catching-up', 0, 600), run('down', 600, 900)]);
  const few = bad.slice(0, 300);
  expect(coarsened(few)).toBe(few);
});
