/**
 * The rows of Mirror Member Status (engine facts 3.2 to 3.7, portal facts 2.8 and 2.9) as one member knows them: of itself from its
 * machine, of others from what they last said, and, where it is not connected to them, from what the primary says of them.
 */
import type { Lacking } from '../../contract/failover.ts';
import type { MemberStatus, Progress } from '../../contract/member-status.ts';
import type { InstanceView } from '../../contract/views.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { earlier, isBefore } from '../journal/position.ts';
import type { MemberWord } from '../link/mirror-protocol.ts';
import { displayStatus } from '../mirror/display-status.ts';
import { canTell } from '../mirror/hearing.ts';
import { bytesBetween } from '../mirror/history.ts';
import { AsyncFeed } from '../channel/async-feed.ts';
import type { MemberWorld } from './member-world.ts';
import { lackingDatabases } from './lacking-databases.ts';
import type { OwnMember } from './own-member.ts';
import { caughtUp, dejournalingProgress, lag, transferProgress, unknown } from './progress-words.ts';

/** Where it lives. */
export type ToldWorld = Pick<MemberWorld, 'clock' | 'databases' | 'mirroredDatabases' | 'mirrors' | 'standingOf'>;

/** A member as it is told of. */
export type ToldMember = Pick<OwnMember, 'async' | 'config' | 'dejournaler' | 'driver' | 'failover' | 'isPrimary' | 'journal' | 'self'>;

type Row = InstanceView<'mirror-monitor'>['members'][number];

const notApplicable: Progress = { kind: 'not-applicable' };

/** Everybody on a primary; on a backup those whom its primary knows; on an async itself and the failover members. */
export function memberRows(instance: ToldWorld, member: ToldMember): Row[] {
  const config = member.config();
  const self = member.self();
  const shown = member.async ? config.members.filter(({ guid, kind }) => guid === self.guid || kind === 'failover') : config.members;
  return shown.map((entry) => {
    const base = { guid: entry.guid, name: entry.name, type: entry.kind, distinguishedName: entry.distinguishedName };
    return {
      ...base,
      ...completed(
        entry.guid === self.guid ? ownWord(instance, member) : wordOf(instance, member, entry),
        lackingOf(instance, member, entry),
      ),
    };
  });
}

/** What a primary tells the others about those who follow it. */
export function wordsOfPrimary(instance: ToldWorld, member: ToldMember): MemberWord[] {
  if (!member.isPrimary) return [];
  const self = member.self();
  return member
    .config()
    .members.filter(({ guid }) => guid !== self.guid)
    .map((entry) => ({
      guid: entry.guid,
      ...completed(wordOf(instance, member, entry), lackingOf(instance, member, entry)),
      behindRecords: recordsBehind(member, entry),
    }));
}

/** On a primary: at most so many records has that member not received; null where that is not known. */
export function recordsBehind({ driver, failover }: ToldMember, { guid }: MemberEntry): number | null {
  const follower = [...driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === guid && isFollowing);
  const received = follower?.received ?? null;
  return failover === null || received === null ? null : failover.records.behind(received);
}

type Word = Omit<MemberWord, 'guid' | 'lacking'>;

/** Having applied all of the journal to some of the databases is not having caught up. */
const completed = (word: Word, lacking: Lacking): Word & { lacking: Lacking } => ({
  ...word,
  dejournaling: word.dejournaling.kind === 'caught-up' && lacking.length > 0 ? { kind: 'attention' } : word.dejournaling,
  lacking,
});

/** As the member itself said last, here or to the primary; nothing of one that nobody here hears. */
function lackingOf(instance: ToldWorld, member: ToldMember, { guid }: MemberEntry): Lacking {
  const { driver } = member;
  if (guid === member.self().guid) return lackingDatabases(instance, member);
  const primary = primaryOf(member);
  if (guid === primary) return driver.primaryProgress?.lacking ?? [];
  if (primary !== null) return driver.primaryProgress?.members.find((word) => word.guid === guid)?.lacking ?? [];
  return [...driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === guid && isFollowing)?.progress?.lacking ?? [];
}

