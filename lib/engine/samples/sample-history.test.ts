import { expect, test } from 'vitest';
import { rangeLengths } from '../../contract/history-ranges.ts';
import { bucketOf, quantileOf } from './latency-histogram.ts';
import type { MirrorReading } from './reading.ts';
import { KEPT_MINUTES, type PackedMinute, SampleHistory } from './sample-history.ts';
import type { Commits } from './stretch.ts';

const MINUTE = 29_000_000;
const BEGIN = MINUTE * 60_000;
const noCommits: Commits = { latencies: new Map(), totalMs: 0, backupMs: 0 };
const reading = (over: Partial<MirrorReading> = {}, lagMs: number | null = 0): MirrorReading => ({
  mirrorGuid: 'M',
  members: [{ guid: 'B', state: 'in-step', lagMs, lagBytes: lagMs }],
  isWritable: true,
  writtenBytes: 100,
  sentBytes: 0,
  appliedBytes: null,
  words: null,
  ...over,
});
function load(history: SampleHistory, rows: readonly PackedMinute[]): void {
  history.load(rows);
  for (const _step of history.prepared());
}
/** One reading a second from BEGIN on. */
function seconds(history: SampleHistory, count: number, at: (second: number) => MirrorReading | null, from = 0): PackedMinute[] {
  const kept: PackedMinute[] = [];
  for (let second = from; second < from + count; second++) {
    const given = at(second);
    const ended = given && history.take(BEGIN + second * 1000, 1000, given, noCommits);
    if (ended) kept.push(ended);
  }
  return kept;
}

test('a second is a bucket of five minutes; what was not known is null, what was nothing is zero', () => {
  const history = new SampleHistory();
  seconds(history, 3, (second) => (second === 1 ? null : reading({}, second === 2 ? null : 40)));
  const buckets = history.buckets('5m', BEGIN + 2500, null);
  expect(buckets.map(({ at }) => at - BEGIN)).toEqual([0, 2000]);
  const [first, second] = buckets.map(({ stretch }) => stretch);
  expect(first?.members.get('B')?.lagMs).toEqual({ min: 40, max: 40, last: 40, count: 1 });
  expect(second?.members.get('B')?.lagMs).toBeNull();
  expect([first?.sent?.last, first?.applied]).toEqual([0, null]);
});

test.each(['5m', '1h', '24h', '7d'] as const)(
  '%s: at most 600 buckets, at fixed places, and additions from where one left off',
  (range) => {
    const history = new SampleHistory();
    seconds(history, 3700, () => reading());
    const now = BEGIN + 3_699_000;
    const all = history.buckets(range, now, null);
    expect(all.length).toBeGreaterThan(3);
    expect(all.length).toBeLessThanOrEqual(600);
    expect(all.filter(({ at }) => at % rangeLengths[range].bucketMs !== 0)).toEqual([]);
    expect(history.buckets(range, now, all.at(-2)?.at ?? null)).toEqual(all.slice(-2));
  },
);

test('one bad second is still there in twenty minutes, and after seven days by minutes alone', () => {
  const history = new SampleHistory();
  const kept = seconds(history, 3700, (second) => reading({}, second === 777 ? 9_000 : 0));
  const worstOf = (one: SampleHistory) =>
    Math.max(...one.buckets('7d', BEGIN + 3_699_000, null).map(({ stretch }) => stretch.members.get('B')?.lagMs?.max ?? 0));
  expect(worstOf(history)).toBe(9_000);
  const restarted = new SampleHistory();
  load(restarted, kept);
  expect(worstOf(restarted)).toBe(9_000);
});

test('a new process begins with the minutes of the one before it, which stand for their seconds', () => {
  const before = new SampleHistory();
  const kept = seconds(before, 200, () => reading());
  expect(kept.map(({ minute }) => minute)).toEqual([MINUTE, MINUTE + 1, MINUTE + 2]);
  const after = new SampleHistory();
  load(after, kept);
  seconds(after, 30, () => reading(), 400);
  const buckets = after.buckets('1h', BEGIN + 430_000, null);
  expect(buckets.slice(0, 3).map(({ at, spanMs }) => [at - BEGIN, spanMs])).toEqual([
    [0, 60_000],
    [60_000, 60_000],
    [120_000, 60_000],
  ]);
  // 200 to 400 s: nobody was there.
  expect(buckets.filter(({ at }) => at >= BEGIN + 180_000 && at < BEGIN + 396_000)).toEqual([]);
  expect(after.buckets('5m', BEGIN + 430_000, null).length).toBe(30 + 1);
});

