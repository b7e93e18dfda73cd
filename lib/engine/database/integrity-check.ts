/**
 * The integrity check of one database: reads every node and looks whether the file is what a database must be. Its pages hang together,
 * keys are in order and in their one encoding, values can be read, it knows who it is and where it stands in the journal, and there are as
 * many nodes and pages as it says.
 */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { globalKey, decodeKey, encodeKey } from '../nodes/collation.ts';
import { DATABASE_FILE_NAME } from './database-file.ts';
import { readMetadata } from './database-metadata.ts';
import { VALUE_BYTES_MAX } from './globals.ts';
import { isOwnFile } from './own-file.ts';
import { type FileState, readFileState, walkPages } from './page-walk.ts';
import { formatReference } from '../nodes/reference-text.ts';
import { decodeText, encodeText } from '../nodes/text.ts';

const PROBLEMS_KEPT = 100;

interface IntegrityProblem {
  /** Null when it is not one place. */
  readonly page: number | null;
  /** Reference of the node; '' when it cannot be read, or it is about a page. */
  readonly node: string;
  readonly text: string;
}

export interface IntegrityFindings {
  readonly nodes: number;
  readonly globals: number;
  readonly pages: number;
  /** At most 100 of them. */
  readonly problems: readonly IntegrityProblem[];
  readonly problemCount: number;
}

/**
 * `state`: of which moment; its pages must not be used again meanwhile. Missing: the newest one in the file, which nobody may write then.
 * Rejects when the file cannot be opened or the check was told to stop: it says nothing then.
 */
export async function checkIntegrity(
  directory: string,
  options: { state?: FileState; signal?: AbortSignal; onProgress?: (pages: number, total: number) => void } = {},
): Promise<IntegrityFindings> {
  const path = join(directory, DATABASE_FILE_NAME);
  const problems: IntegrityProblem[] = [];
  let problemCount = 0;
  let nodes = 0;
  let globals = 0;
  let entries = 0;
  let lastGlobal = '';
  let node = '';
  const metadata = new Map<string, Buffer>();
  const find = (problem: IntegrityProblem) => {
    problemCount += 1;
    if (problems.length < PROBLEMS_KEPT) problems.push(problem);
  };
  const state = options.state ?? (await readFileState(path));
  if (!state) {
    find({ page: 0, node: '', text: 'both pages that tell where everything is are damaged' });
    return { nodes, globals, pages: 0, problems, problemCount };
  }
  const total = state.branchPages + state.leafPages + state.overflowPages;
  const walked = await walkPages(path, state, {
    ...(options.signal && { signal: options.signal }),
    onPage: (pages) => options.onProgress?.(pages, total),
    onFinding: ({ page, text }) => find({ page, node, text }),
    onEntry: (key, value) => {
      entries += 1;
      node = '';
      if (key[0] === 0) {
        metadata.set(key.toString('hex'), Buffer.from(value));
        return null;
      }
      nodes += 1;
      const wrong =
        wrongKey(key, (reference) => {
          node = reference;
        }) ?? wrongValue(value);
      const global = globalKey(key).toString('hex');
      if (wrong === null && global !== lastGlobal) {
        globals += 1;
        lastGlobal = global;
      }
      return wrong;
    },
  });
  options.signal?.throwIfAborted();
  node = '';
  const missing = readMetadata(metadata);
  if (missing !== null) find({ page: null, node, text: missing });
  // Where a page could not be read, the counts say nothing new.
  if (problemCount === 0) for (const text of wrongCounts(state, { ...walked, entries })) find({ page: null, node, text });
  return { nodes, globals, pages: walked.branchPages + walked.leafPages + walked.overflowPages, problems, problemCount };
}

/**
 * How the file in `directory` is reached by another name as well, so that its lock is not the only one: whoever opens it by the other name
 * would write it beside this one. Null when it has its name alone, or is not there.
 */
export async function findLink(directory: string): Promise<string | null> {
  const found = await lstat(join(directory, DATABASE_FILE_NAME)).catch(() => null);
  if (found?.isSymbolicLink()) return 'it is a link to another file';
  return found?.isFile() && found.nlink > 1 ? 'another name leads to it, too' : null;
}

/**
 * Why the file in `directory` must not be opened: the storage engine trusts its pages, and a file that is none, or was cut, would take the
 * process with it. Null when it may be opened, or is not there.
 * Cheap for a file that was last written here and was not touched since; any other one is read as a whole, page by page, as is one that is
 * shorter than it should be: its free pages may be what is missing.
 */
export async function findDamage(directory: string): Promise<string | null> {
  const path = join(directory, DATABASE_FILE_NAME);
  const found = await lstat(path).catch(() => null);
  if (!found) return null;
  if (!found.isFile()) return 'it is not a file';
  const state = await readFileState(path);
  if (!state) return 'it is no database, or its first pages are damaged';
  if (found.size >= (state.lastPage + 1) * state.pageBytes && (await isOwnFile(directory, path))) return null;
  const [first, ...others] = await structuralProblems(path, state);
  if (!first) return null;
  const where = first.page === null ? '' : `page ${first.page}: `;
  return `it was cut or is damaged: ${where}${first.text}${others.length > 0 ? ` (${others.length} more)` : ''}`;
}

/** Of what the storage engine relies on. Keys and values are not decoded: what is wrong with one of them concerns nobody but its reader. */
async function structuralProblems(path: string, state: FileState): Promise<{ page: number | null; text: string }[]> {
  const problems: { page: number | null; text: string }[] = [];
  const metadata = new Map<string, Buffer>();
  let entries = 0;
  const walked = await walkPages(path, state, {
    onFinding: (finding) => problems.push(finding),
    onEntry: (key, value) => {
      entries += 1;
      if (key[0] === 0) metadata.set(key.toString('hex'), Buffer.from(value));
      return null;
    },
  });
  if (problems.length > 0) return problems;
  const missing = readMetadata(metadata);
  return [...(missing === null ? [] : [missing]), ...wrongCounts(state, { ...walked, entries })].map((text) => ({ page: null, text }));
}

function wrongKey(key: Buffer, onReference: (reference: string) => void): string | null {
  try {
    const reference = decodeKey(key);
    onReference(formatReference(reference));
    const encoded = encodeKey(reference.name, reference.subscripts);
    return encoded.ok && encoded.value.equals(key) ? null : 'the key of a node is not in its one encoding';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wrongValue(value: Buffer): string | null {
  if (value.length > VALUE_BYTES_MAX) return `its value has ${value.length} bytes`;
  return encodeText(decodeText(value)).equals(value) ? null : 'its value is no text';
}

function* wrongCounts(
  state: FileState,
  walked: { branchPages: number; leafPages: number; overflowPages: number; entries: number },
): Iterable<string> {
  if (walked.entries !== state.entries) yield `${walked.entries} entries were found, and the file says that it holds ${state.entries}`;
  for (const kind of ['branchPages', 'leafPages', 'overflowPages'] as const)
    if (walked[kind] !== state[kind])
      yield `${walked[kind]} ${kind === 'branchPages' ? 'branch' : kind === 'leafPages' ? 'leaf' : 'overflow'} pages were found, and the file says that it has ${state[kind]}`;
}
