/**
 * The notes' sections 1 to 3, walked by clicks on both instances: an operator sets up the mirror APRIL, gives it a database, and lives
 * through the end of its primary.
 */
import type { Locator, Page } from '@playwright/test';
import { begun } from '../begun.ts';
import type { Locale } from '../../lib/contract/errors.ts';
import { ARBITER, DATABASE, KEY_PASSWORD, type Member, MIRROR, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, JOIN_DEADLINE_MS, PROCESS_START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** What the notes quote, letter for letter. */
const quotes = {
  en: {
    agentNotUp: 'ERROR #2118: ISCAgent is not up on the local system',
    passwordNeeded: 'ERROR #2207: Private Key file password is required.',
    agentUnreachable: 'ERROR #2086: Agent is unreachable with servera|2188',
    serviceNeeded: 'Mirroring Service is required but not enabled',
    primary: ['Failover', 'Primary', 'N/A', 'N/A'],
    backup: ['Failover', 'Backup', 'Active', 'Caught up'],
    down: ['Failover', 'Down'],
    agentControlled: 'Agent Controlled',
    arbiterControlled: 'Arbiter Controlled',
    notConnected: 'This member is not connected to the arbiter',
    bothConnected: 'Both failover members are connected to the arbiter',
  },
  zh: {
    agentNotUp: '错误 #2118: ISCAgent不在本地系统中启动',
    passwordNeeded: '错误 #2207: 需要转移密钥文件密码',
    agentUnreachable: '错误 #2086: 无法通过servera|2188访问代理',
    serviceNeeded: '需要镜像服务，但未启用',
    primary: ['故障转移', '主成员', '不适用', '不适用'],
    backup: ['故障转移', '备用成员', '活动', '已赶上'],
    down: ['故障转移', '关闭'],
    agentControlled: '代理控制',
    arbiterControlled: '仲裁控制',
    notConnected: '此成员未连接仲裁程序',
    bothConnected: '两个故障转移成员都连接到仲裁程序',
  },
} satisfies Record<Locale, Record<string, string | string[]>>;

const FIRST_NODE = { reference: '^Person(1,"Name")', value: 'Ada 艾达' };
const SECOND_NODE = { reference: '^Person(2,"Name")', value: 'written after the failover' };

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('the mirror APRIL is set up by clicks, fails over, and gets its old primary back', async ({
      page,
      context,
      newWindow,
      product,
    }) => {
      const engine = engineDoorOf(product);

      await test.step('Lab: the arbiter gets an agent, and serverb starts its own', async () => {
        await page.goto('/lab');
        await agentButton(page, t, 'install', ARBITER.host).click();
        await agentButton(page, t, 'start', ARBITER.host).click();
        await agentButton(page, t, 'start', SERVER_B.host).click();
        for (const host of [ARBITER.host, SERVER_B.host]) await expectAgentRunning(page, t, host);
        const agents = (await engine.askLab()).hosts.filter(({ agent }) => agent.running).map(({ name }) => name);
        expect(agents).toEqual([SERVER_B.host, ARBITER.host]);
      });

      await test.step('servera: Create a Mirror is grey and says why, until the service is enabled', async () => {
        await page.goto(SERVER_A.path);
        const grey = button(menuOfHome(page, t), t('menu.createMirror'));
        await expect(grey).toHaveAttribute('aria-disabled', 'true');
        await expect(grey).toHaveAccessibleDescription(new RegExp(`^${quote.serviceNeeded}`));
        await enableMirrorService(page, t);
      });

      await test.step('servera: Set up SSL/TLS needs the password of the key (#2207)', async () => {
        await page.getByRole('link', { name: t('service.nextCreate'), exact: true }).click();
        await setUpTls(page, t, quote.passwordNeeded);
      });

      await test.step('servera: with its agent stopped Create is refused (#2118), and the form keeps what was typed', async () => {
        await page.getByLabel(t('forms.label.mirrorName'), { exact: true }).fill('April');
        await page.getByRole('checkbox', { name: t('forms.useArbiter') }).check();
        await page
          .getByRole('group', { name: t('forms.useArbiter') })
          .getByLabel(t('forms.label.arbiter-address'), { exact: true })
          .fill(ARBITER.address);
        await page.getByRole('checkbox', { name: t('forms.useVirtualIp') }).check();
        const virtualIp = page.getByRole('group', { name: t('forms.useVirtualIp') });
        await virtualIp.getByLabel(t('forms.label.virtualIp-address'), { exact: true }).fill(VIRTUAL_IP.address);
        await virtualIp.getByLabel(t('forms.label.virtualIp-prefixLength'), { exact: true }).fill(VIRTUAL_IP.prefixLength);
        await virtualIp.getByLabel(t('forms.label.networkInterface'), { exact: true }).selectOption(VIRTUAL_IP.card);
        // What stands there to begin with works here: a host name would not resolve.
        await expect(page.getByLabel(t('forms.label.superserverAddress'), { exact: true })).toHaveValue(SERVER_A.publicAddress);
        await page.getByText(t('forms.advancedSettings'), { exact: true }).click();
        await expect(page.getByLabel(t('forms.label.agentAddress'), { exact: true })).toHaveValue(SERVER_A.publicAddress);
        await fillPrivateAddresses(page, t, SERVER_A);
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('alert').filter({ hasText: quote.agentNotUp })).toBeVisible();
        await expect(page.getByLabel(t('forms.label.mirrorName'), { exact: true })).toHaveValue('APRIL');
        await expect(virtualIp.getByLabel(t('forms.label.virtualIp-address'), { exact: true })).toHaveValue(VIRTUAL_IP.address);
        await expect(page.getByLabel(t('forms.label.mirrorPrivateAddress'), { exact: true })).toHaveValue(SERVER_A.privateAddress);
      });

      await test.step('servera: with the agent started, by the link beside the refusal, the mirror is created', async () => {
        const opening = begun(context.waitForEvent('page'));
        await page.getByRole('link', { name: t('chrome.inNewTab', { page: t('chrome.cure.lab') }), exact: true }).click();
        const lab = await opening;
        await agentButton(lab, t, 'start', SERVER_A.host).click();
        await expectAgentRunning(lab, t, SERVER_A.host);
        await lab.close();
        await button(page, t('ui.save')).click();
        await expect(page).toHaveURL(new RegExp(`${SERVER_A.path}/mirror/monitor$`), { timeout: JOIN_DEADLINE_MS });
        await expectMember(page, t, SERVER_A, quote.primary);
        await expectArbiter(page, t, quote.agentControlled, quote.notConnected);
        expect(await engine.askInstance(SERVER_A.target, 'mirror-monitor', {})).toMatchObject({
          mirrorName: MIRROR,
          role: 'primary',
          arbiter: { mode: 'agent-controlled', connection: 'not-connected' },
        });
      });
      const monitorOfA = page;
      const desk = await newWindow();

      await test.step('the virtual IP is on the card of servera, its journal and its jobs are those of a mirror', async () => {
        await desk.goto('/lab');
        await expect(hostPanel(desk, SERVER_A.host)).toContainText(
          `${VIRTUAL_IP.address}/${VIRTUAL_IP.prefixLength} ${t('lab.virtualIp')}`,
        );
        await expect(hostPanel(desk, SERVER_B.host)).not.toContainText(VIRTUAL_IP.address);
        await desk.goto(`${SERVER_A.path}/journals`);
        await expect(desk.getByRole('row', { name: /MIRROR-APRIL-\d{8}\.001/ })).toBeVisible();
        await desk.goto(`${SERVER_A.path}/processes`);
        await expect(desk.getByRole('row', { name: /MIRRORMGR/ })).toBeVisible();
      });

      await test.step('serverb: a host name that does not resolve is refused (#2086), and the form keeps what was typed', async () => {
        await desk.goto(SERVER_B.path);
        await enableMirrorService(desk, t);
        await desk.getByRole('link', { name: t('service.nextJoin'), exact: true }).click();
        const address = desk.getByLabel(t('forms.label.other-agentAddress'), { exact: true });
        await desk.getByLabel(t('forms.label.mirrorName'), { exact: true }).fill('april');
        await desk.getByLabel(t('forms.label.other-instanceName'), { exact: true }).fill('IRIS');
        await address.fill(SERVER_A.host);
        await button(desk, t('ui.next')).click();
        await expect(desk.getByRole('alert').filter({ hasText: quote.agentUnreachable })).toBeVisible();
        await expect(desk.getByLabel(t('forms.label.mirrorName'), { exact: true })).toHaveValue('APRIL');
        await expect(address).toHaveValue(SERVER_A.host);
        await address.fill(SERVER_A.publicAddress);
        await button(desk, t('ui.next')).click();
      });

      await test.step('serverb: step 2 with its addresses and SSL/TLS asks to join', async () => {
        await desk.getByLabel(t('forms.label.superserverAddress'), { exact: true }).fill(SERVER_B.publicAddress);
        await desk.getByLabel(t('forms.join.networkInterface'), { exact: true }).selectOption(VIRTUAL_IP.card);
        await fillPrivateAddresses(desk, t, SERVER_B);
        await setUpTls(desk, t);
        await button(desk, t('ui.save')).click();
        await expect(region(desk, t('forms.join.doneTitle'))).toBeVisible({ timeout: JOIN_DEADLINE_MS });
      });

      const monitorOfB = await newWindow();
      await test.step('serverb waits, and servera authorizes it', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await expect(monitorOfB.getByRole('heading', { level: 1 })).toHaveText(t('title.mirrorMonitor'));
        await desk.getByRole('link', { name: t('monitor.openEditMirror', { primary: SERVER_A.member }), exact: true }).click();
        const pending = region(desk, t('forms.edit.pending'));
        await pending.getByRole('checkbox', { name: t('forms.edit.pendingChosen', { name: SERVER_B.member }) }).check();
        await button(pending, t('forms.edit.authorize')).click();
        await button(desk.getByRole('dialog'), t('forms.edit.authorize')).click();
        await expect(pending).toContainText(t('forms.edit.pendingNone'));
      });

      const loadsOfA = countLoads(monitorOfA);
      const loadsOfB = countLoads(monitorOfB);
      await test.step('both monitors, without a reload: Backup, Active, Caught up, and the arbiter controls', async () => {
        for (const monitor of [monitorOfA, monitorOfB]) {
          await expectMember(monitor, t, SERVER_A, quote.primary, CATCH_UP_DEADLINE_MS);
          await expectMember(monitor, t, SERVER_B, quote.backup, CATCH_UP_DEADLINE_MS);
          await expectArbiter(monitor, t, quote.arbiterControlled, quote.bothConnected);
        }
        expect(await engine.askInstance(SERVER_B.target, 'mirror-monitor', {})).toMatchObject({
          role: 'backup',
          failover: { ready: true },
          arbiter: { mode: 'arbiter-controlled', connection: 'both' },
        });
      });

      await test.step('a new mirrored database on servera is reported missing on serverb, until it is created there', async () => {
        const report = region(monitorOfB, t('monitor.missingDatabases'));
        await createMirroredDatabase(desk, t, SERVER_A);
        await expect(report).toContainText(DATABASE);
        await createMirroredDatabase(desk, t, SERVER_B);
        await expect(report).toBeHidden();
        for (const monitor of [monitorOfA, monitorOfB])
          await expect(region(monitor, t('monitor.databases')).getByRole('row', { name: new RegExp(DATABASE) })).toBeVisible();
      });

      await test.step('a node that is set on servera is read on serverb, where it cannot be set', async () => {
        await openGlobals(desk, t, SERVER_A);
        await setNode(desk, t, FIRST_NODE);
        await openGlobals(desk, t, SERVER_B);
        await expect(button(desk, t('globals.setNode'))).toHaveAccessibleDescription(/<PROTECT>/);
        await expect(button(desk, t('globals.setNode'))).toHaveAttribute('aria-disabled', 'true');
        await showNodes(desk, t);
        await expectNode(desk, FIRST_NODE);
        const refused = await engine.tryInstance(SERVER_B.target, {
          kind: 'set-node',
          database: DATABASE,
          reference: FIRST_NODE.reference,
          value: 'not by the backup',
        });
        expect(refused).toMatchObject({ ok: false, refusal: { code: '<PROTECT>' } });
      });

      await test.step('mirror_status.cxw is SUCCESS on the primary only', async () => {
        expect(await mirrorStatus(desk, SERVER_A)).toEqual({ status: 200, text: 'SUCCESS' });
        expect(await mirrorStatus(desk, SERVER_B)).toEqual({ status: 503, text: 'FAILED' });
      });

      await test.step('kill -9 servera: serverb becomes Primary and takes the virtual IP, without a reload', async () => {
        await desk.goto('/lab');
        await button(hostPanel(desk, SERVER_A.host), t('lab.actionOn', { action: t('lab.kill'), object: SERVER_A.target })).click();
        await expectMember(monitorOfB, t, SERVER_B, quote.primary, FAILOVER_DEADLINE_MS);
        await expectMember(monitorOfB, t, SERVER_A, quote.down, FAILOVER_DEADLINE_MS);
        await expect(hostPanel(desk, SERVER_B.host)).toContainText(VIRTUAL_IP.address);
        await expect(hostPanel(desk, SERVER_A.host)).not.toContainText(VIRTUAL_IP.address);
        expect(await engine.askInstance(SERVER_B.target, 'summary', {})).toMatchObject({ mirror: { name: MIRROR, status: 'primary' } });
      });

      await test.step('serverb has the node, and takes new ones', async () => {
        await openGlobals(desk, t, SERVER_B);
        await showNodes(desk, t);
        await expectNode(desk, FIRST_NODE);
        await setNode(desk, t, SECOND_NODE);
        expect(await mirrorStatus(desk, SERVER_B)).toEqual({ status: 200, text: 'SUCCESS' });
        expect(await mirrorStatus(desk, SERVER_A)).toEqual({ status: 503, text: 'FAILED' });
      });

      await test.step('servera, started again, is the Active backup and has what was written meanwhile', async () => {
        await desk.goto('/lab');
        await button(hostPanel(desk, SERVER_A.host), t('lab.actionOn', { action: t('lab.start'), object: SERVER_A.target })).click();
        for (const monitor of [monitorOfA, monitorOfB]) {
          await expectMember(monitor, t, SERVER_A, quote.backup, CATCH_UP_DEADLINE_MS);
          await expectMember(monitor, t, SERVER_B, quote.primary);
        }
        await openGlobals(desk, t, SERVER_A);
        await showNodes(desk, t);
        await expectNode(desk, SECOND_NODE);
        expect(await engine.askInstance(SERVER_A.target, 'summary', {})).toMatchObject({ mirror: { name: MIRROR, status: 'backup' } });
      });

      expect([loadsOfA(), loadsOfB()], 'the monitors were never loaded again').toEqual([0, 0]);
    });
  });
}

