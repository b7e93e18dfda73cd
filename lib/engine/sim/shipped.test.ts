import { expect, test } from 'vitest';
import { runSeed } from './run-seed.ts';
import { turn, withoutOutside } from './running-dry.ts';
import { type Outcome, World } from './world.ts';

/** Each is run twice. */
const COUNT = 100;
/** About twenty seconds on an idle machine; others may be using this one. */
const PATIENCE_MS = 900_000;

const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);

test(`${COUNT} mirrors on the drivers that ship: no rule is broken, and each is one story, whoever waits for what it began`, {
  timeout: PATIENCE_MS,
}, async () => {
  const outcomes: Outcome[] = [];
  for (const seed of seeds) {
    const told: string[] = [];
    const outcome = await runSeed(seed, { drivers: 'shipped', trace: (line) => told.push(line) });
    outcomes.push(outcome);
    // Once more, and this time everything that any promise holds runs before the next event: hopping leaves nothing behind.
    let place = 0;
    let difference: string | null = null;
    const again = await new World(seed, {
      drivers: 'shipped',
      trace: (line) => {
        if (told[place] !== line) difference ??= `seed ${seed}, line ${place}: "${line}" instead of "${told[place]}"`;
        place += 1;
      },
    }).runShipped(turn);
    expect(difference).toBeNull();
    expect({ lines: place, hash: again.hash }).toEqual({ lines: told.length, hash: outcome.hash });
  }
  expect(
    outcomes.flatMap(({ seed, violation }) =>
      violation ? [`npm run sim -- --shipped --seed ${seed}: ${violation.rule}: ${violation.sentence}`] : [],
    ),
  ).toEqual([]);
  // A run in which nothing is written or taken over proves nothing.
  expect(outcomes.filter(({ acknowledgedCount }) => acknowledgedCount === 0).length).toBeLessThan(COUNT / 10);
  expect(outcomes.filter(({ takeoverCount }) => takeoverCount > 1).length).toBeGreaterThan(COUNT / 2);
  expect(outcomes.filter(({ asyncAppliedCount }) => asyncAppliedCount > 0).length).toBeGreaterThan(COUNT / 2);
});

test.each<[string, () => unknown]>([
  ['new Date()', () => new Date()],
  ['Date.now()', () => Date.now()],
  ['Math.random()', () => Math.random()],
  ['performance.now()', () => performance.now()],
  ['setTimeout', () => setTimeout(() => undefined, 0)],
  ['setInterval', () => setInterval(() => undefined, 1000)],
  ['setImmediate', () => setImmediate(() => undefined)],
])('while a schedule runs, %s throws, and afterwards not', async (what, use) => {
  await expect(withoutOutside(async () => use())).rejects.toThrow(`${what} is no part of simulated time`);
  const made = use();
  if (typeof made === 'object' && !(made instanceof Date)) clearTimeout(made as NodeJS.Timeout);
});

test('a date of a given moment is as ever', async () => {
  expect(await withoutOutside(async () => new Date(86_400_000).toISOString())).toBe('1970-01-02T00:00:00.000Z');
});
