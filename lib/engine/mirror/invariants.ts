/**
 * What holds in every state of the machine, and in every step from one to the next, whatever events come: the last thing that `step` does
 * is to look. The comments of `state.ts` promise it; here it is checked, in the simulator and in production alike.
 *
 * Only what the machine itself answers for stands here. What another member says (how far it has the journal, which term it has heard of)
 * may be anything; what this member makes of it may not.
 */
import { assert } from '../../machine/assert.ts';
import { isBefore, isSamePosition, type JournalPosition } from '../journal/position.ts';
import type { Effect, MirrorEvent } from './events.ts';
import { type BackupLink, type MirrorState, type PrimaryRole, takeoverPhases, type TakingOverRole } from './state.ts';

const reaches = (one: JournalPosition, other: JournalPosition) => !isBefore(one, other);
const phaseIndex = ({ phase }: TakingOverRole) => takeoverPhases.indexOf(phase);
const PERSISTED = takeoverPhases.indexOf('persist');
const standings = ['catching-up', 'activating', 'active'] as const satisfies readonly Extract<
  BackupLink,
  { kind: 'connected' }
>['standing'][];

/** Throws, or ends the process, when the state is none that the machine can be in. */
export function assertState(state: MirrorState, now: number): void {
  const { durable, journal, role, inquiries } = state;
  assert(Number.isSafeInteger(durable.epoch) && durable.epoch >= 0, 'a term is a whole number', () => durable);
  assert((role.kind === 'stopped') === durable.stopped, 'a member is stopped exactly while that is written down', () => [
    role.kind,
    durable,
  ]);
  assert(role.sinceMs <= now, 'no role began in the future', () => [role.sinceMs, now]);
  switch (role.kind) {
    case 'primary':
      return assertPrimary(state, role);
    case 'backup':
      assert(!role.active || durable.wasActive, 'who is the Active backup has that written down');
      assert(role.mode.kind === 'agent' || role.active, 'only the Active backup is in arbiter mode');
      return assert(role.echoedMs <= now, 'a primary has echoed no heartbeat that was not sent yet', () => [role.echoedMs, now]);
    case 'deciding':
      return assert(
        !('inquiry' in role.inquiry) || role.inquiry.inquiry <= inquiries,
        'the question that is open has been numbered',
        () => [role.inquiry, inquiries],
      );
    case 'taking-over':
      assert(role.retryAtMs === null || role.failing !== null, 'a phase is tried again because it has failed');
      assert(state.hindrance === null, 'what kept a member from following does not keep it from leading');
      if (phaseIndex(role) <= PERSISTED) return;
      assert(durable.lastRole === 'primary', 'who opens a term has written down that it leads');
      return assert(durable.epoch >= journal.epoch, 'the term that is opened is above all of this journal', () => [durable, journal]);
    default:
  }
}

function assertPrimary({ durable, journal, inquiries, unable }: MirrorState, role: PrimaryRole): void {
  const { backup, committed, trouble, mode } = role;
  assert(durable.lastRole === 'primary', 'who leads has that written down');
  assert(durable.epoch >= 1 && durable.epoch >= journal.epoch, 'a primary owns the last term of its journal', () => [durable, journal]);
  assert(reaches(journal.durable, committed), 'committed ≤ durable', () => [committed, journal.durable]);
  assert(unable === null, 'who leads has applied its journal');
  assert(trouble.kind !== 'indefinite' || mode.kind === 'arbiter', 'only in arbiter mode has trouble no end of its own');
  assert(trouble.kind !== 'until' || trouble.untilMs > trouble.sinceMs, 'trouble lasts a while');
  assert(role.handOver === null || role.stopping, 'who hands over takes no more writes');
  assert(role.fence?.inquiry == null || role.fence.inquiry <= inquiries, 'the order of the fence has been numbered');
  if (backup.kind === 'none') return;
  assert(trouble.kind === 'none', 'trouble is over once a backup is connected');
  assert(backup.session === role.lastSession, 'the backup is who followed last', () => [backup.session, role.lastSession]);
  assert(backup.owedSinceMs === null || backup.standing !== 'catching-up', 'nobody waits for a backup that is catching up');
  assert(mode.kind === 'agent' || backup.standing === 'active', 'arbiter mode is an agreement with an Active backup');
  assert(
    backup.standing !== 'active' || reaches(backup.acknowledged, committed),
    'an Active backup has everything that was committed',
    () => [backup.acknowledged, committed],
  );
}

