import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Real processes start, are killed and start again: minutes, not seconds. Each wait inside has its own, shorter deadline. */
const PROCESS_TEST_TIMEOUT_MS = 300_000;

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', environment: 'node', pool: 'forks', include: ['lib/**/*.test.ts', 'app/**/*.test.ts', 'scripts/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        extends: true,
        plugins: [react()],
        test: { name: 'components', environment: 'happy-dom', include: ['components/**/*.test.{ts,tsx}', 'app/**/*.test.tsx', 'lib/**/*.test.tsx'], testTimeout: 15_000 },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          environment: 'node',
          pool: 'forks',
          include: ['e2e/engine/**/*.test.ts'],
          globalSetup: ['scripts/processes-setup.mjs'],
          // Each file starts a whole lab; two at once would measure each other.
          fileParallelism: false,
          testTimeout: PROCESS_TEST_TIMEOUT_MS,
          hookTimeout: PROCESS_TEST_TIMEOUT_MS,
        },
      },
    ],
  },
});
