/** The simulated ISCAgent of a member's host, and the arbiter: processes of their own, which live and die apart from the instances. */
import { stepArbiter, type ArbiterEvent, type ArbiterState, startArbiter } from '../agent/arbiter.ts';
import { aimOf, isFor } from '../agent/meant.ts';
import { epochOf, mayLockOut, ownersLocked, ownersReleased } from '../mirror/lock-out.ts';
import type { LockAnswer } from '../mirror/promotion-steps.ts';
import type { Roll } from '../mirror/roll.ts';
import type { AgentReport } from '../mirror/dialogue.ts';
import type { Arrangement } from '../mirror/state.ts';
import { standingOf } from '../mirror/turn.ts';
import { missingAt } from './holes.ts';
import { TICK_MS } from '../mirror/timing.ts';
import type { Block } from './disk.ts';
import type { AgentReply, AgentRequest, ArbiterReply, ArbiterRequest } from './messages.ts';
import { memberAt, type Side } from './network.ts';
import { Process } from './process.ts';
import { isProcessThere } from './host.ts';
import type { Host, Stage } from './stage.ts';

/** How long an agent waits for its instance before it calls it unresponsive. */
const INSTANCE_ANSWER_MS = 300;
const BLOCKS_PER_REPLY = 8;

/** What it cannot serve while the newest file is not there. */
const isOfJournal = ({ kind }: AgentRequest) => kind === 'journal-reach' || kind === 'history' || kind === 'read';

export class Agent {
  readonly process: Process;
  private readonly world: Stage;
  private readonly host: Host;

  constructor(world: Stage, host: Host) {
    this.world = world;
    this.host = host;
    this.process = new Process(host.name, `agent ${host.name}`);
    world.network.listen(this.process, 'agent', (side) => {
      // Refused (2051): to the caller as good as no answer.
      if (!isFor(memberAt(side.meant), memberAt(host.name))) return world.network.close(side);
      side.onMessage = (request: AgentRequest) => this.answer(side, request);
    });
  }

  private answer(side: Side, request: AgentRequest): void {
    const reply = (message: AgentReply) => this.world.network.send(side, message);
    const { journal } = this.host.disk;
    if (journal.isNewestMissed && isOfJournal(request)) return this.world.network.close(side);
    switch (request.kind) {
      case 'report': {
        const { instance } = this.host;
        if (instance === null || !instance.process.paused) return reply({ kind: 'report', report: this.report() });
        return this.world.schedule.after(INSTANCE_ANSWER_MS, () =>
          this.process.deliver(() => reply({ kind: 'report', report: this.report() })),
        );
      }
      case 'force-down':
        return reply({ kind: 'report', report: this.forceDown(request, side.peer.host) });
      case 'set-validated-member':
        return reply({ kind: 'lock', answer: this.editValidatedMember(request) });
      case 'journal-reach':
        return reply({ kind: 'report', report: { instance: 'down', journal: journal.durable.fileCount === 0 ? 'none' : journal.state } });
      case 'history':
        return !isProcessThere(this.host) || request.mayLive
          ? reply({ kind: 'history', history: journal.historyHere() })
          : this.world.network.close(side);
      case 'read': {
        for (let from = request.from; ; ) {
          if (isProcessThere(this.host) && !request.mayLive) return this.world.network.close(side);
          const blocks: Block[] = [];
          for (let following = journal.read(from); following !== null && blocks.length < BLOCKS_PER_REPLY; following = journal.read(from)) {
            if (missingAt(this.host, journal, from) !== null) return this.world.network.close(side);
            blocks.push(following.block);
            from = following.next;
          }
          const isLast = journal.read(from) === null;
          reply({ kind: 'blocks', blocks, isLast });
          if (isLast) return;
        }
      }
    }
  }

  private forceDown({ meant, isFence }: Extract<AgentRequest, { kind: 'force-down' }>, by: string): AgentReport {
    const { instance, quiet, disk } = this.host;
    if (!isProcessThere(this.host)) return this.report();
    const aim = aimOf(meant, {
      process: instance?.life.name ?? quiet ?? '',
      isResponsive: instance?.process.paused !== true,
      standing: instance?.kind === 'failover' ? standingOf(instance.machine) : null,
    });
    if (aim === 'unclear') return this.report();
    if (aim === 'spare') return { instance: 'down', journal: disk.journal.state };
    this.world.note(this.host.name, 'is forced down by its agent');
    if (isFence && instance) this.world.checkers.fenced({ by: this.world.host(by), victim: instance });
    this.world.killInstance(this.host);
    return this.report();
  }

