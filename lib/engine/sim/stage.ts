/**
 * What those who act in a simulated mirror see of each other: types alone, so that everybody may know them and they know nobody. The
 * classes that have this shape are composed by `world.ts` and `life.ts`.
 */
import type { JournalPosition } from '../journal/position.ts';
import type { AsyncEffect, AsyncEvent, AsyncState } from '../mirror/async-state.ts';
import type { Effect, MirrorEvent } from '../mirror/events.ts';
import type { Awaited, PartnerChoice } from '../mirror/promotion.ts';
import type { LeadPlan } from '../mirror/promotion-steps.ts';
import type { Belonging, RoleObstacle, Roll, RollEntry } from '../mirror/roll.ts';
import type { Arrangement, MirrorState, PrimaryRole, Role } from '../mirror/state.ts';
import type { Block, Disk, SimulatedJournal } from './disk.ts';
import type { RollQuestion } from './messages.ts';
import type { Network, Side } from './network.ts';
import type { Process } from './process.ts';
import type { Random } from './random.ts';
import type { Registers } from './registers.ts';
import type { Schedule } from './schedule.ts';
import type { Temper } from './temper.ts';

/** Names of the rules; what each says stands above, and at its check. */
export type Rule =
  /** The machine itself found it: `mirror/invariants.ts`. */
  | 'invariant'
  | 'one-writer'
  | 'no-lost-write'
  | 'durable-first'
  | 'backup-has-it'
  | 'alone-or-not'
  | 'one-history'
  | 'database-follows'
  | 'healthy-in-the-end'
  | 'no-failover'
  | 'observe-only'
  | 'word-kept'
  | 'planned-stop'
  | 'virtual-ip'
  | 'committed-first'
  | 'async-follows'
  | 'register'
  | 'fence'
  | 'roles-as-told'
  | 'written-in'
  | 'force'
  | 'locked-out'
  | 'purge';

/** A machine with a member of the mirror and an agent. */
export interface Host {
  readonly name: string;
  readonly self: { readonly guid: string; readonly name: string };
  readonly disk: Disk;
  /** Its monotonic clock: where it began, and how much faster than the world's it runs. */
  readonly clock: { readonly offsetMs: number; readonly rate: number };
  /** How wrong its wall clock is, s. */
  wallErrorS: number;
  isPowered: boolean;
  /** Longest time that one disk operation takes, ms. */
  diskDelayMs: number;
  /** Nothing written becomes durable: the disk is full or broken. */
  isDiskFailing: boolean;
  /** The agent cannot read the journal files. */
  isJournalUnreadable: boolean;
  /** What it must still apply cannot be read: see `damage.ts`. */
  isJournalDamaged: boolean;
  /** What a primary says of the mirror cannot be written down. */
  isStoreRefusing: boolean;
  /** Number of a journal file that is not on the disk at present: see `holes.ts`. */
  missingFile: number | null;
  /** "No failover": GUID of the only member that may be primary, as an operator has set it, else null. */
  onlyPrimary: string | null;
  /** "Observe only", as an operator has set it. */
  observesOnly: boolean;
  /** The machine of the kind that the member is; null while no process lives. */
  instance: FailoverProcess | AsyncProcess | null;
  /** Name of a process that is starting: it answers nothing yet, and is not dead. null: there is none. */
  quiet: string | null;
  agent: { readonly process: Process } | null;
  holdsVirtualIp: boolean;
}

/** The machine of a member in its process, of whatever kind. */
interface MemberProcess {
  readonly process: Process;
  readonly life: MemberLife;
  readonly host: Host;
  readonly world: Stage;
  /** Set when the process shall die just before carrying out the n-th effect from now. */
  dieAtEffect: number | null;
  /** Set when something shall be done to the process once that many effects more are carried out. */
  interruption: { effectsLeft: number; readonly interrupt: () => void } | null;
  /** Writes and reads of clients are taken. */
  readonly isServing: boolean;
  /** Before this it only answers. */
  start(): void;
  /** Another machine takes its place in the same process. */
  end(): void;
  /** What is written down of the members has changed. */
  configurationChanged(): void;
}

