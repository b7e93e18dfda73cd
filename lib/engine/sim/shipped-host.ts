/**
 * What the shipped drivers ask of the instance around them, simulated: `../member/mirror-host.ts` over the simulated network, disk, agents
 * and clock. Every promise that it gives is settled by an event of the schedule, in the process, or never: a dead process goes on with
 * nothing.
 */
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { Story } from '../../contract/stories.ts';
import { isWordOf } from '../agent/meant.ts';
import type { PrimaryConnection } from '../channel/primary-words.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { FromBackup, FromPrimary, MemberProgress } from '../link/mirror-protocol.ts';
import type { HaltKind, MirrorHost, Onlooker } from '../member/mirror-host.ts';
import type { AsyncState } from '../mirror/async-state.ts';
import type { Roll } from '../mirror/roll.ts';
import type { Durable } from '../mirror/durable.ts';
import type { AgentReport } from '../mirror/dialogue.ts';
import type { MirrorState, TakeoverPhase } from '../mirror/state.ts';
import type { Clock } from '../ports/clock.ts';
import { callAgent, fetchJournal } from './agent-calls.ts';
import { connectArbiter } from './arbiter-calls.ts';
import { Channel } from './channel.ts';
import { hostOf, memberOn } from './host.ts';
import { DejournalerPort, JournalPort } from './journal-port.ts';
import { failoverSettings } from './machine-settings.ts';
import type { ArbiterRequest, LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS, type Side } from './network.ts';
import { STORE_REFUSES } from './stores.ts';
import { wallSecondsOf } from './wall-clocks.ts';
import type { Host, MemberLife, Stage } from './stage.ts';

/** What the instance of the kind that the member is does besides. */
export interface HostWork {
  readonly onlooker: Onlooker;
  stepTaken(state: MirrorState | AsyncState): void;
  committed(through: JournalPosition): void;
  closeDatabases(): void;
  runPhase(phase: TakeoverPhase, epoch: number, settle: { done: () => void; failed: (reason: string) => void }): void;
  /** A data channel to a primary has been opened. */
  opened(channel: Channel<FromPrimary, FromBackup>): void;
}

export class ShippedHost implements MirrorHost {
  readonly clock: Clock;
  readonly processName: string;
  readonly journal: JournalPort;
  readonly dejournaler: DejournalerPort;
  readonly onlooker: Onlooker;
  readonly #world: Stage;
  readonly #host: Host;
  readonly #life: MemberLife;
  readonly #work: HostWork;
  #arbiter: Side | null = null;

  constructor(life: MemberLife, work: HostWork) {
    const { world, host } = life;
    this.#world = world;
    this.#host = host;
    this.#life = life;
    this.#work = work;
    this.onlooker = work.onlooker;
    this.processName = life.name;
    this.journal = new JournalPort(world, host, life.work);
    this.dejournaler = new DejournalerPort(world, host, life.work);
    this.clock = this.#simulatedClock();
  }

  #simulatedClock(): Clock {
    const later = (ms: number, action: () => void) => this.#life.later(ms, this.#moving(action));
    return {
      nowMs: () => this.#world.clockOf(this.#host),
      wallTime: () => new Date(1000 * wallSecondsOf(this.#world, this.#host)),
      after: (ms, action) => {
        let isStopped = false;
        later(ms, () => isStopped || action());
        return () => {
          isStopped = true;
        };
      },
      every: (ms, action) => {
        let isStopped = false;
        const next = (inMs: number): void =>
          later(inMs, () => {
            if (isStopped) return;
            action();
            next(ms);
          });
        // Members that start together do not tick together.
        next(this.#world.random.next() * ms);
        return () => {
          isStopped = true;
        };
      },
    };
  }

  /** What the drivers do with it runs dry before anything else happens. */
  #moving<Args extends unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      this.#world.moved();
      action(...args);
    };
  }