/** The same of a step. `before` has been looked at when it was reached. */
export function assertStep(
  before: MirrorState,
  event: MirrorEvent,
  [after, effects]: readonly [MirrorState, readonly Effect[]],
  now: number,
): void {
  assertState(after, now);
  assert(after.durable.epoch >= before.durable.epoch, 'the term never falls', () => [before.durable.epoch, after.durable.epoch]);
  assert(after.inquiries >= before.inquiries, 'no number of a question is used twice');
  assertRoles(before, event, after);
  assertWritten(before, after, effects);
  assertSaid(event, after, effects);
  if (before.role.kind === 'primary' && after.role.kind === 'primary') assertLeading(before, before.role, event, after, after.role, now);
}

/** Which role may come behind which. */
function assertRoles({ role: was }: MirrorState, event: MirrorEvent, { role, settings, journal, arbiter }: MirrorState): void {
  if (was.kind === 'resigned') assert(role.kind === 'resigned', 'who has resigned is never primary again in this run');
  if (was.kind === 'primary') assert(role.kind === 'primary' || role.kind === 'resigned', 'who leads ends by resigning', () => role.kind);
  if (role.kind === 'primary' && was.kind !== 'primary')
    assert(was.kind === 'taking-over' && was.phase === 'open', 'who leads has gone through all phases of a takeover', () => was);
  if (role.kind === 'resigned' && was.kind !== 'resigned') assert(was.kind === 'primary', 'only who led resigns');
  if (role.kind === 'synchronizing' && was.kind !== 'synchronizing')
    assert(was.kind === 'deciding', 'who follows has looked for a primary');
  if (role.kind === 'backup' && was.kind !== 'backup') assert(was.kind === 'synchronizing', 'who is a backup has synchronized');
  if (role.kind === 'backup' && role.mode.kind === 'arbiter' && !(was.kind === 'backup' && was.mode.kind === 'arbiter'))
    assert(
      arbiter.kind === 'connected' && arbiter.incarnation === role.mode.arrangement.incarnation,
      'a backup agrees on the very arbiter that it is connected to',
    );
  if (was.kind === 'taking-over') {
    assert(
      role.kind === 'taking-over' || role.kind === 'primary' || role.kind === 'deciding',
      'a takeover ends in leading, or is given up',
      () => role.kind,
    );
    assert(
      role.kind !== 'deciding' || phaseIndex(was) < PERSISTED,
      'a takeover is given up only before its term is written down',
      () => was.phase,
    );
    assert(role.kind !== 'taking-over' || phaseIndex(role) >= phaseIndex(was), 'the phases of a takeover come in their order');
  } else if (role.kind === 'taking-over') {
    assert(
      was.kind === 'deciding' || (was.kind === 'backup' && was.active),
      'who takes over has decided to, or was the Active backup',
      () => was.kind,
    );
    assert(phaseIndex(role) === 0, 'a takeover begins with its first phase');
    assert(role.cause !== 'no-other-member' || settings.partner === null, 'who leads for want of others has no partner');
    assert(
      role.cause !== 'negotiated' || (event.kind === 'partner-accepted' && event.accepted),
      'who leads by agreement has the word of the other',
    );
    assert(
      role.cause !== 'arbiter' ||
        (event.kind === 'arbiter-said' &&
          event.message.kind === 'takeover-granted' &&
          was.kind === 'deciding' &&
          was.inquiry.kind === 'asking-arbiter' &&
          was.inquiry.arrangement.id === event.message.arrangement),
      'who leads by the arbiter has asked it about this very arrangement',
    );
    assert(
      role.cause !== 'primary-resigned' ||
        (event.kind === 'primary-said' && event.message.kind === 'resigning' && reaches(journal.durable, event.message.final)),
      'who inherits has everything that the former primary had',
    );
  }
}

/** Persist, then send. */
function assertWritten(before: MirrorState, after: MirrorState, effects: readonly Effect[]): void {
  const last = effects.findLastIndex(({ kind }) => kind === 'persist');
  const written = effects[last];
  assert(
    after.durable === before.durable || (written?.kind === 'persist' && written.durable === after.durable),
    'what a member must remember is written down',
  );
  const early = effects
    .slice(0, Math.max(0, last))
    .find(
      ({ kind }) =>
        kind.startsWith('tell-') ||
        kind.startsWith('ask-') ||
        kind === 'answer-partner' ||
        kind === 'follow-from' ||
        kind === 'commit-through' ||
        kind === 'run-takeover-phase',
    );
  assert(early === undefined || early.kind === 'tell-arbiter', 'nothing is said before it is written down', () => early?.kind);
}

