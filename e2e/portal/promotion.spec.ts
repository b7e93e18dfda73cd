/**
 * A disaster by clicks, the second half of walkthrough W6: both failover hosts lose power, the DR async is promoted without a partner,
 * applications write on, and the former failover members come back, edited by hand, as DR asyncs.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type AnyMember, DATABASE, MIRROR, SERVER_A, SERVER_B, SERVER_D, SERVER_E, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, PROCESS_START_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, wordsOf } from './words.ts';

/** What a person must be able to rely on, written out. */
const quotes = {
  en: {
    unreachable: 'Choose the failover partner first.',
    loss: ', is lost.',
    byHand: 'Set ValidatedMember to 0 there',
    primary: 'is the primary now',
  },
  zh: {
    unreachable: '请先选择故障转移伙伴。',
    loss: '上都没有的数据将丢失',
    byHand: 'ValidatedMember设为0',
    primary: '现在是主成员',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** Agents that do not answer are given up after some seconds each. */
const CHECK_DEADLINE_MS = 30_000;
/** Collecting the journal, recovery of open transactions, the virtual IP. */
const PROMOTION_DEADLINE_MS = 60_000;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];
  const labButton = (page: Page, host: string, action: string, object: string) =>
    button(page.getByRole('region', { name: new RegExp(`^${host}( \\(|（)`) }), t('lab.actionOn', { action, object }));

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale], setUp: 'april-with-asyncs' });

    test('both failover hosts lose power: the DR async becomes primary by clicks, and the former members come back as DR asyncs', async ({
      page,
      product,
    }) => {
      test.setTimeout(START_DEADLINE_MS + 240_000);
      const engine = engineDoorOf(product);

      await test.step('the power fails at servera and serverb', async () => {
        await page.goto('/lab');
        for (const { host } of [SERVER_A, SERVER_B]) {
          await labButton(page, host, t('lab.powerOff'), host).click();
          await expect(labButton(page, host, t('lab.powerOn'), host)).toBeVisible();
        }
      });

      const dialog = page.getByRole('dialog', { name: t('async.promote.title') });
      const confirm = button(dialog, t('async.promote.title'));
      await test.step('serverd: the dialogue says that no agent answers, and what each choice leads to', async () => {
        await page.goto(`${SERVER_D.path}/mirror/monitor`);
        await button(page, t('async.promote.title')).click();
        await expect(dialog.getByText(t('promotion.situations.agents-unreachable', { primary: '', running: '' }))).toBeVisible({
          timeout: CHECK_DEADLINE_MS,
        });
        await expect(dialog.getByText(t('promotion.agentSilent'), { exact: true })).toHaveCount(2);
        await expect(dialog).toContainText(quote.unreachable);
        await expect(confirm).toBeDisabled();
        await dialog.getByRole('radio', { name: SERVER_A.member }).check();
        await expect(dialog).toContainText(t('promotion.plans.self-waits', { member: SERVER_D.member, name: '', other: SERVER_A.member }));
        await dialog.getByRole('radio', { name: t('promotion.noPartner') }).check();
        await expect(dialog).toContainText(quote.loss);
        await expect(dialog.getByRole('listitem').filter({ hasText: quote.byHand })).toHaveCount(2);
      });

      await test.step('without a partner it wants the name of the mirror typed', async () => {
        await expect(confirm).toBeDisabled();
        await dialog.getByLabel(t('promotion.typeToConfirm', { word: MIRROR })).fill('May');
        await expect(confirm).toBeDisabled();
        await dialog.getByLabel(t('promotion.typeToConfirm', { word: MIRROR })).fill(MIRROR.toLowerCase());
        await confirm.click();
        await expect(dialog).toContainText(quote.primary, { timeout: PROMOTION_DEADLINE_MS });
        const byHand = dialog.getByRole('status').filter({ hasText: t('promotion.editTitle') });
        for (const { member } of [SERVER_A, SERVER_B]) await expect(byHand).toContainText(member);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      });

      await test.step('applications write on through it, and it has what had reached it', async () => {
        await expect(page.getByRole('heading', { level: 2, name: t('promotion.panel'), exact: true })).toBeVisible();
        expect(await engine.askInstance(SERVER_D.target, 'mirror-monitor', {})).toMatchObject({ thisKind: 'failover', role: 'primary' });
        await expect
          .poll(
            async () =>
              (await engine.askLab()).hosts
                .find(({ name }) => name === SERVER_D.host)
                ?.cards.some(({ addresses }) => addresses.some(({ address }) => address === VIRTUAL_IP.address)),
            {
              timeout: FAILOVER_DEADLINE_MS,
              message: 'the virtual IP is on serverd',
            },
          )
          .toBe(true);
        expect(
          await engine.tryInstance(SERVER_D.target, {
            kind: 'set-node',
            database: DATABASE,
            reference: '^Person(1001)',
            value: 'after the disaster',
          }),
        ).toMatchObject({ ok: true });
        await hasNode(SERVER_E, '^Person(1001)', 'after the disaster');
        await hasNode(SERVER_D, '^Person(1000)', 'Person 1000');
      });

      await test.step('servera and serverb: ValidatedMember is set to 0 on the Lab page, then they start, and follow as DR asyncs', async () => {
        await page
          .getByRole('region', { name: t('promotion.panel'), exact: true })
          .getByRole('link', { name: t('promotion.toLab') })
          .click();
        for (const member of [SERVER_A, SERVER_B]) {
          await labButton(page, member.host, t('promotion.lab.setValidated'), member.target).click();
          await expect(page.getByText(t('promotion.lab.done', { object: member.target }))).toBeVisible();
          await labButton(page, member.host, t('lab.powerOn'), member.host).click();
          await expect
            .poll(async () => (await engine.askInstance(member.target, 'mirror-monitor', {}).catch(() => null))?.thisKind, {
              timeout: PROCESS_START_DEADLINE_MS + CATCH_UP_DEADLINE_MS,
              message: `${member.member} is back`,
            })
            .toBe('disaster-recovery');
          await hasNode(member, '^Person(1001)', 'after the disaster');
        }
        await page.goto(`${SERVER_D.path}/mirror/monitor`);
        const rows = page.getByRole('table', { name: t('monitor.memberStatus') }).getByRole('row');
        for (const { member } of [SERVER_A, SERVER_B])
          await expect(rows.filter({ hasText: member })).toContainText(t('memberType.disaster-recovery'), {
            timeout: CATCH_UP_DEADLINE_MS,
          });
        expect(await engine.askInstance(SERVER_D.target, 'mirror-monitor', {})).toMatchObject({ role: 'primary' });
      });

      async function hasNode(member: AnyMember, reference: string, value: string) {
        await expect
          .poll(
            async () =>
              (
                await engine
                  .askInstance(member.target, 'global-nodes', { database: DATABASE, reference, after: null, limit: 1 })
                  .catch(() => null)
              )?.nodes[0]?.value,
            { timeout: CATCH_UP_DEADLINE_MS, message: `${reference} on ${member.member}` },
          )
          .toBe(value);
      }
    });
  });
}
