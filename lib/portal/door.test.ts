/** The door before a house that answers everything: what comes through, and what is said to the rest. */
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cookieNameOf, cookieValueOf, makeKey, makeToken } from './access.ts';
import { answerAtDoor, type Door } from './door.ts';

let door: Door;
let server: http.Server;
let served: http.IncomingMessage[];

beforeEach(async () => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'door-'));
  served = [];
  server = http.createServer((request, response) => answerAtDoor(door, request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  door = {
    port,
    data,
    token: makeToken(data),
    isDevelopment: false,
    serve: (request, response) => {
      served.push(request);
      response.end('served');
    },
  };
});
afterEach(() => {
  server.close();
  fs.rmSync(door.data, { recursive: true, force: true });
});

function send(
  target: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<http.IncomingMessage & { text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: door.port, path: target, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(Object.assign(response, { text })));
    });
    request.on('error', reject).end();
  });
}
const bearer = () => ({ authorization: `Bearer ${door.token}` });

test('nothing of a stranger gets through but status, health and metrics', async () => {
  for (const target of [
    '/',
    '/lab',
    '/api/lab/query/lab',
    '/api/live?watch=[]',
    '/_next/static/x.js',
    '/servera/iris/csp/sys/UtilHome.csp',
    '/servera/iris/mirror_status.cxw',
    '/?key=',
    '/?key=wrong',
    '/api/lab/command?key=wrong',
  ]) {
    expect(await send(target), target).toMatchObject({ statusCode: 401 });
  }
  expect(served).toEqual([]);
  for (const target of [
    '/api/health',
    '/servera/iris/csp/bin/mirror_status.cxw',
    '/servera/iris/csp/mirror_status.cxw',
    '/servera/iris/api/monitor/metrics',
  ])
    expect(await send(target), target).toMatchObject({ text: 'served' });
});

test('a page is refused in both languages, with a link to try again; what was asked comes out escaped', async () => {
  const { text } = await send('/lab?x="><script>alert(1)</script>');
  expect(text).toContain('ERROR #P580');
  expect(text).toContain('错误 #P580');
  expect(text).not.toContain('<script');
  expect(text).toContain('<a href="/lab?x=&#34;&#62;&#60;script');
});

test('a link of another site brings no cookie: the page tries again by itself, once', async () => {
  expect((await send('/lab', { headers: { 'sec-fetch-site': 'cross-site' } })).text).toContain('http-equiv="refresh"');
  expect((await send('/lab', { headers: { 'sec-fetch-site': 'same-origin' } })).text).not.toContain('http-equiv="refresh"');
});

test('a key becomes a cookie at a clean address, once; the cookie is of this port and of this data folder', async () => {
  const key = makeKey(door.data);
  expect(await send(`/lab?key=${key}&show=all`, { method: 'HEAD' })).toMatchObject({ statusCode: 401 });
  const opened = await send(`/lab?key=${key}&show=all`);
  expect(opened).toMatchObject({ statusCode: 303, headers: { location: '/lab?show=all' } });
  const [cookie = ''] = opened.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(new RegExp(`^mirror-portal-${door.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`));
  expect((await send(`/lab?key=${key}`)).text).toContain('#P581');
  const known = { cookie: cookie.split(';', 1)[0] ?? '' };
  expect(await send('/lab', { headers: known })).toMatchObject({ text: 'served' });
  expect(await send(`/lab?key=${key}`, { headers: known })).toMatchObject({ statusCode: 303 });
  for (const other of [
    `${cookieNameOf(door.port + 1)}=${cookieValueOf(door.token)}`,
    `${cookieNameOf(door.port)}=${cookieValueOf('x'.repeat(64))}`,
  ])
    expect(await send('/lab', { headers: { cookie: other } }), other).toMatchObject({ statusCode: 401 });
});

