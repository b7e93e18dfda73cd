/**
 * What an operator orders from the Mirror Monitor when the mirror waits for a person: switch over, force, resume, forbid failover, stop and
 * start. By clicks, with the warnings in both languages.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type Member, SERVER_A, SERVER_B } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, isDown, makePrimary, start, statusIs } from './roles.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** What the documentation quotes. */
const quotes = {
  en: {
    tryText: 'SERVERA/IRIS is the current primary. Continuing will force it down.',
    forceActive:
      /^This member was the active backup the last time it was connected and journal data up to .+ in file .+MIRROR-APRIL-\d{8}\.\d{3}/,
    forceNotActive: /^Warning: If this member does not have all of the journal data which has been generated in the mirror/,
    primaryHere: 'Operation is not allowed on the primary mirror member',
  },
  zh: {
    tryText: 'SERVERA/IRIS是当前主成员。继续操作将强制其关闭。',
    forceActive: /^此成员在最后一次连接时是活动备用成员，其日志数据截至.+MIRROR-APRIL-\d{8}\.\d{3}/,
    forceNotActive: /^警告：如果此成员没有镜像中产生的全部日志数据/,
    primaryHere: '不允许在主成员上执行此操作',
  },
} as const;

/** Seven orders, each with an outage before it and a healthy mirror after it. */
const ERRAND_TIMEOUT_MS = 420_000;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const monitorOf = (page: Page, member: Member) => page.goto(`${member.path}/mirror/monitor`);

async function answer(page: Page, t: Words, title: string, yes: boolean): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title });
  await expect(button(dialog, t('operator.no'))).toBeFocused();
  await button(dialog, t(yes ? 'operator.yes' : 'operator.no')).click();
}

