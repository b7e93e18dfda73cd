/** Each invariant broken by hand, from an honest state or step: so that it is known to be looked at. */
import { describe, expect, test } from 'vitest';
import { at, journal, MemberInTest } from '../sim/member-in-test.ts';
import { assertState, assertStep } from './invariants.ts';
import { meetObstacle } from './obstacle.ts';
import type { Durable } from './durable.ts';
import type { Effect, MirrorEvent } from './events.ts';
import type { BackupRole, DecidingRole, MirrorState, PrimaryRole, TakingOverRole } from './state.ts';

const NOW = 60_000;
const arrangement = { id: '6.1', incarnation: 'ONE' };
const tick: MirrorEvent = { kind: 'tick' };

/** One that leads with an Active backup, and everything committed. */
const leading: MirrorState = (() => {
  const member = new MemberInTest({ settings: { partner: null } }).tick().finishTakeover();
  const { state } = member;
  if (state.role.kind !== 'primary') throw new Error('it does not lead');
  const role: PrimaryRole = {
    ...state.role,
    lastSession: 3,
    committed: at(6, 500),
    backup: {
      kind: 'connected',
      session: 3,
      acknowledged: at(6, 500),
      lastHeardMs: NOW,
      lastSentMs: NOW,
      standing: 'active',
      incarnation: 'ONE',
      owedSinceMs: null,
    },
  };
  return {
    ...state,
    inquiries: 9,
    journal: journal(6, 500),
    arbiter: { kind: 'connected', incarnation: 'ONE', lastHeardMs: NOW, lastSentMs: NOW },
    role,
  };
})();
const lead = leading.role as PrimaryRole;
const link = lead.backup as Extract<PrimaryRole['backup'], { kind: 'connected' }>;
const alone: PrimaryRole['backup'] = { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: NOW };

const following: MirrorState = {
  ...leading,
  durable: { epoch: 6, lastRole: 'backup', stopped: false, wasActive: true, followed: null, followedEpoch: 0 },
  role: {
    kind: 'backup',
    sinceMs: 0,
    session: 1,
    lastHeardMs: NOW,
    lastSentMs: NOW,
    active: true,
    mode: { kind: 'agent' },
    echoedMs: NOW - 100,
    handOverUntilMs: null,
  },
};
const follow = following.role as BackupRole;
const deciding: MirrorState = {
  ...following,
  role: {
    kind: 'deciding',
    sinceMs: 0,
    reason: 'starting',
    completeUntilMs: 0,
    inquiry: { kind: 'asking-partner', inquiry: 9 },
    order: 'none',
    hasForced: false,
    observed: null,
  },
};
const decide = deciding.role as DecidingRole;
const takingOver: MirrorState = {
  ...deciding,
  role: { kind: 'taking-over', sinceMs: 0, cause: 'agent-confirmed', phase: 'settle', retryAtMs: null, failing: null, fence: false },
};
const takeover = takingOver.role as TakingOverRole;
const synchronizing: MirrorState = {
  ...following,
  role: { kind: 'synchronizing', sinceMs: 0, session: 1, lastHeardMs: NOW, lastSentMs: NOW, isRetry: false },
};
const resigned: MirrorState = { ...leading, role: { kind: 'resigned', sinceMs: 0 } };
const stopped: MirrorState = { ...following, durable: { ...following.durable, stopped: true }, role: { kind: 'stopped', sinceMs: 0 } };

const led = (part: Partial<PrimaryRole>, rest: Partial<MirrorState> = {}): MirrorState => ({
  ...leading,
  ...rest,
  role: { ...lead, ...part },
});
const followed = (part: Partial<BackupRole>, rest: Partial<MirrorState> = {}): MirrorState => ({
  ...following,
  ...rest,
  role: { ...follow, ...part },
});
const took = (part: Partial<TakingOverRole>, rest: Partial<MirrorState> = {}): MirrorState => ({
  ...takingOver,
  ...rest,
  role: { ...takeover, ...part },
});
const written = (part: Partial<Durable>, state = following): MirrorState => ({ ...state, durable: { ...state.durable, ...part } });
const until = { kind: 'until', sinceMs: 0, untilMs: NOW + 1000 } as const;
const indefinite = { kind: 'indefinite', sinceMs: 0, askAtMs: 0, notBeforeMs: NOW + 1000 } as const;
const inArbiterMode = { mode: { kind: 'arbiter', arrangement } } as const;

