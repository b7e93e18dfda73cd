import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';

/** The reference of a whole global; lists carry its bare name. */
export const referenceOf = (name: string) => (name.startsWith('^') ? name : `^${name}`);

/** Address of the Globals page for a database, and for the subtree at a reference. */
export function globalsHref(target: Target, database: string, reference?: string): string {
  const search = new URLSearchParams({ database, ...(reference ? { reference } : {}) });
  return `${instanceHref(target, '/globals')}?${search}`;
}
