/**
 * Wall clocks that jump: somebody sets one wrong, or its battery is empty, and sets it right after a while. Only the term of a member that
 * an operator orders to lead looks at one, and however wrong it is, no term may be opened that is not above all that the member knows.
 */
import type { Host, Stage } from './stage.ts';

const WRONG_MS_MIN = 2000;
const WRONG_MS_MAX = 40_000;
const HOUR_S = 3600;
const YEAR_S = 365 * 24 * HOUR_S;
/** How wrong one is, s: an empty battery, a time zone, a mistyped year. */
const ERRORS_S = [-60 * YEAR_S, -HOUR_S, HOUR_S, YEAR_S];

/** 2030-01-01, when a world begins. */
const BEGINNING_S = 1_893_456_000;

/** What the wall clock of a host shows, s since 1970. */
export const wallSecondsOf = ({ schedule }: Stage, { wallErrorS }: Host): number =>
  Math.max(0, BEGINNING_S + Math.floor(schedule.now / 1000) + wallErrorS);

/** Until `isOver`, at random moments about `pauseMs` apart. */
export function jumpNowAndThen(world: Stage, pauseMs: number, isOver: () => boolean): void {
  const { random, schedule, hosts } = world;
  schedule.after(random.skewed(pauseMs / 10, pauseMs * 2), () => {
    if (isOver()) return;
    const host = random.pick(hosts);
    host.wallErrorS = random.pick(ERRORS_S);
    world.note('-', `the wall clock of ${host.name} jumps by ${host.wallErrorS} s`);
    schedule.after(random.skewed(WRONG_MS_MIN, WRONG_MS_MAX), () => {
      host.wallErrorS = 0;
    });
    jumpNowAndThen(world, pauseMs, isOver);
  });
}
