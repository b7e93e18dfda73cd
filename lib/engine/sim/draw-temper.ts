/** Draws how bad a simulated mirror has it: afresh for each seed. What each of these means is said in `temper.ts`. */
import { laterMixtures, losingEnds, purging, refusingStores } from './later-mixtures.ts';
import { boldMixtures } from './bold-mixtures.ts';
import type { Random } from './random.ts';
import { faultKinds, type Temper } from './temper.ts';

/** Mixtures in which rare orders of events become usual. */
const themes = {
  // Answers come when the question is long forgotten.
  'late-answers': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    delayMs: random.skewed(1, 20),
    diskDelayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: random.pick([0.3, 0.6]),
    slownessMs: random.between(2000, 15_000),
    hiccupChance: 0,
    answerPatienceMs: 20_000,
    faultPauseMs: random.skewed(300, 2000),
    faultLengthMs: random.skewed(300, 3000),
    restartMs: random.skewed(200, 1000),
    kinds: random.pick([
      ['kill', 'reset'],
      ['kill', 'mirror-blink', 'reset'],
      ['kill', 'mirror-blink'],
      ['mirror-blink', 'both-die'],
    ]),
  }),
  // A connection dies slowly while its successor is in use.
  'slow-deaths': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: random.pick([400, 1000]),
    delayMs: random.skewed(1, 10),
    diskDelayMs: random.skewed(1, 200),
    slownessMs: random.skewed(500, 3000),
    hiccupChance: random.skewed(0.005, 0.05),
    writePauseMs: random.skewed(100, 500),
    faultPauseMs: random.skewed(200, 2000),
    faultLengthMs: random.skewed(200, 1500),
    kinds: ['stall', 'reset'],
  }),
  // Links come back one after the other, so that a primary that was isolated meets a forgetful arbiter first, or a successor that crashed.
  'links-one-by-one': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    hasArbiter: true,
    delayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: 0,
    faultPauseMs: random.skewed(500, 3000),
    faultLengthMs: random.between(10_000, 60_000),
    restartMs: random.skewed(200, 1500),
    kinds: random.pick([
      ['swizzle', 'kill', 'arbiter-stop'],
      ['swizzle', 'kill', 'arbiter-stop', 'arbiter-stop'],
      ['swizzle', 'arbiter-stop'],
      ['swizzle', 'die-at-effect', 'arbiter-stop', 'agent-stop'],
    ]),
  }),
  // Members sleep for long moments, and wake up with old news in their ears.
  dozing: (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    hasArbiter: random.chance(0.3),
    slownessMs: random.skewed(200, 1000),
    hiccupChance: random.pick([0, 0.01]),
    writePauseMs: random.skewed(100, 500),
    faultPauseMs: random.skewed(300, 3000),
    faultLengthMs: random.between(20_000, 100_000),
    kinds: ['pause', 'doze', 'doze', 'reset', 'kill'],
  }),
  // An isolated primary goes on writing what nobody will ever acknowledge, in many files.
  'lonely-primary': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    hasArbiter: true,
    journalSwitchChance: 0.5,
    writePauseMs: random.skewed(100, 500),
    faultLengthMs: random.skewed(3000, 20_000),
    restartMs: random.skewed(200, 2000),
    kinds: ['isolate', 'both-die', 'power-off', 'arbiter-stop'],
  }),
  // The arbiter comes and goes, and is seen by one and not the other.
  'arbiter-comes-and-goes': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: random.pick([400, 1000]),
    hasArbiter: true,
    faultPauseMs: random.skewed(100, 1000),
    faultLengthMs: random.skewed(300, 5000),
    kinds: ['arbiter-stop', 'isolate', 'pause', 'cut-one-way', 'cut', 'stall', 'reset'],
  }),
  // Planned stops in full flow.
  'planned-stops': (random: Random): Partial<Temper> => ({
    diskDelayMs: random.skewed(20, 300),
    writePauseMs: random.skewed(50, 300),
    faultPauseMs: random.skewed(1000, 5000),
    restartMs: random.skewed(200, 2000),
    kinds: ['clean-stop', 'slow-disk', 'reset'],
  }),
  // Hosts of which only half works.
  'half-hosts': (random: Random): Partial<Temper> => ({
    unreadableChance: 0.6,
    faultPauseMs: random.skewed(200, 2000),
    kinds: ['kill', 'die-at-effect', 'agent-stop', 'cut', 'power-off', 'failing-disk'],
  }),
  // Operators who cannot wait.
  'impatient-operators': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: random.pick([400, 1000]),
    faultPauseMs: random.skewed(200, 1500),
    faultLengthMs: random.skewed(1000, 8000),
    restartMs: random.skewed(500, 8000),
    kinds: ['operator', 'operator', 'kill', 'agent-stop', 'isolate', 'slow-disk', 'no-failover', 'cut-one-way'],
  }),
  // Stops and starts without end.
  'stops-and-starts': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    faultPauseMs: random.skewed(100, 600),
    faultLengthMs: random.skewed(200, 2000),
    restartMs: random.skewed(100, 1500),
    kinds: ['kill', 'mirror-stop', 'both-die', 'die-at-effect', 'agent-stop'],
  }),
};

