/**
 * Which updates of a batch still matter, and in which order they are written fastest: the work of one updater.
 *
 * In: updates of some globals of one database in the order of the journal. Out: the subtrees to clear first, then at most one change a
 * node, in key order within each global. Whoever clears and then makes these changes leaves the database exactly as the updates one after
 * the other would have (what an update leaves behind depends on no earlier content, so for each node only the last update that touches it
 * counts). Key order is what makes it worth while: the storage engine then fills page after page instead of looking for a place anew each
 * time.
 *
 * Pure, and sees keys only: values stay where they are, and the answer is indexes.
 */

/** Updates as bytes, so that they can be moved to another thread without a copy. */
export interface PackedUpdates {
  readonly count: number;
  /** The keys one after the other. */
  readonly keys: Uint8Array;
  /** Length of each key. */
  readonly lengths: Uint16Array;
  /** What each update is: one of the codes below. */
  readonly kinds: Uint8Array;
}

export const SET = 0;
/** The node with its descendants. */
export const KILL = 1;
/** The node alone. */
export const KILL_NODE = 2;

/** Indexes of updates. */
export interface UpdateOrder {
  /** Kills whose subtrees are cleared of what the database holds; no two overlap. */
  readonly cleared: Uint32Array;
  /** Sets and kills of single nodes to make afterwards, no two of one node. */
  readonly changes: Uint32Array;
}

/** Bytes behind the global's name that are compared as one number: as many as a double holds exactly. */
const HEAD_BYTES = 6;

export function orderUpdates(updates: PackedUpdates): UpdateOrder {
  const keys = Buffer.from(updates.keys.buffer, updates.keys.byteOffset, updates.keys.byteLength);
  const starts = new Uint32Array(updates.count + 1);
  for (let index = 0; index < updates.count; index++) starts[index + 1] = (starts[index] as number) + (updates.lengths[index] as number);
  const cleared: number[] = [];
  const changes: number[] = [];
  for (const sorted of sortedByGlobal(keys, starts)) sweep({ keys, starts, kinds: updates.kinds, sorted, cleared, changes });
  return { cleared: Uint32Array.from(cleared), changes: Uint32Array.from(changes) };
}

/** One list a global, in order of names: indexes in order of keys, updates of one key in their own order. */
function sortedByGlobal(keys: Buffer, starts: Uint32Array): number[][] {
  const count = starts.length - 1;
  const heads = new Float64Array(count);
  const nameEnds = new Map<string, { end: number; indexes: number[] }>();
  let name = '';
  let group: { end: number; indexes: number[] } | null = null;
  for (let index = 0; index < count; index++) {
    const start = starts[index] as number;
    let end = start;
    while (end < (starts[index + 1] as number) && keys[end] !== 0) end++;
    if (group === null || !isText(keys, start, end, name)) {
      name = keys.toString('latin1', start, end);
      group = nameEnds.get(name) ?? { end: end - start, indexes: [] };
      nameEnds.set(name, group);
    }
    group.indexes.push(index);
    let head = 0;
    for (let at = end + 1; at <= end + HEAD_BYTES; at++)
      head = head * 256 + (at < (starts[index + 1] as number) ? (keys[at] as number) : 0);
    heads[index] = head;
  }
  const names = [...nameEnds.keys()].sort();
  return names.map((each) => {
    const { end, indexes } = nameEnds.get(each) as { end: number; indexes: number[] };
    return indexes.sort(
      (one, other) =>
        (heads[one] as number) - (heads[other] as number) || compareKeys({ keys, starts, one, other, from: end }) || one - other,
    );
  });
}

function isText(keys: Buffer, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let at = start; at < end; at++) if (keys[at] !== text.charCodeAt(at - start)) return false;
  return true;
}

/** Compares two keys that are alike in their first `from` bytes. */
function compareKeys({
  keys,
  starts,
  one,
  other,
  from,
}: {
  keys: Buffer;
  starts: Uint32Array;
  one: number;
  other: number;
  from: number;
}): number {
  const oneEnd = starts[one + 1] as number;
  const otherEnd = starts[other + 1] as number;
  let left = (starts[one] as number) + from;
  let right = (starts[other] as number) + from;
  while (left < oneEnd && right < otherEnd) {
    const difference = (keys[left++] as number) - (keys[right++] as number);
    if (difference !== 0) return difference;
  }
  return oneEnd - left - (otherEnd - right);
}

/** A node whose kill is in the batch, and the last kill of it or of what it lies under. */
interface Killed {
  readonly index: number;
  readonly lastKill: number;
}

/**
 * Goes through one global in key order. Descendants follow their ancestor at once, so the killed nodes that a key lies under are a stack.
 */
function sweep({
  keys,
  starts,
  kinds,
  sorted,
  cleared,
  changes,
}: {
  keys: Buffer;
  starts: Uint32Array;
  kinds: Uint8Array;
  sorted: readonly number[];
  cleared: number[];
  changes: number[];
}): void {
  const above: Killed[] = [];
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] as number;
    let last = first;
    let ownKill = -1;
    for (; at < sorted.length && isSameKey(keys, starts, first, sorted[at] as number); at++) {
      last = sorted[at] as number;
      if (kinds[last] === KILL) ownKill = last;
    }
    while (above.length > 0 && !isPrefix(keys, starts, (above.at(-1) as Killed).index, first)) above.pop();
    const lastKill = Math.max(ownKill, above.at(-1)?.lastKill ?? -1);
    // What lies under another kill is cleared with it.
    if (ownKill >= 0 && above.length === 0) cleared.push(ownKill);
    if (last > lastKill && (kinds[last] === SET || lastKill < 0)) changes.push(last);
    if (ownKill >= 0) above.push({ index: first, lastKill });
  }
}

const isSameKey = (keys: Buffer, starts: Uint32Array, one: number, other: number) =>
  (starts[one + 1] as number) - (starts[one] as number) === (starts[other + 1] as number) - (starts[other] as number) &&
  isPrefix(keys, starts, one, other);

function isPrefix(keys: Buffer, starts: Uint32Array, prefix: number, index: number): boolean {
  const start = starts[prefix] as number;
  const length = (starts[prefix + 1] as number) - start;
  const other = starts[index] as number;
  if (length > (starts[index + 1] as number) - other) return false;
  // Backwards: neighbours differ at the end.
  for (let at = length - 1; at >= 0; at--) if (keys[start + at] !== keys[other + at]) return false;
  return true;
}
