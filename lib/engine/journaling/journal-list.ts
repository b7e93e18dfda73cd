/**
 * The list of journal files that people read: `journal.log`, one entry for each file, oldest first. The mirror's is kept with the mirror's
 * files. The files are the truth: recovery takes one that is missing here from the directory.
 */
import path from 'node:path';
import type { JournalHeader } from '../journal/header.ts';
import { appendJournalLog, JOURNAL_LOG_NAME, readJournalLog, toLogEntry, writeJournalLog } from '../journal/journal-log.ts';

export class JournalList {
  readonly #path: string;
  /** One change after the other: forgetting reads the list and writes it anew. */
  #turn: Promise<void> = Promise.resolve();

  /** The list lies beside `directory`, the directory of the journal files. */
  constructor(directory: string) {
    this.#path = path.join(path.dirname(directory), JOURNAL_LOG_NAME);
  }

  /** Rejects when the disk does not take the entry. */
  note(filePath: string, header: JournalHeader): Promise<void> {
    return this.#inTurn(async () => {
      const appended = await appendJournalLog(this.#path, toLogEntry(filePath, header, header.reason ?? ''));
      if (!appended.ok) throw new Error(appended.failure.message);
    });
  }

  /** Deletes what is said of these files, behind what was said before. Rejects when the disk does not take it. */
  forget(fileGuids: ReadonlySet<string>): Promise<void> {
    return this.#inTurn(async () => {
      const entries = await readJournalLog(this.#path);
      const written = await writeJournalLog(
        this.#path,
        entries.filter(({ fileGuid }) => !fileGuids.has(fileGuid)),
      );
      if (!written.ok) throw new Error(written.failure.message);
    });
  }

  /** Resolves when nothing that was asked before is under way any more. */
  settled(): Promise<void> {
    return this.#turn;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
