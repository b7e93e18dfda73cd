/** Who gets in, and what every answer says, whoever asks and however. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SERVER_A } from './april.ts';
import { engineDoorOf } from './engine-door.ts';
import { expect, test } from './fixtures.ts';
import type { Product } from './product.ts';
import { type RawRequest, send, sendBytes } from './send.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STATUS = `${SERVER_A.path}/csp/bin/mirror_status.cxw`;
const LIVE = `/api/live?watch=${encodeURIComponent(JSON.stringify([{ target: 'lab', query: 'lab', input: {} }]))}`;
const COMMAND = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ kind: 'stop-workload' }) };
const withoutKey = { cookies: [], origins: [] };

/** As a second terminal prints it. */
function printedAddress(product: Product): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/address.mjs', '--data', product.dataDirectory], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

test.describe('a stranger on this machine', () => {
  for (const [name, address, request] of [
    ['the list of instances', '/', {}],
    ['a page', `${SERVER_A.path}/mirror/monitor`, {}],
    ['a page that does not exist', '/no/such/page', {}],
    ['a script of the pages', '/_next/static/chunks/any.js', {}],
    ['an address of the product’s own portal', `${SERVER_A.path}/csp/sys/UtilHome.csp`, {}],
  ] as const) {
    test(`${name}: 401, with the way in in both languages`, async ({ product }) => {
      const answer = await send(product, address, { ...request, token: null });
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.text).toContain('ERROR #P580: ');
      expect(answer.text).toContain('错误 #P580: ');
      expect(answer.text).toContain('npm run address');
    });
  }

  for (const [name, address, request] of [
    ['a query', '/api/lab/query/lab', {}],
    ['a command', '/api/lab/command', COMMAND],
    ['the live stream', LIVE, {}],
    ['a query with a wrong token', '/api/lab/query/lab', { headers: { authorization: `Bearer ${'0'.repeat(64)}` } }],
    ['a query with a cookie of another portal', '/api/lab/query/lab', { headers: { cookie: 'mirror-portal-1=x' } }],
  ] as const) {
    test(`${name}: 401 and P580`, async ({ product }) => {
      const answer = await send(product, address, { ...request, token: null });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.text)).toEqual({ ok: false, refusal: { code: 'P580', args: [] } });
    });
  }

  test('status, health and metrics answer everybody', async ({ product }) => {
    expect(await send(product, STATUS, { token: null })).toMatchObject({ status: 200, text: 'SUCCESS' });
    expect(await send(product, '/api/health', { token: null })).toMatchObject({ status: 200, text: 'OK' });
    expect(await send(product, `${SERVER_A.path}/api/monitor/metrics`, { token: null })).toMatchObject({ status: 200 });
  });
});

