/**
 * A simulated failover member whose loop is the shipped one, `../member/mirror-driver.ts`: queue, draining, awaited effects, begun work,
 * sessions and comparing are what ships. What it does not replace is around the loop: writers, databases, the phases of a takeover.
 */
import type { FromBackup, FromPrimary } from '../link/mirror-protocol.ts';
import type { JournalPosition } from '../journal/position.ts';
import { AsyncFeed } from '../channel/async-feed.ts';
import { MirrorDriver } from '../member/mirror-driver.ts';
import type { RollEntry } from '../mirror/roll.ts';
import type { MirrorEvent } from '../mirror/events.ts';
import type { MirrorState } from '../mirror/state.ts';
import { Channel } from './channel.ts';
import type { Block } from './disk.ts';
import { Instance } from './instance.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import type { Side } from './network.ts';
import { ShippedHost } from './shipped-host.ts';
import { lookOn } from './shipped-onlooker.ts';
import type { Host, MemberLife, Stage } from './stage.ts';

export class ShippedInstance extends Instance {
  readonly #driver: MirrorDriver;
  readonly #ports: ShippedHost;
  #before: MirrorState['role'];

  constructor(world: Stage, host: Host, life: MemberLife) {
    super(world, host, life);
    this.#ports = new ShippedHost(life, {
      onlooker: lookOn(this, (event, effects) => {
        world.observe(host, event as MirrorEvent, this.#before, this.machine, effects as never);
        if (this.onNews !== null && effects.some(({ kind }) => kind === 'log'))
          world.schedule.after(0, () => this.process.deliver(() => this.onNews?.()));
      }),
      stepTaken: (state) => {
        this.#before = this.machine.role;
        this.machine = state as MirrorState;
      },
      committed: (through) => this.commitThrough(through),
      closeDatabases: () => this.closeDatabases(),
      runPhase: (phase, epoch, settle) => this.runPhase(phase, epoch, settle),
      opened: () => undefined,
    });
    this.work.events = {
      onDurable: () => this.#ports.journal.durable(),
      onDamaged: () => this.#ports.dejournaler.damaged(),
      onApply: (record) => world.checkers.applied({ host, record, role: this.machine.role }),
    };
    this.#driver = new MirrorDriver(this.#ports, host.disk.durable);
    this.machine = this.#driver.state;
    this.#before = this.machine.role;
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

  override configurationChanged(): void {
    this.world.moved();
    this.#driver.settingsChanged();
  }

  override closeOldChannels(kinds: Readonly<Record<string, RollEntry['kind']>>): void {
    this.world.moved();
    for (const follower of this.#driver.followers.values()) {
      const kind = kinds[follower.memberGuid];
      if (kind !== undefined && follower instanceof AsyncFeed === (kind === 'failover')) follower.connection.close();
    }
  }

  override handle(event: MirrorEvent): void {
    this.world.moved();
    this.#driver.feed(event);
  }

  /** A new file is on the disk before anything is written into it, and all of the one before. */
  protected override switchJournal(): void {
    if (this.journal.durable.offset !== this.journal.end.offset || this.journal.durable.fileCount !== this.journal.end.fileCount) return;
    super.switchJournal();
    this.journal.durable = this.journal.end;
    this.#ports.journal.durable();
  }

  protected override append(block: Block): void {
    const at = this.journal.end;
    super.append(block);
    this.#ports.journal.live(block, at);
  }

  override receivedBy(guid: string): JournalPosition | null {
    const followers = [...this.#driver.followers.values()].filter(({ isFollowing }) => isFollowing);
    return followers.find(({ memberGuid }) => memberGuid === guid)?.received ?? null;
  }

  override accept(side: Side): void {
    const { network } = this.world;
    side.onMessage = (request: LinkRequest) => {
      if (request.kind === 'question') {
        this.world.moved();
        void this.#driver.ask(request.question).then((answer) => {
          network.send(side, { kind: 'answer', answer, isRoleUnknown: this.host.disk.promotion === 'role-unknown' } satisfies LinkReply);
          network.close(side);
        });
      } else if (request.kind === 'hello') {
        this.world.moved();
        const member = this.#ports.config().members.find(({ guid }) => guid === request.guid);
        if (!member || (member.kind === 'failover' && this.life.roll.isBusy)) return network.close(side);
        this.#driver.acceptFollower(member, new Channel<FromBackup, FromPrimary>(this.world, side), 'none');
      }
    };
  }
}
