/**
 * A kill and a planned switch, each read off the headline and the timeline, and compared with what the engine says and with a client that
 * measured from outside.
 */
import type { Locator, Page } from '@playwright/test';
import { DATABASE, type Member, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, isDown, makePrimary, start } from './roles.ts';
import { browserLanguages } from './words.ts';

/** Two takeovers, each with its recovery. */
const ERRAND_TIMEOUT_MS = 240_000;
/** So far the probe of the product and the client beside it may differ. */
const GAP_TOLERANCE_MS = 100;
/** The client writes so often, on connections of its own. */
const OUTSIDE = { ratePerSecond: 400, clients: 16 };

const monitorOf = (page: Page, member: Member) => page.goto(`${member.path}/mirror/monitor`);
const headlineOf = (page: Page) => page.getByRole('status').filter({ hasText: ' took over from ' });
const timelineOf = (engine: EngineDoor, member: Member) => engine.askInstance(member.target, 'mirror-timeline', { only: 'all' });
const stepsOf = (page: Page, member: Member): Locator =>
  page.getByRole('list', { name: `Steps of the takeover by ${member.member}` }).first();

/** ms. What this machine lets a client wait while nothing happens adds to the tolerance: both clients wait so at both ends. */
interface Measured {
  readonly gapMs: number;
  readonly toleranceMs: number;
}

/** A client of its own writes through the virtual IP until `act` is over and it writes again: its longest pause. */
async function measuredOutside(engine: EngineDoor, act: () => Promise<void>): Promise<Measured> {
  await engine.orderLab({ kind: 'start-workload', address: VIRTUAL_IP.address, port: 1972, database: DATABASE, ...OUTSIDE });
  const writes = async () => (await engine.askLab()).workload.acknowledged;
  await expect.poll(writes, { timeout: CATCH_UP_DEADLINE_MS }).toBeGreaterThan(OUTSIDE.ratePerSecond);
  const { longestGapMs: quietMs } = (await engine.askLab()).workload;
  await act();
  const after = await writes();
  await expect.poll(writes, { timeout: FAILOVER_DEADLINE_MS }).toBeGreaterThan(after + OUTSIDE.ratePerSecond);
  const { longestGapMs } = (await engine.askLab()).workload;
  await engine.orderLab({ kind: 'stop-workload' });
  return { gapMs: longestGapMs, toleranceMs: GAP_TOLERANCE_MS + 4 * quietMs };
}

/** What the page says of the newest takeover is what the engine says, and what was measured outside. */
async function comparesWith(page: Page, engine: EngineDoor, member: Member, outside: Measured, cause: RegExp): Promise<void> {
  const gapText = stepsOf(page, member).getByText(/^Measured gap: /);
  await expect(gapText).toBeAttached({ timeout: LIVE_DEADLINE_MS });
  const { headline } = await timelineOf(engine, member);
  const takeover = headline?.takeover;
  expect(takeover?.from?.name).toBe(member === SERVER_B ? SERVER_A.member : SERVER_B.member);
  const shown = Number(/: ([\d,]+) ms/.exec(await gapText.innerText())?.[1]?.replaceAll(',', ''));
  expect(shown).toBe(takeover?.gap?.ms);
  expect(Math.abs(shown - outside.gapMs), `the page says ${shown} ms, the client outside ${outside.gapMs} ms`).toBeLessThanOrEqual(
    outside.toleranceMs,
  );
  await expect(headlineOf(page)).toContainText(cause);
  await expect(headlineOf(page)).toContainText(`For ${shown.toLocaleString('en-US')} ms no write was acknowledged.`);
  expect(await stepsOf(page, member).getByRole('listitem').count()).toBe((takeover?.steps.length ?? 0) + 1);
}

