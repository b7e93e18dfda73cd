/**
 * The number of a journal file in its history, 1 for the first. A block on the wire says it in 32 bits; one that another member names is at
 * most half of that, so that whoever goes on from it can number the next ones.
 */
import { z } from 'zod';

/** In a file of this member. */
export const fileCountSchema = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);
/** From the wire: a new file each second for 68 years. */
export const heardFileCountSchema = z
  .int()
  .min(1)
  .max(2 ** 31);
