import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setAsideLargeLogs } from './program-logs.ts';

const MEGABYTE = 1024 * 1024;
let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logs-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));
const sizes = () => Object.fromEntries(fs.readdirSync(folder).map((name) => [name, fs.statSync(path.join(folder, name)).size]));

test('a log of more than 5 MB is set aside while its process goes on printing; a smaller one stays', () => {
  const printing = fs.openSync(path.join(folder, 'portal.log'), 'a');
  fs.writeFileSync(path.join(folder, 'lab.log'), Buffer.alloc(5 * MEGABYTE));
  for (const round of [1, 2]) {
    fs.writeSync(printing, Buffer.alloc(5 * MEGABYTE + round, 'x'));
    setAsideLargeLogs(folder);
    expect(sizes()).toEqual({ 'lab.log': 5 * MEGABYTE, 'portal.log': 0, 'portal.log.old': 5 * MEGABYTE + round });
  }
  fs.writeSync(printing, 'on\n');
  fs.closeSync(printing);
  expect(fs.readFileSync(path.join(folder, 'portal.log'), 'utf8')).toBe('on\n');
});
