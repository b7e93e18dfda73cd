/**
 * Purging journal files: gathers what this instance knows, has the decision made, deletes.
 *
 * Files go oldest first and before the lists that name them, so a crash in between leaves at most a line about a file that is not there.
 * What a database needs is read before its file is flushed, so that the position counted with is on the disk. Engine facts 6.5.
 *
 * A mirrored database that does not follow (not activated, paused, dismounted) keeps the files it would need to catch up for as long as an
 * async member that is away would: 14 days.
 */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PurgeReason } from '../../contract/journals.ts';
import { syncDirectory } from '../ports/durable-file.ts';
import type { JournalHeader } from '../journal/header.ts';
import { JOURNAL_LOG_NAME } from '../journal/journal-log.ts';
import { ORIGIN, type FileCount } from '../journal/position.ts';
import {
  decidePurge,
  type MirroredNeed,
  type MirrorPurgeFacts,
  type PurgeCandidate,
  type PurgeFacts,
  type PurgeVerdict,
} from '../journal/purge-decision.ts';
import type { MirrorConfig } from '../../contract/mirror-config.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import { type ContactBook, owedReceivers } from './owed-receivers.ts';
import type { UpkeepWorld } from './upkeep-world.ts';
import { type KnownContacts, latestContacts } from '../journal/member-contacts.ts';
import { listOwnJournals, recoveryStart } from '../dejournal/local-recovery.ts';
import { PURGE_ANSWER_MS } from '../../machine/waits.ts';

export interface PurgeFile extends PurgeVerdict {
  readonly path: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
  readonly closedAtMs: number | null;
  readonly fileGuid: string;
  /** Number in the mirror's history; null for a local file. */
  readonly mirrorFileCount: number | null;
  /** Of the mirror; null for a local file. */
  readonly mirrorGuid: string | null;
}

/**
 * What purging would do now, oldest file first. Files of a mirror that this instance does not belong to are not looked at: they are deleted
 * as left-overs.
 */
export async function planPurge(instance: UpkeepWorld, contacts: ContactBook): Promise<PurgeFile[]> {
  const own = await listOwnJournals({
    logPath: path.join(path.dirname(instance.journalDirectory), JOURNAL_LOG_NAME),
    directory: instance.journalDirectory,
    creatorGuid: instance.journal.creatorGuid,
  });
  const facts = await gatherFacts(instance, own);
  // Each history is decided by itself: the number of a file says nothing about another mirror's.
  const histories: readonly (ConnectedMember | null)[] = [null, ...instance.mirrors.members()];
  const planned = await Promise.all(histories.map((member) => planHistory(instance, contacts, own, member, facts)));
  return planned
    .flat()
    .sort((one, other) => one.createdAtMs - other.createdAtMs || (one.mirrorFileCount ?? 0) - (other.mirrorFileCount ?? 0));
}

/** null: the local files. */
async function planHistory(
  instance: UpkeepWorld,
  contacts: ContactBook,
  own: OwnJournals,
  member: ConnectedMember | null,
  { transactions, ...facts }: Omit<PurgeFacts, 'mirror'>,
): Promise<PurgeFile[]> {
  const files = candidatesOf(instance, own, member);
  const mirrorFileCount =
    member === null || instance.journal.isPrimary ? null : (member.dejournaler.transactions.oldest()?.fileCount ?? null);
  const verdicts = decidePurge(
    files.map(({ candidate }) => candidate),
    {
      ...facts,
      transactions: { ...transactions, mirrorFileCount },
      mirror: member && (await mirrorFacts(instance, contacts, member, own)),
    },
  );
  return Promise.all(
    files.map(async ({ candidate, filePath, header }, index) => ({
      ...(verdicts[index] as PurgeVerdict),
      path: filePath,
      sizeBytes: (await stat(filePath).catch(() => ({ size: 0 }))).size,
      createdAtMs: header.createdAtMs,
      closedAtMs: candidate.closedAtMs,
      fileGuid: header.fileGuid,
      mirrorFileCount: candidate.mirror?.fileCount ?? null,
      mirrorGuid: member?.membership.mirrorGuid ?? null,
    })),
  );
}

/**
 * Deletes the files of the plan that may go. Answers them. Rejects with the operating system's error; what was deleted before stays so, and
 * the lists say so.
 */
