/** What writes updates needs of a journal: append now, know later. */
import type { Outcome } from '../../contract/errors.ts';
import type { Quantity } from '../../contract/quantity.ts';
import type { JobNumber, RecordType } from './record.ts';

/** Of a record in the journal of this process: 1, 2, 3… 0: before the first. */
export type Sequence = Quantity<'sequence'>;

/** A database as a journal names it: `:mirror:MIRROR:DB` for a mirrored one, its directory otherwise. */
export interface JournalDatabase {
  readonly journalName: string;
  readonly guid: string;
}

export interface JournalUpdate {
  readonly type: Exclude<RecordType, 'directory'>;
  readonly inTransaction: boolean;
  readonly job: JobNumber;
  /** Null for records about no database: begin, commit, rollback, mark. */
  readonly database: JournalDatabase | null;
  readonly key: Buffer;
  readonly value: Buffer | undefined;
  readonly oldValue: Buffer | undefined;
}

export interface JournalSink {
  /** Refused while journaling is frozen: no update may begin. */
  readonly accepting: Outcome<null>;
  /** Journaling has stopped after a write error: what is appended leaves no record, and a crash may lose it (engine facts 6.4). */
  readonly isDisabled: boolean;
  /** Of the last record taken; 0 before the first. */
  readonly lastSequence: Sequence;
  /** Takes the record and returns its sequence: 1, 2, 3… in the order of the journal, for the life of the process. */
  append(update: JournalUpdate): Sequence;
  /**
   * Takes them into one block, so that a crash leaves all or none of them in the journal, and answers the last one's sequence. A few small
   * ones, outside transactions.
   */
  appendTogether(updates: readonly JournalUpdate[]): Sequence;
}
