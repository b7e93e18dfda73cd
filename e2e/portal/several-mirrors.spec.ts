/**
 * A reporting async in two mirrors, by clicks: it joins the second, is watched, stopped and filtered in one while the other goes on, and
 * leaves it.
 */
import type { Locator, Page } from '@playwright/test';
import type { InstanceCommand } from '../../lib/contract/commands.ts';
import type { Locale } from '../../lib/contract/errors.ts';
import { loneMirror } from '../lone-mirror.ts';
import { type AnyMember, type Member, SERVER_A, SERVER_B, SERVER_D } from './april.ts';
import { CATCH_UP_DEADLINE_MS, JOIN_DEADLINE_MS, START_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, testOnFreshLab as test } from './fixtures.ts';
import { browserLanguages, type Words, wordsOf } from './words.ts';

const AGENT_PORT = 2188;
const ONLY_KEPT = `class ZKept extends MirrorDejournal {
  RunFilter(database, reference) {
    return reference.startsWith('Kept') ? 1 : 0;
  }
}`;
const quotes = {
  en: { nameRefused: 'ERROR #P332', sameMirror: 'ERROR #2101' },
  zh: { nameRefused: '错误 #P332', sameMirror: '错误 #2101' },
} satisfies Record<Locale, Record<string, string>>;

const button = (place: Page | Locator, name: string) => place.getByRole('button', { name, exact: true });
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test.describe.configure({ mode: 'parallel' });

