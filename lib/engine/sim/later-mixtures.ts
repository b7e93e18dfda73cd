/**
 * Mixtures that came last, each for something that the others do not have at all. Whoever brings in one more does it here: of the seeds
 * that draw none of these none changes.
 */
import type { Random } from './random.ts';
import type { Temper } from './temper.ts';

export const laterMixtures = {
  // Operators force: one member went on alone and is down, with its agent, and the other one is there.
  forcing: (random: Random): Partial<Temper> => ({
    doForce: true,
    qosTimeoutMs: 400,
    hasArbiter: random.chance(0.3),
    delayMs: random.skewed(1, 10),
    diskDelayMs: random.skewed(1, 30),
    slowCallChance: 0,
    unreadableChance: random.pick([0, 0.5]),
    writePauseMs: random.skewed(50, 300),
    faultPhaseMs: random.between(40_000, 90_000),
    faultPauseMs: random.skewed(300, 2000),
    faultLengthMs: random.between(3000, 20_000),
    restartMs: random.between(2000, 20_000),
    addressPauseMs: null,
    damagePauseMs: null,
    holePauseMs: null,
    roleChangePauseMs: random.pick([null, 3000, 1000]),
    asyncCount: random.whole(0, 2),
    wallJumpPauseMs: random.pick([null, null, 5000]),
    kinds: random.pick([
      ['power-off', 'kill', 'operator', 'operator'],
      ['kill', 'agent-stop', 'operator', 'operator'],
      ['power-off', 'cut', 'operator', 'operator'],
      ['power-off', 'die-at-effect', 'operator', 'operator', 'operator'],
    ]),
  }),
  // Members are promoted one after the other, with a primary and without one, while pages of former primaries are on their way.
  'late-pages': (random: Random): Partial<Temper> => ({
    qosTimeoutMs: random.pick([400, 400, 2000]),
    hasArbiter: random.chance(0.5),
    asyncCount: random.whole(2, 3),
    delayMs: random.skewed(1, 10),
    diskDelayMs: random.skewed(1, 30),
    slowConnectionChance: random.pick([0, 0, 0.2]),
    slowCallChance: 0,
    slownessMs: random.between(1000, 8000),
    hiccupChance: 0,
    answerPatienceMs: random.pick([9000, 20_000]),
    clientCount: 1,
    // Few, so that one who was not waited for has all of them, and a person can vouch.
    writePauseMs: random.skewed(1000, 8000),
    faultPhaseMs: 90_000,
    roleChangePauseMs: random.skewed(200, 1500),
    cutWriterChance: 0.7,
    faultPauseMs: random.skewed(2000, 12_000),
    faultLengthMs: random.between(2000, 25_000),
    restartMs: random.between(5000, 30_000),
    unreadableChance: 0,
    lateOrderMs: null,
    quietMs: null,
    addressPauseMs: null,
    damagePauseMs: null,
    holePauseMs: null,
    kinds: random.pick([
      ['isolate', 'both-die'],
      ['isolate', 'isolate', 'both-die', 'power-off'],
      ['swizzle', 'both-die'],
      ['isolate', 'both-die', 'agent-stop', 'mirror-blink'],
    ]),
  }),
};

/**
 * Journals are purged, while members are away for a moment, or for longer than anything is kept for them. Drawn after those above, for one
 * seed of ten.
 */
export const purging = (random: Random): Partial<Temper> => ({
  purgePauseMs: random.skewed(500, 4000),
  journalSwitchChance: random.pick([0.02, 0.1, 0.3]),
  qosTimeoutMs: 400,
  hasArbiter: random.chance(0.5),
  asyncCount: random.whole(1, 3),
  delayMs: random.skewed(1, 10),
  diskDelayMs: random.skewed(1, 30),
  slowConnectionChance: 0,
  slowCallChance: random.pick([0, 0, 0.1]),
  slownessMs: random.between(500, 5000),
  hiccupChance: 0,
  unreadableChance: random.pick([0, 0, 0.2]),
  writePauseMs: random.skewed(50, 300),
  faultPhaseMs: random.between(60_000, 120_000),
  faultPauseMs: random.skewed(500, 4000),
  faultLengthMs: random.between(3000, 40_000),
  restartMs: random.between(2000, 40_000),
  addressPauseMs: null,
  damagePauseMs: null,
  holePauseMs: random.pick([null, null, 10_000]),
  wallJumpPauseMs: null,
  lateOrderMs: null,
  roleChangePauseMs: random.pick([null, 10_000, 3000]),
  doForce: random.chance(0.3),
  kinds: random.pick([
    ['power-off', 'kill', 'cut', 'operator'],
    ['kill', 'agent-stop', 'cut', 'isolate', 'operator'],
    ['power-off', 'isolate', 'stall', 'pause'],
    ['kill', 'both-die', 'mirror-stop', 'clean-stop', 'operator'],
    ['die-at-effect', 'swizzle', 'arbiter-stop', 'reset', 'cut-one-way'],
  ]),
});

/** The store of a member refuses now and then what a primary says, while roles change often. For one seed of twenty. */
export const refusingStores = (random: Random): Partial<Temper> => ({
  storePauseMs: random.skewed(1000, 10_000),
  roleChangePauseMs: random.pick([1000, 4000]),
});

/** Members lose their newest journal file, often the one that only they have. Drawn last, for one seed of thirty. */
export const losingEnds = (random: Random): Partial<Temper> => ({
  lostEndPauseMs: random.skewed(2000, 15_000),
  // A person who forces a member whose journal is not whole has not been told what that loses.
  doForce: false,
  // What a member has told to have is purged elsewhere: who loses it then has to be rebuilt.
  purgePauseMs: null,
  qosTimeoutMs: 400,
  hasArbiter: random.chance(0.3),
  delayMs: random.skewed(1, 10),
  diskDelayMs: random.skewed(1, 30),
  slowCallChance: 0,
  journalSwitchChance: random.pick([0.02, 0.1, 0.3]),
  writePauseMs: random.skewed(50, 300),
  faultPhaseMs: random.between(40_000, 90_000),
  faultPauseMs: random.skewed(500, 4000),
  faultLengthMs: random.between(2000, 15_000),
  restartMs: random.between(500, 10_000),
  addressPauseMs: null,
  holePauseMs: null,
  kinds: random.pick([
    ['kill', 'cut'],
    ['kill', 'both-die', 'reset'],
    ['power-off', 'cut', 'mirror-blink'],
    ['die-at-effect', 'slow-disk', 'clean-stop'],
    ['kill', 'isolate', 'operator', 'operator'],
  ]),
});
