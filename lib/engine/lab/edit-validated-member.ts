/** Engine facts 9.1: what a person does to `[MirrorMember] ValidatedMember` at a host before its instance starts again. */
import { readRegistration } from '../agent/registrations.ts';
import { readValidatedMemberEdit, removeValidatedMemberEdit, writeValidatedMemberEdit } from '../agent/validated-member.ts';
import { BY_HAND } from '../mirror/lock-out.ts';

interface HandEdit {
  readonly instanceDirectory: string;
  /**
   * False: 0, its role is to be heard from a primary. True: 1, whoever wanted 0, and whether the instance has taken that over at an earlier
   * start or not.
   */
  readonly validated: boolean;
  readonly isUp: () => boolean;
}

/**
 * `up`: it was, or began to start before the edit was there to be seen; then nothing has been set back. `no-member`: it is no member of a
 * mirror, and nothing was written.
 */
export async function editValidatedMember({ instanceDirectory, validated, isUp }: HandEdit): Promise<'written' | 'up' | 'no-member'> {
  if (isUp()) return 'up';
  const { mirror } = readRegistration(instanceDirectory) ?? {};
  if (!mirror) return 'no-member';
  const about = { mirrorGuid: mirror.guid, memberGuid: mirror.memberGuid, by: '' };
  if (!validated) {
    await writeValidatedMemberEdit(instanceDirectory, { ...about, promotions: [BY_HAND] });
    return isUp() ? 'up' : 'written';
  }
  // One that cannot be read is replaced: a person is there to answer for it.
  const before = await readValidatedMemberEdit(instanceDirectory).catch(() => null);
  await writeValidatedMemberEdit(instanceDirectory, { ...about, promotions: [], isSetBack: true });
  if (!isUp()) return 'written';
  // A word that was meant for this moment must not lie there until a later start, when another one may lead.
  if (before) await writeValidatedMemberEdit(instanceDirectory, before);
  else await removeValidatedMemberEdit(instanceDirectory);
  return 'up';
}
