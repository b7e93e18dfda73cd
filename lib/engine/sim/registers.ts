/**
 * Each global as a register that clients set and read, checked as they see it: by when they asked and when they were answered.
 *
 * A write has no answer when its primary died: it may count from its beginning on, or never. No two writes set the same value, so a value
 * names its write. A read may return a write unless a later one must have replaced it: one that began after the returned one was answered,
 * and was itself answered before the read began. Dirty reads are allowed: a read sees what waits for its acknowledgement, as in the
 * product.
 */
import { GLOBAL_COUNT, globalOf } from './globals.ts';

interface Write {
  readonly askedMs: number;
  answeredMs: number;
}

/** A read that has begun: all answered writes of its global began before or at `newestMs`. */
export interface ReadBegun {
  readonly global: number;
  readonly newestMs: number;
  /** How often writes had been given up. */
  readonly givenUpCount: number;
}

export class Registers {
  readCount = 0;
  /** Reads at a primary whose successor had begun already, unknown to it: reads go on in trouble state, and are not held against it. */
  supersededReadCount = 0;
  private givenUpCount = 0;
  private readonly violated: (sentence: string) => void;
  private readonly writes = new Map<number, Write>();
  private givenUp: ReadonlySet<number> = new Set();
  /** Per global: when the answered write that began last began. */
  private readonly newestMs: number[] = Array.from({ length: GLOBAL_COUNT }, () => Number.NEGATIVE_INFINITY);

  constructor(violated: (sentence: string) => void) {
    this.violated = violated;
  }

  writeAsked(record: number, nowMs: number): void {
    this.writes.set(record, { askedMs: nowMs, answeredMs: Number.POSITIVE_INFINITY });
  }

  writeAnswered(record: number, nowMs: number): void {
    const write = this.writes.get(record);
    if (write === undefined) return;
    write.answeredMs = nowMs;
    if (this.givenUp.has(record)) return;
    this.newestMs[globalOf(record)] = Math.max(this.newest(globalOf(record)), write.askedMs);
  }

  /**
   * An operator has forced a member: `records` never were, now, and what was given up before and is not among them is again. Reads that
   * have begun already may see either.
   */
  giveUp(records: ReadonlySet<number>): void {
    this.givenUpCount += 1;
    this.givenUp = records;
    this.newestMs.fill(Number.NEGATIVE_INFINITY);
    for (const [record, { askedMs, answeredMs }] of this.writes)
      if (!records.has(record) && answeredMs < Number.POSITIVE_INFINITY)
        this.newestMs[globalOf(record)] = Math.max(this.newest(globalOf(record)), askedMs);
  }

  readAsked(global: number): ReadBegun {
    return { global, newestMs: this.newest(global), givenUpCount: this.givenUpCount };
  }

  readAnswered({ global, newestMs, givenUpCount }: ReadBegun, answer: { value: number; isSuperseded: boolean }): void {
    this.readCount += 1;
    if (givenUpCount !== this.givenUpCount) return;
    if (answer.isSuperseded) {
      this.supersededReadCount += 1;
      return;
    }
    const answeredMs = answer.value === 0 ? Number.NEGATIVE_INFINITY : (this.written(answer.value)?.answeredMs ?? Number.NEGATIVE_INFINITY);
    if (answeredMs < newestMs)
      this.violated(
        `a read of global ${global} returns ${answer.value || 'nothing'}, although a later write was acknowledged before the read began`,
      );
  }

  /** The order of the journal is an order in which the clients can have seen the writes happen. */
  atTheEnd(records: readonly number[]): void {
    const newest = Array.from({ length: GLOBAL_COUNT }, () => Number.NEGATIVE_INFINITY);
    for (const record of records) {
      const write = this.written(record);
      if (write === undefined) continue;
      const global = globalOf(record);
      if (write.answeredMs < (newest[global] ?? 0))
        this.violated(`write ${record} was acknowledged before another of its global began, and comes after it in the journal`);
      newest[global] = Math.max(newest[global] ?? 0, write.askedMs);
    }
  }

  private written(record: number): Write | undefined {
    return this.givenUp.has(record) ? undefined : this.writes.get(record);
  }

  private newest(global: number): number {
    return this.newestMs[global] ?? Number.NEGATIVE_INFINITY;
  }
}
