// Runs the suites one after the other and ends with one line for all of them: "N passed, N failed".
//   node scripts/test.mjs          everything (npm test)
//   node scripts/test.mjs check    lock file, types, lint, migrations, unit tests
//   node scripts/test.mjs e2e      tests on real processes and in the browser
// A check that has no test cases of its own counts as one test.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { generate } from './generate.mjs';

process.chdir(path.join(import.meta.dirname, '..'));
generate();
const REPORTS = 'test-results';
const bin = (name) => path.join('node_modules', '.bin', name);
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
let passed = 0;
let failed = 0;
const failures = [];

function run(command, args, extra = {}) {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...environment, ...extra } }).status === 0;
}

function count(name, { passes, fails }) {
  passed += passes;
  failed += fails;
  if (fails > 0) failures.push(`${name}: ${fails} failed`);
  return fails === 0;
}

const check = (name, ok) => count(name, ok ? { passes: 1, fails: 0 } : { passes: 0, fails: 1 });

/** Counts what the suite's report says; a suite that failed without a failed test (it did not load, or left no report) is one failure. */
function suite(name, ok, report, read) {
  let counts = { passes: 0, fails: 0 };
  try {
    counts = read(JSON.parse(fs.readFileSync(report, 'utf8')));
  } catch (error) {
    console.error(`${name}: no report (${error.message})`);
    ok = false;
  }
  if (!ok && counts.fails === 0) counts.fails = 1;
  return count(name, counts);
}

function vitest(name, projects) {
  const report = path.join(REPORTS, `${name}.json`);
  const ok = run(bin('vitest'), ['run', ...projects.flatMap((project) => ['--project', project]), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  return suite(name, ok, report, (json) => ({ passes: json.numPassedTests, fails: json.numFailedTests }));
}

function playwright() {
  try {
    const { source, path: browser } = ensureBrowser();
    console.log(`\nbrowser: ${browser ?? source}`);
  } catch (error) {
    console.error(error.message);
    return check('browser', false);
  }
  const report = path.join(REPORTS, 'portal.json');
  const ok = run(bin('playwright'), ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  return suite('portal', ok, report, (json) => ({ passes: json.stats.expected, fails: json.stats.unexpected + json.stats.flaky }));
}

const mode = process.argv[2] ?? 'all';
if (!['all', 'check', 'e2e'].includes(mode)) throw new Error(`unknown suite ${mode}: check, e2e or nothing`);
fs.rmSync(REPORTS, { recursive: true, force: true });
fs.mkdirSync(REPORTS, { recursive: true });

if (mode !== 'e2e') {
  check('lock file', run(process.execPath, ['scripts/check-lock.mjs']));
  // `next typegen` writes the declarations of routes and style sheets that the type check reads.
  check('types', run(bin('next'), ['typegen']) && run(bin('tsc'), ['-p', '.']));
  check('lint', run(bin('biome'), ['lint', '--error-on-warnings']));
  check('migrations', run(bin('prisma'), ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma', '--exit-code']));
  vitest('unit', ['unit', 'components']);
}
if (mode !== 'check') {
  vitest('processes', ['processes']);
  if (check('build', run('npm', ['run', '--silent', 'build']))) playwright();
}

if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
