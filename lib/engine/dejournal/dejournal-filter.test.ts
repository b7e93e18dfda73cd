import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { BLOCK_HEADER_BYTES, sealBlock } from '../journal/block.ts';
import { type JournalRecord, recordBytes, writeRecord } from '../journal/record.ts';
import { DejournalFilter } from './dejournal-filter.ts';
import { buildFilterProgram } from './filter-for-tests.ts';
import { FilterFailure } from './filter-failure.ts';
import { FilterJudge, toHorolog } from './filter-judge.ts';
import { GatheredUpdates } from './gathered-updates.ts';

const BLOCK_OFFSET = 8192;
const ORPHAN_DEADLINE_MS = 10_000;
const TIME_MS = Date.UTC(2026, 10, 21, 12);
const SUBJECT = { database: ':mirror:APRIL:DATA', mayBeSkipped: true, isCatchup: false };

let directory: string;
let program: string;
const filters: DejournalFilter[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'filter-'));
  program = buildFilterProgram();
});
afterAll(() => rm(directory, { recursive: true }));
afterEach(() => {
  for (const filter of filters.splice(0)) filter.close();
});

function filterOf(body: string, { name = 'ZTest', judgeMs }: { name?: string; judgeMs?: number } = {}): DejournalFilter {
  const filter = new DejournalFilter({ name, code: `class ${name} extends MirrorDejournal {\n${body}\n}`, program, judgeMs });
  filters.push(filter);
  return filter;
}

type Update = { type?: 'set' | 'kill' | 'kill-node'; name: string; at?: number | string; value?: string; job?: number };
/** The updates as a journal block holds them. */
function gather(updates: readonly Update[]): GatheredUpdates {
  const records = updates.map(({ type = 'set', name, at, value = '', job = 1 }): JournalRecord => {
    const key = encodeKey(name, at === undefined ? [] : [at]);
    if (!key.ok) throw new Error(key.refusal.code);
    return {
      type,
      inTransaction: false,
      job,
      database: 1,
      key: key.value,
      value: type === 'set' ? Buffer.from(value) : undefined,
      oldValue: undefined,
    };
  });
  const block = Buffer.alloc(BLOCK_HEADER_BYTES + records.reduce((sum, record) => sum + recordBytes(record), 0));
  const gathered = new GatheredUpdates();
  let offset = BLOCK_HEADER_BYTES;
  for (const record of records) {
    gathered.add(block, offset, record.type);
    offset = writeRecord(record, block, offset);
  }
  sealBlock(block, { offset: BLOCK_OFFSET, recordCount: records.length, timeMs: TIME_MS });
  return gathered;
}
const valuesOf = (gathered: GatheredUpdates) =>
  Array.from({ length: gathered.count }, (_, index) => gathered.storeChangeAt(index)[1]?.toString() ?? null);

test('only what RunFilter answers 1 for is left, in the order of the journal', async () => {
  const filter = filterOf(`RunFilter(database, reference) { return reference.startsWith('Kept') ? 1 : 0; }`);
  const kept = await filter.select(
    SUBJECT,
    gather([
      { name: 'Kept', at: 1, value: 'a' },
      { name: 'Left', at: 1, value: 'b' },
      { name: 'Kept', at: 2, value: 'c' },
      { type: 'kill', name: 'Kept' },
    ]),
  );
  expect(valuesOf(kept)).toEqual(['a', 'c', null]);
  expect(kept.hasKills).toBe(true);
});

test('a skip is not honoured where the FailoverDB flag is set, and the filter is asked all the same', async () => {
  const filter = filterOf(`RunFilter(database, reference) { if (reference === 'Bad') throw new Error('asked'); return 0; }`);
  expect((await filter.select({ ...SUBJECT, mayBeSkipped: false }, gather([{ name: 'Any', value: 'a' }]))).count).toBe(1);
  await expect(filter.select({ ...SUBJECT, mayBeSkipped: false }, gather([{ name: 'Bad' }]))).rejects.toThrow('asked');
});

