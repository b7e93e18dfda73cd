import { expect, test } from 'vitest';
import type { Lacking } from '../../contract/failover.ts';
import { displayStatus } from './display-status.ts';
import type { Outlook } from './outlook.ts';
import type { BackupLink, MirrorState, Role } from './state.ts';
import { startMember } from './step.ts';
import { failoverVerdict } from './verdict.ts';

const start = { fileCount: 1, offset: 0 };
const base = startMember({
  settings: {
    mirrorName: 'APRIL',
    self: { guid: 'a', name: 'SERVERA' },
    partner: { guid: 'b', name: 'SERVERB' },
    hasArbiter: true,
    qosTimeoutMs: 8000,
    longestQosTimeoutMs: 8000,
    onlyPrimary: null,
    observesOnly: false,
  },
  durable: { epoch: 1, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 },
  journal: { durable: start, epoch: 1 },
  now: 0,
});
const as = (role: Role, settings: Partial<MirrorState['settings']> = {}): MirrorState => ({
  ...base,
  role,
  settings: { ...base.settings, ...settings },
});

const link = {
  kind: 'connected',
  session: 1,
  acknowledged: start,
  lastHeardMs: 0,
  lastSentMs: 0,
  standing: 'active',
  incarnation: 'i',
  owedSinceMs: null,
} satisfies BackupLink;
const arrangement = { id: '1.1', incarnation: 'i' };
const primary = {
  kind: 'primary',
  sinceMs: 0,
  mode: { kind: 'arbiter', arrangement },
  modeConfirmed: true,
  backup: link,
  lastSession: 1,
  trouble: { kind: 'none' },
  committed: start,
  fence: null,
  stopping: false,
  handOver: null,
} satisfies Role;
const backup = {
  kind: 'backup',
  sinceMs: 0,
  session: 1,
  lastHeardMs: 0,
  lastSentMs: 0,
  active: true,
  mode: { kind: 'arbiter', arrangement },
  echoedMs: 0,
  handOverUntilMs: null,
} satisfies Role;
/** What a backup says of itself that lacks nothing. */
const servesAll: Outlook = {
  configurationVersion: 1,
  lacking: [],
  dejournalingFailure: null,
  requiredDatabase: null,
  virtualIp: 'none',
  primaryAgent: 'answers',
};

test.each<[string, MirrorState | null, boolean, string, string[]]>([
  ['an Active backup and the arbiter: ready for everything', as(primary), true, 'ready-arbiter', ['SERVERB']],
  ['the same, asked on the backup', as(backup), true, 'ready-arbiter', ['SERVERA']],
  [
    'the backup has not confirmed the mode yet: the arbiter decides nothing',
    as({ ...primary, modeConfirmed: false }),
    true,
    'ready-agent-only-arbiter-lost',
    ['SERVERB'],
  ],
  [
    'arbiter configured but not seen by both',
    as({ ...backup, mode: { kind: 'agent' } }),
    true,
    'ready-agent-only-arbiter-lost',
    ['SERVERA'],
  ],
  ['no arbiter in the mirror', as({ ...primary, mode: { kind: 'agent' } }, { hasArbiter: false }), true, 'ready-agent-only', ['SERVERB']],
  ['one failover member', as(primary, { partner: null }), false, 'no-other-member', []],
  [
    'no connection to the backup',
    as({ ...primary, backup: { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: 0 } }),
    false,
    'backup-not-connected',
    ['SERVERB'],
  ],
  ['the backup is catching up', as({ ...primary, backup: { ...link, standing: 'catching-up' } }), false, 'backup-not-active', ['SERVERB']],
  [
    'trouble state',
    as({
      ...primary,
      backup: { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: 0 },
      trouble: { kind: 'until', sinceMs: 0, untilMs: 9 },
    }),
    false,
    'in-trouble',
    ['SERVERB'],
  ],
  ['no failover: only this primary may be primary', as(primary, { onlyPrimary: 'a' }), false, 'no-failover-set', ['SERVERA']],
  ['no failover, but it names the member that would take over', as(primary, { onlyPrimary: 'b' }), true, 'ready-arbiter', ['SERVERB']],
  ['observe only', as(primary, { observesOnly: true }), false, 'observe-only', ['SERVERB']],
  ['observe only, asked on the backup', as(backup, { observesOnly: true }), false, 'observe-only', ['SERVERA']],
  ['observe only and no failover', as(primary, { observesOnly: true, onlyPrimary: 'a' }), false, 'no-failover-set', ['SERVERA']],
  ['no failover, asked on the backup', as(backup, { onlyPrimary: 'b' }), false, 'no-failover-set', ['SERVERB']],
  [
    'synchronizing',
    as({ kind: 'synchronizing', sinceMs: 0, session: null, lastHeardMs: 0, lastSentMs: 0, isRetry: false }),
    false,
    'backup-not-active',
    ['SERVERA'],
  ],
  ['no primary known', base, false, 'no-primary-known', ['starting']],
  [
    'taking over',
    as({ kind: 'taking-over', sinceMs: 0, cause: 'arbiter', phase: 'apply', retryAtMs: null, failing: null, fence: true }),
    false,
    'taking-over',
    ['apply'],
  ],
  [
    'taking the virtual IP',
    as({ kind: 'taking-over', sinceMs: 0, cause: 'arbiter', phase: 'virtual-ip', retryAtMs: null, failing: null, fence: true }),
    false,
    'taking-over',
    ['virtual-ip'],
  ],
  [
    'it could not be taken',
    as({
      kind: 'taking-over',
      sinceMs: 0,
      cause: 'arbiter',
      phase: 'virtual-ip',
      retryAtMs: null,
      failing: { sinceMs: 0, reason: 'address in use' },
      fence: true,
    }),
    false,
    'taking-virtual-ip',
    ['SERVERB'],
  ],
  ['handed over', as({ kind: 'resigned', sinceMs: 0 }), false, 'handed-over', ['SERVERB']],
  ['stopped by an operator', as({ kind: 'stopped', sinceMs: 0 }), false, 'mirror-stopped', []],
  ['no failover member', null, false, 'not-a-failover-member', []],
])('would it fail over now? %s', (_label, state, ready, reason, args) => {
  expect(failoverVerdict(state, servesAll)).toEqual({ ready, reason, args, lacking: [] });
});