test('the redirect of a key leads nowhere else', async () => {
  for (const target of ['//evil.example/?key=', '/\\evil.example/?key=', 'http://evil.example/?key=', '/%2Fevil.example/?key='])
    expect(await send(target + makeKey(door.data)), target).toMatchObject({ statusCode: 400 });
});

test('the house hears of the nonce by the door alone', async () => {
  await send('/', {
    headers: {
      ...bearer(),
      'content-security-policy': "script-src 'nonce-mine'",
      'x-middleware-subrequest': 'x',
      'x-forwarded-host': 'evil.example',
      'next-action': 'x',
    },
  });
  const { headers } = served[0] as http.IncomingMessage;
  expect(headers['content-security-policy']).toMatch(/^default-src 'self'; script-src 'self' 'nonce-[\w+/=]{24}'/);
  expect(headers['content-security-policy']).not.toContain('mine');
  for (const name of ['x-middleware-subrequest', 'x-forwarded-host', 'next-action']) expect(headers).not.toHaveProperty(name);
});

test('texts are compressed; the live stream, parts of files, what is small and what load balancers read are not', async () => {
  const sizes = { small: 1023, large: 4096 };
  const codingOf = async (target: string, kind: string | string[], { size = sizes.large, method = 'GET' } = {}) => {
    door.serve = (_request, response) => {
      response.setHeader('content-type', kind);
      response.setHeader('content-length', size);
      response.end(Buffer.alloc(size, 'x'));
    };
    const { headers } = await send(target, { method, headers: { ...bearer(), 'accept-encoding': 'gzip, br' } });
    return headers['content-encoding'];
  };
  for (const kind of [
    'text/html; charset=utf-8',
    'text/css',
    'application/javascript',
    'application/json',
    'image/svg+xml',
    'text/x-component',
  ])
    expect(await codingOf('/any', kind), kind).toBe('gzip');
  expect(await codingOf('/any', ['application/json'])).toBe('gzip');
  for (const kind of ['font/woff2', 'image/png', 'application/octet-stream']) expect(await codingOf('/any', kind), kind).toBeUndefined();
  expect(await codingOf('/any', 'text/html', { size: sizes.small })).toBeUndefined();
  expect(await codingOf('/any', 'text/html', { method: 'HEAD' })).toBeUndefined();
  expect(await codingOf('/servera/iris/csp/bin/mirror_status.cxw', 'text/plain')).toBeUndefined();
  expect(await codingOf('/servera/iris/api/monitor/metrics', 'text/plain')).toBeUndefined();

  door.serve = (_request, response) => void response.setHeader('content-type', 'text/css').end(Buffer.alloc(sizes.large, 'x'));
  for (const [headers, coding] of [
    [{ 'accept-encoding': 'gzip' }, 'gzip'],
    [{ 'accept-encoding': 'gzip', range: 'bytes=0-9' }, undefined],
    [{ 'accept-encoding': 'identity' }, undefined],
    [{}, undefined],
  ] as const)
    expect((await send('/any.css', { headers: { ...bearer(), ...headers } })).headers['content-encoding']).toBe(coding);
});

test('an event of the live stream arrives when it is sent, as it is', async () => {
  door.serve = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };
  const stream = await fetch(`http://127.0.0.1:${door.port}/api/live`, { headers: { ...bearer(), 'accept-encoding': 'gzip' } });
  expect(stream.headers.has('content-encoding')).toBe(false);
  const reader = stream.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
  await reader?.cancel();
});

test('what cannot be read does not get through, whoever sends it', async () => {
  for (const [target, headers] of [
    ['/%zz', {}],
    ['/', { 'next-router-state-tree': '%5B%22' }],
    ['/', { 'next-router-state-tree': '%7B%7D' }],
  ] as const)
    expect(await send(target, { headers: { ...bearer(), ...headers } }), target).toMatchObject({ statusCode: 400 });
  expect(await send('/', { method: 'DELETE', headers: bearer() })).toMatchObject({ statusCode: 405 });
  expect(served).toEqual([]);
});
