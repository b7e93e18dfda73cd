// npm run build: builds the engine's programs and the portal, if their sources have changed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnce } from './build-once.mjs';
import { bundle } from './bundle.mjs';
import { generate } from './generate.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const processes = {
  lab: 'programs/lab.ts',
  instance: 'programs/instance.ts',
  agent: 'programs/agent.ts',
  sql: 'programs/sql.ts',
  workload: 'programs/workload.ts',
  'write-probe': 'programs/write-probe.ts',
  updater: 'dejournal/updater.ts',
  filter: 'dejournal/filter-program.ts',
  portal: '../portal/main.ts',
};
/** Writes `dist/engine/<process>.mjs` for each process, unless they are of these sources. */
export async function buildEngine() {
  await generate(); // Before the sources are hashed: it is one of them.
  await buildOnce('engine', () => bundle(processes, 'dist/engine'));
}

/** `say` hears that it takes a while. Throws with what was printed when the build fails; `stdio: 'inherit'` prints it at once instead. */
export async function buildPortal({ say = (text) => console.log(text), stdio = 'pipe' } = {}) {
  await generate();
  await buildOnce('portal', async () => {
    say('Building the portal: once, about half a minute …');
    const child = spawn(process.execPath, [path.join(root, 'node_modules/next/dist/bin/next'), 'build'], {
      cwd: root,
      stdio: ['ignore', stdio, stdio],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${output}\nThe portal could not be built; the reason is above.`);
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildEngine();
  if (!process.argv.includes('--engine')) await buildPortal({ stdio: 'inherit' });
}
