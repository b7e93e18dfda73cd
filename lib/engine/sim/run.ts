/**
 * `npm run sim -- --seeds A..B` runs that many mirrors, `--seed N` shows one of them line by line, `--soak` runs fresh seeds until it is stopped. Ends with 1 when a seed broke a rule.
 */
import { legend } from './trace.ts';
import { type Outcome, World } from './world.ts';

const argument = (name: string) => {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
};

function runOne(seed: number): boolean {
  console.log(legend);
  const outcome = new World(seed, { trace: (line) => console.log(line) }).run();
  console.log(summary(outcome));
  return outcome.violation === null;
}

const summary = (outcome: Outcome) =>
  `seed ${outcome.seed}: ${outcome.violation ? `VIOLATION of ${outcome.violation.rule}: ${outcome.violation.sentence}` : 'good'} (${outcome.takeoverCount} takeovers, ${outcome.acknowledgedCount} acknowledged writes, ${outcome.eventCount} events, ${(outcome.simulatedMs / 1000).toFixed(0)} s simulated, hash ${outcome.hash.toString(16)})`;

function runMany(first: number, last: number): boolean {
  const began = performance.now();
  let failures = 0;
  let takeovers = 0;
  let acknowledged = 0;
  let asyncApplied = 0;
  let roleChanges = 0;
  let simulatedMs = 0;
  for (let seed = first; seed <= last; seed += 1) {
    const outcome = new World(seed).run();
    takeovers += outcome.takeoverCount;
    acknowledged += outcome.acknowledgedCount;
    asyncApplied += outcome.asyncAppliedCount;
    roleChanges += outcome.roleChangeCount;
    simulatedMs += outcome.simulatedMs;
    if (outcome.violation === null) continue;
    failures += 1;
    console.log(`${summary(outcome)}\n  replay: npm run sim -- --seed ${seed}`);
  }
  const seconds = (performance.now() - began) / 1000;
  const count = last - first + 1;
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
  const say = () => console.log(`${count} seeds, ${failures} failures (${(count / ((performance.now() - began) / 1000)).toFixed(0)} seeds/s)`);
  const runSome = () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    count += 1;
    const outcome = new World(seed).run();
    if (outcome.violation !== null) {
      failures += 1;
      process.exitCode = 1;
      console.log(`${summary(outcome)}\n  replay: npm run sim -- --seed ${seed}`);
    }
    if (performance.now() - saidAtMs > SAY_EVERY_MS) {
      saidAtMs = performance.now();
      say();
    }
    // Between two seeds the signal must get a turn.
    if (isOver) say();
    else setImmediate(runSome);
  };
  runSome();
  return true;
}

function main(): boolean {
  if (process.argv.includes('--soak')) return soak();
  const seed = argument('--seed');
  if (seed !== undefined) return runOne(Number(seed));
  const range = /^(\d+)\.\.(\d+)$/.exec(argument('--seeds') ?? '1..500');
  if (range === null) throw new Error('usage: npm run sim -- --seed N | --seeds A..B | --soak');
  return runMany(Number(range[1]), Number(range[2]));
}

process.exitCode = main() ? 0 : 1;