function ownWord(instance: ToldWorld, member: ToldMember): Word {
  const status = displayStatus(member.driver.state);
  if (member.async) return ownAsyncWord(instance, member, status);
  const { role } = member.driver.state;
  if (role.kind === 'primary' || role.kind === 'taking-over')
    return { status, journalTransfer: notApplicable, dejournaling: notApplicable, behindBytes: null };
  if (role.kind !== 'backup' && role.kind !== 'synchronizing')
    return {
      status,
      journalTransfer: disconnected(member.driver.partnerLostAt),
      dejournaling: disconnected(member.driver.partnerLostAt),
      behindBytes: null,
    };
  const journalTransfer: Progress = role.kind === 'backup' && role.active ? { kind: 'active' } : ownTransfer(instance, member);
  return { status, journalTransfer, dejournaling: ownDejournaling(instance, member), behindBytes: null };
}

/** Of a backup that is not Active: against what the primary called committed on this link. */
const ownTransfer = (instance: ToldWorld, member: ToldMember): Progress =>
  transferProgress({
    received: member.journal.state().durable,
    committed: member.failover?.primaryCommitted ?? null,
    timeMs: member.journal.lastBlockTimeMs ?? 0,
    now: instance.clock.wallTime().getTime(),
  });

function ownAsyncWord(instance: ToldWorld, member: ToldMember, status: MemberStatus): Word {
  const { async } = member;
  if (!async?.primaryGuid)
    return {
      status,
      journalTransfer: disconnected(async?.partnerLostAt ?? null),
      dejournaling: member.dejournaler.isStopped ? { kind: 'dejournaling-stopped' } : disconnected(async?.partnerLostAt ?? null),
      behindBytes: null,
    };
  const history = member.journal;
  const now = instance.clock.wallTime().getTime();
  const { durable } = history.state();
  const committed = async.primaryCommitted;
  const isBehind = committed !== null && isBefore(durable, committed);
  return {
    status,
    journalTransfer: committed === null ? unknown : isBehind ? lag(now, history.lastBlockTimeMs ?? 0) : caughtUp,
    dejournaling: ownDejournaling(instance, member),
    behindBytes:
      committed === null || (isBehind && committed.fileCount !== durable.fileCount)
        ? null
        : isBehind
          ? committed.offset - durable.offset
          : 0,
  };
}

function ownDejournaling(instance: ToldWorld, member: ToldMember): Progress {
  const { dejournaler } = member;
  if (dejournaler.isStopped) return { kind: 'dejournaling-stopped' };
  if (dejournaler.needsAttention()) return { kind: 'attention' };
  if (!instance.mirroredDatabases().some(({ file }) => instance.mirrors.dejournalerOf(file) === dejournaler)) return caughtUp;
  const { position, timeMs } = dejournaler.applied();
  if (member.journal.isAtEnd(position)) return caughtUp;
  return lag(instance.clock.wallTime().getTime(), timeMs);
}

