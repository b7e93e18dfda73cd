/**
 * Kills that are taken as ranges: what reads see, what the file gets, and what the journal tells are what node by node would have given.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../contract/errors.ts';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from './database-file.ts';
import { Globals } from './globals.ts';
import { ListJournal } from './list-journal-for-tests.ts';
import { MountedDatabase } from './mounted-database.ts';

const FIRST = Buffer.from([1]);
const END = Buffer.from([0xff]);
/** More than what is killed node by node. */
const MANY = 2500;

let directory: string;
let journal: ListJournal;
let database: MountedDatabase;
let globals: Globals;
const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${outcome.refusal.args.join()}`);
  return outcome.value;
};
const keyOf = (...subscripts: string[]) => value(encodeKey('A', subscripts));
const at = (...subscripts: string[]) => ({ job: 1, database: 'USER', name: 'A', subscripts });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'large-kill-'));
  journal = new ListJournal();
  const file = value(await DatabaseFile.create(join(directory, 'user')));
  database = new MountedDatabase({ name: 'USER', file, journalName: 'USER' });
  globals = new Globals({
    journal,
    databases: () => database,
  });
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});
const apply = (sequence = journal.updates.length) =>
  database.applyCommitted(sequence, { history: 'local', fileCount: 1, offset: sequence });
const texts = (nodes: Iterable<{ key: Buffer; value: Buffer }>) =>
  Array.from(nodes, ({ key, value: bytes }) => `${key.toString('latin1')}=${bytes.toString()}`);
const fill = (group: string) =>
  value(
    globals.setMany(
      1,
      'USER',
      Array.from({ length: MANY }, (_, index) => ({ name: 'A', subscripts: [group, index], value: String(index) })),
    ),
  );

test('a large kill is one record, hides pending and stored nodes at once, and counts them', async () => {
  fill('stored');
  await apply();
  fill('pending');
  value(globals.set(at('stored', '3'), 'changed'));
  value(globals.set(at('other'), 'stays'));
  const before = journal.updates.length;
  expect(value(globals.kill(at('stored'))).count).toBe(MANY);
  expect(value(globals.kill(at('pending'))).count).toBe(MANY);
  expect(journal.updates.slice(before).map(({ type }) => type)).toEqual(['kill', 'kill']);
  expect(texts(database.range(FIRST, END))).toEqual([`${keyOf('other').toString('latin1')}=stays`]);
  expect(value(globals.data(at('stored')))).toBe(0);
  expect(value(globals.order(at(''), 1))).toBe('other');
  expect(value(globals.kill(at('stored'))).count).toBe(0);
  value(globals.set(at('stored', '5'), 'again'));
  expect(value(globals.order(at('stored', ''), -1))).toBe('5');
  const now = texts(database.range(FIRST, END));
  await apply();
  expect(database.queuedCount).toBe(0);
  expect(texts(database.range(FIRST, END))).toEqual(now);
  expect(texts(database.file.store.range({ start: FIRST, end: END }))).toEqual(now);
});

test('what is discarded comes back', async () => {
  fill('stored');
  await apply();
  const before = texts(database.range(FIRST, END));
  const told: (Buffer | null)[] = [];
  database.watch((key) => told.push(key));
  value(globals.kill(at('stored')));
  expect(told).toEqual([null]);
  database.discardUncommitted();
  expect(texts(database.range(FIRST, END))).toEqual(before);
  expect(told).toEqual([null, null]);
});

test('several subtrees go together or not at all', async () => {
  fill('rows');
  value(globals.set(at('definition'), 'of the table'));
  const refusedAt = globals.killTogether(1, [at('rows'), { ...at('x'), name: '1' }]);
  expect(refusedAt.ok).toBe(false);
  expect(value(globals.data(at('rows')))).toBe(10);
  expect(value(globals.killTogether(1, [at('rows'), at('nothing'), at('definition')])).count).toBe(MANY + 1);
  expect(texts(database.range(FIRST, END))).toEqual([]);
});

test.each([1, 2, 3, 4, 5, 6])('agrees with a plain map at every step, in memory and in the file (seed %i)', async (seed) => {
  let state = seed;
  const draw = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const model = new Map<string, string>();
  const isBelow = (text: string, root: string) => text === root || text.startsWith(`${root},`);
  for (let step = 0; step < 400; step++) {
    const path = Array.from({ length: 1 + draw(3) }, () => String(draw(4)));
    const text = path.join();
    const what = draw(10);
    if (what < 6) {
      value(globals.set(at(...path), String(step)));
      model.set(text, String(step));
    } else if (what < 7) {
      value(globals.kill(at(...path)));
      for (const known of [...model.keys()]) if (isBelow(known, text)) model.delete(known);
    } else if (what < 9) {
      expect(value(globals.killTogether(1, [at(...path)])).count).toBe([...model.keys()].filter((known) => isBelow(known, text)).length);
      for (const known of [...model.keys()]) if (isBelow(known, text)) model.delete(known);
    } else await apply(journal.updates.length - draw(3));
    const wanted = [...model]
      .map(([known, text_]) => ({ key: keyOf(...known.split(',')), value: text_ }))
      .sort((one, other) => one.key.compare(other.key));
    const all = wanted.map(({ key, value: text_ }) => `${key.toString('latin1')}=${text_}`);
    expect(texts(database.range(FIRST, END))).toEqual(all);
    const probe = keyOf(...path);
    expect(database.get(probe)?.toString()).toBe(model.get(text));
    expect(database.first(probe, END)?.key).toEqual(wanted.find(({ key }) => key.compare(probe) >= 0)?.key);
    expect(database.last(FIRST, probe)?.key).toEqual(wanted.findLast(({ key }) => key.compare(probe) < 0)?.key);
  }
  await apply();
  const now = texts(database.range(FIRST, END));
  expect(texts(database.file.store.range({ start: FIRST, end: END }))).toEqual(now);
});
