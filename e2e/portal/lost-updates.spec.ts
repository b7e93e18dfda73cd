/**
 * A member is forced while the other one, which went on alone, is away: what only that one had stands in its report, with old and new
 * values, and goes as a file to the member that leads now, where it is made again.
 */
import fs from 'node:fs';
import type { Page } from '@playwright/test';
import { DATABASE, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { isDown, start, statusIs } from './roles.ts';

const ERRAND_TIMEOUT_MS = 240_000;

test.use({ setUp: 'april' });

const updatesOf = (page: Page) => page.getByRole('table', { name: 'Updates of the report' });
async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name, exact: true }).click()]);
  return download.path();
}

test('after a forced change the report lists each node with old and new value, and its file makes them again', async ({
  page,
  product,
}) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  const set = async (reference: string, value: string) =>
    expect(
      await engine.tryInstance(SERVER_A.target, { kind: 'set-node', database: DATABASE, reference: `^Order(${reference})`, value }),
    ).toMatchObject({ ok: true });

  await test.step('servera goes on alone, and is away when serverb is forced', async () => {
    await set('1', 'ordered');
    await engine.orderLab({ kind: 'stop-instance', host: SERVER_B.host, instance: 'IRIS' });
    await isDown(engine, SERVER_B);
    await set('1', 'paid, "cash"');
    await set('2', '李雷');
    await engine.orderLab({ kind: 'stop-instance', host: SERVER_A.host, instance: 'IRIS' });
    await isDown(engine, SERVER_A);
    await engine.orderLab({ kind: 'stop-agent', host: SERVER_A.host });
    await start(engine, SERVER_B);
    await statusIs(engine, SERVER_B, 'waiting');
    await expect
      .poll(() => engine.tryInstance(SERVER_B.target, { kind: 'force-primary' }), { timeout: FAILOVER_DEADLINE_MS })
      .toMatchObject({ ok: true });
    await statusIs(engine, SERVER_B, 'primary');
    await engine.orderLab({ kind: 'start-agent', host: SERVER_A.host });
    await start(engine, SERVER_A);
    await expect
      .poll(async () => (await engine.askInstance(SERVER_A.target, 'lost-updates', {}).catch(() => null))?.reports.length, {
        timeout: CATCH_UP_DEADLINE_MS,
      })
      .toBe(1);
  });

  const [report] = (await engine.askInstance(SERVER_A.target, 'lost-updates', {})).reports;
  const { rows } = await engine.askInstance(SERVER_A.target, 'lost-updates-rows', { id: report?.id ?? '', from: 0 });
  await test.step('the report of servera: why, and each node with what it was and became', async () => {
    await page.goto(`${SERVER_A.path}/mirror/lost-updates`);
    await expect(page.getByRole('table', { name: 'Reports' }).getByRole('row').nth(1)).toContainText('Only in the databases here');
    const lines = updatesOf(page).getByRole('row');
    await expect(lines).toHaveCount(1 + 2);
    for (const words of ['^Order(1)', 'Old Valueordered', 'paid, "cash"']) await expect(lines.nth(1)).toContainText(words);
    // What it held before the journal that was kept does not tell.
    for (const words of ['^Order(2)', 'not known', '李雷', DATABASE]) await expect(lines.nth(2)).toContainText(words);
    expect(rows.map(({ reference, oldValue, value }) => [reference, oldValue, value])).toEqual([
      ['^Order(1)', 'ordered', 'paid, "cash"'],
      ['^Order(2)', undefined, '李雷'],
    ]);
  });

  await test.step('as a table for a spreadsheet', async () => {
    const [head, ...lines] = fs
      .readFileSync(await saved(page, 'Save as CSV'), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(head).toMatch(/^"Journal file","Offset",.*"Global node","New value","Old value","Transaction ended"$/);
    const [first, second] = rows;
    expect(lines).toEqual([
      `"${first?.file}",${first?.offset},"${first?.time}","${DATABASE}","set","^Order(1)","paid, ""cash""","ordered",yes`,
      `"${second?.file}",${second?.offset},"${second?.time}","${DATABASE}","set","^Order(2)","李雷",,yes`,
    ]);
  });

  await test.step('as a file from which serverb makes them again, after a question', async () => {
    const file = await saved(page, 'Save to make again');
    await page.goto(`${SERVER_B.path}/mirror/lost-updates`);
    await expect(page.getByText('There is no report on this member.')).toBeVisible();
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await expect(page.getByText(`2 updates of mirror ${MIRROR}, in ${DATABASE}.`)).toBeVisible();
    const nodes = async () =>
      (
        await engine.askInstance(SERVER_B.target, 'global-nodes', { database: DATABASE, reference: '^Order', after: null, limit: 9 })
      ).nodes.map(({ value }) => value);
    expect(await nodes()).toEqual(['ordered']);
    await page.getByRole('button', { name: 'Make them again' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make updates again' });
    await expect(dialog).toContainText(`2 updates are made on ${SERVER_B.target}.`);
    await dialog.getByRole('button', { name: 'Make them again' }).click();
    await expect(page.getByText('2 updates were made.')).toBeVisible({ timeout: LIVE_DEADLINE_MS });
    expect(await nodes()).toEqual(['paid, "cash"', '李雷']);
  });
});
