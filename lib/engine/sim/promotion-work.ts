/**
 * Promotion of a simulated DR async while no primary runs: the shipped functions decide (`../mirror/promotion-look.ts`,
 * `../mirror/promotion.ts`, `../mirror/promotion-steps.ts`), this carries out what they order, as `../member/promotion.ts` and
 * `../member/promotion-facts.ts` do.
 */
import {
  type Awaited,
  type PartnerChoice,
  planAwaited,
  planForced,
  planPromotion,
  promotedConfiguration,
  type PromotionFacts,
  type PromotionPlan,
  stageOf,
} from '../mirror/promotion.ts';
import {
  type Beholder,
  type Gathered,
  lookAround,
  type LookReply,
  type LookStep,
  mayBePromoted,
  type HeardWord,
} from '../mirror/promotion-look.ts';
import { nameOfPromotion } from '../mirror/lock-out.ts';
import { awaitPartner, type WaitStep } from '../mirror/promotion-wait.ts';
import {
  type LeadPlan,
  type LockAnswer,
  type PromotionReply,
  type PromotionStep,
  promotionSteps,
  type Retrieved,
} from '../mirror/promotion-steps.ts';
import type { Outcome } from '../../contract/errors.ts';
import type { Roll } from '../mirror/roll.ts';
import type { AgentReport } from '../mirror/dialogue.ts';
import type { JournalState } from '../mirror/state.ts';
import { fetchJournal, requestLock, requestReport } from './agent-calls.ts';
import type { LinkReply, LinkRequest } from './messages.ts';
import { CALL_TIMEOUT_MS } from './network.ts';
import { askOfRoll } from './roll-calls.ts';
import type { Host, MemberLife, Promoting, PromotionOutcome } from './stage.ts';

const ASK_STANDING_MS = 2500;

interface Carrying {
  readonly plan: LeadPlan;
  readonly roll: Roll;
  /** By a person's word, without the partner. */
  readonly isForced: boolean;
}

type Settle = (outcome: PromotionOutcome) => void;
type Plan = (facts: PromotionFacts) => Outcome<PromotionPlan>;

export class PromotionWork implements Promoting {
  isRunning = false;
  private readonly life: MemberLife;
  private isWaiting = false;
  private orderCount = 0;

  constructor(life: MemberLife) {
    this.life = life;
  }

  promote(choice: PartnerChoice, settle: Settle): void {
    if (this.awaited !== null) return settle({ failed: '2178' });
    this.carryOutPlan((facts) => planPromotion(facts, choice), false, settle);
  }

  force(settle: Settle): void {
    const { awaited } = this;
    if (awaited === null) return settle({ failed: 'P195' });
    this.carryOutPlan((facts) => planForced(facts, awaited), true, settle);
  }

  cancel(settle: Settle): void {
    if (this.awaited === null || this.isRunning) return settle({ failed: 'P195' });
    this.life.roll.replace(null, null, () => settle({ failed: 'cancelled' }));
  }

  private get awaited(): Awaited | null {
    return this.life.host.disk.awaited;
  }

  goOn(): void {
    if (this.awaited === null || this.isWaiting) return;
    this.isWaiting = true;
    const { life } = this;
    const steps = awaitPartner(() => ({ isAsync: life.host.instance?.kind === 'async', awaited: this.awaited, isBusy: this.isRunning }));
    const go = (facts: PromotionFacts | null): void => {
      const next = steps.next(facts);
      if (next.done) this.isWaiting = false;
      else this.wait(next.value, go);
    };
    go(null);
  }

  private wait(step: WaitStep, settle: (facts: PromotionFacts | null) => void): void {
    const { life } = this;
    switch (step.kind) {
      case 'pause':
        return life.later(step.ms, () => settle(null));
      case 'look':
        return this.lookAround(({ facts }) => settle(facts));
      case 'end':
        // Whoever ends before that is written down waits on when it starts again (seed 35003199).
        return life.roll.replace(null, null, () => {
          life.world.roleOrders.waitingEnded(life.host);
          settle(null);
        });
      case 'lead':
        return this.carryOutPlan(
          (facts) => planAwaited(facts, step.awaited),
          false,
          (outcome) => {
            if ('plan' in outcome) life.world.roleOrders.waitingLed(life.host, outcome.plan);
            settle(null);
          },
        );
    }
  }

