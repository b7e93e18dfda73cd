/** How the series of a curve are told apart: by color and by dash, in this order; later ones begin anew. */
export const seriesTokens = ['--series-1', '--series-2', '--series-3', '--series-4'] as const;
export const seriesDashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
