import { expect, test } from 'vitest';
import type { PromotionFacts } from './promotion.ts';
import { awaitPartner, type Waiter } from './promotion-wait.ts';

const journal = { durable: { fileCount: 1, offset: 100 }, epoch: 1 };
const dead = (guid: string) => ({ guid, name: `${guid}/IRIS`, instance: 'down' as const, agentReachable: true, journal });
const silent = (guid: string) => ({ ...dead(guid), instance: 'unknown' as const, agentReachable: false, journal: 'unknown' as const });
const facts = (part: Partial<PromotionFacts>): PromotionFacts => ({
  journal,
  lastPrimary: null,
  runningPrimary: null,
  members: [dead('A'), dead('B')],
  waiting: [],
  unheard: [],
  ...part,
});
const waiter: Waiter = { isAsync: true, awaited: { partner: 'A', named: [] }, isBusy: false };
const over: Waiter = { ...waiter, awaited: null };

/** What it does. `own`: what it is at each moment in which it is asked, the last one ever after; each look shows the next of `seen`. */
function wait(own: readonly Waiter[], seen: readonly (PromotionFacts | null)[]): string[] {
  const moments = [...own];
  const looks = [...seen];
  const steps = awaitPartner(() => (moments.length > 1 ? moments.shift() : moments[0]) ?? over);
  const done: string[] = [];
  for (let next = steps.next(); !next.done; next = steps.next(done.at(-1) === 'look' ? (looks.shift() ?? null) : null)) {
    const step = next.value;
    done.push(step.kind === 'pause' ? `${step.ms} ms` : step.kind === 'end' ? `end by ${step.primary}` : step.kind);
    if (done.length === 9) return done;
  }
  return done;
}

test('it looks now and then, leads when it may, and is over when that is written down', () => {
  const looked = [waiter, waiter, waiter];
  expect(wait([...looked, ...looked, over], [facts({ members: [silent('A'), dead('B')] }), facts({})])).toEqual([
    '2000 ms',
    'look',
    '2000 ms',
    'look',
    'lead',
    '2000 ms',
  ]);
});

test('it ends when there is a primary, and when it has become a failover member by other means', () => {
  expect(wait([waiter], [facts({ runningPrimary: 'B' })])).toEqual(['2000 ms', 'look', 'end by B']);
  expect(wait([{ ...waiter, isAsync: false }], [facts({})])).toEqual(['2000 ms', 'look', 'end by null']);
});

test('it does not look while it is forced, nor lead by what it saw before that, nor when nothing could be seen', () => {
  const busy = { ...waiter, isBusy: true };
  expect(wait([waiter, busy, busy, waiter, waiter, busy, over], [facts({})])).toEqual(['2000 ms', '2000 ms', 'look', '2000 ms']);
  expect(wait([waiter, waiter, waiter, over], [null])).toEqual(['2000 ms', 'look', '2000 ms']);
});