const rowOf = (page: Page, t: Words, member: Member) =>
  page.getByRole('table', { name: t('monitor.memberStatus') }).getByRole('row', { name: new RegExp(`^${member.member}`) });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const satisfies readonly Locale[]) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('an operator switches over, forces, resumes, forbids failover and stops the mirror by clicks', async ({ page, product }) => {
      test.setTimeout(ERRAND_TIMEOUT_MS);
      const engine = engineDoorOf(product);
      await makePrimary(engine, SERVER_A);

      await test.step('the primary offers what a primary may, and says of the rest why not', async () => {
        await monitorOf(page, SERVER_A);
        await page.getByText(t('operator.nonePossible'), { exact: true }).click();
        for (const label of [t('monitor.stopMirror'), t('operator.tryPrimary'), t('operator.forcePrimary')]) {
          await expect(button(page, label)).toHaveAttribute('aria-disabled', 'true');
          await expect(button(page, label)).toHaveAccessibleDescription(new RegExp(`^${quote.primaryHere}`));
        }
        await expect(button(page, t('operator.resumePrimary'))).toHaveAttribute('aria-disabled', 'true');
        await expect(button(page, t('monitor.setNoFailover'))).toBeEnabled();
      });

      await test.step('no failover is set on the backup, seen on the primary, and cleared there', async () => {
        await monitorOf(page, SERVER_B);
        await button(page, t('monitor.setNoFailover')).click();
        await button(page.getByRole('dialog'), t('monitor.setNoFailover')).click();
        await expect(button(page, t('monitor.clearNoFailover'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await monitorOf(page, SERVER_A);
        await button(page, t('monitor.clearNoFailover')).click();
        await button(page.getByRole('dialog'), t('monitor.clearNoFailover')).click();
        await expect(button(page, t('monitor.setNoFailover'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await expect(page.getByRole('cell', { name: t('story.no-failover-cleared') }).first()).toBeVisible();
      });

      await test.step('mirroring is stopped on the backup: the primary shows Stopped; and started again', async () => {
        await monitorOf(page, SERVER_B);
        await button(page, t('monitor.stopMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.stopMirror')).click();
        await expect(button(page, t('monitor.startMirror'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await monitorOf(page, SERVER_A);
        await expect(rowOf(page, t, SERVER_B)).toContainText(t('memberStatus.stopped'));
        await monitorOf(page, SERVER_B);
        await button(page, t('monitor.startMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.startMirror')).click();
        await healthyWith(engine, SERVER_A);
      });

      await test.step('try to make this the primary: No changes nothing, Yes switches over', async () => {
        await button(page, t('operator.tryPrimary')).click();
        await expect(page.getByRole('dialog', { name: t('operator.tryPrimary') })).toContainText(quote.tryText);
        await answer(page, t, t('operator.tryPrimary'), false);
        expect((await engine.askInstance(SERVER_A.target, 'summary', {})).mirror?.status).toBe('primary');
        await button(page, t('operator.tryPrimary')).click();
        await answer(page, t, t('operator.tryPrimary'), true);
        await expect(page.getByRole('status').filter({ hasText: t('operator.done.try') })).toBeVisible({ timeout: FAILOVER_DEADLINE_MS });
        await statusIs(engine, SERVER_B, 'primary');
        await isDown(engine, SERVER_A);
        await start(engine, SERVER_A);
        await healthyWith(engine, SERVER_B);
      });

      await test.step('serverb and the arbiter lose power together: servera was active, and is forced', async () => {
        await engine.orderLab({ kind: 'stop-agent', host: 'serverc' });
        await expect
          .poll(async () => (await engine.askInstance(SERVER_A.target, 'mirror-monitor', {})).arbiter.mode, {
            timeout: CATCH_UP_DEADLINE_MS,
          })
          .toBe('agent-controlled');
        await engine.orderLab({ kind: 'power-off-host', host: SERVER_B.host });
        await statusIs(engine, SERVER_A, 'waiting');
        await monitorOf(page, SERVER_A);
        await button(page, t('operator.forcePrimary')).click();
        const dialog = page.getByRole('dialog', { name: t('operator.forcePrimary') });
        await expect(dialog.getByText(quote.forceActive)).toBeVisible();
        await answer(page, t, t('operator.forcePrimary'), true);
        await expect(page.getByRole('status').filter({ hasText: t('operator.done.force') })).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
        await statusIs(engine, SERVER_A, 'primary');
        await engine.orderLab({ kind: 'power-on-host', host: SERVER_B.host });
        await engine.orderLab({ kind: 'start-agent', host: 'serverc' });
        await healthyWith(engine, SERVER_A);
      });

      await test.step('the isolated primary: resume only with the confirmation', async () => {
        await Promise.all([
          engine.orderLab({ kind: 'power-off-host', host: SERVER_B.host }),
          engine.orderLab({ kind: 'power-off-host', host: 'serverc' }),
        ]);
        await statusIs(engine, SERVER_A, 'in-trouble');
        await expect(button(page, t('operator.shutDownIsolated'))).not.toHaveAttribute('aria-disabled', 'true', {
          timeout: LIVE_DEADLINE_MS,
        });
        await button(page, t('operator.resumePrimary')).click();
        const dialog = page.getByRole('dialog', { name: t('operator.resumePrimary') });
        await expect(button(dialog, t('operator.yes'))).toBeDisabled();
        await dialog.getByRole('checkbox').check();
        await button(dialog, t('operator.yes')).click();
        await expect(page.getByRole('status').filter({ hasText: t('operator.done.resume') })).toBeVisible();
        await statusIs(engine, SERVER_A, 'primary');
        for (const host of ['serverc', SERVER_B.host]) await engine.orderLab({ kind: 'power-on-host', host });
        await healthyWith(engine, SERVER_A);
      });

      await test.step('a backup that was not active when it was last connected gets the warning', async () => {
        await monitorOf(page, SERVER_B);
        await button(page, t('monitor.stopMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.stopMirror')).click();
        await expect(button(page, t('monitor.startMirror'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await Promise.all([
          engine.orderLab({ kind: 'power-off-host', host: SERVER_A.host }),
          engine.orderLab({ kind: 'stop-agent', host: 'serverc' }),
        ]);
        await button(page, t('monitor.startMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.startMirror')).click();
        await statusIs(engine, SERVER_B, 'waiting');
        await button(page, t('operator.forcePrimary')).click();
        await expect(page.getByRole('dialog').getByText(quote.forceNotActive)).toBeVisible();
        await answer(page, t, t('operator.forcePrimary'), false);
        await engine.orderLab({ kind: 'start-agent', host: 'serverc' });
        await engine.orderLab({ kind: 'power-on-host', host: SERVER_A.host });
        await healthyWith(engine, SERVER_A);
      });
    });
  });
}