/** What this member says and orders, in the state that it has come to. */
function assertSaid(event: MirrorEvent, { role, journal }: MirrorState, effects: readonly Effect[]): void {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'commit-through':
        assert(
          role.kind === 'primary' || role.kind === 'backup' || role.kind === 'synchronizing',
          'only who leads or follows commits',
          () => role.kind,
        );
        assert(
          role.kind !== 'primary' || reaches(role.committed, effect.through),
          'a primary lets through what it calls committed',
          () => effect.through,
        );
        break;
      case 'tell-primary':
        if (effect.message.kind === 'acknowledge')
          assert(reaches(journal.durable, effect.message.through), 'what is acknowledged is on this disk', () => [
            effect.message,
            journal.durable,
          ]);
        if (effect.message.kind === 'resignation-taken') assert(role.kind === 'taking-over', 'who takes a resignation takes over');
        break;
      case 'tell-backup':
        assert(role.kind === 'primary' || effect.message.kind !== 'you-are-active', 'only a primary makes a backup Active');
        if (effect.message.kind === 'resigning')
          assert(
            role.kind === 'primary' && role.stopping && isSamePosition(effect.message.final, journal.durable),
            'who resigns has written its last record',
          );
        break;
      case 'answer-partner':
        if (effect.answer.kind === 'verdict' && effect.answer.accepted)
          assert(
            role.kind === 'stopped' || (role.kind === 'deciding' && role.inquiry.kind === 'idle'),
            'who lets the other lead has no question open by which it could lead itself',
            () => role,
          );
        break;
      case 'follow-from':
        if (event.kind === 'history-compared')
          assert(reaches(effect.position, event.applied), 'nothing is cut off that a database holds', () => [
            effect.position,
            event.applied,
          ]);
        break;
      case 'halt':
        assert(role.kind === 'resigned', 'who is ended by its rules has resigned');
        break;
      case 'run-takeover-phase':
        assert(role.kind === 'taking-over', 'only who takes over carries out its phases');
        break;
      default:
    }
  }
}

/** From one step of a primary to its next. */
function assertLeading(
  before: MirrorState,
  was: PrimaryRole,
  event: MirrorEvent,
  after: MirrorState,
  role: PrimaryRole,
  now: number,
): void {
  assert(before.durable.epoch === after.durable.epoch, 'a primary owns one term', () => [before.durable.epoch, after.durable.epoch]);
  assert(reaches(after.journal.durable, before.journal.durable), 'the journal of a primary never runs backwards', () => [
    before.journal,
    after.journal,
  ]);
  assert(reaches(role.committed, was.committed), 'committed never falls', () => [was.committed, role.committed]);
  assert(role.lastSession >= was.lastSession, 'sessions are numbered as they are accepted');
  assert(!was.stopping || role.stopping || was.handOver?.isSent === false, 'a stop is taken back only with a hand-over that was not sent');
  assert(was.handOver?.isSent !== true || role.handOver?.isSent === true, 'a resignation that was sent stays sent');
  assert(
    was.trouble.kind !== 'indefinite' || role.trouble.kind !== 'none' || event.kind !== 'tick',
    'in arbiter mode no time ends trouble',
  );
  assert(
    was.trouble.kind !== 'indefinite' || role.trouble.kind !== 'none' || event.kind !== 'arbiter-said' || now >= was.trouble.notBeforeMs,
    'the arbiter lets nobody go on while the backup may count on time',
  );
  assert(
    was.trouble.kind !== 'until' || role.trouble.kind !== 'none' || event.kind !== 'tick' || now >= was.trouble.untilMs,
    'trouble is waited through',
  );
  if (was.mode.kind === 'agent' && role.mode.kind === 'arbiter')
    assert(
      after.arbiter.kind === 'connected' &&
        role.backup.kind === 'connected' &&
        role.backup.incarnation === after.arbiter.incarnation &&
        role.mode.arrangement.incarnation === after.arbiter.incarnation,
      'both members see the arbiter that they agree on',
    );
  if (isBefore(was.committed, role.committed)) {
    assert(role.trouble.kind === 'none', 'nothing is committed in trouble');
    assert(
      role.backup.kind === 'none' || role.backup.standing === 'catching-up' || reaches(role.backup.acknowledged, role.committed),
      'a commit is covered by the acknowledgement of the backup that is waited for',
      () => [role.committed, role.backup],
    );
  }
  if (was.backup.kind !== 'connected' || role.backup.kind !== 'connected' || was.backup.session !== role.backup.session) return;
  assert(reaches(role.backup.acknowledged, was.backup.acknowledged), 'what a backup has acknowledged it has');
  assert(
    standings.indexOf(role.backup.standing) >= standings.indexOf(was.backup.standing),
    'an Active backup is Active until its session ends',
  );
}
