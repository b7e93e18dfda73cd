/**
 * A journal file of the mirror that cannot be read where it must be: what is wrong, and with which file, so that whoever waits for it can
 * be told (`mirror/obstacle.ts`).
 */
import type { FileObstacle } from '../mirror/obstacle.ts';
import type { FileCount, JournalOffset } from '../journal/position.ts';

export class JournalFault extends Error {
  readonly obstacle: FileObstacle;

  constructor(obstacle: Omit<FileObstacle, 'kind'>) {
    super(sentenceOf(obstacle));
    this.obstacle = { kind: 'file', ...obstacle };
  }
}

function sentenceOf({ reason, fileCount, name, offset, detail }: Omit<FileObstacle, 'kind'>): string {
  const file = `mirror journal file #${fileCount}${name === '' ? '' : ` (${name})`}`;
  if (reason === 'missing') return `${file} is not here any more`;
  return reason === 'damaged' ? `${file} is damaged at offset ${offset}` : `${file} cannot be read: ${detail}`;
}

/** Whatever reading file `fileCount` has thrown, as what stands in the way. */
export function obstacleFrom(error: unknown, file: { fileCount: FileCount; name: string; offset: JournalOffset }): FileObstacle {
  if (error instanceof JournalFault) return error.obstacle;
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return {
    kind: 'file',
    reason: isGone ? 'missing' : 'unreadable',
    ...file,
    detail: isGone ? '' : error instanceof Error ? error.message : String(error),
  };
}
