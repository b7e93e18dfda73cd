// Reads the JSON reports of vitest and Playwright: how many tests passed, and which failed, each with the first line of why.
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ file: string, name: string, reason: string }} Failure `file` from the root; `name` with those of its groups. */
/** @typedef {{ passes: number, failures: Failure[] }} Reported */

const OUTSIDE = 'outside its tests';

const firstLine = (message) =>
  stripVTControlCharacters(message ?? '')
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '') ?? 'no message';

/**
 * A file that failed outside its tests (it did not load, or a hook failed) is one failure more, so that it cannot hide behind a failed
 * test; so is each error that no test caught, with the first place of ours in its stack.
 * @param {{ file?: string, test?: string, stack: string }[]} outside
 * @returns {Reported}
 */
export function readVitest(report, root, outside = []) {
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const found = failed.map(({ ancestorTitles, title, failureMessages }) => ({
      file,
      name: [...ancestorTitles, title].filter(Boolean).join(' > '),
      reason: firstLine(failureMessages[0]),
    }));
    if (message !== '' || (status === 'failed' && failed.length === 0)) found.push({ file, name: OUTSIDE, reason: firstLine(message) });
    return found;
  });
  for (const { file, test, stack } of outside) {
    const place = stripVTControlCharacters(stack)
      .split('\n')
      .find((line) => line.trimStart().startsWith('at ') && !line.includes('node_modules') && !line.includes('node:'));
    failures.push({
      file: file === undefined ? '-' : path.relative(root, file),
      name: test === undefined ? OUTSIDE : `${OUTSIDE}, last seen in: ${test}`,
      reason: [firstLine(stack), place?.trim()].filter(Boolean).join(' '),
    });
  }
  return { passes: report.numPassedTests, failures };
}

/** @returns {Reported} */
export function readPlaywright(report, root) {
  const failures = [];
  const fileOf = (file) => path.relative(root, path.resolve(report.config.rootDir, file));
  const walk = (suite, groups) => {
    for (const spec of suite.specs ?? []) {
      for (const { status, results } of spec.tests) {
        if (status !== 'unexpected' && status !== 'flaky') continue;
        const message = results.flatMap(({ errors }) => errors ?? [])[0]?.message;
        failures.push({ file: fileOf(spec.file), name: [...groups, spec.title].join(' > '), reason: firstLine(message) });
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, [...groups, inner.title]);
  };
  // The outermost groups are the files.
  for (const suite of report.suites) walk(suite, []);
  for (const { message, location } of report.errors ?? [])
    failures.push({ file: location ? path.relative(root, location.file) : '-', name: OUTSIDE, reason: firstLine(message) });
  return { passes: report.stats.expected, failures };
}

export const failureLine = ({ file, name, reason }) => `FAILED ${file} > ${name}: ${reason}`;
