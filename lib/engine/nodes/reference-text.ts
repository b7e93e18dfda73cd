/** A global reference as a person writes and reads it: `^Person(1,"Na""me")`. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { canonicOfNumber, formatDecimal, isCanonicNumber, parseDecimal } from './decimal.ts';

/** A subscript as given. Read back it is always a string, the canonical text for a number. */
export type Subscript = string | number;

/** `name` has no `^`. */
export interface GlobalReference {
  readonly name: string;
  readonly subscripts: readonly Subscript[];
}

export const NAME_LENGTH_MAX = 31;
const NAME = /^(?:%[\p{L}\d]*|\p{L}[\p{L}\d]*)(?:\.[\p{L}\d]+)*$/u;

/** A letter or %, then letters and digits, periods inside. */
export const isGlobalName = (name: string) => name.length <= NAME_LENGTH_MAX && NAME.test(name);

/**
 * Parses the text; a number may be written in any way (05, 1.50, 1E3) and comes out canonical. <SYNTAX> for anything else, <SUBSCRIPT> for
 * an empty string.
 */
export function parseReference(text: string): Outcome<GlobalReference> {
  const source = text.trim();
  const name = /^\^([^(]*)/.exec(source)?.[1];
  if (name === undefined || !isGlobalName(name)) return refused('<SYNTAX>', [text]);
  const list = source.slice(name.length + 1);
  if (list === '') return accepted({ name, subscripts: [] });
  const subscripts = parseSubscripts(list);
  if (!subscripts) return refused('<SYNTAX>', [text]);
  if (subscripts.includes('')) return refused('<SUBSCRIPT>', [source]);
  return accepted({ name, subscripts });
}

/** Inverse of `parseReference`: numbers bare, strings quoted with doubled quotes. */
export function formatReference({ name, subscripts }: GlobalReference): string {
  if (subscripts.length === 0) return `^${name}`;
  const parts = subscripts.map((subscript) => {
    const text = typeof subscript === 'number' ? (canonicOfNumber(subscript) ?? String(subscript)) : subscript;
    return typeof subscript === 'number' || isCanonicNumber(text) ? text : `"${text.replaceAll('"', '""')}"`;
  });
  return `^${name}(${parts.join(',')})`;
}

/** `list` begins with the opening parenthesis. Null when it is not a list of literals that ends with the closing one. */
function parseSubscripts(list: string): string[] | null {
  const literal = /\s*(?:"((?:[^"]|"")*)"|([+-]*(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?))\s*([,)])/y;
  const subscripts: string[] = [];
  if (list[0] !== '(') return null;
  literal.lastIndex = 1;
  for (;;) {
    const match = literal.exec(list);
    if (!match) return null;
    if (match[1] !== undefined) subscripts.push(match[1].replaceAll('""', '"'));
    else {
      const decimal = parseDecimal(match[2] as string);
      if (!decimal) return null;
      subscripts.push(formatDecimal(decimal));
    }
    if (match[3] === ')') return literal.lastIndex === list.length ? subscripts : null;
  }
}
