/** What the driver of a mirror member asks of the instance around it; a simulator is another one. */
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { Story } from '../../contract/stories.ts';
import type { AgentLink } from '../channel/agent-link.ts';
import type { MemberDialer } from '../channel/member-dialer.ts';
import type { PrimaryConnection } from '../channel/primary-words.ts';
import type { JournalMender } from '../channel/journal-mending.ts';
import type { Dejournaler, MirrorJournal } from '../journaling/mirror-journal.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { JournalPosition } from '../journal/position.ts';
import type { MemberProgress } from '../link/mirror-protocol.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import type { CourseRecord } from '../mirror/course.ts';
import type { Durable } from '../mirror/durable.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { MirrorState, TakeoverPhase } from '../mirror/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { SharedTimeline } from './shared-timeline.ts';

/** `planned`: an operator's word. `failed`: a fault of its own. Else another member is primary, or this one cannot go on. */
export type HaltKind = 'planned' | 'failed' | 'stepped-down';

/** Who looks on: the simulator. Whatever it throws ends the loop. */
export interface Onlooker {
  /** After every step, before its effects. */
  stepped(event: MirrorEvent | AsyncEvent, effects: readonly (Effect | AsyncEffect)[]): void;
  /** Before each effect is carried out. */
  carriesOut(effect: Effect | AsyncEffect): void;
}

/** What a loop stands on. */
export interface HostRoads {
  readonly clock: Clock;
  readonly journal: MirrorJournal;
  readonly dejournaler: Dejournaler;
  readonly dialer: Pick<MemberDialer, 'ask'> & {
    /** null: it cannot be reached. */ openData(target: MirrorMember): Promise<PrimaryConnection | null>;
  };
  readonly agents: Pick<AgentLink, 'report' | 'forceDown' | 'fetchJournal' | 'openArbiter' | 'tellArbiter' | 'closeArbiter'>;
  readonly mender: Pick<JournalMender, 'mend' | 'doubt'>;
  readonly onlooker?: Onlooker;
  /** Missing in the simulator, where nobody looks at one. */
  readonly timeline?: Pick<SharedTimeline, 'wordFor' | 'take'>;
}

/** Who this member is in the mirror, and what it hears of that from others. */
export interface HostPlace {
  /** Of this instance, as its agent knows it. */
  readonly processName: string;
  config(): MirrorConfig;
  self(): MirrorMember;
  onlyPrimary(): string | null;
  /** The other failover member says that it is an async, and has this written down; `word` is handed back to it. */
  meetAsync(partner: MirrorMember, theirs: { readonly config: MirrorConfig; readonly word?: string }): Promise<void>;
  /** It has asked to join, and no primary has said yet that it is a member. */
  awaitsAuthorization(): boolean;
  /** The other member says that this one is not in the mirror's configuration. */
  notAMember(): Promise<void>;
  /** `epoch`: the term of the primary that this member is connected to. */
  takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, way: { readonly epoch: Epoch }): Promise<void>;
}

/** What the machine orders. */
export interface HostOrders {
  persist(durable: Durable): Promise<void>;
  /** Writers of everything before it are answered; applied to the databases. */
  committed(through: JournalPosition): void;
  runPhase(phase: Exclude<TakeoverPhase, 'persist'>, epoch: Epoch): Promise<void>;
  closeDatabases(): Promise<void>;
  /** "No failover" is over: written down and told to the members. */
  allowFailover(): Promise<void>;
  halt(reason: string, end?: HaltKind): void;
}

/** What is told of it. */
export interface HostVoice {
  /** `takeover`: that ends with it. */
  log(severity: 0 | 1 | 2 | 3, text: string, story: Story | null, takeover?: CourseRecord | null): void;
  /** What this member says of itself. */
  progress(): MemberProgress;
  /** After every step, with the state it led to; must be cheap. */
  stepTaken(state: MirrorState | AsyncState): void;
}

/** All of it: what a loop is made over. Its helpers name the ports that they need. */
export interface MirrorHost extends HostRoads, HostPlace, HostOrders, HostVoice {}
