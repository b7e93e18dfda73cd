import { accepted, type Outcome } from '../../contract/errors.ts';
import type { JournalSink, JournalUpdate, Sequence } from '../journal/journal-sink.ts';

/** A journal of the whole run in memory: what a file would hold, in order. */
export class ListJournal implements JournalSink {
  accepting: Outcome<null> = accepted(null);
  isDisabled = false;
  readonly updates: JournalUpdate[] = [];
  get lastSequence(): Sequence {
    return this.updates.length;
  }
  append(update: JournalUpdate): number {
    return this.updates.push(update);
  }
  appendTogether(updates: readonly JournalUpdate[]): number {
    return this.updates.push(...updates);
  }
}
