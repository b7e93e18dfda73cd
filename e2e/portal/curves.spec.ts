/**
 * The curves and the availability band of the Mirror Monitor: a member is killed, and both tell it, as the engine tells it to whoever asks.
 * By keyboard, in words, as a table, as a file, on a phone, and from a link.
 */
import fs from 'node:fs';
import type { Page } from '@playwright/test';
import { type Member, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { expectNoSeriousFinding } from './axe.ts';
import { FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, isDown, makePrimary, start } from './roles.ts';
import { browserLanguages, wordsOf } from './words.ts';

const ERRAND_TIMEOUT_MS = 240_000;
/** Less than the effective wait of the timeout in force, more than that of a short one. */
const STALL_MS = 2500;
/** The band is asked for every five seconds. */
const SEEN = { timeout: FAILOVER_DEADLINE_MS + LIVE_DEADLINE_MS };

const monitorOf = (page: Page, member: Member, search = '') => page.goto(`${member.path}/mirror/monitor${search}`);
const history = (page: Page) => page.getByRole('region', { name: 'History' });
const curve = (page: Page, name: string) => history(page).getByRole('img', { name: new RegExp(`^${name}\\.`) });
const bandOf = (page: Page, name: string) => history(page).getByRole('img', { name: new RegExp(`^${name}\\. Arrow keys`) });
const availability = (engine: EngineDoor, member: Member) =>
  engine.askInstance(member.target, 'mirror-availability', { mirrorName: MIRROR });
const lastStateOf = async (engine: EngineDoor, of: Member, by: Member) =>
  (await availability(engine, by)).members.find(({ name }) => name === of.member)?.segments.at(-1);

test('a member is killed: the band and the curves tell it, and the engine says the same', async ({ page, product }) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);
  await monitorOf(page, SERVER_A);

  await test.step('on a quiet day the lag of the backup is known, and in words', async () => {
    await expect(curve(page, 'Lag, seconds')).toBeVisible();
    await expect(history(page).getByText(`${SERVER_B.member}: now 0 s`)).toBeVisible(SEEN);
    const { buckets, members } = await engine.askInstance(SERVER_A.target, 'mirror-history', {
      mirrorName: MIRROR,
      range: '5m',
      since: null,
    });
    const place = members.findIndex(({ name }) => name === SERVER_B.member);
    expect(buckets.at(-1)?.lagMs[place]?.[2]).toBe(0);
  });

  let killedAt = 0;
  await test.step('the backup is killed: its band ends in Down, from the second in which it died', async () => {
    killedAt = Date.now();
    await engine.orderLab({ kind: 'kill-instance', host: SERVER_B.host, instance: 'IRIS' });
    await isDown(engine, SERVER_B);
    await expect.poll(async () => (await lastStateOf(engine, SERVER_B, SERVER_A))?.state, SEEN).toBe('down');
    const band = bandOf(page, SERVER_B.member);
    await expect
      .poll(async () => {
        await band.focus();
        await page.keyboard.press('End');
        return history(page).getByText(`${SERVER_B.member}: Down,`).isVisible();
      }, SEEN)
      .toBe(true);
    const segment = await lastStateOf(engine, SERVER_B, SERVER_A);
    // One sample a second, and a moment until the connection's end is seen.
    expect(Math.abs((segment?.from ?? 0) - killedAt)).toBeLessThan(5000);
  });

  await test.step('its curve ends there: no value is drawn where nothing is known', async () => {
    await expect(history(page).getByText(`${SERVER_B.member}: last known`).first()).toBeVisible(SEEN);
  });

  await test.step('the cross-hair goes by keys, its values stand in the legend, and are spoken when it rests', async () => {
    const lag = curve(page, 'Lag, seconds');
    await lag.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(history(page).getByRole('status', { name: 'Value at the cross-hair' })).toContainText(`${SERVER_B.member}`);
  });

  await test.step('what is hidden, and the range, stand in the address, and a link shows the same', async () => {
    await history(page).getByRole('radio', { name: '1 hour' }).check({ force: true });
    await history(page).getByRole('button', { name: 'Draw Sent' }).click();
    await expect(page).toHaveURL(/range=1h/);
    await expect(page).toHaveURL(/hidden=sent/);
    await page.reload();
    await expect(history(page).getByRole('radio', { name: '1 hour' })).toBeChecked();
    await expect(history(page).getByRole('button', { name: 'Draw Sent', pressed: false })).toBeVisible();
  });

  await test.step('the file has a row for each sample, and says not known where nothing is', async () => {
    await monitorOf(page, SERVER_A);
    const button = history(page).getByRole('button', { name: 'Save as CSV: Lag, bytes' });
    await expect(button).toBeVisible();
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const lines = fs
      .readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toContain(`"${SERVER_B.member} (B)"`);
    expect(lines.length).toBe(301);
    expect(lines.at(-1)).toMatch(/^"\d{4}-\d\d-\d\dT[\d:.]+Z",.*,$/);
  });

  await test.step('on a phone nothing scrolls sideways, and nothing is inaccessible', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expect(bandOf(page, SERVER_B.member)).toBeVisible();
    await expectNoSeriousFinding(page);
  });

  await test.step('the mirror is as it was', async () => {
    await start(engine, SERVER_B);
    await healthyWith(engine, SERVER_A);
  });
});