const lacking: Lacking = [
  { lack: 'missing', names: ['DATA2'] },
  { lack: 'inactive', names: ['DATA'] },
];
const agentMode = { kind: 'agent' } as const;
/** Asked on the primary SERVERA of its backup SERVERB; the backup is asked below. */
test.each<
  [what: string, outlook: Partial<Outlook> | null, state: MirrorState, ready: boolean, reason: string, args: string[], lacking: Lacking]
>([
  ['databases are missing and inactive there: yes, but', { lacking }, as(primary), true, 'ready-arbiter', ['SERVERB'], lacking],
  [
    'the same without an arbiter',
    { lacking },
    as({ ...primary, mode: agentMode }, { hasArbiter: false }),
    true,
    'ready-agent-only',
    ['SERVERB'],
    lacking,
  ],
  ...(['dismounted', 'obsolete', 'awaits-download', 'behind', 'paused', 'read-only'] as const).map(
    (lack): [string, Partial<Outlook>, MirrorState, boolean, string, string[], Lacking] => [
      `one is ${lack} there`,
      { lacking: [{ lack, names: ['DATA'] }] },
      as(primary),
      true,
      'ready-arbiter',
      ['SERVERB'],
      [{ lack, names: ['DATA'] }],
    ],
  ),
  [
    'one that must be mounted at startup is lacking: no',
    { lacking, requiredDatabase: 'DATA' },
    as(primary),
    false,
    'required-database',
    ['DATA', 'SERVERB'],
    lacking,
  ],
  [
    'its dejournaling has failed',
    { dejournalingFailure: 'journal file #3 is damaged at offset 9' },
    as(primary),
    false,
    'dejournaling-failed',
    ['SERVERB', 'journal file #3 is damaged at offset 9'],
    [],
  ],
  ['the backup has not said anything yet', null, as(primary), false, 'backup-not-heard', ['SERVERB'], []],
  ['the virtual IP, and no card for it', { virtualIp: 'no-card' }, as(primary), false, 'no-network-interface', ['SERVERB'], []],
  [
    'the virtual IP, and the agent of the primary is silent',
    { virtualIp: 'card', primaryAgent: 'silent' },
    as(primary),
    false,
    'agent-silent-virtual-ip',
    ['SERVERA', 'SERVERB'],
    [],
  ],
  [
    'the virtual IP, and the agent was not asked yet',
    { virtualIp: 'card', primaryAgent: 'not-asked' },
    as(primary),
    false,
    'backup-not-heard',
    ['SERVERB'],
    [],
  ],
  ['the virtual IP, and the agent answers', { virtualIp: 'card' }, as(primary), true, 'ready-arbiter', ['SERVERB'], []],
  [
    'a virtual IP that this member does not take: the agent is not needed',
    { virtualIp: 'waived', primaryAgent: 'silent' },
    as(primary),
    true,
    'ready-arbiter',
    ['SERVERB'],
    [],
  ],
  [
    'the arbiter decides and there is no virtual IP: neither',
    { primaryAgent: 'silent' },
    as(primary),
    true,
    'ready-arbiter',
    ['SERVERB'],
    [],
  ],
  [
    'no arbiter, and the agent is silent: nobody could say that the primary is down',
    { primaryAgent: 'silent' },
    as({ ...primary, mode: agentMode }, { hasArbiter: false }),
    false,
    'agent-silent',
    ['SERVERA'],
    [],
  ],
  [
    'the mode is not confirmed, and the agent is silent',
    { primaryAgent: 'silent' },
    as({ ...primary, modeConfirmed: false }),
    false,
    'agent-silent',
    ['SERVERA'],
    [],
  ],
])('would it fail over now? %s', (_label, outlook, state, ready, reason, args, lacks) => {
  expect(failoverVerdict(state, outlook && { ...servesAll, ...outlook })).toEqual({ ready, reason, args, lacking: lacks });
});

