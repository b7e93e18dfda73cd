/** Bundles the simulator with a planted bug, and hunts for it in a thread of its own. The working tree is never touched. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';
import type { Hunt, Order } from './hunt.ts';
import type { Mutant } from './mutant.ts';

/** Matches the text wherever the formatter breaks it into lines. */
export function howeverBroken(text: string): RegExp {
  const pieces = text.trim().split(/\s+|(?<=[([{])|(?=[)\]}])|(?=\.\w+\()/);
  return new RegExp(pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(',?\\s*'), 'g');
}

/** Replaces text while files are read. Fails when a text is not there, or not exactly once: then the mutant no longer says what it did. */
function planting(root: string, { name, edits }: Mutant): Plugin {
  const planted = new Set<string>();
  return {
    name: 'planted-bug',
    setup(builder) {
      builder.onLoad({ filter: /\/lib\/engine\/(mirror|agent|member|channel|journal)\/.*\.ts$/ }, async ({ path: file }) => {
        const mine = edits.filter((edit) => path.join(root, edit.file) === file);
        if (mine.length === 0) return null;
        let contents = await readFile(file, 'utf8');
        for (const { find, replace } of mine) {
          const count = [...contents.matchAll(howeverBroken(find))].length;
          if (count !== 1) return { errors: [{ text: `mutant ${name}: the text to replace occurs ${count} times: ${find}` }] };
          contents = contents.replace(howeverBroken(find), () => replace);
        }
        planted.add(file);
        return { contents, loader: 'ts' };
      });
      // Nothing is compressed in simulated time, and what compresses cannot be bundled.
      builder.onResolve({ filter: /^(lz4-napi|@cloudpss\/zstd)$/ }, ({ path: name }) => ({ path: name, namespace: 'nothing' }));
      builder.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
      // The machine would find many of them by itself: here the checkers are to be seen at work.
      builder.onLoad({ filter: /\/lib\/machine\/assert\.ts$/ }, () => ({
        contents: 'export class BrokenInvariant extends Error {}\nexport function assert() {}\n',
        loader: 'ts',
      }));
      builder.onEnd(() => {
        const missing = edits.find((edit) => !planted.has(path.join(root, edit.file)));
        return missing ? { errors: [{ text: `mutant ${name}: ${missing.file} is not part of the simulator` }] } : null;
      });
    },
  };
}

/**
 * Runs seeds 1 to `seedMax` on the mutant until one breaks a rule. `root` is the project's folder. Rejects when the mutant cannot be built.
 */
export async function huntMutant(root: string, mutant: Mutant, seedMax: number): Promise<Hunt> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'lib/engine/sim/hunt.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    plugins: [planting(root, mutant)],
  });
  const order: Order = { seedMax, drivers: mutant.drivers ?? 'simulated', mixture: mutant.mixture ?? null };
  const worker = new Worker(outputFiles[0]?.text ?? '', { eval: true, workerData: order });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
