/**
 * Faults by chance on real processes, under load, until enough have struck. What must hold: never two members that acknowledge; after each
 * fault, once cables and processes are back, a healthy mirror without further help; at the end every acknowledged write on every member,
 * databases that are equal, and one history; no process ended but by an order, and none that grew without end.
 *
 * A fault counts only when writes were flowing before it: a run whose load is too thin proves nothing, and is void.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { compareDatabases } from '../../../lib/engine/database/compare.ts';
import { mirroredCopies, pairsOf } from '../../../lib/engine/database/mirrored-copies.ts';
import { Random } from '../../../lib/engine/sim/random.ts';
import { HEALTHY_DEADLINE_MS, until, VIRTUAL_IP } from '../april-lab.ts';
import { LoadedClients } from '../loaded-clients.ts';
import { ChaosMirror, DATABASE, type Roles } from './chaos-mirror.ts';
import { drawFault } from './faults.ts';
import { type Excuses, ProcessWatch } from './process-watch.ts';
import { TwoWriters } from './two-writers.ts';

const QOS_MS = 2000;
const CLIENTS = 24;
/** Acknowledged writes a second, over the window, before a fault may strike; a larger mirror shares the same processors. */
const FLOOR_PER_SECOND = { pair: 500, more: 100 };
const WINDOW_MS = 500;
const FLOOR_DEADLINE_MS = 20_000;
/** After each fault the newest writes of each client are read back at the primary; at the end all of them on all members. */
const NEWEST = 100;
const HISTORY_DEADLINE_MS = 10_000;

export interface ChaosOptions {
  readonly seed: number;
  readonly members: number;
  /** Ends after this many faults, or when the time is over. */
  readonly faults: number;
  readonly durationMs: number;
  /** Of each client of the load. */
  readonly betweenWritesMs: number;
  readonly log: (line: string) => void;
}
export interface ChaosResult {
  readonly faults: number;
  readonly acknowledged: number;
  /** Longest time without an acknowledged write. */
  readonly longestGapMs: number;
  /** Memory of each kind of process at the start and at the end, in words. */
  readonly memory: string;
  /** What did not hold; empty is what we want. */
  readonly violations: readonly string[];
}

/** The load was too thin to prove anything. */
export class VoidRun extends Error {}

