/** A member for unit tests: fed with events by hand, its effects collected; ways into each role by the shortest honest path. */
import type { JournalPosition } from '../journal/position.ts';
import type { AgentReport, Standing } from '../mirror/dialogue.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { BackupRole, DecidingRole, JournalState, MirrorState, PrimaryRole, Settings } from '../mirror/state.ts';
import { startMember, step } from '../mirror/step.ts';
import { TICK_MS } from '../mirror/timing.ts';

export const QOS_MS = 8000;
export const at = (fileCount: number, offset: number): JournalPosition => ({ fileCount, offset });
export const journal = (epoch: number, offset = 0): JournalState => ({ durable: at(epoch, offset), epoch });
export const standing = (role: Standing['role'], epoch: number, offset = 0): Standing => ({
  guid: 'b',
  role,
  epoch,
  journal: journal(epoch, offset),
  onlyPrimary: null,
});
export const down = (state: Extract<AgentReport, { instance: 'down' }>['journal']): AgentReport => ({ instance: 'down', journal: state });

type OfKind<K extends Effect['kind']> = Extract<Effect, { kind: K }>;

export class MemberInTest {
  state: MirrorState;
  now = 0;
  /** All effects since the last `forget`. */
  effects: Effect[] = [];

  constructor(options: { settings?: Partial<Settings>; journal?: JournalState; epoch?: number } = {}) {
    const settings: Settings = {
      mirrorName: 'APRIL',
      self: { guid: 'a', name: 'SERVERA' },
      partner: { guid: 'b', name: 'SERVERB' },
      hasArbiter: false,
      qosTimeoutMs: QOS_MS,
      longestQosTimeoutMs: QOS_MS,
      onlyPrimary: null,
      observesOnly: false,
      ...options.settings,
    };
    const own = options.journal ?? journal(5, 100);
    this.state = startMember({
      settings,
      durable: { epoch: options.epoch ?? own.epoch, lastRole: 'none', stopped: false, wasActive: false, followed: null, followedEpoch: 0 },
      journal: own,
      now: 0,
    });
  }

  feed(...events: MirrorEvent[]): this {
    for (const event of events) {
      const [state, effects] = step(this.state, event, this.now);
      this.state = state;
      this.effects.push(...effects);
    }
    return this;
  }

  tick(): this {
    this.now += TICK_MS;
    return this.feed({ kind: 'tick' });
  }

  /** Time passes, with its ticks. */
  pass(durationMs: number): this {
    for (const end = this.now + durationMs; this.now < end; ) this.tick();
    return this;
  }

  forget(): this {
    this.effects = [];
    return this;
  }

  all<K extends Effect['kind']>(kind: K): OfKind<K>[] {
    return this.effects.filter((effect): effect is OfKind<K> => effect.kind === kind);
  }

  last<K extends Effect['kind']>(kind: K): OfKind<K> | undefined {
    return this.all(kind).at(-1);
  }

  get kinds(): string[] {
    return this.effects
      .filter((effect) => effect.kind !== 'log')
      .map((effect) => (effect.kind === 'run-takeover-phase' ? `run ${effect.phase}` : effect.kind));
  }

  get role(): MirrorState['role'] {
    return this.state.role;
  }

  as<R extends MirrorState['role']['kind']>(kind: R): Extract<MirrorState['role'], { kind: R }> {
    if (this.role.kind !== kind) throw new Error(`is ${this.role.kind}, not ${kind}`);
    return this.role as Extract<MirrorState['role'], { kind: R }>;
  }

  /** Answers the open question of a deciding member. */
  answerStanding(partner: Standing): this {
    return this.feed({ kind: 'partner-answered', inquiry: this.openInquiry, standing: partner });
  }

  answerAgent(report: AgentReport): this {
    return this.feed({ kind: 'agent-answered', inquiry: this.openInquiry, report });
  }

  get openInquiry(): number {
    const { inquiry } = this.as('deciding') as DecidingRole;
    return 'inquiry' in inquiry ? inquiry.inquiry : 0;
  }

  /** Through all phases of a takeover that has begun. */
  finishTakeover(): this {
    for (const phase of ['settle', 'apply', 'switch-journal', 'open-databases', 'virtual-ip', 'open'] as const) {
      if (phase === 'switch-journal') this.feed({ kind: 'journal-became-durable', journal: journal(this.state.durable.epoch, 0) });
      this.feed({ kind: 'takeover-phase-done', phase });
    }
    return this;
  }

  becomePrimary(): this {
    this.tick().answerStanding(standing('deciding', 1)).feed({ kind: 'partner-accepted', inquiry: this.openInquiry, accepted: true });
    return this.finishTakeover().forget();
  }

  get primary(): PrimaryRole {
    return this.as('primary');
  }

  get backup(): BackupRole {
    return this.as('backup');
  }

  connectArbiter(incarnation = 'keeper'): this {
    return this.feed({ kind: 'arbiter-opened', incarnation });
  }

  /** A primary gets a follower that holds everything. */
  activateBackup(session = 1): this {
    this.feed({ kind: 'follower-connected', session, guid: 'b' }, { kind: 'follower-synchronized', session });
    return this.acknowledged(this.state.journal.durable, session);
  }

  acknowledged(through: JournalPosition, session = 1): this {
    return this.feed({ kind: 'backup-said', session, message: { kind: 'acknowledge', through } });
  }

  wrote(offset: number): this {
    const { epoch } = this.state.journal;
    return this.feed({ kind: 'journal-became-durable', journal: journal(epoch, offset) });
  }

  /** Primary and backup have agreed to let the arbiter decide. */
  enterArbiterMode(session = 1): this {
    this.connectArbiter().feed({ kind: 'backup-said', session, message: { kind: 'heartbeat', sentMs: 1, incarnation: 'keeper' } });
    const { mode } = this.primary;
    if (mode.kind !== 'arbiter') throw new Error('no arbiter mode');
    return this.feed({
      kind: 'backup-said',
      session,
      message: { kind: 'entered-arbiter-mode', arrangement: mode.arrangement.id },
    }).forget();
  }

  /** A member that follows a primary of term 6 on session 1, and is Active. */
  becomeBackup(): this {
    this.tick().answerStanding(standing('primary', 6)).feed({ kind: 'link-opened', session: 1 });
    const common = this.state.journal.durable;
    this.feed({ kind: 'history-compared', session: 1, epoch: 6, process: 'one', common, applied: common });
    return this.feed({ kind: 'primary-said', session: 1, message: { kind: 'you-are-active', committed: common } }).forget();
  }

  /** The backup's side of the arbiter mode. */
  followIntoArbiterMode(): this {
    return this.connectArbiter()
      .feed({ kind: 'primary-said', session: 1, message: { kind: 'enter-arbiter-mode', arrangement: ARRANGEMENT } })
      .forget();
  }
}

export const ARRANGEMENT = { id: '6.1', incarnation: 'keeper' };
