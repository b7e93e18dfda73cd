/**
 * Bugs planted in promotion and demotion, with a primary and without one, and in who asks for its role; see `mutants.ts`.
 *
 * Not planted: a member that waits on although what has locked it out has come to nothing (the simulated operator stops it and orders
 * another promotion: `role-watch.test.ts`, `scenarios/promotion-that-came-to-nothing.txt`); one that believes this of a member which was
 * promoted, has led, and is an async again (`role-watch.test.ts`); and a primary that hands over a page while it changes roles (the
 * partner must have died before it heard that it is one, be locked out, and be back within that moment: `roll.test.ts`).
 */
import { inFile, type Mutant } from './mutant.ts';

const deciding = inFile('lib/engine/mirror/deciding.ts');
const turn = inFile('lib/engine/mirror/turn.ts');
const promotion = inFile('lib/engine/mirror/promotion.ts');
const promotionSteps = inFile('lib/engine/mirror/promotion-steps.ts');
const roleWatch = inFile('lib/engine/mirror/role-watch.ts');
const lockOut = inFile('lib/engine/mirror/lock-out.ts');
const roll = inFile('lib/engine/mirror/roll.ts');
const step = inFile('lib/engine/mirror/step.ts');

export const promotionMutants: readonly Mutant[] = [
  // Promotion and demotion while a primary runs
  {
    name: 'written-before-the-demoted-member-wrote-it-down',
    breaks: 'The configuration names another failover member although the present partner has not said that it is none any more.',
    edits: [roll("if (result !== 'out') {", "if (result !== 'out' && goesWithout) {")],
  },
  {
    name: 'demoted-on-the-present-page',
    mixture: 'preparing',
    breaks:
      'The demoted member writes that down in the present version, so that a copy of it that is on its way makes it a failover member again.',
    edits: [
      roll('version: own.roll.version + 1 };', 'version: own.roll.version };'),
      roll('return !isFromFailover || version <= own.roll.version ||', 'return !isFromFailover || version < own.roll.version ||'),
    ],
  },
  {
    name: 'crosses-out-on-an-old-copy',
    breaks: 'A member crosses itself out on a page that names the others as its own copy does, which may be older than its promotion.',
    edits: [roll("(entry.kind === 'failover' && entry.guid !== from)", "(entry.kind === 'failover' && entry.guid === guid)")],
  },
  {
    name: 'take-an-earlier-configuration',
    breaks: 'A member takes an earlier version of the configuration than it has.',
    edits: [roll("if (offered.version < own.roll.version && (!isOfNewerTerm || promotes)) return 'leave';", '')],
  },
  {
    name: 'earlier-version-promotes',
    mixture: 'late-configurations',
    breaks: 'An earlier version of the configuration makes an async a failover member because its primary’s term is new to it.',
    edits: [roll('(!isOfNewerTerm || promotes)', '!isOfNewerTerm')],
  },
  {
    name: 'hand-over-the-helm-again',
    breaks: 'A failover member whose partner has been demoted hands it the configuration of before, and both stay with what they have.',
    edits: [
      roll(
        "if (theirs.version <= own.roll.version) return !isChangingRoles && (own.isValidated || role === 'primary') ? 'hand' : 'nothing';\n  if (role === 'deciding') return 'take';",
        "if (theirs.version >= 0) return 'hand';\n  if (role === 'deciding') return 'take';",
      ),
    ],
  },
  {
    name: 'nobody-finishes-a-demotion',
    breaks: 'A primary that did not hear the answer of the member that it demoted counts on it for ever.',
    edits: [roll("return role === 'primary' && isMine ? 'finish' : 'nothing';", "return 'nothing';")],
  },
  {
    name: 'what-the-partner-has-is-left',
    breaks: 'A failover member without a role does not take what its partner, an async by now, has written down.',
    edits: [roll("if (role === 'deciding') return 'take';", "if (role === 'deciding') return 'nothing';")],
  },
  {
    name: 'promotion-never-heard',
    breaks: 'A member that never heard that it was promoted is not told by its partner.',
    edits: [
      roll(
        "if (theirs.version <= own.roll.version) return !isChangingRoles && (own.isValidated || role === 'primary') ? 'hand' : 'nothing';",
        "if (theirs.version <= own.roll.version) return 'nothing';",
      ),
    ],
  },
  {
    name: 'trouble-outlives-the-partner',
    breaks: 'A primary in trouble state stays in it although the lost partner is no failover member any more.',
    edits: [
      step(
        "if (role.kind === 'primary' && partner !== null && settings.partner?.guid !== partner.guid) partnerReplaced(turn, role, partner.name);",
        '',
      ),
    ],
  },
  // Promotion without a primary
  {
    name: 'validated-member-ignored',
    breaks: 'A former failover member on which ValidatedMember was set to 0 takes up its role again when it starts.',
    edits: [
      deciding("if (turn.state.settings.onlyPrimary === NOBODY && role.order === 'none') return waitFor(turn, role, 'no-failover');", ''),
      deciding('if (mine.onlyPrimary === NOBODY) return false;', ''),
      turn(
        'turn.state.settings.onlyPrimary === null ||',
        "turn.state.settings.onlyPrimary === null || turn.state.settings.onlyPrimary === 'nobody' ||",
      ),
    ],
  },
  {
    name: 'promoted-over-a-silent-agent',
    breaks: 'A member is promoted by itself although the agent of a former failover member does not answer.',
    edits: [
      promotion(
        "return members.every(({ agentReachable }) => agentReachable) ? lead(facts, partner, false) : refused('2121', [], 'partner');",
        'return lead(facts, partner, false);',
      ),
    ],
  },
  {
    name: 'promoted-without-the-newest-journal',
    breaks: 'A promoted member leads with what it has, although an agent has more.',
    edits: [
      promotion(
        "return accepted({ kind: 'lead', partner, reachable, fetchFrom,",
        "return accepted({ kind: 'lead', partner, reachable, fetchFrom: fetchFrom.slice(0, 0),",
      ),
    ],
  },
  {
    name: 'nobody-is-locked-out',
    breaks: 'The former failover members are not kept from leading when they start again.',
    edits: [
      promotion(
        'const reachable = members.filter(({ agentReachable }) => agentReachable)',
        'const reachable = members.filter(({ agentReachable }) => !agentReachable)',
      ),
    ],
  },
  {
    name: 'late-word-of-a-former-primary-locks-out',
    breaks: 'Who has led after a primary is locked out by the late word of that one.',
    edits: [lockOut("|| (locked.epoch !== 'unreadable' && locked.epoch <= locker.epoch)", '|| true')],
  },
  {
    name: 'release-takes-everybodys-locks',
    breaks: 'A promotion that comes to nothing takes back the locks of others, too.',
    edits: [lockOut('owners.filter((owner) => owner !== promotion)', 'owners.slice(0, promotion.length * 0)')],
  },
  {
    name: 'locks-are-not-looked-at-again',
    breaks:
      'Each former member was down and locked out at some moment, but nobody looks whether all were at one, neither then nor before the promoted one leads.',
    edits: [
      promotionSteps(
        "if (answer?.kind !== 'held') return answer?.kind === 'failed'",
        "if (answer?.kind === 'failed') return answer?.kind === 'failed'",
      ),
      promotionSteps('if (!still.ok) return still;', ''),
    ],
  },
  {
    name: 'set-back-and-led-over',
    breaks:
      'A promotion does not look again before it leads: a person has set ValidatedMember of a former member back while the journal was brought.',
    edits: [promotionSteps('if (!still.ok) return still;', '')],
  },
  {
    name: 'whoever-is-up-waits',
    breaks: 'A former member that is up when the promoted one is about to lead is taken to wait for its role, without being asked.',
    edits: [promotionSteps("(answer?.kind === 'up' && seen?.kind === 'seen' && isWaiting(seen.words.get(guid)))", "answer?.kind === 'up'")],
  },
  {
    name: 'page-of-before-promotes',
    mixture: 'late-pages',
    breaks: 'An async that has stood aside for a promotion becomes a failover member by a page that was on its way.',
    edits: [roll("if (promotes && isOfBefore) return 'leave';", '')],
  },
  {
    name: 'nobody-stands-aside',
    mixture: 'late-pages',
    breaks: 'A member is promoted although a page may be on its way that makes an async a failover member, which is not asked to leave it.',
    edits: [promotionSteps('if (!isOnItsWay || running.length === 0) return', 'if (isOnItsWay || running.length === 0) return')],
  },
  {
    name: 'promoted-beside-one-unheard',
    breaks:
      'Nobody is told to see to asyncs that a failover member which cannot be asked may have made failover members, and that say nothing.',
    edits: [
      promotion('[...silent, ...unheard].map', '[...silent].map'),
      promotionSteps(
        "return silent.length === 0 ? accepted(null) : refused('P628',",
        "return silent.length >= 0 ? accepted(null) : refused('P628',",
      ),
    ],
  },
  {
    name: 'asked-only-at-start',
    breaks: 'A member that found nobody when it started never asks again for its role.',
    edits: [roleWatch('yield* look(ROLE_ASK_MS);', '')],
  },
  {
    name: 'former-partner-not-asked',
    breaks: 'A member that may not lead does not ask the other failover member that it knows.',
    edits: [roleWatch("!before.mayLead || kind !== 'failover'", "kind !== 'failover'")],
  },
  {
    name: 'role-heard-and-not-taken',
    breaks: 'A member hears its role from the primary and does not write it down.',
    edits: [roleWatch("if (told !== undefined && verdict !== 'ignore') yield", "if (verdict === 'give-way') yield")],
  },
  {
    name: 'led-without-what-could-not-be-had',
    breaks: 'A promoted member leads although what others have of the journal could not be retrieved, and nobody has given it up.',
    edits: [promotionSteps("if (!mayLose) return refused(reply.kind === 'beyond' ? 'P627' : 'P197', [nameOf(guid)]);", '')],
  },
  {
    name: 'fetched-from-who-has-less',
    breaks: 'A promoted member brings the journal from the former member that has the least of it.',
    edits: [
      promotionSteps(
        'found.sort((one, other) => compareKnowledge(other.journal, one.journal))',
        'found.sort((one, other) => compareKnowledge(one.journal, other.journal))',
      ),
    ],
  },
  {
    name: 'former-members-stay-failover-members',
    breaks: 'The configuration of a promoted member names both former failover members beside it.',
    edits: [promotion("return member.kind === 'failover' ? { ...member, kind: 'disaster-recovery' as const } : member;", 'return member;')],
  },
  {
    name: 'role-never-learnt',
    breaks: 'A member on which ValidatedMember is 0 does not hear its role from the primary.',
    edits: [promotion("mine.isEndLost && theirs.epoch < mine.epoch ? 'ignore' : 'learn'", "'ignore'")],
  },
  {
    name: 'role-learnt-only-from-a-primary',
    breaks: 'A promoted member that died before its partner heard of it waits for that partner, and the partner for a primary.',
    edits: [
      promotion(
        "if (!theirs.leads) return mine.isRoleUnknown && isOfLaterPromotion(theirs.version, mine.version) ? 'learn' : 'ignore';",
        "if (!theirs.leads) return 'ignore';",
      ),
    ],
  },
  {
    name: 'unlocked-by-one-of-two',
    breaks: 'A member that two promotions have locked out goes on as what it was although only one of them has come to nothing.',
    edits: [roleWatch('lockedBy.every((promotion) => over.has(promotion))', 'lockedBy.some((promotion) => over.has(promotion))')],
  },
  {
    name: 'unlocked-while-being-promoted',
    breaks: 'A member that is being promoted says that its promotion has come to nothing.',
    edits: [lockOut('own.isAsync && !own.isBeingPromoted ?', 'own.isAsync ?')],
  },
  {
    name: 'promoted-member-asks-first',
    breaks: 'A promoted member waits for its partner, which may not lead, to agree.',
    edits: [step("return role.kind === 'deciding' ? takeOver(turn, event.forced ? 'forced' : 'promoted') : undefined;", 'return;')],
  },
  {
    name: 'nobody-is-demoted',
    breaks: 'A member is promoted beside two failover members.',
    edits: [
      roll("kinds[partner.guid] = 'disaster-recovery';", ''),
      roll("const word = yield { kind: 'demote', guid: partner.guid, version: own.roll.version + 1 };", "const word: string = 'out';"),
    ],
  },
];
