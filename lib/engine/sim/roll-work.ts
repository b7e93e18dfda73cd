/**
 * How a simulated member keeps the roll: takes configurations, lets itself be demoted, and, as primary, changes who the failover members
 * are. The shipped functions decide (`../mirror/roll.ts`); this carries out what they order, as `../member/mirror-member.ts` and
 * `../member/role-changes.ts` do, and takes as long.
 */
import { asAnotherKind } from '../mirror/durable.ts';
import { type Awaited, learntFrom } from '../mirror/promotion.ts';
import {
  answerDemotion,
  type Belonging,
  changeRoles,
  crossedOut,
  judgeConfiguration,
  mayHand,
  meetAsyncPartner,
  partnerIn,
  type RoleStep,
  type Roll,
  type RoleObstacle,
  withKinds,
} from '../mirror/roll.ts';
import { lockOutAsPrimary } from './agent-calls.ts';
import type { Disk } from './disk.ts';
import type { LinkReply, RollAnswer, RollQuestion } from './messages.ts';
import type { Side } from './network.ts';
import { askOfRoll, overOf } from './roll-calls.ts';
import type { MemberLife, RoleOutcome, RollKeeping } from './stage.ts';

const ASK_DEMOTION_MS = 10_000;
const ASK_PRIMARY_MS = 20_000;
const HAND_MS = 6000;
/** What is sent first is heard first; this is for it to have left. */
const HEARD_MS = 300;
const STOP_MS = 5000;
const LOOK_AGAIN_MS = 20;

export class RollWork implements RollKeeping {
  private readonly life: MemberLife;
  /** Changes happen one after the other. */
  private readonly turns: ((done: () => void) => void)[] = [];
  private isTurning = false;
  isBusy = false;
  private asideCount = 0;

  constructor(life: MemberLife) {
    this.life = life;
  }

  get word(): string {
    return `${this.life.name}.${this.asideCount}`;
  }

  get belonging(): Belonging {
    return this.life.host.disk.belonging;
  }

  private get failover() {
    const { instance } = this.life.host;
    return instance?.kind === 'failover' ? instance : null;
  }

  private get knowsItsRole(): boolean {
    // One that is to lead by its promotion tells it only once it has led, for its partner could lead meanwhile.
    const { promotion } = this.life.host.disk;
    return this.failover !== null && (promotion === null || promotion === 'prepared') && !this.isBusy;
  }

  private inTurn(work: (done: () => void) => void): void {
    this.turns.push(work);
    if (!this.isTurning) this.nextTurn();
  }

  private nextTurn(): void {
    const work = this.turns.shift();
    this.isTurning = work !== undefined;
    work?.(() => this.nextTurn());
  }

  /** On the disk after what one write takes; then another kind means another machine. */
  private save(belonging: Belonging, saved: () => void): void {
    this.life.work.later(() => {
      this.life.world.checkers.writesDown(this.life.host, belonging);
      this.life.host.disk.belonging = belonging;
      if ((belonging.kind === 'failover') !== (this.failover !== null)) this.switchMachine();
      saved();
    });
  }

  /** The other machine goes on with what this one knew. */
  private switchMachine(): void {
    const { host, world } = this.life;
    host.instance?.end();
    host.disk.durable = asAnotherKind(host.disk.durable);
    world.note(host.name, `is now ${host.disk.belonging.kind}`);
    world.checkers.purge.changesKind(host.self.guid);
    this.life.startMachine();
  }

  replace(belonging: Belonging | null, promotion: MemberLife['host']['disk']['promotion'], replaced: () => void): void {
    this.inTurn((done) =>
      this.write(belonging, promotion, () => {
        done();
        replaced();
      }),
    );
  }

  promote(
    planned: Roll,
    { stage, onlyPrimary }: { readonly stage: 'prepared' | 'leading' | 'leading-by-force'; readonly onlyPrimary: string | null },
    change: (belonging: Belonging) => Belonging | null,
    settle: (isWritten: boolean) => void,
  ): void {
    this.inTurn((done) => {
      const belonging = change(this.belonging);
      const end = () => {
        done();
        settle(belonging !== null);
      };
      if (belonging === null) return end();
      this.life.world.checkers.pageWritten(belonging.roll);
      this.life.world.checkers.promotedMemberLeads(this.life.host, { planned, page: belonging.roll });
      this.life.host.onlyPrimary = onlyPrimary;
      this.write(belonging, stage, end);
    });
  }

