import type { Outcome } from '../contract/errors.ts';
import { accepted } from '../contract/outcome.ts';
import type { Target } from '../contract/live.ts';
import type { LostUpdate, MadeUpdate } from '../contract/lost-updates.ts';
import { MADE_UPDATES_MAX } from '../contract/units.ts';
import type { InstanceView } from '../contract/views.ts';
import { askInstance, postCommand } from './api.ts';

/** A command carries at most about so much text: it takes a moment, and another person's order is not kept waiting. */
const BATCH_CHARACTERS = 1024 * 1024;

/** All rows of a report, which may be many: answer after answer. */
export async function allLostUpdates(target: Target, id: string): Promise<Outcome<LostUpdate[]>> {
  const rows: LostUpdate[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const answer: Outcome<InstanceView<'lost-updates-rows'>> = await askInstance(target, 'lost-updates-rows', { id, from });
    if (!answer.ok) return answer;
    rows.push(...answer.value.rows);
    from = answer.value.next;
  }
  return accepted(rows);
}

/** Makes them in their order, batch after batch; `made` hears how many have been so far. What was made before a refusal stays. */
export async function makeUpdates(target: Target, updates: readonly MadeUpdate[], made: (count: number) => void): Promise<Outcome<null>> {
  let [batch, characters, count] = [[] as MadeUpdate[], 0, 0];
  for (const [index, update] of updates.entries()) {
    batch.push(update);
    characters += update.reference.length + (update.value?.length ?? 0);
    if (batch.length < MADE_UPDATES_MAX && characters < BATCH_CHARACTERS && index < updates.length - 1) continue;
    const answer = await postCommand(target, { kind: 'make-updates', updates: batch });
    if (!answer.ok) return answer;
    count += batch.length;
    made(count);
    [batch, characters] = [[], 0];
  }
  return accepted(null);
}
