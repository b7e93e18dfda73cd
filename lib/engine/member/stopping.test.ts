import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MirrorState } from '../mirror/state.ts';
import { systemClock } from '../ports/clock.ts';
import { StateWatch } from '../ports/state-watch.ts';
import { Stopping, type StoppingMember } from './stopping.ts';

type Role = MirrorState['role'];
type PrimaryRole = Extract<Role, { kind: 'primary' }>;

const QOS_MS = 8000;
let role: Role;
let fed: unknown[];
let said: string[];
let noFailoverFor: string | null;
let journal: { frozenSinceMs: number | null; writingSinceMs: number | null };
let stopping: Stopping;
let steps: StateWatch;

const primary = (part: { stopping?: boolean; standing?: 'active' | 'catching-up'; alone?: boolean } = {}) =>
  ({
    kind: 'primary',
    stopping: part.stopping ?? false,
    backup: part.alone ? { kind: 'none' } : { kind: 'connected', standing: part.standing ?? 'active' },
  }) as unknown as PrimaryRole;

const becomes = (next: Role) => {
  role = next;
  steps.changed();
  stopping.stepTaken(role);
};

beforeEach(() => {
  vi.useFakeTimers();
  fed = [];
  said = [];
  noFailoverFor = null;
  journal = { frozenSinceMs: null, writingSinceMs: null };
  role = primary();
  steps = new StateWatch(systemClock);
  const member = {
    clock: systemClock,
    get membership() {
      return { memberGuid: 'A', noFailoverFor };
    },
    config: () => ({ qosTimeoutMs: QOS_MS }),
    driver: {
      get state() {
        return { role };
      },
      feed: (event: unknown) => fed.push(event),
    },
    failover: { feed: (event: unknown) => fed.push(event) },
    changeMembership: async (part: { noFailoverFor?: string | null }) => {
      noFailoverFor = part.noFailoverFor ?? null;
      said.push('written');
    },
    tell: (_severity: number, code: string) => said.push(code),
    closeDatabases: async () => void said.push('databases closed'),
    stateHolds: (holds: () => boolean, timeoutMs: number) => steps.until(holds, timeoutMs),
    halt: (reason: string) => said.push(`halt: ${reason}`),
  };
  stopping = new Stopping(member as unknown as StoppingMember, journal);
});
afterEach(() => void vi.useRealTimers());

/** Whether that has resolved; time stands still. */
async function isDone(work: Promise<unknown>): Promise<boolean> {
  let is = false;
  void work.then(() => (is = true));
  await vi.advanceTimersByTimeAsync(0);
  return is;
}

describe('a clean stop', () => {
  test('waits for the heir, and ends in the step in which it has taken over', async () => {
    const resigned = stopping.resign();
    expect(fed).toEqual([{ kind: 'stop-ordered', failover: true }]);
    expect(await isDone(resigned)).toBe(false);
    becomes(primary({ stopping: true }));
    expect(await isDone(resigned)).toBe(false);
    becomes({ kind: 'stopped' } as Role);
    expect(await isDone(resigned)).toBe(true);
    expect(said).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('closes the databases when the machine has stopped and nobody can take over', async () => {
    const resigned = stopping.resign();
    becomes(primary({ stopping: true, alone: true }));
    expect(await isDone(resigned)).toBe(true);
    expect(said).toEqual(['databases closed']);
  });

  test('waits for an heir no longer than the mirror may be without a primary', async () => {
    const resigned = stopping.resign();
    becomes(primary({ stopping: true }));
    await vi.advanceTimersByTimeAsync(QOS_MS - 1);
    expect(await isDone(resigned)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone(resigned)).toBe(true);
    expect(said).toEqual(['databases closed']);
  });

  test('without failover is written down, and heard, before the machine is told', async () => {
    const resigned = stopping.resign(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual(['shut-down-without-failover', 'written']);
    expect(fed).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    expect(fed).toEqual([{ kind: 'stop-ordered', failover: false }]);
    expect(noFailoverFor).toBe('A');
    expect(await isDone(resigned)).toBe(true);
  });
});

test('a member has stopped mirroring in the step in which it stops, and what it said has left before its connections end', async () => {
  role = { kind: 'backup' } as Role;
  const stopped = stopping.stopMirroring('leaving');
  expect(fed).toEqual([{ kind: 'mirror-stop-ordered', why: 'leaving' }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await isDone(stopped)).toBe(false);
  becomes({ kind: 'stopped' } as Role);
  await vi.advanceTimersByTimeAsync(299);
  expect(await isDone(stopped)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isDone(stopped)).toBe(true);
});

test('who does not stop is not waited for more than 5 s', async () => {
  const stopped = stopping.stopMirroring('leaving');
  await vi.advanceTimersByTimeAsync(5000 + 300);
  expect(await isDone(stopped)).toBe(true);
});

describe('a primary that cannot write gives way', () => {
  beforeEach(() => {
    journal.frozenSinceMs = performance.now();
  });

  test('once its disk has refused for the whole timeout, one time, and ends having handed over', async () => {
    await vi.advanceTimersByTimeAsync(QOS_MS - 1);
    becomes(primary());
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    becomes(primary());
    becomes(primary());
    expect(said).toEqual(['journal-unwritable']);
    becomes({ kind: 'stopped' } as Role);
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual(['journal-unwritable', 'halt: the journal cannot be written']);
  });

  test('also when its disk hangs, after 30 s', async () => {
    journal = Object.assign(journal, { frozenSinceMs: null, writingSinceMs: performance.now() });
    await vi.advanceTimersByTimeAsync(29_999);
    becomes(primary());
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    becomes(primary());
    expect(said).toEqual(['journal-unwritable']);
  });

  test.each([
    ['without a backup', () => primary({ alone: true })],
    ['with a backup that is not Active', () => primary({ standing: 'catching-up' })],
    ['when it is stopping already', () => primary({ stopping: true })],
  ])('not %s', async (_when, as) => {
    await vi.advanceTimersByTimeAsync(10 * QOS_MS);
    becomes(as());
    expect(said).toEqual([]);
  });

  test('not while only it may lead', async () => {
    noFailoverFor = 'A';
    await vi.advanceTimersByTimeAsync(10 * QOS_MS);
    becomes(primary());
    expect(said).toEqual([]);
  });
});