export async function carryOutPurge(instance: UpkeepWorld, plan: readonly PurgeFile[]): Promise<PurgeFile[]> {
  const going = plan.filter(({ goes }) => goes);
  const gone: PurgeFile[] = [];
  try {
    for (const member of instance.mirrors.members()) {
      const mirrored = going.filter(({ mirrorGuid }) => mirrorGuid === member.membership.mirrorGuid);
      if (mirrored.length === 0) continue;
      const beyond = Math.max(...mirrored.map(({ mirrorFileCount }) => mirrorFileCount ?? 0)) + 1;
      const dropped = await member.journal.dropBefore(beyond);
      gone.push(...mirrored.filter(({ fileGuid }) => dropped.some(({ guid }) => guid === fileGuid)));
    }
    for (const file of going.filter(({ mirrorFileCount }) => mirrorFileCount === null)) {
      await rm(file.path, { force: true });
      gone.push(file);
    }
  } finally {
    if (gone.length > 0) {
      await syncDirectory(instance.journalDirectory);
      await instance.journal.forget(new Set(gone.map(({ fileGuid }) => fileGuid)));
    }
  }
  return gone;
}

type OwnJournals = Awaited<ReturnType<typeof listOwnJournals>>;

/** The files of one history, or the local ones, with the file of each, oldest first. */
function candidatesOf(
  instance: UpkeepWorld,
  own: OwnJournals,
  member: ConnectedMember | null,
): { candidate: PurgeCandidate; filePath: string; header: JournalHeader }[] {
  const history = member?.journal.files() ?? [];
  const headersByGuid = new Map([...own.present.values()].map((header) => [header.fileGuid, header]));
  const ownIndexes = new Map(own.entries.map(({ fileGuid }, index) => [fileGuid, index]));
  const newestLocal = own.entries.findLast((entry) => entry.mirror === null)?.fileGuid;
  const found = [...own.present].filter(([, header]) =>
    member === null
      ? header.mirror === null
      : header.mirror?.guid === member.membership.mirrorGuid && history.some(({ guid }) => guid === header.fileGuid),
  );
  return found
    .sort(([, one], [, other]) => one.createdAtMs - other.createdAtMs || one.fileCount - other.fileCount)
    .map(([filePath, header]) => {
      const ownIndex = ownIndexes.get(header.fileGuid) ?? null;
      const nextOwn = ownIndex === null ? undefined : own.entries[ownIndex + 1];
      const inHistory = history.findIndex(({ guid }) => guid === header.fileGuid);
      const nextInHistory = inHistory < 0 ? undefined : headersByGuid.get(history[inHistory + 1]?.guid ?? '');
      const isCurrent = filePath === instance.journal.writer.current.path;
      const closings = [nextOwn?.createdAtMs, nextInHistory?.createdAtMs].filter((at) => at !== undefined);
      const place = history[inHistory];
      const candidate: PurgeCandidate = {
        name: path.basename(filePath),
        closedAtMs: isCurrent || closings.length === 0 ? null : Math.min(...closings),
        ownIndex,
        mirror: place ? { fileCount: place.fileCount } : null,
        isNewestOfHistory: place ? inHistory === history.length - 1 : header.fileGuid === newestLocal,
      };
      return { candidate, filePath, header };
    });
}

/** What holds for all files. */
async function gatherFacts(instance: UpkeepWorld, own: OwnJournals): Promise<Omit<PurgeFacts, 'mirror'>> {
  const { settings } = instance.journal;
  await instance.journal.advancePositions();
  await instance.mirrors.advancePositions();
  const mounted = instance.databases().flatMap((database) => (database.mounted ? [database.mounted] : []));
  // A mirrored database that is written here as well, on a read-write reporting async, counts in both journals.
  const local = mounted.filter(({ file }) => file.identity.mirror === null || file.positionIn('local') !== null);
  const positions = new Map(
    local.map((database) => [
      database,
      database.file.identity.mirror === null ? database.file.position : database.file.positionIn('local'),
    ]),
  );
  await Promise.all(mounted.map(({ file }) => file.flush()));
  const recoveryIndex = recoveryStart(
    own,
    local.map((database) => positions.get(database) ?? null),
  );
  const behind = local.filter((database) => recoveryStart(own, [positions.get(database) ?? null]) <= recoveryIndex);
  const oldestOpen = instance.journal.oldestOpenFile;
  const openIndex = oldestOpen ? own.entries.findIndex(({ fileGuid }) => fileGuid === oldestOpen.fileGuid) : -1;
  return {
    nowMs: instance.clock.wallTime().getTime(),
    settings,
    backupsNeedFromMs: await backupsNeedFrom(instance, own),
    recovery: { ownIndex: recoveryIndex, databases: behind.map(({ name }) => name) },
    transactions: { ownIndex: openIndex < 0 ? null : openIndex, mirrorFileCount: null },
  };
}