/** `instance.ts`. */
export interface FailoverProcess extends MemberProcess {
  readonly kind: 'failover';
  readonly machine: MirrorState;
  readonly work: MemberDisk;
  /** Called when the effects of an event that is worth a line in messages.log have been carried out. */
  onNews: (() => void) | null;
  /** A clean stop was ordered: no writes any more. */
  isStopping: boolean;
  /** Monotonic, with an origin and a rate of its own: no two members may compare clocks. */
  readonly now: number;
  readonly journal: SimulatedJournal;
  /** Host of the other failover member, as it is written down here. */
  readonly partner: Host | null;
  handle(event: MirrorEvent): void;
  /** In this life of the process, and only while this machine is its own. */
  later(delayMs: number, action: () => void): void;
  /** What a member that follows has received, as far as it has said; null: it does not follow. */
  receivedBy(guid: string): JournalPosition | null;
  /** A connection to this member's superserver. */
  accept(side: Side): void;
  /** Of the kind that a member was before. */
  closeOldChannels(kinds: Readonly<Record<string, RollEntry['kind']>>): void;
  /** False: refused. Else `reply` is called when the write is acknowledged. */
  write(record: number, reply: () => void): boolean;
  /** null: not the primary. */
  read(global: number): { value: number; isSuperseded: boolean } | null;
}

/** `async-instance.ts`. */
export interface AsyncProcess extends MemberProcess {
  readonly kind: 'async';
  readonly machine: AsyncState;
  readonly isStopping: false;
  /** Whom it is connected to. */
  readonly primaryGuid: string | null;
  handle(event: AsyncEvent): void;
  /** What comes on the present link is of before. */
  hangUp(): void;
}

/** `life.ts`. */
export interface MemberLife {
  readonly world: Stage;
  readonly host: Host;
  readonly process: Process;
  /** Of the process, among all that ever ran. */
  readonly name: string;
  readonly work: MemberDisk;
  readonly roll: RollKeeping;
  readonly promotion: Promoting;
  /** GUID of the primary that it followed last in this life as an async, else null. */
  lastPrimary: string | null;
  startMachine(): void;
  /** By an operator. */
  startMirroring(): void;
  /** What is written down of a promotion goes on. */
  goOnPromoting(): void;
  /** Later, in this life, and not while stopped. */
  later(delayMs: number, action: () => void): void;
}

export interface DiskEvents {
  /** More of the journal is durable. */
  readonly onDurable: () => void;
  /** What the database should get cannot be read. */
  readonly onDamaged: () => void;
  /** The database is about to get this record. */
  readonly onApply: (record: number) => void;
}

/** `disk-work.ts`. */
export interface MemberDisk {
  /** Of the machine that the process has now. */
  events: DiskEvents;
  readonly isTaking: boolean;
  /** In this life of the process, not while it is stopped, and after what one operation takes on this disk. */
  later(action: () => void): void;
  /** Group commit: one sync at a time, for all that was written before it began. */
  sync(): void;
  /** From another member: queued for the disk, durable later. Nothing is taken after `stopReceiving`. */
  receive(block: Block): void;
  /** Follows a primary, or fetches: what comes is taken. */
  beginReceiving(): void;
  /** Nothing more is taken; runs `action` once all that was received is durable. */
  stopReceiving(action: () => void): void;
  /** Runs once all that is written is durable. */
  whenDurable(action: () => void): void;
  cutAt(position: JournalPosition): void;
  forbidBeyond(position: JournalPosition): void;
  allow(through: JournalPosition): void;
  whenStill(action: () => void): void;
  applyAll(action: () => void, failed: () => void): void;
  writeFromNowOn(): void;
}

/** null: done. `unanswered` says of an operator's own question, or of that to the partner, that it may have been heard. */
export type RoleOutcome = RoleObstacle | 'busy' | 'not-partner' | null;

