/**
 * A mirror at a glance when the host of its primary is lost: the first page, Home of both members, the page of the one that is gone, and
 * the page of the arbiter that has decided. Each is compared with what the processes say.
 */
import type { Page } from '@playwright/test';
import { ARBITER, type Member, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { expectNoSeriousFinding } from './axe.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, makePrimary, start, statusIs } from './roles.ts';
import { browserLanguages, wordsOf } from './words.ts';

const ERRAND_TIMEOUT_MS = 240_000;
const SEEN = { timeout: FAILOVER_DEADLINE_MS + LIVE_DEADLINE_MS };

const card = (page: Page) => page.getByRole('region', { name: `Mirror ${MIRROR}` });
const band = (page: Page, name: string) => card(page).getByRole('img', { name: new RegExp(`^${name}`) });
const fitsIn = async (page: Page, width: number) => {
  await page.setViewportSize({ width, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
};

test('the primary loses its host: every page that shows the mirror at a glance says so, and by whose word', async ({ page, product }) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);

  await test.step('on a quiet day the first page says who leads, and that it would fail over', async () => {
    await page.goto('/');
    await expect(card(page).getByRole('img', { name: `${SERVER_A.member} is the primary. Every connection works` })).toBeVisible();
    await expect(card(page).getByRole('status').filter({ hasText: 'Would it fail over now? Yes' })).toBeVisible();
    await expect(band(page, 'Could be written')).toBeVisible();
    await expect(band(page, SERVER_B.member)).toBeVisible();
    await expectNoSeriousFinding(page);
    await fitsIn(page, 390);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('the arbiter’s host says for whom it acts, and both members are connected', async () => {
    await page.goto(`/lab/${ARBITER.host}/arbiter`);
    await expect(page.getByText(`The ISCAgent of ${ARBITER.host} acts as arbiter of ${MIRROR}.`)).toBeVisible();
    const { standing } = await engine.askArbiter(ARBITER.host);
    expect(standing?.mirrors.map(({ sessions }) => sessions.length)).toEqual([2]);
    const rows = page.getByRole('table', { name: `Mirror ${MIRROR}` }).getByRole('row');
    await expect(rows.filter({ hasText: SERVER_A.member })).toContainText('Connected');
    await expect(rows.filter({ hasText: SERVER_A.member })).toContainText('Primary');
    await expect(rows.filter({ hasText: SERVER_B.member })).toContainText(SERVER_B.publicAddress);
    await expect(page.getByText(`Nothing is decided. If ${SERVER_A.member} falls silent`)).toBeVisible();
    await expectNoSeriousFinding(page);
    await fitsIn(page, 390);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('the host is lost: the arbiter lets the backup take over, and says to whom it said so', async () => {
    await engine.orderLab({ kind: 'power-off-host', host: SERVER_A.host });
    const told = page.getByRole('row').filter({ hasText: 'Was told: take over, the primary is not seen.' });
    await expect(told.filter({ hasText: SERVER_B.member })).toBeVisible(SEEN);
    await expect(page.getByText(`It has let the backup take over. ${SERVER_A.member}`)).toBeVisible(SEEN);
    const { standing } = await engine.askArbiter(ARBITER.host);
    expect(standing?.events.find(({ kind }) => kind === 'takeover-granted')).toBeDefined();
    expect(standing?.mirrors[0]?.arrangement?.verdict).toBe('takeover');
  });

  await test.step('the first page is told by the other member now', async () => {
    await statusIs(engine, SERVER_B, 'primary');
    await page.goto('/');
    await expect(card(page).getByRole('img', { name: `${SERVER_B.member} is the primary.` })).toBeVisible(SEEN);
    await expect(card(page).getByText(`As ${SERVER_B.member} sees it.`)).toBeVisible();
    await expect(card(page).getByRole('status').filter({ hasText: 'Would it fail over now? No' })).toBeVisible(SEEN);
  });

  await test.step('the Mirror Monitor of the lost member says what the other one knows, and leads on', async () => {
    await page.goto(`${SERVER_A.path}/mirror/monitor`);
    const told = page.getByRole('region', { name: `What ${SERVER_B.member} says of ${SERVER_A.member}` });
    await expect(
      told.getByText(`${SERVER_A.member}, Failover, this system: Down. Neither it nor its ISCAgent answers.`).first(),
    ).toBeVisible(SEEN);
    await expect(told.getByText(`${SERVER_B.member} serves as primary at present.`)).toBeVisible();
    const seen = (await engine.askInstance(SERVER_B.target, 'mirror-topology', {})).members.find(({ name }) => name === SERVER_A.member);
    expect(seen?.condition).toBe('out-of-reach');
    await expect(told.getByRole('link', { name: 'Start it on the Lab page' })).toHaveAttribute('href', '/lab');
    await expectNoSeriousFinding(page);
    await fitsIn(page, 390);
    await page.setViewportSize({ width: 1280, height: 800 });
    await told.getByRole('link', { name: `Mirror Monitor of ${SERVER_B.member}` }).click();
    await expect(page).toHaveURL(new RegExp(`${SERVER_B.path}/mirror/monitor$`));
  });

  await test.step('its Home shows the mirror by the word of the other member, with the band', async () => {
    await page.goto(SERVER_A.path);
    await expect(card(page).getByText(`As ${SERVER_B.member} sees it.`)).toBeVisible(SEEN);
    await expect(band(page, SERVER_A.member)).toBeVisible();
    const { members } = await engine.askInstance(SERVER_B.target, 'mirror-availability', { mirrorName: MIRROR });
    expect(['unreachable', 'down']).toContain(members.find(({ name }) => name === SERVER_A.member)?.segments.at(-1)?.state);
  });

  await test.step('the mirror is as it was', async () => {
    await engine.orderLab({ kind: 'power-on-host', host: SERVER_A.host });
    await expect
      .poll(async () => (await engine.askLab()).hosts.find(({ name }) => name === SERVER_A.host)?.instances[0]?.state, {
        timeout: CATCH_UP_DEADLINE_MS,
      })
      .toMatch(/running|down/);
    await start(engine, SERVER_A).catch(() => {}); // It was wanted when the power went, so it may run already.
    await healthyWith(engine, SERVER_B);
    await makePrimary(engine, SERVER_A);
  });
});

test('while no member answers the card names them and leads to the Lab page', async ({ page, product }) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  const members: Member[] = [SERVER_B, SERVER_A];
  await makePrimary(engine, SERVER_A);
  for (const { host } of members) await engine.orderLab({ kind: 'stop-instance', host, instance: 'IRIS' });
  await page.goto('/');
  await expect(card(page)).toContainText(`No member of this mirror answers.`);
  for (const { member } of members) await expect(card(page).getByRole('listitem').filter({ hasText: member })).toContainText('Down');
  await page.goto(`${SERVER_A.path}/mirror/monitor`);
  await expect(page.getByText(`No other member of mirror ${MIRROR} answers.`)).toBeVisible();
  await start(engine, SERVER_A);
  await statusIs(engine, SERVER_A, 'primary');
  await start(engine, SERVER_B);
  await healthyWith(engine, SERVER_A);
});

test.describe('in Chinese', () => {
  test.use({ locale: browserLanguages.zh });

  test('the first page and the arbiter’s page say the same', async ({ page, product }) => {
    const t = wordsOf('zh');
    await makePrimary(engineDoorOf(product), SERVER_A);
    await page.goto('/');
    const region = page.getByRole('region', { name: t('mirrorCard.mirror', { name: MIRROR }) });
    await expect(region.getByRole('img', { name: `${SERVER_A.member}是主成员` })).toBeVisible();
    await region.getByRole('link', { name: t('mirrorCard.openMonitor', { name: SERVER_A.member }) }).click();
    await expect(page).toHaveURL(new RegExp(`${SERVER_A.path}/mirror/monitor$`));
    await page.goto(`/lab/${ARBITER.host}/arbiter`);
    await expect(page.getByText(`${ARBITER.host}的ISCAgent是${MIRROR}的仲裁程序。`)).toBeVisible();
  });
});
