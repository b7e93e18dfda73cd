import { expect, test } from 'vitest';
import { World } from './world.ts';

const SEEDS = Array.from({ length: 300 }, (_, index) => index + 1);

test('300 mirrors under faults: one writer, nothing acknowledged is lost, healthy again in the end', () => {
  const failures = SEEDS.map((seed) => new World(seed).run()).filter(({ violation }) => violation !== null);
  expect(failures.map(({ seed, violation }) => `npm run sim -- --seed ${seed}: ${violation?.rule}: ${violation?.sentence}`)).toEqual([]);
});

test('one seed, one story: 20 seeds twice, line by line', () => {
  for (const seed of SEEDS.slice(0, 20)) {
    const [first, second] = [0, 1].map(() => {
      const lines: string[] = [];
      const { hash } = new World(seed, { trace: (line) => lines.push(line) }).run();
      return { hash, text: lines.join('\n') };
    });
    expect(second).toEqual(first);
    expect(new World(seed).run().hash).toBe(first?.hash);
  }
});
