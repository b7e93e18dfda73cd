/**
 * Whoever has a routine ^ZMIRROR leads by itself only after `CanNodeStartToBecomePrimary` has said yes, claims from the arbiter no earlier,
 * and serves no earlier than `CheckBecomePrimaryOK` has. A person's order goes past the first of them.
 */
import type { Effect } from '../mirror/events.ts';
import type { MirrorState, Role } from '../mirror/state.ts';
import { CONSENT_MS } from '../mirror/timing.ts';
import type { Process } from './process.ts';
import type { Host, Stage } from './stage.ts';

/** A yes counts for `CONSENT_MS` of a clock that may be slow, and while the event that it leads to waits in its queue. */
const YES_MS = CONSENT_MS * 1.05 + 100;
const byThemselves: ReadonlySet<string> = new Set(['no-other-member', 'negotiated', 'agent-confirmed', 'primary-resigned']);

export class RoutineCheck {
  readonly #world: Stage;
  /** By process: when its routine said yes last, until it leads or follows. */
  readonly #yes = new WeakMap<Process, number>();
  readonly #checked = new WeakSet<Process>();

  constructor(world: Stage) {
    this.#world = world;
  }

  said(host: Host, isYes: boolean): void {
    const process = host.instance?.process;
    if (process === undefined) return;
    if (isYes) this.#yes.set(process, this.#world.schedule.now);
    else this.#yes.delete(process);
  }

  checked(host: Host): void {
    if (host.instance) this.#checked.add(host.instance.process);
  }

  /** The machine of `host` was in role `before`. */
  stepped(host: Host, before: Role, { role, settings }: MirrorState, effects: readonly Effect[]): void {
    const process = host.instance?.process;
    if (!settings.asksRoutine || process === undefined) return;
    const hasSaidYes = () => this.#world.schedule.now - (this.#yes.get(process) ?? Number.NEGATIVE_INFINITY) <= YES_MS;
    const isOrdered = (before.kind === 'deciding' && before.order !== 'none') || (role.kind === 'deciding' && role.order !== 'none');
    if (role.kind === 'taking-over' && before.kind !== 'taking-over') {
      this.#checked.delete(process);
      if (byThemselves.has(role.cause) && !isOrdered && !hasSaidYes()) this.#broken(host, `takes over (${role.cause})`);
    }
    if (effects.some((effect) => effect.kind === 'tell-arbiter' && effect.message.kind === 'claim') && !isOrdered && !hasSaidYes())
      this.#broken(host, 'claims');
    if (role.kind === 'primary' && before.kind === 'taking-over' && !this.#checked.has(process)) this.#broken(host, 'serves');
  }

  #broken(host: Host, what: string): void {
    this.#world.violated('held', `${host.name} ${what} although its routine has not said yes`);
  }
}
