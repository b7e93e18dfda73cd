/**
 * Clients that write all the time, normally through the virtual IP, and remember what was acknowledged to them, whatever happens to the
 * primary.
 */
import { randomUUID } from 'node:crypto';
import { type AprilLab, MEMBERS, type MemberHost, otherMember, until, VIRTUAL_IP } from './april-lab.ts';

const REQUEST_DEADLINE_MS = 20_000;
/** Every node is read at each look, which alone takes seconds on a busy machine. */
const DEJOURNAL_DEADLINE_MS = 60_000;
const RECONNECT_MS = 20;
const READ_AT_ONCE = 200;
/**
 * Between an acknowledgement and the next write of the same client: still up to 200 writes a second from each. Writing as fast as it goes
 * would prove the same, and take the processors from the labs beside it, then once more when all of it is read back.
 */
const BETWEEN_WRITES_MS = 5;

export interface LoadOptions {
  readonly clients: number;
  readonly database: string;
  /** Where they connect. */
  readonly address?: string;
  /** What they write: each load that runs beside another needs its own. */
  readonly global?: string;
  /** One attempt to connect; while nobody has the address it is part of every pause that is measured. */
  readonly connectTimeoutMs?: number;
  /** 0: as fast as it goes. */
  readonly betweenWritesMs?: number;
  /** Called with each acknowledgement: when the write was sent and when it was acknowledged, monotonic ms. */
  readonly onAcknowledged?: (sentMs: number, acknowledgedMs: number) => void;
}

export class LoadedClients {
  readonly #lab: AprilLab;
  readonly #options: Required<Omit<LoadOptions, 'onAcknowledged'>> & Pick<LoadOptions, 'onAcknowledged'>;
  /** By client: the numbers that were acknowledged. */
  readonly #acknowledged: number[][];
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();
  acknowledgedCount = 0;
  /** Time of the last acknowledgement and the longest time between two, monotonic ms. */
  lastAcknowledgedMs = performance.now();
  longestGapMs = 0;

  private constructor(lab: AprilLab, options: LoadOptions) {
    this.#lab = lab;
    this.#options = { address: VIRTUAL_IP, global: 'Loaded', connectTimeoutMs: 500, betweenWritesMs: BETWEEN_WRITES_MS, ...options };
    this.#acknowledged = Array.from({ length: options.clients }, () => []);
  }

  static async start(lab: AprilLab, options: LoadOptions): Promise<LoadedClients> {
    const load = new LoadedClients(lab, options);
    load.#running = Promise.all(load.#acknowledged.map((_, client) => load.#write(client)));
    return load;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /**
   * What was acknowledged and is not there: on the primary now, on the backup once it has applied what it holds (dejournaling follows
   * within moments).
   */
  async lost(primary: MemberHost): Promise<string[]> {
    const onPrimary = await this.lostOn(MEMBERS[primary].publicAddress);
    const { publicAddress } = MEMBERS[otherMember(primary)];
    let onBackup: string[] = [];
    await until('the backup has applied every acknowledged write', DEJOURNAL_DEADLINE_MS, async () => {
      onBackup = await this.lostOn(publicAddress);
      return onBackup.length === 0;
    }).catch(() => undefined);
    return [...onPrimary, ...onBackup.map((node) => `${node} on the backup`)];
  }

  /**
   * Every acknowledged node (of each client the newest `newest`), read on the member at this address; what is not there or holds another
   * value.
   */
  async lostOn(address: string, newest = Number.POSITIVE_INFINITY): Promise<string[]> {
    const { database, global } = this.#options;
    const client = await this.#lab.connect(address);
    const lost: string[] = [];
    for (const [index, all] of this.#acknowledged.entries()) {
      const numbers = all.length > newest ? all.slice(-newest) : [...all];
      for (let start = 0; start < numbers.length; start += READ_AT_ONCE) {
        const slice = numbers.slice(start, start + READ_AT_ONCE);
        const values = await Promise.all(slice.map((number) => client.get(database, [global, index, number])));
        for (const [at, value] of values.entries())
          if (value !== this.#textOf(index, slice[at] as number)) lost.push(`^${global}(${index},${slice[at]})`);
      }
    }
    client.close();
    return lost;
  }

  readonly #run = randomUUID();

  async #write(index: number): Promise<void> {
    const { address, database, global, connectTimeoutMs, betweenWritesMs } = this.#options;
    let number = 0;
    while (!this.#isStopping) {
      const client = await this.#lab.connect(address, connectTimeoutMs).catch(() => null);
      if (!client) {
        await pause(RECONNECT_MS);
        continue;
      }
      try {
        for (;;) {
          if (this.#isStopping) break;
          number += 1;
          const sentMs = performance.now();
          await withDeadline(client.set(database, [global, index, number], this.#textOf(index, number)));
          this.#note(index, number, sentMs);
          if (betweenWritesMs > 0) await pause(betweenWritesMs);
        }
      } catch {
        await pause(RECONNECT_MS);
      } finally {
        client.close();
      }
    }
  }

  /** Another text in each run, so that what an earlier run left cannot pass for what this one wrote. */
  #textOf(index: number, number: number): string {
    return `client ${index} write ${number} of ${this.#run}`;
  }

  #note(index: number, number: number, sentMs: number): void {
    const now = performance.now();
    if (this.acknowledgedCount > 0) this.longestGapMs = Math.max(this.longestGapMs, now - this.lastAcknowledgedMs);
    this.lastAcknowledgedMs = now;
    this.#acknowledged[index]?.push(number);
    this.acknowledgedCount += 1;
    this.#options.onAcknowledged?.(sentMs, now);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), REQUEST_DEADLINE_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
