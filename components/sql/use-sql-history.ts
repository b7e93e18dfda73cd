'use client';
import { useEffect, useState } from 'react';
import { z } from 'zod';

const entrySchema = z.object({
  at: z.string(),
  namespace: z.string(),
  sql: z.string(),
  /** null: it was refused. */
  rowCount: z.number().nullable(),
});
export type HistoryEntry = z.infer<typeof entrySchema>;

const KEY = 'mirror-portal-sql-history';
const ENTRIES_MAX = 50;

/** What was executed in this browser, newest first; the same statement again moves to the top. */
export function useSqlHistory() {
  const [entries, setEntries] = useState<readonly HistoryEntry[]>([]);
  // The server has no browser: the list appears after the first drawing.
  useEffect(() => setEntries(read()), []);
  const keep = (next: readonly HistoryEntry[]) => {
    setEntries(next);
    try {
      window.localStorage.setItem(KEY, JSON.stringify(next));
    } catch {
      // A browser that keeps nothing still shows this visit's statements.
    }
  };
  return {
    entries,
    add: (entry: HistoryEntry) =>
      keep([entry, ...read().filter(({ namespace, sql }) => namespace !== entry.namespace || sql !== entry.sql)].slice(0, ENTRIES_MAX)),
    clear: () => keep([]),
  };
}

function read(): readonly HistoryEntry[] {
  try {
    return z
      .array(entrySchema)
      .catch([])
      .parse(JSON.parse(window.localStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}