async function mirrorFacts(
  instance: UpkeepWorld,
  contacts: ContactBook,
  member: ConnectedMember,
  own: OwnJournals,
): Promise<MirrorPurgeFacts> {
  const { kind, purgeAfterDejournaling } = member.membership;
  const isReporting = kind === 'read-only-reporting' || kind === 'read-write-reporting';
  return {
    isPrimary: instance.journal.isPrimary,
    purgeAfterDejournaling: isReporting && purgeAfterDejournaling,
    receivers: isReporting
      ? []
      : await owedReceivers(contacts, {
          others: () => member.config().members.filter(({ guid }) => guid !== member.self().guid),
          ask: (others) => askPrimary(member, others),
          nowMs: () => instance.clock.wallTime().getTime(),
        }),
    needs: mirroredNeeds(instance, member, own),
  };
}

/** Every mirrored database of this mirror, and from which file on it, or a transaction that was open there, needs the history. */
function mirroredNeeds(instance: UpkeepWorld, member: ConnectedMember, own: OwnJournals): MirroredNeed[] {
  const headers = new Map([...own.present.values()].map((header) => [header.fileGuid, header]));
  const history = member.journal.files();
  const { mirrorGuid, mirrorName } = member.membership;
  const beginOf = (fileCount: FileCount) => {
    const file = history.find((candidate) => candidate.fileCount === fileCount);
    return (file && headers.get(file.guid)?.minTransaction?.fileCount) ?? fileCount;
  };
  return instance.databases().flatMap(({ definition, mounted }): MirroredNeed[] => {
    if (!mounted) return definition.mirrored?.mirrorName === mirrorName ? [{ name: definition.name, fileCount: 0, isInactive: true }] : [];
    if (mounted.file.identity.mirror?.mirrorGuid !== mirrorGuid) return [];
    const standing = instance.standingOf(mounted);
    if (standing === 'ordinary' || standing === 'other-mirror' || standing === 'orphaned' || standing === 'obsolete') return [];
    const isInactive = standing !== 'linked';
    const { position } = mounted.file;
    // One that has had nothing to take since it was made stands where the reading stands.
    const at =
      position?.history === 'mirror'
        ? position
        : isInactive
          ? ORIGIN
          : instance.journal.isPrimary
            ? member.journal.state().durable
            : member.dejournaler.applied().position;
    return [{ name: definition.name, fileCount: beginOf(at.fileCount), isInactive }];
  });
}

async function askPrimary(
  member: ConnectedMember,
  others: MirrorConfig['members'],
): Promise<KnownContacts | 'primary-unreachable' | 'no-primary'> {
  const answers = await Promise.all(
    others.filter(({ kind }) => kind === 'failover').map((entry) => member.dialer.ask(entry, { kind: 'purge-criteria' }, PURGE_ANSWER_MS)),
  );
  return latestContacts(
    answers.map((answer) => (answer?.kind === 'purge-criteria' ? answer : null)),
    member.journal.state().epoch,
  );
}

/** Where the oldest of the last so many successful backups begins to need the journal, wall ms; null while there are not so many. */
async function backupsNeedFrom(instance: UpkeepWorld, { present }: OwnJournals): Promise<number | null> {
  const { purgeAfterBackups } = instance.journal.settings;
  if (purgeAfterBackups === null || purgeAfterBackups === 0) return null;
  const runs = await instance.store.backups.completed(purgeAfterBackups);
  if (runs.length < purgeAfterBackups) return null;
  return Math.min(
    ...runs.map((run) => Math.min(run.startedAt.getTime(), ...run.journalFiles.flatMap((file) => present.get(file)?.createdAtMs ?? []))),
  );
}

/** The reason as the messages log has it. */
export function purgeReasonText({ code, args }: PurgeReason): string {
  const names = args.join(', ');
  switch (code) {
    case 'current':
      return 'it is in use';
    case 'newest-of-history':
      return 'it is the last file of its history';
    case 'younger-than-days':
      return `it was closed less than ${names} days ago`;
    case 'fewer-backups':
      return `it was closed later than the ${names} last successful backups need`;
    case 'purging-is-off':
      return 'the settings purge nothing';
    case 'not-received-by':
      return `not received by ${names}`;
    case 'primary-unreachable':
      return 'the primary, which knows what the other members have received, does not answer';
    case 'no-primary':
      return 'no member is primary, so nobody knows what the other members have received';
    case 'not-dejournaled':
      return `not dejournaled into ${names}`;
    case 'open-transaction':
      return 'it holds records of a transaction that is open';
    case 'recovery':
      return `recovery of ${names} would need it`;
    case 'inactive-database':
      return `${names} would need it to catch up`;
    case 'follows-kept-file':
      return `an earlier file of the mirror, ${names}, is kept`;
    case 'older-than-days':
      return names === '0' ? 'it is closed' : `it was closed more than ${names} days ago`;
    case 'enough-backups':
      return names === '0' ? 'it is closed' : `it was closed before the ${names} last successful backups`;
    case 'dejournaled':
      return 'it is dejournaled';
  }
}
