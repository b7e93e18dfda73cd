/** The words of a statement, in order, as far as this product looks at them: SQLite itself parses. */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  /** Without quotes; a word as written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Parentheses around it. */
  readonly depth: number;
}

/**
 * Refuses with <SQLCODE: -1> a text that cannot be read to its end. Comments and white space fall away. A closing parenthesis has the depth
 * outside of it.
 */
export function tokenize(source: string): Outcome<Token[]> {
  const pattern =
    /(?<skipped>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*"|\[[^\]]*\]|`(?:[^`]|``)*`)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[%\p{L}_][\p{L}\d_$]*)|(?<symbol>[^\s])/gsuy;
  const tokens: Token[] = [];
  let depth = 0;
  if (source.includes('\0')) return refused('<SQLCODE: -1>', ['the statement holds a NUL character']);
  for (const match of source.matchAll(pattern)) {
    const { string, quoted: name, number, word, symbol } = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    const add = (kind: Token['kind'], value: string) => tokens.push({ kind, value, start, end, depth });
    if (string !== undefined) add('string', string);
    else if (name !== undefined) add('quoted', name.slice(1, -1).replaceAll(name[0] === '"' ? '""' : '``', name[0] === '"' ? '"' : '`'));
    else if (number !== undefined) add('number', number);
    else if (word !== undefined) add('word', word);
    else if (symbol !== undefined) {
      if (symbol === "'" || symbol === '"') return refused('<SQLCODE: -1>', [`a quote is not closed: ${source.slice(start, start + 40)}`]);
      if (symbol === ')') depth -= 1;
      add('symbol', symbol);
      if (symbol === '(') depth += 1;
    }
  }
  return accepted(tokens);
}
