import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const GENERATE_TIMEOUT_MS = 120_000;

/** A checkout with scripts and a database client of its own, and all other sources of this one. */
let checkout = '';
beforeEach(() => {
  checkout = fs.mkdtempSync(path.join(os.tmpdir(), 'mp-generate-'));
  fs.mkdirSync(path.join(checkout, 'lib'));
  const link = (name: string) => fs.symlinkSync(path.join(ROOT, name), path.join(checkout, name));
  for (const name of ['node_modules', 'prisma', 'package-lock.json', 'package.json', 'tsconfig.json']) link(name);
  for (const name of fs.readdirSync(path.join(ROOT, 'lib'))) if (name !== 'generated') link(path.join('lib', name));
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(checkout, 'scripts'), { recursive: true });
  // Read by each run of Prisma's program, which leaves a trace.
  const config = fs.readFileSync(path.join(ROOT, 'prisma.config.ts'), 'utf8');
  fs.writeFileSync(
    path.join(checkout, 'prisma.config.ts'),
    `import fs from 'node:fs';\n${config}\nfs.appendFileSync(${JSON.stringify(path.join(checkout, 'runs'))}, 'once\\n');\n`,
  );
});
afterEach(() => fs.rmSync(checkout, { recursive: true, force: true }));

async function generate(): Promise<void> {
  const child = spawn(process.execPath, ['scripts/generate.mjs'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  expect(said.replace(/^Another program builds here already: .*\n/, '')).toBe('');
  expect(code).toBe(0);
}
const runs = () => fs.readFileSync(path.join(checkout, 'runs'), 'utf8').trim().split('\n').length;

test('of several programs that want the database client at the same time one makes it, and half of one is made anew', {
  timeout: GENERATE_TIMEOUT_MS,
}, async () => {
  await Promise.all([generate(), generate(), generate()]);
  const once = runs();
  expect(fs.existsSync(path.join(checkout, 'lib/generated/prisma/client.ts'))).toBe(true);
  await generate();
  expect(runs()).toBe(once);
  // As after a run that was killed: the first file is there, and nothing says that it is whole.
  fs.rmSync(path.join(checkout, 'lib/generated/sources-stamp'));
  await generate();
  expect(runs()).toBe(2 * once);
});
