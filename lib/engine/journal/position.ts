import { z } from 'zod';
import type { Quantity } from '../../contract/quantity.ts';

/** 1-based number of a file in its history; 0: before the first. */
export type FileCount = Quantity<'file-count'>;
/** Bytes from the start of a journal file. */
export type JournalOffset = Quantity<'journal-offset'>;

/**
 * Where a record lies in a history of journal files: the 1-based number of the file and the byte offset in it.
 * Positions of one history are totally ordered; positions of two histories must never be compared.
 * As a mark of progress a position is exclusive: everything before it is done, nothing from it on.
 */
export interface JournalPosition {
  readonly fileCount: FileCount;
  readonly offset: JournalOffset;
}

/** From a file, or from another process. */
export const positionSchema: z.ZodType<JournalPosition> = z.object({ fileCount: z.int().min(0), offset: z.int().min(0) });

/** Before the first file of any history. */
export const ORIGIN: JournalPosition = { fileCount: 0, offset: 0 };

/** Negative when `one` lies before `other`, 0 when equal, positive after. */
export const comparePositions = (one: JournalPosition, other: JournalPosition) =>
  one.fileCount - other.fileCount || one.offset - other.offset;
export const isBefore = (one: JournalPosition, other: JournalPosition) => comparePositions(one, other) < 0;
export const isSamePosition = (one: JournalPosition, other: JournalPosition) => comparePositions(one, other) === 0;
export const earlier = (one: JournalPosition, other: JournalPosition) => (comparePositions(one, other) <= 0 ? one : other);
export const later = (one: JournalPosition, other: JournalPosition) => (comparePositions(one, other) >= 0 ? one : other);
