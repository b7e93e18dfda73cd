import type { SqlTable } from '@/lib/contract/sql.ts';

/** As a person reads it. */
export const nameOf = ({ schema, name }: Pick<SqlTable, 'schema' | 'name'>) => `${schema}.${name}`;

const word = (name: string) => (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
export const selectAllOf = ({ schema, name }: Pick<SqlTable, 'schema' | 'name'>) => `SELECT * FROM ${word(schema)}.${word(name)}`;
