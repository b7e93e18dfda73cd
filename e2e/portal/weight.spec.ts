/** What a browser is given before it shows anything: how heavy the script of a page is. */
import { gzipSync } from 'node:zlib';
import { SERVER_A } from './april.ts';
import { LIVE_DEADLINE_MS } from './deadlines.ts';
import { expect, test } from './fixtures.ts';

/** All scripts of the Mirror Monitor until its curves are drawn, each compressed by itself. Half of it is the framework's. */
const MONITOR_SCRIPT_KIB_MAX = 345;

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
