import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFailures, tallyText } from './repeat-tally.mjs';

const failed = (name: string, reason: string) => ({ file: 'e2e/engine/a.test.ts', name, reason });
let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'repeat-tally-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('the most frequent failure is first, with its runs and each reason once; a red run without a failed test is told, too', () => {
  const runs = [
    { ok: true, passes: 9, failures: [] },
    { ok: false, passes: 7, failures: [failed('rare', 'waited'), failed('often', 'waited')] },
    { ok: false, passes: 8, failures: [failed('often', 'waited')] },
    { ok: false, passes: 8, failures: [failed('often', 'differs')] },
    { ok: false, passes: 9, failures: [] },
  ];
  expect(tallyText(runs).split('\n')).toEqual([
    '1 of 5 runs green; tests passed in each: 9, 7, 8, 8, 9',
    'FAILED 3 of 5 (run 2, 3, 4): e2e/engine/a.test.ts > often',
    '    waited',
    '    differs',
    'FAILED 1 of 5 (run 2): e2e/engine/a.test.ts > rare',
    '    waited',
    'FAILED 1 of 5 (run 5): outside the tests',
    '    see what that run printed',
  ]);
});

test('the reports of a run are read together, as many as there are', () => {
  const report = (numPassedTests: number, name: string, message: string) =>
    JSON.stringify({
      numPassedTests,
      testResults: [{ name: path.join('/project', name), status: 'failed', message, assertionResults: [] }],
    });
  fs.writeFileSync(path.join(folder, 'unit.json'), report(3, 'lib/a.test.ts', 'no such module'));
  fs.writeFileSync(path.join(folder, 'processes.json'), report(4, 'e2e/engine/b.test.ts', 'a hook failed'));
  expect(readFailures(folder, '/project')).toEqual({
    passes: 7,
    failures: [
      { file: 'lib/a.test.ts', name: 'outside its tests', reason: 'no such module' },
      { file: 'e2e/engine/b.test.ts', name: 'outside its tests', reason: 'a hook failed' },
    ],
  });
});
