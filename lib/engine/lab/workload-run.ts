/**
 * An application that writes through an address and believes only what it was told.
 *
 * Each job has its own connection, as a user's session has: it sets `^Workload(job, n)`, waits for the acknowledgement, and
 * takes the next n. Whatever breaks, it connects again at once. What was acknowledged is read back after each break and at the end.
 */
import { randomUUID } from 'node:crypto';
import type { ClientReply } from '../link/client-protocol.ts';
import { type Clock, pause } from '../ports/clock.ts';
import type { NetworkPort } from '../ports/network.ts';
import { SuperserverClient } from './client.ts';
import type { WorkloadReport, WorkloadSettings } from './workload-report.ts';
import { WorkloadTally } from './workload-tally.ts';

/** While nobody has the address nobody answers: how long that is waited for is part of the longest gap. */
const CONNECT_TIMEOUT_MS = 150;
/** A connection that was accepted by a host that then says nothing is given up after this. */
const FIRST_ANSWER_TIMEOUT_MS = 1000;
/** So long the last writes are waited for when the run is stopped. */
const LAST_ANSWERS_MS = 1000;
const BACKOFF_MIN_MS = 20;
const BACKOFF_MAX_MS = 100;
/** A job that is behind its rate catches up by at most this much, so that an outage is not followed by a flood. */
const CATCH_UP_MS = 100;
/** Reads in flight while reading back: enough to be quick, few enough not to be in the way of the writes. */
const READ_BACK_BATCH = 200;
/** At the end, reading back goes on this long while nobody answers. */
const LAST_READ_BACK_DEADLINE_MS = 30_000;
/** Refused without doubt: not written, to be sent again. Any other refusal leaves the write unknown. */
const NOT_WRITTEN = new Set([
  '<PROTECT>',
  '<NOTPRIMARY>',
  '<DIRECTORY>',
  '<SUBSCRIPT>',
  '<SYNTAX>',
  '<MAXSTRING>',
  '<DISKFULL>',
  'P101',
  'P104',
  'P105',
]);

export class WorkloadRun {
  private readonly network: NetworkPort;
  private readonly clock: Clock;
  private readonly settings: WorkloadSettings;
  private readonly tally: WorkloadTally;
  /** Part of every value, so that an older run's writes are never taken for this one's. */
  private readonly mark = randomUUID();
  private readonly stopping = new AbortController();
  /** Until the last write has been answered or given up: only then do the figures fit together. */
  private isWriting = true;
  private lastError: string | null = null;
  private isReadingBack = false;
  /** A break happened since the current reading back began: begin again behind it. */
  private mustReadBack = false;

  constructor(options: { network: NetworkPort; clock: Clock; settings: WorkloadSettings }) {
    this.network = options.network;
    this.clock = options.clock;
    this.settings = options.settings;
    this.tally = new WorkloadTally(options.settings.clients);
  }

  /** Writes until `stop`, then reads back what was acknowledged. Resolves when that is done or nobody answers any more. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.settings.clients }, (_, index) => this.runJob(index + 1)));
    this.isWriting = false;
    const deadlineMs = this.clock.nowMs() + LAST_READ_BACK_DEADLINE_MS;
    while (!(await this.readBack()) && this.clock.nowMs() < deadlineMs) await pause(this.clock, BACKOFF_MAX_MS);
  }

  stop(): void {
    this.stopping.abort();
  }

  report(): WorkloadReport {
    const nowMs = this.clock.nowMs();
    const { isWriting } = this;
    return {
      kind: 'report',
      state: isWriting ? 'running' : 'stopped',
      sent: this.tally.sent,
      acknowledged: this.tally.acknowledged,
      unknown: this.tally.unknown,
      lost: this.tally.lost,
      longestGapMs: Math.round(this.tally.longestGapMs(nowMs, isWriting)),
      currentRate: isWriting ? this.tally.currentRate(nowMs) : 0,
      medianLatencyMs: Math.round(this.tally.medianLatencyMs() * 100) / 100,
      lastError: this.lastError,
    };
  }

  private async runJob(job: number): Promise<void> {
    let backoffMs = BACKOFF_MIN_MS;
    let isFirst = true;
    while (!this.stopping.signal.aborted) {
      const client = await this.open(job);
      if (client) {
        // The very first connection has nothing behind it to read back.
        if (!isFirst) void this.readBackLater();
        isFirst = false;
        const acknowledgedBefore = this.tally.acknowledged;
        const giveUp = () => void this.clock.after(LAST_ANSWERS_MS, () => client.close());
        this.stopping.signal.addEventListener('abort', giveUp, { once: true });
        await this.writeThrough(client, job);
        this.stopping.signal.removeEventListener('abort', giveUp);
        client.close();
        if (this.tally.acknowledged > acknowledgedBefore) backoffMs = BACKOFF_MIN_MS;
      }
      if (this.stopping.signal.aborted) return;
      await pause(this.clock, backoffMs);
      backoffMs = Math.min(BACKOFF_MAX_MS, backoffMs * 2);
    }
  }

  /** A connection that answers; null when there is none now. */
  private async open(job: number): Promise<SuperserverClient | null> {
    let client: SuperserverClient | null = null;
    try {
      client = await SuperserverClient.connect(this.network, {
        host: this.settings.address,
        port: this.settings.port,
        timeoutMs: CONNECT_TIMEOUT_MS,
      });
      const stopWaiting = this.clock.after(FIRST_ANSWER_TIMEOUT_MS, () => client?.close());
      const reply = await client
        .request({ op: 'data', job, database: this.settings.database, reference: ['Workload'] })
        .finally(stopWaiting);
      if (reply.ok) return client;
      this.lastError = textOf(reply);
    } catch (error) {
      this.lastError = error instanceof Error ? error.message : String(error);
    }
    client?.close();
    return null;
  }

