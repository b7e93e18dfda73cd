// npm run repeat: runs tests many times in a row and says how often each of them failed, and why. A red run must mean a fault.
//   node scripts/repeat.mjs [--times 10] [processes | portal | FILE ...]
// Without a suite or files: the tests on real processes, then those in the browser. Every run is a fresh one of `scripts/test.mjs`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readFailures, tallyText } from './repeat-tally.mjs';

const ROOT = path.join(import.meta.dirname, '..');
const SUITES = { processes: 'e2e/engine', portal: 'e2e/portal' };
/** The reports of every run stay here, each in a folder of its number. */
const KEPT = path.join(ROOT, 'test-results-repeated');
const REPORTS = path.join(ROOT, 'test-results');
const TIMES = '10';

const { values, positionals } = parseArgs({ options: { times: { type: 'string', default: TIMES } }, allowPositionals: true });
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) {
  console.error(`--times must be a number from 1, not "${values.times}"`);
  process.exit(1);
}
const wanted = (positionals.length > 0 ? positionals : Object.keys(SUITES)).map((name) => SUITES[name] ?? name);

fs.rmSync(KEPT, { recursive: true, force: true });
const runs = [];
for (let run = 1; run <= times; run++) {
  console.log(`\n===== run ${run} of ${times}`);
  // A run that never begins, for tests that do not exist, must not count what an earlier one left.
  fs.rmSync(REPORTS, { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/test.mjs'), ...wanted], { cwd: ROOT, stdio: 'inherit' });
  if (!fs.existsSync(REPORTS)) process.exit(1);
  const kept = path.join(KEPT, String(run));
  fs.cpSync(REPORTS, kept, { recursive: true });
  runs.push({ ok: status === 0, ...readFailures(kept, ROOT) });
  console.log(`\n${tallyText(runs)}`);
}
process.exitCode = runs.every(({ ok }) => ok) ? 0 : 1;
