import { expect, test } from 'vitest';
import { ArbiterWatch } from './arbiter-watch.ts';

const standing = { startedAt: '2026-11-30T08:00:00.000Z', mirrors: [], events: [] };

test('what an agent has said is passed on while it is fresh, and not when the process has ended', () => {
  let nowMs = 0;
  const watch = new ArbiterWatch(() => nowMs);
  expect(watch.standing).toBeNull();
  watch.hear({ kind: 'arbiter', standing });
  nowMs = 2999;
  expect(watch.standing).toEqual(standing);
  nowMs = 3000;
  expect(watch.standing).toBeNull();
  watch.hear({ kind: 'arbiter', standing });
  watch.hear({ kind: 'something else' });
  expect(watch.standing).toEqual(standing);
  watch.forget();
  expect(watch.standing).toBeNull();
});
