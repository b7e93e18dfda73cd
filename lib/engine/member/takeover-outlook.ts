/**
 * What this member, as the backup, would need of the world to take over: a card for the virtual IP, and the primary's ISCAgent, which it
 * asks every few seconds so that it knows before the moment comes (`mirror/outlook.ts`). What is found decides nothing.
 */
import type { Outlook } from '../mirror/outlook.ts';
import { NO_MATCHED_SUBNET } from '../../contract/promotion.ts';
import type { MemberWorld } from './member-world.ts';
import { lackingDatabases } from './lacking-databases.ts';
import type { OwnMember } from './own-member.ts';
import type { StopTimer } from '../ports/clock.ts';

const LOOK_MS = 2000;
/** An agent that is up answers at once; one that is frozen must be found out within the time in which a person looks. */
const ANSWER_MS = 1500;

export class TakeoverOutlook {
  readonly #instance: MemberWorld;
  readonly #member: OwnMember;
  #primaryAgent: Outlook['primaryAgent'] = 'not-asked';
  #stop: StopTimer | null = null;
  #isAsking = false;

  constructor(instance: MemberWorld, member: OwnMember) {
    this.#instance = instance;
    this.#member = member;
  }

  start(): void {
    this.#stop = this.#member.clock.every(LOOK_MS, () => void this.#look());
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
    };
  }

  get #virtualIp(): Outlook['virtualIp'] {
    if (!this.#member.config().virtualIp) return 'none';
    const card = this.#member.membership.networkInterface;
    return card === null ? 'no-card' : card === NO_MATCHED_SUBNET ? 'waived' : 'card';
  }

  async #look(): Promise<void> {
    const { partner } = this.#member;
    const { role } = this.#member.driver.state;
    const isFollowing = (role.kind === 'backup' || role.kind === 'synchronizing') && role.session !== null;
    if (!partner || !isFollowing) {
      this.#primaryAgent = 'not-asked';
      return;
    }
    if (this.#isAsking) return;
    this.#isAsking = true;
    const report = await this.#member.agents.report(partner, ANSWER_MS).catch(() => null);
    this.#isAsking = false;
    this.#primaryAgent = report === null ? 'silent' : 'answers';
  }
}
