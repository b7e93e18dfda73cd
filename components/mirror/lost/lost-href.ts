import { instanceHref } from '../../chrome/menu.ts';

/** The page of lost updates of an instance; of one report, from there on. */
export const lostHref = (target: string, report: string | null = null, from = 0) =>
  instanceHref(target, '/mirror/lost-updates') +
  (report === null ? '' : `?report=${encodeURIComponent(report)}${from > 0 ? `&from=${from}` : ''}`);
