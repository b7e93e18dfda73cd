import { z } from 'zod';

/** What the commands that begin a backup or a restore answer with; the file only for a backup. */
const startedRunSchema = z.object({ runId: z.int(), file: z.string().optional() });

export const startedRunOf = (answer: unknown) => startedRunSchema.parse(answer);
