/** One seed, from beginning to end, with the loops that are simulated or with those that ship. */
import { hop, withoutOutside } from './running-dry.ts';
import { type Outcome, World, type WorldOptions } from './world.ts';

/** `prepare` sees the world before it begins. */
export async function runSeed(seed: number, options: WorldOptions = {}, prepare?: (world: World) => void): Promise<Outcome> {
  const build = () => {
    const world = new World(seed, options);
    prepare?.(world);
    return world;
  };
  return options.drivers === 'shipped' ? withoutOutside(() => build().runShipped(hop)) : build().run();
}
