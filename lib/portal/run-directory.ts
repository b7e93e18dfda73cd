import path from 'node:path';
import { assertOwn, runDirectoryOf } from '../machine/run-directory.ts';

/**
 * Where the control sockets of the processes that work on this portal's data folder lie. Throws a sentence when that folder is not this
 * user's: what answers there is not the lab.
 */
export function runDirectory(): string {
  const directory = runDirectoryOf(process.env.MIRROR_PORTAL_DATA ?? path.join(/* turbopackIgnore: true */ process.cwd(), 'data'));
  assertOwn(directory);
  return directory;
}
