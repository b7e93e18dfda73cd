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
    edits: [
      takeover(
        "role.cause === 'forced' || role.cause === 'promoted' ? UNSEEN_TERMS_MAX : 1",
        "role.cause === 'promoted' ? UNSEEN_TERMS_MAX : 1",
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
