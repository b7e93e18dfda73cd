/** The lab's daemon is killed: whatever runs on its hosts ends by itself, also an instance that cannot end in order. */
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AprilLab, START_DEADLINE_MS, until } from './april-lab.ts';

/** An instance gives itself 30 s to end in order. */
const END_DEADLINE_MS = 90_000;

let lab: AprilLab;
afterEach(() => fs.rmSync(lab.dataDirectory, { recursive: true, force: true }));

const isAlive = (pid: number) => fs.existsSync(`/proc/${pid}`);

test.skipIf(process.platform !== 'linux')('no process outlives the lab, not even on a disk that takes nothing', async () => {
  lab = await AprilLab.start({ withAsyncs: false });
  await lab.setUpApril();
  const { hosts } = await lab.view();
  const processes = hosts.flatMap(({ agent, instances }) => [agent.processId, ...instances.map(({ processId }) => processId)]);
  const pids = processes.filter((pid): pid is number => pid !== null);
  expect(pids.length).toBeGreaterThanOrEqual(4);

  await lab.orderLab({ kind: 'set-journal-disk', host: 'servera', instance: 'IRIS', condition: 'failing' });
  const holder: unknown = JSON.parse(fs.readFileSync(path.join(lab.dataDirectory, 'lab.lck.holder'), 'utf8'));
  const { processId: daemon } = z.object({ processId: z.int() }).parse(holder);
  process.kill(daemon, 'SIGKILL');

  await until('every process of the lab has ended', END_DEADLINE_MS, async () => !pids.some(isAlive));
  await until('the data folder is free', START_DEADLINE_MS, async () => !isAlive(daemon));
});
