/** `npm run sim:scenarios` compares every transcript with what is said today; `-- --write` rewrites them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { play } from './scenario.ts';

const FOLDER = 'lib/engine/sim/scenarios';
let changed = 0;
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
  const file = path.join(FOLDER, name);
  const old = readFileSync(file, 'utf8');
  const today = play(old);
  if (today === old) continue;
  changed += 1;
  if (process.argv.includes('--write')) writeFileSync(file, today);
  console.log(`${name} ${process.argv.includes('--write') ? 'rewritten' : 'differs'}`);
}
console.log(`${changed} transcripts differ`);
process.exitCode = changed > 0 && !process.argv.includes('--write') ? 1 : 0;
