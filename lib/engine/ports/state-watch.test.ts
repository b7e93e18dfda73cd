import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { StateWatch } from './state-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('whoever waits is woken by the change that brings what it waits for, and by no other', async () => {
  const watch = new StateWatch(systemClock);
  let count = 0;
  const woken: string[] = [];
  const first = watch.until(() => count >= 1, 1000).then((is) => woken.push(`first ${is}`));
  const second = watch.until(() => count >= 2, 1000).then((is) => woken.push(`second ${is}`));
  watch.changed();
  await vi.advanceTimersByTimeAsync(0);
  expect(woken).toEqual([]);
  count = 1;
  watch.changed();
  await first;
  expect(woken).toEqual(['first true']);
  count = 2;
  watch.changed();
  await second;
  expect(woken).toEqual(['first true', 'second true']);
  expect(vi.getTimerCount()).toBe(0);
});

test('what holds already is not waited for', async () => {
  expect(await new StateWatch(systemClock).until(() => true, 1000)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('after the time nothing is waited for any more, and nothing is looked at', async () => {
  const watch = new StateWatch(systemClock);
  let looks = 0;
  const waiting = watch.until(() => ++looks > 100, 1000);
  await vi.advanceTimersByTimeAsync(999);
  watch.changed();
  await vi.advanceTimersByTimeAsync(1);
  expect(await waiting).toBe(false);
  const before = looks;
  watch.changed();
  expect(looks).toBe(before);
});
