/** SQL over real globals and databases; only the journal is a list, and the SQL process is in this one. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { SqlResult } from '../../contract/sql.ts';
import { encodeKey } from '../nodes/collation.ts';
import { DatabaseFile } from '../database/database-file.ts';
import { Globals } from '../database/globals.ts';
import { ListJournal } from '../database/list-journal-for-tests.ts';
import { MountedDatabase } from '../database/mounted-database.ts';
import { parseReference } from '../nodes/reference-text.ts';
import { ProcessTable } from '../activity/process-table.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import { systemClock } from '../ports/clock.ts';
import { type ProjectionHost, Projections } from './projection-host.ts';
import type { ProjectionRequest, RunResult } from './protocol.ts';
import { SqlStatements } from './sql-statements.ts';

/** Answers a turn later, as a process does; a test may do something in between. */
class InlineHost implements ProjectionHost {
  generation = 0;
  projections = new Projections();
  loadedRows = 0;
  beforeRun: (() => void | Promise<void>) | null = null;
  isHanging = false;
  #end: (() => void) | null = null;
  /** A statement runs, and does not end. */
  get hangs(): boolean {
    return this.#end !== null;
  }

  async request(request: ProjectionRequest): Promise<Outcome<RunResult | null>> {
    if (request.kind === 'load') this.loadedRows += request.rows.length;
    const outcome = structuredClone(this.projections.handle(structuredClone(request)));
    await new Promise((resolve) => setImmediate(resolve));
    if (request.kind === 'run') {
      await this.beforeRun?.();
      if (this.isHanging) await new Promise<void>((resolve) => (this.#end = resolve));
      if (this.isHanging) return refused('P309', ['killed']);
    }
    return outcome;
  }
  kill(): void {
    this.generation += 1;
    this.projections = new Projections();
    this.#end?.();
  }
}

let directory: string;
let journal: ListJournal;
let host: InlineHost;
let sql: SqlStatements;
let globals: Globals;
let databases: Map<string, MountedDatabase>;
let namespaces: Map<string, Namespace>;
let namespacesVersion: number;
let commits: number[];
let statementNumber = 0;

async function mount(name: string): Promise<MountedDatabase> {
  const file = await DatabaseFile.create(join(directory, name));
  if (!file.ok) throw new Error(file.refusal.code);
  const mounted = new MountedDatabase({ name, file: file.value, journalName: name });
  databases.set(name, mounted);
  return mounted;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sql-'));
  journal = new ListJournal();
  host = new InlineHost();
  databases = new Map();
  commits = [];
  namespacesVersion = 0;
  namespaces = new Map([['APP', { name: 'APP', globalsDatabase: 'DATA', routinesDatabase: 'DATA', mappings: [] }]]);
  for (const name of ['DATA', 'OTHER', 'IRISTEMP']) await mount(name);
  globals = new Globals({ journal, databases: (name) => databases.get(name) });
  const world = {
    globals,
    clock: systemClock,
    processes: new ProcessTable(),
    namespaces: {
      get: (name: string) => namespaces.get(name.toUpperCase()),
      get version() {
        return namespacesVersion;
      },
    },
    database: (name: string) => databases.get(name),
    journal: {
      whenCommitted: (sequence: number) => {
        commits.push(sequence);
        return accepted(null);
      },
    },
  };
  sql = new SqlStatements(world, host);
});
afterEach(async () => {
  sql.close();
  for (const { file } of databases.values()) await file.close();
  rmSync(directory, { recursive: true, force: true });
});

const attempt = (text: string, { namespace = 'APP', maximumRows = 1000, statement = `s${statementNumber++}` } = {}) =>
  sql.execute({ namespace, statement, sql: text, maximumRows });
async function run(text: string, options?: Parameters<typeof attempt>[1]): Promise<SqlResult> {
  const outcome = await attempt(text, options);
  if (!outcome.ok) throw new Error(`${text}: ${outcome.refusal.code} ${outcome.refusal.args.join()}`);
  return outcome.value;
}
const rows = async (text: string, options?: Parameters<typeof attempt>[1]) => (await run(text, options)).rows;
async function codeOf(text: string): Promise<string | null> {
  const outcome = await attempt(text);
  return outcome.ok ? null : outcome.refusal.code;
}
function target(reference: string, database = 'DATA') {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(reference);
  return { job: 1, database, ...parsed.value };
}
const set = (reference: string, value: string, database?: string) => globals.set(target(reference, database), value);
const get = (reference: string, database?: string) => {
  const found = globals.get(target(reference, database));
  return found.ok ? found.value : found.refusal.code;
};

describe('what SQL changes is in globals', () => {
  test('rows and definitions, in one transaction per statement, answered when it is committed', async () => {
    await run('CREATE TABLE Persons(Id int, Name varchar(255))');
    const before = journal.updates.length;
    const result = await run("INSERT INTO Persons VALUES (1, 'Ann'), (2, 'Bob')");
    expect(journal.updates.slice(before).map(({ type, inTransaction }) => `${type} ${inTransaction}`)).toEqual([
      'begin true',
      'set true',
      'set true',
      'commit true',
    ]);
    expect(commits.at(-1)).toBe(journal.updates.length);
    expect(result).toMatchObject({ verb: 'INSERT', rowCount: 2, globalReferences: 2 });
    expect(get('^SQLUser.PersonsD(1)')).toBe('[1,"Ann"]');
    expect(get('^oddSQL("SQLUSER","PERSONS")')).toContain('"name":"Persons"');
    expect(await rows('SELECT Name FROM Persons ORDER BY Id')).toEqual([['Ann'], ['Bob']]);
  });

  test('a statement that is refused leaves no record', async () => {
    await run('CREATE TABLE Persons(Id int PRIMARY KEY)');
    await run('INSERT INTO Persons VALUES (1)');
    const before = journal.updates.length;
    expect(await codeOf('INSERT INTO Persons VALUES (2), (1)')).toBe('<SQLCODE: -119>');
    expect(await codeOf('INSERT INTO Nobody VALUES (2)')).toBe('<SQLCODE: -30>');
    expect(await codeOf('CREATE TABLE PERSONS(x int)')).toBe('<SQLCODE: -201>');
    expect(await run('CREATE TABLE IF NOT EXISTS persons(x int)')).toMatchObject({ rowCount: 0 });
    expect(journal.updates.length).toBe(before);
  });

  test('a dropped table leaves nothing, and can be made anew', async () => {
    await run('CREATE TABLE P(a int)');
    await run('CREATE INDEX ByA ON P (a)');
    await run('INSERT INTO P VALUES (1)');
    await run('DROP INDEX ByA ON P');
    expect(await codeOf('DROP INDEX ByA ON P')).toBe('<SQLCODE: -333>');
    await run('DROP TABLE P');
    expect(globals.globalNames('DATA')).toMatchObject({ value: [] });
    expect(await codeOf('SELECT * FROM P')).toBe('<SQLCODE: -30>');
    await run('CREATE TABLE P(b varchar(9))');
    expect(await rows('SELECT * FROM P')).toEqual([]);
  });

  test('a full journal disk refuses the whole statement', async () => {
    await run('CREATE TABLE P(a int)');
    journal.accepting = refused('<DISKFULL>', ['full']);
    expect(await codeOf('INSERT INTO P VALUES (1), (2)')).toBe('<DISKFULL>');
    journal.accepting = accepted(null);
    expect(await rows('SELECT a FROM P')).toEqual([]);
  });
});

describe('SQL sees what others change', () => {
  beforeEach(async () => {
    await run('CREATE TABLE P(Id int, Name varchar(20))');
    await run("INSERT INTO P VALUES (1, 'Ann'), (2, 'Bob')");
    await rows('SELECT * FROM P');
  });

  test('a SET, a KILL, and a transaction that is taken back', async () => {
    set('^SQLUser.PD(1)', '[1,"Anna"]');
    set('^SQLUser.PD(7)', '[7,"Zoe"]');
    expect(await rows('SELECT Name FROM P ORDER BY Id')).toEqual([['Anna'], ['Bob'], ['Zoe']]);
    globals.kill(target('^SQLUser.PD(2)'));
    globals.tstart(1);
    set('^SQLUser.PD(8)', '[8,"Open"]');
    expect(await rows('SELECT Name FROM P ORDER BY Id')).toEqual([['Anna'], ['Zoe'], ['Open']]);
    globals.trollback(1);
    expect(await rows('SELECT Name FROM P ORDER BY Id')).toEqual([['Anna'], ['Zoe']]);
  });

  test('what is dejournaled straight into the file', async () => {
    await globals.applyCommitted(
      { sequence: journal.updates.length, position: { history: 'local', fileCount: 1, offset: 100 } },
      databases.values(),
    );
    const key = encodeKey('SQLUser.PD', ['3']);
    if (!key.ok) throw new Error();
    await databases
      .get('DATA')
      ?.file.applyBatch([{ kind: 'set', key: key.value, value: Buffer.from('[3,"Cy"]') }], { history: 'local', fileCount: 1, offset: 200 });
    expect(await rows('SELECT Name FROM P ORDER BY Id')).toEqual([['Ann'], ['Bob'], ['Cy']]);
  });

  test('updates that a former primary has to forget', async () => {
    await globals.applyCommitted(
      { sequence: journal.updates.length, position: { history: 'local', fileCount: 1, offset: 100 } },
      databases.values(),
    );
    await run("INSERT INTO P VALUES (9, 'Lost')");
    expect(await rows('SELECT count(*) FROM P')).toEqual([[3]]);
    globals.discardUncommitted(databases.values());
    expect(await rows('SELECT count(*) FROM P')).toEqual([[2]]);
  });

  test('a table that another member has made, and dropped', async () => {
    const definition = get('^oddSQL("SQLUSER","P")') as string;
    set('^oddSQL("SQLUSER","Q")', definition.replace('"name":"P"', '"name":"Q"').replace('CREATE TABLE \\"P\\"', 'CREATE TABLE \\"Q\\"'));
    expect(await rows('SELECT Name FROM Q ORDER BY Id')).toEqual([['Ann'], ['Bob']]);
    globals.kill(target('^oddSQL("SQLUSER","Q")'));
    expect(await codeOf('SELECT Name FROM Q')).toBe('<SQLCODE: -30>');
  });

  test('a database that is replaced, and a mapping that is edited', async () => {
    namespaces.set('APP', {
      name: 'APP',
      globalsDatabase: 'DATA',
      routinesDatabase: 'DATA',
      mappings: [{ kind: 'global', pattern: 'SQLUser.P*', database: 'OTHER' }],
    });
    namespacesVersion += 1;
    expect(await rows('SELECT * FROM P')).toEqual([]);
    await run("INSERT INTO P VALUES (5, 'Mapped')");
    expect(get('^SQLUser.PD(1)', 'OTHER')).toBe('[5,"Mapped"]');
    await databases.get('OTHER')?.file.close();
    await mount('OTHER').catch(() => undefined);
    const file = DatabaseFile.open(join(directory, 'OTHER'));
    if (!file.ok) throw new Error();
    databases.set('OTHER', new MountedDatabase({ name: 'OTHER', file: file.value, journalName: 'OTHER' }));
    // What was not yet in the file is not in the reopened one.
    expect(await rows('SELECT * FROM P')).toEqual([]);
  });

  test('only what has changed is read again', async () => {
    const before = host.loadedRows;
    expect((await run('SELECT * FROM P')).globalReferences).toBe(0);
    set('^SQLUser.PD(1)', '[1,"Anna"]');
    set('^Unrelated(1)', 'x');
    expect((await run('SELECT * FROM P')).globalReferences).toBe(1);
    expect(host.loadedRows - before).toBe(1);
  });
});

describe('nobody loses a change', () => {
  test('twenty clients count up one row at once', async () => {
    await run('CREATE TABLE Counter(n int)');
    await run('INSERT INTO Counter VALUES (0)');
    await Promise.all(Array.from({ length: 20 }, () => run('UPDATE Counter SET n = n + 1')));
    expect(await rows('SELECT n FROM Counter')).toEqual([[20]]);
  });

  test('a SET while the statement is worked out is read anew', async () => {
    await run('CREATE TABLE Counter(n int)');
    await run('INSERT INTO Counter VALUES (0)');
    let times = 0;
    host.beforeRun = () => {
      times += 1;
      if (times === 1) set('^SQLUser.CounterD(1)', '[100]');
    };
    await run('UPDATE Counter SET n = n + 1');
    expect(times).toBe(2);
    expect(await rows('SELECT n FROM Counter')).toEqual([[101]]);
  });

  test('a table that never holds still refuses in the end', async () => {
    await run('CREATE TABLE Counter(n int)');
    await run('INSERT INTO Counter VALUES (0)');
    host.beforeRun = () => void set('^SQLUser.CounterD(2)', '[1]');
    expect(await codeOf('UPDATE Counter SET n = n + 1')).toBe('P307');
    host.beforeRun = null;
    expect(get('^SQLUser.CounterD(1)')).toBe('[0]');
  });

  test('two namespaces over one database', async () => {
    namespaces.set('APP2', { name: 'APP2', globalsDatabase: 'DATA', routinesDatabase: 'DATA', mappings: [] });
    await run('CREATE TABLE P(a int)');
    await run('INSERT INTO P VALUES (1)', { namespace: 'APP2' });
    await run('UPDATE P SET a = a + 1');
    expect(await rows('SELECT a FROM P', { namespace: 'app2' })).toEqual([[2]]);
  });
});

describe('on a backup', () => {
  beforeEach(async () => {
    await run('CREATE TABLE P(a int)');
    await run('INSERT INTO P VALUES (1)');
    for (const database of databases.values()) database.writable = refused('<PROTECT>', [database.name]);
  });

  test.each([
    'INSERT INTO P VALUES (2)',
    'UPDATE P SET a = 2',
    'DELETE FROM P WHERE a = 99',
    'TRUNCATE TABLE P',
    'CREATE TABLE Q(a int)',
    'DROP TABLE P',
    'ALTER TABLE P ADD b int',
    'CREATE INDEX i ON P (a)',
  ])('%s is refused with <PROTECT>', async (text) => {
    const outcome = await attempt(text);
    expect(outcome).toEqual(refused('<PROTECT>', ['DATA']));
    expect(await rows('SELECT a FROM P')).toEqual([[1]]);
  });

  test('the catalogue says so', () => {
    expect(sql.tables('APP')).toMatchObject({
      ok: true,
      value: [
        {
          schema: 'SQLUser',
          name: 'P',
          writable: false,
          dataGlobal: 'SQLUser.PD',
          dataDatabase: 'DATA',
          columns: [{ name: 'a', type: 'INT' }],
        },
      ],
    });
  });
});

describe('a statement that must end', () => {
  test('is cancelled while it runs; the next one works', async () => {
    await run('CREATE TABLE P(a int)');
    host.isHanging = true;
    const running = attempt('SELECT * FROM P', { statement: 'long' });
    const waiting = attempt('INSERT INTO P VALUES (1)', { statement: 'behind' });
    await expect.poll(() => host.hangs).toBe(true);
    expect(sql.cancel('behind')).toEqual(accepted(null));
    expect(await waiting).toEqual(refused('P305'));
    expect(sql.cancel('long')).toEqual(accepted(null));
    expect(await running).toEqual(refused('P305'));
    host.isHanging = false;
    expect(sql.cancel('long')).toEqual(refused('P104', ['statement', 'long']));
    expect(await rows('SELECT * FROM P')).toEqual([]);
  });

  test('two statements of one name are not', async () => {
    const both = await Promise.all([attempt('SELECT 1', { statement: 'same' }), attempt('SELECT 2', { statement: 'same' })]);
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  });
});

test('a namespace or database that is not there is named', async () => {
  expect(await attempt('SELECT 1', { namespace: 'NOPE' })).toEqual(refused('P104', ['namespace', 'NOPE'], 'namespace'));
  databases.delete('DATA');
  expect(await attempt('SELECT 1')).toEqual(refused('P151', ['DATA']));
});

test('many rows are read in turns, and those that change meanwhile are read again', async () => {
  await run('CREATE TABLE Many(n int)');
  for (let id = 1; id <= 5000; id++) set(`^SQLUser.ManyD(${id})`, `[${id}]`);
  const reading = rows('SELECT sum(n) FROM Many');
  setImmediate(() => {
    set('^SQLUser.ManyD(1)', '[1001]');
    set('^SQLUser.ManyD(5000)', '[6000]');
  });
  expect(await reading).toEqual([[(5000 * 5001) / 2 + 2000]]);
});

describe('a definition that somebody has SET', () => {
  const plant = (ddl: string, indexes: { name: string; ddl: string }[] = []) => {
    const column = { name: 'a', type: 'int', required: false, primaryKey: false, defaultValue: null, slot: 0 };
    expect(
      set(
        '^oddSQL("SQLUSER","TRAP")',
        JSON.stringify({
          version: 1,
          schema: 'SQLUser',
          name: 'Trap',
          ddl,
          indexes,
          columns: [column],
          nextSlot: 1,
          dataGlobal: 'SQLUser.TrapD',
        }),
      ).ok,
    ).toBe(true);
  };
  const file = () => join(directory, 'planted');

  test('is not executed where a statement of today could not say it, and the table is named', async () => {
    plant(`CREATE TABLE "Trap" (a int CHECK (writefile('${file()}', 'x') IS NOT NULL))`);
    for (const text of [
      'INSERT INTO Trap (a) VALUES (5)',
      'SELECT * FROM Trap',
      'ALTER TABLE Trap ADD b int',
      'CREATE INDEX ByA ON Trap (a)',
    ]) {
      expect(await attempt(text)).toMatchObject({ ok: false, refusal: { code: 'P560', args: ['SQLUser.Trap', 'writefile'] } });
    }
    expect(existsSync(file())).toBe(false);
  });

  test('does not keep other tables from being used, and goes with DROP TABLE', async () => {
    plant(`CREATE TABLE "Trap" (a int REFERENCES P(a), b text DEFAULT (readfile('/etc/passwd')))`);
    await run('CREATE TABLE P(a int PRIMARY KEY)');
    await run('INSERT INTO P VALUES (1)');
    await run('DROP TABLE Trap');
    await run('CREATE TABLE Trap(a int)');
    expect(await rows('SELECT a FROM P LEFT JOIN Trap USING (a)')).toEqual([[1]]);
  });
});
