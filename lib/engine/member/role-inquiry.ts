/**
 * A former failover member finds out what it is now (engine facts 2.2, 9.1): ValidatedMember from outside becomes its own, and the steps of
 * `lib/engine/mirror/role-watch.ts` are carried out.
 */
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { refusalText } from '../../contract/refusal-text.ts';
import { readValidatedMemberEdit, removeValidatedMemberEdit, UnreadableEdit, type ValidatedMemberEdit } from '../agent/validated-member.ts';
import { NOBODY } from '../mirror/promotion.ts';
import { type Heard, type Told, watchRole, type Watcher, type WatchStep } from '../mirror/role-watch.ts';
import type { Membership } from '../store/config-store.ts';
import type { MemberWorld } from './member-world.ts';
import type { OwnMember } from './own-member.ts';
import { isLostEnd, readPromotionDocument, writePromotionDocument } from './promotion-document.ts';
import type { StopTimer } from '../ports/clock.ts';

/** Who asks: what it is by its own word, and what it does with what it hears. */
type InquiringMember = Pick<OwnMember, 'async' | 'config' | 'driver' | 'failover' | 'membership' | 'onlyPrimary'> &
  Pick<OwnMember, 'changeMembership' | 'clock' | 'dialer' | 'halt' | 'learnRole' | 'log' | 'tell'>;

interface Role extends Told {
  readonly entry: MemberEntry;
  readonly roll: MirrorConfig;
  readonly onlyPrimary: string | null;
}
type Step = WatchStep<Role>;

/**
 * At the start of a member, after its process was registered: ValidatedMember from outside becomes its own. What is returned is on the
 * disk. Rejects with the sentence of P613 when the edit cannot be read.
 */
export async function takeOverEdit(
  instance: Pick<MemberWorld, 'clock' | 'note' | 'options' | 'store'>,
  membership: Membership,
): Promise<Membership> {
  const { directory } = instance.options;
  // An async never leads, and has nothing to ask: what the edit says, if it can be read at all, does not concern it.
  if (membership.kind !== 'failover') {
    await removeValidatedMemberEdit(directory);
    return membership;
  }
  const edit = await readValidatedMemberEdit(directory).catch((error: unknown) => {
    if (error instanceof UnreadableEdit) return error;
    throw error;
  });
  if (edit instanceof UnreadableEdit)
    throw new Error(refusalText({ code: 'P613', args: [membership.mirrorName, edit.file, edit.reason] }, 'en'));
  if (edit?.memberGuid !== membership.memberGuid) return membership;
  const edited = edit.promotions.length > 0 ? lockedOut(membership, edit, instance.clock.wallTime().toISOString()) : setBack(membership);
  await instance.store.saveMembership(edited);
  if (edit.promotions.length === 0)
    instance.note(1, 'ValidatedMember was set back to 1 by hand: this member may lead without having heard its role from a primary');
  await removeValidatedMemberEdit(directory);
  return edited;
}

function lockedOut(membership: Membership, { by, promotions: added }: ValidatedMemberEdit, since: string): Membership {
  const before = readPromotionDocument(membership);
  const kept = before?.stage === 'role-unknown' ? before : null;
  // One that waits for its lost end alone is not locked out; of one that was by an earlier version nobody knows by whom.
  const known = kept === null || isLostEnd(membership) ? [] : kept.promotions;
  const promotions = known && [...new Set([...known, ...added])];
  const unaccepted = kept ? kept.unaccepted : !membership.validatedMember || undefined;
  return {
    ...membership,
    validatedMember: false,
    promotion: writePromotionDocument({ stage: 'role-unknown', since, by, lostEnd: kept?.lostEnd, unaccepted, promotions }),
  };
}

/** A lost end stays: nobody's hand on ValidatedMember brings the journal back. */
function setBack(membership: Membership): Membership {
  const document = readPromotionDocument(membership);
  if (document?.stage !== 'role-unknown') return membership;
  const { lostEnd, unaccepted, since } = document;
  return {
    ...membership,
    validatedMember: !unaccepted,
    promotion: lostEnd ? writePromotionDocument({ stage: 'role-unknown', since, by: '', lostEnd }) : null,
  };
}

export class RoleInquiry {
  readonly #member: InquiringMember;
  readonly #steps: Generator<Step, never, readonly Heard<Role>[]>;
  #stop: StopTimer | null = null;
  #isClosed = false;

