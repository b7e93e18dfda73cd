/**
 * Databases of a mirror by clicks: a new one made on both members, an existing one brought as a copied file, activated and caught up, and
 * both removed again.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { DATABASE, type Member, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { CATCH_UP_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf, type EngineDoor } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** What the notes and the vendor quote, letter for letter. */
const quotes = {
  en: {
    normal: 'Normal',
    dejournaling: 'Dejournaling',
    needsActivation: 'Needs Activation',
    needsCatchup: 'Needs Catchup',
    orphaned: 'Orphaned',
    current: 'Current, ',
    notCreatedAsMirrored: (name: string) =>
      `ERROR #2105: Matching mirrored DB :mirror:${MIRROR}:${name} in member SERVERA/IRIS was not created as mirrored DB`,
    notUnique: `ERROR #2061: Mirror Database Name '${DATABASE}' is not unique`,
    mayNotBeDeleted: 'Deleting mirrored database',
    readWrite: 'Mounted/RW',
  },
  zh: {
    normal: '正常',
    dejournaling: '日志重放',
    needsActivation: '需要激活',
    needsCatchup: '需要追赶',
    orphaned: '孤立',
    current: '当前，',
    notCreatedAsMirrored: (name: string) => `错误 #2105: 与成员SERVERA/IRIS中的相匹配的数据库:mirror:${MIRROR}:${name}未被创建为镜像数据库`,
    notUnique: `错误 #2061: 镜像数据库名称“${DATABASE}”不唯一`,
    mayNotBeDeleted: '不允许删除镜像数据库',
    readWrite: '已挂载/读写',
  },
} satisfies Record<Locale, object>;

/** Names of this language's databases: both languages share the product. */
const namesOf = (locale: Locale) => ({
  created: `NEWDB${locale.toUpperCase()}`,
  existing: `DEMO${locale.toUpperCase()}`,
  second: `SECOND${locale.toUpperCase()}`,
});

