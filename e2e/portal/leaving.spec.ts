/**
 * The end of a mirror, walkthrough W7: the asyncs leave, then the backup, then the primary by way of its JoinMirror flag; by clicks, with
 * what each step says.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type AnyMember, DATABASE, MIRROR, SERVER_A, SERVER_B, SERVER_D, SERVER_E } from './april.ts';
import { LIVE_DEADLINE_MS, PROCESS_START_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** What the notes quote, and what the product's catalogue says. */
const quotes = {
  en: {
    activePrimary: 'This is the active primary node so you can’t remove the mirror configuration.',
    flagCleared: 'The JoinMirror flag has been cleared. Restart InterSystems IRIS to continue removing this mirror member.',
    otherMembers:
      'The mirror still has other members: SERVERB/IRIS, SERVERD/IRIS, SERVERE/IRIS. Remove them first: asyncs one by one, then the backup.',
  },
  zh: {
    activePrimary: '这是活动的主成员，因此无法删除镜像配置。',
    flagCleared: 'JoinMirror标志已清除。请重新启动InterSystems IRIS以继续删除此镜像成员。',
    otherMembers: '镜像中仍有其他成员：SERVERB/IRIS, SERVERD/IRIS, SERVERE/IRIS。请先删除它们：先逐个删除异步成员，再删除备用成员。',
  },
} as const satisfies Record<Locale, Record<string, string>>;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const hostPanel = (lab: Page, host: string) => lab.getByRole('region', { name: new RegExp(`^${host}( \\(|（)`) });

async function openRemoval(page: Page, t: Words, member: AnyMember, editPage: 'edit' | 'edit-async' = 'edit'): Promise<Locator> {
  await page.goto(`${member.path}/mirror/${editPage}`);
  await button(page, t('leaving.removeConfiguration')).click();
  return page.getByRole('dialog', { name: t('leaving.removeConfiguration') });
}

