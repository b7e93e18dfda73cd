/**
 * Remembers which processes this lab has started, so that a start after a crash ends what the crash left behind.
 *
 * A process is known by its id and the moment it started: ids are used again. A disk that refuses the list costs no more than the list: it
 * is written again with the next change, and whoever is not on it ends by itself when its daemon has died.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { z } from 'zod';
import { errorText } from '../../machine/error-text.ts';
import { pause, systemClock } from '../ports/clock.ts';

/** Left-over processes notice that their daemon died and shut down by themselves; after this they are killed. */
const LEFTOVER_PATIENCE_MS = 3000;
const LEFTOVER_POLL_MS = 50;

const registeredSchema = z.array(z.object({ processId: z.int(), startedAt: z.string() }));
type Registered = z.infer<typeof registeredSchema>[number];

export class ProcessRegistry {
  private readonly file: string;
  private processes: Registered[] = [];

  private readonly log: (text: string) => void;

  constructor(file: string, log: (text: string) => void) {
    this.file = file;
    this.log = log;
  }

  add(processId: number): void {
    const startedAt = startTimeOf(processId);
    if (startedAt === null) return; // It has ended already.
    this.processes.push({ processId, startedAt });
    this.save();
  }

  remove(processId: number): void {
    this.processes = this.processes.filter((known) => known.processId !== processId);
    this.save();
  }

  /** Ends what an earlier run left alive. Returns the ids that had to be killed. */
  async endLeftovers(): Promise<number[]> {
    let living = this.load().filter(isAlive);
    const deadline = systemClock.nowMs() + LEFTOVER_PATIENCE_MS;
    while (living.length > 0 && systemClock.nowMs() < deadline) {
      await pause(systemClock, LEFTOVER_POLL_MS);
      living = living.filter(isAlive);
    }
    for (const { processId } of living) process.kill(processId, 'SIGKILL');
    while (living.some(isAlive)) await pause(systemClock, LEFTOVER_POLL_MS);
    this.processes = [];
    this.save();
    return living.map(({ processId }) => processId);
  }

  private load(): Registered[] {
    if (!fs.existsSync(this.file)) return [];
    const parsed = registeredSchema.safeParse(parseJson(fs.readFileSync(this.file, 'utf8')));
    return parsed.success ? parsed.data : []; // Cut short by the crash: those processes end by themselves.
  }

  private save(): void {
    try {
      fs.writeFileSync(`${this.file}.new`, JSON.stringify(this.processes));
      fs.renameSync(`${this.file}.new`, this.file);
    } catch (error) {
      this.log(`the list of the started processes could not be written: ${errorText(error)}`);
    }
  }
}

const isAlive = (known: Registered) => startTimeOf(known.processId) === known.startedAt;

/** When a process started, as the system words it; null when there is none (a zombie counts as none). */
function startTimeOf(processId: number): string | null {
  try {
    if (process.platform === 'linux') {
      const status = fs.readFileSync(`/proc/${processId}/stat`, 'utf8');
      const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    }
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(processId)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
      null
    );
  } catch {
    return null; // No such process: the file is not there, ps exits with 1.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
