/**
 * Which journal files may go: the decision alone, from facts that others have gathered. Pure.
 *
 * Two gates, both must be open. The local settings say when a file may go for this instance's sake; what recovery, open transactions,
 * dejournaling and the other members still need keeps it beyond that. A mirror's files go oldest first, so that its history never gets a
 * hole. Engine facts 6.5.
 */
import type { JournalSettings, PurgeReason } from '../../contract/journals.ts';
import type { FileCount, JournalPosition } from './position.ts';
import { AWAY_MS_MAX } from '../../machine/waits.ts';

export interface PurgeCandidate {
  readonly name: string;
  /** When the file after it was begun, wall ms; null for a file in use. */
  readonly closedAtMs: number | null;
  /** Its place among the files that this instance wrote itself, oldest first; null when it was received. */
  readonly ownIndex: number | null;
  /** Its place in the mirror's history; null for a local file, and for one of another mirror. */
  readonly mirror: { readonly fileCount: FileCount } | null;
  /** The last of the mirror's files, or of the local ones: it says how far the history reaches, and which number comes next. */
  readonly isNewestOfHistory: boolean;
}

export interface Receiver {
  readonly name: string;
  /** It has made everything before it durable. */
  readonly received: JournalPosition;
  /** Wall ms; null while it is connected. */
  readonly disconnectedSinceMs: number | null;
  /** An async member: after `AWAY_MS_MAX` nothing is kept for it. A failover member is waited for without end. */
  readonly isAsync: boolean;
}

/** A mirrored database, and the first file of the mirror's history that it needs. */
export interface MirroredNeed {
  readonly name: string;
  readonly fileCount: FileCount;
  /** It does not dejournal: not activated, paused, or not to be read. */
  readonly isInactive: boolean;
}

export interface PurgeFacts {
  readonly nowMs: number;
  readonly settings: Pick<JournalSettings, 'purgeAfterDays' | 'purgeAfterBackups'>;
  /** What the last `purgeAfterBackups` successful backups need begins here, wall ms; null while there are not so many. */
  readonly backupsNeedFromMs: number | null;
  /** Recovery after a crash would begin with this file of its own; `databases` are those that need it. */
  readonly recovery: { readonly ownIndex: number; readonly databases: readonly string[] };
  /** Oldest files with records of a transaction that is open now. */
  readonly transactions: { readonly ownIndex: number | null; readonly mirrorFileCount: number | null };
  readonly mirror: MirrorPurgeFacts | null;
}

export interface MirrorPurgeFacts {
  readonly isPrimary: boolean;
  /** Reporting asyncs: a file goes as soon as it is dejournaled. */
  readonly purgeAfterDejournaling: boolean;
  /** Those to whom this member owes the history, as the primary knows them; none on a reporting async. */
  readonly receivers: readonly Receiver[] | 'primary-unreachable' | 'no-primary';
  readonly needs: readonly MirroredNeed[];
}

export interface PurgeVerdict {
  readonly name: string;
  readonly goes: boolean;
  /** The local settings let it go, something else does not. */
  readonly isRetained: boolean;
  /** Why it goes (one), or everything that keeps it. */
  readonly reasons: readonly PurgeReason[];
}

/** `candidates` oldest first. The verdicts are in the same order. */
export function decidePurge(candidates: readonly PurgeCandidate[], facts: PurgeFacts): PurgeVerdict[] {
  let keptOfMirror: string | null = null;
  const byHistory = [...candidates].sort((one, other) => (one.mirror?.fileCount ?? 0) - (other.mirror?.fileCount ?? 0));
  const verdicts = new Map<string, PurgeVerdict>();
  for (const candidate of byHistory) {
    const verdict = decideOne(candidate, facts, candidate.mirror ? keptOfMirror : null);
    if (candidate.mirror && !verdict.goes) keptOfMirror ??= candidate.name;
    verdicts.set(candidate.name, verdict);
  }
  return candidates.map(({ name }) => verdicts.get(name) as PurgeVerdict);
}

