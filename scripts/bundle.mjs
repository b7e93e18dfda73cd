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
/** Packages that hold native code or find their own WebAssembly, and the portal's framework, which finds its own parts. */
const NOT_BUNDLED = ['libsql', 'lmdb', 'lz4-napi', '@cloudpss/zstd', 'sql.js', 'quickjs-emscripten-core', '@jitl/*', 'next'];
/** Leaves out what packages bring and this product has no use for, and what is read anew at each start in a dear form. */
const lean = {
  name: 'lean',
  setup(build) {
    // Error texts of zod in forty languages: nobody is shown one of them.
    build.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({ contents: 'export {};' }));
    // The stores are files: the clients of servers, over HTTP and WebSocket, stay away.
    build.onResolve({ filter: /^@libsql\/client$/ }, ({ path: name, ...from }) =>
      build.resolve(`${name}/sqlite3`, { resolveDir: from.resolveDir, kind: from.kind }),
    );
    // Prisma's planner of queries comes as a script of two megabytes that is its bytes as text. They lie beside the programs instead.
    build.onResolve({ filter: /\.wasm-base64\.mjs$/ }, ({ path: name }) => ({ path: name, namespace: 'reads-bytes' }));
    build.onLoad({ filter: /.*/, namespace: 'reads-bytes' }, ({ path: name }) => ({
      contents: `import fs from 'node:fs';
        import file from '${name}.bytes';
        export const wasm = fs.readFileSync(new URL(file, import.meta.url));`,
    }));
    build.onResolve({ filter: /\.wasm-base64\.mjs\.bytes$/ }, ({ path: name }) => ({ path: name, namespace: 'bytes' }));
    build.onLoad({ filter: /.*/, namespace: 'bytes' }, async ({ path: name }) => ({
      contents: Buffer.from((await import(name.slice(0, -'.bytes'.length))).wasm, 'base64'),
      loader: 'file',
    }));
  },
};
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
    plugins: [lean],
    assetNames: '[name]',
    // Half a megabyte less to read at each start. Names stay, and source maps give each line of a stack its place.
    minifyWhitespace: true,
    minifySyntax: true,
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
