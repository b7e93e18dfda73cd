/**
 * Time. `nowMs` is monotonic and the only clock for decisions; `wallTime` is for people and names, and tells which of two orders was the
 * later one. Whoever waits for time to pass waits here, so that a simulator can own it.
 */
export interface Clock {
  nowMs(): number;
  wallTime(): Date;
  /** Calls `action` once, `ms` from now, unless what is answered is called before. */
  after(ms: number, action: () => void): StopTimer;
  /** Calls `action` each `ms`, until what is answered is called. */
  every(ms: number, action: () => void): StopTimer;
}

/** No call follows. Calling it again changes nothing. */
export type StopTimer = () => void;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  every: (ms, action) => {
    const timer = setInterval(action, ms);
    return () => clearInterval(timer);
  },
};

/** The same, and no process lives on for what waits here. */
export const quietClock: Clock = {
  ...systemClock,
  after: (ms, action) => {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
  every: (ms, action) => {
    const timer = setInterval(action, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Resolves `ms` from now, or when `signal` says that nobody waits any more. */
export function pause(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
}
