// Makes the Prisma client when it is missing or not of its schema. No script runs at installation (.npmrc), neither of packages nor ours.
//   node scripts/generate.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Throws with what Prisma said when it cannot. */
export async function generate() {
  await buildOnce('client', async () => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    const [code, signal] = await once(child, 'close');
    if (code !== 0) throw new Error(`The database client could not be made (${signal ?? `code ${code}`}): ${output.trim()}`);
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await generate();
