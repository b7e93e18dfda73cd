/**
 * Faults by chance on real processes, under load, until enough have struck. What must hold: never two members that acknowledge; after each fault, once
 * cables and processes are back, a healthy mirror without further help; at the end every acknowledged write on both members, and one history.
 *
 * A fault counts only when writes were flowing before it: a run whose load is too thin proves nothing, and is void.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AprilLab, HEALTHY_DEADLINE_MS, MEMBERS, type MemberHost, otherMember, until, VIRTUAL_IP } from '../april-lab.ts';
import { LoadedClients } from '../loaded-clients.ts';
import { Random } from '../../../lib/engine/sim/random.ts';
import { drawFault } from './faults.ts';
import { TwoWriters } from './two-writers.ts';

const QOS_MS = 2000;
const CLIENTS = 24;
/** Acknowledged writes a second, over the window, before a fault may strike. */
const FLOOR_PER_SECOND = 500;
const WINDOW_MS = 500;
const FLOOR_DEADLINE_MS = 20_000;
/** After each fault the newest writes of each client are read back at the primary; at the end all of them on both members. */
const NEWEST = 100;
const LOOK_FOR_DEAD_MS = 200;
const HISTORY_DEADLINE_MS = 10_000;

export interface ChaosOptions {
  readonly seed: number;
  /** Ends after this many faults, or when the time is over. */
  readonly faults: number;
  readonly durationMs: number;
  readonly log: (line: string) => void;
}
export interface ChaosResult {
  readonly faults: number;
  readonly acknowledged: number;
  /** Longest time without an acknowledged write. */
  readonly longestGapMs: number;
  /** What did not hold; empty is what we want. */
  readonly violations: readonly string[];
}

/** The load was too thin to prove anything. */
export class VoidRun extends Error {}

