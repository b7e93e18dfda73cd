/** The updater's program as text: tests run from the sources, where no bundle of it lies about. */
import { join } from 'node:path';
import { buildSync } from 'esbuild';

export const updaterProgram = (): string =>
  buildSync({
    entryPoints: [join(import.meta.dirname, 'updater.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  }).outputFiles[0]?.text ?? '';