describe('a state that cannot be', () => {
  test('the honest ones can', () => {
    for (const state of [
      leading,
      following,
      deciding,
      takingOver,
      synchronizing,
      resigned,
      stopped,
      led({ backup: alone, trouble: until }),
      led({ backup: alone, trouble: indefinite, ...inArbiterMode }),
    ])
      assertState(state, NOW);
  });

  const hindrance = meetObstacle(null, { kind: 'disk', detail: 'ENOSPC' }, { now: 0, durable: at(1, 1), epoch: 1 });
  test.each<[string, MirrorState]>([
    ['a term is a whole number', written({ epoch: 6.5 })],
    ['a term is a whole number', written({ epoch: -1 })],
    ['a member is stopped exactly while that is written down', written({ stopped: true })],
    ['a member is stopped exactly while that is written down', written({ stopped: false }, stopped)],
    ['no role began in the future', followed({ sinceMs: NOW + 1 })],
    ['who leads has that written down', written({ lastRole: 'backup' }, leading)],
    ['a primary owns the last term of its journal', led({}, { journal: { ...journal(6, 500), epoch: 7 } })],
    ['committed ≤ durable', led({ committed: at(6, 501) })],
    ['who leads has applied its journal', led({}, { unable: { untilMs: 0, reason: 'damaged' } })],
    ['only in arbiter mode has trouble no end of its own', led({ backup: alone, trouble: indefinite })],
    ['trouble lasts a while', led({ backup: alone, trouble: { ...until, untilMs: 0 } })],
    ['who hands over takes no more writes', led({ handOver: { sinceMs: 0, isSent: false } })],
    ['the order of the fence has been numbered', led({ fence: { inquiry: 10, retryAtMs: 0 } })],
    ['trouble is over once a backup is connected', led({ trouble: until })],
    ['the backup is who followed last', led({ lastSession: 4 })],
    ['nobody waits for a backup that is catching up', led({ backup: { ...link, standing: 'catching-up', owedSinceMs: 0 } })],
    ['arbiter mode is an agreement with an Active backup', led({ ...inArbiterMode, backup: { ...link, standing: 'activating' } })],
    ['an Active backup has everything that was committed', led({ backup: { ...link, acknowledged: at(6, 499) } })],
    ['who is the Active backup has that written down', written({ wasActive: false })],
    ['only the Active backup is in arbiter mode', followed({ active: false, ...inArbiterMode })],
    ['a primary has echoed no heartbeat that was not sent yet', followed({ echoedMs: NOW + 1 })],
    ['the question that is open has been numbered', { ...deciding, inquiries: 8 }],
    ['a phase is tried again because it has failed', took({ retryAtMs: NOW })],
    ['what kept a member from following does not keep it from leading', took({}, { hindrance })],
    ['who opens a term has written down that it leads', took({ phase: 'switch-journal' })],
    ['the term that is opened is above all of this journal', took({ phase: 'open' }, { durable: { ...leading.durable, epoch: 5 } })],
  ])('%s (%#)', (sentence, state) => {
    expect(() => assertState(state, NOW)).toThrow(sentence);
  });
});