const NODE = { reference: '^Person(1,"Name")', value: 'Ada 艾达' };
const MEMBERS = [SERVER_A, SERVER_B];

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const link = (place: Page | Locator, name: string) => place.getByRole('link', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];
  const names = namesOf(locale);

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('a new mirrored database is made on the primary, found missing on the backup, and made there', async ({
      page,
      newWindow,
      product,
    }) => {
      const engine = engineDoorOf(product);
      const { created: name } = names;

      await test.step('primary: the menu leads to Local Databases, the wizard makes the database, mirrored', async () => {
        await page.goto(SERVER_A.path);
        await button(page, t('chrome.menu')).click();
        await link(page.getByRole('dialog', { name: t('chrome.menu') }), t('menu.localDatabases')).click();
        await link(page, t('databases.create')).click();
        await walkWizard(page, t, { name, mirrored: true });
        await expect(databaseRow(page, t, name)).toContainText(MIRROR);
        await expect(databaseRow(page, t, name)).toContainText(quote.readWrite);
      });

      await test.step('primary: a mirrored database is not deleted; the dash says why', async () => {
        await expect(button(databaseRow(page, t, name), t('databases.deleteOf', { name }))).toHaveAccessibleDescription(
          new RegExp(quote.mayNotBeDeleted),
        );
      });

      await test.step('primary: the monitor says Normal', async () => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await expectStatus(page, t, name, quote.normal);
      });
      await writeNode(engine, name);

      const monitorOfB = await newWindow();
      await test.step('backup: the report lists it, and its link opens the wizard with the name filled in', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await expect(region(monitorOfB, t('monitor.missingDatabases'))).toContainText(`:mirror:${MIRROR}:${name}`);
        await link(monitorOfB, t('monitor.missingCreateOf', { name })).click();
        await expect(monitorOfB.getByRole('textbox', { name: t('databases.wizard.name'), exact: true })).toHaveValue(name);
        await button(monitorOfB, t('ui.next')).click();
        await expect(monitorOfB.getByLabel(t('databases.wizard.mirrorDatabaseName'), { exact: true })).toHaveValue(name);
        for (let step = 2; step < 4; step++) await button(monitorOfB, t('ui.next')).click();
        await button(monitorOfB, t('ui.finish')).click();
        await expect(databaseRow(monitorOfB, t, name)).toContainText(MIRROR);
      });

      await test.step('backup: it is dejournaled up to the present, and nothing is missing any more', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await expectStatus(monitorOfB, t, name, quote.dejournaling);
        await expect(mirroredRow(monitorOfB, t, name)).toContainText(quote.current);
        await expect(region(monitorOfB, t('monitor.missingDatabases'))).toBeHidden();
        await expectNode(engine, SERVER_B, name);
      });

      await test.step('both: it is removed from the mirror, the primary first, and deleted with its file', async () => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await removeFromMirror(page, t, name, SERVER_B.member);
        await expectStatus(monitorOfB, t, name, quote.orphaned);
        await removeFromMirror(monitorOfB, t, name, MIRROR);
        for (const member of MEMBERS) await deleteDatabase(page, t, member, name, quote.readWrite);
        const directories = (await engine.askInstance(SERVER_A.target, 'databases', {})).databases.map((database) => database.name);
        expect(directories).not.toContain(name);
      });
    });

    test('existing databases are added, brought as copied files, activated, caught up, and removed', async ({
      page,
      newWindow,
      product,
    }) => {
      const engine = engineDoorOf(product);
      const { existing, second } = names;
      const monitorOfB = await newWindow();

      await test.step('primary: two ordinary databases, one of them by the wizard', async () => {
        await page.goto(`${SERVER_A.path}/databases`);
        await link(page, t('databases.create')).click();
        await walkWizard(page, t, { name: existing, mirrored: false });
        await expect(databaseRow(page, t, existing)).toBeVisible();
        await createPlain(engine, SERVER_A, second);
        for (const name of [existing, second]) await writeNode(engine, name);
      });

      await test.step('primary: Add to Mirror takes the one and refuses the other, in its row, for its name', async () => {
        await page.goto(`${SERVER_A.path}/databases`);
        await button(page, t('databases.addToMirror')).click();
        const dialog = page.getByRole('dialog', { name: t('databases.addToMirror') });
        for (const name of [existing, second])
          await dialog.getByRole('checkbox', { name: t('databases.chosen', { name }), exact: true }).check();
        await dialog.getByLabel(t('databases.mirrorNameOf', { name: second }), { exact: true }).fill(DATABASE);
        await button(dialog, t('databases.add')).click();
        await expect(dialog.getByRole('alert').filter({ hasText: quote.notUnique })).toBeVisible();
        await dialog.getByLabel(t('databases.mirrorNameOf', { name: second }), { exact: true }).fill(second);
        await dialog.getByRole('checkbox', { name: t('databases.addInBackground') }).check();
        await button(dialog, t('databases.add')).click();
        await expect(dialog).toBeHidden();
        await expectTask(page, t, t('tasks.of', { kind: t('tasks.kind.add-to-mirror'), subjects: second }));
        for (const name of [existing, second]) await expect(databaseRow(page, t, name)).toContainText(MIRROR);
      });

      await test.step('backup: an empty one is refused with #2105, with the way out beside it', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/databases/new`);
        await walkWizard(monitorOfB, t, { name: existing, mirrored: true });
        await expect(monitorOfB.getByRole('alert').filter({ hasText: quote.notCreatedAsMirrored(existing) })).toBeVisible();
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await link(monitorOfB, t('monitor.missingBringOf', { name: existing })).click();
        await expect(monitorOfB.getByText(t('databases.copy.heading', { name: existing, mirror: MIRROR }))).toBeVisible();
        await expect(region(monitorOfB, t('databases.copy.byBackup'))).toBeVisible();
      });

      await test.step('both: the files are copied while the databases are dismounted', async () => {
        await createPlain(engine, SERVER_B, existing);
        for (const member of MEMBERS) await mountOrDismount(page, t, member, existing, 'dismount');
        await copyFile(engine, existing, existing);
        for (const member of MEMBERS) await mountOrDismount(page, t, member, existing, 'mount');
        await accepted(engine.tryInstance(SERVER_A.target, { kind: 'dismount-databases', databases: [second] }));
        await copyFile(engine, second, null);
        await accepted(engine.tryInstance(SERVER_A.target, { kind: 'mount-databases', databases: [second] }));
      });

      await test.step('backup: the wizard asks about the file that lies there, and uses it', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/databases/new`);
        await monitorOfB.getByRole('textbox', { name: t('databases.wizard.name'), exact: true }).fill(second);
        await button(monitorOfB, t('ui.next')).click();
        await button(monitorOfB.getByRole('dialog', { name: t('databases.wizard.found.title') }), t('databases.wizard.found.use')).click();
        for (let step = 2; step < 4; step++) await button(monitorOfB, t('ui.next')).click();
        await button(monitorOfB, t('ui.finish')).click();
        await expect(databaseRow(monitorOfB, t, second)).toContainText(MIRROR);
      });

      await test.step('backup: Activate, then Catchup; before that it cannot be mounted again, and says so', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await expectStatus(monitorOfB, t, existing, quote.needsActivation);
        await expect(action(monitorOfB, t, 'mount', existing)).toHaveText('-');
        await action(monitorOfB, t, 'activate', existing).click();
        await button(actionDialog(monitorOfB, t, 'activate', existing), t('monitor.databaseAction.activate')).click();
        await expectStatus(monitorOfB, t, existing, quote.needsCatchup);
        await action(monitorOfB, t, 'catchUp', existing).click();
        await button(actionDialog(monitorOfB, t, 'catchUp', existing), t('monitor.databaseAction.catchUp')).click();
        await expectStatus(monitorOfB, t, existing, quote.dejournaling);
        await expectNode(engine, SERVER_B, existing);
      });

      await test.step('backup: Go offers Catchup for the other one alone, and does both at once, in the background', async () => {
        await monitorOfB.getByRole('combobox', { name: t('monitor.databaseAction.several') }).selectOption('catchUp');
        await button(monitorOfB, t('monitor.databaseAction.go')).click();
        const dialog = monitorOfB.getByRole('dialog', { name: t('monitor.databaseAction.catchUp'), exact: true });
        await expect(dialog.getByRole('listitem')).toHaveCount(1);
        await expect(dialog.getByRole('checkbox', { name: t('databaseOrder.chosen', { name: second }) })).toBeChecked();
        await button(dialog, t('monitor.databaseAction.catchUp')).click();
        await expectTask(monitorOfB, t, t('tasks.of', { kind: t('tasks.kind.catch-up'), subjects: second }));
        await expectStatus(monitorOfB, t, second, quote.dejournaling);
        await expectNode(engine, SERVER_B, second);
      });

      await test.step('backup: an integrity check reads every node of the copy', async () => {
        await monitorOfB.goto(`${SERVER_B.path}/databases/operation`);
        await button(monitorOfB, t('databases.operation.integrityCheck')).click();
        const dialog = monitorOfB.getByRole('dialog', { name: t('databases.operation.integrityCheck') });
        await dialog.getByRole('checkbox', { name: t('databaseOrder.chooseAll'), exact: true }).uncheck();
        await dialog.getByRole('checkbox', { name: t('databaseOrder.chosen', { name: existing }) }).check();
        await button(dialog, t('databases.operation.check')).click();
        await expectTask(monitorOfB, t, t('tasks.of', { kind: t('tasks.kind.integrity-check'), subjects: existing }));
        await link(monitorOfB, t('databases.operation.integrityLog')).click();
        await expect(monitorOfB.getByRole('region', { name: new RegExp(`^${existing}(, |，)`) })).toContainText(
          t('databases.integrityLog.intact'),
        );
      });

      await test.step('both: several are removed at once, the primary first, and deleted', async () => {
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await monitorOfB.goto(`${SERVER_B.path}/mirror/monitor`);
        await removeSeveral(page, t, [existing, second]);
        for (const name of [existing, second]) await expectStatus(monitorOfB, t, name, quote.orphaned);
        await removeSeveral(monitorOfB, t, [existing, second]);
        for (const member of MEMBERS) for (const name of [existing, second]) await deleteDatabase(page, t, member, name, quote.readWrite);
      });
    });
  });
}

