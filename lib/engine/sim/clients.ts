/**
 * Clients of a simulated mirror: they set and read globals on the member they believe to be the primary, and try the other when nothing
 * answers.
 */
import { GLOBAL_COUNT } from './globals.ts';
import type { Stage } from './stage.ts';

const PATIENCE_MS = 1000;
const HOST = 'd';

export class Clients {
  isWriting = true;
  private records = 0;
  private readonly world: Stage;

  constructor(world: Stage) {
    this.world = world;
    for (let client = 0; client < world.temper.clientCount; client += 1) this.start();
  }

  private start(): void {
    const { schedule, random, temper } = this.world;
    let target = random.pick(this.world.failoverNames);
    let answeredMs = 0;
    const answered = () => {
      answeredMs = schedule.now;
    };
    const work = () => {
      schedule.after(random.skewed(temper.writePauseMs / 10, temper.writePauseMs), work);
      if (!this.isWriting) return;
      if (schedule.now - answeredMs > PATIENCE_MS) {
        target = this.next(target);
        answered();
      }
      if (random.chance(temper.readShare)) this.read(target, answered);
      else this.write(target, answered);
    };
    schedule.after(random.next() * temper.writePauseMs, work);
  }

  /** Whoever may be primary, one after the other. */
  private next(target: string): string {
    const names = this.world.failoverNames;
    return names[(names.indexOf(target) + 1) % names.length] ?? target;
  }

  /** One write of the next value, now; `accepted` is called when a primary took it. Returns the record's number. */
  write(target: string, accepted: () => void = () => {}): number {
    const { world } = this;
    const { registers } = world.checkers;
    this.records += 1;
    const record = this.records;
    registers.writeAsked(record, world.schedule.now);
    const reply = () => world.network.post(target, HOST, () => registers.writeAnswered(record, world.schedule.now));
    world.network.post(HOST, target, () => {
      const instance = world.failoverAt(target);
      instance?.process.deliver(() => {
        if (instance.write(record, reply)) accepted();
      });
    });
    return record;
  }

  private read(target: string, accepted: () => void): void {
    const { world } = this;
    const { registers } = world.checkers;
    const begun = registers.readAsked(world.random.whole(0, GLOBAL_COUNT - 1));
    world.network.post(HOST, target, () => {
      const instance = world.failoverAt(target);
      instance?.process.deliver(() => {
        const answer = instance.read(begun.global);
        if (answer === null) return;
        accepted();
        world.network.post(target, HOST, () => registers.readAnswered(begun, answer));
      });
    });
  }
}
