/**
 * The dejournal filter of a reporting async: says which journal updates are applied to its databases (engine facts 9.5).
 *
 * A class that the operator wrote, run by a machine without any access (`filter-judge.ts`) in a process of its own: an endless loop, a
 * throw or a full memory ends that process and with it dejournaling, never the instance. The first failure is final; dejournaling that
 * begins again takes a new filter.
 *
 * It is asked about every update of every database, in the order of the journal within each database. A 0 counts only where the FailoverDB
 * flag is cleared: the other copies must stay what the primary has.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { blockOffset, blockTimeMs } from '../journal/block.ts';
import { recordEndAt } from '../journal/record.ts';
import { forkConfined } from '../ports/confined-process.ts';
import { FilterFailure } from './filter-failure.ts';
import {
  BYTES_PER_PIECE,
  type FilterAnswer,
  filterAnswerSchema,
  type FilterRequest,
  type JudgeUpdates,
  type LoadProblem,
  RECORDS_PER_PIECE,
} from './filter-protocol.ts';
import { GatheredUpdates } from './gathered-updates.ts';
import { systemClock } from '../ports/clock.ts';
import { FILTER_GRACE_MS, FILTER_PIECE_MS } from '../../machine/waits.ts';

/** Beside the bundle that holds this code. */
const PROGRAM = fileURLToPath(new URL('./filter.mjs', import.meta.url));
const HEAP_MEGABYTES_MAX = 128;
/**
 * The machine inside stops at 192 (`filter-judge.ts`); a process of Node has 60 before it does anything, and a piece is there three times.
 */
const RESIDENT_MEGABYTES_MAX = 400;

/** What one batch is for. */
export interface FilterSubject {
  /** `:mirror:MIRROR:DATABASE`. */
  readonly database: string;
  /** Its FailoverDB flag is cleared. */
  readonly mayBeSkipped: boolean;
  readonly isCatchup: boolean;
}

export class DejournalFilter {
  readonly name: string;
  readonly code: string;
  readonly #program: string;
  readonly #judgeMs: number;
  #child: ChildProcess | null = null;
  #loaded: Promise<LoadProblem | null> | null = null;
  #failure: FilterFailure | null = null;
  /** One question after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** Starts nothing before it is needed. `program` is `filter-program.ts` as built, where it does not lie beside this code. */
  constructor(options: { name: string; code: string; program?: string; judgeMs?: number }) {
    this.name = options.name;
    this.code = options.code;
    this.#program = options.program ?? PROGRAM;
    this.#judgeMs = options.judgeMs ?? FILTER_PIECE_MS + FILTER_GRACE_MS;
  }

  /**
   * Whether the class can be used, by loading it as `select` would. Refuses with 2170 (no RunFilter) and P331 (anything else, with the
   * line), at field `code`.
   */
  async check(): Promise<Outcome<null>> {
    try {
      const problem = await this.#load();
      if (problem === null) return accepted(null);
      return problem.kind === 'no-run-filter'
        ? refused('2170', [this.name], 'code')
        : refused('P331', [this.name, problem.message], 'code');
    } catch (error) {
      return refused('P331', [this.name, error instanceof Error ? error.message : String(error)], 'code');
    }
  }

  /** The updates that are to be applied, in their order. Rejects with a `FilterFailure`, from then on always. */
  select(subject: FilterSubject, gathered: GatheredUpdates): Promise<GatheredUpdates> {
    const selected = this.#last.then(() => this.#select(subject, gathered));
    this.#last = selected.catch(() => undefined);
    return selected;
  }

  /** Ends the process; what was asked fails. */
  close(): void {
    this.#fail('it was stopped');
  }

