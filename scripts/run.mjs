// Runs one TypeScript file of the engine that is no process of the product (the simulator, a benchmark):
//   node scripts/run.mjs lib/engine/sim/run.ts [arguments]
// Bundled first, as the product's processes are, so that it runs what they run on every Node from 20 on.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [source, ...rest] = process.argv.slice(2);
if (!source) throw new Error('usage: node scripts/run.mjs FILE.ts [arguments]');
const root = path.join(import.meta.dirname, '..');
const bundle = path.join(root, 'dist/tools', `${path.relative(root, path.resolve(source)).replaceAll(path.sep, '.').replace(/\.ts$/, '')}.mjs`);
await build({ entryPoints: [source], outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', sourcemap: 'inline', logLevel: 'warning' });
// The file sees itself as the program, with its own arguments.
process.argv = [process.argv[0], bundle, ...rest];
await import(pathToFileURL(bundle).href);
