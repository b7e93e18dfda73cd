/** From what a member tells of a range to what is drawn, said and put into a table. Pure. */
import type { HistoryBucket, MirrorHistoryView, ShownSpread } from '@/lib/contract/mirror-history.ts';
import { JOINED_GAP_MS, rangeLengths } from '@/lib/contract/history-ranges.ts';

export const curveKinds = ['lagTime', 'lagBytes', 'journal', 'commits'] as const;
export type CurveKind = (typeof curveKinds)[number];

export interface Series {
  /** Of a member its name; else a word of the messages. */
  readonly name: { readonly member: string } | { readonly word: 'written' | 'sent' | 'applied' | 'p50' | 'p99' };
  /** One for each place of the grid; null: not known. Of a bucket its largest value, so that no moment is lost. */
  readonly values: readonly (number | null)[];
}

/** What a series is called in addresses and files, whatever the language of the page. */
export const seriesKeyOf = ({ name }: Series) => ('member' in name ? name.member : name.word);

/** Without the values of the hidden series; the places of the others, and so their looks, stay. */
export const withoutHidden = (curve: Curve, hidden: readonly string[]): Curve => ({
  ...curve,
  series: curve.series.map((one) => (hidden.includes(seriesKeyOf(one)) ? { ...one, values: one.values.map(() => null) } : one)),
});

export interface Curve {
  readonly kind: CurveKind;
  readonly series: readonly Series[];
}

export interface Curves {
  /** Begin of each place, ms since 1970, evenly spaced over the whole range. */
  readonly at: readonly number[];
  readonly bucketMs: number;
  readonly curves: readonly Curve[];
  /** Of all the time that writers waited in this range, the part for which they waited for the backup; null: nobody waited. */
  readonly backupShare: number | null;
  /** null: nobody counted. */
  readonly commitCount: number | null;
  /** Nobody answers any more: the end of the range is no longer the present. */
  readonly isStale?: boolean;
}

const most = (spread: ShownSpread) => spread?.[1] ?? null;

export function curvesOf(view: MirrorHistoryView): Curves {
  const { spanMs, bucketMs } = rangeLengths[view.range];
  const end = Math.floor(view.now / bucketMs) * bucketMs;
  const at = Array.from({ length: spanMs / bucketMs }, (_, index) => end - spanMs + (index + 1) * bucketMs);
  const placed = place(view.buckets, at, bucketMs);
  const valuesOf = (pick: (bucket: HistoryBucket) => number | null) => placed.map((bucket) => bucket && pick(bucket));
  const ofMembers = (pick: (bucket: HistoryBucket, index: number) => number | null) =>
    view.members.map(({ name }, index) => ({ name: { member: name }, values: valuesOf((bucket) => pick(bucket, index)) }));
  return {
    at,
    bucketMs,
    curves: [
      { kind: 'lagTime', series: ofMembers(({ lagMs }, index) => most(lagMs[index] ?? null)) },
      { kind: 'lagBytes', series: ofMembers(({ lagBytes }, index) => most(lagBytes[index] ?? null)) },
      {
        kind: 'journal',
        series: (['written', 'sent', 'applied'] as const).map((word) => ({
          name: { word },
          values: valuesOf((bucket) => most(bucket[word])),
        })),
      },
      {
        kind: 'commits',
        series: [
          { name: { word: 'p50' }, values: valuesOf(({ commits }) => commits?.p50Ms ?? null) },
          { name: { word: 'p99' }, values: valuesOf(({ commits }) => commits?.p99Ms ?? null) },
        ],
      },
    ],
    backupShare: backupShareOf(view.buckets),
    commitCount: commitCountOf(view.buckets),
  };
}

/** The bucket of each place: a long one has several, and one second that was missed is no gap. */
function place(buckets: readonly HistoryBucket[], at: readonly number[], bucketMs: number): (HistoryBucket | null)[] {
  const placed = new Array<HistoryBucket | null>(at.length).fill(null);
  const begin = at[0] ?? 0;
  for (const bucket of buckets)
    for (let time = bucket.at; time < bucket.at + bucket.spanMs; time += bucketMs) {
      const index = Math.round((time - begin) / bucketMs);
      if (index >= 0 && index < placed.length) placed[index] = bucket;
    }
  let last = Number.NEGATIVE_INFINITY;
  placed.forEach((bucket, index) => {
    if (bucket === null) return;
    const isJoined = (index - last) * bucketMs <= JOINED_GAP_MS;
    if (isJoined) for (let missed = last + 1; missed < index; missed++) placed[missed] = placed[last] ?? null;
    last = index;
  });
  return placed;
}

/** Weighed by how many commits there were, and how long half of them took. */
function backupShareOf(buckets: readonly HistoryBucket[]): number | null {
  let [waited, all] = [0, 0];
  for (const { commits } of buckets) {
    if (!commits || commits.backupShare === null) continue;
    const weight = commits.count * (commits.p50Ms ?? 0);
    waited += weight * commits.backupShare;
    all += weight;
  }
  return all > 0 ? waited / all : null;
}

function commitCountOf(buckets: readonly HistoryBucket[]): number | null {
  const counted = buckets.flatMap(({ commits }) => commits ?? []);
  return counted.length === 0 ? null : counted.reduce((sum, { count }) => sum + count, 0);
}

/** What a sentence says of a series. null: nothing is known of it in this range. */
export interface Summary {
  /** The last value that is known, and whether it is that of the present. */
  readonly last: number;
  readonly isNow: boolean;
  readonly most: number;
  readonly mostAt: number;
  /** Part of the known time at zero. */
  readonly zeroShare: number;
  /** Part of the range in which it was known. */
  readonly knownShare: number;
}

export function summaryOf(values: readonly (number | null)[], at: readonly number[]): Summary | null {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, at: at[index] ?? 0 }]));
  const last = known.at(-1);
  if (last === undefined) return null;
  const top = known.reduce((best, one) => (one.value > best.value ? one : best));
  return {
    last: last.value,
    // The present second may not have been asked for yet.
    isNow: values.slice(-3).some((value) => value !== null),
    most: top.value,
    mostAt: top.at,
    zeroShare: known.filter(({ value }) => value === 0).length / known.length,
    knownShare: known.length / values.length,
  };
}

export interface TableRow {
  readonly at: number;
  /** The largest value of each series in this time; null: not known. */
  readonly values: readonly (number | null)[];
}

/** At most `rowsMax` rows over the whole range, the newest first; those of which nothing is known are left out. */
export function tableOf(series: readonly Series[], at: readonly number[], rowsMax: number): TableRow[] {
  const step = Math.max(1, Math.ceil(at.length / rowsMax));
  const rows: TableRow[] = [];
  for (let begin = 0; begin < at.length; begin += step) {
    const values = series.map((one) => {
      const known = one.values.slice(begin, begin + step).filter((value) => value !== null);
      return known.length > 0 ? Math.max(...known) : null;
    });
    if (values.some((value) => value !== null)) rows.push({ at: at[begin] ?? 0, values });
  }
  return rows.reverse();
}

/** Places that stand alone between two gaps: no line leads there, so a point is drawn. */
export function lonePlaces(values: readonly (number | null | undefined)[]): number[] {
  const isKnown = (index: number) => values[index] !== null && values[index] !== undefined;
  return values.flatMap((_, index) => (isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1) ? [index] : []));
}
