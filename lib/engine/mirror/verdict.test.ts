import { expect, test } from 'vitest';
import { displayStatus } from './display-status.ts';
import type { BackupLink, MirrorState, Role } from './state.ts';
import { startMember } from './step.ts';
import { failoverVerdict } from './verdict.ts';

const start = { fileCount: 1, offset: 0 };
const base = startMember({
  settings: { mirrorName: 'APRIL', self: { guid: 'a', name: 'SERVERA' }, partner: { guid: 'b', name: 'SERVERB' }, hasArbiter: true, qosTimeoutMs: 8000, onlyPrimary: null },
  durable: { epoch: 1, lastRole: 'none', stopped: false, wasActive: false, followed: null },
  journal: { durable: start, epoch: 1 },
  now: 0,
});
const as = (role: Role, settings: Partial<MirrorState['settings']> = {}): MirrorState => ({ ...base, role, settings: { ...base.settings, ...settings } });

const link = { kind: 'connected', session: 1, acknowledged: start, lastHeardMs: 0, lastSentMs: 0, standing: 'active', incarnation: 'i', owedSinceMs: null } satisfies BackupLink;
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
const backup = { kind: 'backup', sinceMs: 0, session: 1, lastHeardMs: 0, lastSentMs: 0, active: true, mode: { kind: 'arbiter', arrangement }, echoedMs: 0, handOverUntilMs: null } satisfies Role;

test.each<[string, MirrorState | null, boolean, string, string[]]>([
  ['an Active backup and the arbiter: ready for everything', as(primary), true, 'ready-arbiter', ['SERVERB']],
  ['the same, asked on the backup', as(backup), true, 'ready-arbiter', ['SERVERA']],
  ['the backup has not confirmed the mode yet: the arbiter decides nothing', as({ ...primary, modeConfirmed: false }), true, 'ready-agent-only-arbiter-lost', ['SERVERB']],
  ['arbiter configured but not seen by both', as({ ...backup, mode: { kind: 'agent' } }), true, 'ready-agent-only-arbiter-lost', ['SERVERA']],
  ['no arbiter in the mirror', as({ ...primary, mode: { kind: 'agent' } }, { hasArbiter: false }), true, 'ready-agent-only', ['SERVERB']],
  ['one failover member', as(primary, { partner: null }), false, 'no-other-member', []],
  ['no connection to the backup', as({ ...primary, backup: { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: 0 } }), false, 'backup-not-connected', ['SERVERB']],
  ['the backup is catching up', as({ ...primary, backup: { ...link, standing: 'catching-up' } }), false, 'backup-not-active', ['SERVERB']],
  ['trouble state', as({ ...primary, backup: { kind: 'none', sinceMs: 0, word: 'unknown', askAtMs: 0 }, trouble: { kind: 'until', sinceMs: 0, untilMs: 9 } }), false, 'in-trouble', ['SERVERB']],
  ['no failover: only this primary may be primary', as(primary, { onlyPrimary: 'a' }), false, 'no-failover-set', ['SERVERA']],
  ['no failover, but it names the member that would take over', as(primary, { onlyPrimary: 'b' }), true, 'ready-arbiter', ['SERVERB']],
  ['no failover, asked on the backup', as(backup, { onlyPrimary: 'b' }), false, 'no-failover-set', ['SERVERB']],
  ['synchronizing', as({ kind: 'synchronizing', sinceMs: 0, session: null, lastHeardMs: 0, lastSentMs: 0, isRetry: false }), false, 'backup-not-active', ['SERVERA']],
  ['no primary known', base, false, 'no-primary-known', ['starting']],
  ['taking over', as({ kind: 'taking-over', sinceMs: 0, cause: 'arbiter', phase: 'virtual-ip', retryAtMs: null, failing: null, fence: true }), false, 'taking-over', ['virtual-ip']],
  ['handed over', as({ kind: 'resigned', sinceMs: 0 }), false, 'handed-over', ['SERVERB']],
  ['stopped by an operator', as({ kind: 'stopped', sinceMs: 0 }), false, 'mirror-stopped', []],
  ['no failover member', null, false, 'not-a-failover-member', []],
])('would it fail over now? %s', (_label, state, ready, reason, args) => {
  expect(failoverVerdict(state)).toEqual({ ready, reason, args });
});

const deciding = { kind: 'deciding', sinceMs: 0, order: 'none', completeUntilMs: 0, inquiry: { kind: 'idle', retryAtMs: 0 } } as const;

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
