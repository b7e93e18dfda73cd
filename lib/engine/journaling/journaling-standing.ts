/**
 * Whether updates are taken, and journaled: the disk takes what is written, or hangs, or refuses it and updates are frozen, or journaling
 * has stopped and updates go on without it.
 *
 * Engine facts 6.4. A primary freezes, whatever the settings say: others count on its journal.
 */
import type { JournalSettings, JournalState } from '../../contract/journals.ts';
import type { DiskFailure } from '../journal/journal-file.ts';
import type { Clock } from '../ports/clock.ts';
import { DISABLE_JOURNALING_MS, HUNG_WRITE_MS } from '../../machine/waits.ts';

export interface StandingOptions {
  readonly clock: Clock;
  readonly log: (severity: 0 | 1 | 2, text: string) => void;
  readonly settings: () => Pick<JournalSettings, 'freezeOnError'>;
  readonly isPrimary: () => boolean;
  /** Whether it must freeze while the disk refuses, whatever the settings say. */
  readonly mustFreeze: () => boolean;
  /** How long a failing write is repeated before journaling stops, where it need not freeze. 150 s when absent. */
  readonly disableAfterMs?: number | undefined;
}

/** Wall time. */
interface Since {
  readonly since: Date;
  readonly reason: string;
}

export class JournalingStanding {
  readonly #options: StandingOptions;
  readonly #disableAfterMs: number;
  /** What the disk said, and when, while it refuses. */
  #refusal: Since | null = null;
  /** Journaling has stopped after a write error, and updates go on without it; null while it runs. */
  #disabled: Since | null = null;
  #notReceivedSince: Date | null = null;
  #frozenSinceMs: number | null = null;
  #writingSinceMs: number | null = null;

  constructor(options: StandingOptions) {
    this.#options = options;
    this.#disableAfterMs = options.disableAfterMs ?? DISABLE_JOURNALING_MS;
  }

  /** Since when the disk has refused what was written, monotonic ms; null while it takes it. */
  get frozenSinceMs(): number | null {
    return this.#frozenSinceMs;
  }

  /** Since when the block that is being written waits for the disk, monotonic ms; null while none is. A disk that hangs refuses nothing. */
  get writingSinceMs(): number | null {
    return this.#writingSinceMs;
  }

  // ---- what happens to the writer

  writeBegan(): void {
    this.#writingSinceMs = this.#options.clock.nowMs();
  }

  writeDone(): void {
    this.#writingSinceMs = null;
  }

  writeFailed(failure: DiskFailure): void {
    if (this.#disabled && this.mayGiveUp()) return;
    this.#frozenSinceMs = this.#options.clock.nowMs();
    this.#refusal = this.#sinceNow(failure.message);
    this.#options.log(2, `Journal file cannot be written (${failure.code}): updates are frozen until it can`);
  }

  writeRecovered(): void {
    if (this.#refusal === null) return;
    this.#frozenSinceMs = null;
    this.#refusal = null;
    this.#options.log(1, 'Journal file can be written again: updates go on');
  }

  /** Whether journaling may stop now. A try to begin again that fails leaves things as they are. */
  mayGiveUp(): boolean {
    if (this.#options.isPrimary() || this.#options.mustFreeze()) return false;
    if (this.#disabled) return true;
    const failsForMs = this.#frozenSinceMs === null ? 0 : this.#options.clock.nowMs() - this.#frozenSinceMs;
    return !this.#options.settings().freezeOnError && this.#frozenSinceMs !== null && failsForMs >= this.#disableAfterMs;
  }

  stopped(failure: DiskFailure): void {
    this.#frozenSinceMs = null;
    this.#writingSinceMs = null;
    this.#refusal = null;
    this.#disabled = this.#sinceNow(failure.message);
    this.#options.log(
      2,
      `Journaling is disabled: the journal could not be written (${failure.code}). Updates go on without it, and a crash may lose them. Start journaling again once the cause is mended`,
    );
  }

  /** A file has begun: journaling goes on in it, if it had stopped. */
  fileBegan(): void {
    if (!this.#disabled) return;
    this.#disabled = null;
    this.#options.log(1, 'Journaling has been started again. Back up the databases: what was updated meanwhile is in no journal file');
  }

  notReceived(message: string): void {
    this.#notReceivedSince = this.#options.clock.wallTime();
    this.#options.log(2, `Received journal data cannot be written: ${message}`);
  }

  /** As a person is told it. `unreceived`: what the disk said when it last refused what came from the primary. */
  state(unreceived: string | null): JournalState {
    const { clock, isPrimary } = this.#options;
    if (this.#refusal) return { kind: 'frozen', ...toText(this.#refusal), disablesAt: this.#disablesAt?.toISOString() ?? null };
    if (this.#disabled) return { kind: 'disabled', ...toText(this.#disabled) };
    if (unreceived !== null && !isPrimary())
      return { kind: 'notReceived', ...toText({ since: this.#notReceivedSince ?? clock.wallTime(), reason: unreceived }) };
    const waitedMs = this.#writingSinceMs === null ? 0 : clock.nowMs() - this.#writingSinceMs;
    if (waitedMs < HUNG_WRITE_MS) return { kind: 'normal' };
    const since = new Date(clock.wallTime().getTime() - waitedMs);
    const reason = `a write has not completed for ${Math.floor(waitedMs / 1000)} s`;
    return { kind: 'frozen', ...toText({ since, reason }), disablesAt: null };
  }

  /** When journaling will stop if the disk goes on refusing; null: it waits for the disk as long as it takes. */
  get #disablesAt(): Date | null {
    if (!this.#refusal || this.#options.settings().freezeOnError || this.#options.mustFreeze()) return null;
    return new Date(this.#refusal.since.getTime() + this.#disableAfterMs);
  }

  #sinceNow(reason: string): Since {
    return { since: this.#options.clock.wallTime(), reason };
  }
}

const toText = ({ since, reason }: Since) => ({ since: since.toISOString(), reason });
