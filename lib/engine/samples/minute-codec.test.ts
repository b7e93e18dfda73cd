import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memberStates } from '../../contract/mirror-history.ts';
import { packMinute, unpackMinute } from './minute-codec.ts';
import { nothingSeen, type Run, type Stretch } from './stretch.ts';

const MINUTE = 29_000_000;
const BEGIN = MINUTE * 60_000;
const natural = fc.nat({ max: 2 ** 40 });
const spread = fc.option(
  fc.tuple(fc.uniqueArray(natural, { minLength: 3, maxLength: 3 }), fc.integer({ min: 1, max: 60 })).map(([values, count]) => {
    const [min, last, max] = values.sort((one, other) => one - other) as [number, number, number];
    return { min, max, last, count };
  }),
);
const runs = <State>(states: readonly State[]): fc.Arbitrary<Run<State>[]> =>
  fc.array(
    fc
      .tuple(fc.constantFrom(...states), fc.nat({ max: 59 }), fc.integer({ min: 1, max: 60 }))
      .map(([state, from, length]) => ({ state, from: BEGIN + from * 1000, to: BEGIN + (from + length) * 1000 })),
    { maxLength: 4 },
  );
const guid = fc.oneof(
  fc.uuid().map((text) => text.toUpperCase()),
  fc.uuid(),
  fc.string({ minLength: 1, maxLength: 40 }).map((text) => Buffer.from(text, 'utf8').toString('utf8')),
);
const member = fc.record({ lagMs: spread, lagBytes: spread, runs: runs(memberStates) });
const counts = fc
  .array(fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 1_000_000 })), { maxLength: 30 })
  .map((list) => new Map(list));
const stretch: fc.Arbitrary<Stretch> = fc.record({
  members: fc.uniqueArray(fc.tuple(guid, member), { selector: ([name]) => name, maxLength: 16 }).map((list) => new Map(list)),
  writable: runs(['writable', 'not-writable'] as const),
  written: spread,
  sent: spread,
  applied: spread,
  commits: fc.option(
    fc.record({
      latencies: counts,
      totalMs: natural,
      backupMs: natural,
    }),
  ),
  words: fc.option(fc.record({ partner: counts, arbiter: counts })),
});

test('a minute comes back as it was written', () => {
  fc.assert(
    fc.property(stretch, (given) => {
      expect(unpackMinute(MINUTE, packMinute(MINUTE, given))).toEqual(given);
    }),
  );
});

test('nothing known is neither zero nor the other way round', () => {
  const zero = { min: 0, max: 0, last: 0, count: 60 };
  const seen: Stretch = { ...nothingSeen, written: zero, commits: { latencies: new Map(), totalMs: 0, backupMs: 0 } };
  expect(unpackMinute(MINUTE, packMinute(MINUTE, seen))).toEqual(seen);
  expect(unpackMinute(MINUTE, packMinute(MINUTE, nothingSeen))).toEqual(nothingSeen);
});

test('fractions are rounded', () => {
  const lag = { min: 0.4, max: 12.6, last: 3.5, count: 2 };
  expect(unpackMinute(MINUTE, packMinute(MINUTE, { ...nothingSeen, sent: lag }))?.sent).toEqual({ min: 0, max: 13, last: 4, count: 2 });
});

test('what was written before words were counted is read', () => {
  const [, ...rest] = packMinute(MINUTE, { ...nothingSeen, written: { min: 1, max: 3, last: 2, count: 9 } });
  const before = Uint8Array.from([1, ...rest.slice(0, -1)]);
  expect(unpackMinute(MINUTE, before)).toEqual({ ...nothingSeen, written: { min: 1, max: 3, last: 2, count: 9 } });
});

test('of a later version, cut short or empty: nothing is read', () => {
  const bytes = packMinute(MINUTE, {
    ...nothingSeen,
    members: new Map([['A8C1D2E3-0000-4000-8000-00000000000A', { lagMs: null, lagBytes: null, runs: [] }]]),
  });
  expect(unpackMinute(MINUTE, bytes)).not.toBeNull();
  expect(unpackMinute(MINUTE, bytes.subarray(0, -1))).toBeNull();
  expect(unpackMinute(MINUTE, new Uint8Array())).toBeNull();
  expect(unpackMinute(MINUTE, Uint8Array.from([9, ...bytes.subarray(1)]))).toBeNull();
});

test('a quiet minute of three members takes less than 140 bytes', () => {
  const state = { lagMs: { min: 0, max: 0, last: 0, count: 60 }, lagBytes: { min: 0, max: 0, last: 0, count: 60 } };
  const names = ['A', 'B', 'C'].map((digit) => `A8C1D2E3-0000-4000-8000-00000000000${digit}`);
  const whole = { state: 'in-step', from: BEGIN, to: BEGIN + 60_000 } as const;
  const quiet: Stretch = { ...nothingSeen, members: new Map(names.map((name) => [name, { ...state, runs: [whole] }])) };
  expect(packMinute(MINUTE, quiet).length).toBeLessThan(140);
});
