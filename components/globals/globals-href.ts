import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';

/** What the Globals page looks into. */
export type Place = { readonly database: string } | { readonly namespace: string };

/** The reference of a whole global; lists carry its bare name. */
export const referenceOf = (name: string) => (name.startsWith('^') ? name : `^${name}`);

/** Address of the Globals page for a database or namespace, and for the subtree at a reference. */
export function globalsHref(target: Target, place: Place, reference?: string): string {
  const search = new URLSearchParams({ ...place, ...(reference ? { reference } : {}) });
  return `${instanceHref(target, '/globals')}?${search}`;
}
