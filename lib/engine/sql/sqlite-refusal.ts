/** What SQLite says, as the product's SQLCODE. The sentence of SQLite goes along: it names the thing. */
import { refused, type ErrorCode, type Outcome } from '../../contract/errors.ts';
import { isSqliteError } from './sqlite.ts';

const rows: readonly [pattern: RegExp, code: ErrorCode][] = [
  [/^no such table/i, '<SQLCODE: -30>'],
  [/^no such column|has no column named|^unknown column/i, '<SQLCODE: -29>'],
  [/^no such index/i, '<SQLCODE: -333>'],
  [/^index .* already exists/i, '<SQLCODE: -324>'],
  [/^duplicate column name/i, '<SQLCODE: -306>'],
  [/^(table|view) .* already exists/i, '<SQLCODE: -201>'],
  [/^UNIQUE constraint failed/i, '<SQLCODE: -119>'],
  [/^NOT NULL constraint failed/i, '<SQLCODE: -108>'],
  [/^CHECK constraint failed|^datatype mismatch|^cannot store/i, '<SQLCODE: -104>'],
  [/^FOREIGN KEY constraint failed|^foreign key mismatch/i, '<SQLCODE: -124>'],
  [/out of memory|too big/i, '<SQLCODE: -400>'],
];

/** What is not in the table is an invalid statement (-1). Throws what SQLite has not said. */
export function sqliteRefusal(error: unknown): Outcome<never> {
  if (!isSqliteError(error)) throw error;
  return refused(rows.find(([pattern]) => pattern.test(error.message))?.[1] ?? '<SQLCODE: -1>', [error.message]);
}
