/**
 * Labs with a whole mirror that were set up once, stopped cleanly and put aside: who needs one begins where the set-up ended, after a copy
 * of 5 MB and a start, instead of repeating the set-up's commands.
 *
 * The path of a lab stands in its databases and its configuration, so it is written anew into each copy. All paths have the same length:
 * nothing in a file moves, and names keep their order.
 */
import fs from 'node:fs';
import path from 'node:path';
import Database from 'libsql';

/** Another worker sets the lab up meanwhile, on a busy machine. */
const OTHER_MAKES_DEADLINE_MS = 240_000;
const LOOK_AGAIN_MS = 100;

export class ReadyMirrors {
  /** The data folder of this worker: one lab at a time lies here. */
  readonly place: string;
  readonly #aside: string;

  /**
   * `folder` is that of the whole run, made when it is not there: a short name, as sockets need. Each worker that runs beside others has a
   * `slot` of one digit.
   */
  constructor(folder: string, slot: number) {
    if (slot > 9) throw new Error(`paths of equal length need slots of one digit, not ${slot}`);
    this.place = path.join(folder, String(slot));
    this.#aside = folder;
  }

  /**
   * Puts the lab of that name at `place`, where nothing of an earlier one is left. Nothing may run there. Who is the first of all workers
   * makes it by `setUp`, which ends with everything stopped.
   */
  async lay(name: string, setUp: () => Promise<void>): Promise<void> {
    fs.rmSync(this.place, { recursive: true, force: true });
    const ready = path.join(this.#aside, name);
    for (const deadline = performance.now() + OTHER_MAKES_DEADLINE_MS; !fs.existsSync(ready); ) {
      if (claim(`${ready}.maker`)) return this.#make(ready, setUp);
      if (performance.now() > deadline) throw new Error(`another worker has not made the lab ${name} within ${OTHER_MAKES_DEADLINE_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    fs.cpSync(ready, this.place, { recursive: true });
    const maker = fs.readFileSync(path.join(this.place, MADE_AT), 'utf8');
    for (const file of filesBelow(this.place)) replaceInFile(file, maker, this.place);
  }

  async #make(ready: string, setUp: () => Promise<void>): Promise<void> {
    try {
      fs.mkdirSync(this.place, { recursive: true });
      await setUp();
      for (const file of filesBelow(this.place)) if (file.endsWith('.db')) emptyWriteAheadLog(file);
      fs.writeFileSync(path.join(this.place, MADE_AT), this.place);
      fs.cpSync(this.place, `${ready}.new`, { recursive: true });
      fs.renameSync(`${ready}.new`, ready); // Whole, or not there.
    } finally {
      fs.rmSync(`${ready}.maker`);
    }
  }
}

const MADE_AT = 'made-at';

/** True for one of all who ask. */
function claim(file: string): boolean {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  try {
    fs.closeSync(fs.openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

const filesBelow = (folder: string) =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []));

/** Its pages have checksums; those of the database itself have none. */
function emptyWriteAheadLog(file: string): void {
  const database = new Database(file);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

function replaceInFile(file: string, from: string, to: string): void {
  const bytes = fs.readFileSync(file);
  const first = bytes.indexOf(from);
  if (first === -1) return;
  for (let at = first; at !== -1; at = bytes.indexOf(from, at + to.length)) bytes.write(to, at);
  fs.writeFileSync(file, bytes);
}
