/** Dejournaling with one updater and with as many as this machine allows. */
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UPDATERS_MAX } from '../../lib/engine/dejournal/updater-count.ts';
import { DEJOURNALING_LOADS, dejournalingRates } from '../../lib/engine/dejournal/bench.ts';
import { median, ratesText, ratioText } from './figures.ts';

const ROUNDS = 5;

export async function measureDejournaling(): Promise<void> {
  const several = Math.max(2, Math.min(UPDATERS_MAX, os.availableParallelism()));
  const program = pathToFileURL(path.resolve('dist/engine/updater.mjs'));
  for (const load of DEJOURNALING_LOADS) {
    const rates = await dejournalingRates(load, { updaters: [1, several], rounds: ROUNDS, program });
    const [one, more] = [rates.get(1) ?? [], rates.get(several) ?? []];
    console.log(
      `dejournaled records, ${load.name}: 1 updater ${ratesText(one, 'per second')}; ${several} updaters ${ratesText(more, 'per second')}; ${ratioText(median(more) / median(one))}`,
    );
  }
}
