// `npm run screenshot`: makes the pictures in the README from the running product: a fresh lab, the April mirror under a workload, the
// Mirror Monitor of its primary on a quiet day, and that of the other member ten seconds after the primary was killed.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';

const PORT = process.env.PORT ?? '52799';
const READY_DEADLINE_MS = 300_000;
const STATE_DEADLINE_MS = 60_000;
const FOLDER = 'e2e/screenshots';
/** Light enough for a laptop that draws at the same time. */
const WORKLOAD = { address: '172.16.58.103', port: 1972, database: 'APRILDATA', ratePerSecond: 200, clients: 4 };
/** Until each curve has a line that one can see. */
const SAMPLES = 90;

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'mirror-portal-picture-'));
const base = `http://127.0.0.1:${PORT}`;
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
  await post('/api/lab/command', { kind: 'start-workload', ...WORKLOAD });
  const browser = await chromium.launch({ executablePath: ensureBrowser().path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'en-US' });
  page.setDefaultTimeout(STATE_DEADLINE_MS);
  await page.goto(address);
  fs.mkdirSync(FOLDER, { recursive: true });

  await page.goto(`${base}/servera/iris/mirror/monitor`);
  await page.getByText('Both failover members are connected to the arbiter').waitFor();
  await curvesAreDrawn(page, 'servera');
  await take(page, 'mirror-monitor.png');

  await page.goto(`${base}/serverb/iris/mirror/monitor`);
  await curvesAreDrawn(page, 'serverb');
  await post('/api/lab/command', { kind: 'kill-instance', host: 'servera', instance: 'IRIS' });
  await page.getByRole('button', { name: /^SERVERA\/IRIS, Failover: Down\. .*Last word 1\d s ago/ }).waitFor();
  await take(page, 'mirror-monitor-after-a-kill.png');
  await browser.close();
} finally {
  product.kill('SIGTERM');
  await new Promise((resolve) => (product.exitCode === null ? product.once('exit', resolve) : resolve()));
  fs.rmSync(data, { recursive: true, force: true });
}

async function post(where, body) {
  const response = await fetch(base + where, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${fs.readFileSync(path.join(data, 'lab/token'), 'utf8').trim()}`,
    },
    body: JSON.stringify(body),
  });
  const outcome = await response.json();
  if (!outcome.ok) throw new Error(`${body.kind ?? where} was refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

/** The member has kept so many samples, and the page has drawn them: their lines are there, and so is the band. */
async function curvesAreDrawn(page, host) {
  const deadline = performance.now() + READY_DEADLINE_MS;
  for (;;) {
    const { buckets } = await post(`/api/${host}/iris/query/mirror-history`, { mirrorName: 'APRIL', range: '5m', since: null });
    if (buckets.filter(({ written }) => written !== null).length >= SAMPLES) break;
    if (performance.now() > deadline) throw new Error(`${host} has kept no history`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await page
    .getByRole('img', { name: /^Lag, seconds\./ })
    .locator('canvas')
    .waitFor();
  await page.getByRole('img', { name: /^Mirror journal, bytes a second\. Written: now/ }).waitFor();
  await page.getByRole('img', { name: /^Could be written\./ }).waitFor();
}

async function take(page, name) {
  await page.screenshot({ path: path.join(FOLDER, name), fullPage: true });
  console.log(`wrote ${path.join(FOLDER, name)}`);
}
