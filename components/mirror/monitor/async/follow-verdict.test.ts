import { expect, test } from 'vitest';
import { type Fare, followVerdictOf } from './follow-verdict.ts';

const since = '2026-01-01T00:00:00.000Z';
const whole: Fare = {
  state: 'member',
  status: 'connected',
  journalTransfer: { kind: 'caught-up' },
  dejournaling: { kind: 'caught-up' },
  behindBytes: 0,
  databaseCount: 1,
};

test.each<[string, Partial<Fare>, ReturnType<typeof followVerdictOf>]>([
  ['it has all, and has applied it', {}, { follows: 'yes', reason: 'caught-up' }],
  ['nothing of the mirror is here', { databaseCount: 0 }, { follows: 'but', reason: 'no-database' }],
  [
    'it lacks journal',
    { journalTransfer: { kind: 'behind', behindMs: 4000 }, behindBytes: 9 },
    { follows: 'but', reason: 'behind', behindMs: 4000, behindBytes: 9 },
  ],
  [
    'it has the journal, and applies it',
    { dejournaling: { kind: 'behind', behindMs: 7 } },
    { follows: 'but', reason: 'applying', behindMs: 7 },
  ],
  ['a database is not applied to', { dejournaling: { kind: 'attention' } }, { follows: 'but', reason: 'attention' }],
  ['a link has just been opened', { journalTransfer: { kind: 'unknown' } }, { follows: 'unknown', reason: 'connecting' }],
  [
    'dejournaling was stopped, however much arrives',
    { dejournaling: { kind: 'dejournaling-stopped' }, journalTransfer: { kind: 'behind', behindMs: 1 } },
    { follows: 'no', reason: 'dejournaling-stopped' },
  ],
  [
    'the primary is gone, which says more than stopped dejournaling',
    { journalTransfer: { kind: 'disconnected', since }, dejournaling: { kind: 'dejournaling-stopped' } },
    { follows: 'no', reason: 'disconnected-since', since },
  ],
  ['it has never been connected', { journalTransfer: { kind: 'disconnected', since: null } }, { follows: 'no', reason: 'disconnected' }],
  [
    'a person stopped it, which says more than disconnected',
    { status: 'stopped', journalTransfer: { kind: 'disconnected', since } },
    { follows: 'no', reason: 'stopped' },
  ],
  ['its configuration is not active', { state: 'inactive', status: 'not-initialized' }, { follows: 'no', reason: 'inactive' }],
])('%s', (_, fare, verdict) => {
  expect(followVerdictOf({ ...whole, ...fare })).toEqual(verdict);
});