test('RunFilter is told the database, the reference, the type and the address; job, time and new value are to be had', async () => {
  const filter = filterOf(`RunFilter(database, reference, type, address) {
    throw new Error([database, reference, type, address, this.InCatchupDB, this.JRNPID(address), this.JRNTSTAMP(address), this.JRNNEWVAL(address)].join('|'));
  }`);
  const expected = [
    ':mirror:APRIL:DATA',
    'Person("a ""b""")',
    'S',
    BLOCK_OFFSET + BLOCK_HEADER_BYTES,
    1,
    42,
    toHorolog(TIME_MS),
    'Žofie',
  ].join('|');
  await expect(
    filter.select({ ...SUBJECT, isCatchup: true }, gather([{ name: 'Person', at: 'a "b"', value: 'Žofie', job: 42 }])),
  ).rejects.toThrow(expected);
});

test.each([
  ['set', 'S'],
  ['kill', 'K'],
  ['kill-node', 'k'],
] as const)('a %s is type %s', async (type, letter) => {
  const filter = filterOf(`RunFilter(database, reference, type) { return type === '${letter}' ? 1 : 0; }`);
  expect((await filter.select(SUBJECT, gather([{ type, name: 'A' }]))).count).toBe(1);
});

test('$HOROLOG counts days from the last of 1840 and local seconds', () => {
  const noon = new Date(2026, 10, 21, 12, 0, 1).getTime();
  expect(toHorolog(noon)).toBe('67895,43201');
});

test('many more updates than one question holds', async () => {
  const filter = filterOf(`count = 0; RunFilter() { this.count += 1; return this.count % 2; }`);
  const kept = await filter.select(SUBJECT, gather(Array.from({ length: 4501 }, (_, at) => ({ name: 'A', at, value: String(at) }))));
  expect(kept.count).toBe(2251);
  expect(valuesOf(kept).at(-1)).toBe('4500');
});

test('a throw names the class, the record and the line, and is final', async () => {
  const filter = filterOf(`RunFilter(database, reference) {\n if (reference === 'A(2)') throw new Error('no such person');\n return 1; }`);
  const failing = filter.select(
    SUBJECT,
    gather([
      { name: 'A', at: 1 },
      { name: 'A', at: 2 },
    ]),
  );
  await expect(failing).rejects.toThrow('Dejournal filter ZTest: RunFilter failed at ^A(2) of :mirror:APRIL:DATA: no such person (line 3)');
  await expect(filter.select(SUBJECT, gather([{ name: 'B' }]))).rejects.toBeInstanceOf(FilterFailure);
});

test.each([
  ['undefined', ''],
  ['2', 'return 2;'],
  ['[object Promise]', 'return (async () => 1)();'],
])('an answer that is neither 1 nor 0 (%s) fails', async (shown, body) => {
  await expect(filterOf(`RunFilter() { ${body} }`).select(SUBJECT, gather([{ name: 'A' }]))).rejects.toThrow(`it returned ${shown}`);
});

test('an endless loop ends by itself, whoever waits for it', () => {
  const judge = new FilterJudge(200);
  expect(judge.load({ name: 'ZLoop', code: 'class ZLoop { RunFilter() { for (;;); } }' })).toBeNull();
  expect(
    judge.judge({
      kind: 'judge',
      database: '',
      isCatchup: false,
      records: recordsOf([{ name: 'A' }]),
      addresses: new Float64Array(1),
      timesMs: new Float64Array(1),
    }),
  ).toMatchObject({ kind: 'failed', message: 'it took longer than 0.2 s' });
});

test.each([
  ['a pattern that goes back without end', `/(a+)+$/.test('a'.repeat(40) + 'b')`],
  ['a loop that catches', 'for (;;) try { for (;;); } catch {}'],
])('%s ends by itself, too', (_, body) => {
  const judge = new FilterJudge(200);
  expect(judge.load({ name: 'ZLoop', code: `class ZLoop { constructor() { ${body} } RunFilter() { return 1; } }` })).toEqual({
    kind: 'unusable',
    message: 'it took longer than 0.2 s',
  });
});

