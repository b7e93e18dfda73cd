// Bundles programs and modules of the engine: the product's for `build.mjs`, and those that the scripts themselves need before anything is
// built.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashSources, isBuilt, whileBuilding } from './build-stamp.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

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
export async function bundle(entries, outdir) {
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
  // What runs keeps whole files.
  for (const { path: file, contents } of outputFiles) {
    fs.writeFileSync(`${file}.${process.pid}`, contents);
    fs.renameSync(`${file}.${process.pid}`, file);
  }
}

/** A module of `forScripts`. Building it touches nothing that runs. */
export async function scriptModule(name) {
  const stamp = hashSources('scripts');
  if (!isBuilt('scripts', stamp)) await whileBuilding('scripts', stamp, () => bundle(forScripts, 'dist/scripts'));
  return import(pathToFileURL(path.join(root, `dist/scripts/${name}.mjs`)).href);
}
