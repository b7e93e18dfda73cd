import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { foreignness, guarded, refuseForeignHost } from './guard.ts';

const json = { 'content-type': 'application/json' };
const request = (method: string, headers: Record<string, string>) => new Request('http://127.0.0.1:52773/api/lab/command', { method, headers });

beforeEach(() => vi.stubEnv('PORT', '52773'));
afterEach(() => vi.unstubAllEnvs());

test.each([
  ['a page of the portal reads', 'GET', { host: '127.0.0.1:52773', 'sec-fetch-site': 'same-origin' }],
  ['a person types the address', 'GET', { host: 'localhost:52773', 'sec-fetch-site': 'none' }],
  ['a page of the portal changes something', 'POST', { host: '[::1]:52773', origin: 'http://[::1]:52773', 'sec-fetch-site': 'same-origin', ...json }],
  ['a script on this machine, no browser', 'POST', { host: '127.0.0.1:52773', ...json }],
])('let in: %s', (_label, method, headers) => {
  expect(foreignness(request(method, headers as Record<string, string>))).toBeNull();
});

test.each([
  ['a name that was pointed at this machine', 'GET', { host: 'evil.example:52773' }, 'Host evil.example:52773'],
  ['another port of this machine', 'GET', { host: '127.0.0.1:8080' }, 'Host 127.0.0.1:8080'],
  ['no port', 'GET', { host: '127.0.0.1' }, 'Host 127.0.0.1'],
  ['a page of another site reads', 'GET', { host: '127.0.0.1:52773', 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site cross-site'],
  ['another port of the same machine reads', 'GET', { host: '127.0.0.1:52773', 'sec-fetch-site': 'same-site' }, 'Sec-Fetch-Site same-site'],
  ['a page of another site changes something', 'POST', { host: '127.0.0.1:52773', origin: 'http://evil.example', ...json }, 'Origin http://evil.example'],
  ['a page without an origin changes something', 'POST', { host: '127.0.0.1:52773', origin: 'null', ...json }, 'Origin null'],
  ['a form of another site posts text', 'POST', { host: '127.0.0.1:52773', 'content-type': 'text/plain' }, 'Content-Type'],
])('refused: %s', (_label, method, headers, reason) => {
  expect(foreignness(request(method, headers as Record<string, string>))).toBe(reason);
});

test('a refused request never reaches the handler and is told why', async () => {
  const handler = vi.fn();
  const response = await guarded(handler)(request('POST', { host: 'evil.example', ...json }), undefined);
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ ok: false, refusal: { code: 'P107', args: ['Host evil.example'] } });
  expect(handler).not.toHaveBeenCalled();
});

test('a page is refused under a foreign name, and opened by a link of another site', async () => {
  const response = refuseForeignHost(request('GET', { host: 'evil.example:52773' }));
  expect(response?.status).toBe(403);
  expect(await response?.json()).toMatchObject({ refusal: { code: 'P107' } });
  expect(refuseForeignHost(request('GET', { host: '127.0.0.1:52773', 'sec-fetch-site': 'cross-site' }))).toBeNull();
});
