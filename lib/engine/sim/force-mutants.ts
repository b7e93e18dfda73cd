/** Planted bugs of forcing, and of what stands in the way of going on after a fork: see `mutants.ts`. */
import { inFile, type Mutant } from './mutant.ts';

const async = inFile('lib/engine/mirror/async-member.ts');
const backup = inFile('lib/engine/mirror/backup.ts');
const deciding = inFile('lib/engine/mirror/deciding.ts');
const takeover = inFile('lib/engine/mirror/takeover.ts');

export const forceMutants: readonly Mutant[] = [
  {
    name: 'forced-term-is-the-next',
    breaks: 'A forced member opens the term after the last that it knows, which the other one may have opened already.',
    edits: [takeover("if (cause !== 'forced' && cause !== 'promoted') return known + 1;", "if (cause !== 'promoted') return known + 1;")],
  },
  {
    name: 'forced-first-leads',
    breaks: 'The terms of two members that were forced without hearing of each other are as high as chance has it.',
    edits: [
      takeover('return orderedS > Math.max(known, CLOCK_S_MIN) ? orderedS : known + UNSEEN_TERMS_MAX;', 'return known + UNSEEN_TERMS_MAX;'),
    ],
  },
  {
    name: 'clock-lowers-a-term',
    breaks: 'A forced member opens the term that its wall clock names, although it is not above all that it knows.',
    edits: [
      takeover(
        'return orderedS > Math.max(known, CLOCK_S_MIN) ? orderedS : known + UNSEEN_TERMS_MAX;',
        'return orderedS > 0 ? orderedS : known + UNSEEN_TERMS_MAX;',
      ),
    ],
  },
  {
    name: 'unwritten-term-binds-an-async',
    breaks: 'A member that opened a term which no journal ever had follows nobody below it once it has been demoted.',
    edits: [async('Math.max(durable.followedEpoch, journal.epoch)', 'Math.max(durable.epoch, journal.epoch)')],
  },
  {
    name: 'forced-without-asking-the-agent',
    breaks: 'A forced member leads as soon as the other one does not answer, although its agent may have the journal.',
    edits: [
      deciding(
        "if (role.order !== 'none') return forceDown(turn, role);",
        "if (role.order === 'force') return takeOver(turn, 'forced');\n  if (role.order !== 'none') return forceDown(turn, role);",
      ),
    ],
  },
  {
    name: 'forced-with-what-can-be-fetched',
    breaks: 'A forced member leads without the journal that the agent of the other one would give.',
    edits: [
      deciding(
        "if (journal === 'none' || compareKnowledge(turn.state.journal, journal) >= 0)",
        "if (role.order === 'force') return takeOver(turn, 'forced');\n  if (journal === 'none' || compareKnowledge(turn.state.journal, journal) >= 0)",
      ),
    ],
  },
  {
    name: 'forked-backup-follows',
    breaks: 'A failover member whose databases went beyond a fork follows, and cuts off what they hold.',
    edits: [
      backup('if (isBefore(options.common, options.applied)) {', 'if (isBefore(options.common, options.applied) && options.epoch < 0) {'),
    ],
  },
  {
    name: 'forked-async-follows',
    breaks: 'An async whose databases went beyond a fork follows, and cuts off what they hold.',
    edits: [async('if (isBefore(common, applied)) {', 'if (isBefore(common, applied) && epoch < 0) {')],
  },
  {
    name: 'try-means-force',
    breaks: 'A member that is ordered to try leads although the agent of the other one does not answer.',
    edits: [
      deciding(
        "if (role.order === 'force') return takeOver(turn, 'forced');\n  if (role.reason !== 'agent-unreachable')",
        "if (role.order !== 'none') return takeOver(turn, 'ordered');\n  if (role.reason !== 'agent-unreachable')",
      ),
    ],
  },
];
