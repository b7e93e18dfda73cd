/**
 * Who only observes ends nobody by itself, claims nothing from the arbiter, and takes over from nobody who has led since. It may go on
 * where it was the last that led; what a person orders, a primary that hands over, and two that agree are another matter.
 */
import type { Effect } from '../mirror/events.ts';
import type { MirrorState, Role } from '../mirror/state.ts';
import type { Host, Stage } from './stage.ts';

export class ObserveCheck {
  private readonly world: Stage;
  /** Whose term is the latest that a journal has. */
  private lastLeader: Host | null = null;
  /** Who has begun a term since: when it dies its journal may have it already. */
  private readonly beginners = new Set<Host>();

  constructor(world: Stage) {
    this.world = world;
  }

  termOpened(host: Host): void {
    this.lastLeader = host;
    this.beginners.clear();
  }

  /** The machine of `host` was in role `before`. */
  stepped(host: Host, before: Role, { role, settings }: MirrorState, effects: readonly Effect[]): void {
    if (role.kind === 'taking-over' && effects.some(({ kind }) => kind === 'persist')) this.beginners.add(host);
    if (!settings.observesOnly) return;
    if (role.kind === 'taking-over' && before.kind !== 'taking-over' && !isOrdered(before)) {
      const isByItself = role.cause === 'arbiter' || role.cause === 'agent-confirmed';
      const hasLed = this.lastLeader === host || this.beginners.has(host);
      if (isByItself && this.lastLeader !== null && !hasLed) this.broken(host, `takes over from ${this.lastLeader.name}`);
    }
    for (const effect of effects) {
      if (effect.kind === 'tell-arbiter' && effect.message.kind === 'claim' && !isOrdered(role)) this.broken(host, 'claims');
      if (effect.kind === 'ask-agent' && effect.question === 'force-down' && role.kind === 'deciding' && !isOrdered(role))
        this.broken(host, 'forces the other member down');
    }
  }

  private broken(host: Host, what: string): void {
    this.world.violated('observe-only', `${host.name} ${what} although it only observes`);
  }
}

const isOrdered = (role: Role) => role.kind === 'deciding' && role.order !== 'none';
