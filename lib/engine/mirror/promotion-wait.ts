/**
 * A promotion that waits for the agent of the member that shall be its partner (engine facts 9.1), for as long as it takes.
 *
 * Think of a captain who may take the wheel once a certain warden has locked a cabin, and looks now and then whether that one is back.
 * Waiting, he has changed nothing, and when he sees anybody at the wheel he goes home.
 * What this ignores: how anybody is reached. What is made of what is seen says `continueWaiting`. Refused: leading over whoever has fallen
 * silent since, for nobody was told to edit that one by hand (`planAwaited`).
 * Pure: the instance and the simulator carry out these same steps.
 */
import { type Awaited, continueWaiting, type PromotionFacts } from './promotion.ts';
import { PARTNER_LOOK_MS } from '../../machine/waits.ts';

/** This member as it is at this moment. */
export interface Waiter {
  readonly isAsync: boolean;
  /** null: it waits no longer. */
  readonly awaited: Awaited | null;
  /** The promotion is being carried out, forced or cancelled. */
  readonly isBusy: boolean;
}

/** What the member does next. */
export type WaitStep =
  | { readonly kind: 'pause'; readonly ms: number }
  /** Looks around. Answered with the facts; null: it could not. */
  | { readonly kind: 'look' }
  /** It waits no longer, by what is written down: `primary` leads (GUID), or nobody knows who. */
  | { readonly kind: 'end'; readonly primary: string | null }
  /** Is promoted by what is seen now, if that is still a plan to lead (`planAwaited`). */
  | { readonly kind: 'lead'; readonly awaited: Awaited };

/** Until it waits no longer. Only `look` is answered with anything. `own` is asked again after each step. */
export function* awaitPartner(own: () => Waiter): Generator<WaitStep, void, PromotionFacts | null> {
  for (;;) {
    yield { kind: 'pause', ms: PARTNER_LOOK_MS };
    // Looking is no promotion yet: meanwhile it can be forced and cancelled.
    const facts = own().awaited === null || own().isBusy ? null : yield { kind: 'look' };
    const { awaited, isAsync, isBusy } = own();
    if (awaited === null) return;
    if (facts === null || isBusy) continue;
    const next = isAsync ? continueWaiting(facts, awaited) : 'ended';
    if (next === 'ended') return void (yield { kind: 'end', primary: facts.runningPrimary });
    if (next === 'lead') yield { kind: 'lead', awaited };
  }
}
