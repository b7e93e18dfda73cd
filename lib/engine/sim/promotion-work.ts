/**
 * Promotion of a simulated DR async while no primary runs, and what a former failover member does that does not know its role: the shipped functions decide (`../mirror/promotion.ts`), this carries out what they plan,
 * in the order of `../instance/promotion.ts` and `../instance/role-inquiry.ts`.
 */
import { type FormerMember, judgePrimary, laterRoll, type PartnerChoice, planLockedOut, planPromotion, promotedConfiguration, type PromotionFacts, type PromotionPlan } from '../mirror/promotion.ts';
import type { Roll } from '../mirror/roll.ts';
import type { AgentReport, Standing } from '../mirror/state.ts';
import { compareKnowledge } from '../mirror/turn.ts';
import { fetchJournal, requestReport } from './agent-calls.ts';
import type { Life } from './life.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { Host } from './world.ts';

const ASK_AGAIN_MS = 1000;
const WATCH_MS = 5000;
const ASK_ROLE_MS = 2500;

type LeadPlan = Extract<PromotionPlan, { kind: 'lead' }>;
/** null: it leads, or will. A refusal's code, or the name of a plan that is another one's work. */
export type PromotionOutcome = { readonly failed: string } | { readonly plan: LeadPlan };

/** What a failover member told of the roll. */
interface Told {
  readonly roll: Roll;
  readonly leads: boolean;
  readonly epoch: number;
}

interface Found {
  readonly host: Host;
  readonly standing: Standing | null;
  readonly hasAnswered: boolean;
  readonly isPromoted: boolean;
  readonly report: AgentReport | null;
}

export class PromotionWork {
  isRunning = false;
  private readonly life: Life;
  private orderCount = 0;

  constructor(life: Life) {
    this.life = life;
  }

  start(): void {
    this.watchLater(this.isRoleUnknown ? 0 : WATCH_MS);
  }

  // Promotion

  /** `plan` is what is being done when `begun` is called; `settle` tells how it ended. */
  promote(choice: PartnerChoice, settle: (outcome: PromotionOutcome) => void): void {
    if (this.isRunning) return settle({ failed: '2178' });
    this.isRunning = true;
    const end = (outcome: PromotionOutcome) => {
      this.isRunning = false;
      settle(outcome);
    };
    this.gather((facts) => {
      if (facts === null) return end({ failed: '2178' });
      const plan = planPromotion(facts, choice);
      if (!plan.ok) return end({ failed: plan.refusal.code });
      if (plan.value.kind !== 'lead') return end({ failed: plan.value.kind });
      this.carryOut(plan.value, facts, end);
    });
  }

  private others(): Host[] {
    const { world, roll, host } = this.life;
    return roll.belonging.roll.members.filter(({ guid, kind }) => guid !== host.self.guid && (kind === 'failover' || kind === 'disaster-recovery')).map(({ guid }) => world.hostWith(guid));
  }

  /** null: another member is being promoted, or has been. */
  private gather(settle: (facts: PromotionFacts | null) => void): void {
    const others = this.others();
    const found: Found[] = [];
    for (const host of others) {
      this.lookAt(host, (one) => {
        found.push(one);
        if (found.length === others.length) settle(this.facts(others.flatMap((other) => found.filter((candidate) => candidate.host === other))));
      });
    }
  }

  private facts(found: readonly Found[]): PromotionFacts | null {
    const { instance, disk } = this.life.host;
    const primaries = found.flatMap(({ host, standing }) => (standing?.role === 'primary' ? [{ guid: host.self.guid, epoch: standing.epoch }] : []));
    const latest = primaries.sort((one, other) => other.epoch - one.epoch)[0]?.guid ?? null;
    const runningPrimary = latest ?? (instance?.kind === 'async' ? instance.primaryGuid : null);
    if (runningPrimary === null && found.some(({ isPromoted }) => isPromoted)) return null;
    return { journal: disk.journal.state, lastPrimary: null, runningPrimary, members: found.filter(({ host }) => this.isFailover(host)).map(formerMember) };
  }

  private isFailover(host: Host): boolean {
    return this.life.roll.belonging.roll.members.some(({ guid, kind }) => guid === host.self.guid && kind === 'failover');
  }

