import { expect, test } from 'vitest';
import { isOpen, pathOf, refusalOf } from './guard.ts';

const PORT = 52773;
const json = { 'content-type': 'application/json' };
const OURS = { host: '127.0.0.1:52773' };
const COMMAND = '/api/lab/command';
const PAGE = '/servera/iris/mirror/monitor';
const STATUS = '/servera/iris/csp/bin/mirror_status.cxw';
type Sent = [label: string, method: string, path: string, headers: Record<string, string>, httpVersion?: string];
const judge = ([, method, path, headers, httpVersion = '1.1']: Sent) => refusalOf({ method, path, headers, httpVersion }, PORT);

test.each<Sent>([
  ['a page of the portal reads', 'GET', '/api/lab/query/lab', { ...OURS, 'sec-fetch-site': 'same-origin' }],
  ['a person types the address', 'GET', PAGE, { host: 'localhost:52773', 'sec-fetch-site': 'none' }],
  [
    'a page of the portal changes something',
    'POST',
    COMMAND,
    { host: '[::1]:52773', origin: 'http://[::1]:52773', 'sec-fetch-site': 'same-origin', ...json },
  ],
  ['a script on this machine, no browser', 'POST', COMMAND, { ...OURS, ...json }],
  ['JSON with its character set', 'POST', COMMAND, { ...OURS, 'content-type': 'application/json; charset=utf-8' }],
  ['a link of another site opens a page', 'GET', PAGE, { ...OURS, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }],
  ['a load balancer asks by HEAD', 'HEAD', STATUS, OURS],
  ['a load balancer speaks HTTP/1.0 and names nobody', 'GET', STATUS, {}, '1.0'],
])('let in: %s', (...sent) => {
  expect(judge(sent)).toBeNull();
});

test.each<[...Sent, string]>([
  ['a name that was pointed at this machine', 'GET', PAGE, { host: 'evil.example:52773' }, '1.1', 'Host evil.example:52773'],
  ['another port of this machine', 'GET', COMMAND, { host: '127.0.0.1:8080' }, '1.1', 'Host 127.0.0.1:8080'],
  ['no port', 'GET', COMMAND, { host: '127.0.0.1' }, '1.1', 'Host 127.0.0.1'],
  ['nobody is named, and it is not the status', 'GET', COMMAND, {}, '1.0', 'Host '],
  ['nobody is named by HTTP/1.1', 'GET', STATUS, {}, '1.1', 'Host '],
  ['a page of another site reads', 'GET', COMMAND, { ...OURS, 'sec-fetch-site': 'cross-site' }, '1.1', 'Sec-Fetch-Site cross-site'],
  ['an image of another site', 'HEAD', STATUS, { ...OURS, 'sec-fetch-site': 'cross-site' }, '1.1', 'Sec-Fetch-Site cross-site'],
  ['another port of the same machine reads', 'GET', COMMAND, { ...OURS, 'sec-fetch-site': 'same-site' }, '1.1', 'Sec-Fetch-Site same-site'],
  [
    'a page of another site changes something',
    'POST',
    COMMAND,
    { ...OURS, origin: 'http://evil.example', ...json },
    '1.1',
    'Origin http://evil.example',
  ],
  ['a page without an origin changes something', 'POST', COMMAND, { ...OURS, origin: 'null', ...json }, '1.1', 'Origin null'],
  ['a form of another site posts text', 'POST', COMMAND, { ...OURS, 'content-type': 'text/plain' }, '1.1', 'Content-Type'],
  ['something that only begins like JSON', 'POST', COMMAND, { ...OURS, 'content-type': 'application/jsonfoo' }, '1.1', 'Content-Type'],
  [
    'a page in a frame of another site',
    'GET',
    PAGE,
    { ...OURS, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' },
    '1.1',
    'Sec-Fetch-Dest iframe',
  ],
  [
    'a page in a frame of this one',
    'GET',
    PAGE,
    { ...OURS, 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'embed' },
    '1.1',
    'Sec-Fetch-Dest embed',
  ],
])('refused: %s', (label, method, path, headers, httpVersion, reason) => {
  expect(judge([label, method, path, headers, httpVersion])).toEqual({ code: 'P107', args: [reason] });
});

test('a body is announced: refused above 4 MB, let in below', () => {
  const announced = (bytes: number) =>
    refusalOf({ method: 'POST', path: COMMAND, httpVersion: '1.1', headers: { ...OURS, ...json, 'content-length': String(bytes) } }, PORT);
  expect(announced(4 * 1024 * 1024)).toBeNull();
  expect(announced(4 * 1024 * 1024 + 1)).toEqual({ code: 'P582', args: ['4'] });
});

test.each([
  ['POST', PAGE],
  ['DELETE', COMMAND],
  ['PUT', COMMAND],
  ['OPTIONS', PAGE],
  ['TRACE', '/'],
])('%s %s is no method for that', (method, path) => {
  expect(refusalOf({ method, path, httpVersion: '1.1', headers: { ...OURS, ...json } }, PORT)).toEqual({ code: 'P584', args: [method] });
});

test.each([
  ['/', '/'],
  ['/servera/iris?x=%zz', '/servera/iris'],
  ['/servera/iris/csp/sys/op/%25CSP.UI.Portal.Mirror.Monitor.zen', '/servera/iris/csp/sys/op/%CSP.UI.Portal.Mirror.Monitor.zen'],
])('%s is the path %s', (target, path) => {
  expect(pathOf(target)).toEqual({ ok: true, value: path });
});

test.each([
  '',
  '*',
  'http://evil.example/',
  '//evil.example/x',
  '/x//y',
  '/%2Fevil.com/x/csp/sys/UtilHome.csp',
  '/%2f/x',
  '/%5Cevil.com/x',
  '/\\evil.com/x',
  '/servera/%zz',
  '/servera/%ff',
  '/servera/%',
  '/a%0d%0ab',
  '/a%00',
  '/servera/../api/lab/command',
  '/./api',
  '/api/..',
  '/%2e%2e/api',
])('the address "%s" leads nowhere', (target) => {
  expect(pathOf(target)).toMatchObject({ ok: false, refusal: { code: 'P583' } });
});

test('status, health and metrics are open, and nothing that looks like them', () => {
  for (const path of [STATUS, '/serverd/iris/csp/mirror_status.cxw', '/servera/iris/api/monitor/metrics', '/api/health'])
    expect(isOpen(path), path).toBe(true);
  for (const path of [
    '/',
    '/api/lab/query/lab',
    '/api/health/x',
    '/x/api/health',
    '/servera/iris/csp/bin/mirror_status.cxw/x',
    '/a/b/c/api/monitor/metrics',
    '/servera/iris/csp/sys/mirror_status.cxw',
  ])
    expect(isOpen(path), path).toBe(false);
});