test('the minute in which a process ended and the next one began is one', () => {
  const before = new SampleHistory();
  seconds(before, 10, () => reading({}, 70));
  const half = before.end() as PackedMinute;
  const after = new SampleHistory();
  load(after, [half]);
  const [whole] = seconds(after, 60, () => reading(), 30);
  // 0 to 30 s are told by the minute, which cannot say that from 10 s on nobody was there.
  expect(
    after
      .buckets('1h', BEGIN + 50_000, null)
      .map(({ at, spanMs }) => [at - BEGIN, spanMs])
      .slice(0, 2),
  ).toEqual([
    [0, 30_000],
    [30_000, 6_000],
  ]);
  const again = new SampleHistory();
  load(again, [whole as PackedMinute]);
  expect(again.buckets('24h', BEGIN + 90_000, null)[0]?.stretch.members.get('B')?.lagMs).toEqual({ min: 0, max: 70, last: 0, count: 40 });
});

test('what is loaded late does not replace what was seen meanwhile', () => {
  const history = new SampleHistory();
  const [own] = seconds(history, 61, () => reading({}, 5));
  const other = new SampleHistory();
  seconds(other, 10, () => reading({}, 99));
  load(history, [other.end() as PackedMinute]);
  expect(history.buckets('24h', BEGIN + 61_000, null)[0]?.stretch.members.get('B')?.lagMs?.max).toBe(5);
  expect(own?.minute).toBe(MINUTE);
});

test('what is older than seven days is forgotten', () => {
  const history = new SampleHistory();
  const kept = seconds(history, 61, () => reading());
  const later = new SampleHistory();
  load(later, kept);
  const aWeek = KEPT_MINUTES * 60;
  seconds(later, 61, () => reading(), aWeek - 60);
  expect(later.band(BEGIN + aWeek * 1000).members.get('B')).toHaveLength(1);
  expect(later.buckets('7d', BEGIN + 600_000, null).map(({ at }) => at)).not.toEqual([]);
  seconds(later, 61, () => reading(), aWeek + 60);
  expect(later.buckets('7d', BEGIN + 600_000, null)).toEqual([]);
});

test('the long ranges of what was loaded are empty until they are prepared, and the same as if they had been asked for', () => {
  const before = new SampleHistory();
  const kept = seconds(before, 3700, () => reading());
  const after = new SampleHistory();
  after.load(kept);
  const steps = after.prepared();
  const ask = () => after.buckets('24h', BEGIN + 3_699_000, null);
  expect([steps.next().done, ask()]).toEqual([false, []]);
  for (const _step of steps);
  expect(ask()).toEqual(before.buckets('24h', BEGIN + 3_699_000, null).slice(0, -1));
});

test('percentiles of a long bucket come from the commits of all of its seconds', () => {
  const history = new SampleHistory();
  const slow: Commits = { latencies: new Map([[bucketOf(1000), 10]]), totalMs: 10_000, backupMs: 9_000 };
  const fast: Commits = { latencies: new Map([[bucketOf(1), 990]]), totalMs: 990, backupMs: 0 };
  history.take(BEGIN, 1000, reading(), slow);
  history.take(BEGIN + 1000, 1000, reading(), fast);
  const commits = history.buckets('1h', BEGIN + 2000, null)[0]?.stretch.commits as Commits;
  expect(quantileOf(commits.latencies, 0.99)).toBeCloseTo(1, 1);
  expect([commits.totalMs, commits.backupMs]).toEqual([10_990, 9_000]);
});

test('bytes become bytes a second over the time that has really passed', () => {
  const history = new SampleHistory();
  history.take(BEGIN, 2000, reading({ writtenBytes: 1000 }), noCommits);
  expect(history.buckets('5m', BEGIN, null)[0]?.stretch.written?.last).toBe(500);
});

test('a clock that was set back writes over what it had written', () => {
  const history = new SampleHistory();
  seconds(history, 90, () => reading({}, 5));
  seconds(history, 90, () => reading({}, 7));
  const lags = history.buckets('5m', BEGIN + 89_000, null).map(({ stretch }) => stretch.members.get('B')?.lagMs?.last);
  expect(lags).toHaveLength(90);
  expect(new Set(lags)).toEqual(new Set([7]));
});

test('how late words came is kept by seconds and by minutes, and merged', () => {
  const history = new SampleHistory();
  const late = (ms: number) => reading({ words: { partner: new Map([[bucketOf(ms), 1]]), arbiter: new Map([[0, 1]]) } });
  const kept = seconds(history, 90, (second) => late(second === 30 ? 2000 : 50));
  const expected = {
    partner: new Map([
      [bucketOf(50), 89],
      [bucketOf(2000), 1],
    ]),
    arbiter: new Map([[0, 90]]),
  };
  expect(history.buckets('7d', BEGIN + 90_000, null).map(({ stretch }) => stretch.words)).toEqual([expected]);
  const next = new SampleHistory();
  load(next, kept);
  const [ofNext] = next.buckets('7d', BEGIN + 90_000, null);
  expect(ofNext?.stretch.words).toEqual({
    partner: new Map([
      [bucketOf(50), 59],
      [bucketOf(2000), 1],
    ]),
    arbiter: new Map([[0, 60]]),
  });
});