  async #select({ database, mayBeSkipped, isCatchup }: FilterSubject, gathered: GatheredUpdates): Promise<GatheredUpdates> {
    const kept = new GatheredUpdates();
    for (let index = 0; index < gathered.count; ) {
      const piece = pieceOf(gathered, index);
      const { verdicts } = await this.#judge({ kind: 'judge', database, isCatchup, ...piece });
      for (const [at, verdict] of verdicts.entries()) if (verdict === 1 || !mayBeSkipped) kept.addFrom(gathered, index + at);
      index += verdicts.length;
    }
    return kept;
  }

  async #judge(updates: JudgeUpdates): Promise<{ verdicts: Uint8Array }> {
    const problem = await this.#load();
    if (problem !== null) throw this.#fail(problem.kind === 'no-run-filter' ? 'it has no method RunFilter' : problem.message);
    const answer = await this.#ask(updates);
    if (answer.kind === 'judged' && answer.verdicts.length === updates.addresses.length) return answer;
    throw this.#fail(
      answer.kind === 'failed' ? `RunFilter failed at ${answer.reference} of ${updates.database}: ${answer.message}` : 'it gave no answer',
    );
  }

  #load(): Promise<LoadProblem | null> {
    this.#loaded ??= this.#ask({ kind: 'load', name: this.name, code: this.code }).then((answer) => {
      if (answer.kind !== 'loaded') throw this.#fail('it gave no answer');
      return answer.problem;
    });
    return this.#loaded;
  }

  #ask(request: FilterRequest): Promise<FilterAnswer> {
    if (this.#failure) return Promise.reject(this.#failure);
    const child = this.#child ?? this.#start();
    return new Promise((resolve, reject) => {
      const stopTimer = systemClock.after(this.#judgeMs, () => reject(this.#fail(`it has not answered for ${this.#judgeMs / 1000} s`)));
      const end = () => {
        stopTimer();
        child.off('message', answered);
        child.off('exit', gone);
        child.off('error', gone);
      };
      const answered = (message: unknown) => {
        end();
        const answer = filterAnswerSchema.safeParse(message);
        if (answer.success) resolve(answer.data);
        else reject(this.#fail('it gave no answer'));
      };
      const gone = (why: unknown) => {
        end();
        reject(this.#fail(why instanceof Error ? why.message : 'its process has ended'));
      };
      child.once('message', answered);
      child.once('exit', gone);
      child.once('error', gone);
      child.send(request, (error) => {
        if (error) gone(error);
      });
    });
  }

  #start(): ChildProcess {
    const child = forkConfined({
      program: this.#program,
      needs: '@jitl/quickjs-wasmfile-release-sync',
      isHeard: false,
      heapMegabytesMax: HEAP_MEGABYTES_MAX,
      residentMegabytesMax: RESIDENT_MEGABYTES_MAX,
      outgrown: (reason) => this.#fail(reason),
    });
    // An instance that ends does not wait for it.
    child.unref();
    child.channel?.unref();
    // It may end between two questions.
    child.on('error', () => this.#fail('its process could not be started'));
    child.on('exit', () => this.#fail('its process has ended'));
    this.#child = child;
    return child;
  }

  #fail(reason: string): FilterFailure {
    this.#failure ??= new FilterFailure(`Dejournal filter ${this.name}: ${reason}`);
    this.#child?.kill('SIGKILL');
    this.#child = null;
    return this.#failure;
  }
}

/** As many updates from `start` on as one question holds; at least one. */
function pieceOf(gathered: GatheredUpdates, start: number): Pick<JudgeUpdates, 'records' | 'addresses' | 'timesMs'> {
  const records: Buffer[] = [];
  const addresses: number[] = [];
  const timesMs: number[] = [];
  let bytes = 0;
  for (let index = start; index < gathered.count && records.length < RECORDS_PER_PIECE && bytes < BYTES_PER_PIECE; index++) {
    const block = gathered.blockAt(index);
    const offset = gathered.offsetAt(index);
    const record = block.subarray(offset, recordEndAt(block, offset));
    records.push(record);
    bytes += record.length;
    addresses.push(blockOffset(block) + offset);
    timesMs.push(blockTimeMs(block) ?? 0);
  }
  return { records: Buffer.concat(records), addresses: Float64Array.from(addresses), timesMs: Float64Array.from(timesMs) };
}