/** `roll-work.ts`. */
export interface RollKeeping {
  readonly belonging: Belonging;
  /** As primary it is changing roles: what it would tell its partner may be over in a moment. */
  readonly isBusy: boolean;
  /** What it is, and where its own promotion stands, in one write, whatever it believed. */
  replace(belonging: Belonging | null, promotion: Disk['promotion'], replaced: () => void): void;
  /**
   * The write of its own promotion, which was planned on this page. `change` gets what is written down when nothing else can change it any
   * more; null: nothing is written. With it `stage`, and who alone may be primary.
   */
  promote(
    planned: Roll,
    how: { readonly stage: 'prepared' | 'leading' | 'leading-by-force'; readonly onlyPrimary: string | null },
    change: (belonging: Belonging) => Belonging | null,
    settle: (isWritten: boolean) => void,
  ): void;
  /** Nothing else changes by it. */
  awaitPartner(awaited: Awaited, written: () => void): void;
  /** "No failover" is cleared: a prepared promotion leads then, in one write with it. */
  allowFailover(): void;
  /** Whatever was begun while it was another one may bring a page of before. */
  readonly word: string;
  /**
   * `primary`: what else that one said on whose data channel it came; null when it came on another way. `word`: as it was when that was
   * begun by which it came.
   */
  take(
    roll: Roll,
    primary?: { readonly epoch: number; readonly onlyPrimary: string | null } | null,
    taken?: (isWritten: boolean) => void,
    word?: string,
  ): void;
  /** It has been locked out for nothing, unless it is locked out no more. */
  unlock(unlocked: () => void): void;
  /** What a primary says that this member is, unless it has been demoted since it asked. */
  learnRole(roll: Roll, onlyPrimary: string | null, learnt: () => void): void;
  /** From a member that had heard more. */
  learn(from: { readonly guid: string; readonly roll: Roll }, taken?: () => void): void;
  /** The partner says that it is an async, with this written down, and this word. */
  meetAsync(guid: string, theirs: Roll, word: string): void;
  answer(side: Side, from: string, question: RollQuestion): void;
  /** `promoted` null: the partner is demoted, and nobody takes its place. */
  change(promoted: string | null, goesWithout: boolean, settle: (outcome: RoleOutcome) => void): void;
  /** On a DR async that is connected to the primary. */
  askPromotion(primary: string, goesWithout: boolean, settle: (outcome: RoleOutcome) => void): void;
  askDemotion(primary: string, settle: (outcome: RoleOutcome) => void): void;
}

/**
 * It leads, or will; or waits, and `unavailable` are to be edited by hand; or a refusal's code, or the name of a plan that is another one's
 * work.
 */
export type PromotionOutcome =
  | { readonly plan: LeadPlan }
  | { readonly waits: { readonly unavailable: readonly string[] } }
  | { readonly failed: string; readonly named?: readonly string[] };

/** `promotion-work.ts`. */
export interface Promoting {
  readonly isRunning: boolean;
  /** `settle` tells how it ended. */
  promote(choice: PartnerChoice, settle: (outcome: PromotionOutcome) => void): void;
  /** On a person's word, without what only the awaited partner has. */
  force(settle: (outcome: PromotionOutcome) => void): void;
  cancel(settle: (outcome: PromotionOutcome) => void): void;
  /** What is written down goes on. */
  goOn(): void;
  /** The takeover is done but for its last step. */
  led(done: () => void): void;
}

/** Gets the names of the members that the refusal tells to stop, and its code. */
export type Refused = (named: readonly string[], code: string) => void;

/** `role-orders.ts`. */
export interface Operators {
  promote(host: Host): boolean;
  goesWithout(guid: string | undefined): void;
  demote(host: Host): boolean;
  demoteOther(host: Host): boolean;
  promoteAlone(host: Host, refused?: Refused): boolean;
  seeTo(host: Host): boolean;
  clearNoFailover(host: Host): boolean;
  isPrepared(host: Host): boolean;
  cancelWaiting(host: Host): boolean;
  waitingLed(host: Host, plan: LeadPlan): void;
  waitingEnded(host: Host): void;
  orderAlone(host: Host, choice: PartnerChoice, refused?: Refused, takeBack?: () => void): void;
  orderVouchedFor(host: Host, noFailover: boolean, refused?: Refused): void;
  setBackMeanwhile(promotion: string, former: readonly Host[]): void;
  setBack(host: Host): void;
}

/** `force-check.ts`. */
export interface ForceRules {
  readonly forcedCount: number;
  announce(host: Host, other: Host): boolean;
  settle(): boolean;
  rebuildForked(): void;
}

/** `host` is about to delete everything before the file of number `beyond`. */
export interface Purging {
  readonly host: Host;
  readonly beyond: number;
  readonly isPrimary: boolean;
  /** When it began to ask whom the journal is owed to. */
  readonly askedMs: number;
}

/** `purge-check.ts`. */
export interface PurgeRules {
  readonly isHeld: boolean;
  follows(guid: string): void;
  /** A failover member is an async from now on, or the other way round. */
  changesKind(guid: string): void;
  purging(purging: Purging): void;
  isLeftBehind(host: Host, from: Host | null): boolean;
  rebuildLeftBehind(): void;
}

