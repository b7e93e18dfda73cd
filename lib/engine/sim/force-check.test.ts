import { beforeEach, expect, test } from 'vitest';
import { SimulatedJournal } from './disk.ts';
import { World } from './world.ts';
import type { Host } from './stage.ts';

/** The term of a member that is forced when the world begins. */
const FORCED = 1_893_456_000;

let world: World;
let a: Host;
let b: Host;
let guids: number;

/** A file of `epoch` with these records, all durable; the databases have them where `applied`. */
function write(host: Host, records: readonly number[], { epoch, applied }: { epoch: number; applied: boolean }): void {
  const { disk } = host;
  guids += 1;
  disk.journal.append({ kind: 'header', guid: `file ${guids}`, epoch });
  for (const record of records) disk.journal.append({ kind: 'record', record });
  disk.journal.durable = disk.journal.end;
  if (applied) applyAll(host);
}

function applyAll({ disk }: Host): void {
  disk.database = { records: disk.journal.records(), applied: disk.journal.end };
}

/** In a term that is not open yet. */
function force(host: Host, other: Host): void {
  expect(world.checkers.mayForce(host, other)).toBe(true);
  world.checkers.force.tookOver(host.name, { kind: 'agent-was-unreachable', inquiry: 1 });
}

const refusal = (host: Host) => () => world.checkers.refuses(host, 'refuses to join');
const isExcused = (host: Host) => expect(refusal(host)).not.toThrow();
const isCaught = (host: Host) => expect(refusal(host)).toThrow('holds what the mirror');

beforeEach(() => {
  world = new World(1, { temper: { asyncCount: 0 } });
  guids = 0;
  [a, b] = [world.host('a'), world.host('b')];
  for (const { block } of [a.disk.journal.read({ fileCount: 0, offset: 0 })].filter((found) => found !== null))
    b.disk.journal.append(block);
  b.disk.journal.durable = b.disk.journal.end;
  for (const host of [a, b]) {
    applyAll(host);
    host.disk.durable = { ...host.disk.durable, epoch: 1 };
  }
});

test('who was ahead of a forced member may refuse, and nobody else', () => {
  write(b, [1, 2], { epoch: 1, applied: true });
  isCaught(b);
  force(a, b);
  isCaught(b);
  write(a, [], { epoch: FORCED, applied: true });
  isExcused(b);
  isCaught(a);
});

test('who only had more in its journal was not ahead', () => {
  write(b, [1, 2], { epoch: 1, applied: false });
  force(a, b);
  write(a, [], { epoch: FORCED, applied: true });
  isCaught(b);
});

test('a member that is forced again has opened its first term all the same', () => {
  write(b, [1, 2], { epoch: 1, applied: true });
  force(a, b);
  write(a, [], { epoch: FORCED, applied: true });
  a.disk.durable = { ...a.disk.durable, epoch: FORCED };
  force(a, b);
  isExcused(b);
  expect(world.checkers.mayForce(b, a)).toBe(false);
});

test('who was forced later, by the wall clock, is followed by whoever was forced before, unheard', () => {
  write(a, [1], { epoch: FORCED, applied: true });
  expect(world.checkers.mayForce(b, a)).toBe(false);
  b.wallErrorS = 1;
  force(b, a);
  write(b, [], { epoch: FORCED + 1, applied: true });
  isExcused(a);
  isCaught(b);
  expect([...world.checkers.force.givenUpRecords]).toEqual([1]);
});

test('nobody forces a member whose wall clock is slow against that of one that was forced before', () => {
  write(a, [1], { epoch: FORCED, applied: true });
  b.wallErrorS = -3600;
  expect(world.checkers.mayForce(b, a)).toBe(false);
});

test('who was forced in vain has applied what the next primary lacks, and may refuse', () => {
  write(a, [1], { epoch: 1, applied: false });
  force(a, b);
  applyAll(a);
  isCaught(a);
  write(b, [], { epoch: 2, applied: true });
  world.checkers.termOpened({ host: b, epoch: 2 });
  isExcused(a);
});

test('who was forced in vain and follows one that opened a term of the same number has opened none', () => {
  force(b, a);
  force(a, b);
  write(a, [1], { epoch: FORCED, applied: true });
  world.checkers.termOpened({ host: a, epoch: FORCED });
  const opened = world.checkers.force.forcedCount;
  b.disk.journal = SimulatedJournal.copyOf(a.disk.journal);
  applyAll(b);
  write(a, [2], { epoch: FORCED, applied: true });
  expect(world.checkers.force.settle()).toBe(false);
  expect(world.checkers.force.forcedCount).toBe(opened);
});

test('the same at the journal that another one had already, but not at any other', () => {
  write(b, [], { epoch: 2, applied: true });
  write(a, [1], { epoch: 1, applied: false });
  force(a, b);
  applyAll(a);
  isCaught(a);
  expect(() => world.checkers.refuses(b, 'cannot go on', a)).toThrow('holds what the mirror');
  expect(() => world.checkers.refuses(a, 'cannot go on', b)).not.toThrow();
});

test('who had applied it before it was forced in vain may not', () => {
  write(a, [1], { epoch: 1, applied: true });
  force(a, b);
  write(b, [], { epoch: 2, applied: true });
  world.checkers.termOpened({ host: b, epoch: 2 });
  isCaught(a);
});

test('what a force has left behind counts again when a later one has it', () => {
  write(b, [1, 2], { epoch: 1, applied: false });
  force(a, b);
  write(a, [3], { epoch: FORCED, applied: true });
  isCaught(b);
  expect([...world.checkers.force.givenUpRecords]).toEqual([1, 2]);
  b.disk.durable = { ...b.disk.durable, epoch: FORCED };
  force(b, a);
  write(b, [], { epoch: FORCED + 1000, applied: true });
  isExcused(a);
  expect([...world.checkers.force.givenUpRecords]).toEqual([3]);
  isCaught(b);
});
