/**
 * Bugs planted on purpose, to see that the simulator finds them.
 *
 * Where two rules guard one door, breaking one of them is not a bug that anybody could ever notice; such a mutant breaks both. Left out for
 * that reason: a stale grant of the arbiter (an answer never outlives the connection it came on, and a claim ends with it), a claim with
 * another incarnation and a resignation taken by a member that is behind (as single edits: the arbiter refuses the one, the primary never
 * does the other; they are here together with the second lock broken). Left out too: an async that asks nobody else while it follows (it
 * stays with an isolated primary until the cut is mended, and loses nothing by it), and one that believes a new primary before the
 * histories are compared (a few milliseconds that no seed of 2,000 has hit). And of demotion: an async that says that it is out without
 * writing the version down, and a demotion that is older than the configuration of its member (each needs a message that stays on its way
 * while an operator orders twice more). And a member with a damaged journal that lets anybody lead: whoever follows has nothing
 * acknowledged that its last primary lacks (`takeover.test.ts` has it).
 * And of promotion: whoever does not look around well is stopped by the locks, which ask again; and a member that starts without asking, or
 * leads on beside one that was promoted, needs an agent that was silent and a person who vouched for its member and was wrong
 * (`promotion-look.test.ts`, `role-watch.test.ts`, and `scenarios/promotion-without-a-partner.txt`, by force, have them).
 * And three mistakes that were made: a promotion that goes on although the configuration has changed since it was planned (one more member
 * must have become a failover member meanwhile, be down, and its agent silent: `promotion-steps.test.ts`), an async that believes another
 * one that it is a failover member (nobody writes such a page any more, see `crosses-out-on-an-old-copy`: `promotion.test.ts`), and a
 * member that was demoted while it asked for its role and takes the late answer for it (no seed of 2,000: `role-watch.test.ts`).
 * And two members that know as much and agree on the one that "no failover" excludes, so that neither leads: an operator clears it where
 * nobody leads, in the simulator, too, so that it shows in no seed of 2,000 (`deciding.test.ts`).
 */
import { forceMutants } from './force-mutants.ts';
import { observeMutants } from './observe-mutants.ts';
import { lostEndMutants } from './lost-end-mutants.ts';
import { inFile, type Mutant } from './mutant.ts';
import { arbiterMutants } from './arbiter-mutants.ts';
import { boldMutants } from './bold-mutants.ts';
import { asyncMutants } from './async-mutants.ts';
import { promotionMutants } from './promotion-mutants.ts';
import { purgeMutants } from './purge-mutants.ts';

const primary = inFile('lib/engine/mirror/primary.ts');
const backup = inFile('lib/engine/mirror/backup.ts');
const deciding = inFile('lib/engine/mirror/deciding.ts');
const takeover = inFile('lib/engine/mirror/takeover.ts');
const turn = inFile('lib/engine/mirror/turn.ts');
const state = inFile('lib/engine/mirror/state.ts');

