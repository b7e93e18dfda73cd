/**
 * The last hour of one mirror, second by second, in arrays of fixed size: what is older is overwritten. `NaN` stands for what was not
 * known, within this file alone.
 */
import { memberStates, type WritableState } from '../../contract/mirror-history.ts';
import type { MirrorReading } from './reading.ts';
import { mergeSpreads, type Spread, spreadOf } from './spread.ts';
import { type Commits, joinRuns, type MemberStretch, mergeCommits, mergeWords, type Run, type Stretch, type Words } from './stretch.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

const SECONDS = 3600;
const SECOND_MS = 1000;
/** In the arrays of states; 0: not known. */
const UNKNOWN = 0;
const writableCodes: readonly (WritableState | null)[] = [null, 'writable', 'not-writable'];

const newSeries = () => new Float64Array(SECONDS).fill(Number.NaN);

interface MemberSeries {
  readonly lagMs: Float64Array;
  readonly lagBytes: Float64Array;
  /** 1 + place in `memberStates`. */
  readonly states: Uint8Array;
}

export class SecondRing {
  /** Which second, since 1970, lies in each place; 0: none. */
  readonly #seconds = new Float64Array(SECONDS);
  readonly #members = new Map<string, MemberSeries>();
  readonly #writable = new Uint8Array(SECONDS);
  readonly #written = newSeries();
  readonly #sent = newSeries();
  readonly #applied = newSeries();
  readonly #commits = new Array<PackedCommits>(SECONDS).fill(none);
  readonly #words = new Array<PackedWords | null>(SECONDS).fill(null);

  /** One reading a second; `elapsedMs` since the one before it, over which its bytes came. One of the same second replaces it. */
  take(second: number, elapsedMs: number, reading: MirrorReading, commits: Commits): void {
    const place = second % SECONDS;
    const isAgain = this.#seconds[place] === second;
    this.#seconds[place] = second;
    for (const series of this.#members.values()) {
      series.lagMs[place] = Number.NaN;
      series.lagBytes[place] = Number.NaN;
      series.states[place] = UNKNOWN;
    }
    for (const { guid, state, lagMs, lagBytes } of reading.members) {
      const series = this.#seriesOf(guid);
      series.lagMs[place] = lagMs ?? Number.NaN;
      series.lagBytes[place] = lagBytes ?? Number.NaN;
      series.states[place] = memberStates.indexOf(state) + 1;
    }
    this.#writable[place] = reading.isWritable === null ? UNKNOWN : reading.isWritable ? 1 : 2;
    const rate = (bytes: number | null) => (bytes === null || elapsedMs <= 0 ? Number.NaN : (bytes * SECOND_MS) / elapsedMs);
    this.#written[place] = rate(reading.writtenBytes);
    this.#sent[place] = rate(reading.sentBytes);
    this.#applied[place] = rate(reading.appliedBytes);
    const before = isAgain ? [unpacked(this.#commits[place] ?? none)] : [];
    this.#commits[place] = packed(mergeCommits([...before, commits]));
    this.#words[place] = packedWords(mergeWords([isAgain ? this.#wordsAt(place) : null, reading.words]));
  }

  /** Seconds from `from` on, before `to`; null when none of them was seen. */
  between(from: number, to: number): Stretch | null {
    const places: number[] = [];
    for (let second = Math.max(from, to - SECONDS); second < to; second++)
      if (this.#seconds[second % SECONDS] === second) places.push(second % SECONDS);
    if (places.length === 0) return null;
    const members = [...this.#members].flatMap(([guid, series]): [string, MemberStretch][] => {
      const stretch = {
        lagMs: spreadIn(series.lagMs, places),
        lagBytes: spreadIn(series.lagBytes, places),
        runs: this.#runsIn(series.states, places, (code) => memberStates[code - 1] ?? null),
      };
      return stretch.runs.length > 0 ? [[guid, stretch]] : [];
    });
    return {
      members: new Map(members),
      writable: this.#runsIn(this.#writable, places, (code) => writableCodes[code] ?? null),
      written: spreadIn(this.#written, places),
      sent: spreadIn(this.#sent, places),
      applied: spreadIn(this.#applied, places),
      commits: mergeCommits(places.map((place) => unpacked(this.#commits[place] ?? none))),
      words: mergeWords(places.map((place) => this.#wordsAt(place))),
    };
  }

  /** The first second from `from` on, before `to`, that was seen; null: none. */
  firstWithin(from: number, to: number): number | null {
    for (let second = from; second < to; second++) if (this.#seconds[second % SECONDS] === second) return second;
    return null;
  }

  #wordsAt(place: number): Words | null {
    const words = this.#words[place] ?? null;
    return words && { partner: unpackedCounts(words.partner), arbiter: unpackedCounts(words.arbiter) };
  }

  #seriesOf(guid: string): MemberSeries {
    const known = this.#members.get(guid);
    if (known) return known;
    const begun = { lagMs: newSeries(), lagBytes: newSeries(), states: new Uint8Array(SECONDS) };
    this.#members.set(guid, begun);
    return begun;
  }

  #runsIn<State>(codes: Uint8Array, places: readonly number[], stateOf: (code: number) => State | null): Run<State>[] {
    return joinRuns(
      places.flatMap((place) => {
        const state = stateOf(codes[place] ?? UNKNOWN);
        const from = (this.#seconds[place] ?? 0) * SECOND_MS;
        return state === null ? [] : [{ state, from, to: from + SECOND_MS }];
      }),
    );
  }
}

/** Bucket and count in turn: a map for each second would be megabytes. */
interface PackedCommits extends Omit<Commits, 'latencies'> {
  readonly latencies: Uint32Array;
}
const none: PackedCommits = { latencies: new Uint32Array(), totalMs: 0, backupMs: 0 };

const packed = ({ latencies, ...sums }: Commits): PackedCommits =>
  latencies.size === 0 ? none : { ...sums, latencies: packedCounts(latencies) };

const unpacked = ({ latencies, ...sums }: PackedCommits): Commits => ({ ...sums, latencies: unpackedCounts(latencies) });

interface PackedWords {
  readonly partner: Uint32Array;
  readonly arbiter: Uint32Array;
}
const packedWords = (words: Words | null): PackedWords | null =>
  words && { partner: packedCounts(words.partner), arbiter: packedCounts(words.arbiter) };

const packedCounts = (counts: LatencyHistogram): Uint32Array => Uint32Array.from([...counts].flat());

function unpackedCounts(pairs: Uint32Array): LatencyHistogram {
  const counts = new Map<number, number>();
  for (let at = 0; at < pairs.length; at += 2) counts.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  return counts;
}

function spreadIn(series: Float64Array, places: readonly number[]): Spread | null {
  return mergeSpreads(
    places.map((place) => {
      const value = series[place] ?? Number.NaN;
      return Number.isNaN(value) ? null : spreadOf(value);
    }),
  );
}
