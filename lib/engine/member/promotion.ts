/**
 * Promotion of a DR async while no primary runs (engine facts 9.1, 9.2), from the order to the moment in which this member leads.
 *
 * Which plan is carried out is decided in `lib/engine/mirror/promotion.ts`, and in which steps in `lib/engine/mirror/promotion-steps.ts`;
 * here they are carried out. What has been written down goes on after a crash.
 */
import { randomUUID } from 'node:crypto';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Promoted } from '../../contract/promotion.ts';
import {
  type Awaited,
  type PartnerChoice,
  planAwaited,
  planForced,
  planPromotion,
  promotedConfiguration,
  type PromotionFacts,
  stageOf,
} from '../mirror/promotion.ts';
import { nameOfPromotion } from '../mirror/lock-out.ts';
import { type Gathered, mayBePromoted } from '../mirror/promotion-look.ts';
import { awaitPartner, type WaitStep } from '../mirror/promotion-wait.ts';
import {
  type LeadPlan,
  type LockAnswer,
  type PromotionReply,
  type PromotionStep,
  promotionSteps,
  type Retrieved,
} from '../mirror/promotion-steps.ts';
import type { JournalState } from '../mirror/state.ts';
import type { TaskHandle } from '../activity/background-tasks.ts';
import type { MemberWorld } from './member-world.ts';
import type { OwnMember } from './own-member.ts';
import { type PromotionDocument, readPromotionDocument, writePromotionDocument } from './promotion-document.ts';
import { gatherFacts, performLook, type LookingMember } from './promotion-facts.ts';
import { walkPromotion } from './promotion-walk.ts';
import type { StopTimer } from '../ports/clock.ts';
import { PROMOTED_LEAD_MS, WRITTEN_ANSWER_MS } from '../../machine/waits.ts';

/** Who is promoted: it looks around, becomes another, and says so. */
type PromotedMember = LookingMember &
  Pick<OwnMember, 'becomeFailover' | 'changeMembership' | 'halt' | 'pauseMachine' | 'resumeMachine'> &
  Pick<OwnMember, 'clock' | 'dejournaler' | 'failover' | 'isPrimary' | 'log' | 'self' | 'stateHolds' | 'tell'>;

type Step = PromotionStep<MirrorConfig>;
type Reply = PromotionReply<MirrorConfig>;

export class Promotion {
  readonly #instance: Pick<MemberWorld, 'clock' | 'tasks'>;
  readonly #member: PromotedMember;
  #stopWaiting: StopTimer | null = null;
  #isWaiting = false;
  #isClosed = false;
  /** Somebody promotes this member just now; said to others who ask, so that two are not promoted at once. */
  isRunning = false;

  constructor(instance: Pick<MemberWorld, 'clock' | 'tasks'>, member: PromotedMember) {
    this.#instance = instance;
    this.#member = member;
  }

  get document(): PromotionDocument | null {
    return readPromotionDocument(this.#member.membership);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopWaiting?.();
  }

  /** The machine of this member has started, or its membership has changed: what is written down goes on. */
  goOn(): void {
    const { document } = this;
    if (document?.stage === 'leading') {
      const orderedS = Math.floor(this.#instance.clock.wallTime().getTime() / 1000);
      this.#member.failover?.feed({ kind: 'promotion-settled', forced: document.forced, orderedS });
    }
    if (document?.stage === 'waiting') this.#waitOn();
  }

  /** "No failover" is being cleared: a prepared promotion leads then. In one write with it. */
  whenFailoverAllowed(): { promotion?: string | null } {
    const { document } = this;
    if (document?.stage !== 'prepared') return {};
    return {
      promotion: writePromotionDocument({
        stage: 'leading',
        since: document.since,
        partner: null,
        forced: false,
        unavailable: document.unavailable,
      }),
    };
  }

  /**
   * The takeover is done but for the last step: the partner may hear its role from now on, and could lead after this member. So nothing may
   * make it lead by itself again.
   */
  async led(): Promise<void> {
    const { document } = this;
    // Forced by a person: it leads, whatever it was.
    if (document?.stage === 'role-unknown') return this.#member.changeMembership({ promotion: null });
    if (document?.stage !== 'leading') return;
    const kept =
      document.unavailable.length === 0
        ? null
        : writePromotionDocument({ stage: 'led', since: document.since, unavailable: document.unavailable });
    await this.#member.changeMembership({ promotion: kept });
  }

  /** Refuses as `planPromotion` and `promotionSteps`, and with 2178 and P120. */
  promote(choice: PartnerChoice, networkInterface: string | null): Promise<Outcome<Promoted> | 'through-primary'> {
    return this.#alone(async () => {
      if (this.document?.stage === 'waiting') return refused('2178');
      const facts = await this.#facts();
      if (!facts.ok) return facts;
      const plan = planPromotion(facts.value.facts, choice);
      if (!plan.ok) return plan;
      if (plan.value.kind === 'through-primary') return 'through-primary';
      const partner = this.#nameOf(plan.value.partner);
      this.#member.tell(1, 'promotion-begun', partner || 'none');
      if (plan.value.kind === 'lead') return this.#asTask(plan.value, facts.value, { networkInterface, forced: false });
      await this.#member.changeMembership({
        promotion: writePromotionDocument({
          stage: 'waiting',
          since: this.#now(),
          partner: plan.value.partner,
          unavailable: [...plan.value.unavailable],
          networkInterface,
        }),
      });
      this.#member.tell(1, 'promotion-waits', partner);
      return accepted({ result: 'waiting', partner, unavailable: this.#entries(plan.value.unavailable) });
    });
  }

