import path from 'node:path';
import { expect, test } from 'vitest';
import { failureLine, readPlaywright, readVitest } from './test-reports.mjs';

const ROOT = path.resolve('/project');
const file = (name: string) => path.join(ROOT, name);
const passedTest = { ancestorTitles: [], title: 'holds', status: 'passed', failureMessages: [] };

test('vitest: each failed test by file, groups and name, with the first line of why; a failed hook does not hide behind one', () => {
  const report = {
    numPassedTests: 2,
    testResults: [
      {
        name: file('e2e/engine/outages.test.ts'),
        status: 'failed',
        message: 'the members’ databases differ: DATA\n',
        assertionResults: [
          passedTest,
          {
            ancestorTitles: ['', 'rows'],
            title: 'row 6',
            status: 'failed',
            failureMessages: ['\n\u001b[31mError: waited 60000 ms for: a healthy mirror\u001b[39m\n    at until'],
          },
        ],
      },
      { name: file('lib/broken.test.ts'), status: 'failed', message: '', assertionResults: [] },
      { name: file('lib/whole.test.ts'), status: 'passed', message: '', assertionResults: [passedTest] },
    ],
  };
  const { passes, failures } = readVitest(report, ROOT);
  expect(passes).toBe(2);
  expect(failures.map(failureLine)).toEqual([
    'FAILED e2e/engine/outages.test.ts > rows > row 6: Error: waited 60000 ms for: a healthy mirror',
    'FAILED e2e/engine/outages.test.ts > outside its tests: the members’ databases differ: DATA',
    'FAILED lib/broken.test.ts > outside its tests: no message',
  ]);
});

test('vitest: an error that no test caught tells where it was thrown, and in which test it was seen', () => {
  const report = { numPassedTests: 1, testResults: [] };
  const stack = 'Error: write EPIPE\n    at afterWrite (node:internal/stream:1:1)\n    at send (/project/lib/engine/lab/host.ts:9:4)';
  expect(
    readVitest(report, ROOT, [{ file: file('e2e/engine/sql.test.ts'), test: 'a table', stack }, { stack: 'gone' }]).failures.map(
      failureLine,
    ),
  ).toEqual([
    'FAILED e2e/engine/sql.test.ts > outside its tests, last seen in: a table: Error: write EPIPE at send (/project/lib/engine/lab/host.ts:9:4)',
    'FAILED - > outside its tests: gone',
  ]);
});

test('Playwright: what failed and what passed only at a second try, and a file that did not load', () => {
  const spec = (title: string, status: string, message: string) => ({
    title,
    file: 'monitor.spec.ts',
    tests: [{ status, results: [{ errors: message ? [{ message }] : [] }] }],
  });
  const report = {
    config: { rootDir: file('e2e/portal') },
    stats: { expected: 1 },
    errors: [{ message: 'SyntaxError: no', location: { file: file('e2e/portal/other.spec.ts') } }],
    suites: [
      {
        title: 'monitor.spec.ts',
        specs: [spec('a failover is seen', 'unexpected', 'Error: not visible\nCall log')],
        suites: [{ title: 'narrow', specs: [spec('fits', 'flaky', 'Error: too wide'), spec('reads', 'expected', '')], suites: [] }],
      },
    ],
  };
  const { passes, failures } = readPlaywright(report, ROOT);
  expect(passes).toBe(1);
  expect(failures.map(failureLine)).toEqual([
    'FAILED e2e/portal/monitor.spec.ts > a failover is seen: Error: not visible',
    'FAILED e2e/portal/monitor.spec.ts > narrow > fits: Error: too wide',
    'FAILED e2e/portal/other.spec.ts > outside its tests: SyntaxError: no',
  ]);
});
