import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where the control sockets of the processes that work on this portal's data folder lie. Short, because a socket path holds at most 104 bytes on macOS. */
export function runDirectory(): string {
  const dataPath = path.resolve(process.env.MIRROR_PORTAL_DATA ?? path.join(/* turbopackIgnore: true */ process.cwd(), 'data'));
  return path.join(tmpdir(), `mirror-portal-${createHash('sha256').update(dataPath).digest('hex').slice(0, 8)}`);
}
