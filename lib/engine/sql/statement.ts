/**
 * What kind of statement a text is, which names it mentions, and the same text in SQLite's dialect.
 *
 * Only words are looked at: SQLite itself parses, and its messages are what a person reads. What must be known beforehand is whether a
 * statement changes rows, defines something, or is of a kind that would reach outside the projection (ATTACH, PRAGMA, VACUUM), which is
 * refused.
 */
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { judgeTokens } from './statement-judge.ts';
import { type Token, tokenize } from './token.ts';

export const DEFAULT_SCHEMA = 'SQLUser';
/** SQLite's own; nothing of a person's may be called so. */
const RESERVED_SCHEMAS = new Set(['main', 'temp', 'information_schema']);
const NAME_LENGTH_MAX = 128;

export interface ObjectName {
  readonly schema: string;
  readonly name: string;
}

interface Base {
  /** As a person would call it: SELECT, CREATE TABLE. */
  readonly verb: string;
  /** In SQLite's dialect. */
  readonly text: string;
  /** Every word and quoted name of the statement, in lower case: the tables it uses are among them. */
  readonly names: ReadonlySet<string>;
}
export type Statement = Base &
  (
    | { readonly kind: 'query' | 'plan' }
    | { readonly kind: 'change'; readonly target: ObjectName }
    | {
        readonly kind: 'create-table' | 'drop-table';
        readonly target: ObjectName /** IF (NOT) EXISTS was said. */;
        readonly lenient: boolean;
      }
    | { readonly kind: 'alter-table'; readonly target: ObjectName }
    | { readonly kind: 'create-index'; readonly target: ObjectName; readonly index: string }
    | { readonly kind: 'drop-index' /** null: it is not said. */; readonly target: ObjectName | null; readonly index: string }
  );

/**
 * Refuses with an <SQLCODE> what is not one statement of a kind that can be executed, and with P561 what it may not mention. A table or
 * index named without a schema is one of `schema`.
 */
export function parseStatement(source: string, schema = DEFAULT_SCHEMA): Outcome<Statement> {
  const tokens = tokenize(source);
  if (!tokens.ok) return tokens;
  const all = tokens.value;
  while (all.at(-1)?.value === ';' && all.at(-1)?.kind === 'symbol') all.pop();
  const stop = all.find(({ kind, value }) => kind === 'symbol' && value === ';');
  if (stop) return refused('<SQLCODE: -25>', [source.slice(stop.start, stop.start + 40)]);
  if (all.length === 0) return refused('<SQLCODE: -51>', ['']);
  const parameter = all.find(({ kind, value }) => kind === 'symbol' && (value === '?' || value === ':' || value === '@' || value === '$'));
  if (parameter)
    return refused('<SQLCODE: -1>', [`parameters cannot be used here: ${source.slice(parameter.start, parameter.start + 20)}`]);
  const reader = new Reader(source, all, schema);
  const statement = reader.statement();
  const refusal = statement.ok ? judgeTokens(all, reader.declared) : null;
  return refusal ? { ok: false, refusal } : statement;
}

class Reader {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #names: ReadonlySet<string>;
  readonly #schema: string;
  /** Places of the tokens that were read as names of what the statement is about. */
  readonly declared = new Set<number>();
  #position = 0;

  constructor(source: string, tokens: readonly Token[], schema: string) {
    this.#source = source;
    this.#tokens = tokens;
    this.#schema = schema;
    this.#names = new Set(tokens.filter(({ kind }) => kind === 'word' || kind === 'quoted').map(({ value }) => value.toLowerCase()));
  }

