/**
 * Walkthrough W2 by clicks: a mirrored database and a namespace on both members, the table of the notes on the primary, its rows on the
 * backup, and <PROTECT> for whoever writes there.
 */
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type Member, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { makePrimary } from './roles.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** The first statement of an instance starts its SQL process. */
const STATEMENT_DEADLINE_MS = 20_000;

const quotes = {
  en: {
    database: 'SQLDATA',
    namespace: 'SQLAPP',
    protect: '<PROTECT> Database SQLDATA is read-only here',
    notFound: '[SQLCODE: <-30>:<Table or view not found>] [%msg: <no such table: Nobody>]',
  },
  zh: {
    database: 'SQLSHUJU',
    namespace: 'SQLYINGYONG',
    protect: '<PROTECT>数据库SQLSHUJU在此处为只读',
    notFound: '[SQLCODE: <-30>:<找不到表或视图>] [%msg: <no such table: Nobody>]',
  },
} satisfies Record<Locale, Record<string, string>>;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const resultOf = (page: Page, t: Words) => page.getByRole('table', { name: t('sql.resultCaption') });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const { database, namespace, protect, notFound } = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('a table made on the primary is read on the backup, and changed on the primary alone', async ({ page, newWindow, product }) => {
      const engine = engineDoorOf(product);
      await makePrimary(engine, SERVER_A);

      for (const member of [SERVER_A, SERVER_B]) {
        await test.step(`${member.host}: a mirrored database and a namespace over it`, async () => {
          await createMirroredDatabase(page, t, member, database);
          await createNamespace(page, t, member, { namespace, database });
          const { namespaces } = await engine.askInstance(member.target, 'namespaces', {});
          expect(namespaces).toContainEqual(
            expect.objectContaining({ name: namespace, globalsDatabase: database, routinesDatabase: database }),
          );
        });
      }

      await test.step('primary: CREATE TABLE, INSERT, SELECT', async () => {
        await openSql(page, t, SERVER_A, namespace);
        await expect(page.getByText(t('sql.noTables'))).toBeVisible();
        await execute(page, t, 'CREATE TABLE Persons(Id int, Name varchar(255))');
        await expect(page.getByText(t('sql.done', { verb: 'CREATE TABLE' }))).toBeVisible({ timeout: STATEMENT_DEADLINE_MS });
        await expect(button(region(page, t('sql.tables')), t('sql.tableOf', { table: 'SQLUser.Persons' }))).toBeVisible();
        await execute(page, t, "INSERT INTO Persons VALUES (1, 'Ann'), (2, '李雷')");
        await expect(page.getByText(t('sql.rowCount', { count: '2' }))).toBeVisible();
        await expect(page.getByText(t('sql.references', { count: '2' }))).toBeVisible();
        await execute(page, t, 'SELECT Name FROM Persons ORDER BY Id');
        await expect(resultOf(page, t).getByRole('cell', { name: '李雷' })).toBeVisible();
        const { nodes } = await engine.askInstance(SERVER_A.target, 'global-nodes', {
          database,
          reference: '^SQLUser.PersonsD(2)',
          after: null,
          limit: 1,
        });
        expect(nodes[0]?.value).toBe('[2,"李雷"]');
      });

      await test.step('an error of the statement is told in red, by its SQLCODE; what was typed stays', async () => {
        await execute(page, t, 'SELECT * FROM Nobody');
        await expect(page.getByRole('alert').filter({ hasText: notFound })).toBeVisible();
        await expect(statementBox(page, t)).toHaveValue('SELECT * FROM Nobody');
      });

      await test.step('backup: the table is there, in the catalogue, and so are its rows', async () => {
        await openSql(page, t, SERVER_B, namespace);
        const table = button(region(page, t('sql.tables')), t('sql.tableOf', { table: 'SQLUser.Persons' }));
        await table.click({ timeout: LIVE_DEADLINE_MS });
        await page.getByRole('tab', { name: t('sql.tabs.catalog') }).click();
        await expect(
          page
            .getByRole('table', { name: t('sql.fields', { table: 'SQLUser.Persons' }) })
            .getByRole('row', { name: /Name.*varchar\(255\)/ }),
        ).toBeVisible();
        await page.getByRole('tab', { name: t('sql.tabs.browse') }).click();
        await expect(
          page.getByRole('table', { name: t('sql.browseCaption', { table: 'SQLUser.Persons' }) }).getByRole('cell', { name: 'Ann' }),
        ).toBeVisible({ timeout: STATEMENT_DEADLINE_MS });
      });

      await test.step('backup: a change is refused with <PROTECT>, and a link leads to the primary', async () => {
        await page.getByRole('tab', { name: t('sql.tabs.execute') }).click();
        await execute(page, t, "INSERT INTO Persons VALUES (3, 'Bob')");
        await expect(page.getByRole('alert').filter({ hasText: protect })).toBeVisible();
        await expect(page.getByText(t('sql.protectTitle', { mirror: MIRROR }))).toBeVisible();
        await page.getByRole('link', { name: t('sql.protectLink', { instance: SERVER_A.target }) }).click();
        await expect(page).toHaveURL(new RegExp(`${SERVER_A.path}/sql\\?namespace=${namespace}$`));
        const count = await engine.tryInstance(SERVER_B.target, {
          kind: 'execute-sql',
          namespace,
          statement: 'count',
          sql: 'SELECT count(*) FROM Persons',
          maximumRows: 1,
        });
        expect(count).toMatchObject({ ok: true, value: { rows: [[2]] } });
      });

      await test.step('primary: the statement is in the history of this browser', async () => {
        await button(page, t('sql.showHistory')).click();
        await button(page, t('sql.takeOf', { sql: "INSERT INTO Persons VALUES (3, 'Bob')" })).click();
        await statementBox(page, t).press('Control+Enter');
        await expect(page.getByText(t('sql.rowCount', { count: '1' }))).toBeVisible({ timeout: STATEMENT_DEADLINE_MS });
      });

      await test.step('the Globals page shows the namespace with its databases, on the backup too', async () => {
        const globals = await newWindow();
        await globals.goto(`${SERVER_B.path}/globals`);
        await globals.getByRole('combobox', { name: t('globals.namespace'), exact: true }).selectOption(namespace);
        await globals.getByRole('link', { name: t('globals.viewOf', { name: '^SQLUser.PersonsD' }), exact: true }).click();
        await expect(globals.getByRole('cell', { name: '[3,"Bob"]' })).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await globals.close();
      });

      await test.step('a namespace is deleted only after the check box', async () => {
        for (const member of [SERVER_A, SERVER_B]) await deleteNamespace(page, t, member, namespace);
        const { namespaces } = await engine.askInstance(SERVER_A.target, 'namespaces', {});
        expect(namespaces.map(({ name }) => name)).not.toContain(namespace);
      });
    });
  });
}