test('the printed address opens the portal in one browser, once, and a restart of the browser does not lock it out', async ({
  browser,
  product,
}) => {
  const address = printedAddress(product);
  const context = await browser.newContext({ storageState: withoutKey, baseURL: product.url });
  const page = await context.newPage();
  await page.goto(address);
  await expect(page).toHaveURL(`${product.url}/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instances of this lab');
  const [cookie] = (await context.cookies()).filter(({ name }) => name === `mirror-portal-${product.port}`);
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(cookie?.expires).toBeGreaterThan(Date.now() / 1000 + 86_400);
  expect(cookie?.value).not.toBe(product.token);
  expect(await page.evaluate(() => document.cookie)).not.toContain('mirror-portal-');
  await page.goto(address); // It knows this browser.
  await expect(page).toHaveURL(`${product.url}/`);

  const other = await browser.newContext({ storageState: withoutKey });
  const refused = await other.newPage();
  expect((await refused.goto(address))?.status()).toBe(401);
  await expect(refused.getByRole('heading')).toHaveText([
    'ERROR #P581: This address has been used already, or is too old',
    /^错误 #P581: /,
  ]);
  await refused.goto(printedAddress(product));
  await expect(refused.getByRole('heading', { level: 1 })).toHaveText('Instances of this lab');
  await Promise.all([context.close(), other.close()]);
});

test('a link on another site opens a page for a browser that is known, and not for one that is not', async ({ browser, page, product }) => {
  const wiki = http
    .createServer((_request, response) => response.setHeader('content-type', 'text/html').end(`<a href="${product.url}/lab">Our lab</a>`))
    .listen(0, '127.0.0.1');
  await once(wiki, 'listening');
  // By this name it is another site than 127.0.0.1.
  const address = `http://localhost:${(wiki.address() as AddressInfo).port}/`;
  try {
    await page.goto(address);
    await page.getByRole('link', { name: 'Our lab' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Lab');
    const stranger = await (await browser.newContext({ storageState: withoutKey })).newPage();
    await stranger.goto(address);
    await stranger.getByRole('link', { name: 'Our lab' }).click();
    await expect(stranger.getByRole('link', { name: '/lab' })).toBeVisible();
    await stranger.getByRole('link', { name: '/lab' }).click();
    await expect(stranger.getByRole('heading').first()).toHaveText(/^ERROR #P580: /);
    await stranger.context().close();
  } finally {
    wiki.close();
  }
});

const ALWAYS = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': expect.stringMatching(
    /^default-src 'self'; script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';.*frame-ancestors 'none'$/,
  ),
};

test('every kind of answer tells the browser what it may do', async ({ product }) => {
  const page = await send(product, `${SERVER_A.path}/mirror/monitor`);
  const script = /\/_next\/static\/[^"]+\.js/.exec(page.text)?.[0] ?? '';
  const answers = {
    page,
    'the same page again': await send(product, `${SERVER_A.path}/mirror/monitor`),
    query: await send(product, '/api/lab/query/lab'),
    refusal: await send(product, '/api/lab/query/none'),
    script: await send(product, script),
    icon: await send(product, '/icon.svg'),
    status: await send(product, STATUS),
    'not found': await send(product, '/no/such/page'),
    redirect: await send(product, `${SERVER_A.path}/csp/sys/UtilHome.csp`),
    stranger: await send(product, '/', { token: null }),
    'cannot be read': await send(product, '/%zz'),
  };
  for (const [name, { headers }] of Object.entries(answers)) expect(headers, name).toMatchObject(ALWAYS);
  expect(Object.fromEntries(Object.entries(answers).map(([name, { status }]) => [name, status]))).toEqual({
    page: 200,
    'the same page again': 200,
    query: 200,
    refusal: 404,
    script: 200,
    icon: 200,
    status: 200,
    'not found': 404,
    redirect: 307,
    stranger: 401,
    'cannot be read': 400,
  });
  const nonceOf = ({ headers }: { headers: { [name: string]: unknown } }) =>
    /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
  expect(nonceOf(page)).not.toBe(nonceOf(answers['the same page again']));
  const scripts = [...page.text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(2);
  for (const tag of scripts) expect(tag).toContain(`nonce="${nonceOf(page)}"`);
  const stream = await fetch(product.url + LIVE, { headers: { authorization: `Bearer ${product.token}` } });
  expect(Object.fromEntries(stream.headers)).toMatchObject(ALWAYS);
  await stream.body?.cancel();
});

test('texts are compressed; the live stream, a part of a file and what load balancers read are not', async ({ product }) => {
  const page = `${SERVER_A.path}/mirror/monitor`;
  const script = /\/_next\/static\/[^"]+\.js/.exec((await send(product, page)).text)?.[0] ?? '';
  const coded = async (address: string, more: Omit<RawRequest, 'headers'> & { range?: string } = {}) => {
    const { range, ...request } = more;
    const headers = { 'accept-encoding': 'gzip', ...(range === undefined ? {} : { range }) };
    return (await send(product, address, { ...request, headers })).headers['content-encoding'] ?? null;
  };
  expect({
    page: await coded(page),
    script: await coded(script),
    query: await coded(`/api${SERVER_A.path}/query/mirror-monitor?input=%7B%7D`),
    'a head': await coded(page, { method: 'HEAD' }),
    'a part': await coded(script, { range: 'bytes=0-4095' }),
    status: await coded(STATUS),
    metrics: await coded(`${SERVER_A.path}/api/monitor/metrics`),
  }).toEqual({
    page: 'gzip',
    script: 'gzip',
    query: 'gzip',
    'a head': null,
    'a part': null,
    status: null,
    metrics: null,
  });
  expect((await send(product, script)).headers).not.toHaveProperty('content-encoding');
  const stream = await fetch(product.url + LIVE, {
    headers: { authorization: `Bearer ${product.token}`, 'accept-encoding': 'gzip' },
  });
  expect(stream.headers.get('content-encoding')).toBeNull();
  const first = await stream.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toMatch(/^retry: /);
});

test('a page is not shown inside a page of somebody else, and runs no script that somebody wrote into it', async ({ page, product }) => {
  for (const dest of ['iframe', 'frame', 'embed', 'object'])
    expect(await send(product, '/', { headers: { 'sec-fetch-dest': dest, 'sec-fetch-site': 'cross-site' } }), dest).toMatchObject({
      status: 403,
    });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto('/lab');
  await page.evaluate(() => {
    const script = document.createElement('div');
    script.innerHTML = '<img src="x" onerror="document.title = `injected`">';
    document.body.append(script);
  });
  await expect.poll(() => complaints.join('\n')).toContain('Content Security Policy');
  expect(await page.title()).not.toBe('injected');
});

test('load balancers: HEAD as GET, and HTTP/1.0 that names nobody', async ({ product }) => {
  expect(await send(product, STATUS, { method: 'HEAD', token: null })).toMatchObject({ status: 200, text: '' });
  expect(await send(product, '/serverb/iris/csp/mirror_status.cxw', { method: 'HEAD', token: null })).toMatchObject({
    status: 503,
    text: '',
  });
  for (const address of [STATUS, '/api/health', `${SERVER_A.path}/api/monitor/metrics`])
    expect(await sendBytes(product, `GET ${address} HTTP/1.0\r\n\r\n`), address).toMatch(/^HTTP\/1\.1 200 /);
  expect(await sendBytes(product, `OPTIONS ${STATUS} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 405 /);
  expect(await sendBytes(product, `GET /api/lab/query/lab HTTP/1.0\r\nAuthorization: Bearer ${product.token}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 403 /,
  );
});

test('what is not there is 404, in the person’s language', async ({ page, product }) => {
  for (const address of [
    '/nohost',
    '/nohost/iris',
    '/servera/none/mirror/monitor',
    '/servera/ir.is',
    '/servera/iris/no/such/page',
    '/nohost/iris/csp/sys/UtilHome.csp',
    '/nohost/iris/csp/bin/mirror_status.cxw',
    '/nohost/iris/api/monitor/metrics',
    '/api/nohost/iris/query/summary',
    '/api/none',
  ]) {
    expect(await send(product, address), address).toMatchObject({ status: 404 });
  }
  await page.goto('/nohost/iris');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: '简体中文' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('找不到页面');
});

test('addresses that lead elsewhere are refused', async ({ product }) => {
  for (const address of [
    '/%2Fevil.example/x/csp/sys/UtilHome.csp',
    '/%5Cevil.example/x/csp/sys/UtilHome.csp',
    '//evil.example/x/csp/sys/UtilHome.csp',
    '/servera/%zz',
    '/servera/%ff',
    '/a%0d%0aSet-Cookie:x',
    '/servera/iris/../../api/lab/query/lab',
  ]) {
    expect(await send(product, address), address).toMatchObject({ status: 400, location: '' });
  }
  expect(
    await sendBytes(product, `GET http://evil.example/servera HTTP/1.1\r\nHost: 127.0.0.1:${product.port}\r\nConnection: close\r\n\r\n`),
  ).toMatch(/^HTTP\/1\.1 400 /);
});

test('too large is 413, announced or not, and at the limit it is read', async ({ product }) => {
  const headers = { 'content-type': 'application/json' };
  const large = Buffer.alloc(4 * 1024 * 1024 + 1, 0x20);
  for (const chunked of [{}, { 'transfer-encoding': 'chunked' }] as Record<string, string>[]) {
    const answer = await send(product, '/api/lab/command', { method: 'POST', headers: { ...headers, ...chunked }, body: large }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (typeof answer === 'object') expect(JSON.parse(answer.text)).toMatchObject({ refusal: { code: 'P582' } });
    // The answer may be there before all is sent, and the connection gone.
    else expect(answer).toMatch(/EPIPE|ECONNRESET/);
  }
  expect(await send(product, '/api/lab/command', { method: 'POST', headers, body: large.subarray(1) })).toMatchObject({ status: 404 });
});

test('nothing that anybody sends is answered with 500', async ({ product }) => {
  // biome-ignore format: a list
  const addresses = [
    '/', '/lab', SERVER_A.path, `${SERVER_A.path}/databases/properties?name=%00&name=__proto__`, `${SERVER_A.path}/backup/restore?run=-1`, `${SERVER_A.path}/journals/view?file=../../x`, `${SERVER_A.path}/sql?namespace=%F0%9F%98%80`,
    '/constructor/iris', '/__proto__/__proto__', '/_next', '/_next/data/x.json', '/_next/image?url=http://evil.example/x', STATUS, '/api', '/api/health', '/api/live', '/api/live?watch=x', '/api/live?watch=%5B1%5D',
    `/api/live?watch=${encodeURIComponent(JSON.stringify(Array(65).fill({ target: 'lab', query: 'lab', input: {} })))}`, '/api/lab/command', '/api/lab/query/lab', '/api/lab/query/lab?input=%7B', '/api/lab/query/constructor', '/api/lab/query/__proto__', '/api/lab/query/toString',
    `/api${SERVER_A.path}/query/constructor`, `/api${SERVER_A.path}/command`, '/api/constructor/__proto__/command', '/api/servera/iris/query/summary?input=null',
  ];
  const bodies = [
    undefined,
    '',
    '{',
    'null',
    '[]',
    '"x"',
    '{"kind":"constructor"}',
    '{"kind":"__proto__"}',
    '{"kind":{"toString":1}}',
    '{"kind":["kill-instance"]}',
    '{"__proto__":{"kind":"x"},"kind":null}',
    '['.repeat(100_000),
    '\u0000',
    JSON.stringify({ kind: 'kill-instance', host: { length: 1 }, instance: [] }),
  ];
  const headerSets: Record<string, string>[] = [
    {},
    { 'content-type': 'application/json' },
    { 'content-type': 'application/json', rsc: '1', 'next-router-state-tree': '%5B%22' },
    { 'content-type': 'application/json', 'next-action': 'x', 'next-router-prefetch': '1', 'next-url': '//evil.example' },
    { 'content-type': 'multipart/form-data; boundary=x', 'next-action': 'x' },
    {
      'content-type': 'application/json',
      cookie: 'mirror-portal-locale=__proto__; mirror-portal-theme=%zz; =; ;',
      'accept-language': ',;q=x,zh;q=NaN',
    },
    {
      'content-type': 'application/json',
      'content-security-policy': "script-src 'nonce-<x>'",
      'x-nonce': '<',
      'x-middleware-subrequest': 'proxy',
      'x-forwarded-host': 'evil.example',
    },
    {
      'content-type': 'application/json',
      'if-none-match': '*',
      range: 'bytes=9-1',
      expect: 'x',
      'accept-encoding': 'x',
      authorization: `bearer  ${product.token}`,
    },
  ];
  const failed: string[] = [];
  let count = 0;
  for (const address of addresses) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const sets = method === 'GET' || method === 'POST' ? headerSets : headerSets.slice(0, 1);
      await Promise.all(
        sets.flatMap((headers) =>
          (method === 'POST' && address.startsWith('/api') ? bodies : bodies.slice(0, 1)).map(async (body) => {
            if (method === 'GET' && address === '/api/live') return; // An endless answer, to nothing.
            const { status } = await send(product, address, { method, headers, ...(body === undefined ? {} : { body }) });
            count++;
            if (status >= 500 && status !== 503)
              failed.push(`${method} ${address} ${JSON.stringify(headers)} ${body?.slice(0, 60)}: ${status}`);
          }),
        ),
      );
    }
  }
  expect(failed).toEqual([]);
  expect(count).toBeGreaterThan(1000);
  expect(fs.readFileSync(path.join(product.dataDirectory, 'lab', 'logs', 'portal.log'), 'utf8'), 'stacks in the log').not.toMatch(
    /^ +at /m,
  );
  expect(await engineDoorOf(product).askInstance(SERVER_A.target, 'summary', {})).toMatchObject({ mirror: { status: 'primary' } });
});
