/**
 * A failover member finds out what it is now, before its machine starts and ever after (engine facts 2.2, 9.1).
 *
 * With ValidatedMember 0 it does nothing else until a primary has told it. The product leaves it at that, so a member that nobody edited,
 * because its agent did not answer, may lead by what it last knew beside a promoted one. Ours asks in that case, too, before it starts, and
 * as long as it leads, is about to, or waits without a primary: whoever has been promoted since is above it in term and configuration. What
 * stays is the time in which neither can reach the other.
 *
 * A promotion that comes to nothing takes back its locks, but not from a member that was started meanwhile, and not when it ends with
 * its process. So whoever waits with ValidatedMember 0 also asks the member that was to be promoted. One that is an async, and is not being
 * promoted, has led by no promotion of its own, and whoever was locked out for that alone goes on as what it was. (Refused: waiting for a
 * primary that nobody will be: with its partner asking it in vain, the whole mirror stood still until a person stopped it.)
 *
 * Think of an officer back from leave: before he takes the watch he asks the others who commands, and he who has been passed over in his
 * absence does not argue.
 * What this ignores: how anybody is reached. What is made of an answer says `judgePrimary`. Refused: starting first and asking later; soon
 * it would lead.
 * Pure: the instance and the simulator carry out these same steps.
 */
import type { Epoch } from '../journal/epoch.ts';
import { promoterOf } from './lock-out.ts';
import { isOfLaterPromotion, judgePrimary } from './promotion.ts';
import type { ConfigurationVersion } from '../../contract/mirror-config.ts';
import type { Roll } from './roll.ts';
import type { MirrorState } from './state.ts';
import { ROLE_ASK_AGAIN_MS, ROLE_ASK_MS, ROLE_AT_START_MS, ROLE_WATCH_MS } from '../../machine/waits.ts';

/** What a failover member that knows its role says of it. */
export interface Told {
  readonly guid: string;
  readonly roll: Roll;
  /** It is primary. */
  readonly leads: boolean;
  readonly epoch: Epoch;
}

/** What one of those who were asked answered. `told` null: it is no failover member that knows its role. */
export interface Heard<T extends Told> {
  readonly guid: string;
  readonly told: T | null;
  /** Those of the promotions asked about that were its own and have come to nothing, and what it has written down of the mirror. */
  readonly over: readonly string[];
  readonly version: ConfigurationVersion;
}

/** This member as it is at this moment. */
export interface Watcher {
  readonly guid: string;
  readonly roll: Roll;
  /** null: an async, which has nothing to ask. */
  readonly role: MirrorState['role']['kind'] | null;
  readonly isRoleUnknown: boolean;
  /** Its role is unknown because its newest journal file is lost, whatever else. */
  readonly isEndLost: boolean;
  /** The promotions that have locked it out, if they are all known. */
  readonly lockedBy: readonly string[];
  /** False: not by what it knows, for its role is unknown, or its own promotion has not come to its end. */
  readonly mayLead: boolean;
  /** The latest term that it has heard of. */
  readonly epoch: Epoch;
}

/** What the member does next. */
export type WatchStep<T extends Told> =
  /** Says, for the log, that its role is unknown. */
  | { readonly kind: 'tell-unknown' }
  /** Asks all of them at once what they know, and what has become of those promotions. Answered with what has come within `withinMs`. */
  | { readonly kind: 'ask'; readonly guids: readonly string[]; readonly promotions: readonly string[]; readonly withinMs: number }
  /** Its machine may start, unless it has become another one meanwhile. */
  | { readonly kind: 'start' }
  | { readonly kind: 'wait'; readonly ms: number }
  /** It leads, or is about to, in an earlier term than `told.guid`, and stops at once. */
  | { readonly kind: 'give-way'; readonly told: T }
  /** It writes down what `told` says that it is. */
  | { readonly kind: 'learn'; readonly told: T }
  /** Every promotion that has locked it out has come to nothing: it writes down that it knows its role, if it is still locked out. */
  | { readonly kind: 'unlock' };

type Steps<T extends Told, R> = Generator<WatchStep<T>, R, readonly Heard<T>[]>;

/**
 * Never ends by itself. Only `ask` is answered with anything: after the other steps the answer is not looked at. `own` is asked again after
 * each step.
 */
export function* watchRole<T extends Told>(own: () => Watcher): Steps<T, never> {
  let hasTold = false;
  /** Once they have come to nothing, they stay so. */
  const over = new Set<string>();
  function* look(withinMs: number): Steps<T, void> {
    if (own().isRoleUnknown && !hasTold) {
      hasTold = true;
      yield { kind: 'tell-unknown' };
    }
    yield* lookForPrimary<T>(own, withinMs, over);
  }
  yield* look(ROLE_AT_START_MS);
  yield { kind: 'start' };
  // Who was too slow for a start is heard soon after.
  for (let pauseMs = ROLE_ASK_AGAIN_MS; ; pauseMs = own().isRoleUnknown ? ROLE_ASK_AGAIN_MS : ROLE_WATCH_MS) {
    yield { kind: 'wait', ms: pauseMs };
    yield* look(ROLE_ASK_MS);
  }
}

function* lookForPrimary<T extends Told>(own: () => Watcher, withinMs: number, over: Set<string>): Steps<T, void> {
  const before = own();
  if (!mustAsk(before)) return;
  const others = before.roll.members.filter(
    ({ guid, kind }) => guid !== before.guid && (kind === 'failover' || kind === 'disaster-recovery'),
  );
  // With the other failover member the machine itself settles who leads, as long as this one may lead.
  const guids = others.filter(({ kind }) => !before.mayLead || kind !== 'failover').map(({ guid }) => guid);
  if (guids.length === 0) return;
  const answers = yield { kind: 'ask', guids, promotions: before.isRoleUnknown ? before.lockedBy : [], withinMs };
  const told = answers
    .flatMap((answer) => answer.told ?? [])
    .sort((one, other) => Number(other.leads) - Number(one.leads) || other.epoch - one.epoch)[0];
  // Now: it may have begun to lead while the others were asked, or have been demoted. What was asked before that is over then.
  const { isRoleUnknown, isEndLost, lockedBy, role, roll, epoch } = own();
  if (role === null) return;
  // One that was promoted since then, and is an async again, has led perhaps.
  for (const { guid, over: named, version } of answers)
    if (!isOfLaterPromotion(version, roll.version)) for (const one of named) if (promoterOf(one) === guid) over.add(one);
  const leads = role === 'primary' || role === 'taking-over';
  const verdict =
    told === undefined
      ? 'ignore'
      : judgePrimary(
          { isRoleUnknown, isEndLost, leads, version: roll.version, epoch },
          { leads: told.leads, version: told.roll.version, epoch: told.epoch },
        );
  if (told !== undefined && verdict !== 'ignore') yield { kind: verdict, told };
  else if (isRoleUnknown && lockedBy.length > 0 && lockedBy.every((promotion) => over.has(promotion))) yield { kind: 'unlock' };
}

const mustAsk = ({ isRoleUnknown, role }: Watcher): boolean =>
  isRoleUnknown || role === 'deciding' || role === 'taking-over' || role === 'primary';
