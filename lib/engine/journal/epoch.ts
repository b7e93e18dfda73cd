/**
 * A term of a mirror: the number of a primary's reign, 0 before the first.
 *
 * One that another member names is at most this: whoever takes over opens a term above all that it has heard of, and a number that cannot be counted up would keep it from leading for ever.
 */
import { z } from 'zod';
import type { Quantity } from '../../contract/quantity.ts';

export type Epoch = Quantity<'epoch'>;

/** A new term each second for nine million years. */
const EPOCH_MAX = 2 ** 48;

export const epochSchema: z.ZodType<Epoch> = z.int().min(0).max(EPOCH_MAX);
