import { afterEach, expect, test, vi } from 'vitest';
import type { Outcome } from '../contract/errors.ts';
import { hasRoomForStream, liveStream, parseWatches, STREAMS_MAX } from './live-stream.ts';

const watch = (query: string) => ({ target: 'lab', query, input: {} });
const urlOf = (count: number) => `http://127.0.0.1/api/live?watch=${encodeURIComponent(JSON.stringify(Array(count).fill(watch('lab'))))}`;

afterEach(() => {
  vi.useRealTimers();
});

test('64 watches are a list, 65 are not', () => {
  expect(parseWatches(urlOf(64))).toHaveLength(64);
  expect(parseWatches(urlOf(65))).toBeNull();
});

test('of a reader that is slow only the newest answer is kept', async () => {
  const ANSWERS = 500;
  const LARGE = 'x'.repeat(20_000);
  const abort = new AbortController();
  const tellers: Array<(outcome: Outcome<unknown>) => void> = [];
  const follow = (...[, , , tell]: [unknown, unknown, unknown, (outcome: Outcome<unknown>) => void]) => {
    tellers.push(tell);
    return () => {};
  };
  const reader = liveStream([watch('a'), watch('b')], abort.signal, follow).getReader();
  for (let index = 1; index <= ANSWERS; index++) for (const tell of tellers) tell({ ok: true, value: `${index} ${LARGE}` });
  const text = { read: '' };
  const decoder = new TextDecoder();
  while (text.read.match(new RegExp(`"${ANSWERS} x`, 'g'))?.length !== 2) text.read += decoder.decode((await reader.read()).value);
  expect(text.read.length).toBeLessThan(400_000);
  for (const tell of tellers) tell({ ok: true, value: 'and now' });
  expect(decoder.decode((await reader.read()).value)).toContain('and now');
  abort.abort();
});

test.each<[string, (abort: AbortController, reader: ReadableStreamDefaultReader) => unknown]>([
  ['its request is given up', (abort) => abort.abort()],
  ['nobody reads it any more', (_, reader) => reader.cancel()],
])('it beats until %s; then nothing is followed any more, and nothing beats', async (_label, end) => {
  vi.useFakeTimers();
  const abort = new AbortController();
  let followedCount = 0;
  const follow = () => {
    followedCount += 1;
    return () => {
      followedCount -= 1;
    };
  };
  const reader = liveStream([watch('a'), watch('b')], abort.signal, follow).getReader();
  const decoder = new TextDecoder();
  expect(decoder.decode((await reader.read()).value)).toContain('retry:');
  for (let beat = 0; beat < 3; beat++) {
    vi.advanceTimersByTime(2000);
    expect(decoder.decode((await reader.read()).value)).toContain('event: beat');
  }
  expect([followedCount, vi.getTimerCount()]).toEqual([2, 1]);
  await end(abort, reader);
  expect([followedCount, vi.getTimerCount()]).toEqual([0, 0]);
  expect((await reader.read()).done).toBe(true);
});

test('there is room for so many streams, and again when one has ended', async () => {
  const abort = new AbortController();
  const others = Array.from({ length: STREAMS_MAX - 1 }, () => liveStream([], abort.signal, () => () => {}));
  expect(hasRoomForStream()).toBe(true);
  const last = liveStream([], new AbortController().signal, () => () => {});
  expect(hasRoomForStream()).toBe(false);
  await last.cancel();
  expect(hasRoomForStream()).toBe(true);
  abort.abort();
  expect(others).toHaveLength(STREAMS_MAX - 1);
});
