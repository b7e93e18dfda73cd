/**
 * The portal: how long its server takes for the Mirror Monitor of the primary and of the other member, on a quiet day, with that member's
 * process killed, hung, and with its host gone; and what a browser loads of script for the page. Over the real processes.
 */
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { ensureBrowser } from '../../scripts/browser.mjs';
import { SERVER_A, SERVER_B, setUpApril } from '../portal/april.ts';
import { engineDoorOf } from '../portal/engine-door.ts';
import { knownBrowser, type Product, startProduct } from '../portal/product.ts';
import { whole } from './figures.ts';

const ROUNDS = 60;
const WARM_UP = 10;
/** Whatever has become of whichever host. */
const ANSWER_MS_MAX = 50;
const SCRIPT_KIB_MAX = 280;
const STATE_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 200;

/** Answers whether every mark is met. */
export async function measurePortal(): Promise<boolean> {
  const product = await startProduct({ command: 'node' });
  try {
    await setUpApril(product);
    const engine = engineDoorOf(product);
    const instance = { host: SERVER_B.host, instance: 'IRIS' } as const;
    const stateOf = async () => (await engine.askLab()).hosts.find(({ name }) => name === SERVER_B.host)?.instances[0]?.state;
    const met = [await weigh(product), await answers(product, 'all hosts up')];
    await engine.orderLab({ kind: 'kill-instance', ...instance });
    await until(async () => (await stateOf()) === 'down');
    met.push(await answers(product, `${SERVER_B.member} killed`));
    await engine.orderLab({ kind: 'start-instance', ...instance });
    await until(async () => (await stateOf()) === 'running');
    await engine.orderLab({ kind: 'pause-instance', ...instance });
    await until(async () => (await stateOf()) === 'paused');
    met.push(await answers(product, `${SERVER_B.member} hung`));
    await engine.orderLab({ kind: 'power-off-host', host: SERVER_B.host });
    await until(async () => (await stateOf()) === 'down');
    met.push(await answers(product, `host ${SERVER_B.host} without power`));
    return met.every(Boolean);
  } finally {
    await product.stop();
  }
}

/** Both members' pages, one after the other, each until its last byte. */
async function answers(product: Product, when: string): Promise<boolean> {
  let areMet = true;
  for (const member of [SERVER_A, SERVER_B]) {
    const took: number[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const begun = performance.now();
      const response = await fetch(`${product.url}${member.path}/mirror/monitor`, {
        headers: { authorization: `Bearer ${product.token}` },
      });
      await response.text();
      if (!response.ok) throw new Error(`the Mirror Monitor of ${member.member} was answered with ${response.status}`);
      if (round >= WARM_UP) took.push(performance.now() - begun);
    }
    const [p50, p95] = [0.5, 0.95].map((share) => took.sort((one, other) => one - other)[Math.floor(share * (took.length - 1))] ?? 0);
    const isMet = (p95 ?? 0) <= ANSWER_MS_MAX;
    areMet &&= isMet;
    console.log(
      `  Mirror Monitor of ${member.member}, ${when}: p50 ${whole(p50 ?? 0)} ms, p95 ${whole(p95 ?? 0)} ms${isMet ? '' : `, more than ${ANSWER_MS_MAX} ms`}`,
    );
  }
  return areMet;
}

/** All scripts that come until the curves are drawn, each compressed by itself. */
async function weigh(product: Product): Promise<boolean> {
  const browser = await chromium.launch({ executablePath: ensureBrowser().path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    const page = await browser.newPage({ storageState: knownBrowser(product) });
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(`${product.url}${SERVER_A.path}/mirror/monitor`);
    await page.locator('canvas').last().waitFor({ timeout: STATE_DEADLINE_MS });
    const kib = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1024;
    const isMet = kib <= SCRIPT_KIB_MAX;
    console.log(
      `  script of the Mirror Monitor: ${whole(kib)} KiB compressed, in ${scripts.length} files${isMet ? '' : `, more than ${SCRIPT_KIB_MAX} KiB`}`,
    );
    return isMet;
  } finally {
    await browser.close();
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + STATE_DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it did not become so within ${STATE_DEADLINE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
