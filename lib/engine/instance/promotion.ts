/**
 * Promotion of a DR async while no primary runs (engine facts 9.1, 9.2), from the order to the moment in which this member leads.
 *
 * The order of steps is what keeps one primary. First every member whose agent answers is locked out on its own disk, dead as it is. Then its journal can grow no more, and is fetched. Then
 * one write makes this member a failover member that leads, whatever happens to it next. Before that write nothing has changed here, and a promotion that comes to nothing takes the
 * locks back; after it there is no way back, only on. (Refused: writing first and locking later. A member that starts in between would lead, too.)
 * Which plan is carried out is decided in `lib/engine/mirror/promotion.ts`.
 */
import { randomUUID } from 'node:crypto';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorConfig, MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import type { Promoted } from '../../contract/promotion.ts';
import { continueWaiting, type FormerMember, laterRoll, NOBODY, type PartnerChoice, planForced, planLockedOut, planPromotion, promotedConfiguration, type PromotionFacts, type PromotionPlan } from '../mirror/promotion.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import type { TaskHandle } from './background-tasks.ts';
import type { Instance } from './instance.ts';
import type { MirrorMember } from './mirror-member.ts';
import { type PromotionDocument, readPromotionDocument, writePromotionDocument } from './promotion-document.ts';
import { gatherFacts } from './promotion-facts.ts';

type LeadPlan = Extract<PromotionPlan, { kind: 'lead' }>;

/** A takeover applies what is left of the journal first. */
const LEAD_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** How often the agent of an awaited partner is asked. */
const WAIT_MS = 2000;

export class Promotion {
  readonly #instance: Instance;
  readonly #member: MirrorMember;
  #waitTimer: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Somebody promotes this member just now; said to others who ask, so that two are not promoted at once. */
  isRunning = false;

  constructor(instance: Instance, member: MirrorMember) {
    this.#instance = instance;
    this.#member = member;
  }

