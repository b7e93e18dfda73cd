/**
 * The SQL process as its instance sees it: started with the first request, told one request at a time, killed when a statement must end.
 */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Outcome, refused } from '../../contract/errors.ts';
import { forkConfined } from '../ports/confined-process.ts';
import type { ProjectionHost } from './projection-host.ts';
import { type ProjectionRequest, projectionAnswerSchema, type RunResult } from './protocol.ts';

type Answer = Outcome<RunResult | null>;
/** Of its last words, of which the first say why. */
const STDERR_CHARACTERS = 4000;
/** SQLite itself stops at its own limit (`projection.ts`), which lies below. */
const RESIDENT_MEGABYTES_MAX = 1400;
const HEAP_MEGABYTES_MAX = 512;

export class SqlProcess implements ProjectionHost {
  readonly #program: string;
  #child: ChildProcess | null = null;
  #lastId = 0;
  generation = 0;
  readonly #waiting = new Map<number, (answer: Answer) => void>();

  /** `program`: the bundle that runs `main.ts`. */
  constructor(program = fileURLToPath(new URL('./sql.mjs', import.meta.url))) {
    this.#program = program;
  }

  request(request: ProjectionRequest): Promise<Answer> {
    const child = this.#child ?? this.#start();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      child.send({ id, request }, (error) => {
        if (error) this.#ended(child, error.message);
      });
    });
  }

  kill(): void {
    const child = this.#child;
    if (!child) return;
    this.#ended(child, 'it was stopped');
    child.kill('SIGKILL');
  }

  #start(): ChildProcess {
    const child: ChildProcess = forkConfined({
      program: this.#program,
      needs: 'sql.js',
      isHeard: true,
      heapMegabytesMax: HEAP_MEGABYTES_MAX,
      residentMegabytesMax: RESIDENT_MEGABYTES_MAX,
      outgrown: (reason) => this.#ended(child, reason),
    });
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(0, STDERR_CHARACTERS);
    });
    child.on('message', (message) => {
      const answer = projectionAnswerSchema.safeParse(message);
      if (!answer.success) {
        this.#ended(child, 'what it said is no answer');
        child.kill('SIGKILL');
        return;
      }
      const { id, outcome } = answer.data;
      this.#waiting.get(id)?.(outcome);
      this.#waiting.delete(id);
    });
    child.on('error', (error) => this.#ended(child, error.message));
    child.on('exit', (code, signal) => this.#ended(child, /^\w*Error: .*$/m.exec(lastWords)?.[0] ?? `${signal ?? `code ${code}`}`));
    this.#child = child;
    return child;
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.generation += 1;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const answer of waiting) answer(refused('P309', [reason]));
  }
}
