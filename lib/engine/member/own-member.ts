/**
 * The member as its own helpers see it: who it is, what it may change of itself, and what it says. They are parts of the member and are
 * made by it; what they do to each other goes through here.
 */
import type { Outcome } from '../../contract/errors.ts';
import type { ConfigurationVersion, MirrorConfig } from '../../contract/mirror-config.ts';
import type { Story } from '../../contract/stories.ts';
import type { ConnectedMember } from '../dejournal/seat.ts';
import type { Epoch } from '../journal/epoch.ts';
import type { AsyncDriver } from './async-driver.ts';
import type { Membership } from '../store/config-store.ts';
import type { MirrorDriver } from './mirror-driver.ts';
import type { HaltKind } from './mirror-host.ts';
import type { TlsCredentials } from '../link/secure.ts';
import type { Belonging } from '../mirror/roll.ts';
import type { Durable } from '../mirror/durable.ts';
import type { StopReason } from '../mirror/stop-reason.ts';
import type { Clock } from '../ports/clock.ts';

/** Its copy of the mirror's configuration, and its own row of the store. Each change is durable when its promise resolves. */
export interface OwnConfiguration {
  /** On the primary: one change after the other, pushed to the others. Refuses as `change` does. */
  changeConfiguration(
    change: (config: MirrorConfig) => Outcome<MirrorConfig> | Promise<Outcome<MirrorConfig>>,
  ): Promise<Outcome<MirrorConfig>>;
  /** Here alone, whoever leads. */
  changeOwnCopy(change: (config: MirrorConfig) => Outcome<MirrorConfig>): Promise<Outcome<MirrorConfig>>;
  changeMembership(part: MembershipPart): Promise<void>;
  /** Takes from another member's copy what is newer in it. */
  learnConfiguration(from: { readonly guid: string; readonly roll: MirrorConfig }): Promise<void>;
  /** A moment in which the others learn of it: their links end with this process. */
  configurationHeard(): Promise<void>;
  /** What another member says of the mirror, unless this one knows as much. */
  takeConfiguration(config: MirrorConfig, onlyPrimary: string | null, way: Pick<Way, 'word'>): Promise<void>;
  /** Another one after each time that this member has stood aside, and in each process. */
  readonly presentWord: string;
  /** Nothing that was begun before makes it a failover member. Resolves when nothing that came before is being written any more. */
  standAside(): Promise<void>;
}

/** How a configuration came here. */
export interface Way {
  /** The term of the primary whose data channel it came on, on the present link; null, or missing, when it came on another way. */
  readonly epoch?: Epoch | null;
  /** `presentWord` as it was when that was begun by which it came; missing: as it is. */
  readonly word?: string;
}

export type MembershipPart = Partial<
  Pick<
    Membership,
    | 'networkInterface'
    | 'noFailoverFor'
    | 'stopped'
    | 'joinMirror'
    | 'validatedMember'
    | 'purgeAfterDejournaling'
    | 'dejournalingStopped'
    | 'dejournalFilter'
    | 'promotion'
  >
>;

/** Its machine, and which one it is. */
export interface OwnMachine {
  /** Another one after a promotion or demotion. */
  readonly driver: MirrorDriver | AsyncDriver;
  /** null on an async. */
  readonly failover: MirrorDriver | null;
  /** null on a failover member. */
  readonly async: AsyncDriver | null;
  pauseMachine(): Promise<void>;
  resumeMachine(): void;
  stopMirroring(why: StopReason): Promise<void>;
  halt(reason: string, end?: HaltKind): void;
}

/** What may be waited for: true once that holds, false when it does not in time. */
export interface OwnStates {
  /** Of the machine, which is looked at after each of its steps. */
  stateHolds(holds: () => boolean, timeoutMs: number): Promise<boolean>;
  /** Of the durable state. */
  writtenDown(holds: (durable: Durable) => boolean, timeoutMs: number): Promise<boolean>;
  /** Of what is written down of the mirror. */
  configurationHolds(holds: () => boolean, timeoutMs: number): Promise<boolean>;
}

/** Written with a promotion, in one go. */
export type Promoted = Pick<Membership, 'promotion' | 'noFailoverFor' | 'networkInterface'> & { readonly configuration: MirrorConfig };

/** What may lead, and what it becomes. */
export interface OwnRole {
  /** GUID of the only member that may lead; null: any. */
  onlyPrimary(): string | null;
  readonly belonging: Belonging;
  /** GUID of the primary that this member followed last in this run as an async, else null. */
  readonly lastPrimary: string | null;
  becomeFailover(change: (config: MirrorConfig) => false | Promoted): Promise<number | null>;
  /** `by`: GUID of the primary that says so. False, and nothing is written, when `may` says no once nothing else can change it. */
  becomeAsync(told: { readonly version: ConfigurationVersion; readonly by: string }, may: () => boolean): Promise<boolean>;
  learnRole(configuration: MirrorConfig, onlyPrimary: string | null): Promise<void>;
  setNoFailover(isSet: boolean): Promise<void>;
}

/** Its identity on the network, and its voice in the log and the timeline. */
export interface OwnVoice {
  readonly clock: Clock;
  readonly credentials: TlsCredentials | null;
  reloadCredentials(): Promise<void>;
  restartConnections(why: string): void;
  log(severity: 0 | 1 | 2 | 3, text: string, story: Story | null): void;
  tell(severity: 0 | 1 | 2 | 3, code: Story['code'], ...args: string[]): void;
}

/** All of it, for who hands it on: its parts list what they need. */
export interface OwnMember extends Omit<ConnectedMember, 'driver'>, OwnConfiguration, OwnMachine, OwnStates, OwnRole, OwnVoice {}