  /** Writes at this job's share of the rate until the connection breaks, a write is refused, or the run is stopped. */
  private async writeThrough(client: SuperserverClient, job: number): Promise<void> {
    const intervalMs = (1000 * this.settings.clients) / this.settings.ratePerSecond;
    // Jobs start spread over their interval, so that a low rate is even.
    let dueMs = this.clock.nowMs() + (intervalMs * (job - 1)) / this.settings.clients;
    while (!this.stopping.signal.aborted) {
      const waitMs = dueMs - this.clock.nowMs();
      if (waitMs > 1) await pause(this.clock, waitMs, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      dueMs = Math.max(dueMs + intervalMs, this.clock.nowMs() - CATCH_UP_MS);
      if (!(await this.write(client, job))) return;
    }
  }

  /** False when this connection is of no more use. */
  private async write(client: SuperserverClient, job: number): Promise<boolean> {
    const n = this.tally.next(job);
    const sentMs = this.clock.nowMs();
    this.tally.noteSent();
    try {
      const reply = await client.request({
        op: 'set',
        job,
        database: this.settings.database,
        reference: ['Workload', job, n],
        value: this.valueOf(job, n),
      });
      if (reply.ok) {
        const nowMs = this.clock.nowMs();
        this.tally.noteAcknowledged(job, nowMs - sentMs, nowMs);
        return true;
      }
      if (NOT_WRITTEN.has(reply.code)) this.tally.noteRefused();
      else this.tally.noteUnknown(job);
      this.lastError = textOf(reply);
    } catch (error) {
      this.tally.noteUnknown(job);
      this.lastError = error instanceof Error ? error.message : String(error);
    }
    return false;
  }

  private valueOf(job: number, n: number): string {
    return `${this.mark}:${job}:${n}`;
  }

  /** One reading back at a time; breaks that come meanwhile share the next one. */
  private async readBackLater(): Promise<void> {
    this.mustReadBack = true;
    if (this.isReadingBack) return;
    this.isReadingBack = true;
    while (this.mustReadBack && !this.stopping.signal.aborted) {
      this.mustReadBack = false;
      if (await this.readBack()) continue;
      this.mustReadBack = true;
      await pause(this.clock, BACKOFF_MAX_MS);
    }
    this.isReadingBack = false;
  }

  /** Looks for every acknowledged write. False when the connection broke before all were looked for. */
  private async readBack(): Promise<boolean> {
    if (this.tally.acknowledged === 0) return true;
    const client = await this.open(this.settings.clients + 1);
    if (!client) return false;
    try {
      let batch: { job: number; n: number }[] = [];
      for (const write of this.tally.acknowledgedWrites()) {
        batch.push(write);
        if (batch.length < READ_BACK_BATCH) continue;
        await this.look(client, batch);
        batch = [];
      }
      await this.look(client, batch);
      return true;
    } catch (error) {
      this.lastError = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      client.close();
    }
  }

  private async look(client: SuperserverClient, writes: readonly { job: number; n: number }[]): Promise<void> {
    const found = await Promise.all(writes.map(({ job, n }) => client.get(this.settings.database, ['Workload', job, n])));
    for (const [index, { job, n }] of writes.entries()) if (found[index] !== this.valueOf(job, n)) this.tally.noteMissing(job, n);
  }
}

const textOf = (reply: Extract<ClientReply, { ok: false }>) => `${reply.code} ${reply.args.join(', ')}`.trim();
