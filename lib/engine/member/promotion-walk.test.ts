import { expect, test } from 'vitest';
import type { PromotionFacts } from '../mirror/promotion.ts';
import { type LockAnswer, type PromotionReply, type PromotionStep, promotionSteps } from '../mirror/promotion-steps.ts';
import type { Roll } from '../mirror/roll.ts';
import type { JournalState } from '../mirror/state.ts';
import { walkPromotion } from './promotion-walk.ts';

const journal = (offset: number): JournalState => ({ durable: { fileCount: 2, offset }, epoch: 3 });
const page = (version: number): Roll => ({
  version,
  members: [...'ABD'].map((guid) => ({ guid, kind: guid === 'D' ? 'disaster-recovery' : 'failover' })),
});
const held = (roll: Roll): LockAnswer<Roll> => ({ kind: 'held', journal: journal(300), roll });
const former = (guid: string) => ({ guid, name: guid, instance: 'down' as const, agentReachable: true, journal: journal(300) });
const facts: PromotionFacts = {
  journal: journal(100),
  lastPrimary: null,
  runningPrimary: null,
  members: [former('A'), former('B')],
  waiting: [],
  unheard: [],
};

/** D is promoted; the `failsAt`th step rejects. What was done, in words, and how it ended. */
async function walk({ failsAt, known = page(7) }: { failsAt: number; known?: Roll }): Promise<{ did: string[]; end: string }> {
  const did: string[] = [];
  const answer = (step: PromotionStep<Roll>): PromotionReply<Roll> => {
    switch (step.kind) {
      case 'ask-agents':
        return { kind: 'agents', answers: new Map(step.guids.map((guid) => [guid, held(known)])) };
      case 'ask-to-stand-aside':
        return { kind: 'stood-aside', words: new Map() };
      case 'look-at':
        return { kind: 'seen', words: new Map(), reports: new Map() };
      case 'measure':
        return { kind: 'reaches', reaches: new Map() };
      case 'fetch':
        return { kind: 'whole' };
      case 'learn':
      case 'lead':
        return { kind: 'done' };
    }
  };
  let count = 0;
  const perform = async (step: PromotionStep<Roll>) => {
    did.push(step.kind === 'ask-agents' ? step.order : step.kind);
    count += 1;
    if (count === failsAt) throw new Error('EISDIR');
    return answer(step);
  };
  const steps = promotionSteps<Roll>({
    plan: { kind: 'lead', partner: 'A', reachable: ['A', 'B'], fetchFrom: ['A'], collect: false, unavailable: [], noFailover: false },
    facts,
    self: 'D',
    own: () => journal(100),
    roll: page(7),
    nameOf: (guid) => guid,
    forced: false,
  });
  const end = await walkPromotion(steps, { perform, resume: () => void did.push('resume'), halt: () => void did.push('halt') }).then(
    (outcome) => (outcome.ok ? 'leads' : outcome.refusal.code),
    (error: unknown) => String(error),
  );
  return { did, end };
}

const ALL = ['lock', 'look', 'fetch', 'look', 'lead'];

test('nothing fails: it leads, with its locks', async () => {
  expect(await walk({ failsAt: 0 })).toEqual({ did: ALL, end: 'leads' });
});

test.each([1, 2, 3, 4])('step %i before the write fails: the locks are given back, and its machine goes on', async (failsAt) => {
  expect(await walk({ failsAt })).toEqual({ did: [...ALL.slice(0, failsAt), 'release', 'resume'], end: 'Error: EISDIR' });
});

test('what others have written down cannot be written here: the locks are given back, and its machine goes on', async () => {
  expect(await walk({ failsAt: 2, known: page(8) })).toEqual({ did: ['lock', 'learn', 'release', 'resume'], end: 'Error: EISDIR' });
});

test('giving the locks back fails, too: its machine goes on all the same', async () => {
  expect(await walk({ failsAt: 3, known: page(8) })).toEqual({ did: ['lock', 'learn', 'release', 'resume'], end: 'Error: EISDIR' });
});

test('the write itself fails: nobody knows whether it leads at its next start, so the locks stay and the process ends', async () => {
  expect(await walk({ failsAt: 5 })).toEqual({ did: [...ALL, 'halt'], end: 'Error: EISDIR' });
});
