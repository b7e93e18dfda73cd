/**
 * After every process test: the copies of each mirrored database are the same, node by node, on all members that are in order.
 * `AprilLab.stop` asks for it, so that no test can forget it.
 *
 * A copy counts where its member says that it follows (or leads) and that the database is followed: one that is dismounted, inactive or
 * paused may be behind, and says so itself. One whose FailoverDB flag is cleared may lack what a filter skipped, or hold what its reporting
 * async wrote.
 */
import type { InstanceView, LabView } from '../../lib/contract/views.ts';
import { compareDatabases } from '../../lib/engine/database/compare.ts';
import { DatabaseReader } from '../../lib/engine/database/database-reader.ts';

/** An instance that hangs, or whose socket is gone, is not in order. */
const ANSWER_DEADLINE_MS = 5000;
/** A large database that was filled a moment ago on a busy machine. */
const EQUAL_DEADLINE_MS = 60_000;

type Monitor = InstanceView<'mirror-monitor'>;
/** What is asked of the lab. */
interface ComparedLab {
  view(): Promise<LabView>;
  ask(host: string, query: 'mirror-monitor', input: Record<string, never>): Promise<Monitor>;
}
interface Copy {
  readonly host: string;
  readonly directory: string;
}

/** A sentence for each copy that differs from the primary's; empty also when no member leads. `but`: databases that are not compared. */
export async function differencesBetweenMembers(lab: ComparedLab, but: readonly string[] = []): Promise<string[]> {
  const hosts = (await lab.view()).hosts
    .filter(({ power, instances }) => power === 'on' && instances.some(({ state }) => state === 'running'))
    .map(({ name }) => name);
  const monitors = (await Promise.all(hosts.map(async (host) => ({ host, monitor: await monitorOf(lab, host) })))).flatMap(
    ({ host, monitor }) => (monitor ? [{ host, monitor }] : []),
  );
  const differences: string[] = [];
  for (const { host, monitor } of monitors.filter((one) => one.monitor.role === 'primary')) {
    const followers = monitors.filter(
      (other) => other.monitor.mirrorName === monitor.mirrorName && (other.monitor.role === 'backup' || other.monitor.role === 'connected'),
    );
    for (const [name, directory] of await copiesOf(monitor, 'normal')) {
      if (but.includes(name)) continue;
      const others = await Promise.all(
        followers.map(async (follower) => ({
          host: follower.host,
          directory: (await copiesOf(follower.monitor, 'dejournaling')).get(name),
        })),
      );
      for (const other of others)
        if (other.directory !== undefined)
          differences.push(...(await differenceOf(name, { host, directory }, { host: other.host, directory: other.directory })));
    }
  }
  return differences;
}

async function monitorOf(lab: ComparedLab, host: string): Promise<Monitor | null> {
  const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), ANSWER_DEADLINE_MS).unref());
  return Promise.race([lab.ask(host, 'mirror-monitor', {}).catch(() => null), patience]);
}

async function copiesOf({ databases }: Monitor, status: Monitor['databases'][number]['status']): Promise<Map<string, string>> {
  const copies = new Map<string, string>();
  for (const { name, directory, status: found } of databases) {
    if (found !== status) continue;
    const reader = DatabaseReader.open(directory);
    const isWhole = reader.identity.mirror?.failoverDatabase !== false;
    await reader.close();
    if (isWhole) copies.set(name, directory);
  }
  return copies;
}

async function differenceOf(name: string, one: Copy, other: Copy): Promise<string[]> {
  const { equal, first, leftCount, leftPosition, rightPosition } = await compareDatabases(one.directory, other.directory, {
    deadlineMs: EQUAL_DEADLINE_MS,
  });
  if (equal) return [];
  const at = (position: typeof leftPosition) => (position ? `#${position.fileCount},${position.offset}` : 'nothing applied');
  return [
    `${name} differs after ${leftCount} equal nodes at ${first?.reference}: ${one.host} (${at(leftPosition)}) has ${first?.left ?? 'no such node'}, ${other.host} (${at(rightPosition)}) has ${first?.right ?? 'no such node'}`,
  ];
}
