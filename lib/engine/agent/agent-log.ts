/**
 * `agent.log`: what the agent would say to syslog, in syslog's line format. A disk that fails costs lines, never the agent; above 5 MB the
 * file is set aside as `agent.log.old`, in the place of an older one.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { oneLine } from '../ports/one-line.ts';

/** As an instance's messages log. */
const FILE_BYTES_MAX = 5 * 1024 * 1024;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** Writes one line, `Mmm dd hh:mm:ss host ISCAgent[pid]: text`, in local time. */
export type AgentLog = (text: string) => void;

export function openAgentLog({ directory, host, clock }: { directory: string; host: string; clock: Clock }): AgentLog {
  fs.mkdirSync(directory, { recursive: true });
  const file = path.join(directory, 'agent.log');
  return (text) => {
    const at = clock.wallTime();
    const time = `${MONTHS[at.getMonth()]} ${String(at.getDate()).padStart(2)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
    try {
      if ((fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= FILE_BYTES_MAX) fs.renameSync(file, `${file}.old`);
      // Few lines, and the last one before an end must not be lost: written at once.
      fs.appendFileSync(file, `${time} ${host} ISCAgent[${process.pid}]: ${oneLine(text)}\n`);
    } catch {
      // There is nowhere else to say it, and answering members matters more.
    }
  };
}
