import { expect, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import type { MirrorReading } from './reading.ts';
import { KEPT_MINUTES } from './sample-history.ts';
import { type SampledWorld, Sampler, type StoredMinute } from './sampler.ts';

const MINUTE = 29_000_040;
const reading: MirrorReading = {
  mirrorGuid: 'M',
  members: [{ guid: 'A', state: 'primary', lagMs: null, lagBytes: null }],
  isWritable: true,
  writtenBytes: 0,
  sentBytes: 0,
  appliedBytes: 0,
  words: null,
};

/** A disk that outlives samplers, and a clock that moves when it is told to. */
class World implements SampledWorld {
  wallMs = MINUTE * 60_000 - 60_000;
  stored: StoredMinute[] = [];
  storeFault: string | null = null;
  readFault: string | null = null;
  /** Each row that was ever written. */
  readonly saved: number[] = [];
  readonly notes: string[] = [];
  readonly clock = {
    ...systemClock,
    nowMs: () => this.wallMs,
    wallTime: () => new Date(this.wallMs),
    // The seconds are taken by the tests.
    after: (ms: number, action: () => void) => (ms === 0 ? systemClock.after(0, action) : () => undefined),
  };
  readonly samples = {
    load: async (since: number) => {
      return this.#answer(this.stored.filter(({ minute }) => minute >= since));
    },
    save: async (minutes: readonly StoredMinute[]) => {
      this.#answer(null);
      this.saved.push(...minutes.map(({ minute }) => minute));
      this.stored = [...this.stored.filter((one) => minutes.every(({ minute }) => minute !== one.minute)), ...minutes];
    },
    prune: async (before: number) => {
      this.stored = this.stored.filter(({ minute }) => minute >= before);
    },
  };
  #answer<T>(value: T): T {
    if (this.storeFault) throw new Error(this.storeFault);
    return value;
  }
  read = () => {
    if (this.readFault) throw new Error(this.readFault);
    return [reading];
  };
  takeCommits = () => ({ latencies: new Map(), totalMs: 0, backupMs: 0 });
  note = (_severity: 0 | 1, text: string) => void this.notes.push(text);

  async seconds(sampler: Sampler, count: number): Promise<void> {
    for (let second = 0; second < count; second++) {
      this.wallMs += 1000;
      sampler.sample();
      await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('every minute is written down once, and the next process begins with it', async () => {
  const world = new World();
  const first = new Sampler(world);
  first.start();
  await world.seconds(first, 150);
  expect(world.stored.map(({ minute }) => minute - MINUTE)).toEqual([-1, 0]);
  await first.close();
  expect(world.stored.map(({ minute }) => minute - MINUTE)).toEqual([-1, 0, 1]);
  expect(world.saved).toHaveLength(3);
  const second = new Sampler(world);
  second.start();
  await second.close();
  expect(second.historyOf('M')?.buckets('1h', world.wallMs, null)).toHaveLength(3);
  expect(world.notes).toEqual([]);
});

test('a process that is killed loses what its last minute held', async () => {
  const world = new World();
  const killed = new Sampler(world);
  await world.seconds(killed, 150);
  const next = new Sampler(world);
  next.start();
  await next.close();
  const buckets = next.historyOf('M')?.buckets('1h', world.wallMs, null) ?? [];
  expect(world.wallMs - Math.max(...buckets.map(({ at, spanMs }) => at + spanMs))).toBeLessThanOrEqual(60_000);
});

test('a store that fails says so once, loses nothing else, and gets everything when it is back', async () => {
  const world = new World();
  const sampler = new Sampler(world);
  world.storeFault = 'the disk is full';
  await world.seconds(sampler, 300);
  expect(world.stored).toEqual([]);
  expect(world.notes).toEqual(['The curves of the Mirror Monitor cannot be stored, a restart would lose them: the disk is full']);
  expect(sampler.historyOf('M')?.buckets('5m', world.wallMs, null)).toHaveLength(300);
  world.storeFault = null;
  await world.seconds(sampler, 60);
  expect(world.stored).toHaveLength(6);
  expect(world.notes.slice(1)).toEqual(['The curves of the Mirror Monitor are stored again']);
  await sampler.close();
});

test('a reading that fails is a gap, is said once, and ends nothing', async () => {
  const world = new World();
  const sampler = new Sampler(world);
  await world.seconds(sampler, 10);
  world.readFault = 'no such member';
  await world.seconds(sampler, 10);
  world.readFault = null;
  await world.seconds(sampler, 10);
  expect(sampler.historyOf('M')?.buckets('5m', world.wallMs, null)).toHaveLength(20);
  expect(world.notes).toEqual(['The state of the mirror cannot be sampled: no such member', 'The state of the mirror is sampled again']);
  await sampler.close();
});

test('what is older than seven days is removed from the store', async () => {
  const world = new World();
  world.stored = [MINUTE - KEPT_MINUTES - 1, MINUTE - KEPT_MINUTES, MINUTE - 2].map((minute) => ({
    mirrorGuid: 'M',
    minute,
    packed: new Uint8Array(),
  }));
  const sampler = new Sampler(world);
  // MINUTE is the first of an hour.
  await world.seconds(sampler, 61);
  expect(world.stored.map(({ minute }) => minute - MINUTE)).toEqual([-2, -1]);
  await sampler.close();
});
