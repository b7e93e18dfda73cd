/** How a process of the lab begins on a directory of its own, and how it says that it cannot begin. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FileLock, nameProcess, type Taken } from './file-lock.ts';

/** One whose starter was killed stops in order first; the next one is patient meanwhile. */
const PREDECESSOR_MS = 5000;
const LOOK_AGAIN_MS = 50;

/**
 * The lock of a directory that only one process may work on, for as long as this one lives. `name`: who this is, for whoever is refused.
 */
export async function takeOwnDirectory(file: string, name: string): Promise<Taken> {
  nameProcess(name);
  const deadline = performance.now() + PREDECESSOR_MS;
  for (;;) {
    const taken = FileLock.take(file);
    if (taken.kind === 'taken' || performance.now() > deadline) return taken;
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Ends the process with 1, after its starter was told the reason. */
export function failToStart(reason: string): void {
  if (process.connected) process.send?.({ kind: 'cannot-start', reason }, () => process.exit(1));
  else process.exit(1);
}
