/** The short form of `npm run chaos`: a minute, another seed each time; the seed is in the output. Issue 3, "real processes". */
import { expect, test } from 'vitest';
import { runChaos } from './chaos.ts';

const DURATION_MS = 45_000;

test('a minute of chaos loses nothing and never makes two primaries', async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const lines = [`npm run chaos -- --seed ${seed}`];
  const log = (line: string) => lines.push(line);
  const { violations, faults } = await runChaos({ seed, members: 2, faults: Number.POSITIVE_INFINITY, durationMs: DURATION_MS, log }).catch((error: Error) => {
    throw new Error([...lines, error.message].join('\n'));
  });
  expect(violations, lines.join('\n')).toEqual([]);
  expect(faults).toBeGreaterThanOrEqual(3);
});