  /** Settled by what `begin` is given, in this process. */
  #settledBy<T>(begin: (settle: (value: T) => void) => void): Promise<T> {
    return new Promise((resolve) => begin(this.#moving(resolve)));
  }

  // The configuration

  config(): MirrorConfig {
    return { ...configOf(this.#world, this.#host.disk.belonging.roll), observeOnly: this.#host.observesOnly };
  }

  self(): MirrorMember {
    const entry = this.config().members.find(({ guid }) => guid === this.#host.self.guid);
    if (!entry) throw new Error(`${this.#host.name} is not in its own configuration`);
    return entry;
  }

  onlyPrimary(): string | null {
    return this.#host.disk.belonging.kind === 'failover' ? failoverSettings(this.#world, this.#host).onlyPrimary : null;
  }

  meetAsync(partner: MirrorMember, { config, word = '' }: { readonly config: MirrorConfig; readonly word?: string }): Promise<void> {
    this.#life.roll.meetAsync(partner.guid, rollOf(config), word);
    return Promise.resolve();
  }

  awaitsAuthorization(): boolean {
    return false;
  }

  notAMember(): Promise<void> {
    throw new Error('nobody is struck off here');
  }

  takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, { epoch }: { readonly epoch: Epoch }): Promise<void> {
    return this.#settledBy<boolean>((taken) => this.#life.roll.take(rollOf(config), { epoch, onlyPrimary }, taken)).then((isWritten) => {
      if (!isWritten) throw new Error(STORE_REFUSES.detail);
    });
  }

  // The disk

  persist(durable: Durable): Promise<void> {
    return this.#settledBy((written) =>
      this.#life.work.later(() => {
        this.#host.disk.durable = durable;
        written(undefined);
      }),
    );
  }

  committed(through: JournalPosition): void {
    this.#work.committed(through);
  }

  runPhase(phase: Exclude<TakeoverPhase, 'persist'>, epoch: Epoch): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#work.runPhase(phase, epoch, {
        done: this.#moving(resolve),
        failed: this.#moving((reason: string) => reject(new Error(reason))),
      }),
    );
  }

  closeDatabases(): Promise<void> {
    this.#work.closeDatabases();
    return Promise.resolve();
  }

  allowFailover(): Promise<void> {
    this.#world.allowOnly(null);
    return Promise.resolve();
  }

  readonly mender = {
    mend: () => {
      this.#host.isJournalDamaged = false;
      return Promise.resolve({ count: 0, fault: null });
    },
    doubt: () => undefined,
  };

  // People, and the end

  log(_severity: 0 | 1 | 2 | 3, _text: string, story: Story | null): void {
    if (story?.code === 'inconsistent')
      this.#world.checkers.refuses(this.#host, this.#host.instance?.kind === 'async' ? 'refuses to follow' : 'refuses to join');
  }

  halt(reason: string, end: HaltKind = 'stepped-down'): void {
    if (!this.#life.process.alive || this.#world.broken !== null) return;
    if (end === 'failed') this.#world.violated('invariant', `${this.#host.name}: ${reason}`);
    this.#world.note(this.#host.name, `halts: ${reason}`);
    this.#world.killInstance(this.#host);
  }

  progress(): MemberProgress {
    return PROGRESS;
  }

  stepTaken(state: MirrorState | AsyncState): void {
    this.#work.stepTaken(state);
  }

  // Others

  readonly dialer: MirrorHost['dialer'] = {
    openData: (target) => this.#openData(target),
    ask: (target, question) =>
      this.#settledBy((settle) => {
        const { network, random, temper } = this.#world;
        const side = network.connect(this.#life.process, {
          host: this.#world.hostWith(target.guid).name,
          service: 'superserver',
          timeoutMs: CALL_TIMEOUT_MS,
          isCall: true,
        });
        let isSettled = false;
        const end = (answer: Awaited<ReturnType<MirrorHost['dialer']['ask']>>) => {
          if (isSettled) return;
          isSettled = true;
          network.close(side);
          settle(answer);
        };
        if (question.kind !== 'standing' && question.kind !== 'proposal') throw new Error(`no driver asks for ${question.kind}`);
        side.onOpened = () => {
          network.send(side, { kind: 'question', question } satisfies LinkRequest);
          if (random.chance(temper.doubledCallChance)) network.send(side, { kind: 'question', question } satisfies LinkRequest);
        };
        side.onClosed = () => end(null);
        this.#life.later(temper.answerPatienceMs, () => end(null));
        side.onMessage = (reply: LinkReply) => {
          if (reply.kind === 'is-async')
            end({ kind: 'async', config: configOf(this.#world, reply.roll), promoting: reply.isBeingPromoted, word: reply.word });
          else if (reply.kind === 'answer') end(reply.answer);
        };
      }),
  };

  #openData(target: MirrorMember): Promise<PrimaryConnection | null> {
    return this.#settledBy((settle) => {
      const { network } = this.#world;
      const side = network.connect(this.#life.process, {
        host: this.#world.hostWith(target.guid).name,
        service: 'superserver',
        timeoutMs: CALL_TIMEOUT_MS,
      });
      side.onClosed = () => settle(null);
      side.onOpened = () => {
        network.send(side, { kind: 'hello', guid: this.#host.self.guid } satisfies LinkRequest);
        const channel = new Channel<FromPrimary, FromBackup>(this.#world, side);
        this.#work.opened(channel);
        settle(channel);
      };
    });
  }

  readonly agents: MirrorHost['agents'] = {
    report: (member) => this.#askAgent(member, { kind: 'report' }),
    forceDown: (member, meant) =>
      this.#askAgent(member, {
        kind: 'force-down',
        meant,
        isFence: this.#host.instance?.machine.role.kind === 'primary',
      }),
    fetchJournal: (member, { isWanted }) =>
      this.#settledBy((settle) =>
        fetchJournal(this.#life, this.#world.hostWith(member.guid), {
          isWanted,
          mayLive: false,
          settle,
        }),
      ),
    openArbiter: (handlers) => this.#settledBy((settle) => this.#openArbiter(handlers, settle)),
    tellArbiter: (message) => {
      if (this.#arbiter) this.#world.network.send(this.#arbiter, { kind: 'said', message } satisfies ArbiterRequest);
    },
    closeArbiter: () => {
      if (this.#arbiter) this.#world.network.close(this.#arbiter);
      this.#arbiter = null;
    },
  };

  #askAgent(member: MirrorMember, request: Parameters<typeof callAgent>[2]): Promise<AgentReport | null> {
    return this.#settledBy((settle) =>
      callAgent(this.#life, this.#world.hostWith(member.guid), request, (reply) => {
        // Another member's word is as good as none.
        settle(reply?.kind === 'report' && isWordOf(member.guid, reply.report) ? reply.report : null);
        return false;
      }),
    );
  }

  #openArbiter(
    { onMessage, onLost }: Parameters<MirrorHost['agents']['openArbiter']>[0],
    settle: (incarnation: string | null) => void,
  ): void {
    this.agents.closeArbiter();
    let isLetIn = false;
    const side = connectArbiter(this.#life, {
      opened: this.#moving((incarnation) => {
        isLetIn = true;
        this.#arbiter = side;
        settle(incarnation);
      }),
      said: this.#moving((message) => this.#arbiter === side && onMessage(message)),
      closed: this.#moving(() => {
        if (!isLetIn) return settle(null);
        if (this.#arbiter !== side) return;
        this.#arbiter = null;
        onLost();
      }),
    });
    this.#life.later(this.#world.temper.answerPatienceMs, () => {
      if (isLetIn) return;
      this.#world.network.close(side);
      settle(null);
    });
  }
}

