/** Bugs planted in going on without a member, waiting for one, and being prepared to lead; see `mutants.ts`. */
import { inFile, type Mutant } from './mutant.ts';

const promotion = inFile('lib/engine/mirror/promotion.ts');
const roll = inFile('lib/engine/mirror/roll.ts');

export const boldMutants: readonly Mutant[] = [
  // Without a partner that cannot be asked
  {
    name: 'demoted-by-its-silence',
    breaks: 'A partner that does not answer the primary counts as demoted, and its agent is not asked to lock it out.',
    edits: [roll("word === 'silent' ? yield { kind: 'lock-out', guid: partner.guid } : word", "word === 'silent' ? 'out' : word")],
  },
  {
    name: 'goes-without-anybodys-word',
    breaks: 'A primary goes on without a partner that cannot be asked, although no person has said that he will edit it.',
    edits: [roll("result === 'refused' || !goesWithout || !isAlone", "result === 'refused' || !isAlone")],
  },
  {
    name: 'goes-without-while-in-trouble',
    mixture: 'going-without',
    breaks: 'By a person’s word a primary goes on without a partner that may be taking over just now.',
    edits: [
      roll("result === 'refused' || !goesWithout || !isAlone", "result === 'refused' || !goesWithout || (isAlone && own.roll.version < 0)"),
    ],
  },
  // Waiting for a partner
  {
    name: 'does-not-wait',
    breaks: 'A promotion with a chosen partner leads although the agent of that one is silent.',
    edits: [
      promotion(
        'return partner.agentReachable ? overThoseTold(facts, lead(facts, partner.guid, false), choice.shown)',
        "return partner.guid !== '' ? lead(facts, partner.guid, false)",
      ),
    ],
  },
  {
    name: 'waits-beside-a-primary',
    breaks: 'A promotion goes on waiting although there is a primary again.',
    edits: [
      promotion(
        'if (facts.runningPrimary !== null || !facts.members.some(({ guid }) => guid === awaited.partner))',
        'if (!facts.members.some(({ guid }) => guid === awaited.partner))',
      ),
    ],
  },
  {
    name: 'leads-over-who-was-not-named',
    mixture: 'waiting',
    breaks: 'A promotion that waited leads over a member that has fallen silent since it was ordered, of which nobody was told.',
    edits: [
      promotion('unavailable.every((guid) => named.includes(guid)) ?', 'unavailable.every((guid) => [...named, guid].includes(guid)) ?'),
    ],
  },
  // Prepared, under "no failover"
  {
    name: 'prepared-leads-at-once',
    breaks: 'A member that was promoted under "no failover" does not wait until that is cleared.',
    edits: [promotion('lead(facts, null, choice.noFailover)', 'lead(facts, null, choice.noFailover && facts.members.length > 9)')],
  },
  {
    name: 'prepared-and-free-to-lead',
    breaks: 'A member is prepared to lead, and "no failover" is not set with it.',
    edits: [promotion("{ stage: 'prepared', onlyPrimary: NOBODY } :", "{ stage: 'prepared', onlyPrimary: null } :")],
  },
  {
    name: 'roles-change-under-no-failover',
    breaks: 'A primary changes who the failover members are although no failover is set.',
    edits: [roll("return isNoFailoverSet ? 'no-failover' : null;", 'return null;')],
  },
];