/** Runs in a lab of its own. A run that finds something keeps the lab's data folder and says where it is. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const mirror = await ChaosMirror.start(options.members, QOS_MS);
  let violations: string[] = ['the run did not end'];
  try {
    const run = new ChaosRun(mirror, options);
    await run.start();
    const result = await run.strike();
    violations = [...result.violations];
    return result;
  } catch (error) {
    if (error instanceof VoidRun) violations = [];
    throw error;
  } finally {
    const keep = violations.length > 0;
    if (keep) options.log(`the data folder is kept: ${mirror.lab.dataDirectory}`);
    await mirror.lab.stop({ keep });
  }
}

class ChaosRun {
  readonly #mirror: ChaosMirror;
  readonly #options: ChaosOptions;
  readonly #random: Random;
  readonly #processes: ProcessWatch;
  #load!: LoadedClients;
  #writers!: TwoWriters;
  readonly #violations: string[] = [];

  constructor(mirror: ChaosMirror, options: ChaosOptions) {
    this.#mirror = mirror;
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#processes = new ProcessWatch(mirror.lab);
  }

  async start(): Promise<void> {
    this.#load = await LoadedClients.start(this.#mirror.lab, {
      clients: CLIENTS,
      database: DATABASE,
      betweenWritesMs: this.#options.betweenWritesMs,
    });
    this.#writers = await TwoWriters.start(this.#mirror, this.#options);
  }

  async strike(): Promise<ChaosResult> {
    const { faults, durationMs } = this.#options;
    const endMs = performance.now() + durationMs;
    let count = 0;
    while (count < faults && performance.now() < endMs && this.#violations.length === 0) {
      count += 1;
      await this.#strikeOnce(count);
    }
    const roles = await this.#mirror.healthy();
    for (const load of [this.#load, ...this.#writers.loads]) await load.stop();
    await this.#checkEverything(roles);
    return {
      faults: count,
      acknowledged: this.#acknowledged(),
      longestGapMs: this.#load.longestGapMs,
      memory: this.#processes.memory(),
      violations: this.#violations,
    };
  }

  async #strikeOnce(number: number): Promise<void> {
    const before = await this.#mirror.healthy();
    const perSecond = await this.#floor();
    const fault = drawFault({ mirror: this.#mirror, random: this.#random, ...before });
    const line = `${String(number).padStart(3)}  ${Math.round(perSecond).toLocaleString('en-US').padStart(6)}/s  ${fault.name}, ${Math.round(fault.holdMs)} ms`;
    const struckMs = performance.now();
    const failed = (error: Error) => {
      throw new Error(`${line}\nthe mirror did not become healthy again: ${error.message}`);
    };
    await fault.begin();
    await pause(fault.holdMs);
    await this.#processes.look();
    await this.#processes.sample();
    await fault.end().catch(failed);
    const endedMs = performance.now();
    const now = await this.#mirror.recover(() => this.#processes.look()).catch(failed);
    await until('writes are acknowledged again', HEALTHY_DEADLINE_MS, async () => this.#load.lastAcknowledgedMs > endedMs);
    const roles = now.primary === before.primary && now.backup === before.backup ? 'stays' : `now ${now.primary} with ${now.backup}`;
    this.#options.log(
      `${line}  ->  ${roles}, healthy ${seconds(performance.now() - endedMs)} after its end, ${seconds(performance.now() - struckMs)} in all`,
    );
    await this.#checkNow(now.primary, line, { leaders: [before.primary, now.primary], badDisks: fault.badDisks ?? [] });
  }

  /** Writes a second just before a fault. */
  async #floor(): Promise<number> {
    const floor = this.#options.members > 2 ? FLOOR_PER_SECOND.more : FLOOR_PER_SECOND.pair;
    const giveUpMs = performance.now() + FLOOR_DEADLINE_MS;
    for (;;) {
      const [count, startMs] = [this.#load.acknowledgedCount, performance.now()];
      await pause(WINDOW_MS);
      const perSecond = ((this.#load.acknowledgedCount - count) * 1000) / (performance.now() - startMs);
      if (perSecond >= floor) return perSecond;
      if (performance.now() > giveUpMs)
        throw new VoidRun(`void: only ${Math.round(perSecond)} acknowledged writes a second, ${floor} are needed`);
    }
  }

  async #checkNow(primary: string, line: string, excuses: Excuses): Promise<void> {
    this.#violations.push(...this.#writers.violations.splice(0));
    await this.#processes.look();
    await this.#processes.sample();
    this.#violations.push(...this.#processes.unordered(excuses).map((what) => `after "${line}" ${what}`));
    const { hosts } = await this.#mirror.lab.view();
    const holders = hosts
      .filter(({ cards }) => cards.some(({ addresses }) => addresses.some(({ address }) => address === VIRTUAL_IP)))
      .map(({ name }) => name);
    if (holders.join() !== primary)
      this.#violations.push(`after "${line}" the virtual IP is at ${holders.join(' and ') || 'nobody'}, the primary is ${primary}`);
    const lost = await this.#load.lostOn(this.#mirror.addressOf(primary), NEWEST);
    if (lost.length > 0)
      this.#violations.push(`after "${line}" ${lost.length} acknowledged writes are missing on ${primary}: ${lost.slice(0, 5).join(' ')}`);
  }

  async #checkEverything({ all }: Roles): Promise<void> {
    this.#violations.push(...this.#writers.violations, ...this.#processes.grown());
    for (const load of [this.#load, ...this.#writers.loads]) for (const host of all) await this.#checkNothingLost(load, host);
    for (const { left, right } of pairsOf(await mirroredCopies(this.#mirror.lab.dataDirectory))) {
      const { equal, first, leftCount } = await compareDatabases(left.directory, right.directory);
      if (!equal)
        this.#violations.push(
          `${left.name} differs on ${left.host} and ${right.host} after ${leftCount} equal nodes, first at ${first?.reference}`,
        );
    }
    let differences: string[] = [];
    await until('the journals are equal', HISTORY_DEADLINE_MS, async () => {
      differences = await this.#journalDifferences();
      return differences.length === 0;
    }).catch(() => this.#violations.push(...differences));
  }

  async #checkNothingLost(load: LoadedClients, host: string): Promise<void> {
    let lost: string[] = [];
    await until(`${host} holds every acknowledged write`, HEALTHY_DEADLINE_MS, async () => {
      lost = await load.lostOn(this.#mirror.addressOf(host));
      return lost.length === 0;
    }).catch(() => this.#violations.push(`${lost.length} acknowledged writes are missing on ${host}: ${lost.slice(0, 5).join(' ')}`));
  }

  /** Byte for byte: every mirror journal file that several members have and nobody has damaged. */
  async #journalDifferences(): Promise<string[]> {
    const contents = new Map<string, Map<string, string[]>>();
    for (const host of this.#mirror.hosts) {
      const directory = path.join(await this.#mirror.lab.instanceDirectory(host), 'mgr', 'journal');
      for (const name of fs.readdirSync(directory).filter((entry) => entry.startsWith('MIRROR-'))) {
        if (this.#mirror.damaged.has(path.join(directory, name))) continue;
        const content = contentOf(path.join(directory, name));
        const byContent = contents.get(name) ?? new Map<string, string[]>();
        byContent.set(content, [...(byContent.get(content) ?? []), host]);
        contents.set(name, byContent);
      }
    }
    return [...contents]
      .filter(([, byContent]) => byContent.size > 1)
      .map(
        ([name, byContent]) =>
          `journal file ${name} differs: ${[...byContent].map(([content, hosts]) => `${hosts.join(' ')}: ${content}`).join('; ')}`,
      );
  }

  #acknowledged(): number {
    return [this.#load, ...this.#writers.loads].reduce((sum, load) => sum + load.acknowledgedCount, 0);
  }
}

/** Without the zeros that lie ahead in a file that is open. */
function contentOf(file: string): string {
  const bytes = fs.readFileSync(file);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return `${end} bytes ${createHash('sha256').update(bytes.subarray(0, end)).digest('hex').slice(0, 16)}`;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
