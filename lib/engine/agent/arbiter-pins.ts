/**
 * Which public key each mirror has shown to this arbiter first, in a small file of the agent's directory: it must outlive the process, or a stranger would only have to wait for a restart.
 *
 * A mirror keeps its key for life and its GUID is never another one's, so no pin is ever replaced by another key while it is kept. One that has not connected for a long time makes room for another.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Of a mirror that has not connected for so long: it makes room when the file is full. It is gone, or can pin its key anew. */
const UNUSED_MS = 90 * 24 * 3600 * 1000;
/** Whoever makes up GUIDs can fill the file up to here: then new ones are not kept. Nobody who is here makes room, or a stranger could have a mirror forgotten and show a key in its name. */
const PINS_MAX = 1000;
/** The time of use is kept to this: the file is not written at every connection. */
const USE_STEP_MS = 24 * 3600 * 1000;

const pinsSchema = z.record(z.string(), z.object({ publicKey: z.string(), usedMs: z.number() }));
type Pins = z.infer<typeof pinsSchema>;

export class ArbiterPins {
  readonly #file: string | null;
  #pins: Pins;

  /** `directory` null: in memory. Throws when the file is there and cannot be read: an arbiter that has forgotten its pins would believe anybody. */
  constructor(directory: string | null) {
    this.#file = directory === null ? null : path.join(directory, 'arbiter-pins.json');
    this.#pins = this.#read();
  }

  /** null: the mirror has shown none yet. */
  of(mirrorGuid: string): string | null {
    return this.#pins[mirrorGuid]?.publicKey ?? null;
  }

  /** The mirror has proved this key. `nowMs` is wall time. */
  use(mirrorGuid: string, publicKey: string, nowMs: number): void {
    const known = this.#pins[mirrorGuid];
    if (known && known.publicKey !== publicKey) return;
    if (known && nowMs - known.usedMs < USE_STEP_MS) return;
    let others = Object.entries(this.#pins).filter(([guid]) => guid !== mirrorGuid);
    // Only then: a mirror may have been connected all the time, and shows its key when it connects.
    if (others.length >= PINS_MAX) others = others.filter(([, { usedMs }]) => nowMs - usedMs < UNUSED_MS);
    if (!known && others.length >= PINS_MAX) return;
    this.#pins = Object.fromEntries([...others, [mirrorGuid, { publicKey, usedMs: nowMs }]]);
    this.#write();
  }

  #read(): Pins {
    if (this.#file === null) return {};
    try {
      return pinsSchema.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw error;
    }
  }

  #write(): void {
    if (this.#file === null) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#pins), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
