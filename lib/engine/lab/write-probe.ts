/**
 * Measures from outside how long no write is acknowledged: sets one node again and again through the door of the applications.
 *
 * While writes are acknowledged, one connection does. When one is not answered in time, others are tried beside it, on all addresses,
 * without giving the first one up: a primary that holds a write may still acknowledge it. Whichever is acknowledged first ends the gap, and
 * is used from then on. Refused: to wait for the end of one try before the next, since a host that swallows everything would add its
 * timeout to the gap.
 */
import type { NetworkPort } from '../ports/network.ts';
import type { Clock, StopTimer } from '../ports/clock.ts';
import { PROBE_GLOBAL, PROBE_INTERVAL_MS } from '../../contract/units.ts';
import type { WriteProbeSettings } from '../../contract/write-probe.ts';
import { SuperserverClient } from './client.ts';
import type { ProbedGap } from './write-probe-report.ts';

/** A write that is answered later is slow, and others are tried beside it. */
const SLOW_MS = 100;
/**
 * Others are tried so often, and as many of them knock beside each other as begin while one may knock: when somebody has the address
 * again, a try begins at once, however many still wait for an answer to an address that nobody had.
 */
const TRY_EVERY_MS = 2 * PROBE_INTERVAL_MS;
const KNOCK_MS = 400;
const KNOCKING_MAX = KNOCK_MS / TRY_EVERY_MS;
/** Let in, and waiting for an answer: so many, and so long. */
const WAITING_MAX = 20;
const ANSWER_MS = 1000;
/** On a connection that holds a pause is told from here on. */
const PAUSE_MS = 1000;

export class WriteProbe {
  readonly #network: NetworkPort;
  readonly #clock: Clock;
  readonly #settings: WriteProbeSettings;
  readonly #onGap: (gap: ProbedGap) => void;
  readonly #stop: StopTimer;
  #client: SuperserverClient | null = null;
  /** Since when the write that is under way on it waits, monotonic ms; null: none is. */
  #askedMs: number | null = null;
  #knocking = 0;
  #waiting = 0;
  #triedMs = Number.NEGATIVE_INFINITY;
  #written = 0;
  /** The connection has ended, or its write was refused, since the last one was acknowledged. */
  #isBroken = false;
  #last: { readonly nowMs: number; readonly at: Date } | null = null;
  acknowledged = 0;
  lastError: string | null = null;

  constructor(options: { network: NetworkPort; clock: Clock; settings: WriteProbeSettings; onGap: (gap: ProbedGap) => void }) {
    this.#network = options.network;
    this.#clock = options.clock;
    this.#settings = options.settings;
    this.#onGap = options.onGap;
    this.#stop = this.#clock.every(PROBE_INTERVAL_MS, () => this.#tick());
  }

  close(): void {
    this.#stop();
    this.#client?.close();
  }

  #tick(): void {
    const isSlow = this.#askedMs !== null && this.#clock.nowMs() - this.#askedMs >= SLOW_MS;
    if (this.#client && this.#askedMs === null) void this.#write(this.#client);
    if (this.#client === null || isSlow) this.#tryAgain();
  }

  #tryAgain(): void {
    const { addresses } = this.#settings;
    const nowMs = this.#clock.nowMs();
    const isTooMuch = this.#knocking >= KNOCKING_MAX * addresses.length || this.#waiting >= WAITING_MAX;
    if (isTooMuch || nowMs - this.#triedMs < TRY_EVERY_MS) return;
    this.#triedMs = nowMs;
    for (const address of addresses) void this.#try(address);
  }

  async #write(client: SuperserverClient): Promise<void> {
    this.#askedMs = this.#clock.nowMs();
    const isAcknowledged = await this.#set(client);
    if (this.#client !== client) return client.close();
    this.#askedMs = null;
    if (isAcknowledged) return;
    client.close();
    this.#client = null;
    this.#isBroken = true;
  }

  /** A connection of its own, and a write on it. */
  async #try(address: string): Promise<void> {
    this.#knocking += 1;
    const client = await SuperserverClient.connect(this.#network, { host: address, port: this.#settings.port, timeoutMs: KNOCK_MS }).catch(
      (error: unknown) => this.#failed(error),
    );
    this.#knocking -= 1;
    if (client) {
      this.#waiting += 1;
      const cancel = this.#clock.after(ANSWER_MS, () => this.#client === client || client.close());
      const isAcknowledged = await this.#set(client);
      cancel();
      this.#waiting -= 1;
      if (!isAcknowledged) client.close();
      else if (this.#client !== client) {
        this.#replace(client);
        this.#askedMs = null;
      }
    }
  }

  /** What the older one still waits for may come a while. */
  #replace(client: SuperserverClient): void {
    const older = this.#client;
    if (older) this.#clock.after(ANSWER_MS, () => older.close());
    this.#client = client;
  }

  async #set(client: SuperserverClient): Promise<boolean> {
    this.#written += 1;
    try {
      await client.set(this.#settings.database, [PROBE_GLOBAL], String(this.#written));
      this.#heard();
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): null {
    this.lastError = error instanceof Error ? error.message : String(error);
    return null;
  }

  #heard(): void {
    const [nowMs, at] = [this.#clock.nowMs(), this.#clock.wallTime()];
    const last = this.#last;
    this.#last = { nowMs, at };
    this.acknowledged += 1;
    this.lastError = null;
    const isBroken = this.#isBroken;
    this.#isBroken = false;
    // One that was only slow goes on, or does on another connection: no pause to be told.
    if (last === null || (!isBroken && nowMs - last.nowMs < PAUSE_MS)) return;
    this.#onGap({ ms: Math.round(nowMs - last.nowMs), lastAt: last.at.toISOString(), firstAt: at.toISOString() });
  }
}
