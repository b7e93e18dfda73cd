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
  devIndicators: false,
  poweredByHeader: false,
  // A live page is one open stream: compressing it would hold events back.
  compress: false,
};
