import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Confinement, forkConfined } from './confined-process.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'confined-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What the program sends back, or how it ended. */
async function run(
  name: string,
  source: string,
  options: Partial<Confinement> = {},
): Promise<{ answer: unknown; outgrown: string | null }> {
  const program = path.join(directory, `${name}.mjs`);
  writeFileSync(program, source);
  let outgrown: string | null = null;
  const child = forkConfined({
    program,
    isHeard: false,
    heapMegabytesMax: 64,
    residentMegabytesMax: 1000,
    ...options,
    outgrown: (reason) => (outgrown = reason),
  });
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  const answer = await Promise.race([once(child, 'message').then(([message]) => message), ended]);
  child.kill('SIGKILL');
  await ended;
  return { answer, outgrown };
}

test('it reads and writes no file but its own, starts nothing, and sees nothing of the environment', async () => {
  const secret = path.join(directory, 'secret');
  writeFileSync(secret, 'x');
  const attempts = [`fs.readFileSync('${secret}')`, `fs.writeFileSync('${secret}', 'y')`, `childProcess.spawnSync('ls')`];
  const { answer } = await run(
    'reach',
    `import fs from 'node:fs'; import childProcess from 'node:child_process';
     const codeOf = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } };
     process.send([${attempts.map((attempt) => `codeOf(() => ${attempt})`).join(', ')}, Object.keys(process.env).filter((name) => !/^(NODE_|TZ$)/.test(name)).join()]);
     setInterval(() => {}, 1000);`,
  );
  expect(answer).toEqual([...attempts.map(() => 'ERR_ACCESS_DENIED'), '']);
});

test.skipIf(process.platform !== 'linux')('memory beyond JavaScript’s heap counts: it is killed, and the reason told', async () => {
  const { answer, outgrown } = await run(
    'fill',
    `const all = Array.from({ length: 3 }, () => new Uint8Array(300_000_000).fill(1)); setInterval(() => all.length, 1000);`,
    { residentMegabytesMax: 400 },
  );
  expect(answer).toBe('SIGKILL');
  expect(outgrown).toBe('it used more than 400 MB of memory');
});
