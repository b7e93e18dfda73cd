import { expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { KILL, KILL_NODE, orderUpdates, SET } from './update-order.ts';

interface Update {
  readonly kind: 'set' | 'kill' | 'kill-node';
  readonly name: string;
  readonly subscripts: readonly (string | number)[];
  readonly value: string;
}
const kindCodes = { set: SET, kill: KILL, 'kill-node': KILL_NODE };

const keyOf = ({ name, subscripts }: Pick<Update, 'name' | 'subscripts'>): string => {
  const key = encodeKey(name, subscripts);
  if (!key.ok) throw new Error(key.refusal.code);
  return key.value.toString('latin1');
};

/** The updates one after the other. */
function replay(stored: ReadonlyMap<string, string>, updates: readonly Update[]): Map<string, string> {
  const nodes = new Map(stored);
  for (const update of updates) {
    const key = keyOf(update);
    if (update.kind === 'set') nodes.set(key, update.value);
    else if (update.kind === 'kill-node') nodes.delete(key);
    else for (const each of [...nodes.keys()]) if (each.startsWith(key)) nodes.delete(each);
  }
  return nodes;
}

function orderOf(updates: readonly Update[]) {
  const keys = updates.map((update) => Buffer.from(keyOf(update), 'latin1'));
  return orderUpdates({
    count: updates.length,
    keys: Buffer.concat(keys),
    lengths: Uint16Array.from(keys, ({ length }) => length),
    kinds: Uint8Array.from(updates, ({ kind }) => kindCodes[kind]),
  });
}

/** What an updater says, carried out as a database file does. */
function carryOut(stored: ReadonlyMap<string, string>, updates: readonly Update[]): Map<string, string> {
  const { cleared, changes } = orderOf(updates);
  const nodes = new Map(stored);
  for (const index of cleared) for (const key of [...nodes.keys()]) if (key.startsWith(keyOf(updates[index] as Update))) nodes.delete(key);
  for (const index of changes) {
    const update = updates[index] as Update;
    if (update.kind === 'set') nodes.set(keyOf(update), update.value);
    else nodes.delete(keyOf(update));
  }
  return nodes;
}

/** The same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Few names and subscripts, so that updates meet each other. */
function drawUpdates(seed: number): Update[] {
  const random = randomOf(seed);
  const subscripts: (string | number)[] = [1, 2, -3, 'a', 'ab', '\u0001', 1.5];
  const killOften = random(4);
  return Array.from({ length: 1 + random(60) }, (_, index) => ({
    kind: random(4) < killOften ? (random(2) === 0 ? 'kill' : 'kill-node') : 'set',
    name: ['A', 'AB', 'B'][random(3)] as string,
    subscripts: Array.from({ length: random(4) }, () => subscripts[random(subscripts.length)] as string | number),
    value: String(index),
  }));
}

test('clearing and changing leaves what the updates one after the other leave, over whatever was stored', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const stored = replay(new Map(), drawUpdates(seed + 1_000_000));
    const updates = drawUpdates(seed);
    expect(Object.fromEntries(carryOut(stored, updates)), `seed ${seed}`).toEqual(Object.fromEntries(replay(stored, updates)));
  }
});

test('each node is changed once at most, in key order within a global, and no two cleared subtrees overlap', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const updates = drawUpdates(seed);
    const { cleared, changes } = orderOf(updates);
    const keys = Array.from(changes, (index) => keyOf(updates[index] as Update));
    expect(keys, `seed ${seed}`).toEqual([...new Set(keys)].sort());
    const roots = Array.from(cleared, (index) => keyOf(updates[index] as Update));
    expect(
      roots.filter((root) => roots.some((other) => other !== root && root.startsWith(other))),
      `seed ${seed}`,
    ).toEqual([]);
  }
});
