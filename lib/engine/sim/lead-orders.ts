/** What operators of a simulated mirror order about who leads: try, force and resume. */
import { whyNotForce, whyNotOrdered, whyNotResume } from '../mirror/operator.ts';
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
  if (!instance || !other) return;
  const { belonging, promotion } = host.disk;
  // Refused by the instance, before its machine hears of it.
  const isRefused = (what: 'try' | 'force') =>
    whyNotOrdered(what, { isValidated: belonging.isValidated, isRoleUnknown: promotion === 'role-unknown' }) !== null;
  if (isRefused('force')) return;
  const isVouchedFor = !isProcessThere(other) && [host, other].every((one) => knowsAllOf(host, one));
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
  if (!isRefused('try')) order({ kind: 'primary-ordered', order: 'try', orderedS });
}

/** Nothing is lost when `host` leads without `other`, not even what somebody has deleted there, or here. */
export const knowsAllOf = (host: Host, other: Host) => compareKnowledge(host.disk.journal.state, other.disk.journal.known) >= 0;

/** Without any primary, by a person who has seen to it that all others are down. */
export function forceToLead(world: Stage, host: Host, others: readonly Host[]): void {
  const instance = world.failoverAt(host.name);
  if (!instance || whyNotForce(instance.machine) !== null || !others.every((other) => world.checkers.mayForce(host, other))) return;
  world.note('-', `operator: force ${host.name}, which has the newest journal`);
  const orderedS = wallSecondsOf(world, host);
  instance.process.deliver(() => instance.handle({ kind: 'primary-ordered', order: 'force', orderedS }));
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