  /** What is on the disk before the process is there to be seen is seen by it; see lib/engine/agent/validated-member.ts. */
  private editValidatedMember({
    order,
    promotion,
    roll: known,
    epoch,
  }: Extract<AgentRequest, { kind: 'set-validated-member' }>): LockAnswer<Roll> {
    const { disk, self } = this.host;
    const report = this.report();
    if (report.instance === 'up') return { kind: 'up', isFailover: report.standing !== null };
    const { roll } = disk.belonging;
    if (order === 'lock') {
      const locked = { guid: self.guid, roll, epoch: epochOf(report.journal) };
      if (!mayLockOut({ roll: known, epoch }, locked)) return { kind: 'knows-more', roll };
      if (epoch !== undefined) this.world.checkers.lockedOutBy(epoch, this.host);
      disk.edit = ownersLocked(disk.edit, promotion);
      // Not by a primary that demotes it.
      if (known !== null) this.world.onLocked?.(this.host);
    }
    if (order === 'release') disk.edit = ownersReleased(disk.edit, promotion);
    return disk.edit.includes(promotion) ? { kind: 'held', journal: report.journal, roll } : { kind: 'open' };
  }

  private report(): AgentReport {
    const { instance, quiet, disk } = this.host;
    if (quiet !== null) return { instance: 'up', responsive: true, standing: null };
    if (instance === null) {
      this.host.holdsVirtualIp = false;
      const isUnreadable = this.world.random.chance(this.world.temper.unreadableChance) && !this.world.isMended;
      if (this.host.isJournalUnreadable || isUnreadable || disk.journal.isNewestMissed) return { instance: 'down', journal: 'unreadable' };
      return { instance: 'down', journal: disk.journal.durable.fileCount === 0 ? 'none' : disk.journal.state };
    }
    if (instance.process.paused) return { instance: 'up', responsive: false, standing: null, process: instance.life.name };
    return { instance: 'up', responsive: true, standing: instance.kind === 'failover' ? standingOf(instance.machine) : null };
  }
}

export class Arbiter {
  readonly process: Process;
  private readonly world: Stage;
  private state: ArbiterState;
  private readonly sides = new Map<number, Side>();
  private sessionCount = 0;

  constructor(world: Stage) {
    this.world = world;
    this.state = startArbiter(world.newGuid());
    this.process = new Process('c', 'arbiter');
    world.network.listen(this.process, 'arbiter', (side) => this.accept(side));
    this.tickLater();
  }

  /** Could a claim of this arrangement still be granted, or has it been? */
  mayTakeOverBy({ id, incarnation }: Arrangement): boolean {
    const known = this.state.arrangements.get('m');
    return this.state.incarnation === incarnation && known?.id === id && known.known && known.verdict !== 'continue';
  }

  private tickLater(): void {
    this.world.schedule.after(TICK_MS, () =>
      this.process.deliver(() => {
        this.handle({ kind: 'tick' });
        this.tickLater();
      }),
    );
  }

  private accept(side: Side): void {
    let session: number | null = null;
    side.onMessage = (request: ArbiterRequest) => {
      if (request.kind === 'hello') {
        this.sessionCount += 1;
        session = this.sessionCount;
        this.sides.set(session, side);
        this.world.network.send(side, { kind: 'welcome', incarnation: this.state.incarnation } satisfies ArbiterReply);
        this.handle({ kind: 'opened', session, mirror: 'm', member: request.member, qosTimeoutMs: this.world.temper.qosTimeoutMs });
      } else if (session !== null) this.handle({ kind: 'said', session, message: request.message });
    };
    side.onClosed = () => {
      if (session !== null && this.sides.delete(session)) this.handle({ kind: 'closed', session });
    };
  }

  private handle(event: ArbiterEvent): void {
    const [state, effects] = stepArbiter(this.state, event, this.world.schedule.now);
    this.state = state;
    for (const effect of effects) {
      const side = this.sides.get(effect.session);
      if (side === undefined) continue;
      if (effect.kind === 'send') {
        if (effect.message.kind !== 'heartbeat')
          this.world.note('c', `to ${side.peer.host}: ${effect.message.kind} ${effect.message.arrangement}`);
        this.world.network.send(side, { kind: 'said', message: effect.message } satisfies ArbiterReply);
      } else {
        this.sides.delete(effect.session);
        this.world.network.close(side);
      }
    }
  }
}
