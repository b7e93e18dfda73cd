/** The lab's daemon is killed: whatever runs on its hosts ends by itself, also an instance that cannot end in order. */
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AprilLab, until } from './april-lab.ts';

/** An instance gives itself 30 s to end in order. */
const END_DEADLINE_MS = 90_000;

const programs = path.resolve('dist', `hanging-${process.pid}`);
let lab: AprilLab;
afterEach(() => {
  fs.rmSync(programs, { recursive: true, force: true });
  fs.rmSync(lab.dataDirectory, { recursive: true, force: true });
});

const isAlive = (pid: number) => fs.existsSync(`/proc/${pid}`);

test.skipIf(process.platform !== 'linux')(
  'no process outlives the lab, not even an instance that waits in vain while it stops',
  async () => {
    fs.cpSync('dist/engine', programs, { recursive: true });
    const program = path.join(programs, 'instance.mjs');
    const bundle = fs.readFileSync(program, 'utf8');
    const hanging = bundle.replace('await this.#superserver.close()', 'await new Promise(() => {})');
    expect(hanging).not.toBe(bundle);
    fs.writeFileSync(program, hanging);
    lab = await AprilLab.start({ withAsyncs: false, programs });
    await lab.startAgents(false);
    const { hosts } = await lab.view();
    const processes = hosts.flatMap(({ agent, instances }) => [agent.processId, ...instances.map(({ processId }) => processId)]);
    const pids = processes.filter((pid): pid is number => pid !== null);
    expect(pids.length).toBeGreaterThanOrEqual(4);

    const holder: unknown = JSON.parse(fs.readFileSync(path.join(lab.dataDirectory, 'lab.lck.holder'), 'utf8'));
    const { processId: daemon } = z.object({ processId: z.int() }).parse(holder);
    process.kill(daemon, 'SIGKILL');
    await until('every process of the lab has ended', END_DEADLINE_MS, async () => ![daemon, ...pids].some(isAlive));
  },
);