/** The panel of a host on the Lab page; its name goes on with the host's purpose. */
const hostPanel = (lab: Page, host: string) => lab.getByRole('region', { name: new RegExp(`^${host}( \\(|（)`) });
const menuOfHome = (page: Page, t: Words) => page.getByRole('navigation', { name: t('home.menuOfPages') });

const agentButton = (lab: Page, t: Words, action: 'install' | 'start' | 'stop', host: string) =>
  button(hostPanel(lab, host), t('lab.actionOn', { action: t(`lab.${action}`), object: `${t('lab.agent')} ${host}` }));

/** What runs can be stopped. */
const expectAgentRunning = (lab: Page, t: Words, host: string) =>
  expect(agentButton(lab, t, 'stop', host)).toBeVisible({ timeout: PROCESS_START_DEADLINE_MS });

/** From Home by the menu, to the page that offers what can be done next. */
async function enableMirrorService(page: Page, t: Words) {
  await menuOfHome(page, t)
    .getByRole('link', { name: t('menu.enableMirrorService'), exact: true })
    .click();
  await page.getByRole('checkbox', { name: t('service.serviceEnabled') }).check();
  await button(page, t('ui.save')).click();
  await expect(page.getByRole('status').filter({ hasText: t('service.savedEnabled') })).toBeVisible();
}

