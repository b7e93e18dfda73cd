/**
 * A former failover member finds out what it is now (engine facts 2.2, 9.1).
 *
 * With ValidatedMember 0 it does nothing else until a primary has told it. The product leaves it at that, so a member that nobody edited, because its agent did not answer, may lead by
 * what it last knew beside a promoted one. Ours asks in that case, too, as long as it leads or waits without a primary: whoever has been promoted since is above it in term and
 * configuration. What stays is the time in which neither can reach the other.
 */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { readValidatedMemberEdit, removeValidatedMemberEdit } from '../agent/validated-member.ts';
import { judgePrimary, NOBODY } from '../mirror/promotion.ts';
import type { Membership } from './config-store.ts';
import type { Instance } from './instance.ts';
import type { MirrorMember } from './mirror-member.ts';
import { isLostEnd, readPromotionDocument, writePromotionDocument } from './promotion-document.ts';

const ASK_MS = 2500;
const AT_START_MS = 1000;
const ASK_AGAIN_MS = 1000;
/** Nobody waits for the answer of a member that knows its role. */
const WATCH_MS = 5000;

/** At the start of a member, after its process was registered: ValidatedMember from outside becomes its own. What is returned is on the disk. */
export async function takeOverEdit(instance: Instance, membership: Membership): Promise<Membership> {
  const { directory } = instance.options;
  const edit = await readValidatedMemberEdit(directory);
  if (edit?.memberGuid !== membership.memberGuid) return membership;
  let edited = membership;
  // An async never leads, and has nothing to ask.
  if (membership.kind === 'failover') {
    edited = edit.promotions.length > 0 ? lockedOut(membership, edit.by, instance.clock.wallTime().toISOString()) : setBack(membership);
    await instance.store.saveMembership(edited);
    if (edit.promotions.length === 0) instance.note(1, 'ValidatedMember was set back to 1 by hand: this member may lead without having heard its role from a primary');
  }
  await removeValidatedMemberEdit(directory);
  return edited;
}

function lockedOut(membership: Membership, by: string, since: string): Membership {
  const before = readPromotionDocument(membership);
  const kept = before?.stage === 'role-unknown' ? before : null;
  const unaccepted = kept ? kept.unaccepted : !membership.validatedMember || undefined;
  return { ...membership, validatedMember: false, promotion: writePromotionDocument({ stage: 'role-unknown', since, by, lostEnd: kept?.lostEnd, unaccepted }) };
}

/** A lost end stays: nobody's hand on ValidatedMember brings the journal back. */
function setBack(membership: Membership): Membership {
  const document = readPromotionDocument(membership);
  if (document?.stage !== 'role-unknown') return membership;
  const { lostEnd, unaccepted, since } = document;
  return { ...membership, validatedMember: !unaccepted, promotion: lostEnd ? writePromotionDocument({ stage: 'role-unknown', since, by: '', lostEnd }) : null };
}

export class RoleInquiry {
  readonly #member: MirrorMember;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #hasTold = false;

  constructor(member: MirrorMember) {
    this.#member = member;
  }

  start(): void {
    this.#again(this.#isRoleUnknown ? 0 : WATCH_MS);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  get #isRoleUnknown(): boolean {
    return readPromotionDocument(this.#member.membership)?.stage === 'role-unknown';
  }

  #again(afterMs: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#look(ASK_MS)
        .catch((error: unknown) => this.#member.log(1, `Asking for the role of this member failed: ${describe(error)}`, null))
        .finally(() => this.#again(this.#isRoleUnknown ? ASK_AGAIN_MS : WATCH_MS));
    }, afterMs);
  }

  /** Before anything else of a failover member that starts: soon it would lead. Whoever is away delays it by no more than `AT_START_MS`. */
  async lookAtStart(): Promise<void> {
    const looking = this.#look(AT_START_MS).catch((error: unknown) => this.#member.log(1, `Asking who is primary failed: ${describe(error)}`, null));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([looking, new Promise((resolve) => (timer = setTimeout(resolve, AT_START_MS)))]);
    clearTimeout(timer);
  }

  async #look(withinMs: number): Promise<void> {
    const member = this.#member;
    if (this.#isRoleUnknown && !this.#hasTold) {
      this.#hasTold = true;
      member.tell(1, isLostEnd(member.membership) ? 'end-lost' : 'role-unknown');
    }
    const before = member.failover?.state.role.kind;
    if (!this.#isRoleUnknown && before !== 'deciding' && before !== 'taking-over' && before !== 'primary') return;
    const partner = member.partner?.guid;
    const others = member.config().members.filter(({ guid, kind }) => guid !== member.membership.memberGuid && (kind === 'failover' || kind === 'disaster-recovery'));
    // With the other failover member the machine itself settles who leads, as long as this one may lead.
    const asked = member.onlyPrimary() === NOBODY ? others : others.filter(({ guid }) => guid !== partner);
    const answers = await Promise.all(asked.map((entry) => ask(member, entry, withinMs)));
    const best = answers.filter((answer) => answer !== null).sort((one, other) => Number(other.leads) - Number(one.leads) || other.epoch - one.epoch)[0];
    if (!best || this.#isClosed) return;
    const { durable, journal } = member.driver.state;
    // Now: it may have begun to lead while the others were asked.
    const role = member.failover?.state.role.kind;
    const verdict = judgePrimary({ isRoleUnknown: this.#isRoleUnknown, leads: role === 'primary' || role === 'taking-over', version: member.config().version, epoch: Math.max(durable.epoch, journal.epoch) }, { leads: best.leads, version: best.config.version, epoch: best.epoch });
    if (verdict === 'ignore') return;
    member.tell(1, 'role-learnt', best.entry.name);
    if (verdict === 'give-way') return member.halt(`${best.entry.name} was promoted and is primary`);
    await member.learnRole(best.config, best.onlyPrimary);
  }
}

async function ask(member: MirrorMember, entry: MemberEntry, withinMs: number): Promise<{ entry: MemberEntry; config: MirrorConfig; leads: boolean; epoch: number; onlyPrimary: string | null } | null> {
  const answer = await member.dialer.ask(entry, { kind: 'role' }, withinMs).catch(() => null);
  return answer?.kind === 'role' && answer.config ? { entry, config: answer.config, leads: answer.leads, epoch: answer.epoch, onlyPrimary: answer.onlyPrimary } : null;
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
