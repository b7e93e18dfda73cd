/** A person without a mouse: everything is reached by Tab, the focus is always to be seen, and a dialogue gives it back. */
import type { Locator, Page } from '@playwright/test';
import { SERVER_A } from './april.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { makePrimary } from './roles.ts';
import { browserLanguages, wordsOf } from './words.ts';

/** More than any page has. */
const STOPS_MAX = 150;

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);

  test.describe(locale, () => {
    test.use({ locale: browserLanguages[locale] });

    test('from the Mirror Monitor by the menu to Edit Mirror, a setting is changed and saved, and a dialogue looked into', async ({
      page,
      product,
    }) => {
      const engine = engineDoorOf(product);
      await makePrimary(engine, SERVER_A);
      const qosTimeout = page.getByLabel(t('forms.label.qosTimeoutMs'), { exact: true });

      await test.step('what is not available is reached, says why, and Escape closes what it says', async () => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await tabTo(page, page.getByRole('button', { name: t('monitor.stopMirror'), exact: true }));
        await expect(page.getByText('#2116')).toBeVisible();
        await page.keyboard.press('Escape');
        await expect(page.getByText('#2116')).toBeHidden();
      });

      await test.step('a dialogue begins at what changes nothing, and gives the focus back', async () => {
        const opener = page.getByRole('button', { name: t('monitor.setNoFailover'), exact: true });
        await tabTo(page, opener);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('dialog').getByRole('button', { name: t('ui.cancel'), exact: true })).toBeFocused();
        await page.keyboard.press('Escape');
        await expect(opener).toBeFocused();
      });

      await test.step('the menu leads to Edit Mirror', async () => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await tabTo(page, page.getByRole('button', { name: t('chrome.menu'), exact: true }));
        await page.keyboard.press('Enter');
        const entry = page.getByRole('dialog', { name: t('chrome.menu') }).getByRole('link', { name: t('menu.editMirror'), exact: true });
        await expect(
          page
            .getByRole('dialog', { name: t('chrome.menu') })
            .getByRole('link')
            .first(),
        ).toBeFocused();
        for (let step = 0; step < STOPS_MAX && !(await isFocused(entry)); step++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('title.editMirror'));
      });

      await test.step('Enter in a field saves', async () => {
        const before = (await engine.askInstance(SERVER_A.target, 'mirror-edit', {})).config.qosTimeoutMs;
        for (const wanted of [before + 1000, before]) {
          await tabTo(page, qosTimeout);
          await page.keyboard.press('ControlOrMeta+A');
          await page.keyboard.type(String(wanted));
          await page.keyboard.press('Enter');
          await expect.poll(async () => (await engine.askInstance(SERVER_A.target, 'mirror-edit', {})).config.qosTimeoutMs).toBe(wanted);
        }
      });
    });
  });
}

const isFocused = (control: Locator) => control.evaluate((element) => element === document.activeElement).catch(() => false);

/** By Tab alone; at each stop the focus is to be seen. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      // A segment of a picture is outlined inside it.
      return { name: element.outerHTML.slice(0, 120), isSeen: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });
    if (focus) expect.soft(focus.isSeen, `the focus is seen on ${focus.name}`).toBe(true);
    if (await isFocused(control)) return;
  }
  throw new Error('Tab does not lead there.');
}
