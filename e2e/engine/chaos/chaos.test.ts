/**
 * The short form of `npm run chaos`: a pair for a minute, with another seed each time, which is in the output; six members for two minutes.
 */
import { expect, test } from 'vitest';
import { type ChaosOptions, runChaos } from './chaos.ts';

const PAIR_MS = 45_000;
const MORE_MS = 120_000;
const SEED_OF_MORE = 8;
/** Several times the writes a second that a fault needs to count, and not all of the machine: other tests run beside it. */
const BETWEEN_WRITES_MS = 5;
/** Set-up of six members, the last fault and reading everything back on all of them come on top. */
const MORE_TIMEOUT_MS = 480_000;

async function holds(options: Pick<ChaosOptions, 'seed' | 'members' | 'durationMs'>): Promise<void> {
  const lines = [`npm run chaos -- --members ${options.members} --seed ${options.seed}`];
  const log = (line: string) => lines.push(line);
  const { violations, faults } = await runChaos({
    ...options,
    betweenWritesMs: BETWEEN_WRITES_MS,
    faults: Number.POSITIVE_INFINITY,
    log,
  }).catch((error: Error) => {
    throw new Error([...lines, error.message].join('\n'));
  });
  expect(violations, lines.join('\n')).toEqual([]);
  expect(faults).toBeGreaterThanOrEqual(3);
}

test('a minute of chaos loses nothing and never makes two primaries', () =>
  holds({ seed: Math.floor(Math.random() * 2 ** 32), members: 2, durationMs: PAIR_MS }));

test(
  'two minutes of chaos among six members: promotions, damaged and deleted files, changed addresses',
  () => holds({ seed: SEED_OF_MORE, members: 6, durationMs: MORE_MS }),
  MORE_TIMEOUT_MS,
);
