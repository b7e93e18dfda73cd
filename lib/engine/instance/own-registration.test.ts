import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OwnRegistration } from './own-registration.ts';

const SOON_MS = 5000;

let folder: string;
let told: string[];
let now: { version: number };
let registration: OwnRegistration;
const file = () => join(folder, 'agent.json');
const written = () => JSON.parse(readFileSync(file(), 'utf8'));
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
  await registration.close();
  rmSync(folder, { recursive: true });
});

async function until(what: string, look: () => boolean): Promise<void> {
  for (const deadline = performance.now() + SOON_MS; !look(); await new Promise((resolve) => setTimeout(resolve, 2)))
    if (performance.now() > deadline) throw new Error(`did not come within ${SOON_MS} ms: ${what}`);
}

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
