/**
 * `npm run chaos [-- --members N] [--seed N] [--faults N | --minutes N]`: prints the seed first, so that a run can be had again; ends with
 * 0 only when everything held.
 */
import { parseArgs } from 'node:util';
import { runChaos, VoidRun } from './chaos.ts';

const FAULTS = 200;
const MEMBERS = 2;
const MINUTE_MS = 60_000;
const VOID_EXIT_CODE = 2;

const { values } = parseArgs({
  options: { seed: { type: 'string' }, faults: { type: 'string' }, members: { type: 'string' }, minutes: { type: 'string' } },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const minutes = values.minutes === undefined ? Number.POSITIVE_INFINITY : Number(values.minutes);
const faults = Number(values.faults ?? (values.minutes === undefined ? FAULTS : Number.MAX_SAFE_INTEGER));
const members = Number(values.members ?? MEMBERS);
if (![seed, faults, members].every(Number.isSafeInteger) || faults < 1 || !(minutes > 0))
  throw new Error('--seed, --members and --faults take whole numbers, --minutes a number');
const length = values.minutes === undefined ? `--faults ${faults}` : `--minutes ${minutes}`;
console.log(`npm run chaos -- --members ${members} --seed ${seed} ${length}\n`);

try {
  const {
    acknowledged,
    longestGapMs,
    memory,
    violations,
    faults: struck,
  } = await runChaos({ seed, members, faults, durationMs: minutes * MINUTE_MS, betweenWritesMs: 0, log: console.log });
  console.log(
    `\n${struck} faults, ${acknowledged.toLocaleString('en-US')} acknowledged writes, longest pause ${(longestGapMs / 1000).toFixed(1)} s; memory: ${memory}`,
  );
  for (const violation of violations) console.log(`VIOLATION: ${violation}`);
  if (violations.length === 0)
    console.log(
      'no acknowledged write lost on any member, databases equal, never two members that acknowledged, one history, no end that nobody ordered',
    );
  process.exit(violations.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof VoidRun ? error.message : error);
  process.exit(error instanceof VoidRun ? VOID_EXIT_CODE : 1);
}
