/** What operators of a simulated mirror order about who leads: try, force and resume. */
import { whyNotForce, whyNotResume } from '../mirror/operator.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import { isProcessThere } from './host.ts';
import { wallSecondsOf } from './wall-clocks.ts';
import type { Host, Stage } from './stage.ts';

/** A moment in which a member that is forced may die, its disk taking nothing, ms. */
const END_MS_MIN = 100;
const END_MS_MAX = 4000;

/**
 * "Try" may be ordered at any moment and must lose nothing. Force and resume take a person's word for it that the other member is down
 * and knows no more; here the word is true, and so nothing may be lost either.
 */
export function orderToLead(world: Stage, host: Host, other: Host | null): void {
  const instance = world.failoverAt(host.name);
  // Refused by the instance (P131), before its machine hears of it.
  if (!instance || !other || !host.disk.belonging.isValidated) return;
  const isVouchedFor = !isProcessThere(other) && compareKnowledge(host.disk.journal.state, other.disk.journal.state) >= 0;
  const orderedS = wallSecondsOf(world, host);
  const order = (event: MirrorEvent) => {
    world.note('-', `operator: ${event.kind} on ${host.name}`);
    instance.process.deliver(() => instance.handle(event));
  };
  if (isVouchedFor && whyNotResume(instance.machine) === null) return order({ kind: 'resume-ordered' });
  const mayBeForced = whyNotForce(instance.machine) === null;
  // Vouched for, nothing is lost; else it is down, but knows more, and what only it has is given up.
  const isForced = mayBeForced && (isVouchedFor || (world.temper.doForce && !isProcessThere(other)));
  if (isForced && world.checkers.mayForce(host, other)) {
    if (world.temper.doForce && world.random.chance(0.4)) endInTheMiddle(world, host);
    return order({ kind: 'primary-ordered', order: 'force', orderedS });
  }
  order({ kind: 'primary-ordered', order: 'try', orderedS });
}

/** Its disk takes nothing, and it dies, perhaps before its term is in any journal; so it may be demoted by who leads then. */
function endInTheMiddle(world: Stage, host: Host): void {
  host.isDiskFailing = true;
  world.schedule.after(world.random.between(END_MS_MIN, END_MS_MAX), () => {
    if (world.isMended) return;
    host.isDiskFailing = false;
    world.killInstance(host);
  });
}