// Neither of them looks at the clock: a loop of the class's own stops at its limit first, one inside a function of the machine never does.
test.each([
  ['loop', 'for (;;);'],
  ['loop inside a function of the machine', `[].indexOf.call({ length: 2 ** 53 - 1 }, 1)`],
])('a process that does not answer (%s) is killed', async (_, body) => {
  const filter = filterOf(`RunFilter() { ${body} }`, { judgeMs: 1500 });
  await expect(filter.select(SUBJECT, gather([{ name: 'A' }]))).rejects.toThrow('it has not answered for 1.5 s');
});

test('what it begins to wait for never goes on', async () => {
  const filter = filterOf(
    `constructor() { super(); (async () => { await 0; for (;;); })(); } RunFilter() { Promise.resolve().then(() => { for (;;); }); return 1; }`,
  );
  for (let time = 0; time < 3; time++) expect((await filter.select(SUBJECT, gather([{ name: 'A' }]))).count).toBe(1);
});

test.each([
  // In large portions: one by one they take so long that on a busy machine the limit of time comes first.
  ['numbers', 'const all = []; for (;;) all.push(new Float64Array(1_000_000));'],
  ['arrays of bytes', 'const all = []; for (let index = 0; index < 3; index++) all.push(new Uint8Array(300_000_000)); return 1;'],
  ['a text', `let text = 'x'; for (;;) text += text;`],
])('one that eats all memory (%s) ends alone', async (_, body) => {
  await expect(filterOf(`RunFilter() { ${body} }`).select(SUBJECT, gather([{ name: 'A' }]))).rejects.toThrow(
    /RunFilter failed at \^A of :mirror:APRIL:DATA: (out of memory|string too long)/,
  );
});

test('one that leaves the machine no stack ends its process', async () => {
  await expect(
    filterOf(`RunFilter() { return JSON.parse('['.repeat(1_000_000)); }`).select(SUBJECT, gather([{ name: 'A' }])),
  ).rejects.toThrow('its process has ended');
});

test.each([
  ['a huge message', `throw new Error('x'.repeat(10_000_000));`, 'x'.repeat(1000)],
  ['a message that is no text', `throw { get message() { for (;;); } };`, 'what it threw says nothing'],
  ['nothing', `throw undefined;`, 'undefined'],
  ['a text as its answer', `return 'x'.repeat(10_000_000);`, 'it returned xxx'],
])('what comes out is short, also of %s', async (_, body, said) => {
  const failing = filterOf(`RunFilter() { ${body} }`).select(SUBJECT, gather([{ name: 'A' }]));
  await expect(failing).rejects.toThrow(said);
  await expect(failing).rejects.toSatisfy(({ message }: Error) => message.length < 1200);
});

test.each([
  ['process', 'process.exit(0)'],
  ['require', `require('node:fs')`],
  ['a way out by text', `return (0, eval)('1')`],
  ['the function constructor', `return MirrorDejournal.constructor('return process')().pid`],
])('it has no %s', async (_, body) => {
  await expect(filterOf(`RunFilter() { ${body}; }`).select(SUBJECT, gather([{ name: 'A' }]))).rejects.toThrow(/not defined|disallowed/);
});

/** All that there is inside: the language, and what a filter is made of. Nothing of Node, of the process, of the network. */
const LANGUAGE =
  'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array InternalError Iterator JSON Map Math MirrorDejournal NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined unescape';

test('it sees the language, and nothing besides', async () => {
  const filter = filterOf(`RunFilter() { throw new Error(Object.getOwnPropertyNames(globalThis).sort().join(' ').slice(0, 900)); }`);
  const failing = filter.select(SUBJECT, gather([{ name: 'A' }]));
  await expect(failing).rejects.toThrow(LANGUAGE.slice(0, 900));
});

