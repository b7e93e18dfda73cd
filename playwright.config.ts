import os from 'node:os';
import { defineConfig, devices } from '@playwright/test';
import { nameOfRun } from './e2e/portal/run-folder.ts';
import { findBrowser } from './scripts/browser.mjs';

/** An errand of an operator is long: setting up a mirror by clicks, then killing its primary. */
const ERRAND_TIMEOUT_MS = 180_000;
/** How long a state may take to appear on a page: a failover with its quality of service wait, and the next refresh. */
const STATE_TIMEOUT_MS = 15_000;

/** A button or field that cannot be used by then is not there. */
const ACTION_TIMEOUT_MS = 10_000;

/** One more than there are cores: each has a product of its own, a dozen processes that mostly wait. */
const WORKERS = Math.min(4, os.availableParallelism() + 1);

export default defineConfig({
  testDir: 'e2e/portal',
  testMatch: '**/*.spec.ts',
  // Each run its own: a run that begins removes what is in its folder, and must not take it from another one that is going on.
  outputDir: `test-results/portal-${nameOfRun()}`,
  globalTeardown: './e2e/portal/run-folder.ts',
  workers: WORKERS,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: ERRAND_TIMEOUT_MS,
  expect: { timeout: STATE_TIMEOUT_MS },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    actionTimeout: ACTION_TIMEOUT_MS,
    // Without moving pictures: without a graphics card they cost as much as the pages themselves.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findBrowser()?.path,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-gpu',
      ],
    },
  },
});
