/**
 * Mixtures in which operators order what needs a person's word, or patience: a promotion without a partner that cannot be asked, one that
 * waits for its partner's agent, one that is only prepared. Of the seeds that draw none of these none changes.
 */
import type { Random } from './random.ts';
import type { Temper } from './temper.ts';

/** So that much happens in a run. */
const quick = (random: Random): Partial<Temper> => ({
  qosTimeoutMs: 400,
  hasArbiter: random.chance(0.5),
  asyncCount: random.whole(1, 3),
  delayMs: random.skewed(1, 10),
  diskDelayMs: random.skewed(1, 30),
  slowConnectionChance: 0,
  slowCallChance: random.pick([0, 0, 0.1]),
  hiccupChance: 0,
  unreadableChance: random.pick([0, 0, 0.2]),
  writePauseMs: random.skewed(50, 300),
  faultPhaseMs: 90_000,
  addressPauseMs: null,
  damagePauseMs: null,
  holePauseMs: null,
  doForce: false,
});

export const boldMixtures = {
  // The primary's partner is away, with its agent, for so long that it is alone; or so shortly that it is not.
  'going-without': (random: Random): Partial<Temper> => ({
    ...quick(random),
    boldOrders: ['go-without'],
    // Whoever orders sees the primary while its partner does not, which it notices late.
    qosTimeoutMs: random.pick([400, 2000, 8000]),
    hasArbiter: random.chance(0.8),
    areAsyncsFar: random.chance(0.6),
    roleChangePauseMs: random.skewed(500, 3000),
    faultPauseMs: random.skewed(3000, 12_000),
    faultLengthMs: random.between(12_000, 40_000),
    restartMs: random.between(4000, 30_000),
    kinds: random.pick([
      ['power-off', 'power-off', 'cut'],
      ['isolate', 'agent-stop', 'power-off'],
      ['isolate', 'isolate', 'no-failover'],
      ['cut', 'pause', 'agent-stop'],
    ]),
  }),
  // Nobody leads, and one agent is away longer than the others.
  waiting: (random: Random): Partial<Temper> => ({
    ...quick(random),
    boldOrders: ['wait'],
    roleChangePauseMs: random.skewed(300, 1500),
    faultPauseMs: random.skewed(1000, 8000),
    faultLengthMs: random.between(4000, 15_000),
    restartMs: random.between(15_000, 60_000),
    kinds: random.pick([
      ['both-die', 'agent-stop', 'agent-stop'],
      ['both-die', 'agent-stop', 'isolate'],
      ['both-die', 'power-off', 'agent-stop', 'cut-one-way'],
      ['both-die', 'agent-stop', 'kill', 'no-failover'],
    ]),
  }),
  // Somebody shall be ready to lead, and no more.
  preparing: (random: Random): Partial<Temper> => ({
    ...quick(random),
    boldOrders: random.pick([['prepare'], ['prepare', 'wait', 'go-without']]),
    roleChangePauseMs: random.skewed(300, 2000),
    faultPauseMs: random.skewed(1000, 8000),
    faultLengthMs: random.between(3000, 20_000),
    restartMs: random.between(4000, 20_000),
    kinds: random.pick([
      ['both-die', 'kill'],
      ['both-die', 'agent-stop', 'no-failover'],
      ['both-die', 'mirror-blink', 'reset'],
    ]),
  }),
};
