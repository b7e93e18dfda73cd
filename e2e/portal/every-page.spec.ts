/**
 * An operator looks at every page of both members, wide and narrow, light and dark, in both languages: nothing breaks, nothing is hidden,
 * everything has a name.
 */
import type { Page } from '@playwright/test';
import { ARBITER, DATABASE, type Member, SERVER_A, SERVER_B } from './april.ts';
import { expectNoSeriousFinding } from './axe.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { browserLanguages, wordsOf } from './words.ts';

/**
 * Two walks, which differ in everything, so that each value meets each page; the colours change from page to page, so that both meet both
 * widths and languages.
 */
const walks = [
  { member: SERVER_A, locale: 'en', width: 1280, themes: ['light', 'dark'] },
  { member: SERVER_B, locale: 'zh', width: 390, themes: ['dark', 'light'] },
] as const;
const HEIGHT = 800;
/** On average, on a busy machine; looking for what cannot be used without a mouse or eyes takes most of it. */
const PAGE_DEADLINE_MS = 12_000;
/** The header's colour in the dark theme. */
const DARK_HEADER = 'rgb(26, 30, 40)';

/** Below the member's own address. */
function pagesOf(member: Member, journalFile: string): string[] {
  const paths = [
    '',
    '/about',
    '/mirror/service',
    '/mirror/create',
    '/mirror/join-failover',
    '/mirror/join-async',
    '/mirror/edit-async',
    '/mirror/edit',
    '/mirror/monitor',
    '/mirror/lost-updates',
    '/databases',
    '/databases/new',
    `/databases/properties?name=${DATABASE}`,
    '/databases/properties?name=USER',
    '/databases/delete?name=USER',
    `/databases/copy?name=${DATABASE}`,
    '/databases/operation',
    `/databases/operation/details?name=${DATABASE}`,
    '/databases/operation/integrity-log',
    '/tasks',
    '/namespaces',
    '/namespaces/new',
    '/namespaces/edit?name=USER',
    '/sql',
    '/globals?namespace=USER',
    '/globals',
    `/globals?database=${DATABASE}&reference=${encodeURIComponent('^Person')}`,
    '/journals',
    '/journals?show=mirror',
    '/journals/purge',
    '/journals/settings',
    ...['view', 'profile', 'integrity', 'summary'].map((page) => `/journals/${page}?file=${encodeURIComponent(journalFile)}`),
    '/backup/run/FullAllDatabases',
    '/backup/run/IncrementalDBList',
    '/backup/status',
    '/backup/history',
    '/backup/log?run=1',
    '/backup/files',
    '/backup/restore',
    '/backup/restore?run=1',
    '/backup/list',
    '/backup/tasks/FullAllDatabases',
    '/processes',
    '/logs/messages',
  ];
  return paths.map((path) => member.path + path);
}

