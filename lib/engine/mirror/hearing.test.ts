import { expect, test } from 'vitest';
import { canTell } from './hearing.ts';
import type { TakeoverCause } from '../../contract/takeover.ts';
import type { DecidingRole, TakingOverRole, WaitReason } from './state.ts';

const takingOver = (cause: TakeoverCause): TakingOverRole => ({
  kind: 'taking-over',
  sinceMs: 0,
  cause,
  phase: 'virtual-ip',
  retryAtMs: 2000,
  failing: { sinceMs: 0, reason: 'held elsewhere' },
  fence: false,
});
const deciding = (reason: WaitReason): DecidingRole => ({
  kind: 'deciding',
  sinceMs: 0,
  reason,
  completeUntilMs: 0,
  inquiry: { kind: 'idle', retryAtMs: 0 },
  order: 'none',
  hasForced: false,
  observed: null,
});

test.each(['arbiter', 'agent-confirmed', 'negotiated', 'forced'] as const)(
  'while the virtual IP is waited for (%s) no async is called down',
  (cause) => {
    for (const kind of ['disaster-recovery', 'read-only-reporting', 'read-write-reporting'] as const)
      expect(canTell(takingOver(cause), kind)).toBe(false);
  },
);

test.each(['partner-unreachable', 'no-failover', 'own-journal-disk'] as const)('neither is one while this member waits: %s', (reason) => {
  expect(canTell(deciding(reason), 'disaster-recovery')).toBe(false);
});

test('the other failover member is down when it does not answer, or has been found so; not when it agreed, handed over or answered', () => {
  expect(
    (['arbiter', 'agent-confirmed', 'no-other-member', 'forced', 'promoted'] as const).map((cause) =>
      canTell(takingOver(cause), 'failover'),
    ),
  ).toEqual([true, true, true, true, true]);
  expect((['negotiated', 'ordered', 'primary-resigned'] as const).map((cause) => canTell(takingOver(cause), 'failover'))).toEqual([
    false,
    false,
    false,
  ]);
  expect(
    (['partner-unreachable', 'agent-unreachable', 'lost-primary'] as const).map((reason) => canTell(deciding(reason), 'failover')),
  ).toEqual([true, true, true]);
  expect(
    (['partner-is-taking-over', 'partner-knows-more', 'negotiating', 'cannot-follow', 'inconsistent'] as const).filter((reason) =>
      canTell(deciding(reason), 'failover'),
    ),
  ).toEqual([]);
});

test('an async that looks for a primary does not know of anybody else whether it runs', () => {
  const reasons = ['starting', 'lost-primary', 'no-primary', 'inconsistent', 'cannot-follow'] as const;
  const kinds = ['failover', 'disaster-recovery'] as const;
  for (const reason of reasons)
    for (const kind of kinds)
      expect(canTell({ kind: 'searching', sinceMs: 0, reason, activity: { kind: 'idle', retryAtMs: 0 } }, kind)).toBe(false);
});
