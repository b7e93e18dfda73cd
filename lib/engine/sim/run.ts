/**
 * `npm run sim -- --seeds A..B [--jobs N]` runs that many mirrors, on two threads or as many as told, `--seed N` shows one of them line by
 * line, or with `--picture` as a page, `--soak` runs fresh seeds until it is stopped; each with `--shipped` on the loops that ship,
 * and with `--mixture NAME` in one that else only some seeds get. Ends with 1 when a seed broke a rule, with 2 when it does not understand
 * what it was told.
 */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { HistoryKeeper } from './history.ts';
import { drawPicture } from './picture.ts';
import type { MixtureName } from './draw-temper.ts';
import { orEnd, readRunOptions } from './run-options.ts';
import { legend } from './trace.ts';
import { runSeed } from './run-seed.ts';
import type { Outcome, World } from './world.ts';

/** Threads that many seeds are spread over, where the machine has so many cores. */
const JOBS = 2;

const options = orEnd(() => readRunOptions(process.argv.slice(2)));
const { drivers, mixture } = options;
/** The command that runs a seed again. A thread has not the arguments of the program, so it is told what it needs. */
const replayOf = (seed: number, { drivers, mixture }: Pick<Share, 'drivers' | 'mixture'>) =>
  `replay: npm run sim -- ${drivers === 'shipped' ? '--shipped ' : ''}${mixture === null ? '' : `--mixture ${mixture} `}--seed ${seed}`;

async function runOne(seed: number): Promise<boolean> {
  console.log(legend);
  const outcome = await runSeed(seed, { drivers, mixture, trace: (line) => console.log(line) });
  console.log(summary(outcome));
  return outcome.violation === null;
}

/** As a page that stands alone, in the present folder. */
async function pictureOne(seed: number): Promise<boolean> {
  const keeper = new HistoryKeeper();
  // While it is being built it speaks already, at time 0.
  let built: World | null = null;
  const outcome = await runSeed(
    seed,
    {
      drivers,
      mixture,
      hear: (who, text) => keeper.hear(built?.schedule.now ?? 0, who, text),
      onStep: () => built && keeper.look(built),
    },
    (world) => {
      built = world;
      keeper.watch(world);
    },
  );
  const file = `sim-${seed}.html`;
  if (built) writeFileSync(file, drawPicture(keeper.end(built, outcome)));
  console.log(`${summary(outcome)}\nfile://${path.resolve(file)}`);
  return outcome.violation === null;
}

const summary = (outcome: Outcome) =>
  `seed ${outcome.seed}: ${outcome.violation ? `VIOLATION of ${outcome.violation.rule}: ${outcome.violation.sentence}` : 'good'} (${outcome.takeoverCount} takeovers, ${outcome.acknowledgedCount} acknowledged writes, ${outcome.eventCount} events, ${(outcome.simulatedMs / 1000).toFixed(0)} s simulated, hash ${outcome.hash.toString(16)})`;

/** What many runs add up to. */
interface Totals {
  readonly count: number;
  readonly failures: number;
  readonly takeovers: number;
  readonly acknowledged: number;
  readonly asyncApplied: number;
  readonly roleChanges: number;
  readonly simulatedMs: number;
}

const NONE: Totals = { count: 0, failures: 0, takeovers: 0, acknowledged: 0, asyncApplied: 0, roleChanges: 0, simulatedMs: 0 };
const plus = (one: Totals, other: Totals): Totals => ({
  count: one.count + other.count,
  failures: one.failures + other.failures,
  takeovers: one.takeovers + other.takeovers,
  acknowledged: one.acknowledged + other.acknowledged,
  asyncApplied: one.asyncApplied + other.asyncApplied,
  roleChanges: one.roleChanges + other.roleChanges,
  simulatedMs: one.simulatedMs + other.simulatedMs,
});