  private carryOutPlan(planOf: Plan, mayForce: boolean, settle: Settle): void {
    if (this.isRunning) return settle({ failed: '2178' });
    this.isRunning = true;
    const end = (outcome: PromotionOutcome) => {
      this.isRunning = false;
      settle(outcome);
    };
    this.lookAround((seen) => {
      const gathered = mayBePromoted(seen, this.life.host.instance?.kind === 'async');
      if (!gathered.ok) return end({ failed: gathered.refusal.code });
      const { facts, roll } = gathered.value;
      const plan = planOf(facts);
      if (!plan.ok) return end({ failed: plan.refusal.code, named: plan.refusal.args });
      if (plan.value.kind === 'lead') return this.carryOut(plan.value, { facts, roll, mayForce }, end);
      const { kind } = plan.value;
      if (kind === 'through-primary' || this.awaited !== null) return end({ failed: kind });
      const { partner, unavailable } = plan.value;
      this.life.roll.awaitPartner({ partner, named: unavailable }, () => {
        end({ waits: { unavailable } });
        this.goOn();
      });
    });
  }

  private lookAround(settle: (gathered: Gathered<Roll>) => void): void {
    const { host, world, roll } = this.life;
    const own = (): Beholder<Roll> => {
      const { instance, disk } = host;
      return {
        guid: host.self.guid,
        isAsync: instance?.kind === 'async',
        roll: roll.belonging.roll,
        journal: disk.journal.state,
        primary: instance?.kind === 'async' ? instance.primaryGuid : null,
        lastPrimary: this.life.lastPrimary,
      };
    };
    const steps = lookAround<Roll>({ own, nameOf: (_roll, guid) => world.hostWith(guid).self.name });
    const go = (next: ReturnType<typeof steps.next>): void =>
      next.done ? settle(next.value) : this.look(next.value, (reply) => go(steps.next(reply)));
    go(steps.next());
  }

  private look(step: LookStep<Roll>, settle: (reply: LookReply<Roll>) => void): void {
    const { life } = this;
    if (step.kind === 'learn') return life.roll.learn(step, () => settle({ kind: 'done' }));
    let words: ReadonlyMap<string, HeardWord<Roll>> | null = null;
    let reports: ReadonlyMap<string, AgentReport> | null = null;
    const seen = () => {
      if (words !== null && reports !== null) settle({ kind: 'seen', words, reports });
    };
    this.ofEach<HeardWord<Roll> | null>(
      step.members,
      (host, heard) => this.askStanding(host, heard),
      (all) => {
        words = answered(all);
        seen();
      },
    );
    this.ofEach<AgentReport | null>(
      step.agents,
      (host, heard) => requestReport(life, host, { kind: 'report' }, heard),
      (all) => {
        reports = answered(all);
        seen();
      },
    );
  }

  private askStanding(host: Host, settle: (word: HeardWord<Roll> | null) => void): void {
    const { network } = this.life.world;
    const side = network.connect(this.life.process, { host: host.name, service: 'superserver', timeoutMs: CALL_TIMEOUT_MS, isCall: true });
    let isSettled = false;
    const end = (word: HeardWord<Roll> | null) => {
      if (isSettled) return;
      isSettled = true;
      network.close(side);
      settle(word);
    };
    side.onOpened = () => network.send(side, { kind: 'question', question: { kind: 'standing' } } satisfies LinkRequest);
    side.onClosed = () => end(null);
    side.onMessage = (reply: LinkReply) => {
      if (reply.kind === 'answer' && reply.answer.kind === 'standing')
        end({ kind: 'standing', standing: reply.answer.standing, isRoleUnknown: reply.isRoleUnknown });
      if (reply.kind === 'is-async') end({ kind: 'async', isBeingPromoted: reply.isBeingPromoted, roll: reply.roll });
    };
    this.life.later(ASK_STANDING_MS, () => end(null));
  }

  private carryOut(
    plan: LeadPlan,
    { facts, roll, mayForce }: { readonly facts: PromotionFacts; readonly roll: Roll; readonly mayForce: boolean },
    end: Settle,
  ): void {
    const { host, world } = this.life;
    this.orderCount += 1;
    const promotion = nameOfPromotion(host.self.guid, `${world.schedule.now}.${this.orderCount}`);
    const isForced = mayForce && plan.partner !== null && plan.unavailable.includes(plan.partner);
    const steps = promotionSteps({
      plan,
      facts,
      roll,
      self: host.self.guid,
      own: () => host.disk.journal.state,
      nameOf: (guid) => world.hostWith(guid).self.name,
      forced: isForced,
    });
    const go = (next: ReturnType<typeof steps.next>): void => {
      if (!next.done) return this.perform(next.value, { plan, promotion, roll, isForced }, (reply) => go(steps.next(reply)));
      if (next.value.ok) return end({ plan });
      this.resume();
      end({ failed: next.value.refusal.code, named: next.value.refusal.args });
    };
    go(steps.next());
  }

