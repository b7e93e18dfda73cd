/**
 * What this member, as the backup, would need of the world to take over: a card for the virtual IP, and the primary's ISCAgent, which it
 * asks every few seconds so that it knows before the moment comes (`mirror/outlook.ts`). What is found decides nothing.
 */
import type { JournalPosition } from '../journal/position.ts';
import { bytesBetween } from '../mirror/history.ts';
import type { Outlook } from '../mirror/outlook.ts';
import { NO_MATCHED_SUBNET } from '../../contract/choices.ts';
import type { MemberWorld } from './member-world.ts';
import { lackingDatabases } from './lacking-databases.ts';
import type { ToldMember } from './member-rows.ts';
import type { OwnMember } from './own-member.ts';
import type { SharedTimeline } from './shared-timeline.ts';
import type { StopTimer } from '../ports/clock.ts';
import { AGENT_LOOK_ANSWER_MS, AGENT_LOOK_MS } from '../../machine/waits.ts';

type TakingMember = ToldMember &
  Pick<OwnMember, 'agents' | 'clock' | 'membership' | 'partner'> & {
    readonly timeline: Pick<SharedTimeline, 'events'>;
  };

export class TakeoverOutlook {
  readonly #instance: Pick<MemberWorld, 'databases' | 'standingOf' | 'storage'>;
  readonly #member: TakingMember;
  #primaryAgent: Outlook['primaryAgent'] = 'not-asked';
  #stop: StopTimer | null = null;
  #isAsking = false;

  constructor(instance: Pick<MemberWorld, 'databases' | 'standingOf' | 'storage'>, member: TakingMember) {
    this.#instance = instance;
    this.#member = member;
  }

  start(): void {
    this.#stop = this.#member.clock.every(AGENT_LOOK_MS, () => void this.#look());
  }

  close(): void {
    this.#stop?.();
  }

  /** null on all but a backup. */
  get now(): Outlook | null {
    const { role } = this.#member.driver.state;
    if (role.kind !== 'backup') return null;
    if (this.#primaryAgent === 'not-asked') void this.#look();
    const word = this.#member.dejournaler.word();
    return {
      configurationVersion: this.#member.config().version,
      lacking: lackingDatabases(this.#instance, this.#member),
      dejournalingFailure: word.kind === 'failed' ? word.reason : null,
      requiredDatabase: this.#instance.storage.byMirror.missingRequired(),
      virtualIp: this.#virtualIp,
      primaryAgent: this.#primaryAgent,
      readyMs: this.#readyMs,
    };
  }

  get #virtualIp(): Outlook['virtualIp'] {
    if (!this.#member.config().virtualIp) return 'none';
    const card = this.#member.membership.networkInterface;
    return card === null ? 'no-card' : card === NO_MATCHED_SUBNET ? 'waived' : 'card';
  }

  /** Journal that is here and not in the databases, at the fastest pace seen; then the steps, as the last takeover went. */
  get #readyMs(): number | null {
    const stepsMs = this.#stepsMs;
    const redo = this.#redoBytes;
    if (stepsMs === null || redo === null) return null;
    if (redo === 0) return Math.round(stepsMs);
    return this.#fastest === 0 ? null : Math.round(redo / this.#fastest + stepsMs);
  }

  /** From the moment when nothing is received any more. */
  get #stepsMs(): number | null {
    const self = this.#member.self().guid;
    const measured = this.#member.timeline.events.filter(({ takeover }) => takeover !== null);
    const last = measured.find((event) => event.mirrorGuid !== null && event.memberGuid === self) ?? measured[0];
    const from = last?.takeover?.steps.find(({ step }) => step === 'settled')?.fromMs;
    return last?.takeover && from !== undefined ? last.takeover.tookMs - from : null;
  }

  get #redoBytes(): number | null {
    const { journal, dejournaler } = this.#member;
    const { position } = dejournaler.applied();
    return journal.isAtEnd(position) ? 0 : bytesBetween(journal.files(), position, journal.state().durable);
  }

  /** Bytes of journal applied in a millisecond, the most between two looks. */
  #fastest = 0;
  #appliedBefore: { readonly position: JournalPosition; readonly atMs: number } | null = null;
  #gauge(): void {
    const now = { position: this.#member.dejournaler.applied().position, atMs: this.#member.clock.nowMs() };
    const before = this.#appliedBefore;
    this.#appliedBefore = now;
    const bytes = before && bytesBetween(this.#member.journal.files(), before.position, now.position);
    if (before && bytes !== null && now.atMs > before.atMs) this.#fastest = Math.max(this.#fastest, bytes / (now.atMs - before.atMs));
  }

  async #look(): Promise<void> {
    this.#gauge();
    const { partner } = this.#member;
    const { role } = this.#member.driver.state;
    const isFollowing = (role.kind === 'backup' || role.kind === 'synchronizing') && role.session !== null;
    if (!partner || !isFollowing) {
      this.#primaryAgent = 'not-asked';
      return;
    }
    if (this.#isAsking) return;
    this.#isAsking = true;
    const report = await this.#member.agents.report(partner, AGENT_LOOK_ANSWER_MS).catch(() => null);
    this.#isAsking = false;
    this.#primaryAgent = report === null ? 'silent' : 'answers';
  }
}
