/**
 * The newest journal file of a member that somebody deletes while no process is there, and puts back after a while. Its agent reports
 * nothing then, rather than less than there was. A member that starts without it does not lead by what is left, nor agree that another one
 * leads, before it has heard its role from a primary (`../member/lost-end.ts`); it receives what it has lost.
 */
import { withLostEnd } from '../mirror/lost-end.ts';
import { isProcessThere } from './host.ts';
import type { Host, Stage } from './stage.ts';

const GONE_MS_MIN = 1000;
const GONE_MS_MAX = 20_000;

/** Until everything is mended, at random moments about `pauseMs` apart: of one member at a time, which dies. */
export function loseEndNowAndThen(world: Stage, pauseMs: number): void {
  const { random, schedule, hosts } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (world.isMended) return;
    const host = random.pick(hosts);
    if (host.disk.journal.end.fileCount > 1 && hosts.every(({ disk }) => !disk.journal.hasLostEnd)) loseEnd(world, host);
    loseEndNowAndThen(world, pauseMs);
  });
}

function loseEnd(world: Stage, host: Host): void {
  const { random, schedule } = world;
  world.killInstance(host);
  if (isProcessThere(host)) return;
  world.note('-', `the newest journal file of ${host.name} is deleted`);
  world.hasLockedOut = true;
  host.disk.journal.loseNewest();
  schedule.after(random.skewed(GONE_MS_MIN, GONE_MS_MAX), () => putEndBack(world, host));
}

/** By a person, who restarts the member if it waits. One that has had it from a primary meanwhile, or runs as an async, is left alone. */
export function putEndBack(world: Stage, host: Host): void {
  const { journal, isEndLost } = host.disk;
  if (!journal.hasLostEnd) return;
  if (isProcessThere(host) && !isEndLost) return journal.leaveLost();
  world.killInstance(host);
  world.note('-', `the newest journal file of ${host.name} is put back`);
  journal.putNewestBack();
}

/** What a member that starts finds: false, it cannot start. */
export function noticeLostEnd({ disk }: Host): boolean {
  const { journal, belonging, promotion } = disk;
  if (!journal.isNewestMissed) return true;
  const isBeingPromoted = promotion !== null && promotion !== 'role-unknown';
  const verdict = withLostEnd({ isFailover: belonging.kind === 'failover', isBeingPromoted });
  if (verdict !== 'waits') return verdict === 'starts';
  if (promotion === null) disk.lockedBy = [];
  disk.promotion = 'role-unknown';
  disk.isEndLost = true;
  return true;
}
