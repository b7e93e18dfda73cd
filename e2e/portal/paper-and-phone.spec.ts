/** The same pages on paper and on a phone: white and without buttons here, with one row of header there. */
import { SERVER_A, SERVER_B } from './april.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { makePrimary } from './roles.ts';

const PHONE = { width: 390, height: 844 };
/** One row of controls, and their space. */
const HEADER_HEIGHT_MAX = 72;

test('on a phone the header is one row; what has no room in it is behind one button', async ({ page, product }) => {
  await makePrimary(engineDoorOf(product), SERVER_A);
  await page.setViewportSize(PHONE);
  for (const path of ['/', `${SERVER_A.path}/mirror/monitor`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThanOrEqual(HEADER_HEIGHT_MAX);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  }
  const more = page.getByRole('button', { name: 'More' });
  await more.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'More' });
  await expect(dialog.getByRole('link').first()).toBeFocused();
  await expect(dialog.getByRole('link', { name: 'About' })).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Language' }).selectOption({ label: '简体中文' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('镜像监视器');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '更多' })).toBeFocused();
});

test('on a phone the picture of the lab has its hosts below each other, all of it in sight', async ({ page, product }) => {
  await makePrimary(engineDoorOf(product), SERVER_A);
  await page.goto('/lab');
  const picture = page.getByRole('img', { name: 'Hosts with their network cards' });
  const shape = async () => {
    const box = await picture.boundingBox();
    return box && { isTall: box.height > box.width, right: box.x + box.width };
  };
  await expect.poll(shape).toMatchObject({ isTall: false });
  await page.setViewportSize(PHONE);
  await expect.poll(shape).toMatchObject({ isTall: true });
  expect((await shape())?.right).toBeLessThanOrEqual(PHONE.width);
});

test('on paper a dark page is white, without header and without buttons, and says what the screen says', async ({ page, product }) => {
  await makePrimary(engineDoorOf(product), SERVER_A);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${SERVER_A.path}/mirror/monitor`);
  await page.getByRole('combobox', { name: 'Colors' }).selectOption({ label: 'Dark' });
  await expect(page.getByText('Would it fail over now?')).toBeVisible();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(page.getByRole('button', { name: 'Set No Failover' })).toBeHidden();
  await expect(page.getByText('Would it fail over now?')).toBeVisible();
  await expect(page.getByRole('cell', { name: SERVER_B.member }).first()).toBeVisible();
  // Buttons that say something are text.
  await page.goto(`${SERVER_A.path}/mirror/edit`);
  await expect(page.getByText(SERVER_B.member, { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden();
  await page.goto(`${SERVER_A.path}/databases`);
  await expect(page.getByRole('button', { name: 'Directory', exact: true })).toBeVisible();
});
