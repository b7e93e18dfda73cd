// What `scripts/repeat.mjs` says of its runs.
import fs from 'node:fs';
import path from 'node:path';
import { readPlaywright, readVitest } from './test-reports.mjs';

/** @typedef {import('./test-reports.mjs').Reported} Reported */

const READERS = { 'unit.json': readVitest, 'processes.json': readVitest, 'portal.json': readPlaywright };

/** What the reports in a folder say together.
 * @returns {Reported}
 */
export function readFailures(folder, root) {
  const found = Object.entries(READERS).flatMap(([name, read]) => {
    const file = path.join(folder, name);
    return fs.existsSync(file) ? [read(JSON.parse(fs.readFileSync(file, 'utf8')), root)] : [];
  });
  return { passes: found.reduce((sum, { passes }) => sum + passes, 0), failures: found.flatMap(({ failures }) => failures) };
}

/**
 * The most frequent failures first, each with in which runs and, once each, why. A run that was red without a failed test counts as well.
 * @param {ReadonlyArray<Reported & { ok: boolean }>} runs
 */
export function tallyText(runs) {
  const tests = new Map();
  const note = (title, run, reason) => {
    const seen = tests.get(title) ?? { runs: [], reasons: new Set() };
    seen.runs.push(run);
    seen.reasons.add(reason);
    tests.set(title, seen);
  };
  for (const [index, { ok, failures }] of runs.entries()) {
    for (const { file, name, reason } of failures) note(`${file} > ${name}`, index + 1, reason);
    if (!ok && failures.length === 0) note('outside the tests', index + 1, 'see what that run printed');
  }
  const lines = [...tests].sort(([, one], [, other]) => other.runs.length - one.runs.length);
  const green = runs.filter(({ ok }) => ok).length;
  return [
    `${green} of ${runs.length} runs green; tests passed in each: ${runs.map(({ passes }) => passes).join(', ')}`,
    ...lines.flatMap(([title, seen]) => [
      `FAILED ${seen.runs.length} of ${runs.length} (run ${seen.runs.join(', ')}): ${title}`,
      ...[...seen.reasons].map((reason) => `    ${reason}`),
    ]),
  ].join('\n');
}
