import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeKey } from '../nodes/collation.ts';
import { DATABASE_FILE_NAME, DatabaseFile } from './database-file.ts';
import { checkIntegrity, findDamage } from './integrity-check.ts';
import { OWN_FILE_NAME } from './own-file.ts';
import { readFileState } from './page-walk.ts';

/**
 * What an instance does with a file that a person names: looks at it and, if that finds nothing, writes it from end to end. In a process of
 * its own, which a damaged page may take with it.
 */
const source = `
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseFile } from './database-file.ts';
import { encodeKey } from '../nodes/collation.ts';
import { findDamage } from './integrity-check.ts';

const key = (at: number) => { const encoded = encodeKey('A', [at]); if (!encoded.ok) throw new Error('key'); return encoded.value; };
async function main() {
  const [good, directory, list] = process.argv.slice(2) as [string, string, string];
  for (const { at, bytes } of JSON.parse(fs.readFileSync(list, 'utf8')) as { at: number; bytes: number[] }[]) {
    fs.rmSync(directory, { recursive: true, force: true });
    fs.mkdirSync(directory);
    const damaged = Buffer.from(fs.readFileSync(good));
    Buffer.from(bytes).copy(damaged, at);
    fs.writeFileSync(path.join(directory, 'IRIS.DAT'), damaged);
    fs.writeSync(1, 'at ' + at + ' ' + bytes.join(',') + ': ');
    let said = await findDamage(directory);
    if (said === null) {
      try {
        const opened = DatabaseFile.open(directory);
        if (!opened.ok) throw new Error(opened.refusal.code);
        const position = { history: 'local', fileCount: 9, offset: 9 } as const;
        await opened.value.applyBatch(Array.from({ length: 1500 }, (_, index) => index % 3 === 0 ? { kind: 'kill', key: key(index) } as const : { kind: 'set', key: key(index), value: Buffer.alloc(index % 40 === 0 ? 9000 : 90) } as const), position);
        await opened.value.applyBatch(Array.from({ length: 1500 }, (_, index) => ({ kind: 'kill', key: key(index) } as const)), position);
        await opened.value.close();
        said = 'written';
      } catch (error) {
        said = 'refused by the engine: ' + (error as Error).message;
      }
    }
    fs.writeSync(1, said.replaceAll('\\n', ' ') + '\\n');
  }
}
void main().then(() => process.exit(0));
`;
/**
 * Of a page's header: its number, its transaction, its flags, where its list of nodes ends, where its nodes begin; and behind it the first
 * places of nodes.
 */
const FIELDS = [
  { name: 'number', offset: 0, length: 8 },
  { name: 'transaction', offset: 8, length: 8 },
  { name: 'flags', offset: 18, length: 2 },
  { name: 'lower', offset: 20, length: 2 },
  { name: 'upper', offset: 22, length: 2 },
  { name: 'places', offset: 24, length: 8 },
];
const CASES = 300;
const META_PAGES = 2;

let folder: string;
let good: string;
let pageBytes: number;
const key = (at: number) => {
  const encoded = encodeKey('A', [at]);
  if (!encoded.ok) throw new Error('no key');
  return encoded.value;
};

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'damaged-'));
  // CommonJS, because only its resolution can be told where the packages are.
  buildSync({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    outfile: path.join(folder, 'writer.cjs'),
  });
  const directory = path.join(folder, 'good');
  const created = await DatabaseFile.create(directory);
  if (!created.ok) throw new Error(created.refusal.code);
  // Branches, leaves, long values and free pages, as a database that has lived.
  for (let round = 1; round <= 6; round++) {
    const position = { history: 'local', fileCount: 1, offset: round } as const;
    await created.value.applyBatch(
      Array.from({ length: 1200 }, (_, index) => ({
        kind: 'set',
        key: key((index * 7 + round) % 1500),
        value: Buffer.alloc(index % 50 === 0 ? 9000 : 90, 'x'),
      })),
      position,
    );
    await created.value.applyBatch(
      Array.from({ length: 400 }, (_, index) => ({ kind: 'kill', key: key((index * 11 + round) % 1500) })),
      position,
    );
  }
  await created.value.close();
  good = path.join(directory, DATABASE_FILE_NAME);
  pageBytes = (await readFileState(good))?.pageBytes ?? 0;
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Answers what each damage came to; throws with the last one when the process died of it. */
async function tryAll(cases: { at: number; bytes: number[] }[]): Promise<string[]> {
  const list = path.join(folder, 'cases.json');
  fs.writeFileSync(list, JSON.stringify(cases));
  const child = spawn(process.execPath, [path.join(folder, 'writer.cjs'), good, path.join(folder, 'damaged'), list], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_PATH: path.resolve('node_modules') },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code, signal] = await once(child, 'close');
  const lines = said.trimEnd().split('\n');
  if (code !== 0) throw new Error(`the process ended with ${signal ?? code}, ${lines.at(-1)}`);
  return lines;
}