export const mutants: readonly Mutant[] = [
  // Acknowledging
  {
    name: 'skip-acknowledgement-wait',
    breaks: 'A write is acknowledged although the Active backup does not have it.',
    edits: [
      primary(
        "if (role.backup.kind === 'connected' && role.backup.standing !== 'catching-up') return later",
        "if (role.committed.fileCount < 0 && role.backup.kind === 'connected') return later",
      ),
    ],
  },
  {
    name: 'acknowledge-before-local-durable',
    breaks: 'A write is acknowledged when the backup has it, before the own disk does.',
    edits: [primary('earlier(durable, role.backup.acknowledged)', "role.backup.kind === 'connected' ? role.backup.acknowledged : durable")],
  },
  {
    name: 'commit-in-trouble',
    breaks: 'Writes are acknowledged in trouble state, while the lost backup may be taking over.',
    edits: [primary("if (role.trouble.kind !== 'none') return role.committed;", '')],
  },
  {
    name: 'no-trouble-state',
    breaks: 'Losing an Active backup is treated like losing one that nobody waits for.',
    edits: [primary("if (backup.standing !== 'active') {\n    // At once", "if (backup.standing !== 'catching-up') {\n    // At once")],
  },
  {
    name: 'trouble-ends-at-once',
    breaks: 'In agent mode the primary goes on before the backup has stopped believing in its own journal.',
    edits: [
      primary(
        "kind: 'until', sinceMs: turn.now, untilMs: turn.now + troubleMs(turn.state.settings.longestQosTimeoutMs) }",
        "kind: 'until', sinceMs: turn.now, untilMs: turn.now }",
      ),
    ],
  },
  {
    name: 'trouble-ends-by-time-in-arbiter-mode',
    breaks: 'In arbiter mode the trouble state ends by itself although the arbiter may have let the backup take over.',
    edits: [
      primary(
        "if (role.mode.kind === 'agent') {\n    turn.tell(1, 'trouble-agent-mode');",
        "if (role.mode.kind !== 'agent' || turn.now > 0) {\n    turn.tell(1, 'trouble-agent-mode');",
      ),
    ],
  },
  {
    name: 'isolated-primary-goes-on',
    breaks: 'A primary that lost both the backup and the arbiter goes on instead of assuming that it is the isolated one.',
    edits: [
      primary(
        "if (trouble.kind === 'until' && turn.now >= trouble.untilMs) {",
        "if ((trouble.kind === 'until' && turn.now >= trouble.untilMs) || (trouble.kind === 'indefinite' && turn.state.arbiter.kind !== 'connected')) {",
      ),
    ],
  },
  {
    name: 'permission-before-the-mode-is-confirmed',
    breaks: 'The primary goes on by the arbiter’s word while a backup that never entered arbiter mode still counts on the trouble timeout.',
    edits: [primary(' || turn.now < role.trouble.notBeforeMs) return;', ') return;')],
  },
  {
    name: 'assume-a-follower-complete',
    breaks: 'A member that has just connected is taken to have all that the primary has.',
    edits: [primary('acknowledged: { fileCount: 0, offset: 0 },', 'acknowledged: turn.state.journal.durable,')],
  },
  {
    name: 'activate-before-even',
    breaks: 'A member is called Active before it has everything that was acknowledged without it.',
    edits: [
      primary("backup.standing === 'activating' && !isBefore(backup.acknowledged, role.committed)", "backup.standing === 'activating'"),
    ],
  },
  {
    name: 'late-follow-of-an-old-session',
    breaks: 'A request to follow that comes late, on a session the backup has left, ends the trouble state in its name.',
    edits: [primary(' || session <= role.lastSession) return', ') return')],
  },
  {
    name: 'leave-arbiter-mode-unasked',
    breaks: 'The primary leaves arbiter mode before the backup gave its word that it will not claim.',
    edits: [
      primary(
        "turn.emit({ kind: 'tell-backup', session: backup.session, message: { kind: 'leave-arbiter-mode', arrangement: role.mode.arrangement.id } });",
        "turn.emit({ kind: 'tell-backup', session: backup.session, message: { kind: 'leave-arbiter-mode', arrangement: role.mode.arrangement.id } });\n    turn.become({ ...role, mode: { kind: 'agent' } });",
      ),
    ],
  },
  {
    name: 'resign-early',
    breaks: 'A planned stop hands over while accepted writes are still unanswered.',
    edits: [
      primary(
        ' || !isSamePosition(role.committed, journal.durable)) return;',
        ' || (isSamePosition(role.committed, journal.durable) && turn.now < 0)) return;',
      ),
    ],
  },
  {
    name: 'resign-to-anyone-who-takes-it-though-behind',
    breaks: 'A planned stop hands over to a member that lacks acknowledged writes, and that one takes it.',
    edits: [
      primary(
        "if (role.backup.kind !== 'connected' || role.backup.standing !== 'active') return;\n  if (role.handOver",
        "if (role.backup.kind !== 'connected') return;\n  if (role.handOver",
      ),
      backup(
        "if (role.kind !== 'backup' || !role.active || isBefore(turn.state.journal.durable, final)) return;\n  const isOrdered = role.handOverUntilMs !== null;",
        "if (role.session === null) return;\n  const isOrdered = role.kind === 'backup' && role.handOverUntilMs !== null;",
      ),
    ],
  },
  {
    name: 'hand-over-with-open-databases',
    breaks: 'A planned stop hands over before the databases are closed and the virtual IP is off the card.',
    edits: [
      primary(
        "turn.emit({ kind: 'close-databases' });\n  turn.emit({ kind: 'tell-backup', session: role.backup.session, message: { kind: 'resigning'",
        "turn.emit({ kind: 'tell-backup', session: role.backup.session, message: { kind: 'resigning'",
      ),
    ],
  },
  {
    name: 'nobody-ends-the-old-primary',
    breaks: 'A primary that meets a later term stays as it is, and nobody forces it down.',
    edits: [
      primary(
        "turn.emit({ kind: 'close-databases' }, { kind: 'halt', reason: narrate({ code: why, args: [] }), isPlanned: false });\n  turn.become({ kind: 'resigned', sinceMs: turn.now });",
        '',
      ),
      takeover("fence: cause === 'arbiter' || cause === 'forced'", 'fence: false'),
    ],
  },
  // Following
  {
    name: 'apply-beyond-committed',
    breaks: 'The backup’s database gets what the primary has not committed.',
    edits: [
      backup(
        "return turn.emit({ kind: 'commit-through', through: message.committed });",
        "return turn.emit({ kind: 'commit-through', through: turn.state.journal.durable });",
      ),
    ],
  },
  {
    name: 'follow-without-cutting-surplus',
    breaks: 'A returning member follows from its own end, keeping what the primary never had.',
    edits: [
      backup('if (surplus) turn.patch({ journal: { ...turn.state.journal, durable: options.common } });', ''),
      backup(
        "turn.emit({ kind: 'follow-from', session: options.session, position: options.common });",
        "turn.emit({ kind: 'follow-from', session: options.session, position: turn.state.journal.durable });",
      ),
    ],
  },
  {
    name: 'count-echoes-from-now',
    breaks: 'The backup counts the trouble timeout from when an echo arrives, not from when the primary could have counted on it.',
    edits: [backup('Math.max(heard.echoedMs, Math.min(message.echoMs, heard.lastSentMs))', 'turn.now')],
  },
  {
    name: 'count-activation-from-now',
    breaks: 'A backup that has just become Active counts the trouble timeout from then, not from when it asked to follow.',
    edits: [backup('echoedMs: role.sinceMs,', 'echoedMs: turn.now,')],
  },
  {
    name: 'keep-counting-after-leaving-arbiter-mode',
    breaks: 'A backup that left arbiter mode counts on a trouble timeout which its primary, still in arbiter mode, need not keep.',
    edits: [backup('echoedMs: Number.NEGATIVE_INFINITY });', 'echoedMs: turn.now });')],
  },
  {
    name: 'complete-while-synchronizing',
    breaks: 'A member that was never Active believes that its journal is complete when it loses the primary.',
    edits: [
      backup(
        "if (role.kind === 'synchronizing') return decide(turn, 'lost-primary');",
        "if (role.kind === 'synchronizing') return decide(turn, 'lost-primary', turn.now + relianceMs(turn.state.settings.qosTimeoutMs));",
      ),
    ],
  },
  // Deciding
  {
    name: 'promote-an-inactive-backup',
    breaks: 'A member whose partner is down takes over without its journal although it was not Active.',
    edits: [deciding('if (turn.now < role.completeUntilMs) return takeOver', 'if (turn.now > 0) return takeOver')],
  },
  {
    name: 'take-over-without-fetching',
    breaks: 'A member takes over from a dead partner although that one’s journal has more.',
    edits: [
      deciding(
        "if (journal === 'none' || compareKnowledge(turn.state.journal, journal) >= 0) return takeOver",
        'if (turn.now >= 0) return takeOver',
      ),
    ],
  },
  {
    name: 'take-over-without-the-agents-word',
    breaks: 'Silence of the partner and of its agent counts as death.',
    edits: [
      deciding("waitFor(turn, refuseOrder(turn, role, 'agent-unreachable'), 'agent-unreachable');", "takeOver(turn, 'agent-confirmed');"),
    ],
  },
  {
    name: 'take-over-from-a-hung-primary',
    breaks: 'A primary that hangs is replaced without being forced down first.',
    edits: [
      deciding(
        "if (report.responsive) return waitFor(turn, role, 'partner-unreachable');",
        "if (report.responsive) return waitFor(turn, role, 'partner-unreachable');\n  if (turn.now >= 0) return takeOver(turn, 'agent-confirmed');",
      ),
    ],
  },
  {
    name: 'quiet-means-dead',
    breaks: 'A process that has just been started, and answers nothing yet, is taken for none, and its journal for nothing.',
    edits: [
      deciding(
        "if (report.responsive) return waitFor(turn, role, 'partner-unreachable');",
        "if (report.responsive && report.standing === null) return partnerIsDown(turn, role, 'none');\n  if (report.responsive) return waitFor(turn, role, 'partner-unreachable');",
      ),
    ],
  },
  {
    name: 'believe-a-stale-agent-answer',
    breaks: 'The agent’s answer to an earlier question is taken for the answer to the open one.',
    edits: [
      deciding("|| open.inquiry !== inquiry) return;\n  if (report.instance === 'down')", ") return;\n  if (report.instance === 'down')"),
    ],
  },
  {
    name: 'believe-a-stale-acceptance',
    breaks: 'The partner’s yes to an earlier proposal is taken for a yes to the open one.',
    edits: [
      deciding(
        "if (role.inquiry.kind !== 'proposing' || role.inquiry.inquiry !== inquiry) return;",
        "if (role.inquiry.kind !== 'proposing') return;",
      ),
    ],
  },
  {
    name: 'accept-and-go-on-asking',
    breaks: 'A member that accepted the partner’s proposal still acts on the answer to its own question.',
    edits: [
      deciding(
        "turn.nextInquiry();\n  waitFor(turn, { ...refuseOrder(turn, role, 'partner-is-taking-over'), completeUntilMs: 0 }, 'partner-is-taking-over');\n  return true;",
        'return true;',
      ),
    ],
  },
  {
    name: 'accept-while-claiming',
    breaks: 'A member accepts a proposal while its claim lies with the arbiter.',
    edits: [
      deciding(
        "role.inquiry.kind === 'asking-arbiter' || !goesFirst(from, mine)) return false;\n  turn.nextInquiry();\n  waitFor(",
        "!goesFirst(from, mine)) return false;\n  if (role.inquiry.kind !== 'asking-arbiter') waitFor(",
      ),
    ],
  },
  {
    name: 'whoever-proposes-leads',
    breaks: 'The two members agree on a primary without looking who knows more.',
    edits: [
      deciding('if (!first) return waitFor', 'if (!first && turn.now < 0) return waitFor'),
      deciding(' || !goesFirst(from, mine)) return false;', ') return false;'),
    ],
  },
  {
    name: 'stopped-member-lets-anyone-lead',
    breaks: 'A member on which mirroring is stopped lets one lead that knows less.',
    edits: [
      deciding(
        "if (role.kind === 'stopped') return compareKnowledge(from.journal, mine.journal) >= 0;",
        "if (role.kind === 'stopped') return true;",
      ),
      deciding(
        "partner.role === 'stopped' ? compareKnowledge(mine.journal, partner.journal) >= 0 : ",
        "partner.role === 'stopped' ? true : ",
      ),
    ],
  },
  {
    name: 'follow-an-earlier-term',
    breaks: 'A member whose journal is of a later term follows the primary of an earlier one.',
    edits: [deciding('if (partner.epoch < turn.state.journal.epoch) return propose(turn, role);', '')],
  },
  {
    name: 'longer-not-later',
    breaks: 'The longer journal wins, not that of the later term.',
    edits: [
      turn('one.epoch - other.epoch || comparePositions(one.durable, other.durable)', 'comparePositions(one.durable, other.durable)'),
    ],
  },
  {
    name: 'no-failover-forgotten',
    breaks: '"No failover" does not bind a member whose partner is down.',
    edits: [deciding("if (!mayBePrimary(turn, turn.state.settings.self.guid)) return 'no-failover';", '')],
  },
  // Taking over
  {
    name: 'forget-the-epoch',
    breaks: 'The new term is counted from what this member was told, not from what its journal says.',
    edits: [
      takeover('const known = Math.max(turn.state.durable.epoch, turn.state.journal.epoch);', 'const known = turn.state.durable.epoch;'),
    ],
  },
  {
    name: 'same-term-again',
    breaks: 'A takeover does not begin a new term.',
    edits: [
      takeover(
        "if (cause !== 'forced' && cause !== 'promoted') return known + 1;",
        "if (cause !== 'forced' && cause !== 'promoted') return known;",
      ),
    ],
  },
  {
    name: 'virtual-ip-first',
    breaks: 'The virtual IP is taken before the new term is on the disk.',
    edits: [
      state(
        "['settle', 'apply', 'persist', 'switch-journal', 'open-databases', 'virtual-ip', 'open']",
        "['virtual-ip', 'settle', 'apply', 'persist', 'switch-journal', 'open-databases', 'open']",
      ),
      takeover("phase: 'settle', retryAtMs", "phase: 'virtual-ip', retryAtMs"),
      takeover("run(turn, 'settle');", "run(turn, 'virtual-ip');"),
    ],
  },
  {
    name: 'apply-before-settled',
    breaks:
      'The databases are brought to the end that the journal has at that moment, while received blocks are still on their way to the disk.',
    edits: [
      state("['settle', 'apply', 'persist',", "['apply', 'persist',"),
      takeover("phase: 'settle', retryAtMs", "phase: 'apply', retryAtMs"),
      takeover("run(turn, 'settle');", "run(turn, 'apply');"),
    ],
  },
  {
    name: 'never-gives-way',
    breaks: 'A member that cannot apply its journal tries to take over for ever, and its partner waits for it.',
    edits: [takeover(" && role.cause !== 'promoted') return giveWay(turn, reason);", ' && turn.now < 0) return giveWay(turn, reason);')],
  },
  {
    name: 'leads-over-an-able-partner',
    breaks: 'A member that cannot apply its journal goes first by its name, however able the other one is.',
    edits: [deciding('if (isHindered(hindered) && !isHindered(able)', 'if (one.guid === other.guid')],
  },
  {
    name: 'serve-without-virtual-ip',
    breaks: 'A phase of the takeover that failed counts as done.',
    edits: [
      takeover(
        'turn.become({ ...role, failing: { sinceMs: failing?.sinceMs ?? turn.now, reason }, retryAtMs: turn.now + PHASE_RETRY_MS });',
        'phaseDone(turn, role, phase);',
      ),
    ],
  },
  ...arbiterMutants,
  ...asyncMutants,
  ...forceMutants,
  ...observeMutants,
  ...promotionMutants,
  ...boldMutants,
  ...purgeMutants,
  ...lostEndMutants,
];
