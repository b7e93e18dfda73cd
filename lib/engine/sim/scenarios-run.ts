/** `npm run sim:scenarios` compares every transcript with what is said today; `-- --write` rewrites them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { orEnd, strictly } from './run-options.ts';
import { play } from './scenario.ts';

const { write } = orEnd(() => strictly(process.argv.slice(2), { write: { type: 'boolean', default: false } }));
const FOLDER = 'lib/engine/sim/scenarios';
let changed = 0;
for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
  const file = path.join(FOLDER, name);
  const old = readFileSync(file, 'utf8');
  const today = play(old);
  if (today === old) continue;
  changed += 1;
  if (write) writeFileSync(file, today);
  console.log(`${name} ${write ? 'rewritten' : 'differs'}`);
}
console.log(`${changed} transcripts differ`);
process.exitCode = changed > 0 && !write ? 1 : 0;
