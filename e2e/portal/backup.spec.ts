/**
 * The notes' second half, walked by clicks: an operator brings a database that already holds data into the mirror. It is added on the
 * primary, cannot be created on the backup, is backed up while a workload writes to it, copied, restored on the backup, and follows the
 * mirror from there.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { Locale } from '../../lib/contract/errors.ts';
import { type Member, MIRROR, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

/** A step of the wizard is drawn at once; then its button is pressed again. */
const NEXT_STEP_MS = 1000;
/** What the notes and the product quote, letter for letter. */
const quotes = {
  en: {
    notCreatedAsMirrored: (database: string) =>
      `ERROR #2105: Matching mirrored DB :mirror:APRIL:${database} in member SERVERA/IRIS was not created as mirrored DB`,
    wayOut: 'Bring a backup or a copy of it to this member',
    normal: 'Normal',
    dejournaling: 'Dejournaling',
    madeOnOther: 'This backup was made on the other mirror member.',
    cut: 'ERROR #P163',
    confirm: 'ERROR #P178',
    journalNeeded: 'are required for recovery purpose if the backup were to be restored',
  },
  zh: {
    notCreatedAsMirrored: (database: string) =>
      `错误 #2105: 与成员SERVERA/IRIS中的相匹配的数据库:mirror:APRIL:${database}未被创建为镜像数据库`,
    wayOut: '请将其备份或副本带到此成员',
    normal: '正常',
    dejournaling: '日志重放',
    madeOnOther: '此备份是在另一镜像成员上创建的。',
    cut: '错误 #P163',
    confirm: '错误 #P178',
    journalNeeded: 'are required for recovery purpose if the backup were to be restored',
  },
} satisfies Record<Locale, unknown>;

/** Its own for each language: the mirror is shared. In Chinese the backup has an ordinary database of that name first, as in the notes. */
const databases = {
  en: { name: 'STOCK', isPlacedFirst: false, inBackground: false },
  zh: { name: 'ORDERS', isPlacedFirst: true, inBackground: true },
} as const;