test('a kill and a planned switch: headline, steps and gap are what the engine and a client outside say', async ({ page, product }) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);
  await monitorOf(page, SERVER_B);

  await test.step('the probe of writes is off until a person switches it on', async () => {
    const setting = page.getByRole('checkbox', { name: 'Measure how long writes pause' });
    await expect(setting).not.toBeChecked();
    expect((await engine.askLab()).writeProbe).toBeNull();
    await setting.click();
    await expect(setting).toBeChecked({ timeout: LIVE_DEADLINE_MS });
    await expect.poll(async () => (await engine.askLab()).writeProbe?.acknowledged, { timeout: LIVE_DEADLINE_MS }).toBeGreaterThan(20);
  });

  await test.step('a kill: who, from whom, by whose word and how long', async () => {
    const outside = await measuredOutside(engine, async () => {
      await engine.orderLab({ kind: 'kill-instance', host: SERVER_A.host, instance: 'IRIS' });
      await expect(headlineOf(page)).toContainText(`${SERVER_B.member} took over from ${SERVER_A.member} at `, {
        timeout: FAILOVER_DEADLINE_MS,
      });
    });
    await comparesWith(page, engine, SERVER_B, outside, /By the word of the (arbiter|ISCAgent of SERVERA\/IRIS)/);
    await expect(stepsOf(page, SERVER_B).getByText(/^Loss noticed: began after 0 ms, took /)).toBeAttached();
  });

  await test.step('the member that is back shows the same; acknowledged there by keyboard, it is news nowhere', async () => {
    await isDown(engine, SERVER_A);
    await start(engine, SERVER_A);
    await healthyWith(engine, SERVER_B);
    await monitorOf(page, SERVER_A);
    await expect(headlineOf(page)).toContainText(`${SERVER_B.member} took over from ${SERVER_A.member}`, { timeout: CATCH_UP_DEADLINE_MS });
    await expect
      .poll(async () => (await timelineOf(engine, SERVER_A)).entries, { timeout: CATCH_UP_DEADLINE_MS })
      .toEqual((await timelineOf(engine, SERVER_B)).entries);
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(headlineOf(page)).toBeHidden({ timeout: LIVE_DEADLINE_MS });
    await expect.poll(async () => (await timelineOf(engine, SERVER_B)).headline, { timeout: LIVE_DEADLINE_MS }).toBeNull();
  });

  await test.step('a planned switch: by the word of an operator', async () => {
    const outside = await measuredOutside(engine, async () => {
      await engine.tryInstance(SERVER_A.target, { kind: 'try-primary' });
      await expect(headlineOf(page)).toContainText(`${SERVER_A.member} took over from ${SERVER_B.member} at `, {
        timeout: FAILOVER_DEADLINE_MS,
      });
    });
    await comparesWith(page, engine, SERVER_A, outside, /By the word of an operator, without loss\./);
    await expect(stepsOf(page, SERVER_A).getByText(/^Handed over: began after 0 ms, took /)).toBeAttached();
  });

  await test.step('role changes only; and on a phone nothing scrolls sideways', async () => {
    const timeline = page.getByRole('region', { name: 'Timeline of the Mirror' });
    await timeline.getByRole('checkbox', { name: 'Role changes only' }).check();
    await expect(timeline.getByText('An operator acknowledged the takeover by SERVERB/IRIS')).toBeHidden({ timeout: LIVE_DEADLINE_MS });
    await expect(timeline.getByText('An operator orders this member to become primary').first()).toBeVisible();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  await test.step('the mirror is as it was', async () => {
    await engine.orderLab({ kind: 'stop-write-probe' });
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await isDown(engine, SERVER_B);
    await start(engine, SERVER_B);
    await healthyWith(engine, SERVER_A);
  });
});

test.describe('in Chinese', () => {
  test.use({ locale: browserLanguages.zh });

  test('the timeline of the mirror, with the steps of a takeover', async ({ page, product }) => {
    await makePrimary(engineDoorOf(product), SERVER_A);
    await monitorOf(page, SERVER_A);
    const timeline = page.getByRole('region', { name: '镜像的时间线' });
    await expect(timeline).toContainText('所有成员记录的事件，最新的在前。');
    await expect(timeline.getByRole('list', { name: /接管的步骤$/ }).first()).toBeVisible();
  });
});
