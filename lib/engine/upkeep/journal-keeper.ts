/**
 * Looks after the journal by itself: begins a new file at midnight, purges after each switch and every day, remembers what the members have
 * received, and says in the log why a file is kept beyond the purge settings (engine facts 6.1, 6.5).
 */
import type { Refusal } from '../../contract/errors.ts';
import { refused } from '../../contract/errors.ts';
import type { UpkeepWorld } from './upkeep-world.ts';
import type { KnownContacts } from '../journal/member-contacts.ts';
import { MemberContacts } from './journal-contacts.ts';
import { retrieveJournalBackTo } from '../channel/journal-retrieval.ts';
import { carryOutPurge, planPurge, type PurgeFile, purgeReasonText } from './journal-purge.ts';
import type { StopTimer } from '../ports/clock.ts';
import {
  HEAL_JOURNAL_MS,
  JOURNAL_LOOK_MS,
  JOURNAL_LOOK_OLD_MS,
  PURGE_AFTER_SWITCH_MS,
  PURGE_AGAIN_MS,
  PURGE_DEJOURNALED_MS,
  PURGE_PLAN_KEPT_MS,
} from '../../machine/waits.ts';

const MIDNIGHT_SWITCH = 'Switch Journal task at midnight';

export class JournalKeeper {
  readonly #instance: UpkeepWorld;
  #contacts: MemberContacts | null = null;
  #stopLooking: StopTimer = () => {};
  #stopMidnight: StopTimer = () => {};
  #stopSoon: StopTimer = () => {};
  #purging: Promise<unknown> = Promise.resolve();
  #lastPurgeMs = 0;
  #isClosed = false;
  /** Why each file was last said to be kept, so that the log says it once. */
  readonly #said = new Map<string, string>();

  constructor(instance: UpkeepWorld) {
    this.#instance = instance;
  }

  async start(): Promise<void> {
    const { store, clock } = this.#instance;
    this.#contacts = await MemberContacts.open({ store: store.journals, clock });
    this.#stopLooking = this.#instance.clock.every(JOURNAL_LOOK_MS, () => this.#look());
    this.#awaitMidnight();
    this.purgeSoon();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopLooking();
    this.#stopMidnight();
    this.#stopSoon();
    await this.#looking;
    await this.#purging;
    await this.#contacts?.settled();
  }

