/** A refusal as it crosses a process: the number of the sentence, what is inserted, and the field of the form to mark. */
import { z } from 'zod';
import { errorCatalogue, type ErrorCode, type Outcome, type Refusal } from './errors.ts';

export const refusalSchema = z.object({
  code: z.custom<ErrorCode>((value) => typeof value === 'string' && Object.hasOwn(errorCatalogue, value)),
  args: z.array(z.string()).readonly(),
  field: z.string().optional(),
});

/** null: the action is offered. Otherwise the very refusal that the engine would answer with. */
export const offeredSchema = refusalSchema.nullable();

/** What is offered as a view carries it: null, or why not. */
export const toOffer = <Code extends ErrorCode>(outcome: Outcome<unknown, Code>): Refusal<Code> | null =>
  outcome.ok ? null : outcome.refusal;
