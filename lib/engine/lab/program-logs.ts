/** What the lab's processes print, kept from filling the disk: a process that fails again and again prints without end. */
import fs from 'node:fs';
import path from 'node:path';
import { quietClock } from '../ports/clock.ts';

/** As an instance's messages log. */
const LOG_BYTES_MAX = 5 * 1024 * 1024;
const LOOK_MS = 30_000;

/**
 * Sets a log that has grown beyond 5 MB aside as `.log.old`, in the place of an older one. The processes keep their logs open for appending
 * and notice nothing: the file is emptied, not renamed. What is printed in between the copy and that is lost.
 */
export function setAsideLargeLogs(folder: string): void {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.log'))) {
    const file = path.join(folder, name);
    if (fs.statSync(file).size <= LOG_BYTES_MAX) continue;
    fs.copyFileSync(file, `${file}.old`);
    fs.truncateSync(file, 0);
  }
}

/** Looks now and then as long as the process lives. A disk that refuses costs nothing but the room. */
export function keepLogsSmall(folder: string, log: (text: string) => void): void {
  const look = () => {
    try {
      setAsideLargeLogs(folder);
    } catch (error) {
      log(`a log could not be set aside: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  look();
  quietClock.every(LOOK_MS, look);
}