for (const locale of ['en', 'zh'] as const) {
  const t = wordsOf(locale);
  const quote = quotes[locale];

  test.describe(`in ${locale === 'en' ? 'English' : 'Chinese'}`, () => {
    test.use({ locale: browserLanguages[locale] });

    test('a reporting async joins a second mirror, and one mirror is stopped, filtered and left without the other', async ({
      page,
      product,
    }) => {
      test.setTimeout(START_DEADLINE_MS + 180_000);
      const engine = engineDoorOf(product);
      await createMirror(engine, SERVER_A, 'APRIL');
      await createMirror(engine, SERVER_B, 'MAY');
      await joinFirst(engine);
      const mirrorsOf = () => engine.askInstance(SERVER_D.target, 'async-mirrors', {});
      const nodeValueOf = async (database: string, reference: string) => {
        const { nodes } = await engine.askInstance(SERVER_D.target, 'global-nodes', { database, reference, after: null, limit: 1 });
        return nodes[0]?.value ?? null;
      };
      const write = (member: Member, database: string, reference: string) =>
        order(engine, member, { kind: 'set-node', database, reference, value: 'x' });
      const arrives = (database: string, reference: string) =>
        expect(async () => expect(await nodeValueOf(database, reference)).toBe('x')).toPass({ timeout: CATCH_UP_DEADLINE_MS });

      await test.step('Edit Async: Join a Mirror leads to the form with the name and the type that it has', async () => {
        await page.goto(`${SERVER_D.path}/mirror/edit-async`);
        await button(page, t('asyncForms.edit.joinMirror')).click();
        await describe(page, t, { mirror: 'april', address: SERVER_A.publicAddress });
        await expect(region(page, t('asyncForms.join.information'))).toContainText(SERVER_D.member, { timeout: JOIN_DEADLINE_MS });
        await expect(page.getByLabel(t('asyncForms.join.type'), { exact: true })).toBeDisabled();
        await expect(page.getByLabel(t('asyncForms.join.address'), { exact: true })).toHaveValue(SERVER_D.publicAddress);
      });

      await test.step('the mirror that it is in already is refused at its field (#2101), and another one taken', async () => {
        await button(page, t('ui.save')).click();
        await expect(page.getByRole('alert').filter({ hasText: quote.sameMirror })).toBeVisible();
        await expect(page.getByLabel(t('forms.label.mirrorName'), { exact: true })).toBeFocused();
        await describe(page, t, { mirror: 'may', address: SERVER_B.publicAddress });
        await expect(region(page, t('forms.mirrorInformation'))).toContainText(SERVER_B.member, { timeout: JOIN_DEADLINE_MS });
        await button(page, t('ui.save')).click();
        await expect(page).toHaveURL(/monitor\?mirror=MAY$/, { timeout: JOIN_DEADLINE_MS });
      });

      await test.step('Mirror Monitor: a row for each mirror; Details shows the databases of one', async () => {
        await expectRow(page, t, 'MAY', 'connected');
        await expectRow(page, t, 'APRIL', 'connected');
        await createDatabase(engine, SERVER_D, 'MAY');
        await expect(region(page, t('async.monitor.databasesOf', { name: 'MAY' })).getByRole('row', { name: /MAYDATA/ })).toBeVisible({
          timeout: CATCH_UP_DEADLINE_MS,
        });
        await page
          .getByRole('link', { name: t('async.monitor.actionOf', { action: t('async.monitor.details'), mirror: 'APRIL' }) })
          .click();
        const april = region(page, t('async.monitor.databasesOf', { name: 'APRIL' }));
        await expect(april.getByRole('row', { name: /APRILDATA/ })).toBeVisible();
        await expect(april.getByRole('row', { name: /MAYDATA/ })).toHaveCount(0);
      });

      await test.step('mirroring of one is stopped: its data stay away, those of the other arrive', async () => {
        await pressInRow(page, t, t('async.monitor.stopMirroring'), 'MAY');
        await expectRow(page, t, 'MAY', 'stopped');
        await write(SERVER_B, 'MAYDATA', '^Kept(1)');
        await write(SERVER_A, 'APRILDATA', '^Any(1)');
        await arrives('APRILDATA', '^Any(1)');
        expect(await nodeValueOf('MAYDATA', '^Kept(1)')).toBeNull();
        expect((await mirrorsOf()).mirrors.map(({ mirrorName, status }) => `${mirrorName} ${status}`)).toEqual([
          'APRIL connected',
          'MAY stopped',
        ]);
        await pressInRow(page, t, t('async.monitor.startMirroring'), 'MAY');
        await expectRow(page, t, 'MAY', 'connected');
        await arrives('MAYDATA', '^Kept(1)');
      });

      await test.step('Edit Dejournal Filter of one: the name is refused at its field, then only ^Kept arrives there', async () => {
        await page.goto(`${SERVER_D.path}/mirror/edit-async`);
        await button(page, t('asyncForms.filter.editOf', { mirror: 'MAY' })).click();
        const dialog = page.getByRole('dialog', { name: t('asyncForms.filter.title', { mirror: 'MAY' }) });
        await dialog
          .getByLabel(t('asyncForms.filter.choice', { mirror: 'MAY' }), { exact: true })
          .selectOption({ label: t('asyncForms.filter.new') });
        await dialog.getByLabel(t('asyncForms.filter.name'), { exact: true }).fill('Kept');
        await dialog.getByLabel(t('asyncForms.filter.code'), { exact: true }).fill(ONLY_KEPT);
        await button(dialog, t('ui.save')).click();
        await expect(dialog.getByRole('alert').filter({ hasText: quote.nameRefused })).toBeVisible();
        await expect(dialog.getByLabel(t('asyncForms.filter.name'), { exact: true })).toBeFocused();
        await dialog.getByLabel(t('asyncForms.filter.name'), { exact: true }).fill('ZKept');
        await expect(dialog.getByLabel(t('asyncForms.filter.code'), { exact: true })).toHaveValue(ONLY_KEPT);
        await button(dialog, t('ui.save')).click();
        await expect(dialog).toBeHidden();
        await expect(region(page, t('asyncForms.edit.mirrors')).getByRole('row', { name: /^MAY|MAY/ })).toContainText('ZKept');
        for (const [member, database] of [
          [SERVER_A, 'APRILDATA'],
          [SERVER_B, 'MAYDATA'],
        ] as const) {
          await write(member, database, '^Left(2)');
          await write(member, database, '^Kept(2)');
          await arrives(database, '^Kept(2)');
        }
        expect(await nodeValueOf('MAYDATA', '^Left(2)')).toBeNull();
        expect(await nodeValueOf('APRILDATA', '^Left(2)')).toBe('x');
      });

      await test.step('Leave mirror: the other one goes on, without a restart', async () => {
        await button(page, t('asyncForms.leave.of', { mirror: 'MAY' })).click();
        const dialog = page.getByRole('dialog', { name: t('asyncForms.leave.title', { mirror: 'MAY' }) });
        await dialog.getByRole('checkbox', { name: t('leaving.attribute', { databases: 'MAYDATA' }) }).check();
        await button(dialog, t('asyncForms.leave.action')).click();
        await expect(dialog).toBeHidden({ timeout: JOIN_DEADLINE_MS });
        await expect(button(page, t('asyncForms.leave.of', { mirror: 'MAY' }))).toHaveCount(0);
        await write(SERVER_A, 'APRILDATA', '^Any(3)');
        await arrives('APRILDATA', '^Any(3)');
        expect((await mirrorsOf()).mirrors.map(({ mirrorName }) => mirrorName)).toEqual(['APRIL']);
        const { config } = await engine.askInstance(SERVER_B.target, 'mirror-edit', {});
        expect(config.members.map(({ name }) => name)).toEqual([SERVER_B.member]);
      });
    });
  });
}

