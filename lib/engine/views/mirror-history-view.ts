/** How the mirror fared, as this member saw it: curves and the availability band. */
import {
  BAND_MS,
  type AvailabilityView,
  type HistoryBucket,
  type MirrorHistoryView,
  type ShownSpread,
} from '../../contract/mirror-history.ts';
import { accepted, type Outcome } from '../../contract/errors.ts';
import type { InstanceQueryInput } from '../../contract/views.ts';
import { memberOf } from '../commands/mirror-operation.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { bandOf, coarsened, withOwnAbsence } from '../samples/band.ts';
import { countIn, quantileOf } from '../samples/latency-histogram.ts';
import type { Bucket } from '../samples/sample-history.ts';
import type { Spread } from '../samples/spread.ts';
import type { Commits } from '../samples/stretch.ts';

/** Digits behind the point that mean nothing are not sent. */
const PRECISION = 4;

export function mirrorHistory(
  instance: Instance,
  { mirrorName, range, since }: InstanceQueryInput<'mirror-history'>,
): Outcome<MirrorHistoryView> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const members = membersOf(found.value);
  const now = instance.clock.wallTime().getTime();
  const buckets = instance.sampler.historyOf(found.value.config().guid)?.buckets(range, now, since) ?? [];
  return accepted({
    range,
    now,
    members: members.map(({ guid, name }) => ({ guid, name })),
    buckets: buckets.map((bucket) => shownBucket(bucket, members)),
  });
}

export function mirrorAvailability(
  instance: Instance,
  { mirrorName }: InstanceQueryInput<'mirror-availability'>,
): Outcome<AvailabilityView> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const self = member.self().guid;
  const now = instance.clock.wallTime().getTime();
  const band = instance.sampler.historyOf(member.config().guid)?.band(now) ?? bandOf([], now);
  return accepted({
    from: now - BAND_MS,
    to: now,
    writable: band.writable.map((run) => ({ ...run })),
    members: membersOf(member).map(({ guid, name, kind }) => {
      const runs = band.members.get(guid) ?? [];
      return { guid, name, isFailover: kind === 'failover', segments: [...coarsened(guid === self ? withOwnAbsence(runs) : runs)] };
    }),
  });
}

/** Those that this member knows something of; an async of itself and the failover members. */
const membersOf = (member: MirrorMember) => {
  const self = member.self().guid;
  return member.config().members.filter(({ guid, kind }) => member.async === null || guid === self || kind === 'failover');
};

function shownBucket({ at, spanMs, stretch }: Bucket, members: readonly { guid: string }[]): HistoryBucket {
  const ofMembers = members.map(({ guid }) => stretch.members.get(guid) ?? null);
  return {
    at,
    spanMs,
    lagMs: ofMembers.map((member) => shownSpread(member?.lagMs ?? null)),
    lagBytes: ofMembers.map((member) => shownSpread(member?.lagBytes ?? null)),
    written: shownSpread(stretch.written),
    sent: shownSpread(stretch.sent),
    applied: shownSpread(stretch.applied),
    commits: stretch.commits && shownCommits(stretch.commits),
  };
}

const shownSpread = (spread: Spread | null): ShownSpread =>
  spread && [Math.round(spread.min), Math.round(spread.max), Math.round(spread.last), spread.count];

const precise = (value: number) => Number(value.toPrecision(PRECISION));

function shownCommits({ latencies, totalMs, backupMs }: Commits): NonNullable<HistoryBucket['commits']> {
  const [p50Ms, p99Ms] = [quantileOf(latencies, 0.5), quantileOf(latencies, 0.99)];
  return {
    count: countIn(latencies),
    p50Ms: p50Ms && precise(p50Ms),
    p99Ms: p99Ms && precise(p99Ms),
    backupShare: totalMs > 0 ? precise(backupMs / totalMs) : null,
  };
}