  awaitPartner(awaited: Awaited, written: () => void): void {
    this.inTurn((done) =>
      this.life.work.later(() => {
        this.life.host.disk.awaited = awaited;
        done();
        written();
      }),
    );
  }

  allowFailover(): void {
    this.inTurn((done) => {
      const { host } = this.life;
      if (host.disk.promotion !== 'prepared') return done();
      host.onlyPrimary = null;
      this.write(null, 'leading', () => {
        done();
        this.life.goOnPromoting();
      });
    });
  }

  private write(belonging: Belonging | null, promotion: MemberLife['host']['disk']['promotion'], written: () => void): void {
    this.life.work.later(() => {
      const { disk } = this.life.host;
      disk.promotion = promotion;
      disk.isEndLost &&= promotion === 'role-unknown';
      disk.awaited = null;
      if (belonging !== null) this.life.world.checkers.writesDown(this.life.host, belonging);
      if (belonging !== null) disk.belonging = belonging;
      if ((disk.belonging.kind === 'failover') !== (this.failover !== null)) this.switchMachine();
      else this.life.host.instance?.configurationChanged();
      written();
    });
  }

  // Configurations

  take(
    roll: Roll,
    primary: { readonly epoch: number; readonly onlyPrimary: string | null } | null = null,
    taken: (isWritten: boolean) => void = () => {},
    word = this.word,
  ): void {
    this.takeWhat(() => roll, { primary, word }, taken);
  }

  /** Becomes no failover member by anything that is on its way. False: it is one, or is being promoted itself. */
  standAside(settle: (isAside: boolean) => void): void {
    const { instance } = this.life.host;
    this.asideCount += 1;
    if (instance?.kind === 'async') instance.hangUp();
    // After what is being written down.
    this.inTurn((done) => {
      done();
      settle(this.failover === null && !this.life.promotion.isRunning);
    });
  }

  learn(from: { readonly guid: string; readonly roll: Roll }, taken: () => void = () => {}): void {
    this.takeWhat(({ roll, guid }) => learntFrom(roll, guid, from), { primary: null, word: this.word }, taken);
  }

  private takeWhat(
    what: (own: Belonging) => Roll | null,
    { primary, word }: { readonly primary: { readonly epoch: number; readonly onlyPrimary: string | null } | null; readonly word: string },
    taken: (isWritten: boolean) => void,
  ): void {
    this.inTurn((done) => {
      const { belonging } = this;
      const roll = what(belonging);
      const end = (isWritten = true) => {
        done();
        taken(isWritten);
      };
      if (roll === null) return end();
      const entry = roll.members.find(({ guid }) => guid === belonging.guid);
      const { host } = this.life;
      const onlyPrimary = primary === null ? host.onlyPrimary : primary.onlyPrimary;
      const isSame = onlyPrimary === host.onlyPrimary && JSON.stringify(roll) === JSON.stringify(belonging.roll);
      const isOfNewerTerm = primary !== null && primary.epoch > host.disk.journal.state.epoch;
      const isOfBefore = word !== this.word;
      if (judgeConfiguration(belonging, roll, { isSame, isOfNewerTerm, isOfBefore }) !== 'take' || entry === undefined) return end();
      if (host.isStoreRefusing && primary !== null) return end(false);
      host.onlyPrimary = onlyPrimary;
      this.save({ ...belonging, kind: entry.kind, isValidated: true, roll }, () => {
        host.instance?.configurationChanged();
        end();
      });
    });
  }

  learnRole(roll: Roll, onlyPrimary: string | null, learnt: () => void): void {
    this.rewrite(({ belonging }) => {
      const entry = roll.members.find(({ guid }) => guid === belonging.guid);
      if (entry === undefined || belonging.kind !== 'failover') return null;
      this.life.host.onlyPrimary = onlyPrimary;
      return { ...belonging, kind: entry.kind, isValidated: true, roll };
    }, learnt);
  }

  unlock(unlocked: () => void): void {
    this.rewrite(
      ({ belonging, promotion }) =>
        belonging.kind === 'failover' && promotion === 'role-unknown' ? { ...belonging, isValidated: true } : null,
      unlocked,
      // A lost end stays.
      this.life.host.disk.isEndLost ? 'role-unknown' : null,
    );
  }