describe('a step that cannot be', () => {
  const persisted = (state: MirrorState): Effect => ({ kind: 'persist', durable: state.durable });
  const accepted: MirrorEvent = { kind: 'partner-accepted', inquiry: 9, accepted: true };
  const resigning: MirrorEvent = { kind: 'primary-said', session: 1, message: { kind: 'resigning', final: at(6, 501) } };
  const arbiterSaid: MirrorEvent = { kind: 'arbiter-said', message: { kind: 'continue-granted', arrangement: '6.1' } };
  const higher = written({ epoch: 7 });
  const term7 = written({ epoch: 7 }, leading);
  const troubled = led({ backup: alone, trouble: until });
  const isolated = led({ backup: alone, trouble: indefinite, ...inArbiterMode });
  const stopping = led({ stopping: true });

  test('the honest ones can', () => {
    assertStep(leading, tick, [leading, []], NOW);
    assertStep(following, tick, [higher, [persisted(higher), { kind: 'close-link' }]], NOW);
    assertStep(troubled, tick, [led({ backup: alone }), []], NOW + 2000);
    assertStep(
      following,
      { ...resigning, message: { kind: 'resigning', final: at(6, 500) } },
      [took({ cause: 'primary-resigned' }), []],
      NOW,
    );
  });

  test.each<[string, MirrorState, MirrorEvent, MirrorState, Effect[]]>([
    ['the term never falls', higher, tick, following, [persisted(following)]],
    ['no number of a question is used twice', leading, tick, { ...leading, inquiries: 8 }, []],
    // Roles
    ['who has resigned is never primary again in this run', resigned, tick, deciding, [persisted(deciding)]],
    ['who leads ends by resigning', leading, tick, deciding, [persisted(deciding)]],
    ['who leads has gone through all phases of a takeover', took({ phase: 'virtual-ip' }, { durable: leading.durable }), tick, leading, []],
    ['only who led resigns', following, tick, { ...following, role: resigned.role }, []],
    ['who follows has looked for a primary', following, tick, synchronizing, []],
    ['who is a backup has synchronized', deciding, tick, following, []],
    [
      'a backup agrees on the very arbiter that it is connected to',
      following,
      tick,
      followed({ mode: { kind: 'arbiter', arrangement: { ...arrangement, incarnation: 'TWO' } } }),
      [],
    ],
    ['a takeover ends in leading, or is given up', takingOver, tick, stopped, [persisted(stopped)]],
    [
      'a takeover is given up only before its term is written down',
      took({ phase: 'virtual-ip' }, { durable: leading.durable }),
      tick,
      { ...deciding, durable: leading.durable },
      [],
    ],
    ['the phases of a takeover come in their order', took({ phase: 'apply' }), tick, takingOver, []],
    ['who takes over has decided to, or was the Active backup', followed({ active: false }), tick, takingOver, []],
    ['a takeover begins with its first phase', deciding, tick, took({ phase: 'apply' }), []],
    [
      'who leads for want of others has no partner',
      { ...deciding, settings: { ...deciding.settings, partner: { guid: 'b', name: 'B' } } },
      tick,
      took({ cause: 'no-other-member' }, { settings: { ...deciding.settings, partner: { guid: 'b', name: 'B' } } }),
      [],
    ],
    ['who leads by agreement has the word of the other', deciding, { ...accepted, accepted: false }, took({ cause: 'negotiated' }), []],
    [
      'who leads by the arbiter has asked it about this very arrangement',
      { ...deciding, role: { ...decide, inquiry: { kind: 'asking-arbiter', arrangement } } },
      { kind: 'arbiter-said', message: { kind: 'takeover-granted', arrangement: '5.9' } },
      took({ cause: 'arbiter' }),
      [],
    ],
    ['who inherits has everything that the former primary had', following, resigning, took({ cause: 'primary-resigned' }), []],
    // Persist, then send
    ['what a member must remember is written down', following, tick, higher, []],
    ['what a member must remember is written down', following, tick, higher, [persisted(following)]],
    [
      'nothing is said before it is written down',
      following,
      tick,
      higher,
      [{ kind: 'tell-primary', session: 1, message: { kind: 'resignation-taken' } }, persisted(higher)],
    ],
    // What is said
    ['only who leads or follows commits', deciding, tick, deciding, [{ kind: 'commit-through', through: at(6, 1) }]],
    ['a primary lets through what it calls committed', leading, tick, leading, [{ kind: 'commit-through', through: at(6, 501) }]],
    [
      'what is acknowledged is on this disk',
      following,
      tick,
      following,
      [{ kind: 'tell-primary', session: 1, message: { kind: 'acknowledge', through: at(6, 501) } }],
    ],
    [
      'who takes a resignation takes over',
      following,
      tick,
      following,
      [{ kind: 'tell-primary', session: 1, message: { kind: 'resignation-taken' } }],
    ],
    [
      'only a primary makes a backup Active',
      following,
      tick,
      following,
      [{ kind: 'tell-backup', session: 1, message: { kind: 'you-are-active', committed: at(6, 1) } }],
    ],
    [
      'who resigns has written its last record',
      stopping,
      tick,
      stopping,
      [{ kind: 'tell-backup', session: 3, message: { kind: 'resigning', final: at(6, 400) } }],
    ],
    [
      'who lets the other lead has no question open by which it could lead itself',
      deciding,
      tick,
      deciding,
      [{ kind: 'answer-partner', call: 1, answer: { kind: 'verdict', accepted: true } }],
    ],
    [
      'nothing is cut off that a database holds',
      synchronizing,
      { kind: 'history-compared', session: 1, epoch: 6, process: 'p', common: at(6, 100), applied: at(6, 200) },
      synchronizing,
      [{ kind: 'follow-from', session: 1, position: at(6, 100) }],
    ],
    ['who is ended by its rules has resigned', leading, tick, leading, [{ kind: 'halt', reason: '', isPlanned: false }]],
    ['only who takes over carries out its phases', leading, tick, leading, [{ kind: 'run-takeover-phase', phase: 'open', epoch: 6 }]],
    // Leading
    ['a primary owns one term', leading, tick, term7, [persisted(term7)]],
    ['the journal of a primary never runs backwards', led({}, { journal: journal(6, 501) }), tick, leading, []],
    ['committed never falls', leading, tick, led({ committed: at(6, 499) }), []],
    ['sessions are numbered as they are accepted', led({ lastSession: 4, backup: alone }), tick, led({ backup: alone }), []],
    ['a stop is taken back only with a hand-over that was not sent', stopping, tick, leading, []],
    [
      'a resignation that was sent stays sent',
      led({ stopping: true, handOver: { sinceMs: 0, isSent: true } }),
      tick,
      led({ stopping: true, handOver: { sinceMs: 0, isSent: false } }),
      [],
    ],
    ['in arbiter mode no time ends trouble', isolated, tick, led({ backup: alone }), []],
    ['the arbiter lets nobody go on while the backup may count on time', isolated, arbiterSaid, led({ backup: alone }), []],
    ['trouble is waited through', troubled, tick, led({ backup: alone }), []],
    [
      'both members see the arbiter that they agree on',
      led({ backup: { ...link, incarnation: 'TWO' } }),
      tick,
      led({ ...inArbiterMode, backup: { ...link, incarnation: 'TWO' } }),
      [],
    ],
    ['nothing is committed in trouble', led({ backup: alone, trouble: until, committed: at(6, 400) }), tick, troubled, []],
    [
      'a commit is covered by the acknowledgement of the backup that is waited for',
      led({ committed: at(6, 400), backup: { ...link, standing: 'activating', acknowledged: at(6, 450) } }),
      tick,
      led({ backup: { ...link, standing: 'activating', acknowledged: at(6, 450) } }),
      [],
    ],
    [
      'what a backup has acknowledged it has',
      led({ committed: at(6, 100) }),
      tick,
      led({ committed: at(6, 100), backup: { ...link, acknowledged: at(6, 400) } }),
      [],
    ],
    ['an Active backup is Active until its session ends', leading, tick, led({ backup: { ...link, standing: 'catching-up' } }), []],
  ])('%s (%#)', (sentence, before, event, after, effects) => {
    expect(() => assertStep(before, event, [after, effects], NOW)).toThrow(sentence);
  });
});
