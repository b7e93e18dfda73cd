/**
 * Reads the counters of an instance once a second and keeps what they say, for people: nothing here decides anything, and nobody waits for
 * it. A reading that fails is a second of which nothing is known.
 *
 * Once a minute what was seen is written down. What cannot be stays in memory and is offered again; that is said once, and once when it is
 * over.
 */
import { type Clock, pause, type StopTimer } from '../ports/clock.ts';
import type { MirrorReading } from './reading.ts';
import { KEPT_MINUTES, minuteOf, type PackedMinute, SampleHistory } from './sample-history.ts';
import type { Commits } from './stretch.ts';

const SECOND_MS = 1000;
/** Into each second, so that a timer that is a little early still falls into its own. */
const INTO_SECOND_MS = 20;
/** What could not be written down is kept for so many minutes; then the oldest is lost to the next process. */
const UNWRITTEN_MAX = 600;
/** Minutes that are too old are removed so often, in minutes. */
const PRUNED_EVERY = 60;

export interface StoredMinute extends PackedMinute {
  readonly mirrorGuid: string;
}

/** Where minutes outlast the process. Each resolves when that is on the disk, and rejects when it is not. */
export interface SampleKeeping {
  /** From that minute on, of all mirrors. */
  load(sinceMinute: number): Promise<StoredMinute[]>;
  /** Creates or replaces. */
  save(minutes: readonly StoredMinute[]): Promise<void>;
  /** Forgets what is older than that minute. */
  prune(beforeMinute: number): Promise<void>;
}

/** The instance, as the sampler sees it. */
export interface SampledWorld {
  readonly clock: Clock;
  readonly samples: SampleKeeping;
  /** One for each mirror that is active here. */
  read(): readonly MirrorReading[];
  /** Since it was called last. */
  takeCommits(): Commits;
  note(severity: 0 | 1, text: string): void;
}

export class Sampler {
  readonly #world: SampledWorld;
  readonly #histories = new Map<string, SampleHistory>();
  /** Oldest first. */
  #unwritten: StoredMinute[] = [];
  #stop: StopTimer | null = null;
  #readAtMs: number;
  #minute: number;
  #writing: Promise<void> = Promise.resolve();
  /** What does not work at present, and was said. */
  readonly #faults = new Map<Work, string>();

  constructor(world: SampledWorld) {
    this.#world = world;
    this.#readAtMs = world.clock.nowMs();
    this.#minute = minuteOf(world.clock.wallTime().getTime());
  }

  /** Begins to sample, and to read what an earlier process has written down. */
  start(): void {
    this.#writing = this.#tried('load', () => this.#load());
    this.#next();
  }

  /** Writes down what was seen since the last minute. */
  async close(): Promise<void> {
    this.#stop?.();
    for (const [mirrorGuid, history] of this.#histories) this.#ended(mirrorGuid, history.end());
    await this.#write();
  }

  /** Of that mirror; null before its first second. */
  historyOf(mirrorGuid: string): SampleHistory | null {
    return this.#histories.get(mirrorGuid) ?? null;
  }

  #next(): void {
    const { clock } = this.#world;
    const intoSecond = clock.wallTime().getTime() % SECOND_MS;
    this.#stop = clock.after(SECOND_MS + INTO_SECOND_MS - intoSecond, () => {
      this.#next();
      this.sample();
    });
  }

  /** One second. Never throws: what it fails at is said, and tried again in the next one. */
  sample(): void {
    const { clock } = this.#world;
    const nowMs = clock.nowMs();
    const wallMs = clock.wallTime().getTime();
    const elapsedMs = nowMs - this.#readAtMs;
    this.#readAtMs = nowMs;
    try {
      const commits = this.#world.takeCommits();
      for (const reading of this.#world.read())
        this.#ended(reading.mirrorGuid, this.#begun(reading.mirrorGuid).take(wallMs, elapsedMs, reading, commits));
      this.#works('read');
    } catch (error) {
      this.#fails('read', error);
    }
    if (this.#minute === minuteOf(wallMs)) return;
    this.#minute = minuteOf(wallMs);
    void this.#write();
  }

  #begun(mirrorGuid: string): SampleHistory {
    const history = this.#histories.get(mirrorGuid) ?? new SampleHistory();
    this.#histories.set(mirrorGuid, history);
    return history;
  }

  #ended(mirrorGuid: string, minute: PackedMinute | null): void {
    if (minute !== null) this.#unwritten = [...this.#unwritten, { mirrorGuid, ...minute }].slice(-UNWRITTEN_MAX);
  }

  async #load(): Promise<void> {
    const rows = await this.#world.samples.load(this.#minute - KEPT_MINUTES + 1);
    for (const mirrorGuid of new Set(rows.map((row) => row.mirrorGuid))) {
      const history = this.#begun(mirrorGuid);
      history.load(rows.filter((row) => row.mirrorGuid === mirrorGuid));
      for (const _step of history.prepared()) await pause(this.#world.clock, 0);
    }
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#tried('write', () => this.#writeDown()));
    return this.#writing;
  }

  async #writeDown(): Promise<void> {
    const minutes = this.#unwritten;
    if (minutes.length > 0) await this.#world.samples.save(minutes);
    this.#unwritten = this.#unwritten.filter((minute) => !minutes.includes(minute));
    if (this.#minute % PRUNED_EVERY === 0) await this.#world.samples.prune(this.#minute - KEPT_MINUTES + 1);
  }

  async #tried(work: Work, attempt: () => Promise<void>): Promise<void> {
    try {
      await attempt();
      this.#works(work);
    } catch (error) {
      this.#fails(work, error);
    }
  }

  #works(work: Work): void {
    if (this.#faults.delete(work)) this.#world.note(0, sentences[work].again);
  }

  #fails(work: Work, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#faults.get(work) === reason) return;
    this.#faults.set(work, reason);
    this.#world.note(1, `${sentences[work].fault}: ${reason}`);
  }
}

type Work = 'load' | 'read' | 'write';

const sentences: Record<Work, { readonly fault: string; readonly again: string }> = {
  load: {
    fault: 'The curves of the Mirror Monitor begin anew, those of earlier cannot be read',
    again: 'The curves of the Mirror Monitor are read',
  },
  read: { fault: 'The state of the mirror cannot be sampled', again: 'The state of the mirror is sampled again' },
  write: {
    fault: 'The curves of the Mirror Monitor cannot be stored, a restart would lose them',
    again: 'The curves of the Mirror Monitor are stored again',
  },
};
