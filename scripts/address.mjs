// npm run address: prints an address that opens the running portal in one more browser, once.
//   node scripts/address.mjs [--data DIR]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { scriptModule } from './bundle.mjs';

const root = path.join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = path.resolve(values.data ?? process.env.MIRROR_PORTAL_DATA ?? path.join(root, 'data'));

/** A note of a run that has ended may name a port that somebody else listens on now: they would be handed the browser's cookie. */
async function isOwned() {
  const { labPathsOf, takeDataFolder } = await scriptModule('paths');
  const owner = takeDataFolder(labPathsOf(data), 'npm run address');
  if (owner.sentence) return true;
  owner.lock.release();
  return false;
}

async function addressNow() {
  const { makeKey, readToken } = await scriptModule('access');
  const stateFile = path.join(data, 'lab', 'portal.json');
  if (!readToken(data) || !fs.existsSync(stateFile) || !(await isOwned()))
    throw new Error(`No portal runs with the data folder ${data}: run npm start first, or give its folder with --data.`);
  return `http://127.0.0.1:${Number(JSON.parse(fs.readFileSync(stateFile, 'utf8')).port)}/?key=${makeKey(data)}`;
}

try {
  console.log(await addressNow());
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
