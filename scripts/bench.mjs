// `npm run bench`: builds the engine and the benchmark, runs it. Under scripts/ because it must work before anything is built.
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
const run = (file, ...args) => spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1;
if (run('scripts/build.mjs', '--engine') !== 0) process.exit(1);
await build({
  entryPoints: ['e2e/bench/run.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  outfile: 'dist/bench.mjs',
});
process.exit(run('dist/bench.mjs', ...process.argv.slice(2)));
