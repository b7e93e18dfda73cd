/**
 * Counts what the workload was told: pure bookkeeping, so that its figures can be tested without a clock.
 *
 * A write is *acknowledged* when the reply said so; *unknown* when the connection broke first; a refused one was never
 * written and is sent again, so it counts as neither. *Lost* is what was acknowledged and is not found any more.
 */

/** Latencies of the latest acknowledgements, for the median. */
const LATENCIES_KEPT = 1000;
/** `currentRate` counts what was acknowledged in the last ten of these. */
const RATE_SLICE_MS = 100;
const RATE_SLICES = 10;

/** One job's writes: `^Workload(job, n)` for n = 1… in order. */
interface JobTally {
  /** n of the latest write that was answered or given up. */
  settled: number;
  /** Those among them of which nobody knows. */
  unknown: Set<number>;
}

export class WorkloadTally {
  private readonly jobs: JobTally[];
  private readonly latencies: number[] = [];
  /** Acknowledgements by time slice, a ring: slice number, then count. */
  private readonly slices = Array.from({ length: RATE_SLICES + 1 }, () => ({ slice: -1, count: 0 }));
  private readonly missing = new Set<string>();
  private lastAcknowledgementMs: number | null = null;
  private longestMs = 0;
  private latencyIndex = 0;
  sent = 0;
  acknowledged = 0;

  /** Jobs are numbered from 1. */
  constructor(jobCount: number) {
    this.jobs = Array.from({ length: jobCount }, () => ({ settled: 0, unknown: new Set<number>() }));
  }

  /** The n that a job writes next: the same one again after a refusal. */
  next(job: number): number {
    return this.job(job).settled + 1;
  }

  noteSent(): void {
    this.sent += 1;
  }

  noteRefused(): void {
    this.sent -= 1;
  }

  noteAcknowledged(job: number, latencyMs: number, nowMs: number): void {
    this.job(job).settled += 1;
    this.acknowledged += 1;
    this.latencies[this.latencyIndex] = latencyMs;
    this.latencyIndex = (this.latencyIndex + 1) % LATENCIES_KEPT;
    if (this.lastAcknowledgementMs !== null) this.longestMs = Math.max(this.longestMs, nowMs - this.lastAcknowledgementMs);
    this.lastAcknowledgementMs = nowMs;
    this.countInSlice(Math.floor(nowMs / RATE_SLICE_MS));
  }

  noteUnknown(job: number): void {
    const tally = this.job(job);
    tally.settled += 1;
    tally.unknown.add(tally.settled);
  }

  noteMissing(job: number, n: number): void {
    this.missing.add(`${job},${n}`);
  }

  /** Every write acknowledged so far, job by job, in order. */
  *acknowledgedWrites(): Generator<{ job: number; n: number }> {
    const ends = this.jobs.map(({ settled }) => settled);
    for (const [index, { unknown }] of this.jobs.entries()) {
      for (let n = 1; n <= (ends[index] ?? 0); n += 1) if (!unknown.has(n)) yield { job: index + 1, n };
    }
  }

  get unknown(): number {
    return this.jobs.reduce((sum, job) => sum + job.unknown.size, 0);
  }

  get lost(): number {
    return this.missing.size;
  }

  /** Between two acknowledgements, the one that is still awaited included when `isWriting`. */
  longestGapMs(nowMs: number, isWriting: boolean): number {
    const openMs = isWriting && this.lastAcknowledgementMs !== null ? nowMs - this.lastAcknowledgementMs : 0;
    return Math.max(this.longestMs, openMs);
  }

  currentRate(nowMs: number): number {
    const current = Math.floor(nowMs / RATE_SLICE_MS);
    const whole = this.slices.filter(({ slice }) => slice < current && slice >= current - RATE_SLICES);
    return (whole.reduce((sum, { count }) => sum + count, 0) * 1000) / (RATE_SLICES * RATE_SLICE_MS);
  }

  medianLatencyMs(): number {
    const sorted = [...this.latencies].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  private countInSlice(slice: number): void {
    const entry = this.slices[slice % this.slices.length];
    if (!entry) return;
    if (entry.slice !== slice) Object.assign(entry, { slice, count: 0 });
    entry.count += 1;
  }

  private job(number: number): JobTally {
    const job = this.jobs[number - 1];
    if (!job) throw new RangeError(`no job ${number}`);
    return job;
  }
}
