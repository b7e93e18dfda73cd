/** Planted bugs of the arbiter: see `mutants.ts`. */
import { inFile, type Mutant } from './mutant.ts';

const backup = inFile('lib/engine/mirror/backup.ts');
const arbitration = inFile('lib/engine/mirror/arbitration.ts');
const arbiter = inFile('lib/engine/agent/arbiter.ts');

export const arbiterMutants: readonly Mutant[] = [
  {
    name: 'keep-active-after-dropping',
    breaks: 'A backup tells the arbiter that it dropped its Active status, and does not.',
    edits: [arbitration("turn.emit({ kind: 'close-link' });\n    dropClaim(turn);\n  } else if", "turn.log(1, 'mutant');\n  } else if")],
  },
  {
    name: 'drop-for-an-earlier-term',
    mixture: 'links-one-by-one',
    breaks: 'A member that has been primary since gives the primary of an earlier term permission to go on.',
    edits: [
      arbitration(
        'if (turn.state.journal.epoch > termOf(arrangement)) return;',
        'if (turn.state.journal.epoch > termOf(arrangement) && turn.now < 0) return;',
      ),
    ],
  },
  {
    name: 'arbiter-lost-means-granted',
    breaks: 'A backup whose claim goes unanswered because the arbiter is gone takes over.',
    edits: [
      arbitration(
        "if (role.kind === 'deciding' && role.inquiry.kind === 'asking-arbiter') return askAgent(turn, role);",
        "if (role.kind === 'deciding' && role.inquiry.kind === 'asking-arbiter') return takeoverGranted(turn, role, role.inquiry.arrangement.id);",
      ),
    ],
  },
  {
    name: 'claim-from-another-incarnation',
    breaks: 'A backup keeps its claim over the restart of the arbiter, and the new arbiter believes it.',
    edits: [
      arbitration(
        'leaveArbiterMode(turn, role, role.mode.arrangement.id);\n    return tellIncarnation(turn);',
        'return tellIncarnation(turn);',
      ),
      backup(
        "role.mode.kind === 'arbiter' && role.mode.arrangement.incarnation === currentIncarnation(turn)) {",
        "role.mode.kind === 'arbiter') {",
      ),
      arbiter(
        "if (current?.id !== message.arrangement || !current.known || current.verdict === 'continue') return this.send",
        "if (current?.id === message.arrangement && current.verdict === 'continue') return this.send",
      ),
      arbiter(
        'this.arrangements.set(speaker.mirror, { ...current, claim: { session, atMs: this.now } });',
        "this.arrangements.set(speaker.mirror, { id: message.arrangement, primary: current?.primary ?? '', known: true, verdict: 'open', continueAsked: false, ...current, claim: { session, atMs: this.now } });",
      ),
    ],
  },
  {
    name: 'restarted-arbiter-gives-permission',
    mixture: 'links-one-by-one',
    breaks: 'An arbiter that did not see an arrangement being made lets its primary go on, without the backup’s word.',
    edits: [arbiter("primary: speaker.member, known: false, verdict: 'open'", "primary: speaker.member, known: true, verdict: 'open'")],
  },
  {
    name: 'arbiter-grants-both',
    breaks: 'The arbiter grants the primary what it has granted the backup.',
    edits: [arbiter("if (verdict === 'open' && arrangement.known) {", 'if (arrangement.known) {')],
  },
  {
    name: 'arbiter-forgets-its-verdict',
    breaks: 'The arbiter forgets that it has let the primary go on.',
    edits: [
      arbiter(
        'this.arrangements.set(mirror, { ...arrangement, verdict, claim,',
        "this.arrangements.set(mirror, { ...arrangement, verdict: 'open', claim,",
      ),
    ],
  },
];