  private lookAt(host: Host, settle: (found: Found) => void): void {
    this.askStanding(host, (standing, isBeingPromoted) => {
      const hasAnswered = standing !== null || isBeingPromoted !== null;
      const isPromoted = !this.isFailover(host) && (standing !== null || isBeingPromoted === true);
      const done = (report: AgentReport | null) => settle({ host, standing, hasAnswered, isPromoted, report });
      if (this.isFailover(host)) requestReport(this.life, host, { kind: 'report' }, done);
      else done(null);
    });
  }

  /** Both null: no answer. */
  private askStanding(host: Host, settle: (standing: Standing | null, isBeingPromoted: boolean | null) => void): void {
    const { network } = this.life.world;
    const side = network.connect(this.life.process, { host: host.name, service: 'superserver', timeoutMs: CALL_TIMEOUT_MS, isCall: true });
    let isSettled = false;
    const end = (standing: Standing | null, isBeingPromoted: boolean | null) => {
      if (isSettled) return;
      isSettled = true;
      network.close(side);
      settle(standing, isBeingPromoted);
    };
    side.onOpened = () => network.send(side, { kind: 'question', question: { kind: 'standing' } } satisfies LinkRequest);
    side.onClosed = () => end(null, null);
    side.onMessage = (reply: LinkReply) => {
      if (reply.kind === 'answer' && reply.answer.kind === 'standing') end(reply.answer.standing, null);
      if (reply.kind === 'is-async') end(null, reply.isBeingPromoted);
    };
    this.life.later(ASK_ROLE_MS, () => end(null, null));
  }

  private carryOut(plan: LeadPlan, facts: PromotionFacts, end: (outcome: PromotionOutcome) => void): void {
    this.orderCount += 1;
    const promotion = `${this.life.host.name}${this.life.world.schedule.now}.${this.orderCount}`;
    const fail = (failed: string) => {
      this.resume();
      for (const guid of plan.reachable) requestReport(this.life, this.life.world.hostWith(guid), { kind: 'set-validated-member', isValidated: true, promotion }, () => {});
      end({ failed });
    };
    const journals = new Map<string, FormerMember['journal']>();
    const rolls: { guid: string; roll: Roll }[] = [];
    this.lockOut([...plan.reachable], { promotion, journals, rolls }, (failed) => {
      if (failed !== null) return fail(failed);
      const later = laterRoll(this.life.roll.belonging.roll, rolls);
      if (later !== null) return this.life.roll.take(later.roll, null, () => fail('P198'));
      const last = planLockedOut(plan, facts, { own: this.life.host.disk.journal.state, journals, forced: false });
      if (!last.ok || last.value.kind !== 'lead') return fail(last.ok ? last.value.kind : last.refusal.code);
      this.sources(last.value, journals, (sources) => this.retrieve(sources, plan.collect, (isComplete) => (isComplete ? this.becomeFailover(plan, end) : fail('P197'))));
    });
  }

  private lockOut(guids: string[], { promotion, journals, rolls }: { promotion: string; journals: Map<string, FormerMember['journal']>; rolls: { guid: string; roll: Roll }[] }, settle: (failed: string | null) => void): void {
    const guid = guids.shift();
    if (guid === undefined) return settle(null);
    requestReport(this.life, this.life.world.hostWith(guid), { kind: 'set-validated-member', isValidated: false, promotion }, (report, roll) => {
      if (report === null) return settle('2126');
      if (report.instance === 'up') return settle('P193');
      journals.set(guid, report.journal);
      if (roll) rolls.push({ guid, roll });
      this.lockOut(guids, { promotion, journals, rolls }, settle);
    });
  }

  /** Who has journal that this member lacks, the most first. */
  private sources({ fetchFrom, collect }: LeadPlan, journals: ReadonlyMap<string, FormerMember['journal']>, settle: (sources: Host[]) => void): void {
    const { world, host: self } = this.life;
    const found = fetchFrom.flatMap((guid) => {
      const journal = journals.get(guid);
      return typeof journal === 'object' ? [{ host: world.hostWith(guid), journal }] : [];
    });
    const asyncs = collect ? this.others().filter((host) => !this.isFailover(host)) : [];
    let awaited = asyncs.length;
    const done = () => settle(found.sort((one, other) => compareKnowledge(other.journal, one.journal)).map(({ host }) => host));
    if (awaited === 0) return done();
    for (const host of asyncs) {
      requestReport(this.life, host, { kind: 'journal-reach' }, (report) => {
        if (report?.instance === 'down' && typeof report.journal !== 'string' && compareKnowledge(report.journal, self.disk.journal.state) > 0) found.push({ host, journal: report.journal });
        awaited -= 1;
        if (awaited === 0) done();
      });
    }
  }

