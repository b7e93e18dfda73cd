/** What happens to a process in the middle of what its loop does: it is killed before an effect, or stopped after some. */
import type { Onlooker } from '../member/mirror-host.ts';
import type { AsyncProcess, FailoverProcess } from './stage.ts';

export function lookOn(instance: FailoverProcess | AsyncProcess, stepped: Onlooker['stepped']): Onlooker {
  const { world, host, process } = instance;
  const endIfDead = () => {
    if (!process.alive) throw new Error('the process is dead');
  };
  return {
    stepped: (event, effects) => {
      world.moved();
      stepped(event, effects);
      // What the checkers look at may have been the last that it did.
      endIfDead();
    },
    carriesOut: (effect) => {
      world.moved();
      endIfDead();
      if (instance.dieAtEffect !== null) {
        instance.dieAtEffect -= 1;
        if (instance.dieAtEffect <= 0) {
          world.note(host.name, `KILL before ${effect.kind}`);
          world.killInstance(host);
          endIfDead();
        }
      }
      const { interruption } = instance;
      if (interruption === null) return;
      interruption.effectsLeft -= 1;
      if (interruption.effectsLeft > 0) return;
      instance.interruption = null;
      world.schedule.after(0, () => process.alive && interruption.interrupt());
    },
  };
}
