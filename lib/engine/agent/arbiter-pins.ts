/**
 * Which public key each mirror has shown to this arbiter first, in a small file of the agent's directory: it must outlive the process, or a
 * stranger would only have to wait for a restart.
 *
 * A mirror keeps its key for life and its GUID is never another one's, so no pin is ever replaced by another key while it is kept. One that
 * has not connected for a long time makes room for another.
 * A file that cannot be read keeps nobody's agent down: only the arbiter believes nobody until a person has deleted it and started the
 * agent anew (an arbiter that has forgotten its pins would believe anybody).
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { replaceDurablySync } from '../ports/durable-file.ts';
import { ARBITER_PIN_UNUSED_MS, ARBITER_PIN_USE_STEP_MS } from '../../machine/waits.ts';

/**
 * Then new mirrors are refused: unpinned, anybody could open a session in their name. Nobody who is here makes room, or a stranger could
 * have a mirror forgotten and show a key in its name.
 */
const PINS_MAX = 1000;
/** Of the mirrors that showed their key first from one address: whoever makes up GUIDs fills no more. A host has a handful of mirrors. */
const PINS_OF_PEER_MAX = 50;

const REASON_LENGTH_MAX = 200;

const pinsSchema = z.record(
  z.string(),
  z.object({
    publicKey: z.string(),
    usedMs: z.number(),
    /** The address from which it was shown first; missing in a file of an earlier version. */ from: z.string().optional(),
  }),
);
type Pins = z.infer<typeof pinsSchema>;

/** `full`: of all mirrors, or of those of this address. `other-key`: the mirror has shown another one. */
export type PinVerdict = 'kept' | 'full' | 'other-key';

export class ArbiterPins {
  readonly #file: string | null;
  #pins: Pins = {};
  /** Why the file cannot be read, with its name; then nobody is to be believed. null: it was read, or there is none yet. */
  readonly damage: string | null;

  /** `directory` null: in memory. */
  constructor(directory: string | null) {
    this.#file = directory === null ? null : path.join(directory, 'arbiter-pins.json');
    this.damage = this.#read();
  }

  /** null: the mirror has shown none yet. */
  of(mirrorGuid: string): string | null {
    return this.#pins[mirrorGuid]?.publicKey ?? null;
  }

  /** The mirror has proved this key, from `address`. `nowMs` is wall time. Throws when it cannot be written down: then it is not kept. */
  use(mirrorGuid: string, publicKey: string, { address, nowMs }: { address: string; nowMs: number }): PinVerdict {
    const known = this.#pins[mirrorGuid];
    if (known && known.publicKey !== publicKey) return 'other-key';
    if (known && nowMs - known.usedMs < ARBITER_PIN_USE_STEP_MS) return 'kept';
    let others = Object.entries(this.#pins).filter(([guid]) => guid !== mirrorGuid);
    // Only then: a mirror may have been connected all the time, and shows its key when it connects.
    const isFull = () => others.length >= PINS_MAX || others.filter(([, { from }]) => from === address).length >= PINS_OF_PEER_MAX;
    if (!known && isFull()) others = others.filter(([, { usedMs }]) => nowMs - usedMs < ARBITER_PIN_UNUSED_MS);
    if (!known && isFull()) return 'full';
    const pins = Object.fromEntries([...others, [mirrorGuid, { publicKey, usedMs: nowMs, from: known ? known.from : address }]]);
    this.#write(pins);
    this.#pins = pins;
    return 'kept';
  }

  /** What is wrong with the file. */
  #read(): string | null {
    if (this.#file === null) return null;
    try {
      this.#pins = pinsSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return null;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      return `${this.#file} cannot be read (${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, REASON_LENGTH_MAX)})`;
    }
  }

  #write(pins: Pins): void {
    if (this.#file !== null) replaceDurablySync(this.#file, JSON.stringify(pins));
  }
}
