import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Durable } from '../mirror/durable.ts';
import { systemClock } from '../ports/clock.ts';
import { OwnRecord } from './own-record.ts';

const at = (epoch: number): Durable => ({ epoch, followedEpoch: 0, lastRole: 'none', stopped: false, wasActive: false, followed: null });
let saved: number[];
let record: OwnRecord;
beforeEach(() => {
  vi.useFakeTimers();
  saved = [];
  record = new OwnRecord(async (durable) => void saved.push(durable.epoch), systemClock);
});
afterEach(() => void vi.useRealTimers());

test('whoever waits for a word hears when it is written from now on, not that it was', async () => {
  const three = at(3);
  await record.write(three);
  const heard: boolean[] = [];
  void record.written(({ epoch }) => epoch === 3, 1000).then((is) => heard.push(is));
  await vi.advanceTimersByTimeAsync(0);
  expect(heard).toEqual([]);
  await record.write(three);
  await vi.advanceTimersByTimeAsync(0);
  expect([saved, heard]).toEqual([[3, 3], [true]]);
});

test('in vain only for so long', async () => {
  const waiting = record.written(({ epoch }) => epoch === 9, 1000);
  await record.write(at(1));
  await vi.advanceTimersByTimeAsync(1000);
  expect(await waiting).toBe(false);
});
