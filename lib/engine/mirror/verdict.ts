/**
 * "Would it fail over now?": what would happen if the primary's instance died this instant, said from what one failover member knows at this moment:
 * yes; yes, but databases would not be served, or only some deaths are survived; no, because.
 *
 * It repeats no rule: it reads the same role, mode and standing that the rules read when the moment comes, and what the backup says of itself (`Outlook`).
 * It is a statement about now: a backup that is not Active can still take over later, by fetching the journal through the agent of a host that is still up
 * (engine facts 4.5), but nobody may count on that, so it is "no" here.
 */
import type { Lacking } from '../../contract/failover.ts';
import type { Outlook } from './outlook.ts';
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
  /** No: mirroring was stopped on the other member by an operator. [its name] */
  'backup-stopped',
  /** No: the other member was shut down in order; nothing is broken. [its name] */
  'backup-off',
  /** No: the backup is connected but still catching up, the primary does not wait for it. [name of the backup] */
  'backup-not-active',
  /** No: the backup is Active and has not said yet what it holds; it does within a second. [name of the backup] */
  'backup-not-heard',
  /** No: the backup cannot apply its journal, so it could not finish a takeover. [name of the backup, why] */
  'dejournaling-failed',
  /** No: a mirrored database that must be mounted at startup could not be served by the backup, so it would not become primary (engine facts 4.1). [name of the database, of the backup] */
  'required-database',
  /** No: the backup would have to take the virtual IP and has no network interface for it. [name of the backup] */
  'no-network-interface',
  /** No: the arbiter decides nothing, and the primary's ISCAgent, which would have to say that the instance is down, does not answer. [name of the primary] */
  'agent-silent',
  /** No: the instance may die while its host lives and keeps the virtual IP; the ISCAgent there, which would have to take it off the card, does not answer (engine facts 5). [name of the primary, of the backup] */
  'agent-silent-virtual-ip',
  /** No: the primary lost its Active backup and holds all writes until it is certain who may go on. [name of the other member] */
  'in-trouble',
  /** No: an operator set "no failover"; only the named member may be primary. [name of the member that may] */
  'no-failover-set',
  /** No: this member does not know of any primary. [why it waits, a `WaitReason`] */
  'no-primary-known',
  /** No primary at this moment: this member is becoming primary. [phase of the takeover] */
  'taking-over',
  /** As `taking-over`: it could not take the virtual IP yet, which the host of a killed primary keeps until its ISCAgent answers (engine facts 5). [name of the other member] */
  'taking-virtual-ip',
  /** This member has handed over and is shutting down. [name of the other member] */
  'handed-over',
  /** No: mirroring was stopped on this member by an operator. */
  'mirror-stopped',
  /** The question has no meaning here: this instance is an async member, or no member at all. */
  'not-a-failover-member',
] as const;
export type FailoverReason = (typeof failoverReasons)[number];

export interface FailoverVerdict {
  /** True: the loss of the primary's instance now leads to a takeover without help and without loss of what the backup holds. */
  readonly ready: boolean;
  readonly reason: FailoverReason;
  readonly args: string[];
  /** Databases that nobody would serve read-write after the takeover; empty when there is none to expect. */
  readonly lacking: Lacking;
}

/** Pure. `state` null: an instance that is not a failover member. `outlook`: what the backup says of itself; null while the primary has not heard it, or heard it of another configuration. `isOtherOff`: the other member ended in order, as it said itself. */
export function failoverVerdict(state: MirrorState | null, outlook: Outlook | null, { isOtherOff = false } = {}): FailoverVerdict {
  if (state === null) return no('not-a-failover-member');
  const { role, settings } = state;
  switch (role.kind) {
    case 'primary':
      return verdictOfPrimary(state, role, { outlook, isOtherOff });
    case 'backup':
      return verdictOfBackup(state, role, outlook);
    case 'synchronizing':
      return suppressed(state, settings.self.guid) ?? no('backup-not-active', settings.self.name);
    case 'deciding':
      return no('no-primary-known', role.reason);
    case 'taking-over':
      return role.phase === 'virtual-ip' && role.failing !== null && settings.partner !== null ? no('taking-virtual-ip', settings.partner.name) : no('taking-over', role.phase);
    case 'resigned':
      return no('handed-over', settings.partner?.name ?? '');
    case 'stopped':
      return no('mirror-stopped');
  }
}

function verdictOfPrimary(state: MirrorState, role: PrimaryRole, { outlook, isOtherOff }: { outlook: Outlook | null; isOtherOff: boolean }): FailoverVerdict {
  const { self, partner } = state.settings;
  if (partner === null) return no('no-other-member');
  const forbidden = suppressed(state, partner.guid);
  if (forbidden) return forbidden;
  if (role.trouble.kind !== 'none') return no('in-trouble', partner.name);
  if (role.backup.kind === 'none') return no(role.backup.word === 'stopped' ? 'backup-stopped' : isOtherOff ? 'backup-off' : 'backup-not-connected', partner.name);
  if (role.backup.standing !== 'active') return no('backup-not-active', partner.name);
  return ofActive(state, { primary: self.name, backup: partner.name, arbiterDecides: role.mode.kind === 'arbiter' && role.modeConfirmed, outlook });
}

function verdictOfBackup(state: MirrorState, role: BackupRole, outlook: Outlook | null): FailoverVerdict {
  const { self, partner } = state.settings;
  const forbidden = suppressed(state, self.guid);
  if (forbidden) return forbidden;
  if (!role.active) return no('backup-not-active', self.name);
  return ofActive(state, { primary: partner?.name ?? '', backup: self.name, arbiterDecides: role.mode.kind === 'arbiter', outlook });
}

/** The same on both members: they read the same word of the backup. */
function ofActive(state: MirrorState, { primary, backup, arbiterDecides, outlook }: { primary: string; backup: string; arbiterDecides: boolean; outlook: Outlook | null }): FailoverVerdict {
  if (outlook === null) return no('backup-not-heard', backup);
  if (outlook.dejournalingFailure !== null) return no('dejournaling-failed', backup, outlook.dejournalingFailure);
  if (outlook.requiredDatabase !== null) return { ...no('required-database', outlook.requiredDatabase, backup), lacking: outlook.lacking };
  if (outlook.virtualIp === 'no-card') return no('no-network-interface', backup);
  const needsAgent = !arbiterDecides || outlook.virtualIp === 'card';
  if (needsAgent && outlook.primaryAgent === 'not-asked') return no('backup-not-heard', backup);
  if (!arbiterDecides && outlook.primaryAgent === 'silent') return no('agent-silent', primary);
  if (needsAgent && outlook.primaryAgent === 'silent') return no('agent-silent-virtual-ip', primary, backup);
  const withoutArbiter = state.settings.hasArbiter ? 'ready-agent-only-arbiter-lost' : 'ready-agent-only';
  return { ready: true, reason: arbiterDecides ? 'ready-arbiter' : withoutArbiter, args: [backup], lacking: outlook.lacking };
}

/** "No failover" concerns the member that would take over: it forbids all but one (engine facts 4.16). */
function suppressed({ settings }: MirrorState, candidate: string): FailoverVerdict | null {
  const { onlyPrimary, self, partner } = settings;
  if (onlyPrimary === null || onlyPrimary === candidate) return null;
  return no('no-failover-set', (onlyPrimary === self.guid ? self.name : partner?.name) ?? '');
}

const no = (reason: FailoverReason, ...args: string[]): FailoverVerdict => ({ ready: false, reason, args, lacking: [] });
