/**
 * Bits that change in a journal file of a failover member that follows: what it must still apply cannot be read any more. It finds that out
 * when it applies, and its copy is whole again once it follows a primary the next time: then it looks at it, and asks for what is damaged.
 */
import { partnerIn } from '../mirror/roll.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

/** Until `isOver`, at random moments about `pauseMs` apart. */
export function damageNowAndThen(world: World, pauseMs: number, isOver: () => boolean): void {
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

export function damageJournal(world: World, host: Host): void {
  world.note('-', `journal of ${host.name} damaged`);
  host.isJournalDamaged = true;
}

/** A person mends the files of those without whom nobody could lead: the others mend theirs by following. */
export function mendWhereNobodyElseLeads(world: World): void {
  for (const host of world.hosts) {
    const { belonging, promotion } = host.disk;
    const hasPartner =
      belonging.kind === 'failover' && belonging.isValidated && promotion === null && partnerIn(belonging.roll, host.self.guid) !== null;
    if (!hasPartner || host.onlyPrimary === host.self.guid) host.isJournalDamaged = false;
  }
}