  /** What this member knows of the others while it is primary; null while it is not. */
  contactsAsPrimary(): KnownContacts | null {
    if (!this.#contacts || !this.#instance.mirror?.isPrimary) return null;
    this.#lookAtMembers();
    return this.#contacts.known;
  }

  heardFromPrimary(told: KnownContacts): void {
    if (!this.#instance.mirror?.isPrimary) this.#contacts?.take(told);
  }

  /** What purging would do; not older than a few seconds, since a page asks again and again. */
  plan(): Promise<PurgeFile[]> {
    const now = this.#instance.clock.nowMs();
    if (!this.#plan || now - this.#plan.madeMs > PURGE_PLAN_KEPT_MS) {
      const plan = { madeMs: now, files: this.#inTurn(() => planPurge(this.#instance, this)) };
      plan.files.catch(() => (this.#plan = null));
      this.#plan = plan;
    }
    return this.#plan.files;
  }
  #plan: { readonly madeMs: number; readonly files: Promise<PurgeFile[]> } | null = null;

  /** Deletes what may go now; answers those files. Rejects with the operating system's error. */
  purge(): Promise<PurgeFile[]> {
    return this.#inTurn(async () => {
      this.#plan = null;
      this.#lastPurgeMs = this.#instance.clock.nowMs();
      const plan = await planPurge(this.#instance, this);
      for (const file of plan) this.#sayWhyKept(file);
      const gone = await carryOutPurge(this.#instance, plan);
      for (const { path, reasons } of gone)
        this.#instance.note(0, `Purged journal file ${path}: ${reasons.map(purgeReasonText).join('; ')}`);
      for (const { name } of gone) this.#said.delete(name);
      return gone;
    });
  }

  /** Why a person may not purge now; null: they may. */
  get refusal(): Refusal | null {
    const { state } = this.#instance.journal;
    const offer =
      state.kind === 'normal' || state.kind === 'notReceived'
        ? null
        : state.kind === 'disabled'
          ? refused('P211', [state.reason])
          : refused('P105', ['Purge', `the journal is frozen (${state.reason})`]);
    return offer && !offer.ok ? offer.refusal : null;
  }

  #sayWhyKept({ name, path, isRetained, reasons }: PurgeFile): void {
    const why = isRetained ? reasons.map(purgeReasonText).join('; ') : '';
    if (why !== '' && this.#said.get(name) !== why)
      this.#instance.note(0, `Journal file ${path} is kept beyond the purge settings: ${why}`);
    if (why === '') this.#said.delete(name);
    else this.#said.set(name, why);
  }

  #look(): void {
    this.#lookAtMembers();
    this.#lookAtFiles();
    this.#healHoles();
    const since = this.#instance.clock.nowMs() - this.#lastPurgeMs;
    const { mirror } = this.#instance;
    const isReporting = mirror?.membership.kind.endsWith('reporting') && mirror.membership.purgeAfterDejournaling;
    if (since >= (isReporting ? PURGE_DEJOURNALED_MS : PURGE_AGAIN_MS)) this.#purgeByItself();
  }

  #looking: Promise<void> | null = null;
  #lookedAtOldMs = Number.NEGATIVE_INFINITY;
  /** Files that somebody has deleted: those in use are put back before anything is lost, of others it is told at once. */
  #lookAtFiles(): void {
    const { journal, mirrors } = this.#instance;
    if (this.#looking) return;
    const histories = mirrors.seats().map(({ history }) => history);
    const now = this.#instance.clock.nowMs();
    const isTime = now - this.#lookedAtOldMs >= JOURNAL_LOOK_OLD_MS;
    if (isTime) this.#lookedAtOldMs = now;
    this.#looking = Promise.all([
      journal.keepInPlace(),
      ...histories.map((history) => history.keepInPlace()),
      ...(isTime ? histories.map((history) => history.lookAtDisk()) : []),
    ])
      .then(() => undefined)
      .catch((error: unknown) =>
        this.#instance.note(1, `Journal files could not be looked at: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        this.#looking = null;
      });
  }

  #healing: Promise<void> | null = null;
  #lastHealMs = Number.NEGATIVE_INFINITY;
  /** A file that is missing here is fetched from whoever has it. Nobody waits for it: a file counts only when it is whole. */
  #healHoles(): void {
    const now = this.#instance.clock.nowMs();
    const torn = this.#instance.mirrors
      .seats()
      .flatMap(({ history, member }) => (history.hole && member ? [{ member, fileCount: history.hole.fileCount }] : []));
    if (torn.length === 0 || this.#healing || now - this.#lastHealMs < HEAL_JOURNAL_MS) return;
    this.#lastHealMs = now;
    this.#healing = Promise.all(torn.map(({ member, fileCount }) => retrieveJournalBackTo(this.#instance, member, fileCount)))
      .then(() => undefined)
      .catch((error: unknown) =>
        this.#instance.note(1, `A missing journal file could not be fetched: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        this.#healing = null;
      });
  }

  #lookAtMembers(): void {
    const member = this.#instance.mirror;
    if (!member?.failover || !member.isPrimary || !this.#contacts) return;
    const self = member.self().guid;
    const followers = [...member.failover.followers.values()].filter(({ isFollowing }) => isFollowing);
    this.#contacts.look({
      epoch: member.failover.state.durable.epoch,
      files: member.journal.files(),
      others: member.config().members.flatMap(({ guid }) => (guid === self ? [] : [guid])),
      receivedBy: (guid) => followers.find(({ memberGuid }) => memberGuid === guid)?.received ?? null,
    });
  }

  /** Another file has begun, here or received: those before it may be let go. */
  purgeSoon(): void {
    if (this.#isClosed) return;
    this.#stopSoon();
    this.#stopSoon = this.#instance.clock.after(PURGE_AFTER_SWITCH_MS, () => this.#purgeByItself());
  }

  #purgeByItself(): void {
    if (this.#isClosed) return;
    this.#lastPurgeMs = this.#instance.clock.nowMs();
    void this.purge().catch((error: unknown) =>
      this.#instance.note(1, `Journal files could not be purged: ${error instanceof Error ? error.message : String(error)}`),
    );
  }

  #awaitMidnight(): void {
    const now = this.#instance.clock.wallTime();
    const midnight = new Date(now);
    midnight.setHours(24, 0, 0, 0);
    this.#stopMidnight = this.#instance.clock.after(midnight.getTime() - now.getTime() + 1, () => void this.#atMidnight());
  }

  async #atMidnight(): Promise<void> {
    try {
      if (!this.#instance.journal.isDisabled) await this.#instance.journal.switchFile(MIDNIGHT_SWITCH);
    } catch (error) {
      this.#instance.note(1, `The journal could not be switched at midnight: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (!this.#isClosed) this.#awaitMidnight();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#purging.then(work);
    this.#purging = turn.catch(() => undefined);
    return turn;
  }
}
