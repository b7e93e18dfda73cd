/** Long work that a person started on an instance and may leave: one list for all kinds of it. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';

export const backgroundTaskKinds = [
  'backup',
  'restore',
  'integrity-check',
  'journal-integrity-check',
  'add-to-mirror',
  'catch-up',
  'mark-caught-up',
  'pause-dejournaling',
  'activate',
  'remove-from-mirror',
  'mount',
  'dismount',
  'compact',
  'download',
  'promote',
] as const;
export type BackgroundTaskKind = (typeof backgroundTaskKinds)[number];

export const backgroundTaskSchema = z.object({
  id: z.int(),
  kind: z.enum(backgroundTaskKinds),
  /** What it works on: names of databases, a file. */
  subjects: z.array(z.string()),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  state: z.enum(['running', 'completed', 'failed', 'aborted']),
  done: z.number(),
  /** null while unknown. */
  total: z.number().nullable(),
  /** What it works on at this moment. */
  at: z.string(),
  refusal: refusalSchema.nullable(),
  /** Per subject, as each ends; empty for work that is one whole. */
  outcomes: z.array(z.object({ name: z.string(), refusal: refusalSchema.nullable() })),
});
export type BackgroundTaskView = z.infer<typeof backgroundTaskSchema>;

export const backgroundTaskCommands = { 'abort-background-task': z.object({ id: z.int() }) } satisfies Record<string, z.ZodObject>;
/** Newest first. */
export const backgroundTaskQueries = {
  'background-tasks': { input: z.object({}), output: z.object({ tasks: z.array(backgroundTaskSchema) }) },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
