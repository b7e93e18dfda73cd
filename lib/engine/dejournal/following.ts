/**
 * What dejournaling does with each database that is mounted here: follows it, has paused it, knows that it is behind, or catches it up.
 * Whether a file belongs here at all is not asked.
 */
import type { DatabaseFile } from '../database/database-file.ts';
import { quietClock, type StopTimer } from '../ports/clock.ts';
import { DEJOURNAL_RETRY_MS } from '../../machine/waits.ts';

export interface FollowingOptions {
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
  readonly isMounted: (file: DatabaseFile) => boolean;
  /** Those that refused an update shall be offered it again. */
  readonly offerAgain: () => void;
  readonly retryMs?: number | undefined;
}

export class Following {
  readonly #options: FollowingOptions;
  /**
   * Databases that refused an update, or that lack journal, and why. They take part again after `beginAnew`, a catchup, or at a takeover.
   */
  readonly #paused = new Map<DatabaseFile, string>();
  /** Of those, what their files said: told once, and forgotten when they take updates again. */
  readonly #refusing = new Map<DatabaseFile, string>();
  #stopTimer: StopTimer | null = null;
  /** Activated, but known to lack journal that the others have: a catchup brings them up. */
  readonly #behind = new Set<DatabaseFile>();
  readonly #catchingUp = new Set<DatabaseFile>();
  /** Paused by a person: until a catchup, whatever else changes. */
  readonly #stopped = new Set<DatabaseFile>();

  constructor(options: FollowingOptions) {
    this.#options = options;
  }

  stateOf(file: DatabaseFile): 'following' | 'paused' | 'behind' | 'catching-up' {
    if (this.#catchingUp.has(file)) return 'catching-up';
    if (this.#behind.has(file)) return 'behind';
    return this.isPaused(file) ? 'paused' : 'following';
  }

  /** It could not follow: it lacks updates, so nobody may write it, and its position must stay where it is. */
  isPaused(file: DatabaseFile): boolean {
    return this.#paused.has(file) || this.#stopped.has(file);
  }

  isCatchingUp(file: DatabaseFile): boolean {
    return this.#catchingUp.has(file);
  }

  /** Some are paused, and not by a person. */
  get hasPaused(): boolean {
    return this.#paused.size > 0;
  }

  /** By a person: until it is caught up or the instance starts again (engine facts 8.5). */
  stop(file: DatabaseFile): void {
    this.#stopped.add(file);
    this.#options.log(1, `Dejournaling of ${file.directory} is paused by an operator`);
  }

  setBehind(file: DatabaseFile): void {
    this.#behind.add(file);
  }

  setCatchingUp(files: readonly DatabaseFile[], isRunning: boolean): void {
    for (const file of files) {
      if (isRunning) this.#catchingUp.add(file);
      else this.#catchingUp.delete(file);
    }
  }

  /** Nothing is remembered of it. */
  forget(file: DatabaseFile): void {
    for (const kept of [this.#behind, this.#paused, this.#refusing, this.#stopped, this.#catchingUp]) kept.delete(file);
  }

  /** Those that are paused are offered again what they refused, or lacked. */
  beginAnew(): void {
    this.#paused.clear();
  }

  pause(file: DatabaseFile, reason: string): void {
    // Dismounted while what had been read for it was being applied: it takes no part any more.
    if (!this.#options.isMounted(file)) return;
    this.#paused.set(file, reason);
    this.#options.log(2, `Dejournaling of ${file.directory} is paused: ${reason}`);
  }

  /** Its file did not take an update; the position in it says from where on it lacks the journal. It is offered again after a while. */
  refused(file: DatabaseFile, reason: string): void {
    if (this.#refusing.get(file) === reason) this.#paused.set(file, reason);
    else this.pause(file, reason);
    if (!this.#paused.has(file)) return;
    this.#refusing.set(file, reason);
    this.#stopTimer ??= quietClock.after(this.#options.retryMs ?? DEJOURNAL_RETRY_MS, () => {
      this.#stopTimer = null;
      if (this.#refusing.size > 0) this.#options.offerAgain();
    });
  }

  /** Everything that was offered has been applied: what is not paused has taken it. */
  tellTaken(): void {
    for (const file of this.#refusing.keys()) {
      if (this.isPaused(file)) continue;
      this.#refusing.delete(file);
      this.#options.log(1, `Dejournaling of ${file.directory} goes on: it takes updates again`);
    }
  }
}
