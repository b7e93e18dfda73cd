/**
 * A term of a mirror: the number of a primary's reign, 0 before the first.
 *
 * One that another member names is at most `HEARD_MAX`, and one in a file at most `KEPT_MAX`: whoever takes over opens a term above all
 * that it has heard of, which its own disk must take, too.
 */
import { z } from 'zod';
import { HEARD_MAX, KEPT_MAX } from '../../contract/heard-number.ts';
import type { Quantity } from '../../contract/quantity.ts';

export type Epoch = Quantity<'epoch'>;

/** From the wire. */
export const heardEpochSchema: z.ZodType<Epoch> = z.int().min(0).max(HEARD_MAX);
/** From a file of this member. */
export const epochSchema: z.ZodType<Epoch> = z.int().min(0).max(KEPT_MAX);
