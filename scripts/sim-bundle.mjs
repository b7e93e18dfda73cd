/** Bundles one entry of the simulator and runs it with the arguments of this process. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

export async function runSimulator(entry) {
  const outfile = path.join(root, 'dist', `sim-${entry}.mjs`);
  await build({
    entryPoints: [path.join(root, 'lib/engine/sim', `${entry}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit', cwd: root }).status ?? 1;
}
