/**
 * What a command is accepted with, where its answer says more than that. The portal checks it; a browser takes it from the portal as it is,
 * and needs no parser. Commands that are not here are accepted with nothing that anybody reads.
 */
import { z } from 'zod';
import { type InstanceCommandKind, type LabCommandKind, editedAddressesSchema } from './commands.ts';
import { databasesDoneSchema } from './databases.ts';
import { removedConfigurationSchema } from './leaving.ts';
import { promotedSchema } from './promotion.ts';
import { sqlResultSchema } from './sql.ts';

export const commandAnswers = {
  'add-databases-to-mirror': databasesDoneSchema,
  'edit-member-addresses': editedAddressesSchema,
  'execute-sql': sqlResultSchema,
  'force-promotion': promotedSchema,
  'leave-mirror': removedConfigurationSchema,
  promote: promotedSchema,
  'purge-journals': z.object({ files: z.array(z.string()) }),
  'remove-mirror-configuration': removedConfigurationSchema,
  'restore-backup': z.object({ runId: z.int() }),
  'run-backup': z.object({ runId: z.int(), file: z.string() }),
  /** The name of the new host. */
  'add-host': z.object({ host: z.string() }),
  /** Where the copy is. */
  'copy-file': z.object({ file: z.string() }),
} satisfies Partial<Record<InstanceCommandKind | LabCommandKind, z.ZodType>>;

export type AnsweringCommandKind = keyof typeof commandAnswers;
export type CommandAnswer<Kind extends AnsweringCommandKind> = z.infer<(typeof commandAnswers)[Kind]>;