function wordOf(instance: ToldWorld, member: ToldMember, entry: MemberEntry): Word {
  const { driver } = member;
  const primary = primaryOf(member);
  if (entry.guid === primary || saysThatWeAreUnlisted(member, entry))
    return { status: 'primary', journalTransfer: notApplicable, dejournaling: notApplicable, behindBytes: null };
  // Whoever is connected to a primary believes what it says of the others.
  const heard = primary === null ? undefined : driver.primaryProgress?.members.find(({ guid }) => guid === entry.guid);
  if (heard) return heard;
  const follower = [...driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === entry.guid && isFollowing);
  if (follower instanceof AsyncFeed) return asyncWord(instance, member, follower);
  const { role } = driver.state;
  if (role.kind !== 'primary' || !follower)
    return canTell(role, entry.kind)
      ? goneWord(member, entry)
      : { status: 'unknown', journalTransfer: unknown, dejournaling: unknown, behindBytes: null };
  const isActive = role.backup.kind === 'connected' && role.backup.session === follower.number && role.backup.standing === 'active';
  const { progress } = follower;
  const now = instance.clock.wallTime().getTime();
  // Before its first acknowledgement on this link nothing is known of what it has.
  const received =
    role.backup.kind === 'connected' && role.backup.session === follower.number && role.backup.acknowledged.fileCount > 0
      ? role.backup.acknowledged
      : null;
  const timeMs = progress?.appliedTimeMs ?? 0;
  return {
    status: isActive ? 'backup' : 'synchronizing',
    journalTransfer: isActive ? { kind: 'active' } : transferProgress({ received, committed: role.committed, timeMs, now }),
    dejournaling: progress?.needsAttention
      ? { kind: 'attention' }
      : dejournalingProgress({ applied: progress?.applied ?? null, received: received && earlier(received, role.committed), timeMs, now }),
    behindBytes: null,
  };
}

function goneWord(member: ToldMember, entry: MemberEntry): Word {
  const since = disconnected(lostAt(member, entry));
  return { status: saysStopped(member, entry) ? 'stopped' : 'down', journalTransfer: since, dejournaling: since, behindBytes: null };
}

/** Only a primary says so. */
const saysThatWeAreUnlisted = (member: ToldMember, { guid }: MemberEntry) => awaitsAuthorizationOn(member) === guid;

/** GUID of the primary on which a person has to authorize this member; null: it waits for nobody. */
export function awaitsAuthorizationOn(member: ToldMember): string | null {
  if (member.async) return member.async.awaitsAuthorizationOn;
  const { role, settings } = member.driver.state;
  return role.kind === 'deciding' && role.reason === 'awaiting-authorization' ? (settings.partner?.guid ?? null) : null;
}

/** GUID of the primary that this member receives from, or null. */
export function primaryOf(member: ToldMember): string | null {
  if (member.async) return member.async.primaryGuid;
  const { role, settings } = member.driver.state;
  return (role.kind === 'backup' || role.kind === 'synchronizing') && role.session !== null ? (settings.partner?.guid ?? null) : null;
}

/** Time: since when the oldest journal that it lacks has been on its way. Bytes: all that it lacks. */
function asyncWord(instance: ToldWorld, member: ToldMember, feed: AsyncFeed): Word {
  const history = member.journal;
  const now = instance.clock.wallTime().getTime();
  const received = feed.received;
  const behindBytes = received === null ? null : bytesBetween(history.files(), received, history.state().durable);
  const { progress } = feed;
  return {
    status: 'connected',
    // What was written a moment ago is not even on its way yet.
    journalTransfer: behindBytes === null ? unknown : behindBytes === 0 || feed.owedSinceMs === 0 ? caughtUp : lag(now, feed.owedSinceMs),
    dejournaling: progress?.dejournalingStopped
      ? { kind: 'dejournaling-stopped' }
      : progress?.needsAttention
        ? { kind: 'attention' }
        : dejournalingProgress({ applied: progress?.applied ?? null, received, timeMs: progress?.appliedTimeMs ?? 0, now }),
    behindBytes,
  };
}

/** The stopping member said so before it went, and says so still when it is asked (portal facts 8.6). */
function saysStopped(member: ToldMember, entry: MemberEntry): boolean {
  const { role, settings } = member.driver.state;
  return role.kind === 'primary' && role.backup.kind === 'none' && role.backup.word === 'stopped' && entry.guid === settings.partner?.guid;
}

const lostAt = (member: ToldMember, entry: MemberEntry) =>
  member.driver.lostAt.get(entry.guid) ?? (entry.kind === 'failover' ? member.driver.partnerLostAt : null);
const disconnected = (since: Date | null): Progress => ({ kind: 'disconnected', since: since?.toISOString() ?? null });
