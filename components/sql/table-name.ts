import type { SqlTable } from '@/lib/contract/sql.ts';

type Named = Pick<SqlTable, 'schema' | 'name'>;

/** As a person reads it. */
export const nameOf = ({ schema, name }: Named) => `${schema}.${name}`;

/** Words that are no names without quotes. */
const reserved = new Set(
  'add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct drop else escape except exists foreign from group having in index insert intersect into is isnull join limit not notnull null on or order primary references select set table then to top transaction union unique update using values when where with'.split(
    ' ',
  ),
);
const word = (name: string) =>
  /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;

export const selectAllOf = ({ schema, name }: Named) => `SELECT * FROM ${word(schema)}.${word(name)}`;
