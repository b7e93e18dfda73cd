/**
 * Walkthrough W6 by clicks: a disaster recovery async joins, is authorized, follows, is stopped and started, promoted and demoted, and
 * becomes a reporting member.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { DATABASE, KEY_PASSWORD, MIRROR, SERVER_A, SERVER_B, SERVER_D } from './april.ts';
import { CATCH_UP_DEADLINE_MS, JOIN_DEADLINE_MS, PROCESS_START_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

const NODE = { reference: '^Async(1)', value: 'far away' };

const quotes = {
  en: {
    connected: ['Disaster Recovery', 'Connected', 'Caught up', 'Caught up'],
    agentNotUp: 'ERROR #2118: ISCAgent is not up on the local system',
    memberAlready: 'This member cannot belong to more than one mirror',
    reporting: ['Read-Only Reporting', 'Connected'],
    backup: ['Failover', 'Backup', 'Active', 'Caught up'],
    stopped: 'Stopped',
  },
  zh: {
    connected: ['灾难恢复', '已连接', '已赶上', '已赶上'],
    agentNotUp: '错误 #2118: ISCAgent不在本地系统中启动',
    memberAlready: '此成员不能属于多个镜像',
    reporting: ['只读报告', '已连接'],
    backup: ['故障转移', '备用成员', '活动', '已赶上'],
    stopped: '已停止',
  },
} satisfies Record<Locale, Record<string, string | string[]>>;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale], setUp: 'april' });

    test('a DR async joins the mirror by clicks, follows it, and becomes a reporting async', async ({ page, newWindow, product }) => {
      test.setTimeout(START_DEADLINE_MS + 180_000);
      const engine = engineDoorOf(product);

      await test.step('serverd: enable the service, then Join as Async from the menu', async () => {
        await page.goto(`${SERVER_D.path}/mirror/service`);
        await page.getByRole('checkbox', { name: t('service.serviceEnabled') }).check();
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('status').filter({ hasText: t('service.savedEnabled') })).toBeVisible();
        await page.goto(SERVER_D.path);
        await page
          .getByRole('navigation', { name: t('home.menuOfPages') })
          .getByRole('link', { name: t('menu.joinAsAsync'), exact: true })
          .click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('title.joinAsAsync'));
      });

      await test.step('step 1: the agent of a failover member describes the mirror', async () => {
        await page.getByLabel(t('forms.label.mirrorName'), { exact: true }).fill('april');
        await page.getByLabel(t('asyncForms.join.agentAddress'), { exact: true }).fill(SERVER_A.publicAddress);
        await page.getByLabel(t('forms.label.other-instanceName'), { exact: true }).fill('IRIS');
        await button(page, t('ui.next')).click();
        await expect(region(page, t('asyncForms.join.information'))).toBeVisible({ timeout: JOIN_DEADLINE_MS });
        await expect(page.getByText(t('asyncForms.join.memberCount', { count: 2 }))).toBeVisible();
      });

      await test.step('step 2: without a local agent a DR member is refused (#2118), and what was typed stays', async () => {
        await page.getByLabel(t('asyncForms.join.address'), { exact: true }).fill(SERVER_D.publicAddress);
        await expect(page.getByLabel(t('forms.label.agentAddress'), { exact: true })).toHaveValue(SERVER_D.publicAddress);
        await setUpTls(page, t);
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('alert').filter({ hasText: quote.agentNotUp })).toBeVisible();
        await expect(page.getByLabel(t('asyncForms.join.address'), { exact: true })).toHaveValue(SERVER_D.publicAddress);
      });

      await test.step('with the agent started it asks to join, and servera authorizes it', async () => {
        const lab = await newWindow();
        await lab.goto('/lab');
        const panel = lab.getByRole('region', { name: new RegExp(`^${SERVER_D.host}( \\(|（)`) });
        await button(panel, t('lab.actionOn', { action: t('lab.start'), object: `${t('lab.agent')} ${SERVER_D.host}` })).click();
        await expect(button(panel, t('lab.actionOn', { action: t('lab.stop'), object: `${t('lab.agent')} ${SERVER_D.host}` }))).toBeVisible(
          { timeout: PROCESS_START_DEADLINE_MS },
        );
        await lab.close();
        await button(page, t('ui.save')).click();
        await expect(region(page, t('forms.join.doneTitle'))).toBeVisible({ timeout: JOIN_DEADLINE_MS });
        await page.getByRole('link', { name: t('monitor.openEditMirror', { primary: SERVER_A.member }), exact: true }).click();
        const pending = region(page, t('forms.edit.pending'));
        await pending.getByRole('checkbox', { name: t('forms.edit.pendingChosen', { name: SERVER_D.member }) }).check();
        await button(pending, t('forms.edit.authorize')).click();
        await button(page.getByRole('dialog'), t('forms.edit.authorize')).click();
        await expect(pending).toContainText(t('forms.edit.pendingNone'));
      });

      const monitorOfA = await newWindow();
      await test.step('both monitors name it; the primary says which of its databases it lacks', async () => {
        await monitorOfA.goto(`${SERVER_A.path}/mirror/monitor`);
        const row = monitorOfA
          .getByRole('table', { name: t('monitor.memberStatus') })
          .getByRole('row', { name: new RegExp(`^${SERVER_D.member}`) });
        await expect(row).toContainText(t('failover.lackOf', { names: DATABASE, lack: t('failover.lack.missing') }), {
          timeout: JOIN_DEADLINE_MS,
        });
        await page.goto(`${SERVER_D.path}/mirror/monitor`);
        await expect(region(page, t('async.monitor.mirrors'))).toContainText(MIRROR);
        expect(await engine.askInstance(SERVER_D.target, 'summary', {})).toMatchObject({
          mirror: { name: MIRROR, type: 'disaster-recovery', status: 'connected' },
        });
        await expect(button(page, t('monitor.setNoFailover'))).toHaveCount(0);
      });

      await test.step('a database that is created on it fills up and follows the primary', async () => {
        const created = await engine.tryInstance(SERVER_D.target, {
          kind: 'create-database',
          name: DATABASE,
          directory: DATABASE.toLowerCase(),
          journal: true,
          mirrorDatabaseName: DATABASE,
        });
        expect(created.ok).toBe(true);
        await expect(
          region(page, t('async.monitor.databasesOf', { name: MIRROR })).getByRole('row', { name: new RegExp(DATABASE) }),
        ).toContainText(t('monitor.databaseStatus.dejournaling'));
        const set = await engine.tryInstance(SERVER_A.target, { kind: 'set-node', database: DATABASE, ...NODE });
        expect(set.ok).toBe(true);
        await expect(async () => {
          const { nodes } = await engine.askInstance(SERVER_D.target, 'global-nodes', {
            database: DATABASE,
            reference: NODE.reference,
            after: null,
            limit: 1,
          });
          expect(nodes[0]?.value).toBe(NODE.value);
        }).toPass({ timeout: CATCH_UP_DEADLINE_MS });
        for (const monitor of [monitorOfA, page]) await expectMember(monitor, t, quote.connected);
        await expect(page.getByText(t('async.verdict.reason.caught-up'))).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
      });

      await test.step('Stop Mirror On This Member, and start it again', async () => {
        await button(page, t('monitor.stopMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.stopMirror')).click();
        await expect(region(page, t('async.monitor.mirrors'))).toContainText(quote.stopped);
        await expect(page.getByText(t('async.verdict.reason.stopped'))).toBeVisible();
        await button(page, t('monitor.startMirror')).click();
        await button(page.getByRole('dialog'), t('monitor.startMirror')).click();
        await expectMember(page, t, quote.connected);
      });

      await test.step('Promote to Failover Member: it is the Active backup, and serverb a DR async; then Demote To DR Member takes it back', async () => {
        await button(page, t('async.promote.title')).click();
        const dialog = page.getByRole('dialog', { name: t('async.promote.title') });
        await expect(dialog).toContainText(t('promotion.plans.primary-stays', { member: '', name: SERVER_A.member, other: '' }));
        await expect(dialog).toContainText(t('promotion.plans.demoted-now', { member: '', name: SERVER_B.member, other: '' }));
        await button(dialog, t('async.promote.title')).click();
        await expect(dialog).toContainText(t('promotion.results.backup', { member: SERVER_D.member, partner: '' }), {
          timeout: CATCH_UP_DEADLINE_MS,
        });
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
        await expectMember(monitorOfA, t, quote.backup);
        await expectMember(page, t, quote.backup);
        await expectMember(monitorOfA, t, quote.connected, SERVER_B.member);
        expect(await engine.askInstance(SERVER_D.target, 'mirror-monitor', {})).toMatchObject({ thisKind: 'failover', role: 'backup' });
        await button(page, t('async.demote.self')).click();
        await expect(page.getByRole('dialog')).toContainText(t('promotion.demotion.alone', { primary: SERVER_A.member }));
        await button(page.getByRole('dialog'), t('async.demote.self')).click();
        await expectMember(page, t, quote.connected);
        expect(await engine.askInstance(SERVER_D.target, 'mirror-monitor', {})).toMatchObject({
          thisKind: 'disaster-recovery',
          role: 'connected',
        });
      });

      await test.step('Edit Async: a second mirror is out of the question for a DR async, and offered once it is a read-only reporting member', async () => {
        await page.goto(`${SERVER_D.path}/mirror/edit-async`);
        await expect(button(page, t('asyncForms.edit.joinMirror'))).toHaveAccessibleDescription(new RegExp(`^${quote.memberAlready}`));
        await page
          .getByLabel(t('asyncForms.join.type'), { exact: true })
          .selectOption({ label: t('asyncForms.types.read-only-reporting') });
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('status').filter({ hasText: t('asyncForms.edit.saved') })).toBeVisible();
        await expectMember(monitorOfA, t, quote.reporting);
        await expect(button(page, t('asyncForms.edit.joinMirror'))).not.toHaveAttribute('aria-disabled');
        expect(await engine.askInstance(SERVER_D.target, 'async-edit', {})).toMatchObject({
          memberKind: 'read-only-reporting',
          databases: [{ name: DATABASE, failoverDatabase: true }],
        });
      });

      await test.step('Clear Flag: the copy can be written here from now on', async () => {
        await button(page, t('asyncForms.edit.clearFlagOf', { name: DATABASE })).click();
        await button(page.getByRole('dialog'), t('asyncForms.edit.clearFlag')).click();
        await expect(page.getByRole('dialog')).toBeHidden();
        const written = await engine.tryInstance(SERVER_D.target, {
          kind: 'set-node',
          database: DATABASE,
          reference: '^Report(1)',
          value: 'here only',
        });
        expect(written.ok).toBe(true);
      });
    });
  });
}

async function setUpTls(page: Page, t: Words) {
  await button(page, t('forms.tls.setUp')).click();
  const dialog = page.getByRole('dialog', { name: t('forms.tls.titleCreate') });
  const files = { caFile: /iscCA\.cer$/, certificateFile: /iscCASigned\w*\.cer$/, privateKeyFile: /iscCASigned\w*\.key$/ } as const;
  for (const [field, file] of Object.entries(files) as [keyof typeof files, RegExp][]) {
    await button(dialog, t('forms.tls.browseFor', { label: t(`forms.tls.${field}`) })).click();
    await dialog.getByRole('button', { name: file }).click();
  }
  await dialog.getByLabel(t('forms.tls.privateKeyPassword'), { exact: true }).fill(KEY_PASSWORD);
  await dialog.getByLabel(t('forms.tls.passwordConfirm'), { exact: true }).fill(KEY_PASSWORD);
  await button(dialog, t('ui.save')).click();
  await expect(dialog).toBeHidden();
}

/** The first cells of a member's row, after its name. */
async function expectMember(monitor: Page, t: Words, cells: readonly string[], member: string = SERVER_D.member) {
  const row = monitor.getByRole('table', { name: t('monitor.memberStatus') }).getByRole('row', { name: new RegExp(`^${member}`) });
  await expect(async () => {
    const shown = await row.getByRole('cell').allInnerTexts();
    expect(shown.slice(1, 1 + cells.length).map((text) => text.trim())).toEqual(cells);
  }).toPass({ timeout: CATCH_UP_DEADLINE_MS });
}
