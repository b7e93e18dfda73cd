import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cookieNameOf, cookieValueOf, forgetKeys, isKnown, makeKey, makeToken, readToken, spendKey } from './access.ts';

const PORT = 52773;
let data = '';
beforeEach(() => {
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'access-'));
});
afterEach(() => fs.rmSync(data, { recursive: true, force: true }));

test('the secret is made once, long, and for its owner only', () => {
  expect(readToken(data)).toBeNull();
  const token = makeToken(data);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  fs.chmodSync(path.join(data, 'lab', 'token'), 0o644);
  expect(makeToken(data)).toBe(token);
  expect(fs.statSync(path.join(data, 'lab', 'token')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(path.join(data, 'lab'))).toEqual(['token']);
});

test('a key opens once, and is written down nowhere', () => {
  const key = makeKey(data);
  const [file = ''] = fs.readdirSync(path.join(data, 'lab', 'keys'));
  expect(file).not.toContain(key);
  expect(spendKey(data, 'another')).toBe(false);
  expect(spendKey(data, file)).toBe(false);
  expect(spendKey(data, '../token')).toBe(false);
  expect(spendKey(data, key)).toBe(true);
  expect(spendKey(data, key)).toBe(false);
});

test('a key of an earlier start, and one older than a day, open nothing', () => {
  const earlier = makeKey(data);
  forgetKeys(data);
  expect(spendKey(data, earlier)).toBe(false);
  const old = makeKey(data);
  const [file = ''] = fs.readdirSync(path.join(data, 'lab', 'keys'));
  const yesterday = Date.now() / 1000 - 86_401;
  fs.utimesSync(path.join(data, 'lab', 'keys', file), yesterday, yesterday);
  expect(spendKey(data, old)).toBe(false);
});

test('whoever knows the secret is known: by cookie or as a program; nobody else', () => {
  const token = makeToken(data);
  const cookie = `${cookieNameOf(PORT)}=${cookieValueOf(token)}`;
  expect(isKnown({ cookie: `other=1; ${cookie}` }, token, PORT)).toBe(true);
  expect(isKnown({ authorization: `Bearer ${token}` }, token, PORT)).toBe(true);
  const strangers = [
    {},
    { cookie: `${cookieNameOf(PORT)}=` },
    { cookie: `${cookieNameOf(PORT + 1)}=${cookieValueOf(token)}` },
    { cookie: `x${cookie}` },
    { cookie: `${cookieNameOf(PORT)}=${token}` },
    { cookie: `${cookieNameOf(PORT)}=${cookieValueOf('another')}` },
    { authorization: `Bearer ${token.slice(1)}` },
    { authorization: `Basic ${token}` },
    { authorization: 'Bearer wrong', cookie },
  ];
  for (const headers of strangers) expect(isKnown(headers, token, PORT), JSON.stringify(headers)).toBe(false);
});
