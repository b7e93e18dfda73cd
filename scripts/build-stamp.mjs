// Tells whether what was built is of the sources that are here: so that `npm start` builds only what has changed, also after `npm run build`.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = ['app', 'components', 'lib', 'prisma', 'scripts/build-engine.mjs', 'package-lock.json', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json'];
/** Written by `npm start` when engine and portal are built. */
const bothFile = path.join(root, '.build-stamp');
/** Written by `npm run build` between the two: which sources the engine is of. */
const engineFile = path.join(root, 'dist/engine/sources-stamp');
/** The last file of a portal build that did not fail. */
const portalFile = path.join(root, '.next/export-marker.json');

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

/** By `npm start`, or by `npm run build`: the engine of these sources, and after it a portal build that came to its end. */
export function isBuiltFrom(stamp) {
  if (read(bothFile) === stamp) return true;
  const engine = fs.statSync(engineFile, { throwIfNoEntry: false });
  const portal = fs.statSync(portalFile, { throwIfNoEntry: false });
  return read(engineFile) === stamp && portal !== undefined && portal.mtimeMs > engine.mtimeMs;
}

export const stampBoth = (stamp) => fs.writeFileSync(bothFile, stamp);
/** A stamp that is older than the build it stands for would hide a build that failed half-way. */
export const forgetBoth = () => fs.rmSync(bothFile, { force: true });
export const stampEngine = (stamp) => fs.writeFileSync(engineFile, stamp);
export const forgetEngine = () => fs.rmSync(engineFile, { force: true });

const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null);