  constructor(member: InquiringMember) {
    this.#member = member;
    this.#steps = watchRole<Role>(() => this.#own());
  }

  /** Until the machine of this member may start. */
  async beforeStart(): Promise<void> {
    for (let step = this.#steps.next().value; step.kind !== 'start'; step = this.#steps.next(await this.#perform(step)).value);
  }

  /** After that, until it is closed. */
  start(): void {
    void this.#goOn(this.#steps.next([]).value);
  }

  close(): void {
    this.#isClosed = true;
    this.#stop?.();
  }

  async #goOn(first: Step): Promise<void> {
    for (let step = first; !this.#isClosed; step = this.#steps.next(await this.#perform(step)).value);
  }

  #own(): Watcher {
    const member = this.#member;
    const { durable, journal } = member.driver.state;
    const document = readPromotionDocument(member.membership);
    return {
      guid: member.membership.memberGuid,
      roll: member.config(),
      role: member.failover?.state.role.kind ?? null,
      isRoleUnknown: document?.stage === 'role-unknown',
      isEndLost: document?.stage === 'role-unknown' && document.lostEnd === true,
      lockedBy: document?.stage === 'role-unknown' && !isLostEnd(member.membership) ? (document.promotions ?? []) : [],
      mayLead: member.onlyPrimary() !== NOBODY,
      epoch: Math.max(durable.epoch, journal.epoch),
    };
  }

  /** What fails is told, and tried again with the next look. */
  async #perform(step: Step): Promise<readonly Heard<Role>[]> {
    try {
      return await this.#carryOut(step);
    } catch (error) {
      this.#member.log(1, `Asking for the role of this member failed: ${error instanceof Error ? error.message : String(error)}`, null);
      return [];
    }
  }

  async #carryOut(step: Step): Promise<readonly Heard<Role>[]> {
    const member = this.#member;
    switch (step.kind) {
      case 'tell-unknown':
        member.tell(1, isLostEnd(member.membership) ? 'end-lost' : 'role-unknown');
        return [];
      case 'ask':
        return this.#ask(step);
      case 'wait':
        await new Promise<void>((resolve) => {
          this.#stop = member.clock.after(step.ms, resolve);
        });
        return [];
      case 'give-way':
        member.tell(1, 'role-learnt', step.told.entry.name);
        member.halt(`${step.told.entry.name} was promoted and is primary`);
        return [];
      case 'learn':
        member.tell(1, 'role-learnt', step.told.entry.name);
        await member.learnRole(step.told.roll, step.told.onlyPrimary);
        return [];
      case 'unlock': {
        // Demoted meanwhile: it has nothing to lead any more.
        if (member.async !== null) return [];
        member.tell(1, 'lock-over');
        const { validatedMember, promotion } = setBack(member.membership);
        await member.changeMembership({ validatedMember, promotion });
        return [];
      }
      case 'start':
        return [];
    }
  }

  /** Whoever is not heard within that time is silent. */
  async #ask({ guids, promotions, withinMs }: Extract<Step, { kind: 'ask' }>): Promise<readonly Heard<Role>[]> {
    const member = this.#member;
    const heard: Heard<Role>[] = [];
    const asking = member
      .config()
      .members.filter(({ guid }) => guids.includes(guid))
      .map(async (entry) => {
        const answer = await ask(member, { entry, promotions, withinMs });
        if (answer) heard.push(answer);
      });
    await new Promise<void>((resolve) => {
      const stop = member.clock.after(withinMs, resolve);
      void Promise.all(asking).then(() => {
        stop();
        resolve();
      });
    });
    return this.#isClosed ? [] : [...heard];
  }
}

async function ask(
  member: InquiringMember,
  { entry, promotions, withinMs }: { entry: MemberEntry; promotions: readonly string[]; withinMs: number },
): Promise<Heard<Role> | null> {
  const answer = await member.dialer.ask(entry, { kind: 'role', promotions: [...promotions] }, withinMs).catch(() => null);
  if (answer?.kind !== 'role') return null;
  const { guid } = entry;
  const { config, leads, epoch, onlyPrimary, over } = answer;
  return {
    guid,
    told: config && { guid, entry, roll: config, leads, epoch, onlyPrimary },
    over: over?.promotions ?? [],
    version: over?.version ?? 0,
  };
}
