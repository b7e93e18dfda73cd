/** Planted bugs of asyncs, and of who is asked and meant: see `mutants.ts`. */
import { inFile, type Mutant } from './mutant.ts';

const async = inFile('lib/engine/mirror/async-member.ts');
const meant = inFile('lib/engine/agent/meant.ts');
const primary = inFile('lib/engine/mirror/primary.ts');

export const asyncMutants: readonly Mutant[] = [
  // Asyncs
  {
    name: 'async-applies-what-it-received',
    breaks: 'The databases of an async get what has come, not what is committed.',
    edits: [
      async(
        "turn.become({ ...role, committed: through });\n  turn.emit({ kind: 'commit-through', through });",
        "turn.become({ ...role, committed: through });\n  turn.emit({ kind: 'commit-through', through: turn.state.journal.durable });",
      ),
    ],
  },
  {
    name: 'async-follows-without-cutting-surplus',
    breaks: 'An async that connects again goes on at its own end, without looking how far the histories agree.',
    edits: [
      async(
        "turn.emit({ kind: 'follow-from', session: role.session, position: common });",
        "turn.emit({ kind: 'follow-from', session: role.session, position: state.journal.durable });",
      ),
    ],
  },
  {
    name: 'async-forgets-the-term',
    breaks: 'An async does not remember the term that it has followed, and follows the primary of an earlier one.',
    edits: [
      async(
        'if (epoch > state.durable.followedEpoch) turn.persist({ epoch: Math.max(epoch, state.durable.epoch), followedEpoch: epoch });',
        '',
      ),
    ],
  },
  {
    name: 'async-follows-an-earlier-term',
    breaks: 'An async follows a primary whose successor it has followed already.',
    edits: [
      async('standing.epoch >= termReached(turn.state) && standing.epoch >', 'standing.epoch >'),
      async('if (epoch < termReached(state)) {', 'if (epoch < 0) {'),
    ],
  },
  {
    name: 'async-waits-for-a-silent-primary',
    breaks: 'An async does not leave a primary that has fallen silent.',
    edits: [async('if (turn.now - role.lastHeardMs >= asyncSilenceMs(settings.qosTimeoutMs)) {', 'if (turn.now < 0) {')],
  },
  // Who is asked, and who is meant
  {
    name: 'whoever-lives-there-answers',
    breaks: "A question that reaches another member's address is answered as if it were meant for that one, which may be down.",
    edits: [
      meant(
        'question.mirrorGuid === living.mirrorGuid && question.memberGuid === living.memberGuid',
        'question.mirrorGuid === living.mirrorGuid',
      ),
    ],
  },
  {
    name: 'fence-kills-whoever-runs',
    breaks: 'The agent kills the process that runs when the order comes, although the one that was meant is gone.',
    edits: [meant("running.process === meant.process ? 'kill' : 'spare'", "'kill'")],
  },
  {
    name: 'fence-means-whoever-runs',
    breaks: 'The fence does not say which process it means.',
    edits: [primary('meant: formerPrimary(turn.state)', "meant: { kind: 'running' }")],
  },
];