test('a good file has no damage, is whole, and is written', async () => {
  fs.rmSync(path.join(path.dirname(good), OWN_FILE_NAME));
  expect(await findDamage(path.dirname(good))).toBeNull();
  expect(await checkIntegrity(path.dirname(good))).toMatchObject({ problemCount: 0 });
  expect(await tryAll([{ at: 0, bytes: [] }])).toEqual([expect.stringMatching(/: written$/)]);
});

test('0x7fff in the transaction of a page in use, which killed an instance, is found before anything is written', async () => {
  const state = await readFileState(good);
  const [line] = await tryAll([{ at: (state?.root ?? 0) * pageBytes + 14, bytes: [0xff, 0x7f] }]);
  expect(line).toContain('it is of transaction');
});

test('no bytes in the header of any page, written over, kill a process that opens the file and writes it', {
  timeout: 120_000,
}, async () => {
  const pages = Math.floor(fs.statSync(good).size / pageBytes);
  const seed = process.env.SEED === undefined ? process.pid : Number(process.env.SEED);
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const cases = Array.from({ length: CASES }, (_, index) => {
    const field = FIELDS[index % FIELDS.length] as (typeof FIELDS)[number];
    const from = random(field.length);
    const bytes = Array.from({ length: 1 + random(field.length - from) }, () => [0, 1, 0x7f, 0xff, random(256)][random(5)] as number);
    return { at: (META_PAGES + random(pages - META_PAGES)) * pageBytes + field.offset + from, bytes };
  });
  const lines = await tryAll(cases).catch((error: Error) => {
    throw new Error(`SEED=${seed}: ${error.message}`);
  });
  expect(lines).toHaveLength(CASES);
  // Some hit pages that are free, or write what was there: those are written. Most are found.
  expect(lines.filter((line) => line.includes('damaged')).length).toBeGreaterThan(CASES / 10);
});

test('a file that was closed here and not touched since is not read again; one that was touched, or put there, is', async () => {
  const directory = path.join(folder, 'own');
  fs.mkdirSync(directory);
  fs.copyFileSync(good, path.join(directory, DATABASE_FILE_NAME));
  const opened = DatabaseFile.open(directory);
  if (!opened.ok) throw new Error(opened.refusal.code);
  await opened.value.close();
  const file = path.join(directory, DATABASE_FILE_NAME);
  const root = (await readFileState(file))?.root ?? 0;
  const { mtime, atime } = fs.statSync(file);
  const damage = () => {
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, Buffer.from([0xff, 0x7f]), 0, 2, root * pageBytes + 14);
    fs.closeSync(descriptor);
  };
  expect(await findDamage(directory)).toBeNull();
  damage();
  expect(await findDamage(directory)).toContain('it is of transaction');
  // Another file in its place, of the same size and time.
  fs.renameSync(file, `${file}.old`);
  fs.copyFileSync(`${file}.old`, file);
  fs.utimesSync(file, atime, mtime);
  expect(await findDamage(directory)).toContain('it is of transaction');
});
