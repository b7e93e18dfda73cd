/**
 * What one member knows of how its mirror fared: the last hour by seconds, seven days by minutes. All of it is in memory, where pages ask
 * for it; minutes are packed, and are kept elsewhere, too, so that a new process begins with them.
 *
 * Time is passed in: wall time in ms, for people. A clock that was set back writes over what it had written.
 */
import { type HistoryRange, rangeLengths } from '../../contract/history-ranges.ts';
import { type Band, bandOf } from './band.ts';
import { packMinute, unpackMinute } from './minute-codec.ts';
import type { MirrorReading } from './reading.ts';
import { SecondRing } from './second-ring.ts';
import { type Commits, mergeStretches, type Stretch } from './stretch.ts';

const SECOND_MS = 1000;
const SECONDS_OF_MINUTE = 60;
const MINUTE_MS = SECONDS_OF_MINUTE * SECOND_MS;
const HOUR_MINUTES = 60;
/** The range that the band is made of. */
const BAND_RANGE = '24h';
const LONG_BUCKETS = [rangeLengths['24h'].bucketMs, rangeLengths['7d'].bucketMs];
/** Minutes are kept for so long. */
export const KEPT_MINUTES = 7 * 24 * 60;

export interface PackedMinute {
  /** Since 1970. */
  readonly minute: number;
  readonly packed: Uint8Array<ArrayBuffer>;
}

export interface Bucket {
  readonly at: number;
  readonly spanMs: number;
  readonly stretch: Stretch;
}

export const minuteOf = (wallMs: number): number => Math.floor(wallMs / MINUTE_MS);

export class SampleHistory {
  readonly #ring = new SecondRing();
  /** By minute, oldest first. The present one is not among them. */
  readonly #minutes = new Map<number, Uint8Array<ArrayBuffer>>();
  /** Of the earlier process, where it lacks what this one saw in the same minute: what the last hour has besides the seconds. */
  readonly #beforeUs = new Map<number, Uint8Array>();
  /** Complete buckets of the ranges that are made of minutes, by their length and begin: they never change. */
  readonly #buckets = new Map<string, { readonly at: number; readonly bucket: Bucket | null }>();
  #isPrepared = true;
  #newestLoaded = 0;
  #minute: number | null = null;

