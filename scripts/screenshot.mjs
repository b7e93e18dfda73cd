// `npm run screenshot`: makes the picture in the README from the running product: a fresh lab, the April mirror, the Mirror Monitor of its
// primary.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';

const PORT = process.env.PORT ?? '52799';
const READY_DEADLINE_MS = 300_000;
const PICTURE = 'e2e/screenshots/mirror-monitor.png';

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-picture-'));
const product = spawn(process.execPath, ['scripts/start.mjs', '--port', PORT, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the product did not start in time')), READY_DEADLINE_MS);
    product.stdout.on('data', (chunk) => {
      const printed = /^Ready: (\S+)/m.exec(chunk.toString())?.[1];
      if (!printed) return;
      clearTimeout(timer);
      resolve(printed);
    });
    product.once('exit', () => reject(new Error('the product ended')));
  });
  if (spawnSync(process.execPath, ['scripts/demo.mjs', '--port', PORT, '--data', data], { stdio: 'inherit' }).status !== 0)
    throw new Error('the demo failed');
  const browser = await chromium.launch({ executablePath: ensureBrowser().path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'en-US' });
  await page.goto(address);
  await page.goto(`http://127.0.0.1:${PORT}/servera/iris/mirror/monitor`);
  await page.getByText('Both failover members are connected to the arbiter').waitFor();
  fs.mkdirSync(path.dirname(PICTURE), { recursive: true });
  await page.screenshot({ path: PICTURE, fullPage: true });
  await browser.close();
  console.log(`wrote ${PICTURE}`);
} finally {
  product.kill('SIGTERM');
  await new Promise((resolve) => (product.exitCode === null ? product.once('exit', resolve) : resolve()));
  fs.rmSync(data, { recursive: true, force: true });
}
