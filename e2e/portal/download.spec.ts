/**
 * Newer versions of the product by clicks: an instance is upgraded on the Lab page, and a mirrored database that it lacks comes from the
 * other member by itself.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type Member, SERVER_A, SERVER_B, setUpApril } from './april.ts';
import { CATCH_UP_DEADLINE_MS, PROCESS_START_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf, type EngineDoor } from './engine-door.ts';
import { expect, testOnOneFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

const OLDER = '2022.1';
const NEWER = '2026.1';
const NODES = 20;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('an instance is upgraded on the Lab page, after its ISCAgent, and says its version', async ({ page, product }) => {
  const t = wordsOf('en');
  await page.goto('/lab');
  const panel = page.getByRole('region', { name: new RegExp(`^${SERVER_B.host}( \\(|（)`) });
  const press = (action: string, object: string) => button(panel, t('lab.actionOn', { action, object })).click();
  const agent = `${t('lab.agent')} ${SERVER_B.host}`;
  const upgrade = () => press('Upgrade to 2026.1', SERVER_B.target);

  await test.step('while it runs, and while the agent is older, the upgrade is refused with the reason', async () => {
    await expect(panel).toContainText(`version ${OLDER}`);
    await upgrade();
    await expect(panel.getByRole('alert')).toContainText('ERROR #P105');
    await press(t('lab.stop'), SERVER_B.target);
    await expect(button(panel, t('lab.actionOn', { action: t('lab.start'), object: SERVER_B.target }))).toBeVisible({
      timeout: PROCESS_START_DEADLINE_MS,
    });
    await upgrade();
    await expect(panel.getByRole('alert')).toContainText("ERROR #2136: Instance's version is later than ISCAgent's version");
  });

  await test.step('agent, then instance', async () => {
    await press(t('lab.installVersion', { version: NEWER }), agent);
    await expect(panel).toContainText(`version ${NEWER}, port 2188`);
    await upgrade();
    await expect(button(panel, t('lab.actionOn', { action: 'Upgrade to 2026.1', object: SERVER_B.target }))).toHaveCount(0);
    await press(t('lab.start'), SERVER_B.target);
    await page.goto(`${SERVER_B.path}`);
    await expect(page.getByText(NEWER)).toBeVisible({ timeout: PROCESS_START_DEADLINE_MS });
  });

  await test.step('the mirror of the notes, with a note on the Mirror Monitor as long as the versions differ', async () => {
    test.setTimeout(START_DEADLINE_MS);
    await setUpApril(product);
    await page.goto(`${SERVER_A.path}/mirror/monitor`);
    await expect(page.getByText(`different versions: ${SERVER_A.member} ${OLDER}, ${SERVER_B.member} ${NEWER}`)).toBeVisible();
    const engine = engineDoorOf(product);
    const which = { host: SERVER_A.host, instance: 'IRIS' };
    await engine.orderLab({ kind: 'stop-instance', ...which });
    await engine.orderLab({ kind: 'install-agent', host: SERVER_A.host, version: NEWER });
    await engine.orderLab({ kind: 'upgrade-instance', ...which, version: NEWER });
    await engine.orderLab({ kind: 'start-agent', host: SERVER_A.host });
    await engine.orderLab({ kind: 'start-instance', ...which });
    await expect
      .poll(async () => (await engine.askInstance(SERVER_B.target, 'mirror-monitor', {})).failover.ready, { timeout: CATCH_UP_DEADLINE_MS })
      .toBe(true);
    await page.goto(`${SERVER_A.path}/mirror/monitor`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Mirror Monitor');
    await expect(page.getByText('different versions')).toHaveCount(0);
  });
});

/** What the notes and the vendor quote, letter for letter. */
const quotes = {
  en: { missing: 'Missing Mirrored Databases Report', dejournaling: 'Dejournaling', download: 'Download' },
  zh: { missing: '缺失的镜像数据库报告', dejournaling: '日志重放', download: '下载' },
} satisfies Record<Locale, object>;

