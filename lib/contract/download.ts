/**
 * Mirrored databases that are downloaded from another member (engine facts 8.2, newer versions): what a person may order.
 *
 * A database in download mode is made by the Database Wizard on a member that is not primary, and then comes by itself; these orders begin
 * at once what would otherwise wait.
 */
import { z } from 'zod';

export const downloadCommands = {
  /**
   * `databases` by their names in the mirror. One that does not exist here is made first, in a directory of its name. Answers
   * `DatabasesDone`. Refuses with 2074, P401 (this version does not download), 2103, 5001 (it exists and is not in download mode), 2116,
   * P402 (nobody has a valid copy), P403.
   */
  'download-databases': z.object({
    databases: z.array(z.string()).min(1),
    /** On a reporting async in several mirrors: of which of them (2002, 2051). */ mirrorName: z.string().optional(),
    inBackground: z.boolean().optional(),
  }),
} satisfies Record<string, z.ZodObject>;
