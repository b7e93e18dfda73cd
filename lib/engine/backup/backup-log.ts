/** The .log file of a backup or restore: the lines that the product prints, as they come. A disk that refuses it does not stop the work. */
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { oneLine } from '../ports/one-line.ts';

export class BackupLog {
  readonly file: string;
  readonly #clock: Clock;

  constructor(file: string, clock: Clock) {
    this.file = file;
    this.#clock = clock;
  }

  /** One line, whatever is in the text. */
  line(text = ''): void {
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      appendFileSync(this.file, `${oneLine(text)}\n`);
    } catch {
      // The history keeps the outcome and its reason; the log is for reading along.
    }
  }

  /** `11/21/2026 15:28:26`, as the product writes it. */
  now(): string {
    return formatTime(this.#clock.wallTime());
  }
}

const two = (value: number) => String(value).padStart(2, '0');
export const formatTime = (at: Date) =>
  `${two(at.getMonth() + 1)}/${two(at.getDate())}/${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
