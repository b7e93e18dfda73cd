import type { Clock } from './clock.ts';

/** What `work` answers; what `late` answers when that takes longer than `ms`, and what `work` answers then is lost. */
export async function within<T, L>(clock: Pick<Clock, 'after'>, ms: number, work: Promise<T> | T, late: () => L): Promise<T | L> {
  let stop = () => {};
  const silence = new Promise<L>((resolve) => {
    stop = clock.after(ms, () => resolve(late()));
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    stop();
  }
}
