/** Somebody lets a client write through the virtual IP and breaks things: no promise is broken, and the page shows what it cost. */
import type { Page } from '@playwright/test';
import { DATABASE, type Member, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';

const RATE_PER_SECOND = 200;
/** So many acknowledged writes more show that writing goes on, not only that the last ones were still counted. */
const GOES_ON = 2 * RATE_PER_SECOND;

const workloadOf = (lab: Page) => lab.getByRole('region', { name: 'Workload', exact: true });
const hostPanel = (lab: Page, host: string) => lab.getByRole('region', { name: new RegExp(`^${host}( \\(|（)`) });
const memberState = (lab: Page, member: Member) => hostPanel(lab, member.host);

/** The number that stands below a word of the Workload panel. */
async function figure(lab: Page, name: string): Promise<number> {
  const shown = await workloadOf(lab).innerText();
  const number = new RegExp(`^${name}\\n([\\d,.]+)`, 'm').exec(shown)?.[1];
  if (number === undefined) throw new Error(`no figure ${name} in ${shown}`);
  return Number(number.replaceAll(',', ''));
}

async function expectWritingGoesOn(lab: Page, timeout: number) {
  const before = await figure(lab, 'Acknowledged');
  await expect.poll(() => figure(lab, 'Acknowledged'), { timeout, message: 'acknowledged writes go on' }).toBeGreaterThan(before + GOES_ON);
  expect(await figure(lab, 'Lost')).toBe(0);
}

test('a client writes through the virtual IP while the primary is killed and then a host loses its power: nothing is lost', async ({
  page,
  product,
}) => {
  const engine = engineDoorOf(product);
  await page.goto('/lab');

  await test.step('the workload starts', async () => {
    const form = workloadOf(page);
    await form.getByLabel('Address', { exact: true }).fill(VIRTUAL_IP.address);
    await form.getByLabel('Port', { exact: true }).fill('1972');
    await form.getByLabel('Database', { exact: true }).fill(DATABASE);
    await form.getByLabel('Writes per second', { exact: true }).fill(String(RATE_PER_SECOND));
    await form.getByLabel('Clients', { exact: true }).fill('4');
    await form.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(form.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await expectWritingGoesOn(page, CATCH_UP_DEADLINE_MS);
  });

  await test.step('kill -9 of the primary: serverb takes over and writing goes on', async () => {
    await page.getByRole('button', { name: `Kill -9: ${SERVER_A.target}` }).click();
    await expect(memberState(page, SERVER_B)).toContainText('Primary', { timeout: FAILOVER_DEADLINE_MS });
    await expect(hostPanel(page, SERVER_B.host)).toContainText(VIRTUAL_IP.address);
    await expectWritingGoesOn(page, FAILOVER_DEADLINE_MS);
    const gapMs = await figure(page, 'Longest gap');
    expect(gapMs, 'the failover was felt').toBeGreaterThan(1_000 / RATE_PER_SECOND);
    expect(gapMs, 'the failover was short').toBeLessThan(FAILOVER_DEADLINE_MS);
  });

  await test.step('servera comes back as backup, and the mirror is ready again', async () => {
    await page.getByRole('button', { name: `Start: ${SERVER_A.target}` }).click();
    await expect(memberState(page, SERVER_A)).toContainText('Backup', { timeout: CATCH_UP_DEADLINE_MS });
    await expect
      .poll(async () => (await engine.askInstance(SERVER_B.target, 'mirror-monitor', {})).failover, { timeout: CATCH_UP_DEADLINE_MS })
      .toMatchObject({ ready: true, reason: 'ready-arbiter' });
  });

  await test.step('the host of the new primary loses its power: servera takes over and writing goes on', async () => {
    await page.getByRole('button', { name: `Power off: ${SERVER_B.host}` }).click();
    await expect(hostPanel(page, SERVER_B.host)).toContainText('Power: Off');
    await expect(memberState(page, SERVER_A)).toContainText('Primary', { timeout: FAILOVER_DEADLINE_MS });
    await expectWritingGoesOn(page, FAILOVER_DEADLINE_MS);
  });

  await test.step('the workload is stopped, everything acknowledged is read back, and the engine has the same figures', async () => {
    await workloadOf(page).getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(workloadOf(page).getByRole('button', { name: 'Start', exact: true })).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
    const { workload } = await engine.askLab();
    expect(workload).toMatchObject({ state: 'stopped', lost: 0 });
    await expect.poll(() => figure(page, 'Acknowledged'), { timeout: LIVE_DEADLINE_MS }).toBe(workload.acknowledged);
    expect(workload.sent).toBe(workload.acknowledged + workload.unknown);
    expect(await figure(page, 'Lost')).toBe(0);
  });

  await test.step('serverb gets its power back and is the backup', async () => {
    await page.getByRole('button', { name: `Power on: ${SERVER_B.host}` }).click();
    await expect(memberState(page, SERVER_B)).toContainText('Backup', { timeout: CATCH_UP_DEADLINE_MS });
  });
});
