// Tells whether what was built is of the sources that are here: so that only what has changed is built.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const PRODUCT = [
  'app',
  'components',
  'lib',
  'prisma',
  'scripts/build.mjs',
  'scripts/bundle.mjs',
  'scripts/words-loader.mjs',
  'package-lock.json',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
];
/**
 * Where each of them is built, with the hash of its sources in a file of its own, and of what. The modules of the scripts know nothing of
 * the database client: they are there before it, and while another program makes it.
 */
const BUILT = {
  client: { folder: 'lib/generated', sources: ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'] },
  scripts: {
    folder: 'dist/scripts',
    sources: ['lib/contract', 'lib/engine', 'lib/machine', 'lib/portal', 'scripts/bundle.mjs', 'package-lock.json'],
  },
  engine: { folder: 'dist/engine', sources: PRODUCT },
  portal: { folder: '.next', sources: PRODUCT },
};
const stampOf = (what) => path.join(root, BUILT[what].folder, 'sources-stamp');

/** Everything that building it depends on. Tests are left out: changing one changes nothing that runs. */
export function hashSources(what) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  const add = (file) => {
    const absolute = path.join(root, file);
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of fs.readdirSync(absolute).sort()) add(path.join(file, name));
    else if (stat && !/\.test\.tsx?$/.test(file)) hash.update(`${file}\0${stat.size}\0`).update(fs.readFileSync(absolute));
  };
  for (const source of BUILT[what].sources) add(source);
  return hash.digest('hex');
}

export function isBuilt(what, stamp) {
  const file = stampOf(what);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === stamp;
}

/** Without a stamp from its beginning to its good end: a build that failed half-way is none. */
export async function whileBuilding(what, stamp, build) {
  const file = stampOf(what);
  fs.rmSync(file, { force: true });
  await build();
  fs.writeFileSync(file, stamp);
}