/** The dialog of both forms. With `passwordNeeded` it is first saved without the password of the key. */
async function setUpTls(page: Page, t: Words, passwordNeeded?: string) {
  await button(page, t('forms.tls.setUp')).click();
  const dialog = page.getByRole('dialog', { name: t('forms.tls.titleCreate') });
  const files = { caFile: /iscCA\.cer$/, certificateFile: /iscCASigned\w*\.cer$/, privateKeyFile: /iscCASigned\w*\.key$/ } as const;
  for (const [field, file] of Object.entries(files) as [keyof typeof files, RegExp][]) {
    await button(dialog, t('forms.tls.browseFor', { label: t(`forms.tls.${field}`) })).click();
    await dialog.getByRole('button', { name: file }).click();
    await expect(dialog.getByLabel(t(`forms.tls.${field}`), { exact: true })).toHaveValue(file);
  }
  if (passwordNeeded) {
    await button(dialog, t('ui.save')).click();
    await expect(dialog.getByRole('alert').filter({ hasText: passwordNeeded })).toBeVisible();
    await expect(dialog.getByLabel(t('forms.tls.caFile'), { exact: true })).toHaveValue(files.caFile);
  }
  await dialog.getByLabel(t('forms.tls.privateKeyPassword'), { exact: true }).fill(KEY_PASSWORD);
  await dialog.getByLabel(t('forms.tls.passwordConfirm'), { exact: true }).fill(KEY_PASSWORD);
  await button(dialog, t('ui.save')).click();
  await expect(dialog).toBeHidden();
  await expect(button(page, t('forms.tls.edit'))).toBeVisible();
}