const statementBox = (page: Page, t: Words) => page.getByRole('textbox', { name: t('sql.statement'), exact: true });

async function openSql(page: Page, t: Words, member: Member, namespace: string) {
  await page.goto(`${member.path}/sql`);
  await page.getByRole('combobox', { name: t('sql.namespace'), exact: true }).selectOption(namespace);
  await expect(page).toHaveURL(new RegExp(`namespace=${namespace}$`));
  await expect(statementBox(page, t)).toBeVisible();
}

async function execute(page: Page, t: Words, sql: string) {
  await statementBox(page, t).fill(sql);
  await button(page, t('sql.execute')).click();
  await expect(page.getByText(t('sql.executing'))).toHaveCount(0, { timeout: STATEMENT_DEADLINE_MS });
}

async function createMirroredDatabase(page: Page, t: Words, member: Member, name: string) {
  await page.goto(`${member.path}/databases`);
  await page.getByRole('link', { name: t('databases.create'), exact: true }).click();
  await page.getByRole('textbox', { name: t('databases.wizard.name'), exact: true }).fill(name);
  await button(page, t('ui.next')).click();
  await page
    .getByRole('radiogroup', { name: t('databases.wizard.mirrored') })
    .getByRole('radio', { name: t('ui.yes') })
    .check();
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.resource'))).toBeVisible();
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.summary'))).toBeVisible();
  await button(page, t('ui.finish')).click();
  await expect(page.getByRole('table', { name: t('title.localDatabases') }).getByRole('row', { name: new RegExp(name) })).toContainText(
    MIRROR,
  );
}

async function createNamespace(page: Page, t: Words, member: Member, { namespace, database }: { namespace: string; database: string }) {
  await page.goto(`${member.path}/namespaces`);
  await page.getByRole('link', { name: t('namespaces.create'), exact: true }).click();
  await page.getByRole('textbox', { name: t('namespaces.name'), exact: true }).fill(namespace.toLowerCase());
  await page.getByRole('combobox', { name: t('namespaces.globalsDatabase'), exact: true }).selectOption(database);
  await expect(page.getByRole('combobox', { name: t('namespaces.routinesDatabase'), exact: true })).toHaveValue(database);
  await button(page, t('ui.save')).click();
  await expect(
    page.getByRole('table', { name: t('namespaces.heading') }).getByRole('row', { name: new RegExp(`^${namespace}`) }),
  ).toContainText(t('namespaces.mirrored', { database, mirror: MIRROR }));
}

async function deleteNamespace(page: Page, t: Words, member: Member, namespace: string) {
  await page.goto(`${member.path}/namespaces`);
  await button(page, t('namespaces.deleteOf', { name: namespace })).click();
  const dialog = page.getByRole('dialog', { name: t('namespaces.deleteOf', { name: namespace }) });
  await expect(button(dialog, t('namespaces.performNow'))).toBeDisabled();
  await dialog.getByRole('checkbox', { name: t('namespaces.deleteConfirm', { name: namespace }) }).check();
  await button(dialog, t('namespaces.performNow')).click();
  await expect(dialog).toHaveCount(0);
  await expect(button(page, t('namespaces.deleteOf', { name: namespace }))).toHaveCount(0);
}