test('a backup hangs for some seconds: beside the timeout it stands how many false alarms another number would have meant', async ({
  page,
  product,
}) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);
  const advice = () => engine.askInstance(SERVER_A.target, 'qos-advice', {});
  const ageOf = async () =>
    (await engine.askInstance(SERVER_A.target, 'mirror-topology', {})).connections.find(({ kind }) => kind === 'journal')?.lastWordAgoMs ??
    0;
  await expect.poll(async () => (await advice()).partner?.name, SEEN).toBe(SERVER_B.member);
  const countOf = async (atLeastMs: number) =>
    ((await advice()).partner?.late ?? []).reduce((sum, [lateMs, count]) => (lateMs >= atLeastMs ? sum + count : sum), 0);
  const before = await countOf(STALL_MS - 1000);

  await test.step('it hangs, shorter than the timeout in force says that it is lost', async () => {
    await engine.orderLab({ kind: 'pause-instance', host: SERVER_B.host, instance: 'IRIS' });
    await expect.poll(ageOf, { ...SEEN, intervals: [50] }).toBeGreaterThan(STALL_MS);
    await engine.orderLab({ kind: 'resume-instance', host: SERVER_B.host, instance: 'IRIS' });
    await expect.poll(() => countOf(STALL_MS - 1000), SEEN).toBeGreaterThan(before);
    await healthyWith(engine, SERVER_A);
  });

  await test.step('the sentence, the limit and the table say so, and change with what is typed', async () => {
    await page.goto(`${SERVER_A.path}/mirror/edit`);
    const advisor = page.getByRole('region', { name: 'Advice on the timeout' });
    const field = page.getByRole('textbox', { name: 'Quality of Service Timeout (msec)' });
    await field.fill('300000');
    await expect(advisor.getByText('At 300,000 ms there would have been no false alarm in', { exact: false }).first()).toBeVisible(SEEN);
    await field.fill('1000');
    await expect(advisor.getByText(/^At 1,000 ms there would have been \d+ false alarms? in/)).toBeVisible();
    await expect(advisor.getByText('Limit at 1,000 ms')).toBeVisible();
    await advisor.getByRole('button', { name: 'Show as table' }).click();
    await expect(advisor.getByRole('row', { name: /^up to [25],000 ms \d+$/ }).first()).toBeVisible();
    await expectNoSeriousFinding(page);
  });
});

test.describe('in Chinese', () => {
  test.use({ locale: browserLanguages.zh });

  test('the curves say the same', async ({ page, product }) => {
    const t = wordsOf('zh');
    await makePrimary(engineDoorOf(product), SERVER_A);
    await monitorOf(page, SERVER_A);
    const panel = page.getByRole('region', { name: t('history.title'), exact: true });
    await expect(panel.getByText(t('history.now', { name: SERVER_B.member, last: '0 s', most: '', at: '' }).slice(0, 20))).toBeVisible(
      SEEN,
    );
    const band = panel.getByRole('img', { name: new RegExp(`^${SERVER_B.member}`) });
    await band.focus();
    await page.keyboard.press('End');
    await expect(panel.getByText(`${SERVER_B.member}：${t('history.state.in-step')}`)).toBeVisible();
  });
});
