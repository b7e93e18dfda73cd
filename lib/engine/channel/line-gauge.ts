/**
 * What can be told of one data channel while it is open, and was last known of it afterwards: for people; no rule reads it.
 *
 * On the way of the journal it only counts. Everything else happens once a second, with the pulse.
 */
import type { CompressionKind } from '../link/compression.ts';
import type { Pulse } from '../link/pulse.ts';
import type { Clock } from '../ports/clock.ts';
import { LINE_SILENT_MS } from '../../machine/waits.ts';

/** A new round trip counts by this share, as in TCP: one late packet is no slow line. */
const SMOOTHING = 1 / 8;

export interface LineReading {
  /** Since the last byte from the other end. */
  readonly heardAgoMs: number;
  /** null before the first echo. */
  readonly roundTripMs: number | null;
  /** The other end said, when it was heard last, that it does not hear this one. */
  readonly isUnheard: boolean;
  /** e.g. "TLSv1.3"; null: it is not encrypted. */
  readonly tls: string | null;
  readonly compression: CompressionKind;
  /** Bytes of journal for each byte on the network, since it was opened; null before the first. */
  readonly ratio: number | null;
  /** Of journal on the network, in the latest second. */
  readonly journalBytesPerSecond: number;
  /** Since journal last went over it; null: it never did. */
  readonly journalAgoMs: number | null;
}

export class LineGauge {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #tls: string | null;
  readonly #compression: CompressionKind;
  #heardMs: number;
  #packed = 0;
  #raw = 0;
  #beat: { readonly atMs: number; readonly packed: number };
  #rate = 0;
  #journalMs: number | null = null;
  #pulse: { readonly sentMs: number; readonly heardMs: number } | null = null;
  #roundTripMs: number | null = null;
  #isUnheard = false;

  constructor(clock: Pick<Clock, 'nowMs'>, { tls, compression }: { tls: string | null; compression: CompressionKind }) {
    this.#clock = clock;
    this.#tls = tls;
    this.#compression = compression;
    this.#heardMs = clock.nowMs();
    this.#beat = { atMs: this.#heardMs, packed: 0 };
  }

  /** Something came. */
  heard(): void {
    this.#heardMs = this.#clock.nowMs();
  }

  /** Journal went over it, in either direction: bytes on the network, and bytes of journal. */
  carried(packed: number, raw: number): void {
    this.#packed += packed;
    this.#raw += raw;
  }

  /** A second is over: what to say to the other end. */
  beat(): Pulse {
    const now = this.#clock.nowMs();
    const elapsed = now - this.#beat.atMs;
    const bytes = this.#packed - this.#beat.packed;
    if (elapsed > 0) this.#rate = (bytes * 1000) / elapsed;
    if (bytes > 0) this.#journalMs = now;
    this.#beat = { atMs: now, packed: this.#packed };
    return { sentMs: now, echoMs: this.#pulse?.sentMs ?? 0, heldMs: this.#pulse ? now - this.#pulse.heardMs : 0 };
  }

  pulseHeard({ sentMs, echoMs, heldMs }: Pulse): void {
    const now = this.#clock.nowMs();
    this.#pulse = { sentMs, heardMs: now };
    this.#isUnheard = heldMs >= LINE_SILENT_MS;
    if (echoMs === 0 || this.#isUnheard) return;
    const roundTripMs = Math.max(0, now - echoMs - heldMs);
    this.#roundTripMs = this.#roundTripMs === null ? roundTripMs : this.#roundTripMs + (roundTripMs - this.#roundTripMs) * SMOOTHING;
  }

  get reading(): LineReading {
    const now = this.#clock.nowMs();
    return {
      heardAgoMs: now - this.#heardMs,
      roundTripMs: this.#roundTripMs,
      isUnheard: this.#isUnheard,
      tls: this.#tls,
      compression: this.#compression,
      ratio: this.#packed > 0 ? this.#raw / this.#packed : null,
      journalBytesPerSecond: this.#rate,
      journalAgoMs: this.#journalMs === null ? null : now - this.#journalMs,
    };
  }
}
