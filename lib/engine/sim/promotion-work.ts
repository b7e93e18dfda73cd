/**
 * Promotion of a simulated DR async while no primary runs, and what a former failover member does that does not know its role: the shipped functions decide (`../mirror/promotion.ts`,
 * `../mirror/promotion-steps.ts`), this carries out what they order, as `../instance/promotion.ts` and `../instance/role-inquiry.ts` do.
 */
import { type FormerMember, judgePrimary, laterRoll, type PartnerChoice, planPromotion, promotedConfiguration, type PromotionFacts } from '../mirror/promotion.ts';
import { type LeadPlan, type LockAnswer, type PromotionReply, type PromotionStep, promotionSteps } from '../mirror/promotion-steps.ts';
import type { Roll } from '../mirror/roll.ts';
import type { AgentReport, JournalState, Standing } from '../mirror/state.ts';
import { fetchJournal, requestLock, requestReport } from './agent-calls.ts';
import type { Life } from './life.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import type { Host } from './world.ts';

const ASK_AGAIN_MS = 1000;
const WATCH_MS = 5000;
const ASK_ROLE_MS = 2500;

/** null: it leads, or will. A refusal's code, or the name of a plan that is another one's work. */
export type PromotionOutcome = { readonly failed: string; readonly named?: readonly string[] } | { readonly plan: LeadPlan };

/** What a failover member told of the roll. */
interface Told {
  readonly roll: Roll;
  readonly leads: boolean;
  readonly epoch: number;
}

/** What a member said when it was asked how it stands. */
interface Heard {
  readonly standing: Standing | null;
  /** null: it is no async. */
  readonly isBeingPromoted: boolean | null;
  readonly isRoleUnknown: boolean;
  /** What it has written down, if it is an async. */
  readonly roll: Roll | null;
}
const NOTHING_HEARD: Heard = { standing: null, isBeingPromoted: null, isRoleUnknown: false, roll: null };

