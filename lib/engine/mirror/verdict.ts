/**
 * "Would it fail over now?": what would happen if the primary's instance died this instant, said from what one failover member knows at
 * this moment:
 * yes; yes, but databases would not be served, or only some deaths are survived; no, because.
 *
 * It repeats no rule: it reads the same role, mode and standing that the rules read when the moment comes, and what the backup says of
 * itself (`Outlook`).
 * It is a statement about now: a backup that is not Active can still take over later, by fetching the journal through the agent of a host
 * that is still up (engine facts 4.5), but nobody may count on that, so it is "no" here.
 */
import type { FailoverReason, Lacking } from '../../contract/failover.ts';
import type { Outlook } from './outlook.ts';
import type { BackupLink, BackupRole, MirrorState, PrimaryRole } from './state.ts';

export interface FailoverVerdict {
  /** True: the loss of the primary's instance now leads to a takeover without help and without loss of what the backup holds. */
  readonly ready: boolean;
  readonly reason: FailoverReason;
  readonly args: string[];
  /** Databases that nobody would serve read-write after the takeover; empty when there is none to expect. */
  readonly lacking: Lacking;
}

/**
 * Pure. `state` null: an instance that is not a failover member. `outlook`: what the backup says of itself; null while the primary has not
 * heard it, or heard it of another configuration. `isOtherOff`: the other member ended in order, as it said itself.
 */
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
      return role.phase === 'virtual-ip' && role.failing !== null && settings.partner !== null
        ? no('taking-virtual-ip', settings.partner.name)
        : no('taking-over', role.phase);
    case 'resigned':
      return no('handed-over', settings.partner?.name ?? '');
    case 'stopped':
      return no('mirror-stopped');
  }
}

function verdictOfPrimary(
  state: MirrorState,
  role: PrimaryRole,
  { outlook, isOtherOff }: { outlook: Outlook | null; isOtherOff: boolean },
): FailoverVerdict {
  const { self, partner } = state.settings;
  if (partner === null) return no('no-other-member');
  const forbidden = suppressed(state, partner.guid);
  if (forbidden) return forbidden;
  if (role.trouble.kind !== 'none') return no('in-trouble', partner.name);
  if (role.backup.kind === 'none') return no(whyGone(state, role.backup, isOtherOff), partner.name);
  if (role.backup.standing !== 'active') return no('backup-not-active', partner.name);
  return ofActive(state, {
    primary: self.name,
    backup: partner.name,
    arbiterDecides: role.mode.kind === 'arbiter' && role.modeConfirmed,
    outlook,
  });
}

function whyGone({ hindrance }: MirrorState, { word }: Extract<BackupLink, { kind: 'none' }>, isOtherOff: boolean): FailoverReason {
  if (word === 'stopped') return 'backup-stopped';
  if (isOtherOff) return 'backup-off';
  return hindrance === null ? 'backup-not-connected' : 'backup-hindered';
}

function verdictOfBackup(state: MirrorState, role: BackupRole, outlook: Outlook | null): FailoverVerdict {
  const { self, partner } = state.settings;
  const forbidden = suppressed(state, self.guid);
  if (forbidden) return forbidden;
  if (!role.active) return no('backup-not-active', self.name);
  return ofActive(state, { primary: partner?.name ?? '', backup: self.name, arbiterDecides: role.mode.kind === 'arbiter', outlook });
}

/** The same on both members: they read the same word of the backup. */
function ofActive(
  state: MirrorState,
  { primary, backup, arbiterDecides, outlook }: { primary: string; backup: string; arbiterDecides: boolean; outlook: Outlook | null },
): FailoverVerdict {
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

/** "No failover" concerns the member that would take over: it forbids all but one (engine facts 4.16). "Observe only" lets nobody. */
function suppressed({ settings }: MirrorState, candidate: string): FailoverVerdict | null {
  const { onlyPrimary, self, partner, observesOnly } = settings;
  if (onlyPrimary === null || onlyPrimary === candidate)
    return observesOnly ? no('observe-only', (candidate === self.guid ? self.name : partner?.name) ?? '') : null;
  return no('no-failover-set', (onlyPrimary === self.guid ? self.name : partner?.name) ?? '');
}

const no = (reason: FailoverReason, ...args: string[]): FailoverVerdict => ({ ready: false, reason, args, lacking: [] });