/** What the threads share: how many seeds have been taken. */
interface Share {
  readonly first: number;
  readonly last: number;
  readonly taken: Int32Array;
  readonly drivers: 'shipped' | 'simulated';
  readonly mixture: MixtureName | null;
}

/** Takes the next seed that nobody has taken, until there is none. */
async function runShare({ first, last, taken, drivers, mixture }: Share): Promise<Totals> {
  let totals = NONE;
  for (let seed = first + Atomics.add(taken, 0, 1); seed <= last; seed = first + Atomics.add(taken, 0, 1)) {
    const outcome = await runSeed(seed, { drivers, mixture });
    const { takeoverCount, acknowledgedCount, asyncAppliedCount, roleChangeCount, simulatedMs, violation } = outcome;
    totals = plus(totals, {
      count: 1,
      failures: violation === null ? 0 : 1,
      takeovers: takeoverCount,
      acknowledged: acknowledgedCount,
      asyncApplied: asyncAppliedCount,
      roleChanges: roleChangeCount,
      simulatedMs,
    });
    if (violation !== null) console.log(`${summary(outcome)}\n  ${replayOf(seed, { drivers, mixture })}`);
  }
  return totals;
}

/** On `jobs` threads. A seed's run does not depend on the thread. */
async function runMany(first: number, last: number, jobs: number): Promise<boolean> {
  const began = performance.now();
  const share: Share = { first, last, drivers, mixture, taken: new Int32Array(new SharedArrayBuffer(4)) };
  const helpers = Array.from({ length: jobs - 1 }, () => new Worker(new URL(import.meta.url), { workerData: share }));
  const theirs = helpers.map((worker) => new Promise<Totals>((resolve, reject) => worker.once('message', resolve).once('error', reject)));
  const mine = await runShare(share);
  const { count, failures, takeovers, roleChanges, acknowledged, asyncApplied, simulatedMs } = (await Promise.all(theirs)).reduce(
    plus,
    mine,
  );
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${count} seeds, ${failures} failures; ${takeovers} takeovers, ${roleChanges} promotions and demotions, ${acknowledged} acknowledged writes, ${asyncApplied} records at asyncs, ${(simulatedMs / 3_600_000).toFixed(1)} h simulated in ${seconds.toFixed(1)} s (${(count / seconds).toFixed(0)} seeds/s)`,
  );
  return failures === 0;
}

/** How often a soak says how far it is. */
const SAY_EVERY_MS = 60_000;

/** Until SIGINT: seeds that were never run before, as far as chance allows. */
function soak(): boolean {
  let count = 0;
  let failures = 0;
  let isOver = false;
  process.once('SIGINT', () => {
    isOver = true;
  });
  const began = performance.now();
  let saidAtMs = began;
  const say = () =>
    console.log(`${count} seeds, ${failures} failures (${(count / ((performance.now() - began) / 1000)).toFixed(0)} seeds/s)`);
  const runSome = async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    count += 1;
    const outcome = await runSeed(seed, { drivers, mixture });
    if (outcome.violation !== null) {
      failures += 1;
      process.exitCode = 1;
      console.log(`${summary(outcome)}\n  ${replayOf(seed, { drivers, mixture })}`);
    }
    if (performance.now() - saidAtMs > SAY_EVERY_MS) {
      saidAtMs = performance.now();
      say();
    }
    // Between two seeds the signal must get a turn.
    if (isOver) say();
    else setImmediate(() => void runSome());
  };
  void runSome();
  return true;
}

async function main(): Promise<boolean> {
  switch (options.kind) {
    case 'soak':
      return soak();
    case 'one':
      return options.asPicture ? pictureOne(options.seed) : runOne(options.seed);
    case 'many':
      return runMany(options.first, options.last, options.jobs ?? Math.min(JOBS, os.availableParallelism()));
  }
}

if (isMainThread) process.exitCode = (await main()) ? 0 : 1;
else parentPort?.postMessage(await runShare(workerData as Share));
