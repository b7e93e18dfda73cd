/** A trainer shows what journals do: small files that switch, what is in them, when they go, and what happens when the disk is full. */
import { begun } from '../begun.ts';
import { DATABASE, MIRROR, SERVER_A, SERVER_B } from './april.ts';
import { LIVE_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';

const CHECK_DEADLINE_MS = 20_000;

test('journal settings are refused where they are wrong, kept as typed, and saved', async ({ page, product }) => {
  const engine = engineDoorOf(product);
  await page.goto(`${SERVER_A.path}/journals`);
  await expect(page.getByRole('row', { name: /Became primary/ }).first()).toBeVisible();
  await page.getByRole('link', { name: 'Journal Settings' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Journal Settings');
  const size = page.getByRole('textbox', { name: 'Start new journal file every (MB)' });
  await size.fill('0');
  await page.getByRole('textbox', { name: 'Journal File Prefix' }).fill('CLASS2');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(size).toHaveAttribute('aria-invalid', 'true');
  await expect(size).toHaveValue('0');
  await size.fill('5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('textbox', { name: 'Journal File Prefix' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('textbox', { name: 'Journal File Prefix' }).fill('CLASS-');
  await page.getByRole('checkbox', { name: 'Purge by age' }).uncheck();
  await expect(page.getByRole('textbox', { name: 'After this many days' })).toBeDisabled();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The journal settings have been saved.')).toBeVisible();
  expect(await engine.askInstance(SERVER_A.target, 'journal-settings', {})).toMatchObject({
    fileMegabytes: 5,
    prefix: 'CLASS-',
    purgeAfterDays: null,
    purgeAfterBackups: 2,
  });
  await engine.tryInstance(SERVER_A.target, {
    kind: 'save-journal-settings',
    fileMegabytes: 1024,
    prefix: '',
    purgeAfterDays: 2,
    purgeAfterBackups: 2,
    freezeOnError: true,
  });
});

test('the journal is switched with a reason, looked into, and checked', async ({ page, product }) => {
  const engine = engineDoorOf(product);
  // More records than a page holds.
  for (let line = 1; line <= 120; line += 1)
    await engine.tryInstance(SERVER_A.target, { kind: 'set-node', database: DATABASE, reference: `^Line(${line})`, value: 'x' });
  await engine.tryInstance(SERVER_A.target, {
    kind: 'set-node',
    database: DATABASE,
    reference: '^Lesson("journal")',
    value: 'to be found',
  });
  await page.goto(`${SERVER_A.path}/journals`);
  await page.getByRole('link', { name: `Mirror Journal Files Of '${MIRROR}'` }).click();
  const before = (await engine.askInstance(SERVER_A.target, 'summary', {})).journalFile.split('/').at(-1) ?? '';
  await page.getByRole('button', { name: 'Switch Journal' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('lesson 3');
  await dialog.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByRole('row', { name: /Switch by user: lesson 3/ })).toBeVisible({ timeout: LIVE_DEADLINE_MS });

  await page.getByRole('link', { name: `View ${before}` }).click();
  await page.getByRole('group').getByText('Match').click();
  await page.getByRole('textbox', { name: 'Global node' }).fill('lesson');
  await page.getByRole('combobox', { name: 'Type' }).selectOption('Set');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('row', { name: /\^Lesson\("journal"\).*to be found/ })).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('link', { name: 'Last page' }).click();
  await expect(page).toHaveURL(/direction=backward/);
  await page.getByRole('link', { name: 'First page' }).click();
  await expect(page.getByRole('row', { name: /Directory/ }).first()).toBeVisible({ timeout: LIVE_DEADLINE_MS });

  const pages = page.getByRole('navigation', { name: 'Pages of this journal file' });
  await pages.getByRole('link', { name: 'Profile' }).click();
  await expect(page.getByRole('row', { name: /\^Lesson/ })).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await pages.getByRole('link', { name: 'Summary' }).click();
  await expect(page.getByText('Mirror GUID')).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await pages.getByRole('link', { name: 'Integrity Check' }).click();
  await page.getByRole('button', { name: 'Check' }).click();
  await expect(page.getByText(/No error was found/)).toBeVisible({ timeout: CHECK_DEADLINE_MS });
  await expect(page.getByRole('row', { name: /Next file.*Passed/ })).toBeVisible();
});

test('purging says what it keeps and why, and takes by itself what nobody needs', async ({ page, product }) => {
  const engine = engineDoorOf(product);
  await page.goto(`${SERVER_B.path}/journals/purge`);
  await expect(page.getByRole('row', { name: /Kept.*in use/ }).first()).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await engine.tryInstance(SERVER_B.target, { kind: 'switch-journal' });
  const old = (await engine.askInstance(SERVER_B.target, 'journals', {})).files
    .filter(({ mirror, isCurrent }) => mirror === '' && !isCurrent)
    .at(-1);
  if (!old) throw new Error('the switch has left no earlier file');
  await expect(page.getByRole('row', { name: new RegExp(`^${old.name}.*closed less than 2 days ago`) })).toBeVisible({
    timeout: LIVE_DEADLINE_MS,
  });
  await expect(page.getByRole('button', { name: 'Purge now' })).toHaveAttribute('aria-disabled', 'true');
  await engine.tryInstance(SERVER_B.target, {
    kind: 'save-journal-settings',
    fileMegabytes: 1024,
    prefix: '',
    purgeAfterDays: 0,
    purgeAfterBackups: null,
    freezeOnError: true,
  });
  // Files are purged after each switch; the page follows.
  await engine.tryInstance(SERVER_B.target, { kind: 'switch-journal' });
  await expect(page.getByRole('row', { name: new RegExp(`^${old.name}`) })).toHaveCount(0, { timeout: LIVE_DEADLINE_MS });
  expect((await engine.askInstance(SERVER_B.target, 'journals', {})).files.map(({ name }) => name)).not.toContain(old.name);
  await page.goto(`${SERVER_B.path}/logs/messages`);
  // The slash: a mirror journal file of the same day and number may have gone with it.
  await expect(page.getByText(new RegExp(`Purged journal file .*/${old.name}`))).toBeVisible();
  await engine.tryInstance(SERVER_B.target, {
    kind: 'save-journal-settings',
    fileMegabytes: 1024,
    prefix: '',
    purgeAfterDays: 2,
    purgeAfterBackups: 2,
    freezeOnError: true,
  });
});

test('the Messages Log opens at its newest line and follows; whoever has scrolled up stays where they read', async ({ page, product }) => {
  const engine = engineDoorOf(product);
  const say = async (count: number) => {
    // Each switch is told in the log.
    for (let index = 0; index < count; index++) await engine.tryInstance(SERVER_B.target, { kind: 'switch-journal' });
  };
  await say(15);
  await page.goto(`${SERVER_B.path}/logs/messages`);
  const log = page.getByRole('region', { name: `Messages of ${SERVER_B.target}, newest last, scrolls` });
  const newest = async () => {
    const { lines } = await engine.askInstance(SERVER_B.target, 'messages-log', { limit: 1 });
    return log
      .getByRole('row')
      .filter({ hasText: lines[0]?.text.slice(-30) ?? '' })
      .last();
  };
  await expect(await newest()).toBeInViewport({ timeout: LIVE_DEADLINE_MS });
  await say(1);
  await expect(await newest()).toBeInViewport({ timeout: LIVE_DEADLINE_MS });
  await log.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText('No new message since you scrolled up.')).toBeVisible();
  const oldest = log.getByRole('row').nth(1);
  await expect(oldest).toBeInViewport();
  await say(1);
  await expect(page.getByText(/^(One|\d+) new messages? since you scrolled up\.$/)).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await expect(oldest).toBeInViewport();
  await page.getByRole('button', { name: 'Newest' }).click();
  await expect(await newest()).toBeInViewport({ timeout: LIVE_DEADLINE_MS });
  await expect(page.getByText('New messages appear at the end.')).toBeVisible();
  // A warning and worse alone.
  await page.getByRole('combobox', { name: 'Severity' }).selectOption('1');
  await expect(log.getByRole('cell', { name: 'Information' })).toHaveCount(0);
});

test('a full journal disk is shown on the Journals page and the Mirror Monitor while it lasts, in Chinese as well', async ({
  browser,
  product,
}) => {
  const engine = engineDoorOf(product);
  const page = await browser.newPage({ locale: 'zh-CN', baseURL: product.url });
  await engine.orderLab({ kind: 'set-journal-disk', host: SERVER_B.host, instance: 'IRIS', condition: 'full' });
  const written = begun(
    engine.tryInstance(SERVER_B.target, { kind: 'set-node', database: 'USER', reference: '^Waits', value: 'for room' }),
  );
  await page.goto(`${SERVER_B.path}/journals`);
  await expect(page.getByText(/日志已冻结.*ENOSPC/)).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await page.goto(`${SERVER_B.path}/mirror/monitor`);
  await expect(page.getByText(/日志已冻结.*ENOSPC/)).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  await engine.orderLab({ kind: 'set-journal-disk', host: SERVER_B.host, instance: 'IRIS', condition: 'healthy' });
  expect(await written).toMatchObject({ ok: true });
  await expect(page.getByText(/日志已冻结/)).toHaveCount(0, { timeout: LIVE_DEADLINE_MS });
  await page.close();
});
