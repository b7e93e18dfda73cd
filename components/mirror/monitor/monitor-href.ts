import type { Target } from '@/lib/contract/live.ts';
import { instanceHref } from '../../chrome/menu.ts';

/** The Mirror Monitor of an async, showing one of its mirrors. */
export const monitorHref = (target: Target, mirrorName: string) =>
  `${instanceHref(target, '/mirror/monitor')}?mirror=${encodeURIComponent(mirrorName)}`;
