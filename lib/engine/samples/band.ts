/** The availability band: what each member was over 24 hours, in runs of time. Where there is no run, nothing was seen. */
import { BAND_MS, type MemberState, memberStates, type WritableState } from '../../contract/mirror-history.ts';
import { JOINED_GAP_MS } from '../../contract/history-ranges.ts';
import { joinRuns, type Run, type Stretch } from './stretch.ts';

export interface Band {
  readonly writable: readonly Run<WritableState>[];
  /** By GUID. */
  readonly members: ReadonlyMap<string, readonly Run<MemberState>[]>;
}

/** Of one that flickers the band shows the worst of each of these. */
const COARSE_MS = 5 * 60_000;
const RUNS_MAX = 300;

/** The 24 hours before `wallMs` of stretches in the order of time. Equal neighbors are joined, also over a sample that came late. */
export function bandOf(stretches: readonly Stretch[], wallMs: number): Band {
  const begin = wallMs - BAND_MS;
  const joined = <State>(runs: readonly Run<State>[]) =>
    joinRuns(
      runs.flatMap((run) => (run.to <= begin ? [] : [{ ...run, from: Math.max(run.from, begin) }])),
      JOINED_GAP_MS,
    );
  const members = new Map<string, Run<MemberState>[]>();
  for (const stretch of stretches)
    for (const [guid, { runs }] of stretch.members) {
      const known = members.get(guid);
      if (known) known.push(...runs);
      else members.set(guid, [...runs]);
    }
  return {
    writable: joined(stretches.flatMap(({ writable }) => writable)),
    members: new Map([...members].map(([guid, runs]) => [guid, joined(runs)])),
  };
}

/** Of this member itself: in the time between two runs its process was not there. Of the time before the first nothing is known. */
export function withOwnAbsence(runs: readonly Run<MemberState>[]): Run<MemberState>[] {
  return joinRuns(
    runs.flatMap((run, index) => {
      const before = runs[index - 1];
      const isGap = before !== undefined && run.from - before.to > JOINED_GAP_MS;
      return isGap ? [{ state: 'down' as const, from: before.to, to: run.from }, run] : [run];
    }),
    JOINED_GAP_MS,
  );
}

/** The same, or of each five minutes the worst, where there is more than anybody can see. */
export function coarsened(runs: readonly Run<MemberState>[]): readonly Run<MemberState>[] {
  if (runs.length <= RUNS_MAX) return runs;
  const worst = new Map<number, MemberState>();
  for (const { state, from, to } of runs)
    for (let slot = Math.floor(from / COARSE_MS); slot * COARSE_MS < to; slot++) {
      const known = worst.get(slot);
      if (known === undefined || memberStates.indexOf(state) > memberStates.indexOf(known)) worst.set(slot, state);
    }
  return joinRuns([...worst].map(([slot, state]) => ({ state, from: slot * COARSE_MS, to: (slot + 1) * COARSE_MS })));
}
