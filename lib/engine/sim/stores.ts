/**
 * The configuration store of a member that refuses for a while what a primary says of the mirror: its disk is full, or somebody locks it.
 * Such a member does not follow, tells both sides why, and tries again. What it writes of itself is not refused here.
 */
import type { ReceiverObstacle } from '../mirror/obstacle.ts';
import type { Stage } from './stage.ts';

const REFUSING_MS_MIN = 500;
const REFUSING_MS_MAX = 20_000;

export const STORE_REFUSES: ReceiverObstacle = { kind: 'store', detail: 'it refuses' };

/** Until `isOver`, at random moments about `pauseMs` apart. */
export function refuseNowAndThen(world: Stage, pauseMs: number, isOver: () => boolean): void {
  const { random, schedule, hosts } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (isOver()) return;
    const host = random.pick(hosts);
    if (!host.isStoreRefusing) {
      world.note('-', `the store of ${host.name} refuses`);
      host.isStoreRefusing = true;
      schedule.after(random.skewed(REFUSING_MS_MIN, REFUSING_MS_MAX), () => {
        host.isStoreRefusing = false;
      });
    }
    refuseNowAndThen(world, pauseMs, isOver);
  });
}
