/**
 * What a person would want to see of one simulated run, collected while it runs: who was what and when, who told whom what, what was said,
 * and what went wrong. `picture.ts` draws it.
 */
import type { LinkReply, LinkRequest } from './messages.ts';
import type { Outcome } from './world.ts';
import type { Stage } from './stage.ts';

/** Times are simulated ms. */
export interface Told {
  readonly from: string;
  readonly to: string;
  readonly sentMs: number;
  readonly atMs: number;
  readonly what: string;
}

/** `who`: a host, or `-` for what happened to the world. */
export interface Line {
  readonly atMs: number;
  readonly who: string;
  readonly text: string;
  readonly kind: 'log' | 'process' | 'fault';
}

export interface Stretch {
  readonly who: string;
  readonly role: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface RunHistory {
  readonly outcome: Outcome;
  readonly lanes: readonly string[];
  readonly told: readonly Told[];
  readonly lines: readonly Line[];
  readonly stretches: readonly Stretch[];
}

/** A member's process that does not live. */
export const DOWN = 'down';
/** Lives, and does nothing: stopped, or starting. */
export const HANGS = 'hangs';

export class HistoryKeeper {
  private readonly told: Told[] = [];
  private readonly lines: Line[] = [];
  private readonly stretches: Stretch[] = [];
  private readonly current = new Map<string, { role: string; sinceMs: number }>();

  watch(world: Stage): void {
    world.network.onArrival = ({ from, to, sentMs, message }) => {
      this.look(world);
      const what = wordsFor(message);
      if (what !== null) this.told.push({ from, to, sentMs, atMs: world.schedule.now, what });
    };
  }

  hear(atMs: number, who: string, text: string): void {
    this.lines.push({ atMs, who, text, kind: who === '-' ? 'fault' : /^\d /.test(text) ? 'log' : 'process' });
  }

  /** Called often: what has changed since the last time counts from now. */
  look(world: Stage): void {
    for (const { name, instance, quiet } of world.hosts)
      this.note(
        name,
        instance === null ? (quiet === null ? DOWN : HANGS) : instance.process.paused ? HANGS : instance.machine.role.kind,
        world.schedule.now,
      );
    this.note('c', world.arbiter === null ? DOWN : 'arbiter', world.schedule.now);
  }

  private note(who: string, role: string, nowMs: number): void {
    const before = this.current.get(who);
    if (before?.role === role) return;
    if (before) this.stretches.push({ who, role: before.role, fromMs: before.sinceMs, untilMs: nowMs });
    this.current.set(who, { role, sinceMs: nowMs });
  }

  end(world: Stage, outcome: Outcome): RunHistory {
    for (const [who, { role, sinceMs }] of this.current) this.stretches.push({ who, role, fromMs: sinceMs, untilMs: world.schedule.now });
    const names = world.hosts.map(({ name }) => name);
    return {
      outcome,
      lanes: [...names.slice(0, 2), 'c', ...names.slice(2)],
      told: this.told,
      lines: this.lines,
      stretches: this.stretches,
    };
  }
}

/** null: too usual to be drawn. */
function wordsFor(message: unknown): string | null {
  const { kind, ...rest } = message as LinkRequest | LinkReply;
  switch (kind) {
    case 'block':
    case 'piece':
    case 'progress':
    case 'receipt':
      return null;
    case 'said': {
      const { kind: said } = (rest as { message: { kind: string } }).message;
      return said === 'heartbeat' || said === 'acknowledge' ? null : said;
    }
    case 'question':
    case 'roll-question': {
      const { kind: asked } = (rest as { question: { kind: string } }).question;
      return asked === 'standing' ? 'how do you stand?' : asked;
    }
    case 'answer': {
      const { answer } = rest as Extract<LinkReply, { kind: 'answer' }>;
      return answer.kind === 'standing' ? answer.standing.role : answer.accepted ? 'yes' : 'no';
    }
    case 'roll-answer': {
      const { answer } = rest as Extract<LinkReply, { kind: 'roll-answer' }>;
      return answer.kind === 'role-changed' && answer.obstacle !== null ? `no: ${answer.obstacle}` : answer.kind;
    }
    default:
      return kind;
  }
}
