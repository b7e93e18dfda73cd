import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { until } from '../../machine/until-for-tests.ts';
import { OwnRegistration } from './own-registration.ts';

let folder: string;
let told: string[];
let now: { version: number };
let registration: OwnRegistration;
const file = () => join(folder, 'agent.json');
const written = () => JSON.parse(readFileSync(file(), 'utf8')) as { version: number };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-registration-'));
  told = [];
  now = { version: 5 };
  registration = new OwnRegistration({
    file: file(),
    compose: async () => now,
    tell: { failed: () => told.push('failed'), written: () => told.push('written') },
    pauseMs: 5,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await registration.close();
  rmSync(folder, { recursive: true });
});

test('what fails is told once, tried again until it is written, and is then what is so at that moment', async () => {
  expect(await registration.write()).toBe(true);
  mkdirSync(`${file()}.new`);
  now = { version: 6 };
  expect(await registration.write()).toBe(false);
  expect(await registration.write()).toBe(false);
  expect(written()).toEqual({ version: 5 });
  expect(told).toEqual(['failed']);
  now = { version: 7 };
  rmSync(`${file()}.new`, { recursive: true });
  await until('it is written', () => written().version === 7);
  await until('it is told', () => told.length === 2);
  expect(told).toEqual(['failed', 'written']);
});

test('many at once: each is answered when what was so at its call is on the disk', async () => {
  const answers = Array.from({ length: 20 }, (_, at) => {
    now = { version: at };
    return registration.write().then((isWritten) => isWritten && written().version >= at);
  });
  expect(await Promise.all(answers)).toEqual(Array(20).fill(true));
});

test('what changes while one is being written is on the disk, too, when its call is answered', async () => {
  let composedCount = 0;
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const slow = new OwnRegistration({
    file: file(),
    compose: async () => {
      const { version } = now;
      composedCount += 1;
      await gate;
      return { version };
    },
    tell: { failed: () => told.push('failed'), written: () => told.push('written') },
  });
  const first = slow.write();
  await until('the first is composed', () => composedCount === 1);
  now = { version: 6 };
  const second = slow.write();
  goOn();
  expect(await second).toBe(true);
  expect(written()).toEqual({ version: 6 });
  expect(await first).toBe(true);
});

test('what is being written when it is closed is written, and what failed is not tried again', async () => {
  const write = registration.write();
  await registration.close();
  expect(written()).toEqual({ version: 5 });
  expect(await write).toBe(true);
  mkdirSync(`${file()}.new`);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  expect(await registration.write()).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
