/**
 * A simulated ^ZMIRROR: it says yes or no, ends with an error, or says nothing until somebody ends its process, as operators do when all is
 * mended. From then on it says yes.
 */
import type { MemberLife } from './stage.ts';

interface Answer {
  readonly isYes: boolean;
  readonly why: string;
}

export class RoutineWork {
  readonly #life: MemberLife;

  constructor(life: MemberLife) {
    this.#life = life;
  }

  get isThere(): boolean {
    return this.#life.world.temper.routine !== null;
  }

  /** `settle` is called once, or never, if the process ends first. */
  ask(settle: (answer: Answer) => void): void {
    const { world, host } = this.#life;
    const { routine } = world.temper;
    if (routine === null) throw new Error('there is no routine');
    const answer = (): Answer => {
      if (world.isMended || world.random.chance(routine.yesChance)) return { isYes: true, why: '' };
      return { isYes: false, why: world.random.chance(0.2) ? '<UNDEFINED>' : '' };
    };
    if (world.random.chance(routine.silentChance) && !world.isMended) return this.#silent(settle);
    this.#life.later(world.random.skewed(1, routine.slowestMs), () => {
      const given = answer();
      world.checkers.routine.said(host, given.isYes);
      settle(given);
    });
  }

  #silent(settle: (answer: Answer) => void): void {
    const { world, host } = this.#life;
    const wait = (): void =>
      this.#life.later(500, () => {
        if (!world.isMended) return wait();
        world.checkers.routine.said(host, false);
        settle({ isYes: false, why: 'its process was ended' });
      });
    wait();
  }
}
