/**
 * The loop of a machine: one event after the other, the effects of each in their order, and no other event before the last of them is done
 * as far as it must be waited for. So what is to be durable is durable before anything is said, applied or answered that depends on it.
 */
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import type { Effect as MirrorEffect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState } from '../mirror/state.ts';
import type { HostRoads, HostVoice } from './mirror-host.ts';

type LoopHost = Pick<HostRoads, 'clock' | 'onlooker'> & Pick<HostVoice, 'stepTaken'>;

interface Machine<State, Event, Effect> {
  step(state: State, event: Event, now: number): readonly [State, readonly Effect[]];
  /** Returns a promise only where the next effect must wait for this one. */
  carryOut(effect: Effect): Promise<void> | undefined;
  /** Whatever an effect throws that its own code does not expect leaves the machine ahead of the world: this member must not go on. */
  failed(error: unknown): void;
}

export class EffectLoop<
  State extends MirrorState | AsyncState,
  Event extends MirrorEvent | AsyncEvent,
  Effect extends MirrorEffect | AsyncEffect,
> {
  readonly #host: LoopHost;
  readonly #machine: Machine<State, Event, Effect>;
  readonly #queue: Event[] = [];
  #state: State;
  #isDraining = false;
  #hasEnded = false;

  constructor(host: LoopHost, first: State, machine: Machine<State, Event, Effect>) {
    this.#host = host;
    this.#state = first;
    this.#machine = machine;
  }

  get state(): State {
    return this.#state;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** No event is dealt with from now on, and no effect that has not begun. */
  end(): void {
    this.#hasEnded = true;
  }

  feed(event: Event): void {
    if (this.#hasEnded) return;
    this.#queue.push(event);
    if (!this.#isDraining) void this.#drain().catch((error: unknown) => this.#machine.failed(error));
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    while (!this.#hasEnded) {
      const event = this.#queue.shift();
      if (event === undefined) break;
      const [next, effects] = this.#machine.step(this.#state, event, this.#host.clock.nowMs());
      this.#state = next;
      this.#host.stepTaken(next);
      this.#host.onlooker?.stepped(event, effects);
      for (const effect of effects) {
        // What it waited for may not be on the disk: nothing that depends on it is said or applied any more.
        if (this.#hasEnded) break;
        this.#host.onlooker?.carriesOut(effect);
        const running = this.#machine.carryOut(effect);
        if (running) await running;
      }
    }
    this.#isDraining = false;
  }
}