  get document(): PromotionDocument | null {
    return readPromotionDocument(this.#member.membership);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#waitTimer) clearTimeout(this.#waitTimer);
  }

  /** The machine of this member has started, or its membership has changed: what is written down goes on. */
  goOn(): void {
    const { document } = this;
    if (document?.stage === 'leading') this.#member.failover?.feed({ kind: 'promotion-settled', forced: document.forced });
    if (document?.stage === 'waiting') this.#waitOn();
  }

  /** "No failover" is being cleared: a prepared promotion leads then. In one write with it. */
  whenFailoverAllowed(): { promotion?: string | null } {
    const { document } = this;
    if (document?.stage !== 'prepared') return {};
    return { promotion: writePromotionDocument({ stage: 'leading', since: document.since, partner: null, forced: false, unavailable: document.unavailable }) };
  }

  /** The takeover is done but for the last step: the partner may hear its role from now on, and could lead after this member. So nothing may make it lead by itself again. */
  async led(): Promise<void> {
    const { document } = this;
    // Forced by a person: it leads, whatever it was.
    if (document?.stage === 'role-unknown') return this.#member.changeMembership({ promotion: null });
    if (document?.stage !== 'leading') return;
    const kept = document.unavailable.length === 0 ? null : writePromotionDocument({ stage: 'led', since: document.since, unavailable: document.unavailable });
    await this.#member.changeMembership({ promotion: kept });
  }

  /** Refuses as `planPromotion`, and with 2178, 2126 (an agent could not lock its member out), P197 (journal data could not be retrieved), P120. */
  promote(choice: PartnerChoice, networkInterface: string | null): Promise<Outcome<Promoted> | 'through-primary'> {
    return this.#alone(async () => {
      if (this.document?.stage === 'waiting') return refused('2178');
      const facts = await this.#facts();
      if (!facts.ok) return facts;
      const plan = planPromotion(facts.value, choice);
      if (!plan.ok) return plan;
      if (plan.value.kind === 'through-primary') return 'through-primary';
      const partner = this.#nameOf(plan.value.partner);
      this.#member.tell(1, 'promotion-begun', partner || 'none');
      if (plan.value.kind === 'lead') return this.#asTask(plan.value, facts.value, { networkInterface, forced: false });
      await this.#member.changeMembership({ promotion: writePromotionDocument({ stage: 'waiting', since: this.#now(), partner: plan.value.partner, networkInterface }) });
      this.#member.tell(1, 'promotion-waits', partner);
      this.#waitOn();
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
      const plan = planForced(facts.value, document.partner);
      if (!plan.ok) return plan;
      if (plan.value.kind !== 'lead') return refused('P195');
      this.#member.tell(1, 'promotion-forced', this.#nameOf(document.partner));
      return this.#asTask(plan.value, facts.value, { networkInterface: document.networkInterface, forced: plan.value.unavailable.includes(document.partner) });
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
    if (this.#waitTimer) clearTimeout(this.#waitTimer);
    this.#waitTimer = null;
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

  async #facts(): Promise<Outcome<PromotionFacts>> {
    const { facts, promotedElsewhere } = await gatherFacts(this.#member);
    return promotedElsewhere ? refused('2178') : accepted(facts);
  }

  // ---- waiting for a partner

  #waitOn(): void {
    if (this.#waitTimer) clearTimeout(this.#waitTimer);
    if (this.#isClosed) return;
    this.#waitTimer = setTimeout(() => {
      this.#lookForPartner()
        .catch((error: unknown) => this.#member.log(2, `The promotion could not go on: ${error instanceof Error ? error.message : String(error)}`, null))
        .finally(() => {
          if (this.document?.stage === 'waiting') this.#waitOn();
        });
    }, WAIT_MS);
  }

  async #lookForPartner(): Promise<void> {
    if (this.document?.stage !== 'waiting' || this.isRunning) return;
    // Looking is no promotion yet: meanwhile it can be forced and cancelled.
    const { facts } = await gatherFacts(this.#member);
    const { document } = this;
    if (document?.stage !== 'waiting' || this.isRunning || this.#isClosed) return;
    const next = continueWaiting(facts, document.partner);
    if (next === 'ended') {
      await this.#end();
      this.#member.tell(1, 'promotion-ended', this.#nameOf(facts.runningPrimary));
    }
    if (next === 'lead') await this.#alone(() => this.#leadWith(document.partner, document.networkInterface));
  }

  /** Everything is looked at again, now that others can hear that this member is being promoted. */
  async #leadWith(partner: string, networkInterface: string | null): Promise<Outcome<Promoted>> {
    const facts = await this.#facts();
    if (!facts.ok) return facts;
    const plan = planPromotion(facts.value, { kind: 'member', guid: partner });
    if (!plan.ok) return plan;
    return plan.value.kind === 'lead' ? this.#asTask(plan.value, facts.value, { networkInterface, forced: false }) : refused('P195');
  }

  // ---- carrying it out

  #asTask(plan: LeadPlan, facts: PromotionFacts, how: { networkInterface: string | null; forced: boolean }): Promise<Outcome<Promoted>> {
    return this.#instance.tasks.begin('promote', [this.#member.self().name], (task) => this.#carryOut(plan, facts, how, task)).ended;
  }

  async #carryOut(plan: LeadPlan, facts: PromotionFacts, { networkInterface, forced }: { networkInterface: string | null; forced: boolean }, task: TaskHandle): Promise<Outcome<Promoted>> {
    const member = this.#member;
    const order = randomUUID();
    const locked = await this.#lockOut(plan.reachable, order);
    const last = locked.ok ? planLockedOut(plan, facts, { own: member.journal.state(), journals: locked.value, forced }) : locked;
    const sources = locked.ok && last.ok && last.value.kind === 'lead' ? await this.#sources(last.value, locked.value) : [];
    const ready = last.ok ? await this.#retrieve(sources, plan.collect || forced, task) : last;
    if (!ready.ok) {
      await this.#unlock(plan.reachable, order);
      return ready;
    }
    const { unavailable, partner, noFailover } = plan;
    const since = this.#now();
    const document: PromotionDocument = noFailover ? { stage: 'prepared', since, unavailable: [...unavailable] } : { stage: 'leading', since, partner, forced, unavailable: [...unavailable] };
    const entries = this.#entries(unavailable);
    await member.becomeFailover({
      configuration: promotedConfiguration(member.config(), { self: member.membership.memberGuid, partner }),
      promotion: writePromotionDocument(document),
      noFailoverFor: noFailover ? NOBODY : null,
      networkInterface,
    });
    // (When that fails, nobody knows whether it was written: the locks stay, and the start of this member tells.)
    if (entries.length > 0) member.tell(2, 'promotion-unavailable', entries.map(({ name }) => name).join(', '));
    if (noFailover) member.tell(1, 'promotion-prepared');
    const partnerName = partner === null ? null : this.#nameOf(partner);
    if (noFailover) return accepted({ result: 'prepared', partner: partnerName, unavailable: entries });
    return (await this.#hasLed()) ? accepted({ result: 'primary', partner: partnerName, unavailable: entries }) : refused('P120');
  }

  async #hasLed(): Promise<boolean> {
    const deadline = this.#member.clock.nowMs() + LEAD_MS;
    while (!this.#member.isPrimary && this.#member.clock.nowMs() < deadline) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    return this.#member.isPrimary;
  }

  /** Answers how far the journal of each reaches, from now on for good. */
  async #lockOut(guids: readonly string[], promotion: string): Promise<Outcome<ReadonlyMap<string, FormerMember['journal']>>> {
    const journals = new Map<string, FormerMember['journal']>();
    const written: { guid: string; name: string; roll: MirrorConfig }[] = [];
    const hear = ({ guid, name }: MemberEntry, config: MirrorConfig | null) => {
      if (config) written.push({ guid, name, roll: config });
    };
    for (const entry of this.#entriesOf(guids)) {
      const answer = await this.#member.agents.setValidatedMember(entry, { validated: false, promotion });
      if (!answer.ok) return refused('2126', [entry.name, answer.refusal.args.join(', ')]);
      const { report, config } = answer.value;
      if (report.instance === 'up') return refused('P193', [entry.name]);
      this.#member.tell(1, 'member-locked-out', entry.name);
      journals.set(entry.guid, report.journal);
      hear(entry, config);
    }
    await Promise.all(
      this.#otherAsyncs.map(async (entry) => {
        const answer = await this.#member.agents.setValidatedMember(entry, { validated: false, promotion });
        if (answer.ok) hear(entry, answer.value.config);
      }),
    );
    const later = laterRoll(this.#member.config(), written);
    if (later === null) return accepted(journals);
    await this.#member.learnConfiguration(later.roll);
    return refused('P198', [later.name]);
  }