/** `asked`: a mixture that every seed gets, in place of those that are made for something else. */
export function drawTemper(random: Random, asked: MixtureName | null = null): Temper {
  const mixture = drawMixture(random);
  const themed = random.chance(0.6) ? { ...mixture, ...anyOf(themes, random)(random) } : mixture;
  // Last, so that it changes nothing of the rest.
  const temper = {
    ...themed,
    asyncCount: random.whole(0, 3),
    areAsyncsFar: false,
    roleChangePauseMs: null,
    addressPauseMs: null,
    damagePauseMs: null,
    storePauseMs: null,
    holePauseMs: null,
    purgePauseMs: null,
    lostEndPauseMs: null,
    setBackChance: 0.3,
    lateOrderMs: null,
    quietMs: null,
    doForce: false,
    wallJumpPauseMs: null,
    cutWriterChance: 0,
    boldOrders: [],
    observePauseMs: null,
  };
  const placed = temper.asyncCount > 0 && random.chance(0.15) ? { ...temper, ...farAsyncs(random) } : temper;
  const ordered = drawRoleChanges(random, placed);
  const addressed = random.chance(0.2) ? { ...ordered, addressPauseMs: random.skewed(2000, 20_000) } : ordered;
  const damaged = random.chance(0.2) ? { ...addressed, damagePauseMs: random.skewed(2000, 20_000) } : addressed;
  const holed = random.chance(0.2) ? { ...damaged, holePauseMs: random.skewed(2000, 20_000) } : damaged;
  const rare = random.chance(0.2) ? { ...holed, ...anyOf(rarities, random)(random) } : holed;
  const quiet = random.chance(0.1) ? { ...rare, quietMs: random.skewed(200, 10_000) } : rare;
  if (asked !== null) return { ...quiet, ...mixtures[asked](random) };
  const later = random.chance(0.15) ? { ...quiet, ...anyOf(laterMixtures, random)(random) } : quiet;
  const bold = random.chance(0.12) ? { ...later, ...anyOf(boldMixtures, random)(random) } : later;
  // Not over a mixture that was made for something else.
  const isPurging = random.chance(0.13) && bold === quiet;
  const purged = isPurging ? { ...bold, ...purging(random) } : bold;
  const observed = random.chance(0.1) ? { ...purged, ...observers(random) } : purged;
  const refused = random.chance(0.05) ? { ...observed, ...refusingStores(random) } : observed;
  return random.chance(0.05) && refused === quiet ? { ...refused, ...losingEnds(random) } : refused;
}

const anyOf = (named: Record<string, (random: Random) => Partial<Temper>>, random: Random) => random.pick(Object.values(named));

