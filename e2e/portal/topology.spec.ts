/**
 * The picture of the mirror on its Monitor, read by its sentences as a screen reader does: a hang, a cut in one direction and a kill each
 * have a sentence of their own, and it is true.
 */
import type { Locator, Page } from '@playwright/test';
import { type Member, SERVER_A, SERVER_B, VIRTUAL_IP } from './april.ts';
import { CATCH_UP_DEADLINE_MS, FAILOVER_DEADLINE_MS, LIVE_DEADLINE_MS } from './deadlines.ts';
import { type EngineDoor, engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import { healthyWith, isDown, makePrimary, start, statusIs } from './roles.ts';
import { browserLanguages } from './words.ts';

/** Three outages, each with its recovery. */
const ERRAND_TIMEOUT_MS = 240_000;
/** From an outage until the other side calls it one, and until its agent has been asked. */
const SEEN_DEADLINE_MS = FAILOVER_DEADLINE_MS + LIVE_DEADLINE_MS;

const monitorOf = (page: Page, member: Member) => page.goto(`${member.path}/mirror/monitor`);
/** What the picture says of something, from its first word on. */
const said = (page: Page, words: string) => page.getByRole('group', { name: /^Picture of mirror/ }).getByRole('button', { name: words });
const isSaid = (page: Page, words: string) => expect(said(page, words)).toBeVisible({ timeout: SEEN_DEADLINE_MS });
const topologyOf = (engine: EngineDoor, member: Member) => engine.askInstance(member.target, 'mirror-topology', {});

/** Texts that lie on each other, as the browser has drawn them. */
const clashesIn = (picture: Locator) =>
  picture.evaluate((svg) => {
    const texts = [...svg.querySelectorAll('text')].map((text) => ({ words: text.textContent ?? '', box: text.getBoundingClientRect() }));
    return texts.flatMap(({ words, box }, index) =>
      texts
        .slice(index + 1)
        .filter(
          ({ box: other }) => box.left < other.right && other.left < box.right && box.top + 3 < other.bottom && other.top + 3 < box.bottom,
        )
        .map((other) => `${words} | ${other.words}`),
    );
  });

test('a hang, a cut in one direction and a kill are read off the picture, and the engine says the same', async ({ page, product }) => {
  test.setTimeout(ERRAND_TIMEOUT_MS);
  const engine = engineDoorOf(product);
  await makePrimary(engine, SERVER_A);
  await monitorOf(page, SERVER_A);
  const picture = page.getByRole('group', { name: /^Picture of mirror APRIL/ });

  await test.step('on a quiet day every member is what it was told to be, and every connection works', async () => {
    await isSaid(page, 'SERVERA/IRIS, Failover, this system: Primary. Term');
    await isSaid(page, 'SERVERB/IRIS, Failover: Backup. The primary waits for it.');
    await isSaid(page, 'Arbiter at 172.16.58.100|2188: Arbiter Controlled. It sees SERVERA/IRIS. It sees SERVERB/IRIS.');
    await isSaid(page, `Virtual IP ${VIRTUAL_IP.address}: on SERVERA/IRIS.`);
    await isSaid(page, 'SERVERB/IRIS to the ISCAgent of SERVERA/IRIS: connected.');
    const { members, connections } = await topologyOf(engine, SERVER_A);
    expect(members.find(({ isSelf }) => !isSelf)).toMatchObject({ told: 'backup', says: { status: 'backup' }, isActive: true });
    const journal = connections.find(({ kind }) => kind === 'journal');
    expect(journal?.tls).toMatch(/^TLSv1\.[23]$/);
    expect(journal?.roundTripMs).toBeGreaterThanOrEqual(0);
    expect(await clashesIn(picture)).toEqual([]);
  });

  await test.step('a backup that hangs: its agent says so, and its word gets old', async () => {
    await engine.orderLab({ kind: 'pause-instance', host: SERVER_B.host, instance: 'IRIS' });
    await isSaid(page, 'Journal from SERVERA/IRIS to SERVERB/IRIS: no answer. Last word');
    await isSaid(page, 'SERVERB/IRIS, Failover: Down. Its ISCAgent says: the process does not answer. Last word');
    expect((await topologyOf(engine, SERVER_A)).members.find(({ isSelf }) => !isSelf)?.condition).toBe('hung');
    await engine.orderLab({ kind: 'resume-instance', host: SERVER_B.host, instance: 'IRIS' });
    await healthyWith(engine, SERVER_A);
    await isSaid(page, 'SERVERB/IRIS, Failover: Backup. The primary waits for it.');
  });

  await test.step('a cut in one direction is drawn in one direction', async () => {
    const way = { kind: 'cut-path', from: SERVER_A.host, to: SERVER_B.host, bothWays: false } as const;
    await engine.orderLab({ ...way, cut: true });
    await isSaid(page, 'Journal from SERVERA/IRIS to SERVERB/IRIS: nothing from SERVERA/IRIS reaches SERVERB/IRIS.');
    expect((await engine.askLab()).cuts).toEqual([{ from: SERVER_A.host, to: SERVER_B.host }]);
    // The other end hears nothing, and cannot know whether it is heard.
    await monitorOf(page, SERVER_B);
    await isSaid(page, 'Journal from SERVERA/IRIS to SERVERB/IRIS: no answer. Last word');
    await engine.orderLab({ ...way, cut: false });
    await healthyWith(engine, SERVER_A);
    await expect(said(page, 'Journal from SERVERA/IRIS to SERVERB/IRIS: connected')).toBeVisible({ timeout: CATCH_UP_DEADLINE_MS });
  });

  await test.step('a kill: the flag of the virtual IP changes sides, the boxes stay, and the process has ended', async () => {
    const boxes = () =>
      picture.locator('g.topology-item > g[transform]').evaluateAll((all) => all.map((one) => one.getAttribute('transform')));
    const before = await boxes();
    await engine.orderLab({ kind: 'kill-instance', host: SERVER_A.host, instance: 'IRIS' });
    await isSaid(page, 'SERVERA/IRIS, Failover: Down. Its ISCAgent says: the process has ended. Last word');
    await isSaid(page, 'SERVERB/IRIS, Failover, this system: Primary. Term');
    await isSaid(page, `Virtual IP ${VIRTUAL_IP.address}: on SERVERB/IRIS.`);
    expect(await boxes()).toEqual(before);
    expect(await clashesIn(picture)).toEqual([]);
    const holders = (await engine.askLab()).hosts.filter(({ cards }) =>
      cards.some(({ addresses }) => addresses.some(({ address }) => address === VIRTUAL_IP.address)),
    );
    expect(holders.map(({ name }) => name)).toEqual([SERVER_B.host]);
  });

  await test.step('on a phone the same sentences are a list, and nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(picture).toBeHidden();
    const list = page.getByRole('list', { name: /^Mirror APRIL/ });
    await expect(list).toContainText('SERVERA/IRIS, Failover: Down. Its ISCAgent says: the process has ended.');
    await expect(list).toContainText(`Virtual IP ${VIRTUAL_IP.address}: on SERVERB/IRIS.`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  await test.step('the mirror is as it was', async () => {
    await isDown(engine, SERVER_A);
    await start(engine, SERVER_A);
    await healthyWith(engine, SERVER_B);
    await makePrimary(engine, SERVER_A);
    await statusIs(engine, SERVER_B, 'backup');
  });
});

test.describe('in Chinese', () => {
  test.use({ locale: browserLanguages.zh });

  test('the picture is reached and read by keyboard alone', async ({ page, product }) => {
    await makePrimary(engineDoorOf(product), SERVER_A);
    await monitorOf(page, SERVER_A);
    const members = page.getByRole('group', { name: '成员', exact: true });
    const first = members.getByRole('button', { name: 'SERVERA/IRIS，故障转移，此系统：主成员。' });
    await first.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(members.getByRole('button', { name: 'SERVERB/IRIS，故障转移：备用成员。' })).toBeFocused();
    await page.keyboard.press('Enter');
    const details = page.getByRole('dialog', { name: '详细信息' });
    await expect(details).toContainText('主成员等待它的确认。');
    await expect(details).toContainText('自称为');
    await page.keyboard.press('Escape');
    await expect(members.getByRole('button', { name: 'SERVERB/IRIS，故障转移：备用成员。' })).toBeFocused();
  });
});