const gone = { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: 0 } as const;
test.each<[what: string, backup: BackupLink, isOtherOff: boolean, reason: string]>([
  ['it is gone, nobody knows why', gone, false, 'backup-not-connected'],
  ['it said that it shuts down', gone, true, 'backup-off'],
  ['mirroring is stopped there', { ...gone, word: 'stopped' }, false, 'backup-stopped'],
  ['it has come back since', link, true, 'ready-arbiter'],
])('a member that is off by plan is not to be mended: %s', (_what, backupLink, isOtherOff, reason) => {
  expect(failoverVerdict(as({ ...primary, backup: backupLink }), servesAll, { isOtherOff })).toMatchObject({ reason, args: ['SERVERB'] });
});

test('a backup that may not follow is told as such: to start it, or to mend its network, would not help', () => {
  const hindrance: MirrorState['hindrance'] = {
    obstacle: { kind: 'disk', detail: 'ENOSPC' },
    sinceMs: 0,
    count: 1,
    untilMs: 0,
    durable: { fileCount: 1, offset: 0 },
    epoch: base.durable.epoch,
  };
  const state = { ...as({ ...primary, backup: gone }), hindrance };
  expect(failoverVerdict(state, servesAll)).toMatchObject({ reason: 'backup-hindered', args: ['SERVERB'] });
  expect(failoverVerdict(state, servesAll, { isOtherOff: true }), 'off since').toMatchObject({ reason: 'backup-off' });
});

test.each<[Partial<Outlook>, MirrorState['settings']['hasArbiter']]>([
  [{}, true],
  [{ lacking }, true],
  [{ requiredDatabase: 'DATA', lacking }, true],
  [{ virtualIp: 'card', primaryAgent: 'silent' }, true],
  [{ primaryAgent: 'silent' }, false],
])('both monitors say the same: %o', (part, hasArbiter) => {
  const outlook = { ...servesAll, ...part };
  const mode = hasArbiter ? primary.mode : agentMode;
  // The backup of the pair is the partner there and itself here.
  const mirrored = as({ ...backup, mode }, { hasArbiter, self: base.settings.partner ?? base.settings.self, partner: base.settings.self });
  expect(failoverVerdict(mirrored, outlook)).toEqual(failoverVerdict(as({ ...primary, mode }, { hasArbiter }), outlook));
});

const deciding = {
  kind: 'deciding',
  sinceMs: 0,
  order: 'none',
  hasForced: false,
  observed: null,
  completeUntilMs: 0,
  inquiry: { kind: 'idle', retryAtMs: 0 },
} as const;

test.each<[MirrorState | null, string]>([
  [as(primary), 'primary'],
  [as({ ...primary, trouble: { kind: 'until', sinceMs: 0, untilMs: 1 } }), 'in-trouble'],
  [as(backup), 'backup'],
  [as({ kind: 'synchronizing', sinceMs: 0, session: null, lastHeardMs: 0, lastSentMs: 0, isRetry: false }), 'synchronizing'],
  [as({ ...deciding, reason: 'fetching-journal' }), 'transition'],
  [as({ ...deciding, reason: 'agent-unreachable' }), 'waiting'],
  [as({ kind: 'taking-over', sinceMs: 0, cause: 'arbiter', phase: 'apply', retryAtMs: null, failing: null, fence: true }), 'transition'],
  [as({ kind: 'stopped', sinceMs: 0 }), 'stopped'],
  [null, 'not-initialized'],
])('status words (facts 3.2): %#', (state, status) => {
  expect(displayStatus(state)).toBe(status);
});