test('an error at the end of the stack is one of the inside: no way leads out by its constructor', async () => {
  const outcome = await filterOf(`RunFilter(database, reference, type, address) {
    let caught;
    const deeper = () => { try { deeper(); } catch (error) { caught ??= error; } try { this.JRNTSTAMP(address); this.JRNNEWVAL(address); } catch (error) { caught ??= error; } };
    deeper();
    if (!(caught instanceof Error) && !(caught instanceof InternalError)) throw new Error('an error of another side');
    for (const made of [caught, this, MirrorDejournal, this.JRNPID, (async () => {})(), function* () {}]) {
      for (let at = made; at; at = Object.getPrototypeOf(at)) {
        let found;
        try { found = at.constructor.constructor('return typeof process')(); } catch (error) { found = error.message; }
        if (!/undefined|disallowed|not a function|not a constructor/.test(found)) throw new Error('ESCAPED ' + found);
      }
    }
    return 1;
  }`).select(SUBJECT, gather([{ name: 'A' }]));
  expect(outcome.count).toBe(1);
});

test('it ends when its instance is killed, even in the middle of a loop that no limit ends', async () => {
  const parentFile = join(directory, 'parent.mjs');
  const load = {
    kind: 'load',
    name: 'ZLoop',
    code: 'class ZLoop { constructor() { [].indexOf.call({ length: 2 ** 53 - 1 }, 1); } RunFilter() {} }',
  };
  await writeFile(
    parentFile,
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(program)}, [String(process.pid)], { serialization: 'advanced' });
     child.send(${JSON.stringify(load)}, () => process.send(child.pid));`,
  );
  const parent = fork(parentFile, { execArgv: [] });
  const processId = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
  expect(isAlive(processId)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(processId), { timeout: ORPHAN_DEADLINE_MS, message: 'the filter process has ended' }).toBe(false);
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    // Nobody may have asked for its end yet: a zombie is dead.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('its process may read no file', async () => {
  const secret = join(directory, 'secret');
  await writeFile(secret, 'x');
  // As if it had got out of its context: what its process may do is what counts.
  const reader = join(directory, 'reader.mjs');
  await writeFile(
    reader,
    `import fs from 'node:fs'; process.on('message', () => { let message; try { message = fs.readFileSync(${JSON.stringify(secret)}, 'utf8'); } catch (error) { message = error.code; } process.send({ kind: 'loaded', problem: { kind: 'unusable', message } }); });`,
  );
  const filter = new DejournalFilter({ name: 'ZRead', code: '', program: reader });
  filters.push(filter);
  const checked = await filter.check();
  expect(checked.ok ? null : checked.refusal.args[1]).toBe('ERR_ACCESS_DENIED');
});

test.each([
  ['a class without RunFilter', 'class ZTest extends MirrorDejournal {}', '2170', 'ZTest'],
  ['another class', 'class ZOther { RunFilter() { return 1; } }', 'P331', `'ZTest' is not defined`],
  ['no class', 'const ZTest = 5;', 'P331', 'it is not a class'],
  ['bad syntax', 'class ZTest {\n RunFilter( { }', 'P331', '(line 2)'],
  ['a constructor that throws', 'class ZTest { constructor() { throw 5; } RunFilter() {} }', 'P331', '5'],
])('%s is refused', async (_, code, number, text) => {
  const filter = new DejournalFilter({ name: 'ZTest', code, program });
  filters.push(filter);
  const checked = await filter.check();
  expect(checked.ok ? null : checked.refusal.code).toBe(number);
  expect(checked.ok ? '' : checked.refusal.args.join(' ')).toContain(text);
});

const recordsOf = (updates: readonly Update[]) => {
  const gathered = gather(updates);
  return Buffer.concat(Array.from({ length: gathered.count }, (_, index) => gathered.blockAt(index).subarray(gathered.offsetAt(index))));
};