/** `checkers.ts`: whom those tell who act. */
export interface Rules {
  readonly force: ForceRules;
  readonly purge: PurgeRules;
  readonly registers: Registers;
  readonly acknowledgedCount: number;
  termOpened(options: { host: Host; epoch: number }): void;
  mayForce(host: Host, other: Host): boolean;
  refuses(host: Host, what: string, from?: Host | null): void;
  isSuperseded(epoch: number): boolean;
  acknowledged(options: { host: Host; epoch: number; record: number; role: PrimaryRole }): void;
  applied(options: { host: Host; record: number; role: Role }): void;
  appliedByAsync(host: Host, record: number): void;
  asyncFollows(host: Host, epoch: number): void;
  asyncListens(host: Host, silentMs: number): void;
  pageWritten(roll: Roll): void;
  writesDown(host: Host, belonging: Belonging): void;
  promotedMemberLeads(host: Host, how: { readonly planned: Roll; readonly page: Roll }): void;
  changesRoles(host: Host): void;
  lockedOutBy(epoch: number, host: Host): void;
  writtenOff(host: Host, next: Roll): void;
  committed(record: number): void;
  takingVirtualIp(options: { host: Host; epoch: number }): void;
  fenced(options: { by: Host; victim: FailoverProcess | AsyncProcess }): void;
  closingDatabases(options: { host: Host; role: Role; waitingCount: number }): void;
  aboutToCut(host: Host, position: JournalPosition): void;
}

/** `world.ts`. */
export interface Stage {
  readonly schedule: Schedule;
  readonly random: Random;
  readonly temper: Temper;
  readonly network: Network;
  readonly checkers: Rules;
  readonly roleOrders: Operators;
  readonly clients: { readonly isWriting: boolean };
  readonly options: { readonly drivers?: 'shipped' | 'simulated' };
  /** Whoever has a member of the mirror. */
  readonly hosts: readonly Host[];
  /** Those that have written down that they are failover members. */
  readonly members: readonly Host[];
  readonly asyncs: readonly Host[];
  readonly failoverNames: readonly string[];
  readonly arbiter: { readonly process: Process; mayTakeOverBy(arrangement: Arrangement): boolean } | null;
  /** Once an operator has forced a member, what breaks a rule is told, not thrown: that is what forcing may do. */
  isForced: boolean;
  /** Called when an agent has locked its member out. */
  onLocked: ((host: Host) => void) | null;
  /** Called when a primary is about to write down a page, with the failover members of this and of the present one. */
  onPage: ((host: Host, concerned: readonly Host[]) => void) | null;
  /** Set when all faults are over. */
  isMended: boolean;
  /** Set once an operator has ordered a promotion or demotion. */
  hasChangedRoles: boolean;
  /** Set once somebody's role may be unknown: by a promotion without a primary, a primary that demoted it, or its own lost journal. */
  hasLockedOut: boolean;
  host(name: string): Host;
  hostWith(guid: string): Host;
  failoverAt(name: string): FailoverProcess | null;
  /** What the monotonic clock of a host shows now. */
  clockOf(host: Host): number;
  newGuid(): string;
  startInstance(host: Host): void;
  killInstance(host: Host): void;
  /** A clean stop as an operator orders it: a primary hands over if it may; the process ends when it has, or after a while. */
  stopInstance(host: Host, how: { mayFailOver: boolean }): void;
  startAgent(host: Host): void;
  stopAgent(host: Host): void;
  startArbiter(): void;
  stopArbiter(): void;
  powerOff(host: Host): void;
  powerOn(host: Host): void;
  /** "No failover": as an operator sets and clears it, on both members. */
  allowOnly(onlyPrimary: string | null): void;
  /** A rule is broken. */
  violated(rule: Rule, sentence: string): void;
  /** What was broken. */
  readonly broken: Error | null;
  note(who: string, text: string): void;
  observe(host: Host, event: MirrorEvent, before: MirrorState['role'], machine: MirrorState, effects: readonly Effect[]): void;
  observeAsync(step: { who: string; event: AsyncEvent; before: string; after: string; effects: readonly AsyncEffect[] }): void;
  /** The drivers have done something with their ports. */
  moved(): void;
}
