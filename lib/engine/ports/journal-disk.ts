/**
 * The disk that this process's journals lie on, as far as the lab lets it misbehave (`journalDiskConditions`).
 *
 * One a process, like the disk itself: whoever writes a journal file passes here first. Outside the lab it is always healthy and costs one
 * comparison.
 * A real full disk still takes writes into space that was reserved before; this one takes none, as on file systems that never overwrite in
 * place.
 */
import type { JournalDiskCondition } from '../../contract/units.ts';

/** Longer than any healthy disk, shorter than any Quality of Service timeout that a person would set. */
const SLOW_WRITE_MS = 250;
const refusals = {
  full: { code: 'ENOSPC', errno: -28, text: 'no space left on device' },
  failing: { code: 'EIO', errno: -5, text: 'i/o error' },
} as const;

let condition: JournalDiskCondition = 'healthy';

export function setJournalDisk(next: JournalDiskCondition): void {
  condition = next;
}

/** Resolves when the disk takes a write now. Rejects with the operating system's error when it does not. */
export async function passJournalDisk(file: string): Promise<void> {
  if (condition === 'healthy') return;
  if (condition === 'slow') return new Promise((resolve) => setTimeout(resolve, SLOW_WRITE_MS));
  const { code, errno, text } = refusals[condition];
  throw Object.assign(new Error(`${code}: ${text}, write '${file}'`), { code, errno, syscall: 'write', path: file });
}
