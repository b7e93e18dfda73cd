/**
 * What a statement may mention: a word or quoted name before a parenthesis is a function, and only the listed ones may be used; SQLite's
 * own tables may not be named.
 *
 * The engine that statements run on has nothing harmful (`sqlite.ts`); this is the second wall, and the one that judges definitions that
 * others have stored.
 * Everything is told from the tokens alone: what is not known is refused, so a disguise can only make it stricter.
 */
import { type Refusal, refused } from '../../contract/errors.ts';
import type { Token } from './token.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/**
 * Functions that compute from their arguments, the rows and the clock, and do nothing else. `json_each` and `json_tree` are tables made of
 * their argument.
 */
export const FUNCTIONS = words(`
  abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians round sign sin sinh sqrt tan tanh trunc
  char concat concat_ws format glob hex instr length like lower ltrim octet_length printf quote replace rtrim substr substring trim unhex unicode unistr unistr_quote upper
  coalesce if ifnull iif likelihood likely max min nullif random randomblob typeof unlikely zeroblob
  avg count group_concat string_agg sum total
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
  date datetime julianday strftime time timediff unixepoch current_date current_time current_timestamp
  changes last_insert_rowid total_changes
  json json_array json_array_insert json_array_length json_error_position json_extract json_group_array json_group_object json_insert json_object json_patch json_pretty json_quote
  json_remove json_replace json_set json_type json_valid
  jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set
  json_each json_tree
`);

/** Words of the language that a parenthesis may follow. */
const KEYWORDS = words(`
  all and as between by case cast check collate conflict default distinct else end escape except exists filter from generated glob group having in intersect is isnull join key like
  limit match materialized not notnull offset on or order over partition recursive regexp returning select set then top union unique using values when where with
`);

const TYPES = words(
  'bigint binary bit blob boolean char character date datetime decimal dec double float int integer money nchar number numeric nvarchar posixtime real smallint text time timestamp tinyint varbinary varchar varchar2 varying',
);

/** Also those of engines that have more than ours, and the projection's own: what is noted in `%changed` is written to globals. */
const PSEUDO_TABLES = words('bytecode carray completion dbstat fsdir fts3tokenize fts4aux tables_used zipfile %changed %result');
const isPseudoTable = (name: string) => /^(sqlite_|pragma_)/.test(name) || PSEUDO_TABLES.has(name);

/** Behind these words a comma is followed by another table, and behind these others by anything else. */
const TABLES_FOLLOW = words('from join on using');
const OTHERS_FOLLOW = words('select where group order having limit window values set returning');

/**
 * Null: nothing is amiss. `declared`: places of tokens that are the names of the table or index that the statement is about. Refuses with
 * P561.
 */
export function judgeTokens(tokens: readonly Token[], declared: ReadonlySet<number>): Refusal | null {
  /** For each parenthesis around: whether a list of tables is being read. */
  const inTables = [false];
  for (let at = 0; at < tokens.length; at++) {
    const { kind, value } = tokens[at] as Token;
    const isTable = isTablePlace(tokens[at - 1], inTables.at(-1) ?? false);
    if (isSymbol(tokens[at], '(')) inTables.push(isTable);
    else if (isSymbol(tokens[at], ')')) inTables.pop();
    else if (kind === 'word' && TABLES_FOLLOW.has(value.toLowerCase())) inTables.splice(-1, 1, true);
    else if (kind === 'word' && OTHERS_FOLLOW.has(value.toLowerCase())) inTables.splice(-1, 1, false);
    const isName = kind === 'word' || kind === 'quoted';
    const name = value.toLowerCase();
    if (isName && isPseudoTable(name)) return forbidden(value);
    // Where a name is expected SQLite takes a text for one, too.
    if (kind === 'string' && (isSymbol(tokens[at + 1], '(') || isSymbol(tokens[at - 1], '.') || isTable)) return forbidden(value);
    if (!isName || !isSymbol(tokens[at + 1], '(') || declared.has(at)) continue;
    if (FUNCTIONS.has(name) || (kind === 'word' && (KEYWORDS.has(name) || TYPES.has(name)))) continue;
    if (isWord(tokens[at - 1], /^references$/i) || isType(tokens, at) || isCommonTable(tokens, at)) continue;
    return forbidden(value);
  }
  return null;
}

function forbidden(name: string): Refusal | null {
  const outcome = refused('P561', [name.slice(0, 100)]);
  return outcome.ok ? null : outcome.refusal;
}

const isSymbol = (token: Token | undefined, symbol: string) => token?.kind === 'symbol' && token.value === symbol;
const isWord = (token: Token | undefined, pattern: RegExp) => token?.kind === 'word' && pattern.test(token.value);

/** May a table be named behind this token? */
const isTablePlace = (before: Token | undefined, inTables: boolean) =>
  isWord(before, /^(from|join|into|update|references|table)$/i) || (inTables && (isSymbol(before, ',') || isSymbol(before, '(')));

/** `Amount money2(10, 2)`: behind the name of a field, with numbers only. */
function isType(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  if (
    !before ||
    (before.kind !== 'quoted' &&
      (before.kind !== 'word' || KEYWORDS.has(before.value.toLowerCase()) || FUNCTIONS.has(before.value.toLowerCase())))
  )
    return false;
  let end = at + 2;
  while (tokens[end]?.kind === 'number' || isSymbol(tokens[end], ',')) end += 1;
  return isSymbol(tokens[end], ')');
}

/** `WITH n(i) AS (…)`: nothing that is called is followed by AS and a parenthesis. */
function isCommonTable(tokens: readonly Token[], at: number): boolean {
  const depth = (tokens[at] as Token).depth;
  let end = at + 2;
  while (end < tokens.length && !((tokens[end] as Token).depth === depth && isSymbol(tokens[end], ')'))) end += 1;
  if (!isWord(tokens[end + 1], /^as$/i)) return false;
  end += 2;
  while (isWord(tokens[end], /^(not|materialized)$/i)) end += 1;
  return isSymbol(tokens[end], '(');
}
