/**
 * One life of a simulated instance: its process, its disk, and the machine of its kind, which is replaced when the member becomes of another kind. Answers what other members ask of it.
 */
import type { LinkReply, LinkRequest } from './messages.ts';
import { AsyncInstance } from './async-instance.ts';
import { DiskWork } from './disk-work.ts';
import { Instance } from './instance.ts';
import type { Side } from './network.ts';
import { Process } from './process.ts';
import { RollWork } from './roll-work.ts';
import type { Host, World } from './world.ts';

const NOTHING = { onDurable: () => {}, onApply: () => {} };

export class Life {
  readonly world: World;
  readonly host: Host;
  readonly process: Process;
  readonly work: DiskWork;
  readonly roll: RollWork;

  constructor(world: World, host: Host) {
    this.world = world;
    this.host = host;
    this.process = new Process(host.name, `instance ${host.name}`);
    this.work = new DiskWork(world, host, this.process, NOTHING);
    this.roll = new RollWork(this);
    world.network.listen(this.process, 'superserver', (side) => this.accept(side));
    this.startMachine();
  }

  /** That of the kind that is written down. */
  startMachine(): void {
    const { host, world } = this;
    host.instance = host.disk.belonging.kind === 'failover' ? new Instance(world, host, this) : new AsyncInstance(world, host, this);
  }

  /** Later, in this life, and not while stopped. */
  later(delayMs: number, action: () => void): void {
    this.world.schedule.after(delayMs, () => this.process.deliver(action));
  }

  private accept(side: Side): void {
    side.onMessage = (request: LinkRequest) => {
      if (request.kind === 'roll-question') return this.roll.answer(side, request.from, request.question);
      const { instance } = this.host;
      if (instance?.kind === 'failover') {
        instance.accept(side);
        return side.onMessage(request as never);
      }
      if (request.kind === 'question') this.world.network.send(side, { kind: 'is-async', roll: this.roll.belonging.roll } satisfies LinkReply);
      this.world.network.close(side);
    };
  }
}
