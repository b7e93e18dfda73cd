/** What reaches the portal from outside, and what it says when a part of the product is gone. */
import { SERVER_A, SERVER_B } from './april.ts';
import { DEAD_PAGE_DEADLINE_MS, LIVE_DEADLINE_MS, PROCESS_START_DEADLINE_MS } from './deadlines.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import type { Product } from './product.ts';
import { type RawRequest, send } from './send.ts';

/** An instance outside the mirror: its end is nobody else's business. */
const SPARE = { host: 'serverd', instance: 'IRIS', target: 'serverd/IRIS', path: '/serverd/iris' } as const;

const json = { 'content-type': 'application/json' };
const KILL_PRIMARY = JSON.stringify({ kind: 'kill-instance', host: SERVER_A.host, instance: 'IRIS' });
const foreigners: { name: string; path: string; request: (product: Product) => RawRequest }[] = [
  { name: 'a name of somebody else that leads here', path: '/api/lab/query/lab', request: () => ({ headers: { host: 'mirror.example' } }) },
  {
    name: 'a name of somebody else with the right port',
    path: '/api/lab/query/lab',
    request: ({ port }) => ({ headers: { host: `mirror.example:${port}` } }),
  },
  {
    name: 'a name that only begins like ours',
    path: '/api/lab/query/lab',
    request: ({ port }) => ({ headers: { host: `localhost.example:${port}` } }),
  },
  {
    name: 'a command of another site',
    path: '/api/lab/command',
    request: () => ({ method: 'POST', headers: { ...json, origin: 'https://example.org' }, body: KILL_PRIMARY }),
  },
  {
    name: 'a command of another program on this machine',
    path: '/api/lab/command',
    request: () => ({ method: 'POST', headers: { ...json, origin: 'http://127.0.0.1:1' }, body: KILL_PRIMARY }),
  },
  {
    name: 'a command of a page without an origin',
    path: '/api/lab/command',
    request: () => ({ method: 'POST', headers: { ...json, origin: 'null' }, body: KILL_PRIMARY }),
  },
  {
    name: 'a form of another site',
    path: '/api/lab/command',
    request: () => ({ method: 'POST', headers: { 'content-type': 'text/plain' }, body: KILL_PRIMARY }),
  },
  {
    name: 'an image of another site',
    path: `${SERVER_A.path}/csp/bin/mirror_status.cxw`,
    request: () => ({ headers: { 'sec-fetch-site': 'cross-site' } }),
  },
  { name: 'the live stream of another site', path: '/api/live?watch=[]', request: () => ({ headers: { origin: 'https://example.org' } }) },
  {
    name: 'a page under the name of somebody else',
    path: `${SERVER_A.path}/mirror/monitor`,
    request: ({ port }) => ({ headers: { host: `mirror.example:${port}` } }),
  },
  {
    name: 'the way in under the name of somebody else',
    path: '/',
    request: ({ port }) => ({ headers: { host: `mirror.example:${port}` } }),
  },
];

test.describe('requests of other sites', () => {
  for (const { name, path, request } of foreigners) {
    test(`${name}: refused with 403 and P107`, async ({ product }) => {
      const answer = await send(product, path, request(product));
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ ok: false, refusal: { code: 'P107' } });
    });
  }

  test('none of them had an effect', async ({ product }) => {
    expect(await engineDoorOf(product).askInstance(SERVER_A.target, 'summary', {})).toMatchObject({ mirror: { status: 'primary' } });
  });

  test('the portal answers under its own names', async ({ product }) => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]'])
      expect(await send(product, '/api/lab/query/lab', { headers: { host: `${name}:${product.port}` } })).toMatchObject({ status: 200 });
  });

  test('a link on another site may open a page', async ({ product }) => {
    expect(
      await send(product, `${SERVER_A.path}/mirror/monitor`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } }),
    ).toMatchObject({ status: 200 });
  });
});

