/**
 * What the sampler reads of a mirror once a second: how each member fares, as the rows of the Mirror Monitor say it, and how far the
 * journal is. Remembers the last reading, since a rate is a difference.
 */
import type { MemberState } from '../../contract/mirror-history.ts';
import type { MemberStatus } from '../../contract/member-status.ts';
import type { InstanceView } from '../../contract/views.ts';
import { AsyncFeed } from '../channel/async-feed.ts';
import type { FollowerSession } from '../channel/follower-session.ts';
import { isBefore, type JournalPosition, later } from '../journal/position.ts';
import { displayStatus } from '../mirror/display-status.ts';
import { bytesBetween } from '../mirror/history.ts';
import type { MemberReading, MirrorReading } from '../samples/reading.ts';
import { memberRows, primaryOf, type ToldMember, type ToldWorld } from './member-rows.ts';
import type { OwnVoice } from './own-member.ts';

/** A member as it is told of, and what time it is there. */
type CountedMember = ToldMember & Pick<OwnVoice, 'clock'>;

/** What the instance knows beside its member. */
export interface CountedJournal {
  /** A primary's: applications that write now are answered. */
  readonly takesWrites: boolean;
  /** Journal on this disk that is not in its database files, of what this instance writes itself. */
  readonly unappliedBytes: number;
}

interface Counted {
  readonly primary: string | null;
  readonly written: JournalPosition;
  readonly sent: JournalPosition | null;
  /** null on a primary, which has `unappliedBytes` instead. */
  readonly applied: JournalPosition | null;
  readonly unappliedBytes: number;
}

type Row = InstanceView<'mirror-monitor'>['members'][number];
type Lag = Pick<MemberReading, 'lagMs' | 'lagBytes'>;

const notKnown: Lag = { lagMs: null, lagBytes: null };
const none: Lag = { lagMs: 0, lagBytes: 0 };

export class MirrorCounters {
  #before: Counted | null = null;

  read(instance: ToldWorld, member: CountedMember, journal: CountedJournal): MirrorReading {
    const before = this.#before;
    const now = count(member, journal);
    this.#before = now;
    const files = member.journal.files();
    const since = (from: JournalPosition | null | undefined, to: JournalPosition | null) =>
      !from || !to || isBefore(to, from) ? null : bytesBetween(files, from, to);
    const writtenBytes = since(before?.written, now.written);
    const isSame = before !== null && before.primary === now.primary;
    return {
      mirrorGuid: member.config().guid,
      members: memberRows(instance, member).map((row) => ({
        guid: row.guid,
        state: stateOf(row),
        ...memberLag(member, row),
      })),
      isWritable: isWritable(member, now.primary, isSame || before === null, journal),
      writtenBytes,
      sentBytes: since(before?.sent, now.sent),
      appliedBytes: !isSame
        ? null
        : now.applied !== null
          ? since(before.applied, now.applied)
          : writtenBytes && Math.max(0, writtenBytes + before.unappliedBytes - now.unappliedBytes),
      words: member.failover?.words.take() ?? null,
    };
  }
}

function count(member: CountedMember, { unappliedBytes }: CountedJournal): Counted {
  const isPrimary = member.driver.state.role.kind === 'primary';
  const sent = [...member.driver.followers.values()].flatMap((follower) => follower.sent ?? []);
  return {
    primary: isPrimary ? member.self().guid : primaryOf(member),
    written: member.journal.state().durable,
    sent: sent.length > 0 ? sent.reduce(later) : null,
    applied: isPrimary ? null : member.dejournaler.applied().position,
    unappliedBytes,
  };
}

/** The second in which the primary changed counts as one without writes. */
function isWritable(
  member: CountedMember,
  primary: string | null,
  isSamePrimary: boolean,
  { takesWrites }: CountedJournal,
): boolean | null {
  const { role } = member.driver.state;
  if (role.kind === 'primary') return isSamePrimary && role.trouble.kind === 'none' && !role.stopping && takesWrites;
  if (primary !== null) return isSamePrimary;
  return displayStatus(member.driver.state) === 'transition' ? false : null;
}

const states: Record<MemberStatus, MemberState> = {
  primary: 'primary',
  'in-trouble': 'primary',
  backup: 'in-step',
  connected: 'in-step',
  synchronizing: 'catching-up',
  transition: 'catching-up',
  waiting: 'catching-up',
  'not-initialized': 'down',
  stopped: 'down',
  crashed: 'down',
  error: 'down',
  down: 'down',
  unknown: 'unreachable',
};

function stateOf({ status, journalTransfer }: Pick<Row, 'status' | 'journalTransfer'>): MemberState {
  return status === 'connected' && journalTransfer.kind === 'behind' ? 'catching-up' : states[status];
}

/** Journal of the mirror that is not on the disk of that member. On a primary there is none to lack. */
export function memberLag(member: CountedMember, row: Row): Lag {
  const isSelf = row.guid === member.self().guid;
  if (row.status === 'primary' || row.status === 'in-trouble') return notKnown;
  if (isSelf) return ownLag(member);
  if (member.driver.state.role.kind !== 'primary') return heardLag(row);
  const follower = [...member.driver.followers.values()].find(({ memberGuid, isFollowing }) => memberGuid === row.guid && isFollowing);
  return follower ? followerLag(member, follower) : notKnown;
}

/** Against what the primary last called committed. */
function ownLag(member: CountedMember): Lag {
  const committed = primaryOf(member) === null ? null : member.driver.primaryCommitted;
  if (committed === null) return notKnown;
  const { durable } = member.journal.state();
  if (!isBefore(durable, committed)) return none;
  const { lastBlockTimeMs } = member.journal;
  return {
    lagMs: lastBlockTimeMs === null ? null : sinceWall(member, lastBlockTimeMs),
    lagBytes: bytesBetween(member.journal.files(), durable, committed),
  };
}

/** As the primary said last: whole seconds. */
function heardLag({ journalTransfer, behindBytes }: Row): Lag {
  if (journalTransfer.kind === 'active' || journalTransfer.kind === 'caught-up') return { lagMs: 0, lagBytes: behindBytes ?? 0 };
  return { lagMs: journalTransfer.kind === 'behind' ? journalTransfer.behindMs : null, lagBytes: behindBytes };
}

function followerLag(member: CountedMember, follower: FollowerSession | AsyncFeed): Lag {
  const { received } = follower;
  if (received === null) return notKnown;
  const lagBytes = bytesBetween(member.journal.files(), received, member.journal.state().durable);
  if (lagBytes === 0) return none;
  if (follower instanceof AsyncFeed) return { lagMs: follower.owedSinceMs === 0 ? 0 : sinceWall(member, follower.owedSinceMs), lagBytes };
  const { role } = member.driver.state;
  const backup =
    role.kind === 'primary' && role.backup.kind === 'connected' && role.backup.session === follower.number ? role.backup : null;
  if (backup?.standing === 'active')
    return { lagMs: backup.owedSinceMs === null ? 0 : Math.max(0, member.clock.nowMs() - backup.owedSinceMs), lagBytes };
  const appliedTimeMs = follower.progress?.appliedTimeMs ?? 0;
  return { lagMs: appliedTimeMs === 0 ? null : sinceWall(member, appliedTimeMs), lagBytes };
}

const sinceWall = (member: CountedMember, timeMs: number) => Math.max(0, member.clock.wallTime().getTime() - timeMs);
