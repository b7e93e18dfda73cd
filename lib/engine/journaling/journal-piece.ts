/** Reading mirror journal for others: whole blocks, each compared with its checksum, so that no damaged one is ever sent. */
import { blockLength, wholeBlocks } from '../journal/block.ts';
import { readBytes } from '../journal/journal-reader.ts';
import { JournalFault } from './journal-fault.ts';
import type { JournalPiece, MirrorFile } from './mirror-journal.ts';
import type { JournalOffset } from '../journal/position.ts';

/**
 * The blocks of `file` from `offset` on, at most about `bytesMax` bytes of them, but always one; null at the file's durable end. Rejects
 * with a `JournalFault` where no whole block begins.
 */
export async function readPiece(
  filePath: string,
  { fileCount, name, end }: MirrorFile,
  offset: JournalOffset,
  bytesMax: number,
): Promise<JournalPiece | null> {
  const length = end - offset;
  if (length <= 0) return null;
  let bytes = await readBytes(filePath, offset, Math.min(length, bytesMax));
  let whole = wholeBlocks(bytes, offset).size;
  if (whole === 0) {
    // Perhaps one block longer than the piece: it is read whole.
    const single = blockLength(bytes) ?? 0;
    if (single > bytes.length && single <= length) bytes = await readBytes(filePath, offset, single);
    whole = wholeBlocks(bytes, offset).size;
    if (whole === 0) throw new JournalFault({ reason: 'damaged', fileCount, name, offset, detail: '' });
  }
  return { fileCount, offset, bytes: bytes.subarray(0, whole), end: { fileCount, offset: offset + whole } };
}
