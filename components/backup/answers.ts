import { z } from 'zod';

const startedRunSchema = z.object({ runId: z.int(), file: z.string().optional() });
const copiedFileSchema = z.object({ file: z.string() });

/** What the commands that begin a backup or a restore answer with; the file only for a backup. */
export const startedRunOf = (answer: unknown) => startedRunSchema.parse(answer);

/** Where the copy of a file is. */
export const copiedFileOf = (answer: unknown) => copiedFileSchema.parse(answer).file;