  /**
   * Minutes of an earlier process, in any order; what is known here already stays. The long ranges are empty until the last step of
   * `prepared` was taken.
   */
  load(rows: readonly PackedMinute[]): void {
    const all = new Map([...rows.map(({ minute, packed }) => [minute, packed] as const), ...this.#minutes]);
    this.#minutes.clear();
    for (const minute of [...all.keys()].sort((one, other) => one - other)) this.#keep(minute, all.get(minute));
    this.#newestLoaded = [...this.#minutes.keys()].at(-1) ?? 0;
    for (const { minute, packed } of rows) if (minute >= this.#newestLoaded - HOUR_MINUTES) this.#beforeUs.set(minute, packed);
    this.#buckets.clear();
    this.#isPrepared = false;
  }

  /** Makes the long ranges of what was loaded, a bucket in each step: all at once would keep writers waiting. */
  *prepared(): Generator<void> {
    const minutes = [...this.#minutes.keys()];
    for (const bucketMs of LONG_BUCKETS)
      for (let at = bucketBegin(minutes[0] ?? 0, bucketMs); at <= bucketBegin(minutes.at(-1) ?? 0, bucketMs); at += bucketMs) {
        this.#ofMinutes(at, bucketMs);
        yield;
      }
    this.#isPrepared = true;
  }

  /** Once a second; `elapsedMs` since the reading before. Answers the minute that has become complete by it, to be kept. */
  take(wallMs: number, elapsedMs: number, reading: MirrorReading, commits: Commits): PackedMinute | null {
    const minute = minuteOf(wallMs);
    const ended = minute === this.#minute ? null : this.end();
    if (ended !== null && minute < ended.minute) this.#buckets.clear();
    this.#minute = minute;
    this.#ring.take(Math.floor(wallMs / SECOND_MS), elapsedMs, reading, commits);
    if (ended !== null && this.#isPrepared)
      for (const bucketMs of LONG_BUCKETS) this.#ofMinutes(bucketBegin(ended.minute, bucketMs), bucketMs);
    return ended;
  }

  /** The minute that was begun, to be kept; null when nothing was seen. */
  end(): PackedMinute | null {
    const minute = this.#minute;
    const seen = this.#present();
    if (minute === null || seen === null) return null;
    // The first minute of this process may be the last one of the process before it.
    const before = this.#unpacked(minute);
    const packed = packMinute(minute, before === null ? seen : mergeStretches([before, seen]));
    this.#keep(minute, packed);
    this.#minute = null;
    this.#prune(minute);
    return { minute, packed };
  }

  #keep(minute: number, packed: Uint8Array<ArrayBuffer> | undefined): void {
    this.#minutes.delete(minute);
    if (packed) this.#minutes.set(minute, packed);
  }

  #prune(present: number): void {
    for (const minute of this.#minutes.keys()) if (isOutdated(minute, present)) this.#minutes.delete(minute);
    for (const [key, { at }] of this.#buckets) if (isOutdated(minuteOf(at), present)) this.#buckets.delete(key);
  }

  #unpacked(minute: number): Stretch | null {
    const packed = this.#minutes.get(minute);
    return packed === undefined ? null : unpackMinute(minute, packed);
  }

  #present(): Stretch | null {
    return this.#minute === null ? null : this.#secondsOf(this.#minute);
  }

  #secondsOf(minute: number): Stretch | null {
    return this.#ring.between(minute * SECONDS_OF_MINUTE, (minute + 1) * SECONDS_OF_MINUTE);
  }

  /**
   * Those of the range that ends at `wallMs` which begin at `since` or later, in the order of time; none where nothing was seen, and none
   * of a long range before it is prepared. The last one may still grow.
   */
  buckets(range: HistoryRange, wallMs: number, since: number | null): Bucket[] {
    const { spanMs, bucketMs } = rangeLengths[range];
    if (bucketMs >= MINUTE_MS && !this.#isPrepared) return [];
    const find = bucketMs < MINUTE_MS ? this.#ofSeconds : this.#ofMinutes;
    const found: Bucket[] = [];
    let at = (Math.floor((wallMs - spanMs) / bucketMs) + 1) * bucketMs;
    if (since !== null && since > at) at = Math.ceil(since / bucketMs) * bucketMs;
    while (at <= wallMs) {
      const bucket = find.call(this, at, bucketMs);
      if (bucket !== null) found.push(bucket);
      // Where only the minute is known, it stands for all of its buckets before this process.
      at = bucket === null ? at + bucketMs : bucket.at + bucket.spanMs;
    }
    return found;
  }

  #ofSeconds(at: number, bucketMs: number): Bucket | null {
    const stretch = this.#ring.between(at / SECOND_MS, (at + bucketMs) / SECOND_MS);
    if (stretch !== null) return { at, spanMs: bucketMs, stretch };
    const minute = minuteOf(at);
    const packed = this.#beforeUs.get(minute);
    const kept = packed === undefined ? null : unpackMinute(minute, packed);
    const begin = minute * MINUTE_MS;
    const own = this.#ring.firstWithin(minute * SECONDS_OF_MINUTE, (minute + 1) * SECONDS_OF_MINUTE);
    const spanMs = own === null ? MINUTE_MS : Math.floor((own * SECOND_MS - begin) / bucketMs) * bucketMs;
    return kept === null || at >= begin + spanMs ? null : { at: begin, spanMs, stretch: kept };
  }

  #ofMinutes(at: number, bucketMs: number): Bucket | null {
    const key = `${bucketMs} ${at}`;
    const known = this.#buckets.get(key);
    if (known !== undefined) return known.bucket;
    const [first, end] = [minuteOf(at), minuteOf(at + bucketMs)];
    const parts: Stretch[] = [];
    for (let minute = first; minute < end; minute++) parts.push(...[this.#unpacked(minute) ?? []].flat());
    const isPresent = this.#minute !== null && this.#minute >= first && this.#minute < end;
    const present = isPresent ? this.#present() : null;
    if (present !== null) parts.push(present);
    const bucket = parts.length === 0 ? null : { at, spanMs: bucketMs, stretch: mergeStretches(parts) };
    // The newest minute of an earlier process may go on in this one.
    const isComplete = end <= (this.#minute ?? this.#newestLoaded);
    if (isComplete) this.#buckets.set(key, { at, bucket });
    return bucket;
  }

  band(wallMs: number): Band {
    const stretches = this.buckets(BAND_RANGE, wallMs, null).map(({ stretch }) => stretch);
    return bandOf(stretches, wallMs);
  }
}

const bucketBegin = (minute: number, bucketMs: number) => Math.floor((minute * MINUTE_MS) / bucketMs) * bucketMs;
export const isOutdated = (minute: number, present: number): boolean => minute <= present - KEPT_MINUTES;
