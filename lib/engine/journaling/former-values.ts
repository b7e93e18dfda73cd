/**
 * What nodes held before each of a row of updates: as the records say, where they are of a transaction, else by the update before it, else
 * by the journal before all of them, as far back as is worth while.
 */
import type { JournalRecord } from '../journal/record.ts';
import { subtreeRange } from '../nodes/collation.ts';
import { decodeText } from '../nodes/text.ts';
import { type NodeRecord, nodesIn, type PathOf, type JournalStretch } from './surplus-records.ts';

/** Of more nodes only the first are followed. */
const NODES_MAX = 50_000;
/** Values are held up to so much. */
const HELD_BYTES_MAX = 64 * 1024 * 1024;
/** So much of the journal before is read: a second of work, while this member waits to follow. */
const LOOKED_AT_BYTES = 32 * 1024 * 1024;

/** null: the node has no value. */
type Held = string | null;

/** The nodes of one database, in the order of their keys. */
interface Nodes {
  readonly keys: readonly Buffer[];
  readonly places: ReadonlyMap<string, number>;
  readonly held: (Held | undefined)[];
}

const nameOf = (key: Buffer) => key.toString('latin1');

export class FormerValues {
  readonly #touched = new Map<string, Map<string, Buffer>>();
  readonly #databases = new Map<string, Nodes>();
  #count = 0;
  #heldBytes = 0;

  /** One of the updates, in any order; all of them before anything else. */
  touch({ record, database }: NodeRecord): void {
    if (this.#count >= NODES_MAX) return;
    const keys = this.#touched.get(database.guid) ?? new Map<string, Buffer>();
    this.#touched.set(database.guid, keys);
    const name = nameOf(record.key);
    if (keys.has(name)) return;
    keys.set(name, Buffer.from(record.key));
    this.#count += 1;
  }

  /** `before`: the journal before the updates, oldest first. */
  async look(before: readonly JournalStretch[], pathOf: PathOf): Promise<void> {
    for (const [guid, touched] of this.#touched) {
      const keys = [...touched.values()].sort(Buffer.compare);
      this.#databases.set(guid, { keys, places: new Map(keys.map((key, place) => [nameOf(key), place])), held: keys.map(() => undefined) });
    }
    let left = LOOKED_AT_BYTES;
    for (const { file, from, to } of [...before].reverse()) {
      if (left <= 0) return;
      const begin = Math.max(from, to - left);
      left -= to - begin;
      const found = new Map<Nodes, Map<number, Held>>();
      for await (const one of nodesIn([{ file, from: begin, to }], pathOf))
        this.#each(one, (nodes, place, held) => found.set(nodes, (found.get(nodes) ?? new Map<number, Held>()).set(place, held)));
      for (const [nodes, places] of found)
        for (const [place, held] of places) if (nodes.held[place] === undefined) nodes.held[place] = this.#hold(held);
    }
  }

  /** What the node of this update held before it; undefined: not known. */
  before({ record, database }: NodeRecord): Held | undefined {
    if (record.oldValue) return decodeText(record.oldValue);
    // Inside a transaction a record says what the node held, and nothing where that was nothing.
    if (record.inTransaction) return null;
    const nodes = this.#databases.get(database.guid);
    return nodes?.held[nodes.places.get(nameOf(record.key)) ?? -1];
  }

  /** This update is the next one. */
  see(found: NodeRecord): void {
    this.#each(found, (nodes, place, held) => {
      nodes.held[place] = this.#hold(held);
    });
  }

  /** The nodes that an update changes, of those that are followed, and what each holds then. */
  #each({ record, database }: NodeRecord, change: (nodes: Nodes, place: number, held: Held) => void): void {
    const nodes = this.#databases.get(database.guid);
    if (!nodes) return;
    if (record.type === 'kill') {
      for (const place of placesUnder(nodes.keys, record)) change(nodes, place, null);
      return;
    }
    const place = nodes.places.get(nameOf(record.key));
    if (place !== undefined) change(nodes, place, record.value ? decodeText(record.value) : null);
  }

  /** What is too much to be held is not known. */
  #hold(held: Held): Held | undefined {
    this.#heldBytes += held?.length ?? 0;
    return this.#heldBytes > HELD_BYTES_MAX ? undefined : held;
  }
}

function* placesUnder(keys: readonly Buffer[], { key }: JournalRecord): Iterable<number> {
  const { start, end } = subtreeRange(key);
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as Buffer).compare(start) < 0) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < keys.length && (keys[place] as Buffer).compare(end) < 0; place++) yield place;
}
