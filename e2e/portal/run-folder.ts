/** The folder of this run for the labs of its workers: known to all of its processes, and removed by the one that has begun it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const NAME = 'MIRROR_PORTAL_TEST_RUN';

/** Workers get the environment of the process that the run began in. */
export const runFolder = () => path.join(os.tmpdir(), `mp-${nameOfRun()}`);

export function nameOfRun(): string {
  process.env[NAME] ??= String(process.pid);
  return process.env[NAME];
}

/** At the end of the run. */
export default function removeRunFolder(): void {
  fs.rmSync(runFolder(), { recursive: true, force: true });
}