/** Everything that the browser complains about, from now on. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on(
    'requestfailed',
    (request) =>
      request.failure()?.errorText !== 'net::ERR_ABORTED' && complaints.push(`${request.url()}: ${request.failure()?.errorText}`),
  );
  return complaints;
}

/** By how many pixels the page has at most been wider than the window since it was opened, looked at whenever it is drawn. */
async function watchOverhang(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const look = () => {
      const { scrollWidth, clientWidth, dataset } = document.documentElement;
      dataset.overhang = String(Math.max(Number(dataset.overhang ?? 0), scrollWidth - clientWidth));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** What a finger would miss: smaller than this many pixels either way. A link in the middle of a sentence is as high as its line. */
const TARGET_MIN_PX = 24;
/** What closes or removes something with one touch. */
const CROSS_MIN_PX = 44;

const smallTargets = (page: Page) =>
  page.evaluate(
    ({ least, leastOfCross }) => {
      const isInSentence = (link: Element) =>
        link.tagName === 'A' &&
        getComputedStyle(link).display === 'inline' &&
        [...(link.parentElement?.childNodes ?? [])].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const isHidden = (control: Element) =>
        !control.checkVisibility({ visibilityProperty: true }) || control.closest('.sr-only, .max-sm\\:sr-only') !== null;
      return [...document.querySelectorAll('a[href], button, summary, select, textarea, input')]
        .filter((control) => !isHidden(control) && !isInSentence(control))
        .flatMap((control) => {
          // A label is pressed as well as what it names.
          const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [];
          const needed = control.querySelector('.lucide-x') ? leastOfCross : least;
          const sizes = [control, ...labels].map((target) => target.getBoundingClientRect());
          return sizes.some(({ width, height }) => Math.min(width, height) >= needed - 0.1)
            ? []
            : sizes.slice(0, 1).map(({ width, height }) => {
                const name = control.getAttribute('aria-label') ?? control.textContent;
                return `${control.tagName} “${name}” ${width.toFixed(1)} × ${height.toFixed(1)}`;
              });
        });
    },
    { least: TARGET_MIN_PX, leastOfCross: CROSS_MIN_PX },
  );

test.describe.configure({ mode: 'parallel' });

for (const { member, locale, width, themes } of walks) {
  const t = wordsOf(locale);

  test.describe(`${member.host}, ${locale}, ${width} px`, () => {
    test.use({ locale: browserLanguages[locale], viewport: { width, height: HEIGHT } });

    test('every page is whole', async ({ page, product }) => {
      const { journalFile } = await engineDoorOf(product).askInstance(member.target, 'summary', {});
      const complaints = complaintsOf(page);
      await watchOverhang(page);
      const addresses = ['/', '/lab', `/lab/${ARBITER.host}/arbiter`, ...pagesOf(member, journalFile.split('/').at(-1) ?? '')];
      test.setTimeout(addresses.length * PAGE_DEADLINE_MS);
      for (const [position, address] of addresses.entries()) {
        const theme = themes[position % 2] ?? themes[0];
        await test.step(`${address} ${theme}`, async () => {
          await page.emulateMedia({ colorScheme: theme });
          await page.goto(address);
          await expect(page.getByRole('main')).toBeVisible();
          await expect(page.getByRole('status').filter({ hasText: t('ui.loading') })).toHaveCount(0);
          await expect.soft(page.getByRole('heading', { level: 1 }), `one h1 on ${address}`).toHaveCount(1);
          // Whoever looks at a narrow page sees whole tables; the picture of the lab is no table.
          const cut = await page
            .getByRole('table')
            .evaluateAll((tables) =>
              tables
                .filter(({ parentElement: box }) => box && box.scrollWidth > box.clientWidth + 1)
                .map((table) => table.querySelector('caption')?.textContent),
            );
          expect.soft(cut, `tables of ${address} that are cut off`).toEqual([]);
          // What is not available can be reached, and says why.
          await expect.soft(page.locator('button:disabled'), `buttons of ${address} that are disabled`).toHaveCount(0);
          if (width < 640) expect.soft(await smallTargets(page), `what a finger misses on ${address}`).toEqual([]);
          await expectNoSeriousFinding(page);
          const overhang = await page.evaluate(() => document.documentElement.dataset.overhang);
          expect.soft(overhang, `pixels of ${address} beyond the right edge`).toBe('0');
          expect.soft(complaints.splice(0), `complaints on ${address}`).toEqual([]);
        });
      }
    });
  });
}

test('an address that does not exist gets a page that says so, in the product’s own clothes', async ({ page }) => {
  const response = await page.goto('/servera/iris/no/such/page');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await expectNoSeriousFinding(page);
  await page.getByRole('link', { name: 'Go to the list of instances' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instances of this lab');
});

test('language and colours are remembered after a reload', async ({ page }) => {
  await page.goto(`${SERVER_A.path}/mirror/monitor`);
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: '简体中文' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('镜像监视器');
  await page.getByRole('combobox', { name: '配色' }).selectOption({ label: '深色' });
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('镜像监视器');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('combobox', { name: '配色' }).getByRole('option', { name: '深色', selected: true })).toHaveCount(1);
  await expect(page.getByRole('banner')).toHaveCSS('background-color', DARK_HEADER);
  await page.goto('/lab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('实验环境');
  await expect(page.getByRole('banner')).toHaveCSS('background-color', DARK_HEADER);
});

test('the title of a tab names what it shows before where it is', async ({ page }) => {
  await page.goto(`${SERVER_A.path}/databases/properties?name=${DATABASE}`);
  await expect(page).toHaveTitle(`${DATABASE} – Database Properties – ${SERVER_A.target} – Mirror Portal`);
});
