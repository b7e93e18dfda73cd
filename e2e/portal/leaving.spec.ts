/** The end of a mirror, walkthrough W7: the backup leaves, then the primary by way of its JoinMirror flag; by clicks, with what each step says. */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { DATABASE, type Member, MIRROR, SERVER_A, SERVER_B, setUpApril } from './april.ts';
import { LIVE_DEADLINE_MS, PROCESS_START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** What the notes quote. */
const quotes = {
  en: {
    activePrimary: 'You need to first clear JoinMirror in the CPF file or disable the %Service_Mirror service so that this node does not activate the configuration at startup.',
    flagCleared: 'The JoinMirror flag has been cleared. Restart InterSystems IRIS to continue removing this mirror member.',
    otherMembers: 'ERROR #P141: The mirror still has other members: SERVERB/IRIS',
  },
  zh: {
    activePrimary: '您需要先在 CPF 文件中清除 JoinMirror 或禁用 %Service_Mirror 服务, 使此节点在启动时不激活该配置。',
    flagCleared: 'JoinMirror 标志已清除。请重新启动 InterSystems IRIS 以继续删除此镜像成员。',
    otherMembers: '错误 #P141: 镜像中仍有其他成员: SERVERB/IRIS',
  },
} as const satisfies Record<Locale, Record<string, string>>;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const hostPanel = (lab: Page, host: string) => lab.getByRole('region', { name: new RegExp(`^${host} \\(`) });

async function openRemoval(page: Page, t: Words, member: Member): Promise<Locator> {
  await page.goto(`${member.path}/mirror/edit`);
  await button(page, t('leaving.removeConfiguration')).click();
  return page.getByRole('dialog', { name: t('leaving.removeConfiguration') });
}

async function restart(page: Page, t: Words, member: Member): Promise<void> {
  await page.goto('/lab');
  await button(hostPanel(page, member.host), t('lab.actionOn', { action: t('lab.restart'), object: member.target })).click();
}

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('the mirror APRIL is taken apart by clicks: first the backup, then the primary', async ({ page, product }) => {
      await setUpApril(product.port);
      const engine = engineDoorOf(product.url);
      const isUpAgain = (member: Member) =>
        expect
          .poll(async () => (await engine.askInstance(member.target, 'summary', {}).catch(() => null))?.restartRequired, { timeout: PROCESS_START_DEADLINE_MS, message: `${member.member} has restarted` })
          .toBe(false);

      await test.step('servera: the active primary cannot go, and not before the others', async () => {
        const dialog = await openRemoval(page, t, SERVER_A);
        await expect(dialog).toContainText(quote.activePrimary);
        await expect(button(dialog, t('leaving.clearFlag'))).toHaveAccessibleDescription(new RegExp(`^${quote.otherMembers}`));
        await page.keyboard.press('Escape');
      });

      await test.step('serverb leaves, its databases become ordinary ones', async () => {
        const dialog = await openRemoval(page, t, SERVER_B);
        await dialog.getByRole('checkbox', { name: t('leaving.attribute', { databases: DATABASE }) }).check();
        await expect(dialog.getByRole('checkbox', { name: /MIRROR-|mirror journal|镜像日志/ })).toBeChecked();
        await button(dialog, t('leaving.removeConfiguration')).click();
        await expect(page.getByText(t('leaving.restartNeeded'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await expect(page.getByRole('table', { name: t('monitor.memberStatus') }).getByRole('row', { name: new RegExp(`^${SERVER_B.member}`) })).toHaveCount(0, { timeout: LIVE_DEADLINE_MS });
        await restart(page, t, SERVER_B);
        await isUpAgain(SERVER_B);
        await page.goto(SERVER_B.path);
        await expect(page.getByText(t('home.notMember'))).toBeVisible();
        expect((await engine.askInstance(SERVER_B.target, 'databases', {})).databases).toContainEqual(expect.objectContaining({ name: DATABASE, mirror: '', status: 'mounted-rw' }));
      });

      await test.step('servera: Clear JoinMirror Flag, restart, and the removal goes on', async () => {
        const dialog = await openRemoval(page, t, SERVER_A);
        await button(dialog, t('leaving.clearFlag')).click();
        await expect(dialog).toContainText(quote.flagCleared);
        await restart(page, t, SERVER_A);
        await page.goto(`${SERVER_A.path}/mirror/edit`);
        await expect(page.getByRole('region', { name: t('leaving.inactiveTitle', { mirror: MIRROR }) })).toBeVisible({ timeout: PROCESS_START_DEADLINE_MS });
        await button(page, t('leaving.removeConfiguration')).click();
        const removal = page.getByRole('dialog', { name: t('leaving.removeConfiguration') });
        await removal.getByRole('checkbox', { name: t('leaving.attribute', { databases: DATABASE }) }).check();
        await button(removal, t('leaving.removeConfiguration')).click();
        await expect(page.getByText(t('leaving.restartNeeded'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await restart(page, t, SERVER_A);
        await isUpAgain(SERVER_A);
      });

      await test.step('servera is an ordinary instance with all its data, and may create the mirror anew', async () => {
        const { nodes } = await engine.askInstance(SERVER_A.target, 'global-nodes', { database: DATABASE, reference: '^Person', after: null, limit: 500 });
        expect(nodes).toHaveLength(500);
        expect(await engine.askInstance(SERVER_A.target, 'summary', {})).toMatchObject({ mirror: null, inactiveMirror: null, menu: { createMirror: null } });
      });
    });
  });
}