const databaseRow = (page: Page, t: Words, name: string) =>
  page
    .getByRole('table', { name: t('title.localDatabases') })
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) });
const mirroredRow = (monitor: Page, t: Words, name: string) =>
  monitor
    .getByRole('table', { name: t('monitor.databases') })
    .getByRole('row')
    .filter({ has: monitor.getByText(name, { exact: true }) });

type Action = 'mount' | 'activate' | 'catchUp' | 'remove';
const actionName = (t: Words, kind: Action, name: string) =>
  t('monitor.databaseAction.of', { action: t(`monitor.databaseAction.${kind}`), name });
const action = (monitor: Page, t: Words, kind: Action, name: string) => button(mirroredRow(monitor, t, name), actionName(t, kind, name));
const actionDialog = (monitor: Page, t: Words, kind: Action, name: string) =>
  monitor.getByRole('dialog', { name: actionName(t, kind, name) });

const expectStatus = (monitor: Page, t: Words, name: string, status: string) =>
  expect(mirroredRow(monitor, t, name)).toContainText(status, { timeout: CATCH_UP_DEADLINE_MS });

/** The newest task of that name has ended well. */
async function expectTask(page: Page, t: Words, name: string) {
  await expect(page.getByRole('listitem', { name, exact: true }).getByRole('status')).toHaveText(t('tasks.state.completed'), {
    timeout: CATCH_UP_DEADLINE_MS,
  });
}

