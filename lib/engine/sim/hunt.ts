/** Thread of `mutation.ts`: runs one seed after the other and reports the first that broke a rule. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MixtureName } from './draw-temper.ts';
import { runSeed } from './run-seed.ts';

export interface Hunt {
  /** null: no seed found anything. */
  readonly caught: { readonly seed: number; readonly rule: string; readonly sentence: string } | null;
  readonly seconds: number;
}

export interface Order {
  readonly seedMax: number;
  readonly drivers: 'shipped' | 'simulated';
  readonly mixture: MixtureName | null;
}

async function hunt({ seedMax, drivers, mixture }: Order): Promise<Hunt> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  for (let seed = 1; seed <= seedMax; seed += 1) {
    try {
      const { violation } = await runSeed(seed, { drivers, mixture });
      if (violation !== null) return { caught: { seed, rule: violation.rule, sentence: violation.sentence }, seconds: seconds() };
    } catch (error) {
      return { caught: { seed, rule: 'crash', sentence: String(error) }, seconds: seconds() };
    }
  }
  return { caught: null, seconds: seconds() };
}

void hunt(workerData as Order).then((found) => parentPort?.postMessage(found));
