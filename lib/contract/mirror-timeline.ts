/**
 * One timeline of a mirror: what each member told of itself, gathered on every member, so that each shows the same. Members that are not
 * connected catch up once they are.
 */
import { z } from 'zod';
import { storyCodes } from './stories.ts';
import { takeoverSchema } from './takeover.ts';

/** Longer sentences are cut by whoever tells them. */
export const TOLD_TEXT_MAX = 2000;
const toldStorySchema = z.object({ code: z.enum(storyCodes), args: z.array(z.string().max(TOLD_TEXT_MAX)).max(8) });

/** As one member told it. What a newer version of the product tells in words of its own comes as its sentence. */
export const toldEventSchema = z.object({
  memberGuid: z.string().min(1).max(100),
  /** Its name at that time. */
  memberName: z.string().max(200),
  /** Numbered by the member that tells, from 1 on, never twice. */
  sequence: z.int().min(1),
  /** ISO, UTC, by the clock of the member that tells. */
  at: z.iso.datetime(),
  severity: z.int().min(0).max(3),
  /** The sentence of its messages.log. */
  text: z.string().max(TOLD_TEXT_MAX),
  story: toldStorySchema.nullable().catch(null),
  /** The takeover that ended with it. */
  takeover: takeoverSchema.nullable().catch(null),
});
export type ToldEvent = z.infer<typeof toldEventSchema>;

/** Between two acknowledged writes, as the probe of writes measured it from outside. */
const writeGapSchema = z.object({ ms: z.number().min(0), lastAt: z.string(), firstAt: z.string() });
export type WriteGap = z.infer<typeof writeGapSchema>;

const entrySchema = z.object({
  /** Of this entry alone, on every member. */
  key: z.string(),
  at: z.string(),
  member: z.string(),
  text: z.string(),
  severity: z.int(),
  story: toldStorySchema.nullable(),
  takeover: takeoverSchema.extend({ /** null: nobody measured it. */ gap: writeGapSchema.nullable() }).nullable(),
});
export type TimelineEntry = z.infer<typeof entrySchema>;

const mirrorTimelineSchema = z.object({
  /** Newest first. */
  entries: z.array(entrySchema).max(200),
  /** The newest takeover, if it replaced another member and nobody has acknowledged it yet. */
  headline: entrySchema.nullable(),
});

/** `mirrorName`: of a reporting async in several mirrors, which (2002, 2051). */
export const mirrorTimelineQueries = {
  'mirror-timeline': {
    input: z.object({ mirrorName: z.string().optional(), only: z.enum(['all', 'roles']) }),
    output: mirrorTimelineSchema,
  },
};

export const mirrorTimelineCommands = {
  /** A person has seen it: no member shows it as news any more. Done again, it changes nothing. P641: there is none of that term. */
  'acknowledge-takeover': z.object({ mirrorName: z.string().optional(), term: z.int() }),
  /** From the probe of writes, to the primary. P642 elsewhere. */
  'note-write-gap': writeGapSchema.extend({
    mirrorName: z.string(),
    ms: z.int().min(0),
    lastAt: z.iso.datetime(),
    firstAt: z.iso.datetime(),
  }),
};