  statement(): Outcome<Statement> {
    const first = this.#word();
    switch (first) {
      case 'SELECT':
      case 'VALUES':
        return accepted({ kind: 'query', ...this.#base('SELECT') });
      case 'WITH': {
        const verb = this.#tokens.find(
          ({ kind, value, depth }) => kind === 'word' && depth === 0 && /^(select|values|insert|replace|update|delete)$/i.test(value),
        );
        if (!verb || /^(select|values)$/i.test(verb.value)) return accepted({ kind: 'query', ...this.#base('SELECT') });
        this.#position = this.#tokens.indexOf(verb);
        return this.#change(this.#word());
      }
      case 'INSERT':
      case 'REPLACE':
      case 'UPDATE':
      case 'DELETE':
      case 'TRUNCATE':
        return this.#change(first);
      case 'EXPLAIN':
        return this.#explain();
      case 'CREATE':
        return this.#create();
      case 'DROP':
        return this.#drop();
      case 'ALTER':
        return this.#alter();
      default:
        return refused('<SQLCODE: -51>', [this.#source.trim().slice(0, 40)]);
    }
  }

  /** How a query or a change would be carried out; nothing is. */
  #explain(): Outcome<Statement> {
    const prefix = this.#tokens[0] as Token;
    const explained = this.statement();
    if (!explained.ok) return explained;
    const { kind, names, text, verb } = explained.value;
    if (kind !== 'query' && kind !== 'change') return refused('<SQLCODE: -1>', [`EXPLAIN ${verb}`]);
    // What was taken from the source begins with the source's own beginning.
    return accepted({ kind: 'plan', names, text: verb === 'TRUNCATE TABLE' ? text : text.slice(prefix.end), verb: 'EXPLAIN' });
  }

  #change(verb: string): Outcome<Statement> {
    if (verb === 'TRUNCATE') {
      this.#skip('TABLE');
      const target = this.#objectName();
      if (!target.ok) return target;
      return accepted({
        kind: 'change',
        target: target.value,
        verb: 'TRUNCATE TABLE',
        names: this.#names,
        text: `DELETE FROM ${quoted(target.value)}`,
      });
    }
    if (this.#skip('OR')) this.#position += 1;
    if (verb === 'DELETE') this.#skip('FROM');
    else this.#skip('INTO');
    const target = this.#objectName();
    return target.ok ? accepted({ kind: 'change', target: target.value, ...this.#base(verb === 'REPLACE' ? 'INSERT' : verb) }) : target;
  }

  #create(): Outcome<Statement> {
    const isUnique = this.#skip('UNIQUE');
    const what = this.#word();
    const lenient = this.#skip('IF') && this.#skip('NOT') && this.#skip('EXISTS');
    if (what === 'TABLE') {
      const target = this.#objectName();
      if (!target.ok) return target;
      const rest = this.#tokens[this.#position];
      if (rest?.value !== '(') return refused('<SQLCODE: -1>', ['CREATE TABLE needs a list of fields']);
      // Without quotes: a name that a foreign key or a check mentions is found in its own schema.
      return accepted({
        kind: 'create-table',
        target: target.value,
        lenient,
        verb: 'CREATE TABLE',
        names: this.#names,
        text: `CREATE TABLE ${quoted(target.value)} ${this.#source.slice(rest.start, this.#end())}`,
      });
    }
    if (what === 'INDEX') {
      const index = this.#name();
      if (index === null || !this.#skip('ON')) return refused('<SQLCODE: -1>', ['CREATE INDEX name ON table (fields)']);
      const isTableSaid = this.#skip('TABLE');
      const target = this.#objectName();
      const rest = this.#tokens[this.#position];
      if (!target.ok) return target;
      if (rest?.value !== '(')
        return refused('<SQLCODE: -1>', [
          isTableSaid ? 'CREATE INDEX name ON TABLE table (fields)' : 'CREATE INDEX name ON table (fields)',
        ]);
      const { schema, name } = target.value;
      const text = `CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${quoteName(schema)}.${quoteName(index)} ON ${quoteName(name)} ${this.#source.slice(rest.start, this.#end())}`;
      return accepted({
        kind: 'create-index',
        target: target.value,
        index,
        verb: isUnique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX',
        names: this.#names,
        text,
      });
    }
    return refused('<SQLCODE: -51>', [this.#source.trim().slice(0, 40)]);
  }

  #drop(): Outcome<Statement> {
    const what = this.#word();
    const lenient = this.#skip('IF') && this.#skip('EXISTS');
    if (what === 'TABLE') {
      const target = this.#objectName();
      return target.ok
        ? accepted({ kind: 'drop-table', target: target.value, lenient, verb: 'DROP TABLE', names: this.#names, text: '' })
        : target;
    }
    if (what !== 'INDEX') return refused('<SQLCODE: -51>', [this.#source.trim().slice(0, 40)]);
    const parts = [this.#name()];
    while (this.#skip('.')) parts.push(this.#name());
    const index = parts.at(-1);
    if (!index) return refused('<SQLCODE: -1>', ['DROP INDEX name ON table']);
    const target = this.#skip('ON')
      ? this.#objectName()
      : parts.length > 1
        ? accepted({ schema: parts.length > 2 ? (parts[0] ?? DEFAULT_SCHEMA) : DEFAULT_SCHEMA, name: parts.at(-2) ?? '' })
        : accepted(null);
    return target.ok
      ? accepted({ kind: 'drop-index', target: target.value, index, verb: 'DROP INDEX', names: this.#names, text: '' })
      : target;
  }

  #alter(): Outcome<Statement> {
    if (!this.#skip('TABLE')) return refused('<SQLCODE: -51>', [this.#source.trim().slice(0, 40)]);
    const target = this.#objectName();
    if (!target.ok) return target;
    const isAdd = this.#skip('ADD');
    if (!isAdd && !this.#skip('DROP')) return refused('<SQLCODE: -51>', ['ALTER TABLE table ADD COLUMN field type, or DROP COLUMN field']);
    this.#skip('COLUMN');
    const rest = this.#tokens[this.#position];
    if (!rest) return refused('<SQLCODE: -1>', ['ALTER TABLE needs a field']);
    return accepted({
      kind: 'alter-table',
      target: target.value,
      verb: 'ALTER TABLE',
      names: this.#names,
      text: `ALTER TABLE ${quoted(target.value)} ${isAdd ? 'ADD' : 'DROP'} COLUMN ${this.#source.slice(rest.start, this.#end())}`,
    });
  }

  #base(verb: string): Base {
    return { verb, names: this.#names, text: toSqlite(this.#source.slice(0, this.#end()), this.#tokens) };
  }

  #end(): number {
    return this.#tokens.at(-1)?.end ?? 0;
  }

  /** The next word in capitals; '' when there is none. */
  #word(): string {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'word') return '';
    this.#position += 1;
    return token.value.toUpperCase();
  }

  #skip(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (!token || (token.kind !== 'word' && token.kind !== 'symbol') || token.value.toUpperCase() !== text) return false;
    this.#position += 1;
    return true;
  }

  #name(): string | null {
    const token = this.#tokens[this.#position];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return null;
    this.declared.add(this.#position);
    this.#position += 1;
    return token.value;
  }

  #objectName(): Outcome<ObjectName> {
    const first = this.#name();
    const second = first !== null && this.#skip('.') ? this.#name() : undefined;
    if (first === null || second === null || first === '' || second === '')
      return refused('<SQLCODE: -1>', [`a table name is expected: ${this.#source.trim().slice(0, 40)}`]);
    const [schema, name] = second === undefined ? [this.#schema, first] : [first, second];
    if (
      RESERVED_SCHEMAS.has(schema.toLowerCase()) ||
      /^sqlite_/i.test(name) ||
      schema.length > NAME_LENGTH_MAX ||
      name.length > NAME_LENGTH_MAX
    )
      return refused('<SQLCODE: -1>', [`${schema}.${name} cannot be the name of a table`]);
    return accepted({ schema: schema.toLowerCase() === DEFAULT_SCHEMA.toLowerCase() ? DEFAULT_SCHEMA : schema, name });
  }
}

/**
 * SELECT TOP n becomes LIMIT n where that SELECT ends; %ID is the row's own number. In one pass, however long the text is: the instance
 * stands still meanwhile.
 */
function toSqlite(source: string, tokens: readonly Token[]): string {
  const edits: { at: number; end: number; text: string }[] = [];
  const ends = endsAround(source, tokens);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.kind !== 'word') continue;
    const word = token.value.toUpperCase();
    if (word === '%ID') edits.push({ at: token.start, end: token.end, text: 'rowid' });
    if (word !== 'SELECT') continue;
    let next = index + 1;
    if (/^(distinct|all)$/i.test(tokens[next]?.value ?? '') && tokens[next]?.kind === 'word') next += 1;
    const top = tokens[next];
    if (top?.kind !== 'word' || top.value.toUpperCase() !== 'TOP') continue;
    const isWrapped = tokens[next + 1]?.value === '(' && tokens[next + 3]?.value === ')';
    const count = tokens[next + (isWrapped ? 2 : 1)];
    // A field called Top.
    if (!count || (count.kind !== 'number' && count.value.toUpperCase() !== 'ALL')) continue;
    edits.push({ at: top.start, end: (tokens[next + (isWrapped ? 3 : 1)] as Token).end, text: '' });
    if (count.kind !== 'number') continue;
    const at = ends[index] as number;
    edits.push({ at, end: at, text: ` LIMIT ${count.value}` });
  }
  const parts: string[] = [];
  let from = 0;
  for (const { at, end, text } of edits.sort((one, other) => one.at - other.at)) {
    parts.push(source.slice(from, at), text);
    from = end;
  }
  return parts.join('') + source.slice(from);
}

/** Of each token: where the parenthesis around it closes, or the text ends. */
function endsAround(source: string, tokens: readonly Token[]): number[] {
  const ends: number[] = new Array(tokens.length);
  const around: number[] = [];
  for (let index = tokens.length - 1; index >= 0; index--) {
    const { kind, value, start } = tokens[index] as Token;
    if (kind === 'symbol' && value === '(') around.pop();
    ends[index] = around.at(-1) ?? source.length;
    if (kind === 'symbol' && value === ')') around.push(start);
  }
  return ends;
}

export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const quoted = ({ schema, name }: ObjectName) => `${quoteName(schema)}.${quoteName(name)}`;