interface Found {
  readonly host: Host;
  readonly standing: Standing | null;
  readonly hasAnswered: boolean;
  readonly isPromoted: boolean;
  readonly isRoleUnknown: boolean;
  readonly roll: Roll | null;
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
    this.gather((facts, roll) => {
      if (this.life.roll.belonging.kind === 'failover') return end({ failed: '2117' });
      if (facts === null) return end({ failed: '2178' });
      const plan = planPromotion(facts, choice);
      if (!plan.ok) return end({ failed: plan.refusal.code, named: plan.refusal.args });
      if (plan.value.kind !== 'lead') return end({ failed: plan.value.kind });
      this.carryOut(plan.value, facts, roll, end);
    });
  }

  private others(): Host[] {
    const { world, roll, host } = this.life;
    return roll.belonging.roll.members.filter(({ guid, kind }) => guid !== host.self.guid && (kind === 'failover' || kind === 'disaster-recovery')).map(({ guid }) => world.hostWith(guid));
  }

  /** `facts` null: another member is being promoted, or has been. `roll`: of which they are the facts. */
  private gather(settle: (facts: PromotionFacts | null, roll: Roll) => void): void {
    const others = this.others();
    const { roll } = this.life.roll.belonging;
    const found: Found[] = [];
    const looked = () => {
      const later = laterRoll(
        roll,
        found.flatMap(({ host, roll: theirs }) => (theirs === null ? [] : [{ guid: host.self.guid, roll: theirs }])),
      );
      const end = () => settle(this.facts(others.flatMap((other) => found.filter((candidate) => candidate.host === other)), roll), roll);
      if (later === null || this.life.roll.belonging.kind === 'failover') return end();
      this.life.roll.learn(later, () => (this.life.roll.belonging.roll.version > roll.version ? this.gather(settle) : end()));
    };
    for (const host of others) {
      this.lookAt(host, roll, (one) => {
        found.push(one);
        if (found.length === others.length) looked();
      });
    }
  }

  private facts(found: readonly Found[], roll: Roll): PromotionFacts | null {
    const { instance, disk } = this.life.host;
    const primaries = found.flatMap(({ host, standing }) => (standing?.role === 'primary' ? [{ guid: host.self.guid, epoch: standing.epoch }] : []));
    const latest = primaries.sort((one, other) => other.epoch - one.epoch)[0]?.guid ?? null;
    const runningPrimary = latest ?? (instance?.kind === 'async' ? instance.primaryGuid : null);
    if (runningPrimary === null && found.some(({ isPromoted }) => isPromoted)) return null;
    const waiting = found.filter(({ isRoleUnknown }) => isRoleUnknown).map(({ host }) => host.self.name);
    return { journal: disk.journal.state, lastPrimary: null, runningPrimary, members: found.filter(({ host }) => this.isFailover(host, roll)).map(formerMember), waiting };
  }

  private isFailover(host: Host, { members }: Roll = this.life.roll.belonging.roll): boolean {
    return members.some(({ guid, kind }) => guid === host.self.guid && kind === 'failover');
  }

  private lookAt(host: Host, known: Roll, settle: (found: Found) => void): void {
    const isFailover = this.isFailover(host, known);
    this.askStanding(host, ({ standing, isBeingPromoted, isRoleUnknown, roll }) => {
      const hasAnswered = standing !== null || isBeingPromoted !== null;
      const isPromoted = !isFailover && ((standing !== null && !isRoleUnknown) || isBeingPromoted === true);
      const done = (report: AgentReport | null) => settle({ host, standing, hasAnswered, isPromoted, isRoleUnknown, roll, report });
      if (isFailover) requestReport(this.life, host, { kind: 'report' }, done);
      else done(null);
    });
  }

  private askStanding(host: Host, settle: (heard: Heard) => void): void {
    const { network } = this.life.world;
    const side = network.connect(this.life.process, { host: host.name, service: 'superserver', timeoutMs: CALL_TIMEOUT_MS, isCall: true });
    let isSettled = false;
    const end = (heard: Heard) => {
      if (isSettled) return;
      isSettled = true;
      network.close(side);
      settle(heard);
    };
    side.onOpened = () => network.send(side, { kind: 'question', question: { kind: 'standing' } } satisfies LinkRequest);
    side.onClosed = () => end(NOTHING_HEARD);
    side.onMessage = (reply: LinkReply) => {
      if (reply.kind === 'answer' && reply.answer.kind === 'standing') end({ standing: reply.answer.standing, isBeingPromoted: null, isRoleUnknown: reply.isRoleUnknown, roll: null });
      if (reply.kind === 'is-async') end({ standing: null, isBeingPromoted: reply.isBeingPromoted, isRoleUnknown: false, roll: reply.roll });
    };
    this.life.later(ASK_ROLE_MS, () => end(NOTHING_HEARD));
  }

  private carryOut(plan: LeadPlan, facts: PromotionFacts, roll: Roll, end: (outcome: PromotionOutcome) => void): void {
    const { host, world } = this.life;
    this.orderCount += 1;
    const promotion = `${host.name}${world.schedule.now}.${this.orderCount}`;
    const steps = promotionSteps({ plan, facts, roll, self: host.self.guid, own: () => host.disk.journal.state, nameOf: (guid) => world.hostWith(guid).self.name, forced: false });
    const go = (next: ReturnType<typeof steps.next>): void => {
      if (!next.done) return this.perform(next.value, { plan, promotion, roll }, (reply) => go(steps.next(reply)));
      if (next.value.ok) return end({ plan });
      this.resume();
      end({ failed: next.value.refusal.code, named: next.value.refusal.args });
    };
    go(steps.next());
  }

  private perform(step: PromotionStep<Roll>, { plan, promotion, roll }: { plan: LeadPlan; promotion: string; roll: Roll }, settle: (reply: PromotionReply<Roll>) => void): void {
    const { life } = this;
    switch (step.kind) {
      case 'ask-agents':
        return this.ofEach<LockAnswer<Roll>>(step.guids, (host, heard) => requestLock(life, host, { kind: 'set-validated-member', order: step.order, promotion, roll }, heard), (answers) => settle({ kind: 'agents', answers }));
      case 'learn':
        return life.roll.learn(step, () => settle({ kind: 'done' }));
      case 'measure':
        return this.ofEach<JournalState | null>(
          step.guids,
          (host, heard) => requestReport(life, host, { kind: 'journal-reach' }, (report) => heard(report?.instance === 'down' && typeof report.journal !== 'string' ? report.journal : null)),
          (reaches) => settle({ kind: 'reaches', reaches: new Map([...reaches].flatMap(([guid, journal]) => (journal === null ? [] : [[guid, journal]]))) }),
        );
      case 'fetch':
        return this.retrieve(life.world.hostWith(step.guid), (isFetched) => settle({ kind: isFetched ? 'fetched' : 'failed' }));
      case 'lead':
        return this.becomeFailover(plan, step.mayStillLead, settle);
    }
  }

  /** All at once. */
  private ofEach<Answer>(guids: readonly string[], ask: (host: Host, heard: (answer: Answer) => void) => void, settle: (answers: ReadonlyMap<string, Answer>) => void): void {
    const answers = new Map<string, Answer>();
    if (guids.length === 0) return settle(answers);
    for (const guid of guids) {
      ask(this.life.world.hostWith(guid), (answer) => {
        answers.set(guid, answer);
        if (answers.size === guids.length) settle(answers);
      });
    }
  }

  /** Everything that is there. */
  private retrieve(source: Host, settle: (isFetched: boolean) => void): void {
    this.pause();
    let isWanted = true;
    const end = (isFetched: boolean) => {
      if (isWanted) settle(isFetched);
      isWanted = false;
    };
    fetchJournal(this.life, source, { isWanted: () => isWanted, mayLive: true, fetched: () => end(true), failed: () => end(false) });
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
  private becomeFailover({ partner }: LeadPlan, mayStillLead: (now: Roll) => boolean, settle: (reply: PromotionReply<Roll>) => void): void {
    const { roll, world, host } = this.life;
    roll.promote(
      (belonging) => (mayStillLead(belonging.roll) ? { ...belonging, kind: 'failover', isValidated: true, roll: promotedConfiguration(belonging.roll, { self: belonging.guid, partner }) } : null),
      (isWritten) => {
        if (!isWritten) return settle({ kind: 'changed', version: roll.belonging.roll.version });
        this.isPaused = false;
        world.note(host.name, `leads by its own promotion${partner === null ? '' : `, with ${world.hostWith(partner).name}`}`);
        settle({ kind: 'done' });
      },
    );
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
