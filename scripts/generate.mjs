// Makes the Prisma client when it is missing or older than its schema. No script runs at installation (.npmrc), neither of packages nor
// ours.
//   node scripts/generate.mjs
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const CLIENT = 'lib/generated/prisma/client.ts';
const SOURCES = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];

const changedAt = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.ctimeMs ?? 0;

/** Throws with what Prisma said when it cannot. */
export function generate() {
  if (SOURCES.every((file) => changedAt(file) < changedAt(CLIENT))) return;
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/prisma/build/index.js'), 'generate'],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The database client could not be made: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) generate();