async function order(engine: EngineDoor, member: AnyMember, command: InstanceCommand): Promise<void> {
  const outcome = await engine.tryInstance(member.target, command);
  if (!outcome.ok)
    throw new Error(`${command.kind} on ${member.host} was refused: #${outcome.refusal.code} ${outcome.refusal.args.join(', ')}`);
}

/** Of one member, without SSL/TLS, with one database. */
async function createMirror(engine: EngineDoor, member: Member, mirrorName: string): Promise<void> {
  await engine.orderLab({ kind: 'start-agent', host: member.host });
  await order(engine, member, { kind: 'enable-mirror-service', enabled: true });
  await order(engine, member, loneMirror(mirrorName, { memberName: member.member, ...member }));
  await createDatabase(engine, member, mirrorName);
}

const createDatabase = (engine: EngineDoor, member: AnyMember, mirrorName: string) =>
  expect(async () => {
    const several = member === SERVER_D ? { mirrorName } : {};
    await order(engine, member, {
      kind: 'create-database',
      name: `${mirrorName}DATA`,
      directory: mirrorName.toLowerCase(),
      journal: true,
      mirrorDatabaseName: `${mirrorName}DATA`,
      ...several,
    });
  }).toPass({ timeout: CATCH_UP_DEADLINE_MS });

/** serverd becomes a read-write reporting async of APRIL, and has its database. */
async function joinFirst(engine: EngineDoor): Promise<void> {
  await order(engine, SERVER_D, { kind: 'enable-mirror-service', enabled: true });
  await order(engine, SERVER_D, {
    kind: 'join-as-async',
    mirrorName: 'APRIL',
    other: { agentAddress: SERVER_A.publicAddress, agentPort: AGENT_PORT, instanceName: 'IRIS' },
    memberKind: 'read-write-reporting',
    memberName: SERVER_D.member,
    address: SERVER_D.publicAddress,
    agentAddress: SERVER_D.publicAddress,
    agentPort: AGENT_PORT,
  });
  await createDatabase(engine, SERVER_D, 'APRIL');
}

/** The first step of Join as Async. */
async function describe(page: Page, t: Words, { mirror, address }: { mirror: string; address: string }): Promise<void> {
  await page.getByLabel(t('forms.label.mirrorName'), { exact: true }).fill(mirror);
  await page.getByLabel(t('asyncForms.join.agentAddress'), { exact: true }).fill(address);
  await page.getByLabel(t('forms.label.other-instanceName'), { exact: true }).fill('IRIS');
  await button(page, t('ui.next')).click();
}

const expectRow = (page: Page, t: Words, mirror: string, status: 'connected' | 'stopped') =>
  expect(
    page
      .getByRole('table', { name: t('async.monitor.mirrors') })
      .getByRole('row')
      .filter({ has: page.getByText(mirror, { exact: true }) }),
  ).toContainText(t(`memberStatus.${status}`), { timeout: CATCH_UP_DEADLINE_MS });

/** An action of a mirror's row, and the question that it asks. */
async function pressInRow(page: Page, t: Words, action: string, mirror: string): Promise<void> {
  const label = t('async.monitor.actionOf', { action, mirror });
  await button(page, label).click();
  await button(page.getByRole('dialog'), label).click();
  await expect(page.getByRole('dialog')).toBeHidden();
}
