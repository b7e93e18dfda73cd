/**
 * How a member stops: a primary hands over or lays its role down, a primary that cannot write gives way, any member leaves the mirror for a
 * while. What it last said must have left before its connections end.
 */
import type { Story } from '../../contract/stories.ts';
import type { MirrorState } from '../mirror/state.ts';
import type { StopReason } from '../mirror/stop-reason.ts';
import { pause } from '../ports/clock.ts';
import type { OwnMember } from './own-member.ts';
import { HUNG_WRITE_MS, LAST_WORD_MS, STOP_MIRROR_MS } from '../../machine/waits.ts';

export interface StoppingMember
  extends Pick<OwnMember, 'clock' | 'membership' | 'config' | 'failover' | 'changeMembership' | 'stateHolds' | 'halt'> {
  readonly driver: {
    readonly state: Pick<OwnMember['driver']['state'], 'role'>;
    feed(event: { kind: 'mirror-stop-ordered'; why: StopReason }): void;
  };
  tell(severity: 0 | 1 | 2 | 3, code: Story['code'], ...args: string[]): void;
  closeDatabases(): Promise<void>;
}

/** Monotonic ms, as of `InstanceJournal`; null: the disk takes what is written. */
export interface WritingSince {
  readonly frozenSinceMs: number | null;
  readonly writingSinceMs: number | null;
}

export class Stopping {
  readonly #member: StoppingMember;
  readonly #journal: WritingSince;
  #isGivingWay = false;

  constructor(member: StoppingMember, journal: WritingSince) {
    this.#member = member;
    this.#journal = journal;
  }

  /** The machine has made a step, to this role. */
  stepTaken(role: StoppingMember['driver']['state']['role']): void {
    if (role.kind === 'primary' && this.#mustGiveWay(role)) void this.#giveWay();
  }

  /** Clean stop (engine facts 4.9): a primary with an Active backup hands over; resolves when that has happened or cannot. */
  async resign(mayFailOver = true): Promise<void> {
    const member = this.#member;
    if (!mayFailOver && this.#role.kind === 'primary') {
      member.tell(1, 'shut-down-without-failover');
      await member.changeMembership({ noFailoverFor: member.membership.memberGuid });
      await this.heard();
    }
    const failover = member.membership.noFailoverFor === null;
    member.failover?.feed({ kind: 'stop-ordered', failover });
    await member.stateHolds(() => !hasHeir(this.#role) && !(failover && isUnheard(this.#role)), member.config().qosTimeoutMs);
    if (this.#role.kind === 'primary') await member.closeDatabases();
  }

  /** Resolves when the primary has heard of it, or cannot. */
  async stopMirroring(why: StopReason): Promise<void> {
    this.#member.driver.feed({ kind: 'mirror-stop-ordered', why });
    await this.#member.stateHolds(() => this.#role.kind === 'stopped', STOP_MIRROR_MS);
    await this.heard();
  }

  /** A moment in which the others hear what was said: their links end with this process. */
  async heard(): Promise<void> {
    await pause(this.#member.clock, LAST_WORD_MS);
  }

  get #role() {
    return this.#member.driver.state.role;
  }

  /**
   * Engine facts 4.9 and 4.10, case 4: a primary that cannot write its journal hangs, notices it, and tells its Active backup, which takes
   * over. A shorter failure only freezes it: the whole timeout is waited for, since a disk that is back is noticed only when it is tried
   * again, once a second. Without an Active backup it waits on, since nobody else could go on.
   */
  #mustGiveWay({ stopping, backup }: PrimaryRole): boolean {
    const { frozenSinceMs, writingSinceMs } = this.#journal;
    const now = this.#member.clock.nowMs();
    const isUnwritable =
      (frozenSinceMs !== null && now - frozenSinceMs >= this.#member.config().qosTimeoutMs) ||
      (writingSinceMs !== null && now - writingSinceMs >= HUNG_WRITE_MS);
    const isHeirThere = backup.kind === 'connected' && backup.standing === 'active' && this.#member.membership.noFailoverFor === null;
    return isUnwritable && isHeirThere && !stopping && !this.#isGivingWay;
  }

  /** Having said that it will never be primary again in this run, it keeps its word by ending. */
  async #giveWay(): Promise<void> {
    this.#isGivingWay = true;
    this.#member.tell(2, 'journal-unwritable');
    try {
      await this.resign();
    } finally {
      this.#member.halt('the journal cannot be written');
    }
  }
}

type PrimaryRole = Extract<MirrorState['role'], { kind: 'primary' }>;
type AnyRole = OwnMember['driver']['state']['role'];

/** It has said that it stops, and an Active backup has not taken over yet. */
const hasHeir = (role: AnyRole) =>
  role.kind === 'primary' && role.stopping && role.backup.kind === 'connected' && role.backup.standing === 'active';

/** The machine has not come to the order yet. */
const isUnheard = (role: AnyRole) => role.kind === 'primary' && !role.stopping;
