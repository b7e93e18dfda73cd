// Finds a Chromium for the e2e tests, or gets one. Order: $CHROMIUM_PATH, the one Playwright itself has downloaded,
// a browser of the system; else `playwright install`, else apt-get (root on Debian/Ubuntu).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
export function findBrowser() {
  const fromEnv = process.env.CHROMIUM_PATH;
  if (fromEnv) {
    if (!fs.existsSync(fromEnv)) throw new Error(`CHROMIUM_PATH=${fromEnv} does not exist`);
    return { path: fromEnv, source: 'CHROMIUM_PATH' };
  }
  try {
    const own = require('playwright-core').chromium.executablePath();
    if (own && fs.existsSync(own)) return { path: undefined, source: 'playwright' };
  } catch {
    /* not installed */
  }
  const sys = SYSTEM.find((p) => fs.existsSync(p));
  return sys ? { path: sys, source: 'system' } : null;
}
const run = (cmd, args, timeout) => {
  console.log(`$ ${cmd} ${args.join(' ')}`);
  const r = spawnSync(cmd, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return r.status === 0;
};
export function ensureBrowser() {
  let b = findBrowser();
  if (b) return b;
  const hasApt = process.platform === 'linux' && fs.existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  const aptFirst = hasApt && process.env.CI === 'true';
  const viaApt = () =>
    hasApt &&
    run('apt-get', ['update', '-qq'], 300_000) &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], 600_000);
  const viaPlaywright = () =>
    run(
      process.execPath,
      [path.join(path.dirname(require.resolve('playwright-core/package.json')), 'cli.js'), 'install', '--only-shell', 'chromium'],
      600_000,
    );
  for (const step of aptFirst ? [viaApt, viaPlaywright] : [viaPlaywright, viaApt]) {
    if (step()) {
      b = findBrowser();
      if (b) return b;
    }
  }
  throw new Error('No browser for the e2e tests. Install Chromium and set CHROMIUM_PATH, or run: npx playwright install chromium');
}