test('a killed instance: its page says so at once, live and when opened anew, and the other pages go on', async ({
  page,
  context,
  product,
}) => {
  const engine = engineDoorOf(product);
  await page.goto(SPARE.path);
  await expect(page.getByRole('region', { name: 'Member' })).toContainText('Not a mirror member');
  await engine.orderLab({ kind: 'kill-instance', host: SPARE.host, instance: SPARE.instance });
  try {
    await test.step('the open page', async () => {
      await expect(
        page.getByRole('status').filter({ hasText: /^No answer from serverd\/IRIS since \d\d:\d\d:\d\d; last known state shown\./ }),
      ).toContainText('ERROR #P100', {
        timeout: LIVE_DEADLINE_MS,
      });
    });
    await test.step('a page that is opened now', async () => {
      for (const path of ['', '/mirror/monitor', '/databases', '/logs/messages']) {
        const asked = performance.now();
        const answer = await send(product, SPARE.path + path);
        expect(performance.now() - asked, `${path} of the dead instance`).toBeLessThan(DEAD_PAGE_DEADLINE_MS);
        expect(answer.status).toBe(200);
        const opened = await context.newPage();
        await opened.goto(SPARE.path + path);
        await expect(opened.getByRole('main').getByText('serverd/IRIS does not answer.')).toBeVisible({ timeout: LIVE_DEADLINE_MS });
        await opened.close();
      }
      expect(await send(product, `${SPARE.path}/csp/bin/mirror_status.cxw`)).toMatchObject({ status: 503, text: 'FAILED' });
      expect(await send(product, `${SPARE.path}/api/monitor/metrics`)).toMatchObject({ status: 503 });
      expect(await send(product, `/api${SPARE.path}/query/summary`)).toMatchObject({ status: 503, text: expect.stringContaining('P100') });
    });
    await test.step('the pages of the others', async () => {
      const other = await context.newPage();
      await other.goto(`${SERVER_B.path}/mirror/monitor`);
      await expect(other.getByRole('table', { name: 'Mirror Member Status' }).getByRole('row', { name: /^SERVERB\/IRIS/ })).toContainText(
        'Backup',
      );
      await other.goto('/');
      await expect(other.getByRole('region', { name: /^serverd\/IRIS/ })).toContainText('Down');
      await other.close();
    });
  } finally {
    await engine.orderLab({ kind: 'start-instance', host: SPARE.host, instance: SPARE.instance });
  }
  await expect(page.getByRole('region', { name: 'Member' })).toContainText('Not a mirror member', { timeout: PROCESS_START_DEADLINE_MS });
});

test('an instance that hangs: its page is there at once and says that it does not answer', async ({ page, product }) => {
  const engine = engineDoorOf(product);
  await engine.orderLab({ kind: 'pause-instance', host: SPARE.host, instance: SPARE.instance });
  try {
    const asked = performance.now();
    expect(await send(product, `${SPARE.path}/databases`)).toMatchObject({ status: 200 });
    expect(performance.now() - asked).toBeLessThan(DEAD_PAGE_DEADLINE_MS);
    await page.goto(`${SPARE.path}/databases`);
    await expect(page.getByRole('main').getByText('serverd/IRIS does not answer.')).toBeVisible({ timeout: LIVE_DEADLINE_MS });
  } finally {
    await engine.orderLab({ kind: 'resume-instance', host: SPARE.host, instance: SPARE.instance });
  }
  await expect(page.getByRole('table', { name: 'Local Databases' })).toBeVisible({ timeout: LIVE_DEADLINE_MS });
});

test('the addresses of the product’s own portal lead to our pages', async ({ page, product }) => {
  const addresses: [string, string][] = [
    ['UtilHome.csp', ''],
    ['%CSP.Portal.Home.zen', ''],
    ['op/%CSP.UI.Portal.Mirror.Monitor.zen', '/mirror/monitor'],
    ['mgr/%CSP.UI.Portal.Mirror.EditFailover.zen?$NAMESPACE=%25SYS', '/mirror/edit'],
    ['mgr/%CSP.UI.Portal.Mirror.JoinFailover.zen', '/mirror/join-failover'],
    ['mgr/%CSP.UI.Portal.Databases.zen', '/databases'],
  ];
  for (const [address, path] of addresses) {
    await page.goto(`${SERVER_A.path}/csp/sys/${address.replace('%CSP', '%25CSP')}`);
    await expect(page, address).toHaveURL(product.url + SERVER_A.path + path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  expect(await send(product, `${SERVER_A.path}/csp/sys/op/%25CSP.UI.Portal.NoSuchPage.zen`)).toMatchObject({ status: 404 });
});

test('the metrics are Prometheus text and tell primary from backup', async ({ product }) => {
  const read = async (path: string) => {
    const { status, text } = await send(product, `${path}/api/monitor/metrics`);
    expect(status).toBe(200);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return Object.fromEntries(
      lines.map((line) => {
        const [, name = '', value = ''] = /^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{[^{}]*\})?) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line) ?? [];
        expect(name, `a metric in "${line}"`).not.toBe('');
        return [name, Number(value)];
      }),
    );
  };
  expect(await read(SERVER_A.path)).toMatchObject({
    iris_mirror_status: 2,
    iris_mirror_member_type: 3,
    iris_mirror_failover_ready: 1,
    iris_mirror_missing_databases: 0,
  });
  expect(await read(SERVER_B.path)).toMatchObject({ iris_mirror_status: 3, iris_mirror_member_type: 3 });
  expect(await read(SPARE.path)).toMatchObject({ iris_mirror_status: 1, iris_mirror_member_type: 2 });
});
