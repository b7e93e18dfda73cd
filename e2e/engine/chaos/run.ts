/** `npm run chaos [-- --seed N] [--faults N]`: prints the seed first, so that a run can be had again; ends with 0 only when everything held. */
import { parseArgs } from 'node:util';
import { runChaos, VoidRun } from './chaos.ts';

const FAULTS = 200;
const VOID_EXIT_CODE = 2;

const { values } = parseArgs({ options: { seed: { type: 'string' }, faults: { type: 'string' } } });
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
const faults = Number(values.faults ?? FAULTS);
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(faults) || faults < 1) throw new Error('--seed and --faults take whole numbers');
console.log(`npm run chaos -- --seed ${seed} --faults ${faults}\n`);

try {
  const { acknowledged, longestGapMs, violations, faults: struck } = await runChaos({ seed, faults, durationMs: Number.POSITIVE_INFINITY, log: console.log });
  console.log(`\n${struck} faults, ${acknowledged.toLocaleString('en-US')} acknowledged writes, longest pause ${(longestGapMs / 1000).toFixed(1)} s`);
  for (const violation of violations) console.log(`VIOLATION: ${violation}`);
  if (violations.length === 0) console.log('no acknowledged write lost, never two members that acknowledged, one history on both');
  process.exit(violations.length === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof VoidRun ? error.message : error);
  process.exit(error instanceof VoidRun ? VOID_EXIT_CODE : 1);
}
