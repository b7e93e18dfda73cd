// npm run build: builds the engine's programs and the portal, if their sources have changed.
// Several programs of one checkout may ask at once (two starts, a start and a test): one builds, the others wait and find it built. What
// runs keeps whole files: each is written beside and moved into place.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generate } from './generate.mjs';
import { hashSources, isBuilt, whileBuilding } from './build-stamp.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const LOOK_AGAIN_MS = 200;

const processes = {
  lab: 'programs/lab.ts',
  instance: 'programs/instance.ts',
  agent: 'programs/agent.ts',
  sql: 'programs/sql.ts',
  workload: 'programs/workload.ts',
  updater: 'dejournal/updater.ts',
  filter: 'dejournal/filter-program.ts',
  portal: '../portal/main.ts',
};
/** What the scripts themselves need of the engine, before it is built: the lab's paths, who may use the portal, and locks. */
const forScripts = {
  paths: 'lab/paths.ts',
  access: '../portal/access.ts',
  locks: 'ports/file-lock.ts',
  options: 'ports/node-options.ts',
};
/** Packages that hold native code or WebAssembly, and the portal's framework, which finds its own parts. */
const NOT_BUNDLED = [
  'libsql',
  'lmdb',
  'lz4-napi',
  '@cloudpss/zstd',
  'sql.js',
  'quickjs-emscripten-core',
  '@jitl/*',
  '@prisma/client/runtime/query_compiler*',
  'next',
];
/** Bundled packages of the older module system ask for Node's own modules by it. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;

/**
 * Bundled with their packages, so that each starts in a few tenths of a second and needs no TypeScript at run time: reading hundreds of
 * small files was a third of an instance's start.
 */
async function bundle(entries, outdir) {
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(root, 'lib/engine', file)])),
    outdir: path.join(root, outdir),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: NOT_BUNDLED,
    banner: { js: REQUIRE },
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  });
  await stop(); // Its helper process would live as long as this one.
  fs.mkdirSync(path.join(root, outdir), { recursive: true });
  for (const { path: file, contents } of outputFiles) {
    fs.writeFileSync(`${file}.${process.pid}`, contents);
    fs.renameSync(`${file}.${process.pid}`, file);
  }
}

/** A module of `forScripts`. Building it touches nothing that runs. */
export async function scriptModule(name) {
  const stamp = hashSources();
  if (!isBuilt('scripts', stamp)) await whileBuilding('scripts', stamp, () => bundle(forScripts, 'dist/scripts'));
  return import(pathToFileURL(path.join(root, `dist/scripts/${name}.mjs`)).href);
}

/** Writes `dist/engine/<process>.mjs` for each process, unless they are of these sources. */
export async function buildEngine() {
  await buildOnce('engine', () => bundle(processes, 'dist/engine'));
}

/** `say` hears that it takes a while. Throws with what was printed when the build fails; `stdio: 'inherit'` prints it at once instead. */
export async function buildPortal({ say = (text) => console.log(text), stdio = 'pipe' } = {}) {
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

async function buildOnce(what, build) {
  generate(); // Before the sources are hashed: it is one of them.
  if (isBuilt(what, hashSources())) return;
  const { FileLock } = await scriptModule('locks');
  fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
  const lock = await takeLock(FileLock);
  try {
    const stamp = hashSources();
    if (!isBuilt(what, stamp)) await whileBuilding(what, stamp, build);
  } finally {
    lock.release();
  }
}

async function takeLock(FileLock) {
  for (let isFirst = true; ; isFirst = false) {
    const taken = FileLock.take(path.join(root, 'dist/build.lck'));
    if (taken.kind === 'taken') return taken.lock;
    if (isFirst) console.log('Another program builds here already: waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildEngine();
  if (!process.argv.includes('--engine')) await buildPortal({ stdio: 'inherit' });
}
