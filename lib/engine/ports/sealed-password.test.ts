import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSealed, sealPassword, unsealPassword } from './sealed-password.ts';

let directory = '';
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'sealed-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

test.each(['mirror', '密码 "\n', 'x'.repeat(1000)])('what was sealed comes back: %j', (password) => {
  const sealed = sealPassword(directory, password);
  expect(isSealed(sealed)).toBe(true);
  expect(sealed).not.toContain(password);
  expect(sealPassword(directory, password)).not.toBe(sealed);
  expect(unsealPassword(directory, sealed)).toBe(password);
});

test('no password stays none, and what an earlier version wrote down is read', () => {
  expect(sealPassword(directory, '')).toBe('');
  expect(unsealPassword(directory, '')).toBe('');
  expect(unsealPassword(directory, 'mirror')).toBe('mirror');
});

test('the key is another file, of its owner alone; without it, or with a changed text, nothing comes back', () => {
  const sealed = sealPassword(directory, 'mirror');
  const file = path.join(directory, 'mgr', 'sealing');
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  const bytes = Buffer.from(sealed.slice('sealed-1:'.length), 'base64');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  expect(unsealPassword(directory, `sealed-1:${bytes.toString('base64')}`)).toBeNull();
  for (const text of ['sealed-1:', 'sealed-1:AAAA', `${sealed.slice(0, 30)}`]) expect(unsealPassword(directory, text)).toBeNull();
  fs.rmSync(file);
  expect(unsealPassword(directory, sealed)).toBeNull();
  // Another key is made, and the old text stays unread.
  sealPassword(directory, 'other');
  expect(unsealPassword(directory, sealed)).toBeNull();
});
