/**
 * The filter's program as a file of its own: tests run from the sources, where no bundle of it lies about. It lies below the packages,
 * since the bundle leaves them out.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const CACHE = join(import.meta.dirname, '../../../node_modules/.cache');
let built: string | null = null;

/** Built once; gone with this process. */
export function buildFilterProgram(): string {
  if (built) return built;
  mkdirSync(CACHE, { recursive: true });
  const directory = mkdtempSync(join(CACHE, 'filter-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  built = join(directory, 'filter.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'filter-program.ts')],
    outfile: built,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return built;
}
