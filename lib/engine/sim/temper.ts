/**
 * How bad a simulated mirror has it. How often things go wrong, how badly and which kinds at all is drawn afresh for each seed, so that
 * some seeds know only one kind of fault and others all of them at once: a fault that hides another in a mixture shows it alone. What
 * strikes then is in `faults.ts`.
 */

export interface Temper {
  readonly qosTimeoutMs: number;
  readonly hasArbiter: boolean;
  readonly faultPhaseMs: number;
  readonly delayMs: number;
  readonly slowConnectionChance: number;
  readonly slowCallChance: number;
  readonly slownessMs: number;
  readonly hiccupChance: number;
  readonly diskDelayMs: number;
  readonly clientCount: number;
  readonly writePauseMs: number;
  readonly journalSwitchChance: number;
  readonly unreadableChance: number;
  /** Usual time from one fault to the next, and how long a fault lasts at most, ms. */
  readonly faultPauseMs: number;
  readonly faultLengthMs: number;
  /** How long an instance stays down at most, ms. */
  readonly restartMs: number;
  readonly kinds: readonly FaultKind[];
  /** How long a member waits for the answer to a question at most, ms. Long ones let answers come when the world has moved on. */
  readonly answerPatienceMs: number;
  readonly doubledCallChance: number;
  readonly readShare: number;
  /** Monotonic clocks run faster or slower than the world by at most this share. */
  readonly clockDrift: number;
  /** Chance that opening the databases or taking the virtual IP fails at first. */
  readonly takeoverFailureChance: number;
  /** 0 to 3. */
  readonly asyncCount: number;
  /** They have cables of their own: who is isolated is still seen by them. */
  readonly areAsyncsFar: boolean;
  /** Usual time from one promotion or demotion to the next; null: nobody orders any. */
  readonly roleChangePauseMs: number | null;
  /** Usual time from one moment at which the address of a member becomes another host's to the next; null: addresses stay. */
  readonly addressPauseMs: number | null;
  /** About how often bits change in the journal of a member that follows; null: never. */
  readonly damagePauseMs: number | null;
  /** About how often the store of a member refuses for a while what a primary says; null: never. */
  readonly storePauseMs: number | null;
  /** About how often an old journal file of a failover member is deleted, and put back after a while; null: never. */
  readonly holePauseMs: number | null;
  /** About how often a member purges its journal; null: never. */
  readonly purgePauseMs: number | null;
  /** Chance that a person sets ValidatedMember of a former failover member back while a promotion brings the journal. */
  readonly setBackChance: number;
  /** Every other order of a promotion is on its way to an agent for so long, at most, ms; null: as long as everything else. */
  readonly lateOrderMs: number | null;
  /** How long a process that starts answers nothing, at most, ms; null: no time. */
  readonly quietMs: number | null;
  /** Operators force a member while the other one is down and knows more. */
  readonly doForce: boolean;
  /** About how often a member dies whose newest journal file is deleted; null: never. */
  readonly lostEndPauseMs: number | null;
  /** About how often a wall clock jumps; null: never. */
  readonly wallJumpPauseMs: number | null;
  /** Chance that a primary that writes another failover member in is cut off from some members just then, and dies. */
  readonly cutWriterChance: number;
  /** What operators order besides of who the failover members are. */
  readonly boldOrders: readonly BoldOrder[];
  /** About how often "observe only" is set or cleared on a member; null: it is never set. */
  readonly observePauseMs: number | null;
}

/**
 * `go-without`: a promotion by the primary, with a person's word for a partner that cannot be asked. `wait`: one without a primary, with a
 * partner whose agent is silent. `prepare`: one without a partner, under "no failover".
 */
export type BoldOrder = 'go-without' | 'wait' | 'prepare';

export const faultKinds = [
  'cut',
  'cut-one-way',
  'isolate',
  'swizzle',
  'reset',
  'stall',
  'kill',
  'die-at-effect',
  'power-off',
  'agent-stop',
  'arbiter-stop',
  'pause',
  'doze',
  'slow-disk',
  'failing-disk',
  'clean-stop',
  'mirror-stop',
  'mirror-blink',
  'both-die',
  'no-failover',
  'operator',
] as const;
export type FaultKind = (typeof faultKinds)[number] | RareKind;
/**
 * Only in mixtures of their own. `snap`: just when a failover member has something to tell, one way between the two breaks, or one of them
 * hangs.
 */
type RareKind = 'snap';

/** What can happen to an async and the cables at its host. */
export const asyncFaultKinds = [
  'cut',
  'cut-one-way',
  'isolate',
  'reset',
  'stall',
  'kill',
  'die-at-effect',
  'power-off',
  'pause',
  'doze',
  'slow-disk',
  'failing-disk',
  'mirror-stop',
  'mirror-blink',
] as const;
export type AsyncFaultKind = (typeof asyncFaultKinds)[number];
