import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { howeverBroken, huntMutant } from './mutation.ts';
import { driverMutants } from './driver-mutants.ts';
import { mutants } from './mutants.ts';

const all = [...mutants, ...driverMutants];
const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Those that a few seeds find; `npm run sim:mutants` hunts all. */
const QUICK = [
  'skip-acknowledgement-wait',
  'acknowledge-before-local-durable',
  'no-trouble-state',
  'activate-before-even',
  'forget-the-epoch',
  'apply-before-settled',
  'apply-beyond-committed',
  'promote-an-inactive-backup',
  'take-over-without-fetching',
  'take-over-without-the-agents-word',
  'same-term-again',
  'virtual-ip-first',
  'arbiter-forgets-its-verdict',
  'serve-without-virtual-ip',
  'async-applies-what-it-received',
  'asyncs-sleep-on',
  'compared-before-settled',
  'reading-never-resumed',
  'observer-takes-over-anyway',
  'given-up-at-once',
  'store-refuses-and-nobody-says-so',
];
const SEED_MAX = 100;

test.each(QUICK)('the planted bug %s is found', { timeout: 60_000 }, async (name) => {
  const mutant = all.find((candidate) => candidate.name === name);
  if (mutant === undefined) throw new Error(`no mutant ${name}`);
  expect((await huntMutant(ROOT, mutant, SEED_MAX)).caught).not.toBeNull();
});

test('every planted bug can still be planted: its text occurs once', () => {
  const gone = all.flatMap(({ name, edits }) =>
    edits
      .filter(({ file, find }) => [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(howeverBroken(find))].length !== 1)
      .map(({ find }) => `${name}: ${find}`),
  );
  expect(gone).toEqual([]);
});

test('at least twenty different ones', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(mutants.length).toBeGreaterThanOrEqual(20);
});