/** Runs in a lab of its own. A run that finds something keeps the lab's data folder and says where it is. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const lab = await AprilLab.start();
  let violations: string[] = ['the run did not end'];
  try {
    await lab.setUpApril({ qosTimeoutMs: QOS_MS });
    const run = new ChaosRun(lab, options);
    await run.start();
    const result = await run.strike();
    violations = [...result.violations];
    return result;
  } catch (error) {
    if (error instanceof VoidRun) violations = [];
    throw error;
  } finally {
    const keep = violations.length > 0;
    if (keep) options.log(`the data folder is kept: ${lab.dataDirectory}`);
    await lab.stop({ keep });
  }
}

class ChaosRun {
  readonly #lab: AprilLab;
  readonly #options: ChaosOptions;
  readonly #random: Random;
  #load!: LoadedClients;
  #writers!: TwoWriters;
  readonly #violations: string[] = [];

  constructor(lab: AprilLab, options: ChaosOptions) {
    this.#lab = lab;
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async start(): Promise<void> {
    this.#load = await LoadedClients.start(this.#lab, { clients: CLIENTS, database: 'DATA' });
    this.#writers = await TwoWriters.start(this.#lab, 'DATA');
  }

  async strike(): Promise<ChaosResult> {
    const { faults, durationMs } = this.#options;
    const endMs = performance.now() + durationMs;
    let count = 0;
    while (count < faults && performance.now() < endMs && this.#violations.length === 0) {
      count += 1;
      await this.#strikeOnce(count);
    }
    const primary = await this.#lab.healthy();
    for (const load of [this.#load, ...this.#writers.loads]) await load.stop();
    await this.#checkEverything(primary);
    return { faults: count, acknowledged: this.#all(({ acknowledgedCount }) => acknowledgedCount), longestGapMs: this.#load.longestGapMs, violations: this.#violations };
  }

  async #strikeOnce(number: number): Promise<void> {
    const lab = this.#lab;
    const primary = await lab.healthy();
    const perSecond = await this.#floor();
    const fault = drawFault({ lab, random: this.#random, primary, backup: otherMember(primary) });
    const line = `${String(number).padStart(3)}  ${Math.round(perSecond).toLocaleString('en-US').padStart(6)}/s  ${fault.name}, ${Math.round(fault.holdMs)} ms`;
    const struckMs = performance.now();
    await fault.begin();
    await pause(fault.holdMs);
    await fault.end();
    const endedMs = performance.now();
    const now = await this.#recover().catch((error: Error) => {
      throw new Error(`${line}\nthe mirror did not become healthy again: ${error.message}`);
    });
    await until('writes are acknowledged again', HEALTHY_DEADLINE_MS, async () => this.#load.lastAcknowledgedMs > endedMs);
    this.#options.log(`${line}  ->  ${now === primary ? 'stays' : `now ${now}`}, healthy ${seconds(performance.now() - endedMs)} after its end, ${seconds(performance.now() - struckMs)} in all`);
    await this.#checkNow(now, line);
  }

  /** Writes a second just before a fault. */
  async #floor(): Promise<number> {
    const giveUpMs = performance.now() + FLOOR_DEADLINE_MS;
    for (;;) {
      const [count, startMs] = [this.#load.acknowledgedCount, performance.now()];
      await pause(WINDOW_MS);
      const perSecond = ((this.#load.acknowledgedCount - count) * 1000) / (performance.now() - startMs);
      if (perSecond >= FLOOR_PER_SECOND) return perSecond;
      if (performance.now() > giveUpMs) throw new VoidRun(`void: only ${Math.round(perSecond)} acknowledged writes a second, ${FLOOR_PER_SECOND} are needed`);
    }
  }

  /** Waits until the mirror is healthy by itself, doing no more than a person would: instances that ended or were forced down, and agents, are started. */
  async #recover(): Promise<MemberHost> {
    const lab = this.#lab;
    let isOver = false;
    const healthy = lab.healthy().finally(() => {
      isOver = true;
    });
    const starting = (async () => {
      while (!isOver) {
        for (const { name: host, instances, agent } of (await lab.view()).hosts) {
          if (!agent.enabled) continue;
          // What a boot starts at this moment is refused: it is starting.
          if (!agent.running) await lab.orderLab({ kind: 'start-agent', host }).catch(() => undefined);
          if (instances[0]?.state === 'down') await lab.orderLab({ kind: 'start-instance', host, instance: 'IRIS' }).catch(() => undefined);
        }
        await pause(LOOK_FOR_DEAD_MS);
      }
    })();
    const primary = await healthy;
    await starting;
    return primary;
  }

  async #checkNow(primary: MemberHost, line: string): Promise<void> {
    this.#violations.push(...this.#writers.violations.splice(0));
    const { hosts } = await this.#lab.view();
    const holders = hosts.filter(({ cards }) => cards.some(({ addresses }) => addresses.some(({ address }) => address === VIRTUAL_IP))).map(({ name }) => name);
    if (holders.join() !== primary) this.#violations.push(`after "${line}" the virtual IP is at ${holders.join(' and ') || 'nobody'}, the primary is ${primary}`);
    const lost = await this.#load.lostOn(MEMBERS[primary].publicAddress, NEWEST);
    if (lost.length > 0) this.#violations.push(`after "${line}" ${lost.length} acknowledged writes are missing on ${primary}: ${lost.slice(0, 5).join(' ')}`);
  }

  async #checkEverything(primary: MemberHost): Promise<void> {
    this.#violations.push(...this.#writers.violations);
    for (const load of [this.#load, ...this.#writers.loads]) {
      const lost = await load.lost(primary);
      if (lost.length > 0) this.#violations.push(`${lost.length} acknowledged writes are lost: ${lost.slice(0, 5).join(' ')}`);
    }
    let differences: string[] = [];
    await until('the journals are equal', HISTORY_DEADLINE_MS, async () => {
      differences = await this.#journalDifferences();
      return differences.length === 0;
    }).catch(() => this.#violations.push(...differences));
  }

  /** Byte for byte: every mirror journal file of both members, as far as both know it. */
  async #journalDifferences(): Promise<string[]> {
    const [one = new Map(), other = new Map()] = await Promise.all(
      (Object.keys(MEMBERS) as MemberHost[]).map(async (host) => {
        const directory = path.join(await this.#lab.instanceDirectory(host), 'mgr', 'journal');
        const names = fs.readdirSync(directory).filter((name) => name.startsWith('MIRROR-'));
        return new Map(names.map((name) => [name, contentOf(path.join(directory, name))]));
      }),
    );
    const names = [...new Set([...one.keys(), ...other.keys()])].sort();
    return names.filter((name) => one.get(name) !== other.get(name)).map((name) => `journal file ${name} differs: ${one.get(name) ?? 'missing'} and ${other.get(name) ?? 'missing'}`);
  }

  #all(figure: (load: LoadedClients) => number): number {
    return [this.#load, ...this.#writers.loads].reduce((sum, load) => sum + figure(load), 0);
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