function decideOne(candidate: PurgeCandidate, facts: PurgeFacts, keptBefore: string | null): PurgeVerdict {
  const { name } = candidate;
  if (candidate.closedAtMs === null) return { name, goes: false, isRetained: false, reasons: [reason('current')] };
  if (candidate.isNewestOfHistory) return { name, goes: false, isRetained: false, reasons: [reason('newest-of-history')] };
  const local = localCriteria(candidate, candidate.closedAtMs, facts);
  const kept = [...needsHere(candidate, candidate.closedAtMs, facts), ...needsElsewhere(candidate, facts)];
  if (!local.isMet) return { name, goes: false, isRetained: false, reasons: [...local.reasons, ...kept] };
  const reasons = kept.length === 0 && keptBefore !== null ? [reason('follows-kept-file', keptBefore)] : kept;
  return reasons.length === 0
    ? { name, goes: true, isRetained: false, reasons: local.reasons }
    : { name, goes: false, isRetained: true, reasons };
}

const reason = (code: PurgeReason['code'], ...args: string[]): PurgeReason => ({ code, args });

/** The settings: the first of the two that is met decides. */
function localCriteria(candidate: PurgeCandidate, closedAtMs: number, facts: PurgeFacts): { isMet: boolean; reasons: PurgeReason[] } {
  const { purgeAfterDays: days, purgeAfterBackups: backups } = facts.settings;
  if (candidate.mirror && facts.mirror?.purgeAfterDejournaling) return { isMet: true, reasons: [reason('dejournaled')] };
  if (days === null && backups === null) return { isMet: false, reasons: [reason('purging-is-off')] };
  // The last file of a day holds records of that day to its end: it counts to the day on which it was closed.
  if (days !== null && (days === 0 || closedAtMs < startOfDay(facts.nowMs, days)))
    return { isMet: true, reasons: [reason('older-than-days', String(days))] };
  if (backups !== null && (backups === 0 || (facts.backupsNeedFromMs !== null && closedAtMs <= facts.backupsNeedFromMs)))
    return { isMet: true, reasons: [reason('enough-backups', String(backups))] };
  return {
    isMet: false,
    reasons: [
      ...(days === null ? [] : [reason('younger-than-days', String(days))]),
      ...(backups === null ? [] : [reason('fewer-backups', String(backups))]),
    ],
  };
}

/** Local midnight `daysAgo` days before; days of 23 or 25 hours are the calendar's business. */
function startOfDay(nowMs: number, daysAgo: number): number {
  const day = new Date(nowMs);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysAgo);
  return day.getTime();
}

function needsHere(candidate: PurgeCandidate, closedAtMs: number, { recovery, transactions, mirror, nowMs }: PurgeFacts): PurgeReason[] {
  const reasons: PurgeReason[] = [];
  const isOpenIn = (first: number | null, index: number | null | undefined) =>
    first !== null && index !== null && index !== undefined && index >= first;
  if (isOpenIn(transactions.ownIndex, candidate.ownIndex) || isOpenIn(transactions.mirrorFileCount, candidate.mirror?.fileCount))
    reasons.push(reason('open-transaction'));
  const recovering = candidate.ownIndex !== null && candidate.ownIndex >= recovery.ownIndex ? [...recovery.databases] : [];
  const { fileCount } = candidate.mirror ?? {};
  const needing = fileCount === undefined || !mirror ? [] : mirror.needs.filter((need) => need.fileCount <= fileCount);
  const active = needing.filter(({ isInactive }) => !isInactive).map(({ name }) => name);
  if (mirror?.isPrimary) recovering.push(...active);
  if (recovering.length > 0) reasons.push(reason('recovery', ...recovering));
  if (active.length > 0 && !mirror?.isPrimary) reasons.push(reason('not-dejournaled', ...active));
  const inactive = needing.filter(({ isInactive }) => isInactive).map(({ name }) => name);
  if (inactive.length > 0 && nowMs - closedAtMs <= AWAY_MS_MAX) reasons.push(reason('inactive-database', ...inactive));
  return reasons;
}

function needsElsewhere({ mirror: place }: PurgeCandidate, { mirror, nowMs }: PurgeFacts): PurgeReason[] {
  if (!place || !mirror) return [];
  if (typeof mirror.receivers === 'string') return [reason(mirror.receivers)];
  // Whoever has it all and nothing behind it finds by this file, when it comes back, that both histories are one.
  const waiting = mirror.receivers.filter(
    (receiver) => receiver.received.fileCount <= place.fileCount && !(receiver.isAsync && isGivenUp(receiver, nowMs)),
  );
  return waiting.length === 0 ? [] : [reason('not-received-by', ...waiting.map(({ name }) => name))];
}

const isGivenUp = ({ disconnectedSinceMs }: Receiver, nowMs: number) =>
  disconnectedSinceMs !== null && nowMs - disconnectedSinceMs > AWAY_MS_MAX;
