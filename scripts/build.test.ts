import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILD_TIMEOUT_MS = 120_000;
/** An instance reads it whole at each start. With all that its packages bring it was 3 MB, and 2 MB of text of Prisma’s beside it. */
const INSTANCE_BYTES_MAX = 2_000_000;

/** A checkout with scripts, lock file and builds of its own, and the sources of this one. */
let checkout = '';
beforeEach(() => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-build-'));
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(checkout, 'scripts'), { recursive: true });
  fs.copyFileSync(path.join(ROOT, 'package-lock.json'), path.join(checkout, 'package-lock.json'));
  for (const name of [
    'app',
    'components',
    'lib',
    'node_modules',
    'prisma',
    'prisma.config.ts',
    'next.config.js',
    'postcss.config.mjs',
    'tsconfig.json',
  ])
    fs.symlinkSync(path.join(ROOT, name), path.join(checkout, name));
});
afterEach(() => fs.rmSync(checkout, { recursive: true, force: true }));

const programOf = (name: string) => path.join(checkout, 'dist/engine', `${name}.mjs`);
const inodeOf = (file: string) => fs.statSync(file).ino;

async function buildEngine(): Promise<void> {
  const child = spawn(process.execPath, ['scripts/build.mjs', '--engine'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  expect(said.replace(/^Another program builds here already: .*\n/gm, '')).toBe('');
  expect(code).toBe(0);
}

test('of several programs that want the same built at the same time one builds, and nothing is built again before its sources change', {
  timeout: BUILD_TIMEOUT_MS,
}, async () => {
  const seen = new Set<number>();
  fs.mkdirSync(path.dirname(programOf('lab')), { recursive: true });
  const watch = fs.watch(path.dirname(programOf('lab')), () => fs.existsSync(programOf('lab')) && seen.add(inodeOf(programOf('lab'))));
  await Promise.all([buildEngine(), buildEngine(), buildEngine()]);
  await buildEngine();
  watch.close();
  expect([...seen]).toEqual([inodeOf(programOf('lab'))]);
  expect(fs.statSync(programOf('instance')).size).toBeLessThan(INSTANCE_BYTES_MAX);
});

test('a program that is built anew is another file: what runs reads its own to the end', { timeout: BUILD_TIMEOUT_MS }, async () => {
  await buildEngine();
  const whatRuns = fs.openSync(programOf('instance'), 'r');
  const size = fs.fstatSync(whatRuns).size;
  fs.appendFileSync(path.join(checkout, 'package-lock.json'), '\n');
  await buildEngine();
  expect(inodeOf(programOf('instance'))).not.toBe(fs.fstatSync(whatRuns).ino);
  expect(fs.readFileSync(whatRuns)).toHaveLength(size);
  fs.closeSync(whatRuns);
});
