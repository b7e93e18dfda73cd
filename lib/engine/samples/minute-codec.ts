/**
 * One minute of one mirror as bytes: about 100 for three members, so that seven days are less than 2 MB. Whole numbers only: milliseconds,
 * bytes, microseconds of commits.
 *
 * Numbers are little-endian base 128. The first byte is the version of the format; rows of a later one are not read. Version 1 had no words
 * of others.
 */
import { memberStates, writableStates } from '../../contract/mirror-history.ts';
import type { Spread } from './spread.ts';
import type { LatencyHistogram } from './latency-histogram.ts';
import type { Commits, MemberStretch, Run, Stretch, Words } from './stretch.ts';

const VERSION = 2;
const SECOND_MS = 1000;
const MICROSECONDS = 1000;
const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;
const UUID_BYTES = 16;
/** Where the hyphens of a GUID stand, in hexadecimal digits. */
const UUID_PARTS = [8, 12, 16, 20];

/** `minute`: since 1970. */
export function packMinute(minute: number, stretch: Stretch): Uint8Array<ArrayBuffer> {
  const out = new Writer();
  out.byte(VERSION);
  for (const spread of [stretch.written, stretch.sent, stretch.applied]) packSpread(out, spread);
  packCommits(out, stretch.commits);
  packRuns(out, minute, stretch.writable, writableStates);
  out.number(stretch.members.size);
  for (const [guid, { lagMs, lagBytes, runs }] of stretch.members) {
    packGuid(out, guid);
    packSpread(out, lagMs);
    packSpread(out, lagBytes);
    packRuns(out, minute, runs, memberStates);
  }
  packWords(out, stretch.words);
  return out.bytes();
}

/** null: of a later version, or damaged. */
export function unpackMinute(minute: number, bytes: Uint8Array): Stretch | null {
  const from = new Reader(bytes);
  const version = from.byte();
  if (version < 1 || version > VERSION) return null;
  const [written, sent, applied] = [unpackSpread(from), unpackSpread(from), unpackSpread(from)];
  const commits = unpackCommits(from);
  const writable = unpackRuns(from, minute, writableStates);
  const members = new Map<string, MemberStretch>();
  for (let left = from.number(); left > 0 && !from.isBeyond; left--) {
    const guid = unpackGuid(from);
    members.set(guid, { lagMs: unpackSpread(from), lagBytes: unpackSpread(from), runs: unpackRuns(from, minute, memberStates) });
  }
  const words = version === 1 ? null : unpackWords(from);
  return from.isBeyond ? null : { members, writable, written, sent, applied, commits, words };
}

function packSpread(out: Writer, spread: Spread | null): void {
  if (spread === null) return out.number(0);
  const [min, max, last] = [spread.min, spread.max, spread.last].map(Math.round) as [number, number, number];
  out.number(spread.count);
  out.number(min);
  out.number(max - min);
  out.number(last - min);
}

function unpackSpread(from: Reader): Spread | null {
  const count = from.number();
  if (count === 0) return null;
  const min = from.number();
  const max = min + from.number();
  return { min, max, last: min + from.number(), count };
}

function packCommits(out: Writer, commits: Commits | null): void {
  if (commits === null) return out.number(0);
  packCounts(out, commits.latencies);
  out.number(Math.round(commits.totalMs * MICROSECONDS));
  out.number(Math.round(commits.backupMs * MICROSECONDS));
}

function unpackCommits(from: Reader): Commits | null {
  const latencies = unpackCounts(from);
  return latencies && { latencies, totalMs: from.number() / MICROSECONDS, backupMs: from.number() / MICROSECONDS };
}

function packWords(out: Writer, words: Words | null): void {
  if (words === null) return out.number(0);
  packCounts(out, words.partner);
  packCounts(out, words.arbiter);
}

function unpackWords(from: Reader): Words | null {
  const partner = unpackCounts(from);
  return partner && { partner, arbiter: unpackCounts(from) ?? new Map() };
}

/** 1 + how many buckets follow; 0 stands for nobody who counted. */
function packCounts(out: Writer, counts: LatencyHistogram): void {
  out.number(1 + counts.size);
  for (const [bucket, count] of counts) {
    out.number(bucket);
    out.number(count);
  }
}

function unpackCounts(from: Reader): LatencyHistogram | null {
  const size = from.number();
  if (size === 0) return null;
  const counts = new Map<number, number>();
  for (let left = size - 1; left > 0 && !from.isBeyond; left--) counts.set(from.number(), from.number());
  return counts;
}

const beginOf = (minute: number) => minute * 60 * SECOND_MS;

function packRuns<State extends string>(out: Writer, minute: number, runs: readonly Run<State>[], states: readonly State[]): void {
  out.number(runs.length);
  for (const { state, from, to } of runs) {
    out.byte(states.indexOf(state));
    out.number((from - beginOf(minute)) / SECOND_MS);
    out.number((to - from) / SECOND_MS);
  }
}

function unpackRuns<State extends string>(from: Reader, minute: number, states: readonly State[]): Run<State>[] {
  const runs: Run<State>[] = [];
  for (let left = from.number(); left > 0 && !from.isBeyond; left--) {
    const state = states[from.byte()];
    const begin = beginOf(minute) + from.number() * SECOND_MS;
    const end = begin + from.number() * SECOND_MS;
    if (state !== undefined) runs.push({ state, from: begin, to: end });
  }
  return runs;
}

/** 0 and 16 bytes, or the length and the text of one that is written otherwise. */
function packGuid(out: Writer, guid: string): void {
  const isUuid = UUID.test(guid);
  const bytes = isUuid ? Buffer.from(guid.replaceAll('-', ''), 'hex') : Buffer.from(guid, 'utf8');
  out.number(isUuid ? 0 : bytes.length);
  for (const byte of bytes) out.byte(byte);
}

function unpackGuid(from: Reader): string {
  const length = from.number();
  if (length > 0) return from.take(length).toString('utf8');
  const digits = from.take(UUID_BYTES).toString('hex').toUpperCase();
  return [0, ...UUID_PARTS].map((begin, index) => digits.slice(begin, UUID_PARTS[index])).join('-');
}

class Writer {
  readonly #bytes: number[] = [];

  byte(value: number): void {
    this.#bytes.push(value);
  }

  /** A whole number from 0 up to 2 ** 53. */
  number(value: number): void {
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return this.byte(rest);
      this.byte((rest % 128) + 128);
    }
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** More was read than there is: whatever was, counts for nothing. */
  get isBeyond(): boolean {
    return this.#at > this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  take(length: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return taken;
  }
}
