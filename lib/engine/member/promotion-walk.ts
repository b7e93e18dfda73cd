import type { Outcome } from '../../contract/errors.ts';
import type { promotionSteps, PromotionReply, PromotionStep } from '../mirror/promotion-steps.ts';
import type { Roll } from '../mirror/roll.ts';

interface Walker<R extends Roll> {
  /** May reject. */
  perform(step: PromotionStep<R>): Promise<PromotionReply<R>>;
  /** The promotion comes to nothing: what was paused for it goes on. */
  resume(): void;
  /** Ends the process. */
  halt(reason: string): void;
}

/**
 * Carries out a promotion's steps to the end, whatever fails on the way. Before `lead` a step that rejects has changed nothing here: the
 * locks are given back, the machine goes on, and this rejects.
 * When `lead` rejects, nobody knows whether it was written: the process ends, the locks stay, and the start of this member tells.
 */
export async function walkPromotion<R extends Roll>(
  steps: ReturnType<typeof promotionSteps<R>>,
  { perform, resume, halt }: Walker<R>,
): Promise<Outcome<null>> {
  let step: PromotionStep<R>['kind'] | null = null;
  const answer = async (asked: PromotionStep<R>) => {
    step = asked.kind;
    try {
      const reply = await perform(asked);
      return () => steps.next(reply);
    } catch (error) {
      if (asked.kind === 'lead') throw error;
      return () => steps.throw(error);
    }
  };
  try {
    let next = steps.next();
    while (!next.done) next = (await answer(next.value))();
    if (!next.value.ok) resume();
    return next.value;
  } catch (error) {
    if (step === 'lead')
      halt(`nobody knows whether the promotion was written down: ${error instanceof Error ? error.message : String(error)}`);
    else resume();
    throw error;
  }
}