/** From the first panel of the wizard to Finish. */
async function walkWizard(page: Page, t: Words, { name, mirrored }: { name: string; mirrored: boolean }) {
  const nameField = page.getByRole('textbox', { name: t('databases.wizard.name'), exact: true });
  await nameField.fill(name.toLowerCase());
  await button(page, t('ui.next')).click();
  await expect(page).toHaveURL(/[?&]step=2$/);
  await page.goBack();
  await expect(nameField).toHaveValue(name.toLowerCase());
  await button(page, t('ui.next')).click();
  const choice = page.getByRole('radiogroup', { name: t('databases.wizard.mirrored') });
  await choice.getByRole('radio', { name: mirrored ? t('ui.yes') : t('ui.no') }).check();
  if (mirrored) {
    await expect(page.getByLabel(t('databases.wizard.mirrorDatabaseName'), { exact: true })).toHaveValue(name);
    await expect(
      page.getByRole('radiogroup', { name: t('databases.wizard.journal') }).getByRole('radio', { name: t('ui.yes') }),
    ).toBeDisabled();
  }
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.resource'))).toBeVisible();
  await button(page, t('ui.next')).click();
  await expect(region(page, t('databases.wizard.summary'))).toContainText(
    mirrored ? t('databases.wizard.mirrorOf', { name, mirror: MIRROR }) : name,
  );
  await button(page, t('ui.finish')).click();
}

/** The dialog names what remains elsewhere. */
async function removeFromMirror(monitor: Page, t: Words, name: string, elsewhere: string) {
  await action(monitor, t, 'remove', name).click();
  const dialog = actionDialog(monitor, t, 'remove', name);
  await expect(dialog).toContainText(elsewhere);
  await button(dialog, t('monitor.databaseAction.remove')).click();
  await expect(mirroredRow(monitor, t, name)).toHaveCount(0);
}

