/**
 * Are two copies of a database the same, node by node? For two members of one mirror, while they run or after.
 *
 * Copies are compared in their states of one moment each. Copies of a mirrored database that have applied the journal up to the same record
 * must be equal; one that is behind need not be, so a difference counts only once the positions agree or nothing has changed for a while.
 */
import type { StoreEntry } from './ordered-store.ts';
import type { AppliedPosition } from './database-metadata.ts';
import { decodeKey } from '../nodes/collation.ts';
import { DatabaseReader } from './database-reader.ts';
import { formatReference } from '../nodes/reference-text.ts';
import { decodeText } from '../nodes/text.ts';
import { pause, systemClock } from '../ports/clock.ts';

/** How long a copy may be behind the other before the difference is one. */
const EVEN_DEADLINE_MS = 15_000;
/** They are files of processes that know nothing of whoever compares them, so nobody tells when they have changed. */
const LOOK_AGAIN_MS = 200;
/** Nodes after which other work gets a turn. */
const NODES_PER_TURN = 20_000;

/** A node that only one copy has, or that has another value there. Undefined: it has none. */
export interface Difference {
  /** The global reference, such as ^A(1,"x"). */
  readonly reference: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface DatabaseComparison {
  readonly equal: boolean;
  /** Nodes of each copy; when they differ only those before the difference were counted. */
  readonly leftCount: number;
  readonly rightCount: number;
  readonly first: Difference | null;
  /** Where in the journal each copy stands. */
  readonly leftPosition: AppliedPosition | null;
  readonly rightPosition: AppliedPosition | null;
}

/**
 * Compares two directories that hold a database, again and again until they are equal, or differ although both have applied the same, or
 * the deadline has passed. Throws when one holds no database.
 */
export async function compareDatabases(
  left: string,
  right: string,
  { deadlineMs = EVEN_DEADLINE_MS }: { deadlineMs?: number } = {},
): Promise<DatabaseComparison> {
  for (const end = systemClock.nowMs() + deadlineMs; ; await pause(systemClock, LOOK_AGAIN_MS)) {
    const comparison = await compareNow(left, right);
    if (comparison.equal || isEven(comparison) || systemClock.nowMs() >= end) return comparison;
  }
}

function isEven({ leftPosition, rightPosition }: DatabaseComparison): boolean {
  return (
    leftPosition !== null &&
    rightPosition !== null &&
    leftPosition.history === rightPosition.history &&
    leftPosition.fileCount === rightPosition.fileCount &&
    leftPosition.offset === rightPosition.offset
  );
}

async function compareNow(left: string, right: string): Promise<DatabaseComparison> {
  const one = DatabaseReader.open(left);
  try {
    const other = DatabaseReader.open(right);
    try {
      const { leftCount, rightCount, first } = await walk(one.nodes(), other.nodes());
      return { equal: first === null, leftCount, rightCount, first, leftPosition: one.position, rightPosition: other.position };
    } finally {
      await other.close();
    }
  } finally {
    await one.close();
  }
}

/** Both in step, to the first difference. */
async function walk(
  left: Iterable<StoreEntry>,
  right: Iterable<StoreEntry>,
): Promise<{ leftCount: number; rightCount: number; first: Difference | null }> {
  const leftNodes = left[Symbol.iterator]();
  const rightNodes = right[Symbol.iterator]();
  try {
    for (let count = 0; ; count++) {
      const one = leftNodes.next();
      const other = rightNodes.next();
      const first = differenceOf(one.done ? undefined : one.value, other.done ? undefined : other.value);
      if (first || one.done) return { leftCount: count, rightCount: count, first };
      if (count % NODES_PER_TURN === NODES_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    leftNodes.return?.();
    rightNodes.return?.();
  }
}

function differenceOf(left: StoreEntry | undefined, right: StoreEntry | undefined): Difference | null {
  if (!left || !right)
    return left || right
      ? {
          reference: referenceOf((left ?? right) as StoreEntry),
          left: left && decodeText(left.value),
          right: right && decodeText(right.value),
        }
      : null;
  const order = left.key.compare(right.key);
  if (order < 0) return { reference: referenceOf(left), left: decodeText(left.value), right: undefined };
  if (order > 0) return { reference: referenceOf(right), left: undefined, right: decodeText(right.value) };
  return left.value.equals(right.value)
    ? null
    : { reference: referenceOf(left), left: decodeText(left.value), right: decodeText(right.value) };
}

const referenceOf = ({ key }: StoreEntry) => formatReference(decodeKey(key));