const BEFORE = { reference: '^Kept(1)', value: 'written before the mirror knew of it' };
const RATE_PER_SECOND = 50;
const NODES_COMPARED = 200;
/** So much of a backup file is left of it. */
const CUT_TO = 0.6;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];
  const { name: database, isPlacedFirst, inBackground } = databases[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('a database with data joins the mirror by backup and restore, while it is written to', async ({ page, product }) => {
      const engine = engineDoorOf(product);

      await test.step('servera: an ordinary database holds data, and a workload writes to it', async () => {
        await createDatabase(page, t, SERVER_A, database);
        const kept = await engine.tryInstance(SERVER_A.target, { kind: 'set-node', database, ...BEFORE });
        expect(kept).toMatchObject({ ok: true });
        await startWorkload(page, t, database);
      });

      await test.step('servera: Add to Mirror', async () => {
        await page.goto(`${SERVER_A.path}/databases`);
        await button(page, t('databases.addToMirror')).click();
        const dialog = page.getByRole('dialog', { name: t('databases.addToMirror') });
        await dialog.getByRole('checkbox', { name: t('databases.chosen', { name: database }) }).check();
        if (inBackground) await dialog.getByRole('checkbox', { name: t('databases.addInBackground') }).check();
        await button(dialog, t('databases.add')).click();
        await expect(dialog).toBeHidden();
        await expect(databaseRow(page, t, database)).toContainText(MIRROR);
        await page.goto(`${SERVER_A.path}/mirror/monitor`);
        await expect(mirroredRow(page, t, database)).toContainText(quote.normal);
      });

      await test.step('serverb: the database is reported as missing, and cannot be created as mirrored (#2105, with its way out)', async () => {
        await page.goto(`${SERVER_B.path}/mirror/monitor`);
        await expect(region(page, t('monitor.missingDatabases'))).toContainText(database);
        await page.goto(`${SERVER_B.path}/databases/new`);
        await fillWizard(page, t, database, true);
        const refusal = page.getByRole('alert').filter({ hasText: quote.notCreatedAsMirrored(database) });
        await expect(refusal).toBeVisible();
        await expect(refusal).toContainText(quote.wayOut);
        await expect(page.getByLabel(t('databases.wizard.mirrorDatabaseName'), { exact: true })).toHaveValue(database);
        // The wizard's warning has the same link; this one stands below the explanation of the refusal.
        const explanation = page.getByText(t('databases.wizard.warning.explained', { name: database })).locator('..');
        await explanation.getByRole('link', { name: t('databases.wizard.warning.howToBring', { name: database }) }).click();
        // The wizard is not finished: nothing typed is lost without a question.
        await button(page.getByRole('dialog'), t('ui.leave.action')).click();
        await expect(page.getByRole('link', { name: t('databases.copy.restoreLink', { instance: SERVER_B.target }) })).toBeVisible();
      });

      if (isPlacedFirst)
        await test.step('serverb: an ordinary database of that name is created, as the notes do', async () => {
          await createDatabase(page, t, SERVER_B, database);
        });

      await test.step('servera: the backup list takes the database, by keyboard', async () => {
        await page.goto(`${SERVER_A.path}/backup/list`);
        const available = page.getByRole('listbox', { name: new RegExp(`^${t('backups.list.available')}`) });
        await available.selectOption(database);
        await available.press('Enter');
        await expect(
          page.getByRole('listbox', { name: new RegExp(`^${t('backups.list.selected')}`) }).getByRole('option', { name: database }),
        ).toBeAttached();
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('status').filter({ hasText: t('backups.list.fullNext') })).toBeVisible();
      });

      const backup = await test.step('servera: the full backup of the list runs while the workload writes', async () => {
        await page.goto(`${SERVER_A.path}/backup/run/FullDBList`);
        await expect(page.getByText(database)).toBeVisible();
        await button(page, t('ui.ok')).click();
        const started = page.getByRole('status').filter({ hasText: t('backups.run.started') });
        await started.getByRole('link', { name: t('backups.run.viewStatus') }).click();
        const row = page
          .getByRole('table', { name: t('backups.statusPage.caption') })
          .getByRole('row')
          .nth(1);
        await expect(row).toContainText(t('backups.status.completed'), { timeout: CATCH_UP_DEADLINE_MS });
        await expect(row).toContainText(database);
        await row.getByRole('link').click();
        await page.getByLabel(t('backups.log.searchLabel')).fill('recovery purpose');
        await button(page, t('backups.log.search')).click();
        await expect(page.getByText(quote.journalNeeded)).toBeVisible();
        const [run] = (await engine.askInstance(SERVER_A.target, 'backup-status', {})).recent;
        if (!run) throw new Error('the backup is not in the status');
        expect(run).toMatchObject({ task: 'FullDBList', status: 'completed' });
        expect(run.databases).toContain(database);
        return path.basename(run.file);
      });

      await test.step('servera: the history says that the journals which the backup needs are still there', async () => {
        await page.goto(`${SERVER_A.path}/backup/history`);
        const row = page
          .getByRole('table', { name: t('title.backupHistory') })
          .getByRole('row')
          .nth(1);
        await expect(row).toContainText(/MIRROR-APRIL-\d{8}\.\d{3}/);
        await expect(row).toContainText(t('backups.journalKept'));
      });

      await test.step('the file is copied to serverb; once more only when it may be replaced', async () => {
        await page.goto(`${SERVER_A.path}/backup/files`);
        const copy = button(page, t('backups.files.copyOf', { file: backup }));
        const dialog = page.getByRole('dialog', { name: t('backups.copy.title') });
        await copy.click();
        await button(dialog, t('backups.copy.action')).click();
        await expect(page.getByRole('link', { name: t('backups.copy.restoreThere', { instance: SERVER_B.target }) })).toBeVisible();
        await copy.click();
        await button(dialog, t('backups.copy.action')).click();
        await expect(dialog.getByLabel(t('backups.copy.toFolder'), { exact: true })).toHaveAttribute('aria-invalid', 'true');
        await dialog.getByRole('checkbox', { name: t('backups.copy.overwrite') }).check();
        await button(dialog, t('backups.copy.action')).click();
        await page.getByRole('link', { name: t('backups.copy.restoreThere', { instance: SERVER_B.target }) }).click();
        await expect(page).toHaveURL(new RegExp(`${SERVER_B.path}/backup/restore`));
      });

      const { directory: folder } = await engine.askInstance(SERVER_B.target, 'backup-files', { directory: '' });
      await test.step('serverb: a file that was cut is refused before anything is touched', async () => {
        const whole = fs.readFileSync(path.join(folder, backup));
        const cut = `cut-${database}.cbk`;
        fs.writeFileSync(path.join(folder, cut), whole.subarray(0, Math.floor(whole.length * CUT_TO)));
        await page.goto(`${SERVER_B.path}/backup/restore`);
        await button(page, t('backups.restore.chooseOf', { file: cut })).click();
        await expect(page.getByRole('alert').filter({ hasText: quote.cut })).not.toHaveCount(0);
        await button(page, t('ui.next')).click();
        await expect(page.getByRole('alert').filter({ hasText: quote.cut })).not.toHaveCount(0);
        await expect(
          page
            .getByRole('list', { name: t('backups.restore.steps') })
            .getByRole('listitem')
            .filter({ hasText: t('backups.restore.stepFile') }),
        ).toHaveAttribute('aria-current', 'step');
        await button(page, t('backups.restore.removeFileOf', { file: cut })).click();
        const known = (await engine.askInstance(SERVER_B.target, 'databases', {})).databases.find(({ name }) => name === database);
        expect(known?.mirror ?? '').toBe('');
      });

      await test.step('serverb: the label is that of the other member’s backup', async () => {
        await button(page, t('backups.restore.chooseOf', { file: backup })).click();
        const label = region(page, t('backups.volume.heading', { file: backup }));
        await expect(label).toContainText(t('backups.volume.mirrorName'));
        await expect(label).toContainText(SERVER_A.member);
        await expect(label).toContainText(`:mirror:${MIRROR}:${database}`);
        await expect(label).toContainText(quote.madeOnOther);
        await button(page, t('ui.next')).click();
      });

      await test.step('serverb: its mirrored database is chosen, only mirrored ones may be, and the journals reach back to it', async () => {
        await expect(page.getByRole('checkbox', { name: t('backups.restore.takeOf', { name: database }) })).toBeChecked();
        await expect(
          page.getByRole('radiogroup', { name: t('backups.restore.limit') }).getByRole('radio', { name: t('ui.yes') }),
        ).toBeChecked();
        await expect(region(page, t('backups.restore.journalHeading'))).toContainText(/MIRROR-APRIL-\d{8}\.\d{3}/);
        await expect(region(page, t('backups.restore.journalHeading')).getByRole('status')).toHaveText(t('backups.restore.journalHere'));
        await button(page, t('ui.next')).click();
      });

      await test.step('serverb: what would be lost needs a yes, then the restore runs', async () => {
        const start = button(page, t('backups.restore.confirmYes'));
        if (isPlacedFirst) {
          await start.click();
          await expect(page.getByRole('alert').filter({ hasText: quote.confirm })).toBeVisible();
          for (const consent of await region(page, t('backups.restore.confirmHeading')).getByRole('checkbox').all()) await consent.check();
        }
        await start.click();
        await expect(page.getByRole('status').filter({ hasText: t('backups.restore.completed') })).toBeVisible({
          timeout: CATCH_UP_DEADLINE_MS,
        });
      });

      await test.step('serverb: the database is in the mirror, read-only, and Dejournaling', async () => {
        await page.getByRole('link', { name: t('backups.restore.viewMonitor') }).click();
        await expect(mirroredRow(page, t, database)).toContainText(quote.dejournaling);
        await expect(region(page, t('monitor.missingDatabases'))).toBeHidden();
        await page.goto(`${SERVER_B.path}/databases`);
        await expect(databaseRow(page, t, database)).toContainText(MIRROR);
        await expect(databaseRow(page, t, database)).toContainText(t('databases.status.mounted-r'));
      });

      await test.step('the workload ends without a loss, and both members have the same nodes', async () => {
        await stopWorkload(page, t);
        expect((await engine.askLab()).workload).toMatchObject({ state: 'stopped', lost: 0 });
        const onPrimary = await nodesOf(engine, SERVER_A, database);
        expect(onPrimary.length).toBeGreaterThan(1);
        expect(onPrimary).toContainEqual(expect.objectContaining(BEFORE));
        await expect
          .poll(() => nodesOf(engine, SERVER_B, database), { timeout: LIVE_DEADLINE_MS, message: 'serverb has what servera has' })
          .toEqual(onPrimary);
      });
    });
  });
}