/** Nothing in it decides anything. */
const PROGRESS: MemberProgress = {
  kind: 'progress',
  applied: { fileCount: 0, offset: 0 },
  appliedTimeMs: 0,
  needsAttention: false,
  dejournaling: { kind: 'running' },
  arbiterIncarnation: null,
  distinguishedName: '',
  dejournalingStopped: false,
  lacking: [],
  outlook: null,
  members: [],
};

const configs = new WeakMap<Roll, MirrorConfig>();
const COMPRESSION = { mode: 'uncompressed', type: 'lz4' } as const;

/** The roll, as the configuration that the shipped drivers read it from. */
function configOf(world: Stage, roll: Roll): MirrorConfig {
  const known = configs.get(roll);
  if (known) return known;
  const config: MirrorConfig = {
    name: 'APRIL',
    guid: 'm',
    version: roll.version,
    useTls: false,
    arbiter: world.temper.hasArbiter ? { address: 'c', port: 2188 } : null,
    virtualIp: null,
    qosTimeoutMs: world.temper.qosTimeoutMs,
    compressionForFailover: COMPRESSION,
    compressionForAsync: COMPRESSION,
    parallelDejournaling: 'failover-and-dr',
    members: roll.members.map(({ guid, kind }) => ({
      guid,
      kind,
      name: memberOn(hostOf(guid)).name,
      instanceName: 'IRIS',
      instanceDirectory: '/iris',
      agentAddress: guid,
      agentPort: 2188,
      mirrorPrivateAddress: guid,
      superserverAddress: guid,
      superserverPort: 1972,
      distinguishedName: '',
    })),
    databases: [],
  };
  configs.set(roll, config);
  return config;
}

const rollOf = ({ version, members }: MirrorConfig): Roll => ({ version, members: members.map(({ guid, kind }) => ({ guid, kind })) });
