/** What a browser is given before it shows anything: how heavy the script of a page is, and in whose letters it is written. */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { widthOf } from '../../components/drawing/fit-text.ts';
import { SERVER_A } from './april.ts';
import { LIVE_DEADLINE_MS } from './deadlines.ts';
import { expect, test } from './fixtures.ts';

/** All scripts of the Mirror Monitor until its curves are drawn, each compressed by itself. Half of it is the framework's. */
const MONITOR_SCRIPT_KIB_MAX = 274;

/** In letters of 100 pixels: the table has whole hundredths, rounded up. */
const ROUNDED_PX = 1;

for (const locale of ['en-US', 'zh-CN']) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`the Mirror Monitor has at most ${MONITOR_SCRIPT_KIB_MAX} KiB of script`, async ({ page }) => {
      const scripts: Promise<number>[] = [];
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response.body().then((body) => gzipSync(body).length));
      });
      await page.goto(`${SERVER_A.path}/mirror/monitor`);
      await expect(page.locator('canvas').last()).toBeVisible({ timeout: LIVE_DEADLINE_MS });
      const kib = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1024;
      expect(Math.ceil(kib)).toBeLessThanOrEqual(MONITOR_SCRIPT_KIB_MAX);
      expect(scripts.length).toBeGreaterThan(5);
    });
  });
}

for (const locale of ['en-US', 'zh-CN']) {
  test.describe(locale, () => {
    test.use({ locale });

    test('letters are the product’s own, from the portal itself, and figures stand in columns', async ({ page, product }) => {
      const fonts: string[] = [];
      page.on('request', (request) => request.resourceType() === 'font' && fonts.push(request.url()));
      await expect(async () => {
        // Who waits for it too long does without until the next page.
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        expect(await fontsOf(page, 'header dd')).toEqual(['Inter']);
      }).toPass({ timeout: LIVE_DEADLINE_MS });
      expect(await fontsOf(page, 'header dt')).toEqual(locale === 'zh-CN' ? [] : ['Inter']);
      expect(fonts.filter((url) => !url.startsWith(product.url))).toEqual([]);
      const widths = await page.evaluate(() =>
        ['1111111111', '0000000000'].map((text) => {
          const span = document.body.appendChild(document.createElement('span'));
          span.textContent = text;
          return span.getBoundingClientRect().width;
        }),
      );
      expect(widths[0]).toBe(widths[1]);
    });
  });
}

test('pictures know how wide the letters are: nothing that has room is shortened, and nothing goes over the edge', async ({ page }) => {
  await expect(async () => {
    await page.goto(`${SERVER_A.path}/mirror/monitor`);
    expect(await fontsOf(page, 'header dd')).toEqual(['Inter']);
  }).toPass({ timeout: LIVE_DEADLINE_MS });
  const letters = Array.from({ length: 0x7e - 0x1f }, (_, index) => String.fromCharCode(0x20 + index));
  for (const bold of [false, true]) {
    const measured = await page.evaluate(
      ({ letters, weight }) => {
        const picture = document.body.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
        const text = picture.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'text'));
        text.setAttribute('font-size', '100');
        text.setAttribute('font-weight', weight);
        text.style.whiteSpace = 'pre';
        return letters.map((letter) => {
          text.textContent = letter;
          return text.getComputedTextLength();
        });
      },
      { letters, weight: bold ? '700' : '400' },
    );
    const wrong = letters.filter((letter, index) => {
      const spare = widthOf(letter, { size: 100, bold }) - (measured[index] ?? 0);
      return spare < 0 || spare > ROUNDED_PX;
    });
    expect(wrong).toEqual([]);
  }
});

test('letters that come late move nothing', async ({ page }) => {
  let deliver = () => {};
  const late = new Promise<void>((resolve) => {
    deliver = resolve;
  });
  await page.route('**/*.woff2', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(`${SERVER_A.path}/mirror/service`, { waitUntil: 'commit' });
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toBeVisible();
  const widthOf = () =>
    title.evaluate((heading) => {
      const range = document.createRange();
      range.selectNodeContents(heading);
      return range.getBoundingClientRect().width;
    });
  const before = await widthOf();
  const [arrived] = await Promise.all([page.waitForResponse('**/*.woff2'), deliver()]);
  await arrived.finished();
  await page.evaluate(() => document.fonts.ready);
  expect(await widthOf()).toBe(before);
});

/** In which fonts the browser has drawn the text of an element. */
async function fontsOf(page: Page, selector: string): Promise<string[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  const { root } = await browser.send('DOM.getDocument');
  const { nodeId } = await browser.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await browser.send('CSS.getPlatformFontsForNode', { nodeId });
  return fonts.filter(({ isCustomFont }) => isCustomFont).map(({ familyName }) => familyName);
}
