import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { JournalingStanding } from './journaling-standing.ts';

const DISABLE_AFTER_MS = 1000;
const FAILURE = { kind: 'input-output', code: 'EIO', message: 'i/o error' } as const;

let nowMs: number;
let isPrimary: boolean;
let mustFreeze: boolean;
let freezeOnError: boolean;
let log: string[];
let standing: JournalingStanding;

beforeEach(() => {
  nowMs = 5000;
  [isPrimary, mustFreeze, freezeOnError] = [false, false, false];
  log = [];
  standing = new JournalingStanding({
    clock: { ...systemClock, nowMs: () => nowMs, wallTime: () => new Date(1_000_000 + nowMs) },
    log: (_severity, text) => log.push(text),
    settings: () => ({ freezeOnError }),
    isPrimary: () => isPrimary,
    mustFreeze: () => mustFreeze,
    disableAfterMs: DISABLE_AFTER_MS,
  });
});

describe('a disk that hangs', () => {
  test('counts as frozen once a write has not completed for 30 s, since the write began', () => {
    standing.writeBegan();
    nowMs += 29_999;
    expect(standing.state(null)).toEqual({ kind: 'normal' });
    nowMs += 1;
    expect(standing.state(null)).toEqual({
      kind: 'frozen',
      since: new Date(1_005_000).toISOString(),
      reason: 'a write has not completed for 30 s',
      disablesAt: null,
    });
    standing.writeDone();
    expect(standing.state(null)).toEqual({ kind: 'normal' });
    expect(standing.writingSinceMs).toBeNull();
  });
});

describe('a disk that refuses', () => {
  test('freezes updates, says when journaling will stop, and lets it stop no earlier', () => {
    standing.writeFailed(FAILURE);
    expect(standing.frozenSinceMs).toBe(5000);
    expect(standing.state(null)).toEqual({
      kind: 'frozen',
      since: new Date(1_005_000).toISOString(),
      reason: 'i/o error',
      disablesAt: new Date(1_006_000).toISOString(),
    });
    nowMs += DISABLE_AFTER_MS - 1;
    expect(standing.mayGiveUp()).toBe(false);
    nowMs += 1;
    expect(standing.mayGiveUp()).toBe(true);
  });

  test.each([
    ['a primary', () => (isPrimary = true)],
    ['an instance that must freeze', () => (mustFreeze = true)],
    ['an instance whose settings say so', () => (freezeOnError = true)],
  ])('never stops the journaling of %s', (_who, make) => {
    make();
    standing.writeFailed(FAILURE);
    nowMs += 10 * DISABLE_AFTER_MS;
    expect(standing.mayGiveUp()).toBe(false);
  });

  test('says once that it takes writes again, and nothing when it never refused', () => {
    standing.writeRecovered();
    expect(log).toEqual([]);
    standing.writeFailed(FAILURE);
    standing.writeRecovered();
    standing.writeRecovered();
    expect(log.filter((line) => line.includes('can be written again'))).toHaveLength(1);
    expect(standing.frozenSinceMs).toBeNull();
    expect(standing.state(null)).toEqual({ kind: 'normal' });
  });
});

describe('journaling that has stopped', () => {
  beforeEach(() => {
    standing.writeFailed(FAILURE);
    standing.stopped(FAILURE);
  });

  test('is told as that, and not as frozen', () => {
    expect(standing.state('no room')).toEqual({ kind: 'disabled', since: new Date(1_005_000).toISOString(), reason: 'i/o error' });
    expect(standing.frozenSinceMs).toBeNull();
  });

  test('stays stopped, without another word, when a try to begin again fails', () => {
    const told = log.length;
    expect(standing.mayGiveUp()).toBe(true);
    standing.writeFailed(FAILURE);
    expect(log).toHaveLength(told);
    expect(standing.state(null)).toMatchObject({ kind: 'disabled' });
  });

  test('runs again once a file has begun', () => {
    standing.fileBegan();
    expect(standing.state(null)).toEqual({ kind: 'normal' });
    expect(log.at(-1)).toContain('has been started again');
  });
});

test('what cannot be received is told of a member that receives, not of a primary', () => {
  standing.notReceived('no room');
  expect(standing.state('no room')).toEqual({ kind: 'notReceived', since: new Date(1_005_000).toISOString(), reason: 'no room' });
  isPrimary = true;
  expect(standing.state('no room')).toEqual({ kind: 'normal' });
});
