import { defineConfig, devices } from '@playwright/test';
import { findBrowser } from './scripts/browser.mjs';

/** An errand of an operator is long: setting up a mirror by clicks, then killing its primary. */
const ERRAND_TIMEOUT_MS = 180_000;
/** How long a state may take to appear on a page: a failover with its quality of service wait, and the next refresh. */
const STATE_TIMEOUT_MS = 15_000;

/** A button or field that cannot be used by then is not there. */
const ACTION_TIMEOUT_MS = 10_000;

/** The name of this run: its workers get the environment of the process that it began in. */
process.env.MIRROR_PORTAL_TEST_RUN ??= String(process.pid);

export default defineConfig({
  testDir: 'e2e/portal',
  testMatch: '**/*.spec.ts',
  // Each run its own: a run that begins removes what is in its folder, and must not take it from another one that is going on.
  outputDir: `test-results/portal-${process.env.MIRROR_PORTAL_TEST_RUN}`,
  // One product (a dozen processes) at a time; a second one would only make both slower and failovers later.
  workers: 1,
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
    trace: 'retain-on-failure',
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
