import path from 'node:path';

const words = { loaders: [path.join(import.meta.dirname, 'scripts/words-loader.mjs')], as: '*.js' };

/** @type {import('next').NextConfig} */
export default {
  // The portal talks to the engine over sockets; these stay out of its bundles if a tool ever pulls them in.
  serverExternalPackages: [
    'libsql',
    '@libsql/client',
    '@prisma/adapter-libsql',
    'lmdb',
    'lz4-napi',
    '@cloudpss/zstd',
    'sql.js',
    'quickjs-emscripten-core',
    '@jitl/quickjs-wasmfile-release-sync',
  ],
  // Words and refusals are taken apart while building: a browser gets those of its language, and no parser of them.
  turbopack: {
    rules: { '*.en.ts': words, '*.zh.ts': words },
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
  },
  devIndicators: false,
  poweredByHeader: false,
  // The door does (`compress.ts`).
  compress: false,
};
