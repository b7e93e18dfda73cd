/** A command over several databases, as one background task: each is done or refused by itself, in the order asked. */
import type { BackgroundTaskKind } from '../../contract/background-tasks.ts';
import type { DatabasesDone } from '../../contract/databases.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../contract/errors.ts';
import { unexpected } from '../../contract/unexpected.ts';
import type { BackgroundTasks, TaskHandle } from '../activity/background-tasks.ts';

export interface Several {
  readonly databases: readonly string[];
  readonly inBackground?: boolean | undefined;
}

/**
 * Answers at once when it runs in the background, otherwise when all are done. A single database that is refused refuses the command. An
 * error of one is its refusal (P621); told to stop, the rest is left as it is. `atOnce`: so many are worked on side by side.
 */
export async function eachDatabase(
  instance: { readonly tasks: BackgroundTasks },
  kind: BackgroundTaskKind,
  { databases, inBackground = false }: Several,
  work: (name: string, task: TaskHandle) => Promise<Outcome<unknown>>,
  { atOnce = 1 } = {},
): Promise<Outcome<DatabasesDone>> {
  const names = [...new Set(databases)];
  /** By their place in `names`. */
  const ended = new Map<number, Refusal | null>();
  const inOrder = () =>
    [...ended].sort(([one], [other]) => one - other).map(([index, refusal]) => ({ name: names[index] as string, refusal }));
  const task = instance.tasks.begin(kind, names, async (handle) => {
    const waiting = names.entries();
    const workOn = async (): Promise<void> => {
      for (const [index, name] of waiting) {
        if (handle.signal.aborted) return;
        handle.progress(ended.size, names.length, name);
        const outcome = await work(name, handle).catch((error: unknown) => unexpected(kind, error));
        ended.set(index, outcome.ok ? null : outcome.refusal);
        handle.ended(name, outcome.ok ? null : outcome.refusal);
        handle.progress(ended.size, names.length, name);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, names.length) }, workOn));
    if (ended.size < names.length) return refused('P105', [kind, 'it was aborted']);
    const first = inOrder().find(({ refusal }) => refusal !== null)?.refusal;
    return first ? { ok: false, refusal: first } : accepted(null);
  });
  if (inBackground) return accepted({ taskId: task.id, outcomes: [] });
  const outcome = await task.ended;
  if (!outcome.ok && (names.length === 1 || ended.size < names.length)) return outcome;
  return accepted({ taskId: task.id, outcomes: inOrder() });
}
