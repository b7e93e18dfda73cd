/**
 * Integrity check of a journal file: its header, the checksum of every block, whether the records of each block are whole and in order, and
 * whether its neighbours in the same history agree with it. Reads the whole file and changes nothing. Engine facts 6.2, 6.3.
 */
import type { JobNumber } from './record.ts';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { integrityChecks, integrityOutcomes } from '../../contract/journals.ts';
import { type Block, recordsOf } from './block.ts';
import { HEADER_BYTES, type JournalHeader } from './header.ts';
import { readBlocks, readHeader } from './journal-reader.ts';
import { findBlock } from './journal-window.ts';

export interface IntegrityFinding {
  readonly check: (typeof integrityChecks)[number];
  readonly outcome: (typeof integrityOutcomes)[number];
  readonly problem: string;
}
export interface IntegrityResult {
  readonly blocks: number;
  readonly records: number;
  /** Behind the last whole block. */
  readonly end: number;
  readonly findings: readonly IntegrityFinding[];
}

interface CheckOptions {
  readonly path: string;
  /** Where the file must reach to at least: what this instance knows to be durable in it. Null when nobody knows. */
  readonly knownEnd: number | null;
  /** The files before and behind it in the same history, where they are here. */
  readonly previous: { readonly path: string; readonly end: number | null } | null;
  readonly next: { readonly path: string } | null;
  readonly signal: AbortSignal;
  readonly progress: (doneBytes: number, totalBytes: number) => void;
}

/** Null when it was told to stop. Rejects with the operating system's error. */
export async function checkJournalFile(options: CheckOptions): Promise<IntegrityResult | null> {
  const { path, signal } = options;
  const header = await readHeader(path);
  if (!header)
    return {
      blocks: 0,
      records: 0,
      end: 0,
      findings: [failed('header', 'the first 8192 bytes are not the header of a journal file, or their checksum is wrong')],
    };
  const { size } = await stat(path);
  const reading = new RecordCheck(header.minTransaction !== null);
  let blocks = 0;
  let end = HEADER_BYTES;
  for await (const block of readBlocks(path)) {
    if (signal.aborted) return null;
    blocks += 1;
    end = block.end;
    reading.take(block);
    options.progress(end, size);
  }
  const findings = [
    passed('header'),
    await blocksFinding(options, end),
    reading.recordsFinding(),
    reading.transactionsFinding(),
    await previousFinding(header, options),
    await nextFinding(header, end, options),
  ];
  return { blocks, records: reading.count, end, findings };
}

const passed = (check: IntegrityFinding['check']): IntegrityFinding => ({ check, outcome: 'passed', problem: '' });
const failed = (check: IntegrityFinding['check'], problem: string): IntegrityFinding => ({ check, outcome: 'failed', problem });
const notApplicable = (check: IntegrityFinding['check']): IntegrityFinding => ({ check, outcome: 'not-applicable', problem: '' });

/** A whole block behind the end means damage in between; so does an end before what was known to be durable. */
async function blocksFinding({ path, knownEnd }: CheckOptions, end: number): Promise<IntegrityFinding> {
  if (knownEnd !== null && end >= knownEnd) return passed('blocks');
  const further = await findBlock(path, end);
  // Written since the reading passed by here.
  if (further === end) return passed('blocks');
  if (further !== null) return failed('blocks', `the block at offset ${end} is damaged; whole blocks follow from offset ${further} on`);
  if (knownEnd !== null) return failed('blocks', `the file ends at offset ${end}, it must reach to ${knownEnd}`);
  return passed('blocks');
}

/**
 * Record by record: each must be readable, fill its block exactly, name a database that the file has explained, and belong to a transaction
 * that is open when it says so.
 */
class RecordCheck {
  count = 0;
  #problem: string | null = null;
  #transactionProblem: string | null = null;
  readonly #known = new Set<number>();
  readonly #open = new Set<number>();
  /** Transactions were open when the file began: whose, only the files before say. */
  readonly #mayContinue: boolean;

  constructor(mayContinue: boolean) {
    this.#mayContinue = mayContinue;
  }

  take(block: Block): void {
    let at = block.offset;
    let found = 0;
    try {
      for (const { address, record } of recordsOf(block)) {
        at = address;
        found += 1;
        this.count += 1;
        const { type, database, job } = record;
        if (type === 'directory') this.#known.add(database);
        else if (database !== 0 && !this.#known.has(database))
          this.#problem ??= `the record at offset ${address} names database number ${database}, which the file has not explained`;
        if (record.inTransaction) this.#takeTransaction(type, job, address);
      }
    } catch (error) {
      this.#problem ??= `behind offset ${at}: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (found !== block.recordCount)
      this.#problem ??= `the block at offset ${block.offset} says ${block.recordCount} records and holds ${found}`;
  }

  #takeTransaction(type: string, job: JobNumber, address: number): void {
    if (type === 'begin') {
      if (this.#open.has(job)) this.#transactionProblem ??= `job ${job} begins a transaction at offset ${address} while one is open`;
      this.#open.add(job);
    } else if (type === 'commit' || type === 'rollback') {
      if (!this.#open.delete(job) && !this.#mayContinue)
        this.#transactionProblem ??= `job ${job} ends a transaction at offset ${address} that has not begun`;
    } else if (!this.#open.has(job) && !this.#mayContinue)
      this.#transactionProblem ??= `the record at offset ${address} says that it is in a transaction of job ${job}, which has not begun one`;
  }

  recordsFinding(): IntegrityFinding {
    return this.#problem === null ? passed('records') : failed('records', this.#problem);
  }

  transactionsFinding(): IntegrityFinding {
    return this.#transactionProblem === null ? passed('transactions') : failed('transactions', this.#transactionProblem);
  }
}

async function previousFinding(header: JournalHeader, { previous }: CheckOptions): Promise<IntegrityFinding> {
  if (header.previous === null || previous === null) return notApplicable('previous-file');
  const before = await readHeader(previous.path);
  if (!before) return failed('previous-file', `${basename(previous.path)} has no whole header`);
  if (before.fileGuid !== header.previous.guid)
    return failed(
      'previous-file',
      `this file follows ${header.previous.name} (${header.previous.guid}), here is ${basename(previous.path)} (${before.fileGuid})`,
    );
  if (before.fileCount + 1 !== header.fileCount)
    return failed('previous-file', `file #${header.fileCount} follows file #${before.fileCount}`);
  if (previous.end !== null && previous.end !== header.previous.end)
    return failed(
      'previous-file',
      `${header.previous.name} ended at ${header.previous.end} when this file was begun, and ends at ${previous.end}`,
    );
  return passed('previous-file');
}

async function nextFinding(header: JournalHeader, end: number, { next }: CheckOptions): Promise<IntegrityFinding> {
  if (next === null) return notApplicable('next-file');
  const after = await readHeader(next.path);
  if (!after?.previous)
    return failed('next-file', `${basename(next.path)} ${after ? 'does not say which file it follows' : 'has no whole header'}`);
  if (after.previous.guid !== header.fileGuid)
    return failed('next-file', `${basename(next.path)} follows the file ${after.previous.guid}, this is ${header.fileGuid}`);
  if (after.previous.end !== end)
    return failed(
      'next-file',
      `${basename(next.path)} says that this file ends at ${after.previous.end}, its last whole block ends at ${end}`,
    );
  return passed('next-file');
}
