/**
 * What an instance and the process of a dejournal filter say to each other.
 *
 * The process is told one piece of a batch at a time and answers which of its records are applied. It keeps nothing that cannot be lost: it
 * may be killed at any moment.
 */
import { z } from 'zod';

/** First: the class. A class that cannot be used is answered with a problem, and the process is of no use then. */
export interface LoadFilter {
  readonly kind: 'load';
  readonly name: string;
  readonly code: string;
}

/** Updates of one database, in the order of the journal. */
export interface JudgeUpdates {
  readonly kind: 'judge';
  /** `:mirror:MIRROR:DATABASE`. */
  readonly database: string;
  readonly isCatchup: boolean;
  /** The records one behind the other, each as it lies in the journal (`journal/record.ts`). */
  readonly records: Uint8Array;
  /** Of each record: its offset in its journal file, and the wall time of its block in ms. */
  readonly addresses: Float64Array;
  readonly timesMs: Float64Array;
}

export type FilterRequest = LoadFilter | JudgeUpdates;
export const filterRequestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('load'), name: z.string(), code: z.string() }),
  z.object({
    kind: z.literal('judge'),
    database: z.string(),
    isCatchup: z.boolean(),
    records: z.instanceof(Uint8Array),
    addresses: z.instanceof(Float64Array),
    timesMs: z.instanceof(Float64Array),
  }),
]) satisfies z.ZodType<FilterRequest>;

export type LoadProblem = { readonly kind: 'no-run-filter' } | { readonly kind: 'unusable'; readonly message: string };

/** Longer than anything it says of itself; a reference has its own limit. */
const sentence = z.string().max(10_000);
export const filterAnswerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('loaded'),
    problem: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('no-run-filter') }),
        z.object({ kind: z.literal('unusable'), message: sentence }),
      ])
      .nullable(),
  }),
  /** 1 = apply, 0 = skip, one a record. */
  z.object({ kind: z.literal('judged'), verdicts: z.instanceof(Uint8Array) }),
  /** RunFilter failed at this record; the ones behind it were not asked about. */
  z.object({ kind: z.literal('failed'), reference: sentence, message: sentence }),
]);
export type FilterAnswer = z.infer<typeof filterAnswerSchema>;

export const RECORDS_PER_PIECE = 2000;
export const BYTES_PER_PIECE = 4 * 1024 * 1024;
