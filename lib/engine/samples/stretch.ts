/**
 * What was seen of one mirror in a stretch of time: a second, a minute or a bucket of a curve. They are the same, and a longer one is made
 * by merging shorter ones in the order of time.
 */
import type { MemberState, WritableState } from '../../contract/mirror-history.ts';
import { type LatencyHistogram, mergeHistograms } from './latency-histogram.ts';
import { mergeSpreads, type Spread } from './spread.ts';

/** For so long something was the same; wall time in ms, `to` exclusive. */
export interface Run<State> {
  readonly state: State;
  readonly from: number;
  readonly to: number;
}

export interface Commits {
  /** Of each write that somebody waited for: from asking for it until it was committed. */
  readonly latencies: LatencyHistogram;
  /** The sum of these, in ms, and of the part of it after this disk had the write: what the other member took. */
  readonly totalMs: number;
  readonly backupMs: number;
}

/**
 * How much later than they were due the words of others came: of each that was late, and bucket 0 once for a second in which all came in
 * time. See `WordMeter`.
 */
export interface Words {
  /** Of the other failover member. */
  readonly partner: LatencyHistogram;
  readonly arbiter: LatencyHistogram;
}

export interface MemberStretch {
  readonly lagMs: Spread | null;
  readonly lagBytes: Spread | null;
  readonly runs: readonly Run<MemberState>[];
}

export interface Stretch {
  /** By GUID. */
  readonly members: ReadonlyMap<string, MemberStretch>;
  readonly writable: readonly Run<WritableState>[];
  /** Bytes a second. */
  readonly written: Spread | null;
  readonly sent: Spread | null;
  readonly applied: Spread | null;
  /** null: nobody counted. */
  readonly commits: Commits | null;
  /** null: nobody listened, as on an async. */
  readonly words: Words | null;
}

export const nothingSeen: Stretch = {
  members: new Map(),
  writable: [],
  written: null,
  sent: null,
  applied: null,
  commits: null,
  words: null,
};

export function mergeStretches(stretches: readonly Stretch[]): Stretch {
  if (stretches.length === 1 && stretches[0]) return stretches[0];
  const guids = new Set(stretches.flatMap(({ members }) => [...members.keys()]));
  const ofMember = (guid: string): MemberStretch => {
    const parts = stretches.flatMap(({ members }) => members.get(guid) ?? []);
    return {
      lagMs: mergeSpreads(parts.map(({ lagMs }) => lagMs)),
      lagBytes: mergeSpreads(parts.map(({ lagBytes }) => lagBytes)),
      runs: joinRuns(parts.flatMap(({ runs }) => runs)),
    };
  };
  return {
    members: new Map([...guids].map((guid) => [guid, ofMember(guid)])),
    writable: joinRuns(stretches.flatMap(({ writable }) => writable)),
    written: mergeSpreads(stretches.map(({ written }) => written)),
    sent: mergeSpreads(stretches.map(({ sent }) => sent)),
    applied: mergeSpreads(stretches.map(({ applied }) => applied)),
    commits: stretches.some(({ commits }) => commits !== null) ? mergeCommits(stretches.flatMap(({ commits }) => commits ?? [])) : null,
    words: mergeWords(stretches.map(({ words }) => words)),
  };
}

export function mergeCommits(parts: readonly Commits[]): Commits {
  return {
    latencies: mergeHistograms(parts.map(({ latencies }) => latencies)),
    totalMs: parts.reduce((sum, { totalMs }) => sum + totalMs, 0),
    backupMs: parts.reduce((sum, { backupMs }) => sum + backupMs, 0),
  };
}

export function mergeWords(parts: readonly (Words | null)[]): Words | null {
  const known = parts.flatMap((words) => words ?? []);
  if (known.length === 0) return null;
  return {
    partner: mergeHistograms(known.map(({ partner }) => partner)),
    arbiter: mergeHistograms(known.map(({ arbiter }) => arbiter)),
  };
}

/** Equal neighbors that are at most `gapMs` apart become one. */
export function joinRuns<State>(runs: readonly Run<State>[], gapMs = 0): Run<State>[] {
  const joined: Run<State>[] = [];
  for (const run of runs) {
    const before = joined.at(-1);
    if (before && before.state === run.state && run.from - before.to <= gapMs) joined[joined.length - 1] = { ...before, to: run.to };
    else joined.push(run);
  }
  return joined;
}
