/** A command over several databases, as one background task: each is done or refused by itself, in the order asked. */
import type { BackgroundTaskKind } from '../../../contract/background-tasks.ts';
import type { DatabasesDone } from '../../../contract/databases.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../contract/errors.ts';
import type { TaskHandle } from '../background-tasks.ts';
import type { Instance } from '../instance.ts';

export interface Several {
  readonly databases: readonly string[];
  readonly inBackground?: boolean | undefined;
}

/**
 * Answers at once when it runs in the background, otherwise when all are done. A single database that is refused refuses the command. An error of one is its refusal (P105);
 * told to stop, the rest is left as it is.
 */
export async function eachDatabase(instance: Instance, kind: BackgroundTaskKind, { databases, inBackground = false }: Several, work: (name: string, task: TaskHandle) => Promise<Outcome<unknown>>): Promise<Outcome<DatabasesDone>> {
  const names = [...new Set(databases)];
  const outcomes: DatabasesDone['outcomes'] = [];
  const task = instance.tasks.begin(kind, names, async (handle) => {
    let first: Refusal | null = null;
    for (const [index, name] of names.entries()) {
      if (handle.signal.aborted) return refused('P105', [kind, 'it was aborted']);
      handle.progress(index, names.length, name);
      const outcome = await work(name, handle).catch((error: unknown) => refused('P105', [kind, error instanceof Error ? error.message : String(error)]));
      const refusal = outcome.ok ? null : outcome.refusal;
      first ??= refusal;
      handle.ended(name, refusal);
      outcomes.push({ name, refusal: refusal && { ...refusal, args: [...refusal.args] } });
      handle.progress(index + 1, names.length, name);
    }
    return first ? { ok: false, refusal: first } : accepted(null);
  });
  if (inBackground) return accepted({ taskId: task.id, outcomes: [] });
  const ended = await task.ended;
  if (!ended.ok && (names.length === 1 || outcomes.length < names.length)) return ended;
  return accepted({ taskId: task.id, outcomes });
}
