/** The filter's program as a file of its own: tests run from the sources, where no bundle of it lies about. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export function buildFilterProgram(directory: string): string {
  const outfile = join(directory, 'filter.mjs');
  buildSync({ entryPoints: [join(import.meta.dirname, 'filter-program.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}
