import { expect, test } from 'vitest';
import { World } from './world.ts';

/** Each of them was bad once. */
const SEEDS = [82, 96, 164, 768, 1312, 1450, 1828, 2645, 19_000_971, 25_003_348];
/** The same of what is drawn, where purging goes with other faults. */
const DRAWN = [33_001_603, 34_001_421];
/** A few seconds on an idle machine. */
const PATIENCE_MS = 240_000;

test('what is owed to a member is not purged, and who was owed nothing is rebuilt by what it says itself', { timeout: PATIENCE_MS }, () => {
  const count = { purged: 0, rebuilt: 0 };
  const all = [...SEEDS.map((seed) => ({ seed, mixture: 'purging' as const })), ...DRAWN.map((seed) => ({ seed, mixture: null }))];
  const bad = all.flatMap(({ seed, mixture }) => {
    const { violation } = new World(seed, {
      mixture,
      hear: (_who, text) => {
        if (text.startsWith('purges its journal')) count.purged += 1;
        if (text.endsWith('it lacks what was purged')) count.rebuilt += 1;
      },
    }).run();
    return violation
      ? [`npm run sim -- ${mixture ? `--mixture ${mixture} ` : ''}--seed ${seed}: ${violation.rule}: ${violation.sentence}`]
      : [];
  });
  expect(bad).toEqual([]);
  expect(count.purged).toBeGreaterThan(SEEDS.length);
  expect(count.rebuilt).toBeGreaterThan(0);
});
