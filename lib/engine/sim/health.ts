/** When a simulated mirror counts as healthy, once all faults are over. */
import { isSamePosition } from '../journal/position.ts';
import { describeRoll } from './trace.ts';
import type { Host, Stage } from './stage.ts';

/**
 * null: one primary with an Active backup, the best mode there is, the virtual IP on the primary's card alone, and every async connected to
 * it.
 */
export function whyUnhealthy(world: Stage): string | null {
  const { members, asyncs, hosts, clients, temper } = world;
  const roles = members.map(({ instance }) => instance?.machine.role);
  const words = roles.map((role) => role?.kind ?? 'down').join(' and ');
  const index = roles.findIndex((role) => role?.kind === 'primary');
  const primary = roles[index];
  const primaryHost = members[index];
  if (primary?.kind !== 'primary' || primaryHost === undefined) return `the members are ${words}`;
  const disagreement = whyDisagreed(world, primaryHost);
  if (disagreement !== null) return disagreement;
  if (members.length > 1) {
    const backup = roles[1 - index];
    if (backup?.kind !== 'backup') return `the members are ${words}`;
    if (primary.backup.kind !== 'connected' || primary.backup.standing !== 'active' || !backup.active) return 'the backup is not Active';
    if (temper.hasArbiter && (primary.mode.kind !== 'arbiter' || !primary.modeConfirmed || backup.mode.kind !== 'arbiter'))
      return `failover modes are ${primary.mode.kind} and ${backup.mode.kind}`;
  }
  if (primary.trouble.kind !== 'none') return 'the primary is in trouble';
  const holders = hosts.filter((host) => host.holdsVirtualIp).map((host) => host.name);
  if (holders.join() !== primaryHost.name) return `the virtual IP is on ${holders.join(' and ') || 'no card'}`;
  const waiting = hosts.find(({ disk }) => disk.awaited !== null);
  if (waiting) return `${waiting.name} still waits to be promoted`;
  const astray = asyncs.find(({ instance }) => instance?.kind !== 'async' || instance.primaryGuid !== primaryHost.self.guid);
  if (astray) return `the async ${astray.name} is not connected to the primary`;
  const behind = hosts.find(({ disk }) => !isSamePosition(disk.database.applied, disk.journal.end));
  if (!clients.isWriting && behind) return `the database of ${behind.name} is behind its journal`;
  const short = asyncs.find(({ disk }) => !isSamePosition(disk.journal.durable, primaryHost.disk.journal.end));
  if (!clients.isWriting && short) return `the journal of the async ${short.name} is not the primary's`;
  return null;
}

/** Everybody has written down what the primary has, and that is what an operator was last told, or may have got. */
function whyDisagreed({ hasChangedRoles, hosts }: Stage, primary: Host): string | null {
  if (!hasChangedRoles) return null;
  const agreed = JSON.stringify(primary.disk.belonging.roll);
  const other = hosts.find(({ disk }) => JSON.stringify(disk.belonging.roll) !== agreed);
  if (other)
    return `${other.name} has written down ${describeRoll(other.disk.belonging.roll)}, the primary ${primary.name} ${describeRoll(primary.disk.belonging.roll)}`;
  return null;
}
