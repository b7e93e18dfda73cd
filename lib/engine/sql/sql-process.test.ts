/** The real process: it answers in order, can be killed in the middle of a statement, and does not outlive its instance. */
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunRequest } from './protocol.ts';
import { SqlProcess } from './sql-process.ts';

/** Below the packages, since the bundle leaves them out. */
const CACHE = path.join(import.meta.dirname, '../../../node_modules/.cache');
const ORPHAN_DEADLINE_MS = 10_000;
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';

let scratch: string;
let program: string;
let sql: SqlProcess;

beforeAll(async () => {
  fs.mkdirSync(CACHE, { recursive: true });
  scratch = fs.mkdtempSync(path.join(CACHE, 'sql-process-'));
  program = path.join(scratch, 'sql.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../programs/sql.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
});
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));
beforeEach(() => {
  sql = new SqlProcess(program);
});
afterEach(() => sql.kill());

const query = (text: string): RunRequest => ({ kind: 'query', text, maximumRows: 10, changedRowsMax: 10, target: null, previous: null });
const define = () => sql.request({ kind: 'define', namespace: 'APP', tables: [] });
const run = (text: string) => sql.request({ kind: 'run', namespace: 'APP', run: query(text) });

test('requests are answered in their order, large integers and bytes whole', async () => {
  const answers = await Promise.all([define(), run("SELECT 9223372036854775807, x'00ff', 0.5"), run('SELECT 2')]);
  expect(answers[1]).toMatchObject({ ok: true, value: { rows: [['9223372036854775807', "X'00FF'", 0.5]] } });
  expect(answers[2]).toMatchObject({ ok: true, value: { rows: [[2]] } });
});

test('killed in the middle of a statement it answers P309, and the next request begins with nothing', async () => {
  await define();
  const { generation } = sql;
  const endless = run(ENDLESS);
  sql.kill();
  expect(await endless).toMatchObject({ ok: false, refusal: { code: 'P309' } });
  expect(sql.generation).toBe(generation + 1);
  // The new process has no namespace yet: using it undefined is a bug of the caller, and tells so.
  expect(await run('SELECT 1')).toMatchObject({
    ok: false,
    refusal: { code: 'P309', args: [expect.stringContaining('APP has not been defined')] },
  });
  await define();
  expect(await run('SELECT 1')).toMatchObject({ ok: true });
});

test.each([
  ['no answer at all', '"hello"'],
  [
    'rows that are none',
    '{ id: 1, outcome: { ok: true, value: { columns: [], rows: [], more: false, rowCount: 1, unreadable: [], definition: null, changes: [{ table: "SQLUSER.P", rows: [["^Other", "x"]] }] } } }',
  ],
  ['a refusal that nobody knows', '{ id: 1, outcome: { ok: false, refusal: { code: "P0", args: [] } } }'],
  ['a refusal that is none of the catalogue’s own', '{ id: 1, outcome: { ok: false, refusal: { code: "constructor", args: [] } } }'],
])('a process that says %s is ended, and nothing of it is taken', async (_, said) => {
  const liar = path.join(scratch, 'liar.mjs');
  fs.writeFileSync(liar, `process.on('message', () => process.send(${said}));`);
  const lying = new SqlProcess(liar);
  expect(await lying.request({ kind: 'run', namespace: 'APP', run: query('SELECT 1') })).toEqual({
    ok: false,
    refusal: { code: 'P309', args: ['what it said is no answer'] },
  });
  lying.kill();
});

test('it ends when its instance is killed, even in the middle of a statement', async () => {
  const parentFile = path.join(scratch, 'parent.mjs');
  const requests = [
    { kind: 'define', namespace: 'APP', tables: [] },
    { kind: 'run', namespace: 'APP', run: query(ENDLESS) },
  ];
  fs.writeFileSync(
    parentFile,
    `import { fork } from 'node:child_process';
     const child = fork(${JSON.stringify(program)}, [String(process.pid)], { serialization: 'advanced' });
     child.on('message', () => process.send(child.pid));
     ${JSON.stringify(requests)}.forEach((request, id) => child.send({ id, request }));`,
  );
  const parent = fork(parentFile, { execArgv: [] });
  const processId = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(processId), { timeout: ORPHAN_DEADLINE_MS, message: 'the SQL process has ended' }).toBe(false);
});

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    // Nobody may have asked for its end yet: a zombie is dead.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${processId}/status`, 'utf8'));
  } catch {
    return false;
  }
}
