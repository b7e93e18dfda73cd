/** The same as `invariants.ts` of the machine of an async: what holds in each of its steps, whatever others say. */
import { assert } from '../../machine/assert.ts';
import { isBefore, type JournalPosition } from '../journal/position.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from './async-state.ts';

const reaches = (one: JournalPosition, other: JournalPosition) => !isBefore(one, other);

/** Throws, or ends the process, when the step is none that the machine can take. */
export function assertAsyncStep(
  before: AsyncState,
  event: AsyncEvent,
  [after, effects]: readonly [AsyncState, readonly AsyncEffect[]],
  now: number,
): void {
  const { role: was } = before;
  const { role, durable, journal } = after;
  assert(
    durable.epoch >= before.durable.epoch &&
      durable.followedEpoch >= before.durable.followedEpoch &&
      durable.followedEpoch <= durable.epoch,
    'an async never forgets a term that it has followed',
    () => [before.durable, durable],
  );
  assert(durable.lastRole === before.durable.lastRole, 'an async never writes down that it leads');
  assert((role.kind === 'stopped') === durable.stopped, 'an async is stopped exactly while that is written down', () => [
    role.kind,
    durable,
  ]);
  assert(role.sinceMs <= now, 'no search began in the future', () => [role.sinceMs, now]);
  assert(after.inquiries >= before.inquiries, 'no number of a round is used twice');
  if (role.kind === 'following') {
    assert(was.kind === 'following' || was.kind === 'searching', 'who follows has searched', () => was.kind);
    assert(role.committed === null || role.stage === 'receiving', 'nothing counts as committed before the histories were compared');
    assert(
      role.stage === 'receiving' || was.kind !== 'following' || was.session !== role.session || was.stage === 'comparing',
      'histories are compared once on a link',
    );
  }
  const last = effects.findLastIndex(({ kind }) => kind === 'persist');
  const written = effects[last];
  assert(
    durable === before.durable || (written?.kind === 'persist' && written.durable === durable),
    'what an async must remember is written down',
  );
  assert(
    !effects.slice(0, Math.max(0, last)).some(({ kind }) => kind === 'follow-from' || kind === 'send-receipt' || kind === 'open-link-to'),
    'an async asks for nothing before its term is written down',
  );
  for (const effect of effects) {
    if (effect.kind === 'send-receipt')
      assert(reaches(journal.durable, effect.through), 'a receipt is for what is on this disk', () => [journal.durable, effect.through]);
    if (effect.kind === 'commit-through')
      assert(
        role.kind === 'following' && role.stage === 'receiving',
        'an async applies only what a primary with its history calls committed',
      );
    if (effect.kind !== 'follow-from' || event.kind !== 'history-compared') continue;
    assert(reaches(effect.position, event.applied), 'an async cuts off nothing that a database holds', () => [
      effect.position,
      event.applied,
    ]);
    assert(
      event.epoch >= Math.max(before.durable.followedEpoch, before.journal.epoch) && durable.followedEpoch >= event.epoch,
      'an async follows no earlier term, and remembers the one that it follows',
      () => [before.durable.followedEpoch, before.journal.epoch, event.epoch, durable.followedEpoch],
    );
  }
}
