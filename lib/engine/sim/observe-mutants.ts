/** Bugs planted in "observe only"; see `mutants.ts`. */
import { inFile, type Mutant } from './mutant.ts';

const backup = inFile('lib/engine/mirror/backup.ts');
const deciding = inFile('lib/engine/mirror/deciding.ts');

export const observeMutants: readonly Mutant[] = [
  {
    name: 'observer-takes-over-anyway',
    breaks: 'A member that only observes takes over once the agent of the other one says that it is down.',
    edits: [deciding("if (observes(turn, role) && !ledLast(turn.state)) return observe(turn, role, 'would-take-over-down');", '')],
  },
  {
    name: 'observer-claims',
    breaks: 'A member that only observes claims from the arbiter, which keeps a living primary from going on.',
    edits: [
      backup('if (!observes(turn, deciding)) return claimFromArbiter', 'return claimFromArbiter'),
      deciding("if (observes(turn, role)) return decide(turn, 'lost-primary');", ''),
    ],
  },
  {
    name: 'observer-keeps-a-grant',
    mixture: 'observing',
    breaks: 'A member that was told to observe while it claimed takes over by the grant.',
    edits: [deciding("if (observes(turn, role)) return decide(turn, 'lost-primary');", '')],
  },
  {
    name: 'observer-forces-down',
    breaks: 'A member that only observes has the other one forced down when it hangs.',
    edits: [deciding("if (observes(turn, role)) return observe(turn, role, 'would-take-over-hanging');", '')],
  },
  {
    name: 'observer-has-led-once',
    mixture: 'observing',
    breaks: 'A member that only observes takes over from whoever has led since, if it has ever led.',
    edits: [
      deciding('observes(turn, role) && !ledLast(turn.state)', "observes(turn, role) && turn.state.durable.lastRole !== 'primary'"),
      deciding(
        "if (journal.epoch > turn.state.journal.epoch && turn.state.durable.lastRole === 'primary') turn.persist({ lastRole: 'none' });",
        '',
      ),
    ],
  },
];
