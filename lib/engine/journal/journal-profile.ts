/** Which globals of which databases take how much of a journal file: one pass over its blocks. */
import type { z } from 'zod';
import type { journalQueries } from '../../contract/journals.ts';
import { decodeKey } from '../nodes/collation.ts';
import { type Block, recordsOf } from './block.ts';
import { DirectoryTable } from './directory-table.ts';
import { type JournalRecord, recordBytes } from './record.ts';

export type ProfileRow = z.infer<(typeof journalQueries)['journal-profile']['output']>['rows'][number];

export class JournalProfile {
  /** Everything before it has been counted. */
  end = 0;
  records = 0;
  /** Begun in this file. */
  transactions = 0;
  otherBytes = 0;
  readonly #directory = new DirectoryTable();
  readonly #rows = new Map<string, ProfileRow>();

  /** Takes every block of the file in order, from the first. */
  feed(block: Block): void {
    for (const { record } of recordsOf(block)) {
      this.#directory.see(record);
      this.records += 1;
      if (record.type === 'begin') this.transactions += 1;
      if (record.type === 'set' || record.type === 'kill' || record.type === 'kill-node') this.#count(record);
      else this.otherBytes += recordBytes(record);
    }
    this.end = block.end;
  }

  /** Largest first. */
  rows(): ProfileRow[] {
    return [...this.#rows.values()].sort((one, other) => other.bytes - one.bytes || one.global.localeCompare(other.global));
  }

  #count(record: JournalRecord): void {
    // The name ends at the first zero byte: enough to find the row, without decoding the subscripts.
    const name = record.key.toString('latin1', 0, record.key.indexOf(0));
    const id = `${record.database} ${name}`;
    const row = this.#rows.get(id) ?? {
      database: this.#directory.databaseOf(record).journalName,
      global: `^${decodeKey(record.key).name}`,
      sets: 0,
      kills: 0,
      bytes: 0,
    };
    if (record.type === 'set') row.sets += 1;
    else row.kills += 1;
    row.bytes += recordBytes(record);
    this.#rows.set(id, row);
  }
}
