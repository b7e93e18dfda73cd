// Tells whether what was built is of the sources that are here: so that only what has changed is built.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = [
  'app',
  'components',
  'lib',
  'prisma',
  'scripts/build.mjs',
  'package-lock.json',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
];
/** Where each of them is built, with the hash of its sources in a file of its own. */
const folders = { scripts: 'dist/scripts', engine: 'dist/engine', portal: '.next' };
const stampOf = (what) => path.join(root, folders[what], 'sources-stamp');

/** Everything that the build depends on. Tests are left out: changing one changes nothing that runs. */
export function hashSources() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  const add = (file) => {
    const absolute = path.join(root, file);
    const stat = fs.statSync(absolute, { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of fs.readdirSync(absolute).sort()) add(path.join(file, name));
    else if (stat && !/\.test\.tsx?$/.test(file)) hash.update(`${file}\0${stat.size}\0`).update(fs.readFileSync(absolute));
  };
  for (const source of SOURCES) add(source);
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