/** Mixtures for what hardly ever comes together by chance. */
const rarities = {
  // A word that makes the backup count on something waits for it while its sender parts with it.
  'parting-words': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: 400,
    hasArbiter: false,
    delayMs: random.skewed(1, 10),
    diskDelayMs: random.skewed(1, 10),
    slowConnectionChance: 0,
    slowCallChance: 0,
    hiccupChance: 0,
    clockDrift: 0.001,
    faultPhaseMs: 90_000,
    writePauseMs: random.skewed(50, 300),
    faultPauseMs: random.skewed(500, 2000),
    faultLengthMs: random.between(10_000, 30_000),
    restartMs: 1000,
    roleChangePauseMs: null,
    addressPauseMs: null,
    kinds: random.pick([['snap'], ['snap', 'reset']]),
  }),
  // Orders of a promotion reach one agent at once and the other when the world has moved on.
  'late-orders': (random: Random): Partial<Temper> => ({
    ...quickMirror(random),
    asyncCount: random.whole(1, 2),
    lateOrderMs: random.between(4000, 15_000),
    answerPatienceMs: 30_000,
    faultPhaseMs: 90_000,
    roleChangePauseMs: random.skewed(200, 1000),
    faultPauseMs: random.skewed(5000, 20_000),
    restartMs: random.skewed(2000, 10_000),
    // Nothing that strikes asyncs, too: whoever is being promoted lives on.
    kinds: random.pick([['both-die'], ['both-die', 'clean-stop'], ['both-die', 'agent-stop']]),
  }),
  // Asyncs are told late of the configuration, while it changes faster than that, and are asked at once.
  'late-configurations': (random: Random): Partial<Temper> => ({
    ...quickMirror(random),
    asyncCount: random.whole(2, 3),
    slowConnectionChance: 0.4,
    slownessMs: random.between(1000, 8000),
    roleChangePauseMs: random.skewed(150, 600),
    faultPauseMs: random.skewed(200, 1500),
    restartMs: random.skewed(200, 3000),
    kinds: random.pick([
      ['reset', 'kill'],
      ['reset', 'stall', 'kill'],
      ['cut-one-way', 'kill'],
      ['kill', 'mirror-blink', 'cut'],
    ]),
  }),
};

/** So that much happens in a run. */
const quickMirror = (random: Random): Partial<Temper> => ({
  qosTimeoutMs: 400,
  asyncCount: random.whole(1, 3),
  delayMs: random.skewed(1, 10),
  diskDelayMs: random.skewed(1, 10),
  slowConnectionChance: 0,
  slowCallChance: 0,
  hiccupChance: 0,
  unreadableChance: 0,
  writePauseMs: random.skewed(50, 300),
  addressPauseMs: null,
  damagePauseMs: null,
  holePauseMs: null,
});

function drawRoleChanges(random: Random, placed: Temper): Temper {
  if (!random.chance(0.4)) return placed;
  const ordered = { ...placed, roleChangePauseMs: random.skewed(500, 15_000) };
  return random.chance(0.25) ? { ...ordered, ...disaster(random) } : ordered;
}

/** An isolated primary that only asyncs see, for so long that they find its successor, and lose it. */
function farAsyncs(random: Random): Partial<Temper> {
  return {
    areAsyncsFar: true,
    qosTimeoutMs: 400,
    hasArbiter: true,
    faultPhaseMs: 90_000,
    delayMs: random.skewed(1, 20),
    slowConnectionChance: 0,
    slowCallChance: 0,
    hiccupChance: 0,
    faultPauseMs: random.skewed(3000, 12_000),
    faultLengthMs: random.between(30_000, 90_000),
    restartMs: random.skewed(1000, 10_000),
    kinds: random.pick([
      ['isolate', 'kill'],
      ['swizzle', 'kill'],
      ['isolate', 'power-off', 'reset'],
    ]),
  };
}