  /**
   * It knows its role then, but for what `promotion` says. `change` gets what is written down when nothing else can change it any more;
   * null: nothing is written.
   */
  private rewrite(change: (disk: Disk) => Belonging | null, settle: () => void, promotion: Disk['promotion'] = null): void {
    this.inTurn((done) => {
      const end = () => {
        done();
        settle();
      };
      const belonging = change(this.life.host.disk);
      if (belonging === null) return end();
      this.write(belonging, promotion, end);
    });
  }

  /** The partner says that it is an async, with this written down. */
  meetAsync(guid: string, theirs: Roll, word: string): void {
    const { failover } = this;
    if (failover === null) return;
    switch (meetAsyncPartner(this.belonging, { role: failover.machine.role.kind, isChangingRoles: this.isBusy }, theirs)) {
      case 'hand':
        return askOfRoll(this.life, guid, { kind: 'take-configuration', roll: this.belonging.roll, word }, HAND_MS);
      case 'take':
        return this.learn({ guid, roll: theirs });
      case 'finish':
        return this.inTurn((next) => {
          const isStill =
            partnerIn(this.belonging.roll, this.belonging.guid)?.guid === guid && theirs.version > this.belonging.roll.version;
          if (!isStill) return next();
          this.writeKinds({ [guid]: 'disaster-recovery' }, () => next());
        });
      case 'nothing':
        return;
    }
  }

  // Being asked

  answer(side: Side, from: string, question: RollQuestion): void {
    const reply = (answer: RollAnswer) => {
      this.life.world.network.send(side, { kind: 'roll-answer', answer } satisfies LinkReply);
      this.life.world.network.close(side);
    };
    const changed = (obstacle: RoleOutcome) => reply({ kind: 'role-changed', obstacle, roll: this.belonging.roll });
    switch (question.kind) {
      case 'promote':
        return this.change(from, question.goesWithout, changed);
      case 'demote-me':
        return partnerIn(this.belonging.roll, this.belonging.guid)?.guid === from
          ? this.change(null, false, changed)
          : changed('not-partner');
      case 'role':
        return reply({
          kind: 'role',
          leads: this.failover?.machine.role.kind === 'primary',
          epoch: this.failover?.machine.durable.epoch ?? 0,
          roll: this.knowsItsRole ? this.belonging.roll : null,
          onlyPrimary: this.life.host.onlyPrimary,
          over: overOf(this.life, question.promotions),
        });
      case 'demote':
        return this.obey(from, question.version, (isDemoted) =>
          reply(isDemoted ? { kind: 'demoted' } : { kind: 'verdict', accepted: false }),
        );
      case 'take-configuration':
        if (!mayHand(from, question.roll) || this.failover) return reply({ kind: 'verdict', accepted: this.failover !== null });
        return this.take(question.roll, null, () => reply({ kind: 'verdict', accepted: this.failover !== null }), question.word);
      case 'stand-aside':
        return this.standAside((accepted) => reply({ kind: 'verdict', accepted }));
    }
  }

  // On the primary

  change(promoted: string | null, goesWithout: boolean, settle: (outcome: RoleOutcome) => void): void {
    const { failover } = this;
    if (failover === null) return settle('not-primary');
    if (this.isBusy) return settle('busy');
    this.isBusy = true;
    this.inTurn((next) => {
      const end = (outcome: RoleOutcome) => {
        this.isBusy = false;
        next();
        settle(outcome);
      };
      const primary = this.failover;
      if (primary === null) return end('not-primary');
      const steps = changeRoles({
        state: () => primary.machine,
        own: this.belonging,
        isNoFailoverSet: this.life.host.onlyPrimary !== null,
        promoted,
        goesWithout,
      });
      const go = (result: IteratorResult<RoleStep, RoleObstacle | null>): void => {
        if (result.done) return end(result.value);
        const step = result.value;
        switch (step.kind) {
          case 'demote':
            this.life.world.checkers.changesRoles(this.life.host);
            return askOfRoll(this.life, step.guid, { kind: 'demote', version: step.version }, ASK_DEMOTION_MS, (answer) =>
              go(steps.next(answer === null ? 'silent' : answer.kind === 'demoted' ? 'out' : 'refused')),
            );
          case 'lock-out':
            return lockOutAsPrimary(this.life, step.guid, (result) => go(steps.next(result)));
          case 'have-no-partner':
            if (goesWithout) this.life.world.roleOrders.goesWithout(partnerIn(this.belonging.roll, this.belonging.guid)?.guid);
            primary.handle({ kind: 'settings-changed', settings: { ...primary.machine.settings, partner: null } });
            return go(steps.next('out'));
          case 'write':
            return this.writeKinds(step.kinds, (isDone) => end(isDone ? null : 'not-primary'));
        }
      };
      go(steps.next());
    });
  }

