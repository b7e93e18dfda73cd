/** What axe finds on a page as it stands. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** Goes on after a finding, so that one run tells of all pages. */
export async function expectNoSeriousFinding(page: Page): Promise<void> {
  // Legacy: in this page alone; the other way opens a second one each time, for frames of other sites, which there are none of.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect
    .soft(
      serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      `axe on ${page.url()}`,
    )
    .toEqual([]);
}

/** In the light theme and in the dark one; leaves the page in the light one. */
export async function expectNoSeriousFindingInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoSeriousFinding(page);
  }
}