const doneSteps = (place: Page | Locator, t: Words) =>
  place
    .getByRole('list', { name: t('leaving.steps.label') })
    .getByRole('listitem')
    .filter({ hasText: t('leaving.steps.done') });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale], setUp: 'april-with-asyncs' });

    test('the mirror APRIL is taken apart by clicks: the asyncs, the backup, the primary', async ({ page, product }) => {
      test.setTimeout(START_DEADLINE_MS + 180_000);
      const engine = engineDoorOf(product);
      const restart = async (member: AnyMember) => {
        const isPrimary = (await engine.askInstance(member.target, 'summary', {})).mirror?.status === 'primary';
        await page.goto('/lab');
        await button(hostPanel(page, member.host), t('lab.actionOn', { action: t('lab.restart'), object: member.target })).click();
        // It names what the others will feel.
        if (isPrimary) await button(page.getByRole('dialog', { name: t('consequences.restart') }), t('lab.restart')).click();
      };
      /** Out of the mirror for good: the instance has restarted and belongs to none. */
      const restartOutside = async (member: AnyMember) => {
        await expect(page.getByText(t('home.restartNeeded'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await restart(member);
        await expect
          .poll(async () => (await engine.askInstance(member.target, 'summary', {}).catch(() => null))?.restartRequired, {
            timeout: PROCESS_START_DEADLINE_MS,
            message: `${member.member} has restarted`,
          })
          .toBe(false);
        expect(await engine.askInstance(member.target, 'summary', {})).toMatchObject({ mirror: null, inactiveMirror: null });
      };
      const isNotListed = async (member: AnyMember) => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        const members = page.getByRole('table', { name: t('monitor.memberStatus') });
        await expect(members.getByRole('row', { name: new RegExp(`^${SERVER_A.member}`) })).toBeVisible();
        await expect(members.getByRole('row', { name: new RegExp(`^${member.member}`) })).toHaveCount(0, { timeout: LIVE_DEADLINE_MS });
      };
      const asyncFields = (member: typeof SERVER_D) =>
        ({
          mirrorName: MIRROR,
          other: { agentAddress: SERVER_A.publicAddress, agentPort: 2188, instanceName: 'IRIS' },
          memberKind: 'disaster-recovery',
          memberName: member.member,
          address: member.publicAddress,
          agentAddress: member.publicAddress,
          agentPort: 2188,
        }) as const;

      await test.step('servera: the active primary cannot go, and not before the others', async () => {
        const dialog = await openRemoval(page, t, SERVER_A);
        await expect(dialog).toContainText(quote.activePrimary);
        await expect(button(dialog, t('leaving.clearFlag'))).toHaveAccessibleDescription(new RegExp(`^${quote.otherMembers}`));
        // The first step opens what it takes, and comes back.
        await button(dialog, t('leaving.removeOther')).click();
        const others = page.getByRole('dialog', { name: t('leaving.removeOther') });
        await expect(others.getByRole('radio')).toHaveCount(3);
        await page.keyboard.press('Escape');
        await expect(dialog).toContainText(t('leaving.steps.others'));
        await expect(doneSteps(dialog, t)).toHaveCount(0);
        await page.keyboard.press('Escape');
      });

      await test.step('serverd, a DR async, leaves and keeps its mirror journal files, having read what that means (#2174)', async () => {
        const dialog = await openRemoval(page, t, SERVER_D, 'edit-async');
        const journals = dialog.getByRole('checkbox', { name: /MIRROR-|mirror journal|镜像日志/ });
        await expect(journals).toBeChecked();
        await expect(journals).toHaveAccessibleDescription(/#2174/);
        await journals.uncheck();
        await button(dialog, t('leaving.removeConfiguration')).click();
        await isNotListed(SERVER_D);
        await page.goto(`${SERVER_D.path}/mirror/edit-async`);
        await restartOutside(SERVER_D);
      });

      await test.step('its Journals page says that #2174 is ahead, the engine would refuse so, and one button clears the way', async () => {
        const refused = { ok: false, refusal: expect.objectContaining({ code: '2174' }) };
        expect(await engine.tryInstance(SERVER_D.target, { kind: 'join-as-async', ...asyncFields(SERVER_D) })).toMatchObject(refused);
        await page.goto(`${SERVER_D.path}/journals`);
        await expect(page.getByText(t('journals.leftoverText', { name: MIRROR }))).toBeVisible();
        await button(page, t('journals.deleteLeftover', { name: MIRROR })).click();
        await button(page.getByRole('dialog'), t('journals.deleteLeftover', { name: MIRROR })).click();
        await expect(page.getByText(t('journals.leftoverText', { name: MIRROR }))).toHaveCount(0);
      });

      await test.step('servere, a reporting async, is removed from the primary, and then removes its own configuration', async () => {
        await page.goto(`${SERVER_A.path}/mirror/edit`);
        await button(page, t('leaving.removeOther')).click();
        const dialog = page.getByRole('dialog', { name: t('leaving.removeOther') });
        await dialog.getByRole('radio', { name: new RegExp(SERVER_E.member) }).check();
        await button(dialog, t('leaving.removeOther')).click();
        await expect(page.getByText(t('leaving.otherRemoved', { member: SERVER_E.member }))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await isNotListed(SERVER_E);
        await page.goto(`${SERVER_E.path}/mirror/edit-async`);
        await expect(page.getByText(t('leaving.inactiveRemoved'))).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await button(page, t('leaving.removeConfiguration')).click();
        await button(page.getByRole('dialog'), t('leaving.removeConfiguration')).click();
        await restartOutside(SERVER_E);
      });

      await test.step('serverb, the backup, leaves; its databases become ordinary ones, and its SSL/TLS configurations go, too', async () => {
        const dialog = await openRemoval(page, t, SERVER_B);
        await dialog.getByRole('checkbox', { name: t('leaving.attribute', { databases: DATABASE }) }).check();
        await dialog.getByRole('checkbox', { name: t('leaving.tls') }).check();
        await button(dialog, t('leaving.removeConfiguration')).click();
        await restartOutside(SERVER_B);
        await isNotListed(SERVER_B);
        expect((await engine.askInstance(SERVER_B.target, 'databases', {})).databases).toContainEqual(
          expect.objectContaining({ name: DATABASE, mirror: '', status: 'mounted-rw' }),
        );
        expect(await engine.askInstance(SERVER_B.target, 'form-defaults', {})).toMatchObject({ tls: null });
      });

      await test.step('servera: Clear JoinMirror Flag, restart, and the removal goes on', async () => {
        const dialog = await openRemoval(page, t, SERVER_A);
        await expect(doneSteps(dialog, t)).toHaveText([new RegExp(t('leaving.steps.others'))]);
        await button(dialog, t('leaving.clearFlag')).click();
        await expect(dialog).toContainText(quote.flagCleared);
        await expect(doneSteps(dialog, t)).toHaveCount(2);
        await expect(dialog.getByRole('link', { name: t('leaving.steps.toLab') })).toBeVisible();
        await restart(SERVER_A);
        await page.goto(`${SERVER_A.path}/mirror/edit`);
        await expect(page.getByRole('region', { name: t('home.inactiveTitle', { mirror: MIRROR }) })).toBeVisible({
          timeout: PROCESS_START_DEADLINE_MS,
        });
        await expect(doneSteps(page, t)).toHaveCount(3);
        await button(page, t('leaving.removeConfiguration')).click();
        const removal = page.getByRole('dialog', { name: t('leaving.removeConfiguration') });
        await removal.getByRole('checkbox', { name: t('leaving.attribute', { databases: DATABASE }) }).check();
        await button(removal, t('leaving.removeConfiguration')).click();
        await restartOutside(SERVER_A);
      });

      await test.step('servera is an ordinary instance with all its data, and may create the mirror anew', async () => {
        const { nodes } = await engine.askInstance(SERVER_A.target, 'global-nodes', {
          database: DATABASE,
          reference: '^Person',
          after: null,
          limit: 500,
        });
        expect(nodes).toHaveLength(500);
        expect(await engine.askInstance(SERVER_A.target, 'summary', {})).toMatchObject({ menu: { createMirror: null } });
      });
    });
  });
}