  /** On a person's word: without what only the awaited partner has. */
  async force(): Promise<Outcome<Promoted>> {
    const { document } = this;
    if (document?.stage !== 'waiting') return refused('P195');
    const outcome = await this.#alone(async () => {
      const facts = await this.#facts();
      if (!facts.ok) return facts;
      const plan = planForced(facts.value.facts, { partner: document.partner, named: document.unavailable });
      if (!plan.ok) return plan;
      if (plan.value.kind !== 'lead') return refused('P195');
      this.#member.tell(1, 'promotion-forced', this.#nameOf(document.partner));
      return this.#asTask(plan.value, facts.value, {
        networkInterface: document.networkInterface,
        forced: plan.value.unavailable.includes(document.partner),
      });
    });
    return outcome === 'through-primary' ? refused('P195') : outcome;
  }

  async cancel(): Promise<Outcome<null>> {
    if (this.document?.stage !== 'waiting') return refused('P195');
    if (this.isRunning) return refused('2178');
    await this.#end();
    this.#member.tell(1, 'promotion-cancelled');
    return accepted(null);
  }

  async #end(): Promise<void> {
    await this.#member.changeMembership({ promotion: null });
  }

  async #alone(work: () => Promise<Outcome<Promoted> | 'through-primary'>): Promise<Outcome<Promoted> | 'through-primary'> {
    if (this.isRunning) return refused('2178');
    // Said before the others are asked: of two who are promoted at once, one at least hears of the other.
    this.isRunning = true;
    try {
      return await work();
    } finally {
      this.isRunning = false;
    }
  }

  async #facts(): Promise<Outcome<Gathered<MirrorConfig>>> {
    const gathered = await gatherFacts(this.#member);
    return mayBePromoted(gathered, this.#member.async !== null);
  }

  // ---- waiting for a partner

  get #awaited(): Awaited | null {
    const { document } = this;
    return document?.stage === 'waiting' ? { partner: document.partner, named: document.unavailable } : null;
  }

  /** Once, however often what is written down goes on. */
  #waitOn(): void {
    if (this.#isWaiting || this.#isClosed) return;
    this.#isWaiting = true;
    const steps = awaitPartner(() => ({ isAsync: this.#member.async !== null, awaited: this.#awaited, isBusy: this.isRunning }));
    const go = async (facts: PromotionFacts | null): Promise<void> => {
      for (let next = steps.next(facts); !next.done && !this.#isClosed; next = steps.next(await this.#wait(next.value)));
      this.#isWaiting = false;
    };
    void go(null);
  }

  /** null, too, when what was to be done could not be. */
  async #wait(step: WaitStep): Promise<PromotionFacts | null> {
    try {
      switch (step.kind) {
        case 'pause':
          await new Promise<void>((resolve) => {
            this.#stopWaiting = this.#member.clock.after(step.ms, resolve);
          });
          return null;
        case 'look':
          return (await gatherFacts(this.#member)).facts;
        case 'end':
          await this.#end();
          this.#member.tell(1, 'promotion-ended', this.#nameOf(step.primary));
          return null;
        case 'lead':
          await this.#alone(() => this.#leadWith(step.awaited));
          return null;
      }
    } catch (error) {
      this.#member.log(2, `The promotion could not go on: ${error instanceof Error ? error.message : String(error)}`, null);
      return null;
    }
  }

  /** Everything is looked at again, now that others can hear that this member is being promoted. */
  async #leadWith(awaited: Awaited): Promise<Outcome<Promoted>> {
    const { document } = this;
    if (document?.stage !== 'waiting') return refused('P195');
    const facts = await this.#facts();
    if (!facts.ok) return facts;
    const plan = planAwaited(facts.value.facts, awaited);
    if (!plan.ok) return plan;
    const { networkInterface } = document;
    return plan.value.kind === 'lead' ? this.#asTask(plan.value, facts.value, { networkInterface, forced: false }) : refused('P195');
  }

  // ---- carrying it out

  #asTask(
    plan: LeadPlan,
    gathered: Gathered<MirrorConfig>,
    how: { networkInterface: string | null; forced: boolean },
  ): Promise<Outcome<Promoted>> {
    return this.#instance.tasks.begin('promote', [this.#member.self().name], (task) => this.#carryOut(plan, gathered, how, task)).ended;
  }

  async #carryOut(
    plan: LeadPlan,
    { facts, roll: config }: Gathered<MirrorConfig>,
    { networkInterface, forced }: { networkInterface: string | null; forced: boolean },
    task: TaskHandle,
  ): Promise<Outcome<Promoted>> {
    const member = this.#member;
    const { unavailable, partner, noFailover } = plan;
    const { stage, onlyPrimary } = stageOf(plan);
    // As they were when it began: what it learns meanwhile may know fewer of them.
    const entryOf = (guid: string) => config.members.find((entry) => entry.guid === guid);
    const nameOf = (guid: string) => entryOf(guid)?.name ?? '';
    const entries = config.members
      .filter(({ guid }) => unavailable.includes(guid))
      .map(({ guid, name, instanceDirectory }) => ({ guid, name, instanceDirectory }));
    const promotion = nameOfPromotion(member.membership.memberGuid, randomUUID());
    const since = this.#now();
    const document: PromotionDocument =
      stage === 'prepared'
        ? { stage, since, unavailable: [...unavailable] }
        : { stage, since, partner, forced, unavailable: [...unavailable] };
    const steps = promotionSteps({
      plan,
      facts,
      roll: config,
      self: member.membership.memberGuid,
      own: () => member.journal.state(),
      nameOf,
      forced,
    });
    let isPaused = false;
    const perform = async (step: Step): Promise<Reply> => {
      switch (step.kind) {
        case 'ask-agents':
          return { kind: 'agents', answers: await this.#askAgents(step, config, promotion) };
        case 'ask-to-stand-aside':
          return {
            kind: 'stood-aside',
            words: await this.#askToStandAside(config.members.filter(({ guid }) => step.guids.includes(guid))),
          };
        case 'learn':
        case 'look-at':
          return performLook(member, step);
        case 'measure':
          return { kind: 'reaches', reaches: await this.#measure(config.members.filter(({ guid }) => step.guids.includes(guid))) };
        case 'fetch': {
          // While it is brought, nobody else writes the journal of this member.
          const isFirst = !isPaused;
          isPaused = true;
          if (isFirst) await member.pauseMachine();
          const entry = entryOf(step.guid);
          task.progress(step.index, step.count, nameOf(step.guid));
          const retrieved = entry === undefined ? 'failed' : await this.#retrieve(entry, task);
          return { kind: task.signal.aborted ? 'aborted' : retrieved };
        }
        case 'lead': {
          if (task.signal.aborted) return { kind: 'aborted' };
          const version = await member.becomeFailover(
            (now) =>
              step.mayStillLead(now) && {
                configuration: promotedConfiguration(now, { self: member.membership.memberGuid, partner }),
                promotion: writePromotionDocument(document),
                noFailoverFor: onlyPrimary,
                networkInterface,
              },
          );
          return version === null ? { kind: 'done' } : { kind: 'changed', version };
        }
      }
    };
    const outcome = await walkPromotion(steps, {
      perform,
      resume: () => isPaused && member.resumeMachine(),
      halt: (reason) => member.halt(reason, 'failed'),
    });
    if (!outcome.ok) return outcome;
    if (entries.length > 0) member.tell(2, 'promotion-unavailable', entries.map(({ name }) => name).join(', '));
    if (noFailover) member.tell(1, 'promotion-prepared');
    const partnerName = partner === null ? null : nameOf(partner);
    if (noFailover) return accepted({ result: 'prepared', partner: partnerName, unavailable: entries });
    return (await member.stateHolds(() => member.isPrimary, PROMOTED_LEAD_MS))
      ? accepted({ result: 'primary', partner: partnerName, unavailable: entries })
      : refused('P120');
  }

  /** An agent that is silent when the lock is taken back leaves its member waiting for a primary, which is safe. */
  async #askAgents(
    { order, guids }: Extract<Step, { kind: 'ask-agents' }>,
    config: MirrorConfig,
    promotion: string,
  ): Promise<ReadonlyMap<string, LockAnswer<MirrorConfig>>> {
    const asked = config.members.filter(({ guid }) => guids.includes(guid));
    const answers = await Promise.all(
      asked.map(async (entry) => [entry.guid, await this.#askAgent(entry, order, config, promotion)] as const),
    );
    return new Map(answers);
  }

  async #askAgent(
    entry: MemberEntry,
    order: 'lock' | 'look' | 'release',
    config: MirrorConfig,
    promotion: string,
  ): Promise<LockAnswer<MirrorConfig>> {
    const answer = await this.#member.agents.setValidatedMember(entry, { order, promotion, roll: config });
    if (!answer.ok) return { kind: 'failed', why: answer.refusal.args.join(', ') };
    const { report, config: roll, lock } = answer.value;
    if (report.instance === 'up') return { kind: 'up', isFailover: report.standing !== null };
    if (lock === 'refused' && roll !== null) return { kind: 'knows-more', roll };
    if (lock !== 'held') return { kind: 'open' };
    if (order === 'lock' && entry.kind === 'failover') this.#member.tell(1, 'member-locked-out', entry.name);
    return { kind: 'held', journal: report.journal, roll };
  }

  async #askToStandAside(entries: readonly MemberEntry[]): Promise<ReadonlyMap<string, boolean>> {
    const { dialer } = this.#member;
    const words = await Promise.all(
      entries.map(async (entry) => {
        const answer = await dialer.ask(entry, { kind: 'stand-aside' }, WRITTEN_ANSWER_MS).catch(() => null);
        return answer?.kind === 'verdict' ? [[entry.guid, answer.accepted] as const] : [];
      }),
    );
    return new Map(words.flat());
  }

  async #measure(entries: readonly MemberEntry[]): Promise<ReadonlyMap<string, JournalState>> {
    const found = await Promise.all(entries.map(async (entry) => [entry.guid, await this.#member.agents.journals(entry)] as const));
    return new Map(found.flatMap(([guid, journals]) => (journals?.journal ? [[guid, journals.journal]] : [])));
  }

  async #retrieve(entry: MemberEntry, task: TaskHandle): Promise<Retrieved> {
    const { journal, dejournaler, agents } = this.#member;
    const log = (severity: 0 | 1 | 2, text: string) => this.#member.log(severity, text, null);
    return agents.fetchJournal(entry, { isWanted: () => !task.signal.aborted, journal, dejournaler, log }).catch((error: unknown) => {
      log(2, `Journal data of ${entry.name} could not be retrieved: ${error instanceof Error ? error.message : String(error)}`);
      return 'failed';
    });
  }

  // ---- names

  #entriesOf(guids: readonly string[]): MemberEntry[] {
    const { members } = this.#member.config();
    return guids.flatMap((wanted) => members.filter(({ guid }) => guid === wanted));
  }

  #entries(guids: readonly string[]): Promoted['unavailable'] {
    return this.#entriesOf(guids).map(({ guid, name, instanceDirectory }) => ({ guid, name, instanceDirectory }));
  }

  #nameOf(guid: string | null): string {
    return guid === null ? '' : (this.#entriesOf([guid])[0]?.name ?? '');
  }

  #now(): string {
    return this.#instance.clock.wallTime().toISOString();
  }
}
