/**
 * One life of a simulated instance: its process, its disk, and the machine of its kind, which is replaced when the member becomes of
 * another kind. Answers what other members ask of it.
 */
import { isFor } from '../agent/meant.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { AsyncInstance } from './async-instance.ts';
import { DiskWork } from './disk-work.ts';
import { Instance } from './instance.ts';
import { memberAt, type Side } from './network.ts';
import { Process } from './process.ts';
import { PromotionWork } from './promotion-work.ts';
import { PurgeWork } from './purge-work.ts';
import { RoleWatching } from './role-watching.ts';
import { RollWork } from './roll-work.ts';
import { ShippedAsync } from './shipped-async.ts';
import { ShippedInstance } from './shipped-instance.ts';
import { wallSecondsOf } from './wall-clocks.ts';
import type { AsyncProcess, FailoverProcess, Host, MemberLife, Stage } from './stage.ts';

const NOTHING = { onDurable: () => {}, onDamaged: () => {}, onApply: () => {} };

export class Life implements MemberLife {
  readonly world: Stage;
  readonly host: Host;
  readonly process: Process;
  readonly name: string;
  readonly work: DiskWork;
  readonly roll: RollWork;
  readonly promotion: PromotionWork;
  private readonly purge: PurgeWork;
  lastPrimary: string | null = null;

  constructor(world: Stage, host: Host, name: string) {
    this.world = world;
    this.host = host;
    this.process = new Process(host.name, `instance ${host.name}`);
    this.name = name;
    this.work = new DiskWork(world, host, this.process, NOTHING);
    this.roll = new RollWork(this);
    this.promotion = new PromotionWork(this);
    this.purge = new PurgeWork(this);
    world.network.listen(this.process, 'superserver', (side) => this.accept(side));
    this.takeOverEdit();
    const machine = this.newMachine();
    // What is found before it may start starts a machine of its own.
    new RoleWatching(this).begin(() => this.host.instance === machine && this.startMachine(machine));
    this.purge.begin();
  }

  /** `ValidatedMember` from outside becomes its own. */
  private takeOverEdit(): void {
    const { disk } = this.host;
    const isLockedOut = disk.edit.length > 0;
    const isTold = isLockedOut || (disk.isSetBack && disk.promotion === 'role-unknown');
    if (isTold && disk.belonging.kind === 'failover') {
      disk.belonging = { ...disk.belonging, isValidated: !isLockedOut };
      disk.lockedBy = isLockedOut ? [...new Set([...(disk.promotion === 'role-unknown' ? disk.lockedBy : []), ...disk.edit])] : [];
      disk.promotion = isLockedOut || disk.isEndLost ? 'role-unknown' : null;
    }
    disk.edit = [];
    disk.isSetBack = false;
  }

  /** Of the kind that is written down. */
  private newMachine(): FailoverProcess | AsyncProcess {
    const { host, world } = this;
    const [Failover, Async] = world.options.drivers === 'shipped' ? [ShippedInstance, ShippedAsync] : [Instance, AsyncInstance];
    host.instance = host.disk.belonging.kind === 'failover' ? new Failover(world, host, this) : new Async(world, host, this);
    return host.instance;
  }

  startMachine(machine = this.newMachine()): void {
    machine.start();
    this.promotion.goOn();
    this.goOnPromoting();
  }

  startMirroring(): void {
    this.host.instance?.handle({ kind: 'mirror-start-ordered', why: 'operator' });
    this.goOnPromoting();
  }

  goOnPromoting(): void {
    const { instance, disk } = this.host;
    if (instance?.kind !== 'failover' || (disk.promotion !== 'leading' && disk.promotion !== 'leading-by-force')) return;
    instance.handle({
      kind: 'promotion-settled',
      forced: disk.promotion === 'leading-by-force',
      orderedS: wallSecondsOf(this.world, this.host),
    });
  }

  later(delayMs: number, action: () => void): void {
    this.world.schedule.after(delayMs, () => this.process.deliver(action));
  }

  private accept(side: Side): void {
    // It came to an address that was another member's.
    if (!isFor(memberAt(side.meant), memberAt(this.host.name))) return this.world.network.close(side);
    side.onMessage = (request: LinkRequest) => {
      if (request.kind === 'roll-question') return this.roll.answer(side, request.from, request.question);
      if (request.kind === 'purge-question') return this.purge.answer(side);
      const { instance } = this.host;
      if (instance?.kind === 'failover') {
        instance.accept(side);
        return side.onMessage(request as never);
      }
      if (request.kind === 'question')
        this.world.network.send(side, {
          kind: 'is-async',
          roll: this.roll.belonging.roll,
          isBeingPromoted: this.promotion.isRunning,
          word: this.roll.word,
        } satisfies LinkReply);
      this.world.network.close(side);
    };
  }
}
