/**
 * Says in the messages log when the disk of a database is nearly full, before it is: what is refused then (`<DISKFULL>`) nobody could have
 * known.
 *
 * One line a disk and crossing, however many databases lie on it. A disk that does not tell is left alone.
 */
import { stat, statfs } from 'node:fs/promises';

/** Of what an ordinary user may fill. */
const NEARLY_FULL = 0.95;
/** Below it a new crossing is told again: a disk at the limit must not fill the log. */
const ROOM_AGAIN = 0.93;
const PERCENT = 100;

export interface DiskFill {
  /** Of the file system, not of the directory. */
  readonly device: number;
  /** 0 to 1. */
  readonly share: number;
  readonly freeBytes: number;
}

export class DiskWatch {
  readonly #log: (severity: 0 | 1, text: string) => void;
  readonly #fillOf: (directory: string) => Promise<DiskFill | null>;
  /** Devices that were told of. */
  readonly #told = new Set<number>();

  constructor(log: (severity: 0 | 1, text: string) => void, fillOf: (directory: string) => Promise<DiskFill | null> = fillOfDisk) {
    this.#log = log;
    this.#fillOf = fillOf;
  }

  async look(databases: readonly { readonly name: string; readonly directory: string }[]): Promise<void> {
    const byDevice = new Map<number, { fill: DiskFill; names: string[] }>();
    for (const { name, directory } of databases) {
      const fill = await this.#fillOf(directory);
      if (!fill) continue;
      const found = byDevice.get(fill.device);
      if (found) found.names.push(name);
      else byDevice.set(fill.device, { fill, names: [name] });
    }
    for (const [device, { fill, names }] of byDevice) {
      if (fill.share >= NEARLY_FULL && !this.#told.has(device)) {
        this.#told.add(device);
        this.#log(
          1,
          `The disk of database ${names.join(', ')} is ${Math.floor(fill.share * PERCENT)} percent full, ${fill.freeBytes} bytes are free: when it is full they become read-only`,
        );
      } else if (fill.share < ROOM_AGAIN && this.#told.delete(device)) {
        this.#log(0, `The disk of database ${names.join(', ')} has room again: it is ${Math.floor(fill.share * PERCENT)} percent full`);
      }
    }
  }
}

async function fillOfDisk(directory: string): Promise<DiskFill | null> {
  const [place, disk] = await Promise.all([stat(directory), statfs(directory)]).catch(() => [null, null]);
  if (!place || !disk) return null;
  const used = disk.blocks - disk.bfree;
  const usable = used + disk.bavail;
  return usable === 0 ? null : { device: place.dev, share: used / usable, freeBytes: disk.bavail * disk.bsize };
}
