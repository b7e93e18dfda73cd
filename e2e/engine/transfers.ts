/**
 * The bank: clients move amounts between their own accounts, each transfer one transaction. Whatever breaks, the sum stays and every
 * transfer is whole.
 */
import { type AprilLab, until, VIRTUAL_IP } from './april-lab.ts';
import type { Asked, SuperserverClient } from '../../lib/engine/lab/client.ts';

const TELLERS = 4;
const ACCOUNTS = 4;
const OPENING = 1000;
const RECONNECT_MS = 20;
const SETTLED_DEADLINE_MS = 60_000;

export class Transfers {
  readonly #lab: AprilLab;
  readonly #database: string;
  /** Another global in each run, so that an earlier run's accounts do not count. */
  readonly #global = `Bank${process.pid % 10_000}x${Math.floor(performance.now())}`;
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();
  #open: SuperserverClient | null = null;
  committedCount = 0;

  private constructor(lab: AprilLab, database: string) {
    this.#lab = lab;
    this.#database = database;
  }

  static async start(lab: AprilLab, database: string): Promise<Transfers> {
    const transfers = new Transfers(lab, database);
    const client = await lab.connect();
    for (let teller = 0; teller < TELLERS; teller++)
      for (let account = 0; account < ACCOUNTS; account++)
        await client.set(database, [transfers.#global, teller, account], String(OPENING));
    client.close();
    transfers.#running = Promise.all(Array.from({ length: TELLERS }, (_, teller) => transfers.#work(teller)));
    return transfers;
  }

  /** Half a transfer, of which the journal is on both members, and no commit: it must be gone after a failover. */
  async leaveOneOpen(): Promise<void> {
    this.#open = await this.#lab.connect();
    await this.#open.request({ op: 'tstart', job: 1 });
    await this.#open.set(this.#database, [this.#global, 'half'], 'a transfer without its other half');
    // A committed write behind it: what is before it in the journal is durable too.
    await this.#open.set(this.#database, [this.#global, 'behind'], 'x', 2);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
    this.#open?.close();
  }

  /** What is wrong with the accounts at this address; a backup is given a moment to apply what it holds. */
  async wrongOn(address: string): Promise<string[]> {
    let wrong: string[] = [];
    await until('the accounts are right', SETTLED_DEADLINE_MS, async () => {
      wrong = await this.#wrongNow(address);
      return wrong.length === 0;
    }).catch(() => undefined);
    return wrong;
  }

  async #wrongNow(address: string): Promise<string[]> {
    const client = await this.#lab.connect(address);
    const wrong: string[] = [];
    if ((await client.get(this.#database, [this.#global, 'half'])) !== null) wrong.push('an open transaction was not rolled back');
    for (let teller = 0; teller < TELLERS; teller++) {
      let sum = 0;
      for (let account = 0; account < ACCOUNTS; account++) sum += Number(await client.get(this.#database, [this.#global, teller, account]));
      if (sum !== ACCOUNTS * OPENING) wrong.push(`the accounts of teller ${teller} hold ${sum}`);
    }
    client.close();
    return wrong;
  }

  async #work(teller: number): Promise<void> {
    for (let number = 0; !this.#isStopping; number++) {
      const client = await this.#lab.connect(VIRTUAL_IP, 500).catch(() => null);
      try {
        while (client && !this.#isStopping) await this.#transfer(client, teller, number++);
      } catch {
        // The member is not primary any more, or the connection broke: on to the next one.
      } finally {
        client?.close();
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }

  async #transfer(client: SuperserverClient, teller: number, number: number): Promise<void> {
    const [from, to] = [number % ACCOUNTS, (number + 1) % ACCOUNTS];
    const ask = async (asked: Asked) => {
      const reply = await client.request(asked);
      if (!reply.ok) throw new Error(reply.code);
      return reply.value;
    };
    const move = async (account: number, by: number) => {
      const where = { job: 1, database: this.#database, reference: [this.#global, teller, account] };
      const balance = Number(await ask({ op: 'get', ...where }));
      await ask({ op: 'set', ...where, value: String(balance + by) });
    };
    await ask({ op: 'tstart', job: 1 });
    await move(from, -1);
    await move(to, 1);
    await ask({ op: 'tcommit', job: 1 });
    this.committedCount += 1;
  }
}
