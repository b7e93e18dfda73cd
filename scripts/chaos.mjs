// `npm run chaos`: builds the engine and the chaos run, runs it. Under scripts/ because it must work before anything is built.
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
const run = (file, ...args) => spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1;
if (run('scripts/build.mjs', '--engine') !== 0) process.exit(1);
await build({
  entryPoints: ['e2e/engine/chaos/run.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  outfile: 'dist/chaos.mjs',
});
process.exit(run('dist/chaos.mjs', ...process.argv.slice(2)));
