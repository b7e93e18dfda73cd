/** Lost updates as files: one for a spreadsheet (RFC 4180), one from which they can be made again. Pure. */
import { updateTypes } from '@/lib/contract/choices.ts';
import type { LostUpdate, MadeUpdate } from '@/lib/contract/lost-updates.ts';

const FORMAT = 'lost-updates@1';

/** Text that a spreadsheet would take for a formula is marked as text; a number is none. */
const FORMULA = /^[=@\t\r]|^[+-](?![\d.]+$)/;
const quoted = (text: string) => `"${(FORMULA.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
const head = ['Journal file', 'Offset', 'Time (UTC)', 'Database', 'Type', 'Global node', 'New value', 'Old value', 'Transaction ended'];

/** A value that is not there, or not known, is an empty cell; a value of no characters is two quotes. */
export function csvOfUpdates(rows: readonly LostUpdate[]): string {
  const cell = (text: string | null | undefined) => (text === null || text === undefined ? '' : quoted(text));
  const lines = rows.map(({ file, offset, time, database, type, reference, value, oldValue, isOpen }) =>
    [
      cell(file),
      String(offset),
      cell(time),
      cell(database),
      cell(type),
      cell(reference),
      cell(value),
      cell(oldValue),
      isOpen ? 'no' : 'yes',
    ].join(','),
  );
  return [head.map(quoted).join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** One JSON text a line; the first says what it is. What belongs to a transaction that had not ended is left out. */
export function fileOfUpdates(mirror: string, rows: readonly LostUpdate[]): string {
  const updates = rows
    .filter(({ isOpen }) => !isOpen)
    .map(({ database, type, reference, value }): MadeUpdate => ({ database, type, reference, value }));
  return [{ format: FORMAT, mirror, count: updates.length }, ...updates].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export type ReadFile =
  | { readonly kind: 'updates'; readonly mirror: string; readonly updates: readonly MadeUpdate[] }
  /** Another file, or one of a later version. */
  | { readonly kind: 'other' }
  /** It does not hold what its first line says, or that line is none. */
  | { readonly kind: 'damaged'; readonly line: number };

export function readUpdatesFile(text: string): ReadFile {
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const header = parsed(first);
  if (!isHeader(header)) return { kind: 'other' };
  const updates: MadeUpdate[] = [];
  for (const [index, line] of lines.entries()) {
    const update = parsed(line);
    if (!isUpdate(update)) return { kind: 'damaged', line: index + 2 };
    updates.push(update);
  }
  return updates.length === header.count
    ? { kind: 'updates', mirror: header.mirror, updates }
    : { kind: 'damaged', line: lines.length + 2 };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isHeader = (header: unknown): header is { mirror: string; count: number } =>
  isRecord(header) && header.format === FORMAT && typeof header.mirror === 'string' && typeof header.count === 'number';

/** What it says is checked where it is made. */
const isUpdate = (update: unknown): update is MadeUpdate =>
  isRecord(update) &&
  typeof update.database === 'string' &&
  typeof update.reference === 'string' &&
  updateTypes.some((type) => type === update.type) &&
  (update.type === 'set' ? typeof update.value === 'string' : update.value === null);
