/**
 * The portal: how long its server takes for the Mirror Monitor of the primary and of the other member, on a quiet day, with that member's
 * process killed, hung, and with its host gone; what a browser loads of script for the page; and how long it takes from an order on one
 * member until the page of the other one, open in a browser, shows the event. Over the real processes.
 */
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { ensureBrowser } from '../../scripts/browser.mjs';
import { SERVER_A, SERVER_B, setUpApril } from '../portal/april.ts';
import { type EngineDoor, engineDoorOf } from '../portal/engine-door.ts';
import { knownBrowser, type Product, startProduct } from '../portal/product.ts';
import { begun } from '../begun.ts';
import { whole } from './figures.ts';

const ROUNDS = 60;
const WARM_UP = 10;
/** Whatever has become of whichever host. */
const ANSWER_MS_MAX = 50;
const SCRIPT_KIB_MAX = 280;
const ON_SCREEN_P50_MS_MAX = 60;
const ON_SCREEN_P95_MS_MAX = 100;
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
    const met = [await weigh(product), await travels(product, engine), await answers(product, 'all hosts up')];
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
    const { p50, p95 } = percentilesOf(took);
    const isMet = p95 <= ANSWER_MS_MAX;
    areMet &&= isMet;
    console.log(
      `  Mirror Monitor of ${member.member}, ${when}: p50 ${whole(p50)} ms, p95 ${whole(p95)} ms${isMet ? '' : `, more than ${ANSWER_MS_MAX} ms`}`,
    );
  }
  return areMet;
}

/** In the language of the page; an order tells one of them, and clearing it the other. */
const EVENTS = ['No Failover was set by an operator', 'No Failover was cleared by an operator'] as const;

/** From an order on the primary until the other member's page has it at the head of the timeline. */
function travels(product: Product, engine: EngineDoor): Promise<boolean> {
  return withPage(product, async (page) => {
    await openMonitor(page, product, SERVER_B.path);
    const took: number[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const isSet = round % 2 === 0;
      const shown = begun(page.waitForFunction(isNewest, EVENTS[isSet ? 0 : 1], { timeout: STATE_DEADLINE_MS }));
      const orderedAt = performance.now();
      const outcome = await engine.tryInstance(SERVER_A.target, { kind: 'set-no-failover', set: isSet });
      if (!outcome.ok) throw new Error(`the order was refused: #${outcome.refusal.code}`);
      await shown;
      if (round >= WARM_UP) took.push(performance.now() - orderedAt);
    }
    const { p50, p95 } = percentilesOf(took);
    const isMet = p50 <= ON_SCREEN_P50_MS_MAX && p95 <= ON_SCREEN_P95_MS_MAX;
    console.log(
      `  an order on ${SERVER_A.member} on the screen of ${SERVER_B.member}: p50 ${whole(p50)} ms, p95 ${whole(p95)} ms${isMet ? '' : `, more than ${ON_SCREEN_P50_MS_MAX} and ${ON_SCREEN_P95_MS_MAX} ms`}`,
    );
    return isMet;
  });
}

/** In the browser. */
const isNewest = (text: string) =>
  [...document.querySelectorAll('table')].some(({ tBodies }) => tBodies[0]?.rows[0]?.textContent?.includes(text));

/** All scripts that come until the curves are drawn, each compressed by itself. */
function weigh(product: Product): Promise<boolean> {
  return withPage(product, async (page) => {
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await openMonitor(page, product, SERVER_A.path);
    const kib = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1024;
    const isMet = kib <= SCRIPT_KIB_MAX;
    console.log(
      `  script of the Mirror Monitor: ${whole(kib)} KiB compressed, in ${scripts.length} files${isMet ? '' : `, more than ${SCRIPT_KIB_MAX} KiB`}`,
    );
    return isMet;
  });
}

async function withPage<Result>(product: Product, use: (page: Page) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({ executablePath: ensureBrowser().path, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  try {
    return await use(await browser.newPage({ storageState: knownBrowser(product) }));
  } finally {
    await browser.close();
  }
}

/** Until the curves are drawn. */
async function openMonitor(page: Page, product: Product, memberPath: string): Promise<void> {
  await page.goto(`${product.url}${memberPath}/mirror/monitor`);
  await page.locator('canvas').last().waitFor({ timeout: STATE_DEADLINE_MS });
}

function percentilesOf(took: readonly number[]): { p50: number; p95: number } {
  const sorted = [...took].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + STATE_DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`it did not become so within ${STATE_DEADLINE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