async function fillPrivateAddresses(page: Page, t: Words, member: Member) {
  await page.getByLabel(t('forms.label.mirrorPrivateAddress'), { exact: true }).fill(member.privateAddress);
  await page.getByLabel(t('forms.label.agentAddress'), { exact: true }).fill(member.publicAddress);
}

/** The first cells of the member's row, after its name. */
async function expectMember(monitor: Page, t: Words, member: Member, cells: readonly string[], timeout?: number) {
  const row = monitor.getByRole('table', { name: t('monitor.memberStatus') }).getByRole('row', { name: new RegExp(`^${member.member}`) });
  await expect(async () => {
    const shown = await row.getByRole('cell').allInnerTexts();
    expect(shown.slice(1, 1 + cells.length).map((text) => text.trim())).toEqual(cells);
  }).toPass({ timeout: timeout ?? CATCH_UP_DEADLINE_MS });
}

async function expectArbiter(monitor: Page, t: Words, mode: string, connection: string) {
  const panel = region(monitor, t('monitor.arbiterConnection'));
  await expect(panel).toContainText(`${ARBITER.address}|2188`);
  await expect(panel).toContainText(mode);
  await expect(panel).toContainText(connection);
}

/** Counts from now on. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => (loads += 1));
  return () => loads;
}

async function createMirroredDatabase(page: Page, t: Words, member: Member) {
  await page.goto(`${member.path}/databases`);
  await page.getByRole('link', { name: t('databases.create'), exact: true }).click();
  await page.getByRole('textbox', { name: t('databases.wizard.name'), exact: true }).fill(DATABASE.toLowerCase());
  await button(page, t('ui.next')).click();
  await page
    .getByRole('radiogroup', { name: t('databases.wizard.mirrored') })
    .getByRole('radio', { name: t('ui.yes') })
    .check();
  await expect(page.getByLabel(t('databases.wizard.mirrorDatabaseName'), { exact: true })).toHaveValue(DATABASE);
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.resource'))).toBeVisible();
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.summary'))).toContainText(
    t('databases.wizard.mirrorOf', { name: DATABASE, mirror: MIRROR }),
  );
  await button(page, t('ui.finish')).click();
  await expect(page.getByRole('table', { name: t('title.localDatabases') }).getByRole('row', { name: new RegExp(DATABASE) })).toContainText(
    MIRROR,
  );
}

async function openGlobals(page: Page, t: Words, member: Member) {
  await page.goto(`${member.path}/globals`);
  await page.getByRole('combobox', { name: t('globals.database'), exact: true }).selectOption(DATABASE);
  await expect(button(page, t('globals.setNode'))).toBeVisible();
}

async function showNodes(page: Page, t: Words) {
  await page.getByRole('link', { name: t('globals.viewOf', { name: '^Person' }), exact: true }).click();
}

async function setNode(page: Page, t: Words, node: { reference: string; value: string }) {
  const form = region(page, t('globals.setNode'));
  if (await form.isHidden()) await button(page, t('globals.setNode')).click();
  await form.getByLabel(t('globals.setReference'), { exact: true }).fill(node.reference);
  await form.getByLabel(t('globals.value'), { exact: true }).fill(node.value);
  await button(form, t('globals.set')).click();
  await expect(form.getByRole('status')).toHaveText(t('globals.setDone', { reference: node.reference }));
}

async function expectNode(page: Page, node: { reference: string; value: string }) {
  await expect(page.getByRole('row', { name: `${node.reference} ${node.value}` })).toBeVisible();
}

async function mirrorStatus(page: Page, member: Member) {
  const response = await page.request.get(`${member.path}/csp/bin/mirror_status.cxw`);
  return { status: response.status(), text: await response.text() };
}
