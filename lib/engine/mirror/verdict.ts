/**
 * "Would it fail over now?": what would happen if the primary died this instant, said from what one failover member knows at this moment.
 *
 * It repeats no rule: it reads the same role, mode and standing that the rules read when the moment comes. It is a statement about now:
 * a backup that is not Active can still take over later, by fetching the journal through the agent of a host that is still up (engine facts 4.5),
 * but nobody may count on that, so it is "no" here.
 */
import type { BackupRole, MirrorState, PrimaryRole } from './state.ts';

/** Each with its meaning; `args` of the verdict in brackets. */
export const failoverReasons = [
  /** Yes, whatever happens to the primary: the backup is Active and the arbiter decides. [name of the backup] */
  'ready-arbiter',
  /** Yes, but only if the primary's instance dies and its host and ISCAgent live: the mirror has no arbiter. [name of the backup] */
  'ready-agent-only',
  /** As `ready-agent-only`, although an arbiter is configured: the members do not both see it, or have not agreed on it yet. [name of the backup] */
  'ready-agent-only-arbiter-lost',
  /** No: the mirror has one failover member. */
  'no-other-member',
  /** No: the backup has no connection to the primary. [name of the other member] */
  'backup-not-connected',
  /** No: the backup is connected but still catching up, the primary does not wait for it. [name of the backup] */
  'backup-not-active',
  /** No: the primary lost its Active backup and holds all writes until it is certain who may go on. [name of the other member] */
  'in-trouble',
  /** No: an operator set "no failover"; only the named member may be primary. [name of the member that may] */
  'no-failover-set',
  /** No: this member does not know of any primary. [why it waits, a `WaitReason`] */
  'no-primary-known',
  /** No primary at this moment: this member is becoming primary. [phase of the takeover] */
  'taking-over',
  /** This member has handed over and is shutting down. [name of the other member] */
  'handed-over',
  /** No: mirroring was stopped on this member by an operator. */
  'mirror-stopped',
  /** The question has no meaning here: this instance is an async member, or no member at all. */
  'not-a-failover-member',
] as const;
export type FailoverReason = (typeof failoverReasons)[number];

export interface FailoverVerdict {
  /** True: the loss of the primary's instance now leads to a takeover without help and without loss. */
  readonly ready: boolean;
  readonly reason: FailoverReason;
  readonly args: string[];
}

/** Pure. `null` is an instance that is not a failover member. */
export function failoverVerdict(state: MirrorState | null): FailoverVerdict {
  if (state === null) return no('not-a-failover-member');
  const { role, settings } = state;
  switch (role.kind) {
    case 'primary':
      return verdictOfPrimary(state, role);
    case 'backup':
      return verdictOfBackup(state, role);
    case 'synchronizing':
      return suppressed(state, settings.self.guid) ?? no('backup-not-active', settings.self.name);
    case 'deciding':
      return no('no-primary-known', role.reason);
    case 'taking-over':
      return no('taking-over', role.phase);
    case 'resigned':
      return no('handed-over', settings.partner?.name ?? '');
    case 'stopped':
      return no('mirror-stopped');
  }
}

function verdictOfPrimary(state: MirrorState, role: PrimaryRole): FailoverVerdict {
  const { partner } = state.settings;
  if (partner === null) return no('no-other-member');
  const forbidden = suppressed(state, partner.guid);
  if (forbidden) return forbidden;
  if (role.trouble.kind !== 'none') return no('in-trouble', partner.name);
  if (role.backup.kind === 'none') return no('backup-not-connected', partner.name);
  if (role.backup.standing !== 'active') return no('backup-not-active', partner.name);
  return ready(state, role.mode.kind === 'arbiter' && role.modeConfirmed, partner.name);
}

function verdictOfBackup(state: MirrorState, role: BackupRole): FailoverVerdict {
  const { self } = state.settings;
  const forbidden = suppressed(state, self.guid);
  if (forbidden) return forbidden;
  if (!role.active) return no('backup-not-active', self.name);
  return ready(state, role.mode.kind === 'arbiter', self.name);
}

function ready(state: MirrorState, arbiterDecides: boolean, backup: string): FailoverVerdict {
  const withoutArbiter = state.settings.hasArbiter ? 'ready-agent-only-arbiter-lost' : 'ready-agent-only';
  return { ready: true, reason: arbiterDecides ? 'ready-arbiter' : withoutArbiter, args: [backup] };
}

/** "No failover" concerns the member that would take over: it forbids all but one (engine facts 4.16). */
function suppressed({ settings }: MirrorState, candidate: string): FailoverVerdict | null {
  const { onlyPrimary, self, partner } = settings;
  if (onlyPrimary === null || onlyPrimary === candidate) return null;
  return no('no-failover-set', (onlyPrimary === self.guid ? self.name : partner?.name) ?? '');
}

const no = (reason: FailoverReason, ...args: string[]): FailoverVerdict => ({ ready: false, reason, args });
