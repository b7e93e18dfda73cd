/**
 * How a simulated failover member finds out what it is: the shipped steps (`../mirror/role-watch.ts`), carried out as
 * `../member/role-inquiry.ts` does.
 */
import { NOBODY } from '../mirror/promotion.ts';
import { type Heard, type Told, type Watcher, watchRole, type WatchStep } from '../mirror/role-watch.ts';
import type { RollAnswer } from './messages.ts';
import { failoverSettings } from './machine-settings.ts';
import { askOfRoll } from './roll-calls.ts';
import type { MemberLife } from './stage.ts';

/** `onlyPrimary`: "no failover", as it is set there. */
type Role = Told & { readonly onlyPrimary: string | null };

export class RoleWatching {
  private readonly life: MemberLife;
  private readonly steps: Generator<WatchStep<Role>, never, readonly Heard<Role>[]>;

  constructor(life: MemberLife) {
    this.life = life;
    this.steps = watchRole<Role>(() => this.own());
  }

  /** For as long as the process lives. `mayStart` is called once. */
  begin(mayStart: () => void): void {
    const go = (answers: readonly Heard<Role>[]): void => {
      const step = this.steps.next(answers).value;
      switch (step.kind) {
        case 'tell-unknown':
          return go([]);
        case 'ask':
          return this.ask(step, go);
        case 'start':
          mayStart();
          return go([]);
        case 'wait':
          return this.life.later(step.ms, () => go([]));
        case 'give-way':
          this.note();
          return this.life.world.killInstance(this.life.host);
        case 'learn':
          return this.learn(step.told, () => go([]));
        case 'unlock':
          this.life.world.note(this.life.host.name, 'is locked out no more: the promotion has come to nothing');
          return this.life.roll.unlock(() => go([]));
      }
    };
    go([]);
  }

  private own(): Watcher {
    const { host, world } = this.life;
    const { instance, disk } = host;
    const { belonging, durable, isEndLost, journal, promotion, lockedBy } = disk;
    return {
      guid: host.self.guid,
      roll: belonging.roll,
      role: instance?.kind === 'failover' ? instance.machine.role.kind : null,
      isRoleUnknown: promotion === 'role-unknown',
      isEndLost,
      lockedBy: promotion === 'role-unknown' && !(isEndLost && belonging.isValidated) ? lockedBy : [],
      mayLead: failoverSettings(world, host).onlyPrimary !== NOBODY,
      epoch: Math.max(instance?.machine.durable.epoch ?? durable.epoch, instance?.machine.journal.epoch ?? journal.state.epoch),
    };
  }

  private ask(
    { guids, promotions, withinMs }: Extract<WatchStep<Role>, { kind: 'ask' }>,
    settle: (answers: readonly Heard<Role>[]) => void,
  ): void {
    // Nobody has passed it over in this mirror yet.
    if (!this.life.world.hasLockedOut) return settle([]);
    const answers = new Map<string, Heard<Role> | null>();
    for (const guid of guids) {
      askOfRoll(this.life, guid, { kind: 'role', promotions }, withinMs, (answer) => {
        answers.set(guid, answer?.kind === 'role' ? heardOf(guid, answer) : null);
        if (answers.size === guids.length) settle([...answers.values()].filter((heard) => heard !== null));
      });
    }
  }

  private learn({ roll, onlyPrimary }: Role, learnt: () => void): void {
    this.note();
    this.life.roll.learnRole(roll, onlyPrimary, learnt);
  }

  private note(): void {
    this.life.world.note(this.life.host.name, 'hears its role from the primary');
  }
}

const heardOf = (guid: string, { roll, leads, epoch, onlyPrimary, over }: Extract<RollAnswer, { kind: 'role' }>): Heard<Role> => ({
  guid,
  told: roll && { guid, roll, leads, epoch, onlyPrimary },
  over: over?.promotions ?? [],
  version: over?.version ?? 0,
});
