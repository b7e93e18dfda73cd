'use client';
import { useEffect, useState } from 'react';

export interface HistoryEntry {
  readonly at: string;
  readonly namespace: string;
  readonly sql: string;
  /** null: it was refused. */
  readonly rowCount: number | null;
}

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

/** Whoever sits at the browser may have written there. */
function isEntry(kept: unknown): kept is HistoryEntry {
  if (typeof kept !== 'object' || kept === null) return false;
  const entry: Partial<Record<keyof HistoryEntry, unknown>> = kept;
  const isNamed = [entry.at, entry.namespace, entry.sql].every((text) => typeof text === 'string');
  return isNamed && (entry.rowCount === null || typeof entry.rowCount === 'number');
}

function read(): readonly HistoryEntry[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) && kept.every(isEntry) ? kept : [];
  } catch {
    return [];
  }
}
