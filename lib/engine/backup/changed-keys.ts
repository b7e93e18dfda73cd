/**
 * Which nodes of a database the journal names in a stretch of its history. Their values are read from the snapshot, so naming one too many
 * is harmless and one too few is not.
 *
 * Keys are kept as latin1 strings: their order is the order of the bytes.
 */
import { isDescendantKey, subtreeRange } from '../nodes/collation.ts';
import type { StoreSnapshot } from '../database/ordered-store.ts';
import type { JournalRecord } from '../journal/record.ts';
import type { NodeEntry } from './volume-format.ts';

export class ChangedKeys {
  readonly #points = new Set<string>();
  readonly #subtrees = new Set<string>();

  /** Takes a record about this database; others than changes of nodes are none. */
  see(record: JournalRecord): void {
    if (record.type === 'kill') this.#subtrees.add(record.key.toString('latin1'));
    else if (record.type === 'set' || record.type === 'kill-node') this.#points.add(record.key.toString('latin1'));
  }

  get count(): number {
    return this.#points.size + this.#subtrees.size;
  }

  /** What turns any earlier state of this stretch into the snapshot. */
  *entries(snapshot: StoreSnapshot): Generator<NodeEntry, void, void> {
    const roots: Buffer[] = [];
    for (const text of [...this.#subtrees].sort()) {
      const key = Buffer.from(text, 'latin1');
      const last = roots.at(-1);
      if (!last || !isDescendantKey(key, last)) roots.push(key);
    }
    for (const root of roots) {
      yield { kind: 'clear', key: root };
      for (const { key, value } of snapshot.range(subtreeRange(root))) yield { kind: 'set', key, value };
    }
    let next = 0;
    for (const text of [...this.#points].sort()) {
      const key = Buffer.from(text, 'latin1');
      // The roots are in order: the one that could hold this key is the last at or before it.
      while (next + 1 < roots.length && (roots[next + 1] as Buffer).compare(key) <= 0) next += 1;
      const root = roots[next];
      if (root && (root.equals(key) || isDescendantKey(key, root))) continue;
      const value = snapshot.get(key);
      yield value ? { kind: 'set', key, value } : { kind: 'remove', key };
    }
  }
}
