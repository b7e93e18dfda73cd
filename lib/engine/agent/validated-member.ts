/**
 * `[MirrorMember] ValidatedMember=0`, edited from outside into the configuration of an instance that is down (engine facts 2.2, 4.11, 9.1):
 * by its agent when another member is promoted, or by hand. The instance takes the edit over at its next start, and from then on may never
 * lead before the primary has told it its role. A person may set it back to 1, the last way out of a mirror in which nobody else can lead.
 *
 * No edit may be missed by an instance that starts at the same moment, whoever is killed when. So each side first says what it does and
 * then looks at the other: the instance registers its process, then reads the edit; the agent makes the edit durable, then looks whether a
 * process is registered that lives. If the instance did not see the edit, the agent sees the instance, takes the edit back and answers that
 * it is up. (Refused: writing into the instance's own store. It belongs to its process.)
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceDurably, syncDirectory } from '../ports/durable-file.ts';

const about = {
  mirrorGuid: z.string(),
  /** The edit is meant for this member: an instance that has joined another mirror since does not obey. */
  memberGuid: z.string(),
  /** Who wanted it last, for the log: name of the promoted member, or '' for an edit by hand. */
  by: z.string(),
};
const editSchema = z.union([
  /**
   * `promotions`: who wants it, as in `lock-out.ts`. Without any a person has set it back: what the instance took over at an earlier start
   * ends, too. `isSetBack` outlives a promotion that comes to nothing.
   */
  z.object({ ...about, promotions: z.array(z.string()), isSetBack: z.boolean().optional() }),
  // As an earlier version of the agent wrote it.
  z
    .object({ ...about, promotion: z.string() })
    .transform(({ promotion, ...rest }) => ({ ...rest, promotions: [promotion], isSetBack: undefined })),
]);
export type ValidatedMemberEdit = z.infer<typeof editSchema>;

const REASON_LENGTH_MAX = 200;

const fileOf = (instanceDirectory: string) => path.join(instanceDirectory, 'mgr', 'validated-member.json');

/** On the disk when it resolves. Replaces an earlier one. */
export async function writeValidatedMemberEdit(instanceDirectory: string, edit: ValidatedMemberEdit): Promise<void> {
  await replaceDurably(fileOf(instanceDirectory), JSON.stringify(edit));
}

/** The edit is there, and cannot be read. Its message names the file. */
export class UnreadableEdit extends Error {
  readonly file: string;
  /** One line. */
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${file} cannot be read: ${reason}`);
    this.name = 'UnreadableEdit';
    this.file = file;
    this.reason = reason;
  }
}

/** null when there is none. Throws `UnreadableEdit` when it cannot be read: then the instance must not start as a member. */
export async function readValidatedMemberEdit(instanceDirectory: string): Promise<ValidatedMemberEdit | null> {
  const file = fileOf(instanceDirectory);
  try {
    return editSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableEdit(file, reason.replace(/\s+/g, ' ').slice(0, REASON_LENGTH_MAX));
  }
}

/** Taken over by the instance, or taken back. Gone for good when it resolves; no error when there is none. */
export async function removeValidatedMemberEdit(instanceDirectory: string): Promise<void> {
  await rm(fileOf(instanceDirectory), { force: true });
  await syncDirectory(path.join(instanceDirectory, 'mgr'));
}
