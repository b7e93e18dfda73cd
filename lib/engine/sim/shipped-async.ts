/** A simulated async whose loop is the shipped one, `../member/async-driver.ts`; see `shipped-instance.ts`. */
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import { AsyncDriver } from '../member/async-driver.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import { AsyncInstance } from './async-instance.ts';
import type { Channel } from './channel.ts';
import { ShippedHost } from './shipped-host.ts';
import { lookOn } from './shipped-onlooker.ts';
import type { Host, MemberLife, Stage } from './stage.ts';

export class ShippedAsync extends AsyncInstance {
  readonly #driver: AsyncDriver;
  #before: AsyncState['role']['kind'];
  #channel: Channel<FromPrimary, FromBackup> | null = null;

  constructor(world: Stage, host: Host, life: MemberLife) {
    super(world, host, life);
    const ports = new ShippedHost(life, {
      onlooker: lookOn(this, (event, effects) => {
        const { kind } = this.machine.role;
        world.observeAsync({
          who: host.name,
          event: event as AsyncEvent,
          before: this.#before,
          after: kind,
          effects: effects as readonly AsyncEffect[],
        });
        const channel = this.#channel;
        if (event.kind === 'tick' && channel && !channel.isClosed && kind === 'following')
          world.checkers.asyncListens(host, (world.schedule.now - channel.heardMs) * host.clock.rate);
      }),
      stepTaken: (state) => {
        this.#before = this.machine.role.kind;
        this.machine = state as AsyncState;
        if (this.machine.role.kind === 'following') life.lastPrimary = this.machine.role.primary;
      },
      committed: (through) => life.work.allow(through),
      closeDatabases: never,
      runPhase: never,
      opened: (channel) => {
        this.#channel = channel;
        let epoch = 0;
        channel.onWord = (word) => {
          if (word.kind === 'history') epoch = word.epoch;
          if (word.kind === 'follow') world.checkers.asyncFollows(host, epoch);
        };
      },
    });
    this.work.events = {
      onDurable: () => ports.journal.durable(),
      onDamaged: () => ports.dejournaler.damaged(),
      onApply: (record) => world.checkers.appliedByAsync(host, record),
    };
    this.#driver = new AsyncDriver(ports, host.disk.durable);
    this.machine = this.#driver.state;
    this.#before = this.machine.role.kind;
  }

  override start(): void {
    this.world.moved();
    this.#driver.start();
  }

  override end(): void {
    this.world.moved();
    this.hasEnded = true;
    this.#driver.close();
  }

  override hangUp(): void {
    this.world.moved();
    this.#driver.hangUp();
  }

  override configurationChanged(): void {
    this.world.moved();
    this.#driver.settingsChanged();
  }

  override handle(event: AsyncEvent): void {
    this.world.moved();
    this.#driver.feed(event);
  }
}

const never = (): never => {
  throw new Error('an async takes nothing over');
};
