import { describe, expect, test } from 'vitest';
import { CommitLine, type Reached } from './commit-line.ts';

const begin = { history: 'local', fileCount: 1, offset: 8192 } as const;
const at = (sequence: number, history: 'local' | 'mirror' = 'local', offset = 8192 + sequence): Reached => ({
  sequence,
  position: { history, fileCount: 1, offset },
});

test('who waits is answered in the order of the records, whoever asked first', async () => {
  const line = new CommitLine(begin);
  const order: number[] = [];
  const waits = [9, 3, 6, 3].map((sequence) => line.wait(sequence).then(() => order.push(sequence)));
  expect(line.commit(at(5), 10)).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([3, 3]);
  expect(line.commit(at(4), 10)).toBe(false);
  expect(line.commit(at(9), 10)).toBe(true);
  await Promise.all(waits);
  expect(order).toEqual([3, 3, 6, 9]);
});

test('whoever measures hears once for each group: since when they waited, since when this disk had it', () => {
  let now = 100;
  const groups: unknown[] = [];
  const line = new CommitLine(begin, { nowMs: () => now, committed: (group) => groups.push(group) });
  void line.wait(3);
  now = 104;
  void line.wait(5);
  void line.wait(8);
  now = 106;
  line.blockDurable(5);
  now = 107;
  line.blockDurable(9);
  now = 110;
  line.commit(at(5), 9);
  now = 112;
  line.commit(at(7), 9);
  now = 115;
  line.commit(at(9), 9);
  expect(groups).toEqual([
    { askedAtMs: [100, 104], durableAtMs: 106, nowMs: 110 },
    { askedAtMs: [104], durableAtMs: 107, nowMs: 115 },
  ]);
});

test('of a group in several blocks this disk had all when it had the last', () => {
  let now = 100;
  const groups: unknown[] = [];
  const line = new CommitLine(begin, { nowMs: () => now, committed: (group) => groups.push(group) });
  for (const sequence of [3, 6]) {
    void line.wait(sequence);
    now += 5;
    line.blockDurable(sequence);
  }
  now = 120;
  line.commit(at(6), 6);
  expect(groups).toEqual([{ askedAtMs: [100, 105], durableAtMs: 110, nowMs: 120 }]);
});

describe('applied ≤ committed ≤ durable', () => {
  function line(): CommitLine {
    const one = new CommitLine(begin);
    one.commit(at(5), 5);
    one.apply(at(4));
    return one;
  }

  test('another history begins where it will', () => {
    expect(line().commit(at(6, 'mirror', 100), 6)).toBe(true);
  });
  test.each<[string, (line: CommitLine) => unknown]>([
    ['nothing is committed that this disk has not', (one) => one.commit(at(6), 5)],
    ['what is committed never runs backwards', (one) => one.commit(at(6, 'local', 8192), 6)],
    ['applied ≤ committed', (one) => one.apply(at(6))],
    ['what is applied never runs backwards', (one) => one.apply(at(3))],
  ])('%s', (sentence, act) => {
    expect(() => act(line())).toThrow(sentence);
  });
});