const databaseRow = (page: Page, t: Words, name: string) =>
  page
    .getByRole('table', { name: t('title.localDatabases') })
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) });
const mirroredRow = (page: Page, t: Words, name: string) =>
  region(page, t('monitor.databases'))
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) });
const workloadOf = (page: Page, t: Words) => region(page, t('workload.heading'));

async function createDatabase(page: Page, t: Words, member: Member, name: string) {
  await page.goto(`${member.path}/databases/new`);
  await fillWizard(page, t, name, false);
  await expect(databaseRow(page, t, name)).toBeVisible();
}

/** Name, mirrored or not, everything else as it is offered, to the last step and Finish. */
async function fillWizard(page: Page, t: Words, name: string, mirrored: boolean) {
  await page.getByRole('textbox', { name: t('databases.wizard.name'), exact: true }).fill(name.toLowerCase());
  await button(page, t('ui.next')).click();
  await page
    .getByRole('radiogroup', { name: t('databases.wizard.mirrored') })
    .getByRole('radio', { name: mirrored ? t('ui.yes') : t('ui.no') })
    .check();
  const finish = button(page, t('ui.finish'));
  await expect(async () => {
    if (await finish.isHidden()) await button(page, t('ui.next')).click();
    await expect(finish).toBeVisible({ timeout: NEXT_STEP_MS });
  }).toPass({ timeout: LIVE_DEADLINE_MS });
  await finish.click();
}