  /** From the first that gives everything it has. */
  private retrieve(sources: Host[], mayLose: boolean, settle: (isComplete: boolean) => void): void {
    const source = sources.shift();
    if (source === undefined) return settle(true);
    this.pause();
    let isWanted = true;
    fetchJournal(this.life, source, {
      isWanted: () => isWanted,
      mayLive: true,
      fetched: () => isWanted && settle(true),
      failed: () => {
        isWanted = false;
        if (!mayLose) return settle(false);
        if (sources.length === 0) return settle(true);
        this.retrieve(sources, mayLose, settle);
      },
    });
  }

  private isPaused = false;
  /** Nothing but the promotion writes the journal from here on, and the database stands still. */
  private pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    const { host, work } = this.life;
    host.instance?.end();
    work.forbidBeyond(host.disk.database.applied);
  }

  private resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.life.startMachine();
  }

  /** One write, after which there is no way back. */
  private becomeFailover(plan: LeadPlan, end: (outcome: PromotionOutcome) => void): void {
    const { host, roll, world } = this.life;
    const { belonging } = host.disk;
    this.isPaused = false;
    roll.replace({ ...belonging, kind: 'failover', isValidated: true, roll: promotedConfiguration(belonging.roll, { self: belonging.guid, partner: plan.partner }) }, 'leading', () => {
      world.note(host.name, `leads by its own promotion${plan.partner === null ? '' : `, with ${world.hostWith(plan.partner).name}`}`);
      end({ plan });
    });
  }

  /** The takeover is done but for its last step. */
  led(done: () => void): void {
    const { host, roll } = this.life;
    if (host.disk.promotion !== 'leading' && host.disk.promotion !== 'leading-by-force') return done();
    roll.replace(null, null, done);
  }

  // A member that does not know its role, or leads or waits alone

  private get isRoleUnknown(): boolean {
    return this.life.host.disk.promotion === 'role-unknown';
  }

  private watchLater(afterMs: number): void {
    this.life.later(afterMs, () =>
      this.look(() => this.watchLater(this.isRoleUnknown ? ASK_AGAIN_MS : WATCH_MS)),
    );
  }

  private look(done: () => void): void {
    const { host, roll, world } = this.life;
    const role = world.failoverAt(host.name)?.machine.role.kind;
    // Nobody has been promoted without a primary in this mirror yet.
    if (!world.hasPromotedAlone || (!this.isRoleUnknown && role !== 'deciding' && role !== 'primary')) return done();
    const asked = this.isRoleUnknown ? this.others() : this.others().filter((other) => !this.isFailover(other));
    const answers: Told[] = [];
    let awaited = asked.length;
    if (awaited === 0) return done();
    for (const other of asked) {
      roll.ask(other.self.guid, { kind: 'role' }, ASK_ROLE_MS, (answer) => {
        if (answer?.kind === 'role' && answer.roll !== null) answers.push({ roll: answer.roll, leads: answer.leads, epoch: answer.epoch });
        awaited -= 1;
        if (awaited > 0) return;
        const best = answers.sort((one, another) => Number(another.leads) - Number(one.leads) || another.epoch - one.epoch)[0];
        if (best) this.judge(best);
        done();
      });
    }
  }

  private judge(best: Told): void {
    const { host, roll, world } = this.life;
    const instance = world.failoverAt(host.name);
    if (instance === null) return;
    const { durable, journal, role } = instance.machine;
    const mine = { isRoleUnknown: this.isRoleUnknown, leads: role.kind === 'primary', version: roll.belonging.roll.version, epoch: Math.max(durable.epoch, journal.epoch) };
    const verdict = judgePrimary(mine, { leads: best.leads, version: best.roll.version, epoch: best.epoch });
    if (verdict === 'ignore') return;
    world.note(host.name, 'hears its role from the primary');
    if (verdict === 'give-way') return world.killInstance(host);
    const entry = best.roll.members.find(({ guid }) => guid === host.self.guid);
    if (entry) roll.replace({ ...roll.belonging, kind: entry.kind, isValidated: true, roll: best.roll }, null, () => {});
  }
}

function formerMember({ host, hasAnswered, report }: Found): FormerMember {
  const isUp = hasAnswered || report?.instance === 'up';
  const journal = report?.instance === 'down' ? report.journal : 'unknown';
  return { guid: host.self.guid, name: host.self.name, instance: isUp ? 'up' : report ? 'down' : 'unknown', agentReachable: report !== null, journal };
}