for (const locale of ['en', 'zh'] as const) {
  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });
    const t = wordsOf(locale);
    const quote = quotes[locale];

    test('databases that were added with their data come from the other member: by the report, and by the wizard', async ({
      page,
      product,
    }) => {
      const engine = engineDoorOf(product);
      // The upgrade of the other one has made this one the primary.
      const [primary, backup] = [SERVER_B, SERVER_A];
      const [byReport, byWizard] = [`REPORT${locale.toUpperCase()}`, `WIZARD${locale.toUpperCase()}`];
      for (const name of [byReport, byWizard]) await addWithData(engine, primary, name);
      await page.goto(`${backup.path}/mirror/monitor`);
      const missing = region(page, quote.missing);

      await test.step('the report lists them; one is downloaded from there', async () => {
        await button(missing, t('download.downloadOf', { name: byReport })).click();
        await button(page.getByRole('dialog', { name: t('download.downloadOf', { name: byReport }) }), quote.download).click();
        await expectFollows(page, t, byReport, quote.dejournaling);
      });

      await test.step('the other one is created with the wizard, which says that it is downloaded', async () => {
        await missing.getByRole('link', { name: t('monitor.missingCreateOf', { name: byWizard }), exact: true }).click();
        await button(page, t('ui.next')).click();
        await expect(page.getByText(t('databases.wizard.warning.is-downloaded', { name: byWizard }))).toBeVisible();
        for (let panel = 2; panel < 4; panel++) await button(page, t('ui.next')).click();
        await button(page, t('ui.finish')).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('title.localDatabases'));
        await page.goto(`${backup.path}/mirror/monitor`);
        await expectFollows(page, t, byWizard, quote.dejournaling);
        await expect(missing).toHaveCount(0);
      });

      await test.step('the backup holds what the primary holds', async () => {
        for (const name of [byReport, byWizard]) {
          const wanted = await nodesOf(engine, primary, name);
          expect(wanted).toHaveLength(NODES);
          expect(await nodesOf(engine, backup, name)).toEqual(wanted);
        }
      });
    });
  });
}

/** The row of the Mirror Monitor, and its task. */
async function expectFollows(page: Page, t: Words, name: string, status: string) {
  const row = region(page, t('monitor.databases'))
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: t('databaseOrder.detailsOf', { name }), exact: true }) });
  await expect(row.getByRole('cell', { name: status, exact: true })).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
  await expect(
    page
      .getByRole('listitem', { name: t('tasks.of', { kind: t('tasks.kind.download'), subjects: name }), exact: true })
      .getByRole('status'),
  ).toHaveText(t('tasks.state.completed'), { timeout: CATCH_UP_DEADLINE_MS });
}

async function addWithData(engine: EngineDoor, primary: Member, name: string) {
  const order = async (command: Parameters<EngineDoor['tryInstance']>[1]) => {
    const outcome = await engine.tryInstance(primary.target, command);
    if (!outcome.ok) throw new Error(`refused: #${outcome.refusal.code} ${outcome.refusal.args.join(', ')}`);
  };
  await order({ kind: 'create-database', name, directory: name.toLowerCase(), journal: true, mirrorDatabaseName: null });
  await Promise.all(
    Array.from({ length: NODES }, (_, number) =>
      order({ kind: 'set-node', database: name, reference: `^Before(${number})`, value: `value ${number}` }),
    ),
  );
  await order({ kind: 'add-databases-to-mirror', databases: [{ name, mirrorDatabaseName: name }] });
}

const nodesOf = async (engine: EngineDoor, member: Member, database: string) =>
  (await engine.askInstance(member.target, 'global-nodes', { database, reference: '^Before', after: null, limit: 100 })).nodes.map(
    ({ reference, value }) => `${reference}=${value}`,
  );
