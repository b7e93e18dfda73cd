import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Use the WASM build of the schema engine from the package registry in place of the native one, which the CLI would
// download from elsewhere: `npm ci` then needs the registry and nothing more. On Windows a script cannot stand in for
// an executable, so the CLI keeps its own way there.
if (process.platform !== 'win32') process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, 'scripts/schema-engine.mjs');

// The CLI would otherwise tell its maker of each call, and ask for a newer version.
process.env.CHECKPOINT_DISABLE ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only the CLI uses this file (`npm run db:migrate`); instances and the lab open their own by path.
  datasource: { url: process.env.DATABASE_URL ?? 'file:./dist/schema.db' },
});
