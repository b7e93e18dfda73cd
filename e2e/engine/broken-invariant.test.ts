/** An instance that finds itself wrong: it ends at once, and says why, instead of going on with what it cannot trust. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AprilLab, until } from './april-lab.ts';

const SOON_MS = 30_000;
const SENTENCE = 'who leads has that written down';
const programs = path.resolve('dist', `broken-${process.pid}`);
let lab: AprilLab;

beforeAll(async () => {
  fs.cpSync('dist/engine', programs, { recursive: true });
  const program = path.join(programs, 'instance.mjs');
  const bundle = fs.readFileSync(program, 'utf8');
  const planted = bundle.replace(new RegExp(`(assert\\w*\\()durable\\.lastRole==="primary"(,"${SENTENCE}"\\))`), '$1false$2');
  expect(planted).not.toBe(bundle);
  fs.writeFileSync(program, planted);
  lab = await AprilLab.start({ withAsyncs: false, programs });
});
afterAll(async () => {
  await lab?.stop();
  fs.rmSync(programs, { recursive: true, force: true });
});

test('the process ends by a fault of its own, with the sentence in messages.log, and leads in nothing', async () => {
  const log = path.join(await lab.instanceDirectory('servera'), 'mgr', 'messages.log');
  await lab.startAgents(false);
  // Whoever created the mirror becomes its primary: at that moment the planted invariant does not hold.
  await lab.createMirror({ useTls: false, withArbiter: false }).catch(() => undefined);
  await until(
    'servera has ended',
    SOON_MS,
    async () => (await lab.view()).hosts.find(({ name }) => name === 'servera')?.instances[0]?.state === 'down',
  );
  const [instance] = (await lab.view()).hosts.find(({ name }) => name === 'servera')?.instances ?? [];
  expect(instance).toMatchObject({ lastExit: { kind: 'failed' } });
  expect(fs.readFileSync(log, 'utf8').trimEnd().split('\n').at(-1)).toContain(
    `Forced down: internal error: this must hold and does not: ${SENTENCE}`,
  );
});
