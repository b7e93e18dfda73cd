/** Whole percents, never 100 before the end: null while the end is not known. */
export function percentOf({ done, total }: { readonly done: number; readonly total: number | null }): number | null {
  if (total === null || total <= 0) return null;
  return done >= total ? 100 : Math.min(99, Math.max(0, Math.floor((done / total) * 100)));
}