  /** In a turn. */
  private writeKinds(kinds: Readonly<Record<string, Belonging['kind']>>, done: (isDone: boolean) => void): void {
    const { belonging } = this;
    if (this.failover?.machine.role.kind !== 'primary') return done(false);
    const { version, members } = belonging.roll;
    const roll = { version: version + 1, members: withKinds(members, kinds) };
    this.life.world.checkers.pageWritten(roll);
    this.life.world.checkers.writtenOff(this.life.host, roll);
    const concerned = [belonging.roll, roll].flatMap((page) => page.members.filter(({ kind }) => kind === 'failover'));
    this.life.world.onPage?.(
      this.life.host,
      [...new Set(concerned.map(({ guid }) => guid))].map((guid) => this.life.world.hostWith(guid)),
    );
    this.save({ ...belonging, roll }, () => {
      this.failover?.configurationChanged();
      // Each of them opens a new channel for its new kind, having heard of it on the old one.
      this.life.later(HEARD_MS, () => this.failover?.closeOldChannels(kinds));
      done(true);
    });
  }

  // On the partner

  /** It stops first, so that it can no longer take over; then it writes down what it is, and goes on as that. */
  private obey(from: string, version: number, settle: (isDemoted: boolean) => void): void {
    const { instance } = this.life.host;
    if (instance === null) return;
    const answer = answerDemotion({ own: this.belonging, role: instance.machine.role.kind, from, version });
    if (answer !== 'obey') return settle(answer === 'is-async');
    const isAsync = instance.kind === 'async';
    const goOn = (isDemoted: boolean) => {
      if (!isAsync) this.life.host.instance?.handle({ kind: 'mirror-start-ordered', why: 'demotion' });
      settle(isDemoted);
    };
    const stop = (stopped: () => void) => (isAsync ? stopped() : this.stopMirroring(stopped));
    stop(() => {
      this.inTurn((next) => {
        const { belonging } = this;
        const isHarmless = this.life.host.instance?.kind === 'async' || this.life.host.instance?.machine.role.kind === 'stopped';
        if (!isHarmless || answerDemotion({ own: belonging, role: 'stopped', from, version }) !== 'obey') {
          next();
          return isHarmless ? goOn(false) : settle(false);
        }
        const roll = { version, members: crossedOut(belonging.roll.members, belonging.guid, from) };
        this.save({ ...belonging, kind: 'disaster-recovery', roll }, () => {
          next();
          goOn(true);
        });
      });
    });
  }

  private stopMirroring(stopped: () => void): void {
    const { life } = this;
    life.host.instance?.handle({ kind: 'mirror-stop-ordered', why: 'demotion' });
    const deadline = life.world.schedule.now + STOP_MS;
    const look = () => {
      if (life.host.instance?.machine.role.kind === 'stopped' || life.world.schedule.now >= deadline) return life.later(HEARD_MS, stopped);
      life.later(LOOK_AGAIN_MS, look);
    };
    look();
  }

  // By an operator of this member

  askPromotion(primary: string, goesWithout: boolean, settle: (outcome: RoleOutcome) => void): void {
    const { word } = this;
    askOfRoll(this.life, primary, { kind: 'promote', goesWithout }, ASK_PRIMARY_MS, (answer) => this.heard(answer, word, settle));
  }

  askDemotion(primary: string, settle: (outcome: RoleOutcome) => void): void {
    askOfRoll(this.life, primary, { kind: 'demote-me' }, ASK_PRIMARY_MS, (answer) =>
      answer?.kind === 'role-changed' ? settle(answer.obstacle) : settle('unanswered'),
    );
  }

  private heard(answer: RollAnswer | null, word: string, settle: (outcome: RoleOutcome) => void): void {
    if (answer?.kind !== 'role-changed') return settle('unanswered');
    if (answer.obstacle !== null) return settle(answer.obstacle);
    this.take(answer.roll, null, () => settle(word === this.word ? null : 'unanswered'), word);
  }
}
