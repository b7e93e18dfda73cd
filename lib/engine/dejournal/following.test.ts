import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatabaseFile } from '../database/database-file.ts';
import { Following } from './following.ts';

const RETRY_MS = 30_000;
const file = { directory: '/db/user' } as DatabaseFile;
let log: string[];
let offers: number;
let isMounted: boolean;
let following: Following;
beforeEach(() => {
  vi.useFakeTimers();
  [log, offers, isMounted] = [[], 0, true];
  following = new Following({
    log: (_severity, text) => log.push(text),
    isMounted: () => isMounted,
    offerAgain: () => {
      offers += 1;
      following.beginAnew();
    },
  });
});
afterEach(() => void vi.useRealTimers());

test('a file that refuses is paused, is offered its updates again after a while, and its reason is told once', () => {
  following.refused(file, 'no room');
  expect(following.stateOf(file)).toBe('paused');
  vi.advanceTimersByTime(RETRY_MS - 1);
  expect(offers).toBe(0);
  vi.advanceTimersByTime(1);
  expect(offers).toBe(1);
  following.refused(file, 'no room');
  expect(following.stateOf(file)).toBe('paused');
  expect(log).toEqual(['Dejournaling of /db/user is paused: no room']);
  vi.advanceTimersByTime(RETRY_MS);
  following.tellTaken();
  following.tellTaken();
  expect(following.stateOf(file)).toBe('following');
  expect(log.at(-1)).toBe('Dejournaling of /db/user goes on: it takes updates again');
  expect(log).toHaveLength(2);
});

test('what a person paused stays so when everything begins anew, until it is forgotten', () => {
  following.stop(file);
  following.beginAnew();
  expect(following.stateOf(file)).toBe('paused');
  following.forget(file);
  expect(following.stateOf(file)).toBe('following');
});

test('a catchup counts before being behind, and that before being paused', () => {
  following.stop(file);
  following.setBehind(file);
  following.setCatchingUp([file], true);
  expect(following.stateOf(file)).toBe('catching-up');
  following.setCatchingUp([file], false);
  expect(following.stateOf(file)).toBe('behind');
});

test('a database that was dismounted meanwhile is neither paused nor offered anything', () => {
  isMounted = false;
  following.refused(file, 'closed');
  vi.advanceTimersByTime(RETRY_MS);
  expect([following.stateOf(file), log, offers]).toEqual(['following', [], 0]);
});
