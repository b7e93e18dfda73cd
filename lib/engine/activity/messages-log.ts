/**
 * The messages log of an instance: `mgr/messages.log` in its directory, in the product's line format.
 *
 * What is appended is at once in the answer of `tail` and reaches the file soon after, in order; nobody waits for the
 * disk. A full disk costs log lines, never the instance: the next line that can be written says how many were lost.
 * Source: engine facts 12.1.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { InstanceView } from '../../contract/views.ts';
import type { Clock } from '../ports/clock.ts';
import { oneLine } from '../ports/one-line.ts';

export const severities = { information: 0, warning: 1, severe: 2, fatal: 3 } as const;
export type Severity = (typeof severities)[keyof typeof severities];

export type LogLine = InstanceView<'messages-log'>['lines'][number];

export interface LogMessage {
  severity: Severity;
  /** `Category.Event`, such as `Utility.Event`; without brackets. */
  event: string;
  /** Line breaks become spaces. */
  text: string;
}

/** Read back at start. About 10,000 lines, more than the page ever asks for. */
const TAIL_BYTES_MAX = 1024 * 1024;
/** The most that the query `messages-log` may ask for. */
const LINES_KEPT = 5000;
/** Waiting for a disk that does not answer; beyond it lines are dropped and counted. */
const PENDING_BYTES_MAX = 1024 * 1024;
/** The product's default for MaxConsoleLogSize: above it the file is set aside as `messages.old_<date>`. */
const FILE_BYTES_MAX = 5 * 1024 * 1024;

const two = (value: number) => String(value).padStart(2, '0');

/** `MM/DD/YY-HH:MM:SS:mmm (pid) severity [Category.Event] text`, in the local time of the machine, without the line break. */
export function formatLogLine({ at, pid, severity, event, text }: Omit<LogLine, 'at'> & { at: Date }): string {
  const day = `${two(at.getMonth() + 1)}/${two(at.getDate())}/${two(at.getFullYear() % 100)}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}:${String(at.getMilliseconds()).padStart(3, '0')}`;
  return `${day}-${time} (${pid}) ${severity} [${event}] ${oneLine(text)}`;
}

/** The parts of a line; `at` as ISO in UTC. null for a line of another form. */
export function parseLogLine(line: string): LogLine | null {
  const match = /^(\d\d)\/(\d\d)\/(\d\d)-(\d\d):(\d\d):(\d\d):(\d{3}) \((\d+)\) ([0-3]) \[([^\]]*)\] (.*)$/.exec(line);
  if (!match) return null;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0, millisecond = 0, pid = 0, severity = 0] = match
    .slice(1, 10)
    .map(Number);
  const at = new Date(2000 + year, month - 1, day, hour, minute, second, millisecond);
  return { at: at.toISOString(), pid, severity, event: match[10] ?? '', text: match[11] ?? '' };
}

export class MessagesLog {
  readonly path: string;
  readonly #clock: Clock;
  readonly #processId: number;
  #lines: LogLine[] = [];
  /** There are older lines than those kept. */
  #truncated = false;
  #pending = '';
  #lostCount = 0;
  #writing: Promise<void> | null = null;
  #appended: () => void = () => {};

  private constructor(file: string, clock: Clock, processId: number) {
    this.path = file;
    this.#clock = clock;
    this.#processId = processId;
  }

  /** Opens the log of the instance in `directory`, creating it if missing, and reads the end of what is there. */
  static open({ directory, clock, processId = process.pid }: { directory: string; clock: Clock; processId?: number }): MessagesLog {
    const file = path.join(directory, 'mgr', 'messages.log');
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const log = new MessagesLog(file, clock, processId);
    log.#readTail();
    return log;
  }

  /** Calls back after each line, from now on. There is one that listens. */
  listen(appended: () => void): void {
    this.#appended = appended;
  }

  append(message: LogMessage): void {
    const line = this.#record(message);
    if (this.#pending.length + line.length > PENDING_BYTES_MAX) this.#lostCount += 1;
    else this.#pending += line;
    this.#writing ??= this.#write();
    this.#appended();
  }

  /** The last words of a process that is about to exit: in the file when this returns. Blocks; throws what the disk says. */
  appendNow(message: LogMessage): void {
    const lines = this.#pending + this.#record(message);
    this.#pending = '';
    fs.appendFileSync(this.path, lines);
  }

  /** The last lines, oldest first, at most `limit`. */
  tail(limit: number): { lines: LogLine[]; truncated: boolean } {
    return { lines: this.#lines.slice(-limit), truncated: this.#truncated || this.#lines.length > limit };
  }

  /** Resolves when everything appended so far has been handed to the disk (or counted as lost). */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Keeps the line for `tail` and returns it as it goes to the file. */
  #record({ severity, event, text }: LogMessage): string {
    const line = formatLogLine({ at: this.#clock.wallTime(), pid: this.#processId, severity, event, text });
    this.#keep(parseLogLine(line));
    return `${line}\n`;
  }

  #keep(line: LogLine | null): void {
    if (!line) return;
    this.#lines.push(line);
    // Cut in larger steps, so that a long log does not move 5,000 lines for each new one.
    if (this.#lines.length < LINES_KEPT * 1.2) return;
    this.#lines = this.#lines.slice(-LINES_KEPT);
    this.#truncated = true;
  }

  async #write(): Promise<void> {
    await Promise.resolve(); // Whatever is appended in this turn of the event loop goes into one write.
    while (this.#pending !== '') {
      const lines = this.#pending;
      const lostBefore = this.#lostCount;
      this.#pending = '';
      try {
        await this.#setAsideWhenLarge();
        await fs.promises.appendFile(this.path, lostBefore === 0 ? lines : this.#lossNote(lostBefore) + lines);
        this.#lostCount -= lostBefore;
      } catch {
        // Nowhere to say so but here: the lines stay in memory for `tail`, and the next write that succeeds tells of the gap.
        this.#lostCount += lines.split('\n').length - 1;
      }
    }
    this.#writing = null;
  }

  #lossNote(count: number): string {
    const text = `${count} lines of this log could not be written`;
    return `${formatLogLine({ at: this.#clock.wallTime(), pid: this.#processId, severity: severities.warning, event: 'Generic.Event', text })}\n`;
  }

  async #setAsideWhenLarge(): Promise<void> {
    const size = await fs.promises.stat(this.path).then(
      (stat) => stat.size,
      () => 0, // Deleted by somebody: the next append creates it.
    );
    if (size < FILE_BYTES_MAX) return;
    const today = this.#clock.wallTime();
    const day = `${today.getFullYear()}${two(today.getMonth() + 1)}${two(today.getDate())}`;
    await fs.promises.rename(this.path, path.join(path.dirname(this.path), `messages.old_${day}`));
  }

  #readTail(): void {
    const descriptor = fs.openSync(this.path, 'a+');
    try {
      const size = fs.fstatSync(descriptor).size;
      const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES_MAX));
      fs.readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
      this.#truncated = size > buffer.length;
      for (const line of buffer.toString('utf8').split('\n')) this.#keep(parseLogLine(line));
      // A crash may have cut the last line short: do not let the next one continue it.
      if (size > 0 && buffer.at(-1) !== 0x0a) fs.writeSync(descriptor, '\n');
    } finally {
      fs.closeSync(descriptor);
    }
  }
}