async function removeSeveral(monitor: Page, t: Words, databases: string[]) {
  await monitor.getByRole('combobox', { name: t('monitor.databaseAction.several') }).selectOption('remove');
  await button(monitor, t('monitor.databaseAction.go')).click();
  const dialog = monitor.getByRole('dialog', { name: t('monitor.databaseAction.remove'), exact: true });
  await dialog.getByRole('checkbox', { name: t('databaseOrder.chooseAll'), exact: true }).uncheck();
  for (const name of databases) await dialog.getByRole('checkbox', { name: t('databaseOrder.chosen', { name }), exact: true }).check();
  await button(dialog, t('monitor.databaseAction.remove')).click();
  for (const name of databases) await expect(mirroredRow(monitor, t, name)).toHaveCount(0);
}

/** An ordinary database again: it can be written, and deleted with its file. */
async function deleteDatabase(page: Page, t: Words, member: Member, name: string, readWrite: string) {
  await page.goto(`${member.path}/databases`);
  await expect(databaseRow(page, t, name)).toContainText(readWrite);
  await expect(databaseRow(page, t, name)).not.toContainText(MIRROR);
  await link(databaseRow(page, t, name), t('databases.deleteOf', { name })).click();
  await page.getByRole('checkbox', { name: /IRIS\.DAT/ }).check();
  await button(page, t('databases.deleting.now')).click();
  await button(page.getByRole('dialog', { name: t('title.deleteDatabase') }), t('databases.deleting.now')).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('title.localDatabases'));
  await expect(databaseRow(page, t, name)).toHaveCount(0);
}

async function mountOrDismount(page: Page, t: Words, member: Member, name: string, kind: 'mount' | 'dismount') {
  await page.goto(`${member.path}/databases/operation`);
  await link(page, t('databaseOrder.detailsOf', { name })).click();
  await button(page, t(`databases.details.${kind}`)).click();
  await button(page.getByRole('dialog'), t(`databases.details.${kind}`)).click();
  await expect(button(page, t(`databases.details.${kind}`))).toHaveAttribute('aria-disabled', 'true');
}

async function accepted(answer: ReturnType<EngineDoor['tryInstance']>) {
  const outcome = await answer;
  if (!outcome.ok) throw new Error(`refused: #${outcome.refusal.code} ${outcome.refusal.args.join(', ')}`);
}

const createPlain = (engine: EngineDoor, member: Member, name: string) =>
  accepted(
    engine.tryInstance(member.target, {
      kind: 'create-database',
      name,
      directory: name.toLowerCase(),
      journal: true,
      mirrorDatabaseName: null,
    }),
  );
const writeNode = (engine: EngineDoor, database: string) =>
  accepted(engine.tryInstance(SERVER_A.target, { kind: 'set-node', database, ...NODE }));

async function expectNode(engine: EngineDoor, member: Member, database: string) {
  await expect
    .poll(async () =>
      (await engine.askInstance(member.target, 'global-nodes', { database, reference: '^Person', after: null, limit: 10 })).nodes.map(
        ({ reference, value }) => ({ reference, value }),
      ),
    )
    .toContainEqual(NODE);
}

/** By hand, as an administrator would: from the primary's directory over the one on the backup, or into a new directory of that name. */
async function copyFile(engine: EngineDoor, name: string, target: string | null) {
  const directoryOf = async (member: Member, wanted: string) =>
    (await engine.askInstance(member.target, 'databases', {})).databases.find((database) => database.name === wanted)?.directory;
  const from = await directoryOf(SERVER_A, name);
  const to =
    target === null
      ? (await engine.askInstance(SERVER_B.target, 'database-place', { directory: name.toLowerCase() })).directory
      : await directoryOf(SERVER_B, target);
  if (from === undefined || to === undefined) throw new Error(`no directory of ${name}`);
  fs.mkdirSync(to, { recursive: true });
  fs.copyFileSync(path.join(from, 'IRIS.DAT'), path.join(to, 'IRIS.DAT'));
}
