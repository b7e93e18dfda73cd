/** `npm run sim:mutants [-- --only NAME,NAME]`: is every planted bug found? Ends with 1 when one is not. */
import os from 'node:os';
import { huntMutant } from './mutation.ts';
import { driverMutants } from './driver-mutants.ts';
import { mutants } from './mutants.ts';
import { orEnd, strictly } from './run-options.ts';

const SEED_MAX = 2000;
const all = [...mutants, ...driverMutants];
const wanted = orEnd(() => {
  const only = strictly(process.argv.slice(2), { only: { type: 'string' } }).only?.split(',');
  const unknown = only?.find((part) => part === '' || !all.some(({ name }) => name.includes(part)));
  if (unknown !== undefined)
    throw new Error(`no planted bug has ${unknown === '' ? 'an empty name' : unknown} in its name: see lib/engine/sim/PLANTED.md`);
  return only ? all.filter(({ name }) => only.some((part) => name.includes(part))) : all;
});

let missed = 0;
const waiting = [...wanted];
console.log(`${'planted bug'.padEnd(46)} ${'seed'.padStart(5)} ${'s'.padStart(6)}  caught by`);
async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const { caught, seconds } = await huntMutant(process.cwd(), mutant, SEED_MAX);
    if (caught === null) missed += 1;
    console.log(
      `${mutant.name.padEnd(46)} ${String(caught?.seed ?? '-').padStart(5)} ${seconds.toFixed(1).padStart(6)}  ${caught ? `${caught.rule}: ${caught.sentence}` : 'NOT CAUGHT'}\n    ${mutant.breaks}`,
    );
  }
}
await Promise.all(Array.from({ length: Math.max(1, Math.min(2, os.availableParallelism())) }, work));
console.log(`${wanted.length} planted bugs, ${wanted.length - missed} caught within ${SEED_MAX} seeds, ${missed} missed`);
process.exitCode = missed === 0 ? 0 : 1;
