/**
 * Bits that change in a journal file of a failover member that follows: what it must still apply cannot be read any more. It finds that out
 * when it applies, and its copy is whole again once it follows a primary the next time: then it looks at it, and asks for what is damaged.
 */
import { partnerIn } from '../mirror/roll.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { Host, Stage } from './stage.ts';

/** Until `isOver`, at random moments about `pauseMs` apart. */
export function damageNowAndThen(world: Stage, pauseMs: number, isOver: () => boolean): void {
  const { random, schedule } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (isOver()) return;
    const follower = world.members.find(
      ({ instance }) => instance?.machine.role.kind === 'backup' || instance?.machine.role.kind === 'synchronizing',
    );
    if (follower) damageJournal(world, follower);
    damageNowAndThen(world, pauseMs, isOver);
  });
}

export function damageJournal(world: Stage, host: Host): void {
  world.note('-', `journal of ${host.name} damaged`);
  host.isJournalDamaged = true;
}

/**
 * A person mends the files of those without whom nobody could lead: the others mend theirs by following. Of a member with a partner only
 * when it says that it has given its takeover up, and the other one, which could have led with everything that was acknowledged, knows
 * less.
 */
export function mendWhereNobodyElseLeads(world: Stage): void {
  for (const host of world.hosts) {
    if (!hasPartner(host) || host.onlyPrimary === host.self.guid || isMissedByItsPartner(world, host)) host.isJournalDamaged = false;
  }
}

const hasPartner = ({ self, disk: { belonging, promotion } }: Host) =>
  belonging.kind === 'failover' && belonging.isValidated && promotion === null && partnerIn(belonging.roll, self.guid) !== null;

/** Seed 11018166 of 2026-11-30: the member with the newest journal could not apply it, and was waited for. */
function isMissedByItsPartner(world: Stage, { self, disk, instance }: Host): boolean {
  const partner = partnerIn(disk.belonging.roll, self.guid);
  if (partner === null || instance?.kind !== 'failover' || instance.machine.unable === null) return false;
  return compareKnowledge(world.hostWith(partner.guid).disk.journal.state, disk.journal.state) < 0;
}
