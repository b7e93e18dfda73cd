import { refused } from '../contract/errors.ts';
import type { JournalState } from '../contract/journals.ts';
import type { Target } from '../contract/live.ts';
import type { MemberStatus } from '../contract/member-status.ts';
import type { InstanceView } from '../contract/views.ts';
import { ask } from './ask.ts';
import { isKnownInstance } from './known-instance.ts';
import { type InstanceAddress, targetOf } from './target-of.ts';
import { toResponse } from './to-response.ts';
import { MIRROR_STATUS_MS } from '../machine/waits.ts';

async function summaryOf(target: Target): Promise<InstanceView<'summary'> | null> {
  const outcome = await ask(target, 'summary', {}, MIRROR_STATUS_MS);
  return outcome.ok ? (outcome.value as InstanceView<'summary'>) : null;
}

/**
 * A primary that acknowledges no update, in trouble or with its journal frozen, is none to a load balancer: one rule for both (ours; engine
 * facts 12.5 do not say).
 */
export const isServing = (status: MemberStatus | undefined, journal: JournalState['kind'] | null) =>
  status === 'primary' && journal !== 'frozen';

/**
 * The answer of `mirror_status.cxw`: 200 SUCCESS on the primary, 503 FAILED on every other member and when the instance is down; 404 when
 * there is none of that name. Engine facts 12.5.
 */
export async function mirrorStatusResponse(address: InstanceAddress): Promise<Response> {
  if (!(await isKnownInstance(address))) return toResponse(refused('P104', ['instance', targetOf(address)]));
  const target = targetOf(address);
  const [summary, journal] = await Promise.all([summaryOf(target), ask(target, 'journal-state', {}, MIRROR_STATUS_MS)]);
  const serves = isServing(summary?.mirror?.status, journal.ok ? (journal.value as InstanceView<'journal-state'>).state.kind : null);
  return new Response(serves ? 'SUCCESS' : 'FAILED', {
    status: serves ? 200 : 503,
    headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' },
  });
}

/**
 * Numbers of `iris_mirror_status`. It has none for In Trouble (a primary that holds its writes), Down, Error and, of ours, Unknown; the
 * last three no instance says of itself. Engine facts 12.2.
 */
const statusNumbers = {
  'not-initialized': 1,
  primary: 2,
  backup: 3,
  connected: 4,
  transition: 5,
  synchronizing: 6,
  waiting: 7,
  stopped: 8,
  crashed: 9,
  'in-trouble': 2,
  down: 9,
  unknown: 9,
  error: 9,
} as const;
const typeNumbers = { failover: 3, 'disaster-recovery': 5, 'read-only-reporting': 6, 'read-write-reporting': 7 } as const;
const NOT_A_MEMBER = 2;

/** Prometheus text of the mirror metrics; null when the instance does not answer. */
export async function mirrorMetrics(target: Target): Promise<string | null> {
  const summary = await summaryOf(target);
  if (!summary) return null;
  const lines = [
    `iris_mirror_status ${statusNumbers[summary.mirror?.status ?? 'not-initialized']}`,
    `iris_mirror_member_type ${summary.mirror ? typeNumbers[summary.mirror.type] : NOT_A_MEMBER}`,
  ];
  // Of a reporting async in several mirrors: of all of them together.
  const outcomes = await Promise.all(
    summary.mirrors.map(({ name }) => ask(target, 'mirror-monitor', { mirrorName: name }, MIRROR_STATUS_MS)),
  );
  const monitors = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value as InstanceView<'mirror-monitor'>] : []));
  const missing = monitors.reduce((sum, { missingDatabases }) => sum + missingDatabases.length, 0);
  if (monitors.length > 0 && monitors.length === outcomes.length)
    lines.push(
      `iris_mirror_failover_ready ${monitors.every(({ failover }) => failover.ready && failover.lacking.length === 0) ? 1 : 0}`,
      `iris_mirror_missing_databases ${missing}`,
    );
  return `${lines.join('\n')}\n`;
}
