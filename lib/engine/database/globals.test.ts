import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { DirectoryTable } from '../journal/directory-table.ts';
import type { JournalUpdate } from '../journal/journal-sink.ts';
import { OpenTransactions, type OpenTransaction } from '../journal/open-transactions.ts';
import type { JournalRecord } from '../journal/record.ts';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from './database-file.ts';
import { Globals, VALUE_BYTES_MAX } from './globals.ts';
import { ListJournal } from './list-journal-for-tests.ts';
import { MountedDatabase } from './mounted-database.ts';
import type { GlobalReference, Subscript } from '../nodes/reference-text.ts';

let directory: string;
let count = 0;
let journal: ListJournal;
let database: MountedDatabase;
let globals: Globals;
const value = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${outcome.refusal.args.join()}`);
  return outcome.value;
};
const at = (...subscripts: Subscript[]) => ({ job: 1, database: 'USER', name: 'A', subscripts });

async function mount(): Promise<void> {
  const file = value(await DatabaseFile.create(join(directory, String(count++))));
  journal = new ListJournal();
  database = new MountedDatabase({ name: 'USER', file, journalName: file.directory });
  globals = new Globals({ journal, databases: (name) => (name === 'USER' ? database : undefined) });
}
const apply = (sequence = journal.updates.length) =>
  globals.applyCommitted({ sequence, position: { history: 'local', fileCount: 1, offset: 8192 + sequence } }, [database]);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'globals-'));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(mount);

describe('nodes', () => {
  it('are there at once, before and after they are in the file', async () => {
    value(globals.set(at(1), 'one'));
    value(globals.set(at('empty'), ''));
    for (const _ of [1, 2]) {
      expect(value(globals.get(at(1)))).toBe('one');
      expect(value(globals.get(at('empty')))).toBe('');
      expect(value(globals.get(at(2)))).toBeUndefined();
      await apply();
    }
    expect(database.queuedCount).toBe(0);
  });

  it('go alone, without those below them, and leave a record also where there was nothing', () => {
    value(globals.set(at(1), 'one'));
    value(globals.set(at(1, 2), 'below'));
    const { sequence } = value(globals.killNode(at(1)));
    expect(value(globals.data(at(1)))).toBe(10);
    expect(journal.updates.at(-1)).toMatchObject({ type: 'kill-node', value: undefined });
    expect(value(globals.killNode(at(1))).sequence).toBe(sequence + 1);
  });

  it('stay out of the file until they are committed', async () => {
    value(globals.set(at(1), 'one'));
    const { sequence } = value(globals.set(at(2), 'two'));
    await apply(sequence - 1);
    expect(database.file.get(value(encodeKey('A', [1])))).toEqual(Buffer.from('one'));
    expect(database.file.get(value(encodeKey('A', [2])))).toBeUndefined();
    expect(value(globals.get(at(2)))).toBe('two');
    globals.discardUncommitted([database]);
    expect(value(globals.get(at(2)))).toBeUndefined();
    expect(value(globals.get(at(1)))).toBe('one');
  });

  it('answer $DATA and $ORDER for nodes that have no value of their own', () => {
    value(globals.set(at(1, 'x'), ''));
    value(globals.set(at('b'), ''));
    value(globals.set(at(-2.5), ''));
    expect([[1], [1, 'x'], ['b'], [2], []].map((subscripts) => value(globals.data(at(...(subscripts as Subscript[])))))).toEqual([
      10, 1, 1, 0, 10,
    ]);
    const walk = (direction: 1 | -1) => {
      const found: string[] = [];
      for (let next = value(globals.order(at(''), direction)); next !== ''; next = value(globals.order(at(next), direction)))
        found.push(next);
      return found;
    };
    expect(walk(1)).toEqual(['-2.5', '1', 'b']);
    expect(walk(-1)).toEqual(['b', '1', '-2.5']);
    expect(value(globals.order(at(1, ''), 1))).toBe('x');
  });

  it('are told by pages, with whether there is more below', async () => {
    for (const subscripts of [[1], [1, 2], [1, 3], [2], ['x', 'y']] as Subscript[][])
      value(globals.set(at(...subscripts), subscripts.join()));
    const page = (after: Subscript[] | null) =>
      value(
        globals.nodes({
          database: 'USER',
          reference: { name: 'A', subscripts: [] },
          after: after && { name: 'A', subscripts: after },
          limit: 2,
        }),
      );
    expect(page(null)).toEqual({ nodes: [node(['1'], '1', true), node(['1', '2'], '1,2', false)], more: true });
    expect(page([1, 2])).toEqual({ nodes: [node(['1', '3'], '1,3', false), node(['2'], '2', false)], more: true });
    expect(page([2])).toEqual({ nodes: [node(['x', 'y'], 'x,y', false)], more: false });
    expect(value(globals.nodes({ database: 'USER', reference: { name: 'A', subscripts: [1] }, after: null, limit: 9 })).nodes).toHaveLength(
      3,
    );
  });

  it('are told by pages of about a megabyte, with one node at least', () => {
    const longest = 'x'.repeat(VALUE_BYTES_MAX);
    for (const [subscript, text] of ['short', longest, longest, 'short'].entries()) value(globals.set(at(subscript), text));
    const lengths: number[][] = [];
    for (let after: number | null = null, more = true; more; ) {
      const page: { nodes: { reference: GlobalReference; value: string | null }[]; more: boolean } = value(
        globals.nodes({
          database: 'USER',
          reference: { name: 'A', subscripts: [] },
          after: after === null ? null : { name: 'A', subscripts: [after] },
          limit: 500,
        }),
      );
      lengths.push(page.nodes.map((found) => found.value?.length ?? 0));
      after = Number(page.nodes.at(-1)?.reference.subscripts[0]);
      more = page.more;
    }
    expect(lengths).toEqual([[5, VALUE_BYTES_MAX], [VALUE_BYTES_MAX], [5]]);
  });
  const node = (subscripts: string[], text: string, hasChildren: boolean) => ({
    reference: { name: 'A', subscripts },
    value: text,
    hasChildren,
  });

  it('belong to globals whose names are told in order', async () => {
    for (const name of ['b', 'A.x', 'A', '%SYS']) value(globals.set({ ...at(1, 2), name }, ''));
    await apply();
    value(globals.set({ ...at(), name: 'B' }, ''));
    value(globals.kill({ ...at(), name: 'A' }));
    expect(value(globals.globalNames('USER'))).toEqual(['%SYS', 'A.x', 'B', 'b']);
  });

  it('count as IRIS counts', () => {
    expect(value(globals.increment(at(1))).value).toBe('1');
    value(globals.set(at(1), '12abc'));
    expect(value(globals.increment(at(1), '.1')).value).toBe('12.1');
    expect(value(globals.increment(at(1), '-12.4')).value).toBe('-.3');
    expect(value(globals.get(at(1)))).toBe('-.3');
  });

  it('keep any text', async () => {
    const texts = ['中文', '\u0000\u0001', '\ud800', 'a\udc00b', '\u{1f600}'];
    for (const text of texts) value(globals.set(at(text), text));
    await apply();
    for (const text of texts) expect(value(globals.get(at(text)))).toBe(text);
  });
});

describe('refusals', () => {
  it.each([
    ['no such database', () => globals.set({ ...at(1), database: 'NONE' }, ''), 'P104'],
    ['empty subscript', () => globals.set(at(''), ''), '<SUBSCRIPT>'],
    ['bad name', () => globals.kill({ ...at(), name: '1' }), '<SYNTAX>'],
    ['long value', () => globals.set(at(1), 'x'.repeat(VALUE_BYTES_MAX + 1)), '<MAXSTRING>'],
    ['long value in bytes', () => globals.set(at(1), '中'.repeat(VALUE_BYTES_MAX / 2)), '<MAXSTRING>'],
    ['commit without transaction', () => globals.tcommit(1), 'P105'],
  ])('%s', (_, attempt, code) => {
    expect(attempt()).toMatchObject({ ok: false, refusal: { code } });
    expect(journal.updates).toEqual([]);
  });
  it('takes the longest value', () => expect(globals.set(at(1), 'x'.repeat(VALUE_BYTES_MAX)).ok).toBe(true));

  it('of a database that may not be written, and of a frozen journal, change nothing', () => {
    const updates = [
      () => globals.set(at(1), ''),
      () => globals.kill(at()),
      () => globals.increment(at()),
      () => globals.setMany(1, 'USER', [{ name: 'A', subscripts: [], value: '' }]),
    ];
    database.writable = refused('<PROTECT>', ['USER']);
    for (const update of updates) expect(update()).toMatchObject({ refusal: { code: '<PROTECT>' } });
    database.writable = accepted(null);
    journal.accepting = refused('<DISKFULL>', ['']);
    for (const update of updates) expect(update()).toMatchObject({ refusal: { code: '<DISKFULL>' } });
    expect(journal.updates).toEqual([]);
  });

  it('one bad node refuses all of many', () => {
    const many = [1, 2, ''].map((subscript) => ({ name: 'A', subscripts: [subscript], value: '' }));
    expect(globals.setMany(1, 'USER', many)).toMatchObject({ refusal: { code: '<SUBSCRIPT>' } });
    expect(journal.updates).toEqual([]);
  });
});

describe('transactions', () => {
  it('count inner levels down and commit at the outermost', () => {
    expect([globals.tstart(1), globals.tstart(1)]).toEqual([1, 2]);
    value(globals.set(at(1), 'a'));
    expect(value(globals.tcommit(1))).toEqual({ level: 1, sequence: 0 });
    expect(value(globals.tcommit(1))).toMatchObject({ level: 0, sequence: 3 });
    expect(journal.updates.map((update) => update.type)).toEqual(['begin', 'set', 'commit']);
  });

  it('leave no trace when nothing was changed', () => {
    globals.tstart(1);
    expect(value(globals.tcommit(1)).sequence).toBe(0);
    globals.tstart(1);
    expect(globals.trollback(1).sequence).toBe(0);
    expect(journal.updates).toEqual([]);
  });

  it('are undone as a whole, with records that say so', async () => {
    value(globals.set(at(1), 'old'));
    value(globals.set(at(1, 2), 'below'));
    await apply();
    globals.tstart(1);
    value(globals.set(at(1), 'new'));
    globals.tstart(1);
    value(globals.kill(at(1)));
    value(globals.set(at(3), 'more'));
    expect(value(globals.get(at(1)))).toBeUndefined();
    globals.trollback(1);
    expect(globals.tlevel(1)).toBe(0);
    expect(value(globals.get(at(1)))).toBe('old');
    expect(value(globals.get(at(1, 2)))).toBe('below');
    expect(value(globals.data(at(3)))).toBe(0);
    expect(journal.updates.slice(2).map((update) => `${update.type} ${update.oldValue ?? '-'}`)).toEqual([
      'begin -',
      'set old',
      'kill-node new',
      'kill-node below',
      'set -',
      'kill-node more',
      'set -',
      'set -',
      'set new',
      'rollback -',
    ]);
    await apply();
    expect(value(globals.get(at(1)))).toBe('old');
  });

  it('of one job leave other jobs alone', () => {
    globals.tstart(1);
    value(globals.set(at(1), 'a'));
    value(globals.set({ ...at(2), job: 2 }, 'b'));
    expect(journal.updates.map((update) => update.inTransaction)).toEqual([true, true, false]);
    globals.trollback(1);
    expect(value(globals.get(at(2)))).toBe('b');
  });
});

describe('a random life', () => {
  const subscript = fc.constantFrom<Subscript>(1, 2, 10, -1, 'a', 'b');
  // Mostly few nodes, so that steps meet.
  const path = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Subscript[]>([1], [1, 2], ['a']) },
    { weight: 1, arbitrary: fc.array(subscript, { maxLength: 3 }) },
  );
  const job = fc.constantFrom(1, 2);
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('set' as const), job, path, text: fc.string({ maxLength: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('kill' as const), job, path }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('increment' as const), job, path }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('tstart' as const, 'tstart' as const, 'tcommit' as const, 'trollback' as const), job }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('apply' as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        isAwaited: fc.boolean(),
      }),
    },
  );

  it('agrees with a plain sorted list at every step, and the journal alone tells the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        await mount();
        const model = new Model();
        let applied = 0;
        const running: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one.do === 'apply') {
            applied = Math.max(applied, Math.floor(one.share * journal.updates.length));
            running.push(apply(applied));
            if (one.isAwaited) await Promise.all(running);
          } else if (one.do === 'set') {
            value(globals.set({ ...at(...one.path), job: one.job }, one.text));
            model.set(one.job, one.path, one.text);
          } else if (one.do === 'kill') {
            value(globals.kill({ ...at(...one.path), job: one.job }));
            model.kill(one.job, one.path);
          } else if (one.do === 'increment') {
            const result = value(globals.increment({ ...at(...one.path), job: one.job })).value;
            model.set(one.job, one.path, result);
          } else if (one.do === 'tstart') {
            globals.tstart(one.job);
            model.begin(one.job);
          } else if (one.do === 'trollback') {
            globals.trollback(one.job);
            model.rollback(one.job);
          } else if (globals.tcommit(one.job).ok) model.commit(one.job);
          checkAgainst(model);
        }
        await Promise.all(running);
        await apply();
        checkAgainst(model);
        expect(database.queuedCount).toBe(0);
        expect(replay(journal.updates)).toEqual(model.nodes());
        // A takeover now: the journal alone must tell which transactions are open and how to undo them.
        const open = openIn(journal.updates);
        for (const { job: openJob } of open) model.rollback(openJob);
        expect(replay([...journal.updates, ...compensating(open)])).toEqual(model.nodes());
        await database.file.close();
      }),
      { numRuns: 80 },
    );
  }, 60_000);

  function checkAgainst(model: Model): void {
    const found = value(globals.nodes({ database: 'USER', reference: { name: 'A', subscripts: [] }, after: null, limit: 1000 })).nodes;
    expect(found.map(({ reference, value: text }) => [reference.subscripts.join(), text])).toEqual(model.nodes());
    for (const probe of [[], [1], ['a', 2]] as Subscript[][]) {
      expect(value(globals.data(at(...probe)))).toBe(model.data(probe));
      expect(value(globals.order(at(...probe, ''), 1))).toBe(model.children(probe)[0] ?? '');
      expect(value(globals.order(at(...probe, ''), -1))).toBe(model.children(probe).at(-1) ?? '');
      expect(value(globals.order(at(...probe, 2), 1))).toBe(model.children(probe).find((child) => rank(child) > rank('2')) ?? '');
      expect(value(globals.order(at(...probe, 2), -1))).toBe(model.children(probe).findLast((child) => rank(child) < rank('2')) ?? '');
    }
  }
});

/** The six subscripts in use, in their order. */
const rank = (subscript: Subscript) => ['-1', '1', '2', '10', 'a', 'b'].indexOf(String(subscript));

/** The globals as a list of [path, text], and transactions as undo lists. Nothing of it is shared with the engine. */
class Model {
  private values = new Map<string, string>();
  private readonly undo = new Map<number, { level: number; steps: (() => void)[] }>();

  set(job: number, path: Subscript[], text: string | undefined): void {
    const id = path.join();
    const old = this.values.get(id);
    this.undo.get(job)?.steps.push(() => this.put(id, old));
    this.put(id, text);
  }
  kill(job: number, path: Subscript[]): void {
    for (const id of [...this.values.keys()])
      if (path.length === 0 || id === path.join() || id.startsWith(`${path.join()},`)) this.set(job, [id], undefined);
  }
  begin(job: number): void {
    const open = this.undo.get(job) ?? { level: 0, steps: [] };
    open.level++;
    this.undo.set(job, open);
  }
  commit(job: number): void {
    const open = this.undo.get(job);
    if (open && --open.level === 0) this.undo.delete(job);
  }
  rollback(job: number): void {
    for (const step of this.undo.get(job)?.steps.reverse() ?? []) step();
    this.undo.delete(job);
  }
  nodes(): [string, string][] {
    return [...this.values].sort(([left], [right]) => comparePaths(left, right));
  }
  data(path: Subscript[]): number {
    const hasChildren = this.children(path).length > 0;
    return (this.values.has(path.join()) ? 1 : 0) + (hasChildren ? 10 : 0);
  }
  children(path: Subscript[]): string[] {
    const below = [...this.values.keys()].filter((id) => id !== '' && (path.length === 0 || id.startsWith(`${path.join()},`)));
    return [...new Set(below.map((id) => id.split(',')[path.length] as string))].sort((left, right) => rank(left) - rank(right));
  }
  private put(id: string, text: string | undefined): void {
    if (text === undefined) this.values.delete(id);
    else this.values.set(id, text);
  }
}
function comparePaths(left: string, right: string): number {
  const [one, other] = [left, right].map((id) => (id === '' ? [] : id.split(',')));
  for (let index = 0; ; index++) {
    if (one?.[index] === undefined || other?.[index] === undefined) return (one?.length ?? 0) - (other?.length ?? 0);
    if (one[index] !== other[index]) return rank(one[index] as string) - rank(other[index] as string);
  }
}

/** What the journal alone says, replayed over nothing. */
function replay(updates: readonly JournalUpdate[]): [string, string][] {
  const nodes = new Map<string, string>();
  for (const { type, key, value: text } of updates) {
    const id = key.toString('latin1');
    if (type === 'set') nodes.set(id, String(text));
    if (type === 'kill-node') nodes.delete(id);
    if (type === 'kill') for (const other of [...nodes.keys()]) if (other.startsWith(id)) nodes.delete(other);
  }
  return [...nodes].sort(([left], [right]) => (left < right ? -1 : 1)).map(([id, text]) => [pathOf(id), text]);
}
const paths = new Map<string, string>();
for (const one of ['', '-1', '1', '2', '10', 'a', 'b'])
  for (const two of ['', '-1', '1', '2', '10', 'a', 'b'])
    for (const three of ['', '-1', '1', '2', '10', 'a', 'b']) {
      const parts = [one, two, three].filter((part) => part !== '');
      paths.set(value(encodeKey('A', parts)).toString('latin1'), parts.join());
    }
const pathOf = (id: string) => paths.get(id) as string;

function openIn(updates: readonly JournalUpdate[]): OpenTransaction[] {
  const directory = new DirectoryTable();
  directory.see({
    type: 'directory',
    inTransaction: false,
    job: 0,
    database: 1,
    key: Buffer.from('D'),
    value: Buffer.from('G'),
    oldValue: undefined,
  });
  const open = new OpenTransactions();
  for (const [index, update] of updates.entries())
    open.feed({ ...update, database: 1 } satisfies JournalRecord, { fileCount: 1, offset: index }, directory);
  return open.list();
}

const compensating = (open: readonly OpenTransaction[]) =>
  open.flatMap(({ job, compensations }) =>
    compensations.map(
      ({ key, value: text }): JournalUpdate => ({
        type: text ? 'set' : 'kill-node',
        inTransaction: true,
        job,
        database: null,
        key,
        value: text,
        oldValue: undefined,
      }),
    ),
  );