async function startWorkload(page: Page, t: Words, database: string) {
  await page.goto('/lab');
  const form = workloadOf(page, t);
  await form.getByLabel(t('workload.address'), { exact: true }).fill(VIRTUAL_IP.address);
  await form.getByLabel(t('workload.port'), { exact: true }).fill('1972');
  await form.getByLabel(t('workload.database'), { exact: true }).fill(database);
  await form.getByLabel(t('workload.rate'), { exact: true }).fill(String(RATE_PER_SECOND));
  await form.getByLabel(t('workload.clients'), { exact: true }).fill('2');
  await button(form, t('workload.start')).click();
  await expect(button(form, t('workload.stop'))).toBeVisible();
}

/** Afterwards everything acknowledged has been read back. */
async function stopWorkload(page: Page, t: Words) {
  await page.goto('/lab');
  await button(workloadOf(page, t), t('workload.stop')).click();
  await expect(button(workloadOf(page, t), t('workload.start'))).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
}

/** The first nodes of each global, in collation order. */
async function nodesOf(engine: EngineDoor, member: Member, database: string) {
  const { globals } = await engine.askInstance(member.target, 'global-list', { database });
  const pages = await Promise.all(
    globals.map(({ name }) =>
      engine.askInstance(member.target, 'global-nodes', { database, reference: `^${name}`, after: null, limit: NODES_COMPARED }),
    ),
  );
  return pages.flatMap(({ nodes }) => nodes.map(({ reference, value }) => ({ reference, value })));
}