  /** Whoever of them is down, and was itself promoted before, unheard of by this member, must not lead when it starts again; to an async the lock means nothing. */
  get #otherAsyncs(): MemberEntry[] {
    return this.#member.config().members.filter(({ guid, kind }) => kind === 'disaster-recovery' && guid !== this.#member.membership.memberGuid);
  }

  /** An agent that is silent now leaves its member waiting for a primary, which is safe. */
  async #unlock(guids: readonly string[], promotion: string): Promise<void> {
    await Promise.all([...this.#entriesOf(guids), ...this.#otherAsyncs].map((entry) => this.#member.agents.setValidatedMember(entry, { validated: true, promotion })));
  }

  /** Who has journal that this member lacks, the most first. */
  async #sources({ fetchFrom, collect }: LeadPlan, journals: ReadonlyMap<string, FormerMember['journal']>): Promise<MemberEntry[]> {
    const own = this.#member.journal.state();
    const found = fetchFrom.flatMap((guid) => {
      const journal = journals.get(guid);
      return typeof journal === 'object' ? [{ guid, journal }] : [];
    });
    if (collect) {
      const asyncs = this.#member.config().members.filter(({ guid, kind }) => kind !== 'failover' && guid !== this.#member.membership.memberGuid);
      const reaches = await Promise.all(asyncs.map(async ({ guid }, index) => ({ guid, journal: await this.#member.agents.journalReach(asyncs[index] as MemberEntry) })));
      for (const { guid, journal: reach } of reaches) if (reach && compareKnowledge(reach, own) > 0) found.push({ guid, journal: reach });
    }
    return this.#entriesOf(found.sort((one, other) => compareKnowledge(other.journal, one.journal)).map(({ guid }) => guid));
  }

  /** From the first that gives everything it has. `mayLose`: what cannot be had is given up. While it is brought, nobody else writes the journal of this member. */
  async #retrieve(sources: readonly MemberEntry[], mayLose: boolean, task: TaskHandle): Promise<Outcome<null>> {
    const member = this.#member;
    if (sources.length === 0) return task.signal.aborted ? refused('P105', ['promote', 'it was aborted']) : accepted(null);
    await member.pauseMachine();
    for (const [index, entry] of sources.entries()) {
      task.progress(index, sources.length, entry.name);
      const { journal, dejournaler } = member;
      const fetched = await member.agents
        .fetchJournal(entry, { isWanted: () => !task.signal.aborted, journal, dejournaler, log: (severity, text) => member.log(severity, text, null) })
        .catch((error: unknown) => {
          member.log(2, `Journal data of ${entry.name} could not be retrieved: ${error instanceof Error ? error.message : String(error)}`, null);
          return false;
        });
      if (fetched) return accepted(null);
      if (task.signal.aborted || !mayLose) {
        member.resumeMachine();
        return task.signal.aborted ? refused('P105', ['promote', 'it was aborted']) : refused('P197', [entry.name]);
      }
    }
    return accepted(null);
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
