// Bundles the engine's processes and the portal's (and for the scripts: the lab's paths, and who may use the portal), so that each starts in a tenth of a second and needs no TypeScript at run time.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';
import { generate } from './generate.mjs';
import { forgetEngine, hashSources, stampEngine } from './build-stamp.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const processes = { lab: 'programs/lab.ts', instance: 'programs/instance.ts', agent: 'programs/agent.ts', sql: 'programs/sql.ts', workload: 'programs/workload.ts', updater: 'dejournal/updater.ts', filter: 'dejournal/filter-program.ts', paths: 'lab/paths.ts', portal: '../portal/main.ts', access: '../portal/access.ts' };

/** Writes `dist/engine/<process>.mjs` for each process whose source exists. Packages stay outside: some hold native code. */
export async function buildEngine() {
  generate();
  forgetEngine();
  const sources = Object.entries(processes).map(([name, file]) => [name, path.join(root, 'lib/engine', file)]);
  await build({
    entryPoints: Object.fromEntries(sources.filter(([, file]) => fs.existsSync(file))),
    outdir: path.join(root, 'dist/engine'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  await stop(); // Its helper process would live as long as this one.
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  generate(); // Before the sources are hashed: it is one of them.
  const stamp = hashSources();
  await buildEngine();
  stampEngine(stamp);
}
