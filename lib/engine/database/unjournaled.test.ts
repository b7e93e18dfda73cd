/** "Journal globals? No": outside transactions nothing is journaled, inside them everything is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accepted } from '../../contract/errors.ts';
import { DatabaseFile } from './database-file.ts';
import { Globals } from './globals.ts';
import { ListJournal } from './list-journal-for-tests.ts';
import { MountedDatabase } from './mounted-database.ts';

let directory: string;
let scratch: MountedDatabase;
let globals: Globals;
let journal: ListJournal;

beforeEach(async () => {
  journal = new ListJournal();
  directory = mkdtempSync(join(tmpdir(), 'unjournaled-'));
  const file = await DatabaseFile.create(join(directory, 'scratch'));
  if (!file.ok) throw new Error(file.refusal.code);
  scratch = new MountedDatabase({ name: 'SCRATCH', file: file.value, journalName: 'scratch' });
  scratch.isJournaled = false;
  globals = new Globals({
    journal,
    databases: (name) => (name === 'SCRATCH' ? scratch : undefined),
  });
});
afterEach(async () => {
  await scratch.file.close();
  rmSync(directory, { recursive: true });
});

const node = (subscript: number) => ({ job: 1, database: 'SCRATCH', name: 'Temp', subscripts: [subscript] });

test('a set and a kill outside a transaction leave no record, need no commit, and reach the file with the next batch', async () => {
  expect(globals.set(node(1), 'one')).toEqual(accepted({ sequence: 0 }));
  expect(globals.set(node(2), 'two')).toEqual(accepted({ sequence: 0 }));
  expect(globals.kill(node(1))).toEqual(accepted({ sequence: 0, count: 1 }));
  expect(journal.updates).toEqual([]);
  expect(globals.get(node(2))).toEqual(accepted('two'));
  await scratch.applyCommitted(0, { history: 'local', fileCount: 1, offset: 8192 });
  expect(scratch.queuedCount).toBe(0);
  expect(globals.get(node(1))).toEqual(accepted(undefined));
  expect(globals.get(node(2))).toEqual(accepted('two'));
});

test('inside a transaction it is journaled, so that it can be rolled back after a crash', () => {
  globals.tstart(1);
  globals.set(node(1), 'one');
  globals.trollback(1);
  expect(journal.updates.map(({ type }) => type)).toEqual(['begin', 'set', 'kill-node', 'rollback']);
  expect(globals.get(node(1))).toEqual(accepted(undefined));
});

test('broken by hand: a database takes its updates in the order of the journal', () => {
  scratch.change(Buffer.from('A\0'), Buffer.from('1'), 5);
  for (const act of [() => scratch.change(Buffer.from('A\0'), null, 4), () => scratch.changeSubtree(Buffer.from('A\0'), 4)])
    expect(act).toThrow('a database takes its updates in the order of the journal');
});
