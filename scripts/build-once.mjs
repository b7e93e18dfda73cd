// Several programs of one checkout may want the same at once (two starts, a start and a test): one builds, the others wait and find it
// built.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSources, isBuilt, whileBuilding } from './build-stamp.mjs';
import { scriptModule } from './bundle.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const LOOK_AGAIN_MS = 200;

/** `what` is of `build-stamp.mjs`. Builds nothing when its sources are those of the last time. */
export async function buildOnce(what, build) {
  if (isBuilt(what, hashSources(what))) return;
  const { FileLock } = await scriptModule('locks');
  fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
  const lock = await takeLock(FileLock);
  try {
    const stamp = hashSources(what);
    if (!isBuilt(what, stamp)) await whileBuilding(what, stamp, build);
  } finally {
    lock.release();
  }
}

async function takeLock(FileLock) {
  for (let isFirst = true; ; isFirst = false) {
    const taken = FileLock.take(path.join(root, 'dist/build.lck'));
    if (taken.kind === 'taken') return taken.lock;
    if (isFirst) console.log('Another program builds here already: waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
