/** What a takeover does here, phase by phase, by order of the mirror machine; it alone says what comes next. */
import type { Epoch } from '../journal/epoch.ts';
import type { JournalMender } from '../channel/journal-mending.ts';
import type { TakeoverPhase } from '../mirror/state.ts';
import type { MemberWorld } from './member-world.ts';
import type { OwnMember } from './own-member.ts';
import type { Promotion } from './promotion.ts';
import type { OwnVirtualIp } from './virtual-ip.ts';

export interface TakingOver extends Pick<OwnMember, 'journal' | 'dejournaler' | 'membership' | 'config'> {
  readonly mender: Pick<JournalMender, 'mend'>;
  readonly virtualIp: Pick<OwnVirtualIp, 'take'>;
  readonly promotion: Pick<Promotion, 'led'>;
}
type TakeoverWorld = Pick<MemberWorld, 'register' | 'beginTerm' | 'allowUsers'> & {
  readonly storage: { readonly byMirror: { openMirrored(): Promise<void> } };
};

/** Rejects with what keeps this member from taking over. */
export async function runPhase(
  instance: TakeoverWorld,
  member: TakingOver,
  { phase, epoch }: { phase: Exclude<TakeoverPhase, 'persist'>; epoch: Epoch },
): Promise<void> {
  switch (phase) {
    case 'settle':
      return member.journal.stopReceiving();
    case 'apply':
      return applyAll(member);
    case 'switch-journal':
      return instance.beginTerm(epoch);
    case 'open-databases':
      return instance.storage.byMirror.openMirrored();
    case 'virtual-ip':
      return member.virtualIp.take();
    case 'open':
      // By it the others judge a dead primary, and may lead past one that has not written down what it became. And before a promotion
      // forgets that it must lead: a member that ends here does at its next start.
      if (!(await instance.register(member))) throw new Error('the record for the ISCAgent of its host cannot be written');
      await member.promotion.led();
      instance.allowUsers();
  }
}

/** A damaged block may be whole at others, the dead primary's agent among them. */
async function applyAll({ dejournaler, mender, journal }: TakingOver): Promise<void> {
  try {
    await dejournaler.applyAll();
  } catch (error) {
    const { count, fault } = await mender.mend((dejournaler.neededFrom() ?? journal.state().durable).fileCount);
    if (count === 0 || fault !== null) throw error;
    await dejournaler.applyAll();
  }
}