/** Members that only observe, in whatever else this seed has, or in what would make them take over. */
function observers(random: Random): Partial<Temper> {
  const often = { observePauseMs: random.skewed(2000, 30_000) };
  if (random.chance(0.5)) return often;
  return {
    ...often,
    qosTimeoutMs: random.pick([400, 1000]),
    hasArbiter: random.chance(0.7),
    diskDelayMs: random.skewed(1, 100),
    writePauseMs: random.skewed(50, 300),
    faultPauseMs: random.skewed(500, 6000),
    faultLengthMs: random.between(2000, 20_000),
    restartMs: random.skewed(500, 15_000),
    kinds: random.pick([
      ['kill', 'power-off', 'pause'],
      ['kill', 'pause', 'operator', 'agent-stop'],
      ['isolate', 'cut-one-way', 'arbiter-stop', 'kill'],
      ['both-die', 'kill', 'operator', 'clean-stop', 'mirror-stop'],
    ]),
  };
}

/** Both failover members are down for long enough that somebody promotes another one, again and again. */
const disaster = (random: Random): Partial<Temper> => ({
  qosTimeoutMs: 400,
  asyncCount: random.whole(1, 3),
  roleChangePauseMs: random.skewed(300, 1500),
  faultPauseMs: random.skewed(2000, 12_000),
  restartMs: random.between(2000, 15_000),
  kinds: random.pick([
    ['both-die'],
    ['both-die', 'kill'],
    ['both-die', 'agent-stop', 'reset'],
    ['both-die', 'die-at-effect', 'power-off'],
    ['both-die', 'slow-disk', 'swizzle'],
  ]),
});

function drawMixture(
  random: Random,
): Omit<
  Temper,
  | 'asyncCount'
  | 'areAsyncsFar'
  | 'roleChangePauseMs'
  | 'addressPauseMs'
  | 'damagePauseMs'
  | 'storePauseMs'
  | 'holePauseMs'
  | 'purgePauseMs'
  | 'lostEndPauseMs'
  | 'setBackChance'
  | 'lateOrderMs'
  | 'quietMs'
  | 'doForce'
  | 'wallJumpPauseMs'
  | 'cutWriterChance'
  | 'boldOrders'
  | 'observePauseMs'
> {
  const kinds = faultKinds.filter(() => random.chance(0.45));
  // In a storm faults come faster than the mirror can settle: decisions overlap.
  const isStorm = random.chance(0.5);
  return {
    qosTimeoutMs: random.pick(isStorm ? [400, 1000] : [400, 1000, 2000, 8000]),
    hasArbiter: random.chance(0.85),
    faultPhaseMs: random.between(20_000, 90_000),
    delayMs: random.skewed(1, 200),
    slowConnectionChance: random.pick([0, 0, 0.05, 0.2, 0.5]),
    slowCallChance: random.pick([0, 0, 0.05, 0.2, 0.5]),
    slownessMs: random.skewed(100, 8000),
    hiccupChance: random.pick([0, 0, 0, 0.003, 0.02]),
    diskDelayMs: random.skewed(1, 100),
    clientCount: random.whole(1, 3),
    writePauseMs: random.skewed(200, 3000),
    journalSwitchChance: random.pick([0, 0.02, 0.1]),
    unreadableChance: random.pick([0, 0, 0.3]),
    faultPauseMs: isStorm ? random.skewed(100, 2000) : random.skewed(300, 12_000),
    faultLengthMs: isStorm ? random.skewed(300, 8000) : random.skewed(500, 40_000),
    restartMs: random.skewed(200, 20_000),
    kinds: kinds.length > 0 ? kinds : ['kill'],
    answerPatienceMs: random.pick([3000, 4500, 9000, 20_000]),
    doubledCallChance: random.pick([0, 0, 0.1]),
    readShare: random.pick([0.1, 0.3]),
    clockDrift: random.pick([0, 0.001, 0.02]),
    takeoverFailureChance: 0.05,
  };
}

/** By name: every one can be asked for. */
export const mixtures = {
  ...themes,
  ...rarities,
  ...laterMixtures,
  ...boldMixtures,
  'far-asyncs': farAsyncs,
  disaster,
  purging,
  observing: observers,
  'refusing-stores': refusingStores,
  'losing-ends': losingEnds,
};
export type MixtureName = keyof typeof mixtures;
