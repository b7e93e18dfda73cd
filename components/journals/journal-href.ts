import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';

export type JournalFilePage = 'view' | 'profile' | 'integrity' | 'summary';

/** A page about one journal file; further parameters only where they have a value. */
export function journalHref(target: Target, page: JournalFilePage, file: string, more: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams({ file });
  for (const [name, value] of Object.entries(more)) if (value !== undefined && value !== '') query.set(name, value);
  return `${instanceHref(target, `/journals/${page}`)}?${query}`;
}
