/** "Observe only", as operators set and clear it: each member hears of it at another moment, and the one that is down when it starts. */
import type { Host, Stage } from './stage.ts';

export function setObserveOnly(world: Stage, host: Host, isSet: boolean): void {
  if (host.observesOnly === isSet) return;
  world.note('-', `${host.name} ${isSet ? 'only observes' : 'takes over again'}`);
  host.observesOnly = isSet;
  const instance = world.failoverAt(host.name);
  instance?.process.deliver(() => instance.configurationChanged());
}

/** Until `isOver`, at random moments about `pauseMs` apart. It stays as it is then. */
export function observeNowAndThen(world: Stage, pauseMs: number, isOver: () => boolean): void {
  const { random, schedule, hosts } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (isOver()) return;
    const isSet = random.chance(0.7);
    for (const host of hosts) if (random.chance(0.7)) setObserveOnly(world, host, isSet);
    observeNowAndThen(world, pauseMs, isOver);
  });
}
