import { expect, test } from 'vitest';
import { type Outcome, World } from './world.ts';

const FIXED_COUNT = 500;
const REPEATED_COUNT = 100;
/** About ten seconds on an idle machine; others may be using this one. */
const PATIENCE_MS = 240_000;

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const sentences = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(({ seed, violation }) => (violation ? [`npm run sim -- --seed ${seed}: ${violation.rule}: ${violation.sentence}`] : []));

function runAll(seeds: readonly number[]): Outcome[] {
  const began = performance.now();
  const outcomes = seeds.map((seed) => new World(seed).run());
  const seconds = (performance.now() - began) / 1000;
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  console.info(
    `${seeds.length} schedules in ${seconds.toFixed(1)} s (${(seeds.length / seconds).toFixed(0)}/s): ${sum(({ takeoverCount }) => takeoverCount)} takeovers, ${sum(({ acknowledgedCount }) => acknowledgedCount)} acknowledged writes, ${sum(({ readCount }) => readCount)} reads, ${sum(({ asyncAppliedCount }) => asyncAppliedCount)} records at asyncs`,
  );
  return outcomes;
}

test(`${FIXED_COUNT} mirrors under faults: one writer, nothing acknowledged is lost, healthy again in the end`, {
  timeout: PATIENCE_MS,
}, () => {
  const outcomes = runAll(upTo(FIXED_COUNT));
  expect(sentences(outcomes)).toEqual([]);
  // A run in which nothing is written, read or taken over proves nothing.
  expect(outcomes.filter(({ acknowledgedCount, readCount }) => acknowledgedCount === 0 || readCount === 0).length).toBeLessThan(
    FIXED_COUNT / 10,
  );
  expect(outcomes.filter(({ takeoverCount }) => takeoverCount > 1).length).toBeGreaterThan(FIXED_COUNT / 2);
  expect(outcomes.filter(({ asyncAppliedCount }) => asyncAppliedCount > 0).length).toBeGreaterThan(FIXED_COUNT / 2);
});

test(`one seed, one story: ${REPEATED_COUNT} seeds twice, line by line`, { timeout: PATIENCE_MS }, () => {
  for (const seed of upTo(REPEATED_COUNT)) {
    const told: string[] = [];
    const first = new World(seed, { trace: (line) => told.push(line) }).run();
    let place = 0;
    let difference: string | null = null;
    const second = new World(seed, {
      trace: (line) => {
        if (told[place] !== line) difference ??= `seed ${seed}, line ${place}: "${line}" instead of "${told[place]}"`;
        place += 1;
      },
    }).run();
    expect(difference).toBeNull();
    expect({ lines: place, hash: second.hash }).toEqual({ lines: told.length, hash: first.hash });
  }
});
