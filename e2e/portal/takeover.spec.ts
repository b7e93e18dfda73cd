/**
 * A kill, a planned switch, a hang, a lost host and a cut in one direction, each read off the headline, the timeline, the picture and the
 * marks above the curves, and compared with what the engine says and with a client that measured from outside.
 */
import type { Locator, Page } from '@playwright/test';
import { DATABASE, type Member, MIRROR, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { expectNoSeriousFindingInBothThemes } from './axe.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, isDown, makePrimary, start } from './roles.ts';
import { browserLanguages, wordsOf } from './words.ts';

/** Two takeovers or three outages, each with its recovery. */
const ERRAND_TIMEOUT_MS = 240_000;
/** So far the probe of the product and the client beside it may differ. */
const GAP_TOLERANCE_MS = 100;
/** The client writes so often, on connections of its own. */
const OUTSIDE = { ratePerSecond: 400, clients: 16 };

const otherThan = (member: Member) => (member === SERVER_A ? SERVER_B : SERVER_A);
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
  const told = async () => (await timelineOf(engine, member)).headline?.takeover;
  await expect.poll(async () => (await told())?.gap?.ms ?? 0, { timeout: LIVE_DEADLINE_MS }).toBeGreaterThan(0);
  const takeover = await told();
  expect(takeover?.from?.name).toBe(otherThan(member).member);
  const shown = takeover?.gap?.ms ?? 0;
  await expect(stepsOf(page, member).getByText(`Measured gap: ${shown.toLocaleString('en-US')} ms`)).toBeAttached({
    timeout: LIVE_DEADLINE_MS,
  });
  expect(Math.abs(shown - outside.gapMs), `the page says ${shown} ms, the client outside ${outside.gapMs} ms`).toBeLessThanOrEqual(
    outside.toleranceMs,
  );
  await expect(headlineOf(page)).toContainText(cause);
  await expect(headlineOf(page)).toContainText(`For ${shown.toLocaleString('en-US')} ms no write was acknowledged.`);
  expect(await stepsOf(page, member).getByRole('listitem').count()).toBe((takeover?.steps.length ?? 0) + 1);
}

/** Who leads now stands on the picture, and what made it lead above the curves. */
async function isDrawn(page: Page, member: Member, story: string): Promise<void> {
  await isOnPicture(page, `${member.member}, Failover, this system: Primary. Term`);
  await isOnPicture(page, `Virtual IP ${VIRTUAL_IP.address}: on ${member.member}.`);
  await expect(page.getByRole('list', { name: 'Events' }).getByRole('button', { name: story }).last()).toBeVisible({
    timeout: LIVE_DEADLINE_MS,
  });
}
const isOnPicture = (page: Page, words: string) =>
  expect(page.getByRole('group', { name: /^Picture of mirror/ }).getByRole('button', { name: words })).toBeVisible({
    timeout: FAILOVER_DEADLINE_MS + LIVE_DEADLINE_MS,
  });

