import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../chrome/menu.ts';

/** Address of the SQL page in a namespace. */
export const sqlHref = (target: Target, namespace: string) => `${instanceHref(target, '/sql')}?${new URLSearchParams({ namespace })}`;