  private perform(
    step: PromotionStep<Roll>,
    { plan, promotion, roll, isForced }: Carrying & { readonly promotion: string },
    settle: (reply: PromotionReply<Roll>) => void,
  ): void {
    const { life } = this;
    switch (step.kind) {
      case 'ask-agents':
        return this.ofEach<LockAnswer<Roll>>(
          step.guids,
          (host, heard) => requestLock(life, host, { kind: 'set-validated-member', order: step.order, promotion, roll }, heard),
          (answers) => settle({ kind: 'agents', answers }),
        );
      case 'ask-to-stand-aside':
        return this.ofEach<boolean | null>(
          step.guids,
          (host, heard) =>
            askOfRoll(life, host.self.guid, { kind: 'stand-aside' }, ASK_STANDING_MS, (answer) =>
              heard(answer?.kind === 'verdict' ? answer.accepted : null),
            ),
          (words) => settle({ kind: 'stood-aside', words: answered(words) }),
        );
      case 'learn':
      case 'look-at':
        return this.look(step, settle);
      case 'measure':
        return this.ofEach<JournalState | null>(
          step.guids,
          (host, heard) =>
            requestReport(life, host, { kind: 'journal-reach' }, (report) =>
              heard(report?.instance === 'down' && typeof report.journal !== 'string' ? report.journal : null),
            ),
          (reaches) =>
            settle({
              kind: 'reaches',
              reaches: new Map([...reaches].flatMap(([guid, journal]) => (journal === null ? [] : [[guid, journal]]))),
            }),
        );
      case 'fetch':
        life.world.roleOrders.setBackMeanwhile(
          promotion,
          plan.reachable.map((guid) => life.world.hostWith(guid)),
        );
        return this.retrieve(life.world.hostWith(step.guid), (retrieved) => settle({ kind: retrieved }));
      case 'lead':
        return this.becomeFailover({ plan, roll, isForced }, step.mayStillLead, settle);
    }
  }

  /** All at once. */
  private ofEach<Answer>(
    guids: readonly string[],
    ask: (host: Host, heard: (answer: Answer) => void) => void,
    settle: (answers: ReadonlyMap<string, Answer>) => void,
  ): void {
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
  private retrieve(source: Host, settle: (retrieved: Retrieved) => void): void {
    this.pause();
    let isWanted = true;
    const end = (retrieved: Retrieved) => {
      if (isWanted) settle(retrieved);
      isWanted = false;
    };
    fetchJournal(this.life, source, { isWanted: () => isWanted, mayLive: true, settle: end });
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
  private becomeFailover(
    { plan, roll: planned, isForced }: Carrying,
    mayStillLead: (now: Roll) => boolean,
    settle: (reply: PromotionReply<Roll>) => void,
  ): void {
    const { roll, world, host } = this.life;
    const { partner } = plan;
    const settled = stageOf(plan);
    const stage = isForced && settled.stage === 'leading' ? { ...settled, stage: 'leading-by-force' as const } : settled;
    roll.promote(
      planned,
      stage,
      (belonging) =>
        mayStillLead(belonging.roll)
          ? {
              ...belonging,
              kind: 'failover',
              isValidated: true,
              roll: promotedConfiguration(belonging.roll, { self: belonging.guid, partner }),
            }
          : null,
      (isWritten) => {
        if (!isWritten) return settle({ kind: 'changed', version: roll.belonging.roll.version });
        this.isPaused = false;
        world.note(
          host.name,
          `${stage.stage === 'prepared' ? 'is prepared to lead' : 'leads'} by its own promotion${partner === null ? '' : `, with ${world.hostWith(partner).name}`}`,
        );
        settle({ kind: 'done' });
      },
    );
  }

  /** The takeover is done but for its last step. Of one whose role is unknown: by force. */
  led(done: () => void): void {
    const { host, roll } = this.life;
    if (host.disk.promotion === null || host.disk.promotion === 'prepared') return done();
    roll.replace(null, null, done);
  }
}

const answered = <T>(answers: ReadonlyMap<string, T | null>) =>
  new Map([...answers].flatMap(([guid, answer]) => (answer === null ? [] : [[guid, answer] as const])));