async function acknowledge(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await expect(headlineOf(page)).toBeHidden({ timeout: LIVE_DEADLINE_MS });
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
    await isDrawn(page, SERVER_B, 'taking over as primary mirror server');
    await expect(stepsOf(page, SERVER_B).getByText(/^Loss noticed: began after 0 ms, took /)).toBeAttached();
    await expectNoSeriousFindingInBothThemes(page);
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
    await isDrawn(page, SERVER_A, 'Taking over as primary mirror server by order of an operator');
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

test('a hang, a lost host and a cut in one direction: each page says what the engine and a client outside say', async ({
  page,
  product,
}) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);
  await monitorOf(page, SERVER_B);
  const tookOver = (member: Member) =>
    expect(headlineOf(page)).toContainText(`${member.member} took over from ${otherThan(member).member} at `, {
      timeout: FAILOVER_DEADLINE_MS,
    });
  await page.getByRole('checkbox', { name: 'Measure how long writes pause' }).click();
  await expect.poll(async () => (await engine.askLab()).writeProbe?.acknowledged ?? 0, { timeout: LIVE_DEADLINE_MS }).toBeGreaterThan(20);

  await test.step('the primary hangs: the arbiter lets the backup take over, and the one that hung is ended', async () => {
    const outside = await measuredOutside(engine, async () => {
      await engine.orderLab({ kind: 'pause-instance', host: SERVER_A.host, instance: 'IRIS' });
      await tookOver(SERVER_B);
    });
    await comparesWith(page, engine, SERVER_B, outside, /By the word of the arbiter: it had lost SERVERA\/IRIS, too\./);
    await isDrawn(page, SERVER_B, 'The arbiter has lost the primary too, taking over as primary mirror server');
    await isOnPicture(page, 'SERVERA/IRIS, Failover: Down. Its ISCAgent says: the process has ended.');
    expect((await timelineOf(engine, SERVER_B)).headline?.takeover?.cause).toBe('arbiter');
    await isDown(engine, SERVER_A);
    await start(engine, SERVER_A);
    await healthyWith(engine, SERVER_B);
    await acknowledge(page);
  });

  await test.step('the host of the primary is lost, with its agent', async () => {
    await monitorOf(page, SERVER_A);
    const outside = await measuredOutside(engine, async () => {
      await engine.orderLab({ kind: 'power-off-host', host: SERVER_B.host });
      await tookOver(SERVER_A);
    });
    await comparesWith(page, engine, SERVER_A, outside, /By the word of the arbiter: it had lost SERVERB\/IRIS, too\./);
    await isDrawn(page, SERVER_A, 'The arbiter has lost the primary too, taking over as primary mirror server');
    await isOnPicture(page, 'SERVERB/IRIS, Failover: Down. Neither it nor its ISCAgent answers.');
    await expectNoSeriousFindingInBothThemes(page);
    await engine.orderLab({ kind: 'power-on-host', host: SERVER_B.host });
    await start(engine, SERVER_B).catch(() => {}); // It was wanted when the power went, so it may run already.
    await healthyWith(engine, SERVER_A);
    await acknowledge(page);
  });

  await test.step('a cut in one direction: nobody takes over, and both sides say what they lost', async () => {
    const way = { kind: 'cut-path', from: SERVER_A.host, to: SERVER_B.host, bothWays: false } as const;
    const before = (await timelineOf(engine, SERVER_A)).entries.filter(({ takeover }) => takeover).length;
    await engine.orderLab({ ...way, cut: true });
    await isOnPicture(page, 'Journal from SERVERA/IRIS to SERVERB/IRIS: nothing from SERVERA/IRIS reaches SERVERB/IRIS.');
    await expectNoSeriousFindingInBothThemes(page);
    const timeline = page.getByRole('region', { name: 'Timeline of the Mirror' });
    await expect(timeline.getByText('Trouble state: asking the arbiter whether to go on without the backup').first()).toBeVisible({
      timeout: FAILOVER_DEADLINE_MS,
    });
    await expect(
      page.getByRole('list', { name: 'Events' }).getByRole('button', { name: 'Trouble state: asking the arbiter' }).last(),
    ).toBeVisible();
    await engine.orderLab({ ...way, cut: false });
    await healthyWith(engine, SERVER_A);
    await expect(timeline.getByText('Lost the connection to the primary while being the active backup').first()).toBeVisible({
      timeout: CATCH_UP_DEADLINE_MS,
    });
    await expect(headlineOf(page)).toBeHidden();
    const { headline, entries } = await timelineOf(engine, SERVER_A);
    expect(headline).toBeNull();
    expect(entries.filter(({ takeover }) => takeover)).toHaveLength(before);
    expect((await engine.askInstance(SERVER_A.target, 'summary', {})).mirror?.status).toBe('primary');
    await engine.orderLab({ kind: 'stop-write-probe' });
  });
});

test.describe('in Chinese', () => {
  test.use({ locale: browserLanguages.zh });
  const t = wordsOf('zh');

  test('a kill is read off headline, picture, marks and timeline', async ({ page, product }) => {
    test.setTimeout(ERRAND_TIMEOUT_MS);
    const engine = engineDoorOf(product);
    await makePrimary(engine, SERVER_A);
    await monitorOf(page, SERVER_B);
    await engine.orderLab({ kind: 'kill-instance', host: SERVER_A.host, instance: 'IRIS' });
    const told = async () => (await timelineOf(engine, SERVER_B)).headline?.takeover;
    await expect.poll(told, { timeout: FAILOVER_DEADLINE_MS }).toBeDefined();
    await expect(page.getByRole('status').filter({ hasText: `从${SERVER_A.member}接管。` })).toContainText(SERVER_B.member, {
      timeout: LIVE_DEADLINE_MS,
    });
    const onB = t('topology.sentence.virtualIpOn', { address: VIRTUAL_IP.address, name: SERVER_B.member });
    await expect(page.getByRole('group', { name: `镜像${MIRROR}的拓扑图` }).getByRole('button', { name: onB })).toBeVisible({
      timeout: FAILOVER_DEADLINE_MS,
    });
    const marks = page.getByRole('list', { name: t('history.events') });
    await expect(marks.getByRole('button', { name: '正在接管为主成员' }).last()).toBeVisible({ timeout: LIVE_DEADLINE_MS });
    const timeline = page.getByRole('region', { name: '镜像的时间线' });
    await expect(timeline).toContainText('所有成员记录的事件，最新的在前。');
    const steps = timeline.getByRole('list', { name: /接管的步骤$/ }).first();
    await expect(steps.getByRole('listitem')).toHaveCount((await told())?.steps.length ?? 0);

    await test.step('the mirror is as it was', async () => {
      await page.getByRole('button', { name: t('timeline.acknowledge'), exact: true }).click();
      await isDown(engine, SERVER_A);
      await start(engine, SERVER_A);
      await healthyWith(engine, SERVER_B);
    });
  });
});
