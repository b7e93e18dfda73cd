/**
 * A takeover as the member that took over measured it, step by step, by its own monotonic clock. Nothing here decides anything: it is what
 * happened.
 */
import { z } from 'zod';
import { KEPT_MAX } from './heard-number.ts';

/** Whose word made it certain that nobody else is, or can be, primary. */
export const takeoverCauses = [
  /** The mirror has one failover member. */
  'no-other-member',
  /** Both failover members live and agree. */
  'negotiated',
  'arbiter',
  /** The ISCAgent of the former primary's host. */
  'agent-confirmed',
  /** It shut down in order, or gave up by itself. */
  'primary-resigned',
  /** An operator's, carried out without loss. */
  'ordered',
  /** An operator's, who made an async a failover member. */
  'promoted',
  /** An operator's, against what could not be known. */
  'forced',
] as const;
export type TakeoverCause = (typeof takeoverCauses)[number];

/** In the order in which they begin, where they occur. */
export const takeoverSteps = [
  /** From the last word of the primary to the moment when it counted as lost. */
  'noticed',
  /** From the order to the primary's resignation. */
  'handed-over',
  'partner-asked',
  'agreed',
  'arbiter-asked',
  'agent-asked',
  'forced-down',
  /** The rest of the former primary's journal, from its ISCAgent. */
  'fetched',
  /** What was received is on the disk. */
  'settled',
  'applied',
  /** The new term is written down, and its journal file is there. */
  'journal-switched',
  'databases-open',
  'virtual-ip-moved',
  'clients-admitted',
] as const;
export type TakeoverStep = (typeof takeoverSteps)[number];

const milliseconds = z.number().min(0);

const stepSchema = z.object({
  step: z.enum(takeoverSteps),
  /** Since the beginning of the takeover, from the first try to the end of the last; `fromMs ≤ toMs ≤ tookMs`. */
  fromMs: milliseconds,
  toMs: milliseconds,
  /** How often it was begun. */
  tries: z.int().min(1),
  /** `fetched`: bytes of journal that this member gained by it. null of all others. */
  bytes: z.number().min(0).nullable(),
});
export type TakeoverStepTimes = z.infer<typeof stepSchema>;

export const takeoverSchema = z.object({
  /** Of the member that took over: each is one member's, once. */
  term: z.int().min(0).max(KEPT_MAX),
  cause: z.enum(takeoverCauses),
  /** Whom it had followed before; null: nobody, as in a mirror that begins, or where the same member leads again. */
  from: z.object({ guid: z.string().max(100), name: z.string().max(200) }).nullable(),
  /** From the last word of the former primary, or from the order, to the moment when clients were let in. */
  tookMs: milliseconds,
  /** In the order in which they began. */
  steps: z.array(stepSchema).max(takeoverSteps.length),
});
export type Takeover = z.infer<typeof takeoverSchema>;
